"""Settings: the dated backups, one more now, a copy to a stick."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QListWidget, QProgressBar, QWidget

from gui import theme
from gui.say import say, say_message, say_n
from gui.strip import day_and_clock
from gui.widgets import Button, Note, column, label, row, words_label
from storage import UserError

if TYPE_CHECKING:
    from gui.context import Context


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
        buttons = row(self.now, self.copy, None)
        self.setLayout(
            column(words_label(how, "second"), self.note, self.count, self.list, buttons, self.progress, gap=10)
        )

    def _connect(self, context: Context) -> None:
        backups = context.backups
        self.now.clicked.connect(lambda: backups.make())
        self.copy.clicked.connect(self._choose_file)
        self.cancel.clicked.connect(backups.cancel)
        backups.listed.connect(self._list)
        backups.progressed.connect(self._progress)
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

    def _made(self, path: Path) -> None:
        self.note.tell("ok", say("The backup is made and checked."), say("File: {file}", file=path.name))

    def _refused(self, trouble: UserError) -> None:
        self.note.tell("warning", say_message(trouble.what), say_message(trouble.todo))

    def _rest(self) -> None:
        self.now.setEnabled(True)
        if self.cancel.hasFocus():
            self.now.setFocus()
        self.progress.hide()
        self.copy.setEnabled(True)

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, say("Copy the register to…"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(f"sijill-{datetime.now(UTC):%Y-%m-%d}.sijill")
        dialog.fileSelected.connect(lambda chosen: self._context.backups.make(Path(chosen)))
        dialog.open()
