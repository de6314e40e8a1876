"""A dialog that does one piece of work behind the window: how far it is, Cancel, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QProgressBar, QWidget

from gui.dialogs import Dialog
from gui.jobs import Job, Pace
from gui.look import theme
from gui.say import say, say_message
from gui.widgets import Button, Note, column, label, words_label
from storage import UserError


class WorkDialog(Dialog):
    """Fields above, progress and outcome below; while it works the fields are locked and Cancel has the focus.

    Attributes:
        note: what came of it; do: the main button; back: closes, or cancels what runs.
    """

    topic = "places"

    def __init__(self, parent: QWidget | None, title: str, inside: QWidget, do: Button, size: tuple[int, int]) -> None:
        self.inside, self.do = inside, do
        self.note = Note("information", "")
        self.far, self.bar = label("", "hint"), QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(say("Progress"))
        self.back = Button(say("Close"), "x", "Esc")
        self.back.clicked.connect(self.reject)
        self.progress = QWidget()
        promise = words_label(self.promises()[0], "hint")
        self.progress.setLayout(column(self.far, self.bar, promise, gap=4))
        below = column(self.progress, self.note, gap=0, margins=(18, 0, 18, 0))
        body = QWidget()
        whole = column(inside, below, gap=8)
        whole.setStretch(0, 1)
        body.setLayout(whole)
        super().__init__(parent, title, body, self.back, do)
        room = parent.window().height() - 60 if parent is not None else theme.px(size[1])
        self.resize(theme.px(size[0]), min(theme.px(size[1]), max(room, 380)))
        self._job: Job[Any] | None = None
        self._held: QWidget | None = None
        self.progress.hide()
        self.note.hide()

    def promises(self) -> tuple[str, str]:
        """What cancelling will leave, and what it left."""
        return say("Cancelling leaves the places as they were."), say("The places are as they were.")

    def work(self, do: Callable[[Pace], Any], then: Callable[[Any], None], words: str, *, writes: bool) -> None:
        """Begin; the fields are locked until it ends, however it ends."""
        self._held = self.focusWidget()
        self.note.hide()
        self.far.setText(words)
        self.bar.setRange(0, 0)
        self.progress.show()
        self.inside.setEnabled(False)
        self.do.setEnabled(False)
        self.back.set_word(say("Cancel"))
        self.back.setFocus()
        made: list[Any] = []

        def work(pace: Pace) -> None:
            made.append(do(pace))

        self._job = Job(work, writes=writes).progress(self._progress).otherwise(self._refuse)
        self._job.lastly(lambda: self._end(made, then)).start(self)

    def _progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)

    def _refuse(self, trouble: UserError) -> None:
        self.note.tell("warning", say_message(trouble.what), say_message(trouble.todo))

    def _end(self, made: list[Any], then: Callable[[Any], None]) -> None:
        """What has come of it; what was finished before Cancel arrived is there, and is told."""
        job, self._job = self._job, None
        self.progress.hide()
        self.inside.setEnabled(True)
        self.back.set_word(say("Close"))
        if job is not None and made:
            then(made[0])
        elif job is not None and job.cancelled:
            self.note.tell("information", say("Cancelled."), self.promises()[1])
        self.rested()
        held, self._held = self._held, None
        if not made and held is not None and self.back.hasFocus():
            held.setFocus()  # what was refused is mended where it was typed

    def rested(self) -> None:
        """The work has ended: a dialog says what can be done now."""
        self.do.setEnabled(True)

    def reject(self) -> None:
        """Esc: while it works it cancels, else it closes."""
        if self._job is None:
            super().reject()
            return
        self._job.cancel()
        self.far.setText(say("Cancelling…"))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing (or locking the register) cancels what runs."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        super().closeEvent(event)
