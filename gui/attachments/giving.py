"""Saving a copy of an attachment outside: without the position it was taken at, and noted in its custody."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from gui.attachments.told import name_of, size_words
from gui.choosers import documents, file_dialog
from gui.dialogs import Dialog
from gui.jobs import Job, Pace
from gui.listing.progress import UnderWay
from gui.look import theme
from gui.rights import SHARE
from gui.say import ltr, say, say_message
from gui.widgets import Button, Labelled, Note, column, label, row
from storage import Outcome, UserError

if TYPE_CHECKING:
    from gui.context import Context
    from storage import Attached


def safe_name(one: Attached) -> str:
    """A name for the copy: what came from elsewhere may hold a path, or nothing at all."""
    kept = "".join(sign for sign in one.file_name.replace("\\", "/").split("/")[-1] if sign.isprintable())
    return "".join("_" if sign in '<>:"|?*' else sign for sign in kept).strip(" .") or one.sha256[:12]


def free_place(folder: Path, name: str) -> Path:
    """A file of this name that does not exist yet; its ending stays its ending."""
    found, number = folder / name, 1
    while found.exists():
        number += 1
        found = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
    return found


def save_copy(context: Context, parent: QWidget, one: Attached) -> CopyDialog:
    """The dialog over the window."""
    made = CopyDialog(context, parent, one)
    made.open()
    return made


class CopyDialog(Dialog):
    """Where to, and for whom.

    Attributes:
        written: the copy lies there.
    """

    topic = "attachments"

    def __init__(self, context: Context, parent: QWidget | None, one: Attached) -> None:
        self._context, self._one = context, one
        self._job: Job[None] | None = None
        self.written = False
        self.target = free_place(documents(), safe_name(one))
        self.file, self.change = QLineEdit(), Button(say("Change…"), "folder-open")
        self.recipient = QLineEdit()
        self.under_way, self.note = UnderWay(), Note("information", "")
        self.back = Button(say("Close"), "x", "Esc")
        self.make = Button(say("Save the copy"), "download", "Ctrl+Enter", kind="primary").shortcut_key("Ctrl+Return")
        self.whole = Button(say("Save it as it is"), "shield-alert")
        super().__init__(parent, say("Save a copy"), self._body(), self.whole, self.back, self.make)
        self.resize(theme.px(580), theme.px(320))
        self.whole.hide()
        self._entitle()
        self.back.clicked.connect(self.reject)
        self.make.clicked.connect(self.begin)
        self.whole.clicked.connect(lambda: self.begin(whole=True))
        self.change.clicked.connect(self._choose)
        self.under_way.cancelled.connect(self._cancel)
        context.closing.connect(self.reject)
        self.make.setFocus()

    def _body(self) -> QWidget:
        self.file.setReadOnly(True)
        self.file.setText(ltr(str(self.target)))
        self.file.setAccessibleName(say("File"))
        self.recipient.setPlaceholderText(say("for example: hospital, family, newspaper"))
        where = QWidget()
        line = row(self.file, self.change)
        line.setStretch(0, 1)
        where.setLayout(line)
        self.note.tell(
            "information",
            say("Position, device and other traces inside the file are taken out of the copy."),
            say("The original stays in the register as it came. That a copy was saved is noted."),
        )
        head = row(label(name_of(self._one), "strong"), label(size_words(self._one.size), "hint"), None)
        parts = (head, Labelled(say("File"), where), Labelled(say("For whom?"), self.recipient))
        body = QWidget()
        body.setLayout(column(*parts, self.under_way, self.note, None, gap=12, margins=(18, 0, 18, 0)))
        return body

    def _entitle(self) -> None:
        """Giving files to others is not for every role; the register refuses it too."""
        rights = self._context.rights
        if not rights.may(SHARE):
            self.recipient.setEnabled(False)
            self.recipient.setPlaceholderText(rights.refusal(SHARE)[0])
            self.recipient.setToolTip(rights.told(SHARE))

    def _choose(self) -> None:
        dialog = file_dialog(self, say("Save a copy"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDirectory(str(self.target.parent))
        dialog.selectFile(self.target.name)
        dialog.fileSelected.connect(lambda chosen: self.aim(Path(chosen)))
        dialog.open()

    def aim(self, target: Path) -> None:
        """Save it there."""
        self.target = target
        self.file.setText(ltr(str(target)))

    def begin(self, *, whole: bool = False) -> None:
        """Save it; ``whole``: with everything inside, after that was asked for."""
        if self._job is not None or not self._context.is_open:
            return
        store, one, target, recipient = self._context.store, self._one, self.target, self.recipient.text().strip()

        saved: list[Path] = []

        def save(pace: Pace) -> None:
            store.export_attachment(one.id, target, recipient=recipient, whole=whole, pace=pace.step)
            saved.append(target)

        self.whole.hide()
        self.make.setEnabled(False)
        self.under_way.begin(say("Saving…"))
        self._job = Job(save, writes=True).progress(self.under_way.far).otherwise(self._refused)
        self._job.lastly(lambda: self._rested(saved)).start(self)

    def _saved(self) -> None:
        self.written = True
        self.note.tell("ok", say("Saved as {file}.", file=ltr(self.target.name)), ltr(str(self.target.parent)))
        self._context.announce(Outcome(frozenset({"custody"})))
        self.make.hide()
        self.back.setFocus()

    def _refused(self, trouble: UserError) -> None:
        self.note.tell("warning", say_message(trouble.what), say_message(trouble.todo))
        self.whole.setVisible(trouble.kind == "cannot-strip" and self._context.rights.may(SHARE))

    def _rested(self, saved: list[Path]) -> None:
        """What has come of it; a copy that was finished before Cancel arrived is there, and is told."""
        cancelled = self._job is not None and self._job.cancelled
        self._job = None
        self.under_way.end()
        self.make.setEnabled(True)
        if saved:
            self._saved()
        elif cancelled:
            self.note.tell("information", say("Cancelled."), say("Nothing was written."))

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
