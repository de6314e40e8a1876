"""One exchange under way: its words, how far it is, Cancel; then what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QVBoxLayout, QWidget

from gui.jobs import Job, Pace
from gui.say import ltr, say, say_message
from gui.widgets import Button, LinkButton, Note, clear, column, icon_label, label, row, words_label
from storage import Read, UserError

ROAD = "road"
"""The thread in which everything that travels runs: one road at a time, and nobody's save waits for it."""
GIVE_UP_MS = 2_000
"""How long after Cancel the work may take to stop, before the room goes on without it: a share that hangs holds it."""
TOLD = 4
"""Refused files that are told one by one; the log has all."""


class Working(QWidget):
    """Empty it takes no room.

    Signals:
        rested(): the work has ended, however; ``halted`` says whether before its end.
        review(): the person wants to see what is disputed.
    """

    rested = Signal()
    review = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.far, self.bar = label("", "strong"), QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(say("Progress"))
        self.cancel = Button(say("Cancel"), "x", "Esc").shortcut_key("Esc")
        self.promise = words_label("", "hint")
        self.band = QFrame()
        self.band.setProperty("kind", "card")
        head = row(icon_label("usb", "tx2", 16), self.far, None, self.cancel)
        self.band.setLayout(column(head, self.bar, self.promise, gap=6, margins=(14, 8, 14, 8)))
        self.note = Note("information", "")
        self.to_review = LinkButton(say("To Review"))
        self.note.add(self.to_review)
        self._more = QVBoxLayout()
        self._more.setContentsMargins(14, 2, 14, 2)
        self._more.setSpacing(2)
        inside = column(self.band, self.note, gap=6, margins=(14, 4, 14, 4))
        inside.addLayout(self._more)
        self.setLayout(inside)
        self._job: Job[Any] | None = None
        self.halted = self._given_up = False
        self._patience = QTimer(self, interval=GIVE_UP_MS, singleShot=True)
        self._patience.timeout.connect(self._give_up)
        self.cancel.clicked.connect(self.stop)
        self.to_review.clicked.connect(self.review)
        for part in (self.band, self.note, self):
            part.hide()

    @property
    def busy(self) -> bool:
        """Whether something runs."""
        return self._job is not None

    def begin(self, do: Callable[[Pace], Any], then: Callable[[Any], None], words: str, promise: str) -> None:
        """Begin a piece of work."""
        clear(self._more)
        self.note.hide()
        self.halted = self._given_up = False
        self.far.setText(words)
        self.promise.setText(promise)
        self.bar.setRange(0, 0)
        self.band.show()
        self.show()
        self.cancel.setEnabled(True)
        self.cancel.setFocus()
        self._job = Job(do, lane=ROAD).progress(self._progress).then(then).otherwise(self._refuse)
        self._job.lastly(self._end).start(self)

    def stop(self) -> None:
        """Cancel what runs."""
        if self._job is not None:
            self._job.cancel()
            self.far.setText(say("Cancelling…"))
            self.cancel.setEnabled(False)
            self._patience.start()

    def tell(self, kind: str, first: str, then: str = "", *, review: bool = False) -> None:
        """What came of it."""
        self.note.tell(kind, first, then)
        self.to_review.setVisible(review)
        self.show()

    def tell_refused(self, found: Read) -> None:
        """Each file that was not taken, with its sentence."""
        for one in found.harmed[:TOLD]:
            words = f"{ltr(one.name)}: {say_message(one.what)} {say_message(one.todo)}"
            drawing = icon_label("circle-alert", "injured", 14)
            line = QWidget()
            line.setLayout(row(drawing, words_label(words, "hint"), gap=6))
            line.layout().setStretch(1, 1)  # type: ignore[union-attr]
            self._more.addWidget(line)

    def _progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)

    def _refuse(self, trouble: UserError) -> None:
        self.halted = True
        self.tell("warning", say_message(trouble.what), say_message(trouble.todo))

    def _give_up(self) -> None:
        if self._job is not None:
            self._given_up = True
            self._job.abandon()

    def _end(self) -> None:
        self._patience.stop()
        cancelled = self._job is not None and self._job.cancelled
        self._job = None
        self.band.hide()
        if cancelled:
            self.halted = True
            self.tell(
                "information",
                say("Cancelled. It does not answer.") if self._given_up else say("Cancelled."),
                say("What was finished until then is whole; the rest can be done any time."),
            )
        self.rested.emit()
