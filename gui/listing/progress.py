"""What a list is at work on: how far it is, what Cancel does, and the button that does it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from gui.look import theme
from gui.say import say
from gui.widgets import Button, label, row

SOON = 250
"""Milliseconds of work before anything is shown: what is quicker needs no bar."""


class UnderWay(QWidget):
    """A line between the list and its foot.

    Signals:
        cancelled: the person does not want it any more.
    """

    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "foot")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.words = label("", "hint")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(say("Progress"))
        self.stop = Button(say("Cancel"), "x", "Esc")
        self.stop.clicked.connect(self.cancel)
        inside = row(self.words, self.bar, self.stop, gap=10, margins=(10, 3, 10, 3))
        inside.setStretch(1, 1)
        self.setLayout(inside)
        self.setFixedHeight(theme.px(37))
        self.hide()
        self.running = False
        self._soon = QTimer(self, singleShot=True, interval=SOON)
        self._soon.timeout.connect(self.show)

    def begin(self, words: str) -> None:
        """Work has begun; it is shown when it takes a while."""
        self.words.setText(words)
        self.bar.setRange(0, 0)
        self.running = True
        self._soon.start()

    def far(self, done: int, total: int) -> None:
        """How far it is."""
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(done)

    def end(self) -> None:
        """It is done, or given up."""
        self.running = False
        self._soon.stop()
        self.hide()

    def cancel(self) -> None:
        """Give it up."""
        if self.running:
            self.end()
            self.cancelled.emit()
