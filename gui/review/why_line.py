"""The line for a reason: Enter gives the answer that asked for it, so that nobody has to leave the keyboard for it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from gui.say import say


class WhyLine(QLineEdit):
    """A line of text.

    Signals:
        left(): Enter, when no answer waits for it, or Esc: back to the questions, with what was typed.
    """

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._waiting: Callable[[], object] | None = None
        self.setAccessibleName(say("Why?"))

    def ask(self, again: Callable[[], object] | None = None) -> None:
        """Take the keyboard; ``again`` gives the answer once something is typed."""
        self._waiting = again
        self.setFocus()

    def clear(self) -> None:
        """Another question: no answer waits any more."""
        self._waiting = None
        super().clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Esc."""
        key, waiting = event.key(), self._waiting
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if waiting is None:
                self.left.emit()
            elif self.text().strip():
                self._waiting = None
                waiting()
        elif key == Qt.Key.Key_Escape:
            self._waiting = None
            self.left.emit()
        else:
            super().keyPressEvent(event)
