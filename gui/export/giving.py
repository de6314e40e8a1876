"""What the dialogs have in common that hand one thing over: for whom, a look at it, the file, the line in the log."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, QTimer, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import QFileDialog, QLayout, QWidget

from exports import Sharing
from gui.choosers import file_dialog
from gui.dialogs import Dialog
from gui.export.page_look import PageLook
from gui.export.readers import ReaderCards
from gui.export.recipients import RecipientFields
from gui.export.telling import log_line
from gui.export.working import earlier
from gui.jobs import Job, Pace
from gui.look import theme
from gui.resting import Rest
from gui.rights import SHARE
from gui.say import ltr, rtl, say, say_message, words
from gui.widgets import Button, Note, Segmented, column, icon_label, row, scrolled, words_label
from storage import LANGUAGES, Level, Outcome, UserError

if TYPE_CHECKING:
    from exports import Report
    from gui.context import Context

PAUSE = 350
"""Milliseconds without another letter after which it is drawn anew."""
FRAME = 40
"""Pixels that the frame of a window and its title take."""
NOBODY_YET = "…"
"""Stands for the recipient until one is told."""


class GivingDialog(Dialog):
    """One thing that is looked at, then written for somebody and noted.

    Attributes:
        written: the file that was written, None before.
    """

    def __init__(
        self,
        context: Context,
        parent: QWidget | None,
        title: str,
        *,
        level: Level,
        within: Mapping[Level, str],
        icon: str,
        size: QSize,
        more: Sequence[QWidget] = (),
    ) -> None:
        """``within``: what each reader finds in it; ``more``: buttons before the one that saves."""
        self._context, self._size = context, size
        self.written: Path | None = None
        self._looking: Job[Any] | None = None
        self._job: Job[Any] | None = None
        self.readers, self.recipients = ReaderCards(level, within), RecipientFields()
        names = {"ar": say("Arabic"), "en": say("English")}
        self.language = Segmented([(one, names[one], "") for one in LANGUAGES], say("Language"), words().language)
        self.preview, self.note = PageLook(), Note("ok", "")
        self.folder = Button(say("Open folder"), "folder-open")
        self.back = Button(say("Close"), "x", "Esc")
        self.save = Button(say("Save…"), icon, "Ctrl+S", kind="primary").shortcut_key("Ctrl+S")
        buttons = (self.folder, self.back, *more, self.save)
        super().__init__(parent, title, self._body(), *buttons, foot=promise_of_log())
        self._soon = Rest(self, PAUSE)
        self.resize(self.sizeHint())
        self._connect()
        self._begin()

    # ---- what each of them says for itself

    def _body(self) -> QWidget:
        raise NotImplementedError

    def _fields(self) -> Sequence[QWidget]:
        """What cannot be changed while it is written."""
        return self.readers, self.recipients, self.language, self.save

    def _drawing(self, sharing: Sharing) -> Callable[[Pace], Any]:
        """Work of a thread: what it would be for them; given to :meth:`_show`."""
        raise NotImplementedError

    def _show(self, found: Any) -> None:
        raise NotImplementedError

    def _kinds(self, chooser: QFileDialog) -> None:
        """The kinds of file to choose from, and the name it begins with."""
        raise NotImplementedError

    def save_to(self, path: Path) -> None:
        """Write it there, whole or not at all, and note it in the register."""
        raise NotImplementedError

    # ---- looking

    def _beside(self, fields: Sequence[QWidget], look: QLayout) -> QWidget:
        """The fields at the leading side, the look at it beside them."""
        around = (2, 2, 12, 2) if not rtl() else (12, 2, 2, 2)
        left = QWidget()
        left.setLayout(column(*fields, self.note, None, gap=12, margins=around))
        self._area = scrolled(left)
        inside = row(self._area, look, gap=14, margins=(18, 4, 18, 4))
        inside.setStretch(0, 1)
        body = QWidget()
        body.setLayout(inside)
        return body

    def _see(self, part: QWidget) -> None:
        """Scroll to what is told, when it has its room."""

        def see() -> None:
            body = self._area.widget()
            inside = body.layout() if body is not None else None
            if inside is not None:
                inside.activate()  # what was just shown has its place
            self._area.ensureWidgetVisible(part, 0, 4)

        QTimer.singleShot(0, part, see)

    def _connect(self) -> None:
        self._soon.timeout.connect(self.look)
        self.readers.listen(self)
        self.readers.chosen.connect(lambda _: self._read_by())
        self.language.chosen.connect(lambda _: self.look())
        self.back.clicked.connect(self.reject)
        self.save.clicked.connect(self._choose_file)
        self.folder.clicked.connect(self._open_folder)
        self._context.restyled.connect(self.close)

    def _begin(self) -> None:
        self.note.hide()
        self.folder.hide()
        store = self._context.store
        Job(lambda: earlier(store)).then(self.recipients.learn).start(self)
        self._read_by()
        self.readers.focus()

    def _read_by(self) -> None:
        self.recipients.require(outside=self.readers.level is not Level.INTERNAL)
        self.look()

    def sharing(self) -> Sharing:
        """For whom, as the fields say."""
        return Sharing(self.readers.level, *self.recipients.values())

    def look(self) -> None:
        """Draw it as it would be."""
        if self._job is not None or not self._context.is_open:
            return
        if self._looking is not None:
            self._looking.cancel()
        self._let(may=False)
        if self.readers.level is not Level.INTERNAL and not self._context.rights.may(SHARE):
            self.note.tell("warning", *self._context.rights.refusal(SHARE))
            self._see(self.note)
            return
        self.note.hide()
        told = self.sharing()
        told = replace(told, recipient=told.recipient or NOBODY_YET, purpose=told.purpose or NOBODY_YET)
        drawn = Job(self._drawing(told)).progress(quietly).then(self._looked).otherwise(self._refuse)
        self._looking = drawn.start(self)

    def _looked(self, found: Any) -> None:
        self._looking = None
        self._show(found)

    def _let(self, *, may: bool) -> None:
        """Whether it can be given away as it is."""
        self.save.setEnabled(may)

    def _refuse(self, trouble: UserError) -> None:
        self._looking = self._job = None
        self.note.tell("warning", say_message(trouble.what), say_message(trouble.todo))
        self._see(self.note)
        self._rest()
        if trouble.kind in ("too-close", "not-allowed", "past-inside"):
            self._let(may=False)

    # ---- writing

    def _complete(self) -> bool:
        """Whether everything is told that the log needs."""
        try:
            self.sharing().checked()
        except UserError as missing:
            self.recipients.refuse(missing.kind, say_message(missing.todo))
            return False
        return True

    def _choose_file(self) -> None:
        if not self._complete():
            return
        chooser = file_dialog(self, say("Save…"))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self._kinds(chooser)
        chooser.fileSelected.connect(lambda chosen: self.save_to(Path(chosen)))
        chooser.open()

    def _work(
        self, do: Callable[[Pace], Report], tell: Callable[[Report], object], far: Callable[[int, int], object]
    ) -> None:  # fmt: skip
        """Begin what writes; the fields rest until it has ended. ``tell`` what came of it, ``far`` on the way."""
        made: list[Report] = []

        def work(pace: Pace) -> None:
            made.append(do(pace))

        self._job = Job(work).progress(far).otherwise(self._refuse).lastly(lambda: self._end(made, tell))
        for part in self._fields():
            part.setEnabled(False)
        self.back.set_word(say("Cancel"))
        self.back.setFocus()
        self._job.start(self)

    def _end(self, made: list[Report], tell: Callable[[Report], object]) -> None:
        """What has come of it; what was finished before Cancel arrived is there, and is told."""
        cancelled = self._cancelled() if self._job is not None and self._job.cancelled else ""
        self._rest()
        if made:
            tell(made[0])
        elif cancelled:
            self.note.tell("information", cancelled)
            self._see(self.note)

    def _rest(self) -> None:
        self._job = None
        for part in self._fields():
            part.setEnabled(True)
        self.back.setEnabled(True)
        self.back.set_word(say("Close"))

    def _tell_written(self, report: Report) -> None:
        self.written = report.path
        self._tell_logged(say("Written: {file}.", file=ltr(report.path.name)), report)
        self.folder.show()
        self.folder.setFocus()

    def _tell_logged(self, done: str, report: Report) -> None:
        self.note.tell("ok", done, log_line(report))
        self._see(self.note)
        if self._context.is_open:
            self._context.announce(Outcome(frozenset({"disclosure"})))  # the log in Exchange reads it

    def _open_folder(self) -> None:
        if self.written is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.written.parent)))

    # ---- leaving

    def sizeHint(self) -> QSize:
        """Room for the fields and the look beside them, within the window behind."""
        wanted = QSize(theme.px(self._size.width()), theme.px(self._size.height()))
        behind = self.parentWidget()
        return wanted.boundedTo(behind.window().size() - QSize(FRAME, FRAME)) if behind is not None else wanted

    def _cancelled(self) -> str:
        return say("Cancelled: no file was written.")

    def reject(self) -> None:
        """Esc: while it is written it cancels, else it closes; what can no longer be stopped comes to its end."""
        if self._job is None:
            super().reject()
        elif self.back.isEnabled():
            self._job.cancel()
            self.back.setEnabled(False)
            self.note.tell("information", say("Cancelling…"))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing the window (or locking the register) cancels what runs."""
        self._soon.stop()
        for job in (self._job, self._looking):
            if job is not None:
                job.cancel()
        super().closeEvent(event)


def quietly(_done: int, _total: int) -> None:
    """Work that can be cancelled and tells no progress."""


def promise_of_log() -> QWidget:
    """What is noted of every file."""
    made = QWidget()
    told = words_label(say("A line goes into the register's log: who, when, level, how many rows."), "hint")
    inside = row(icon_label("history", "tx2", 15), told, gap=7)
    inside.setStretch(1, 1)
    made.setLayout(inside)
    return made
