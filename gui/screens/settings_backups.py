"""Settings: the dated backups, one more now, a copy to a stick."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QListWidget, QProgressBar, QWidget

from gui.choosers import file_dialog
from gui.frame.strip import day_and_clock
from gui.look import theme
from gui.say import ltr, say, say_message, say_n
from gui.widgets import Button, Note, column, label, row, words_label
from storage import ONLY_WITHOUT, UserError

if TYPE_CHECKING:
    from gui.context import Context
    from storage import BackupInfo


class BackupsGroup(QWidget):
    """What can be gone back to."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.note = Note("ok", "")
        self.note.hide()
        self.list = QListWidget()
        self.list.setProperty("kind", "framed")
        self.list.setAccessibleName(say("Backups"))
        self.list.setMinimumHeight(theme.px(190))
        self.count = label("", "label")
        self.now = Button(say("Make a backup now"), "archive")
        self.copy = Button(say("Copy to a stick…"), "usb")
        self.without = Button(say("Copy without attached files"), "usb")
        self.without.hide()
        self._target: Path | None = None
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.cancel = Button(say("Cancel"), "x", "Esc")
        self.progress = QWidget()
        self._lay_out()
        self._connect(context)
        self._list(context.backups.known)

    def _lay_out(self) -> None:
        cancelling = words_label(say("Cancelling leaves the backups as they were."), "hint")
        self.progress.setLayout(column(row(self.bar, self.cancel), cancelling, gap=4))
        self.progress.hide()
        how = say("Made by itself after every half hour with changes, checked, and encrypted like the register.")
        which = say("They hold no attached files: those lie beside the register. A copy to a stick holds them, too.")
        buttons = row(self.now, self.copy, self.without, None)
        self.setLayout(
            column(
                words_label(how, "second"),
                words_label(which, "second"),
                self.note,
                self.count,
                self.list,
                buttons,
                self.progress,
                gap=10,
            )
        )

    def _connect(self, context: Context) -> None:
        backups = context.backups
        self.now.clicked.connect(lambda: self._make(None))
        self.copy.clicked.connect(self._choose_file)
        self.cancel.clicked.connect(backups.cancel)
        backups.listed.connect(self._list)
        backups.progressed.connect(self._progress)
        self.without.clicked.connect(lambda: self._make(self._target, attachments=False))
        backups.made.connect(self._made)
        backups.refused.connect(self._refused)
        backups.rested.connect(self._rest)

    def _list(self, found: list[tuple[datetime, Path]]) -> None:
        self.list.clear()
        now = datetime.now(UTC)
        self.list.addItems([day_and_clock(when, now) for when, _ in found])
        count = len(found)
        self.count.setText(say_n("{count} backup", "{count} backups", count) if found else say("No backup yet"))

    def _progress(self, done: int, total: int) -> None:
        if self.progress.isHidden():
            self.progress.show()
            self.cancel.setFocus()
        self.now.setEnabled(False)
        self.copy.setEnabled(False)
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)

    def _made(self, info: BackupInfo) -> None:
        told = [say("File: {file}", file=ltr(info.path.name)), carried_words(info)]
        self.note.tell("ok", say("The backup is made and checked."), " · ".join(one for one in told if one))

    def _refused(self, trouble: UserError) -> None:
        self.without.setVisible(trouble.kind == ONLY_WITHOUT and self._target is not None)
        self.note.tell("warning", say_message(trouble.what), say_message(trouble.todo))

    def _rest(self) -> None:
        self.now.setEnabled(True)
        if self.cancel.hasFocus():
            self.now.setFocus()
        self.progress.hide()
        self.copy.setEnabled(True)

    def _choose_file(self) -> None:
        dialog = file_dialog(self, say("Copy the register to…"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(f"sijill-{datetime.now(UTC):%Y-%m-%d}.sijill")
        dialog.fileSelected.connect(lambda chosen: self._make(Path(chosen)))
        dialog.open()

    def _make(self, target: Path | None, *, attachments: bool = True) -> None:
        self._target = target
        self.without.hide()
        self._context.backups.make(target, attachments=attachments)


def carried_words(info: BackupInfo) -> str:
    """Which attached files a backup carries; "" when the register has none."""
    if not info.attachments:
        return ""
    if info.carried == info.attachments:
        return say_n("with {count} attached file", "with all {count} attached files", info.carried)
    if not info.carried:
        return say_n(
            "without the {count} attached file, which stays on this computer",
            "without the {count} attached files, which stay on this computer",
            info.attachments,
        )
    more = say_n("{count} attached file", "{count} attached files", info.attachments)
    return say("with {carried} of {files}", carried=ltr(str(info.carried)), files=more)
