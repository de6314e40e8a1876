"""A sealed value that is shown only when somebody asks, for half a minute, and is never kept by the window.

Exact positions of hospitals and shelters are the best-kept secrets of the register: whoever looks over a shoulder, and
whoever takes a picture of the screen, must not find one there by chance.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from gui import clipboard
from gui.context import Context
from gui.jobs import Job
from gui.say import say, say_n
from gui.widgets import Button, column, label, row
from storage import Store

SHOWN_S = 30


class Sealed(QWidget):
    """*Show position*, the position for a while, *Copy*.

    The value is read when it is asked for, and is forgotten when it is hidden: after 30 seconds, when the widget goes
    from the screen, and when the register is locked.
    """

    def __init__(self, context: Context, read: Callable[[Store], str], words: tuple[str, str]) -> None:
        """``read`` gives the value in words, in a reader's thread; ``words``: the button, and what it is called."""
        super().__init__()
        self._context, self._read, self._left = context, read, 0
        self.button = Button(words[0], "eye")
        self.button.clicked.connect(self.turn)
        self.shown = label("", "code")
        self.shown.setAccessibleName(words[1])
        self.shown.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.copy = Button(say("Copy"), "copy")
        self.copy.clicked.connect(self._copy)
        self.rest = label("", "hint")
        self._words = words
        self._clock = QTimer(self, interval=1000)
        self._clock.timeout.connect(self._tick)
        self._parts = (self.shown, self.copy, self.rest)
        self.setLayout(
            column(row(self.button, None, gap=8), self.shown, row(self.copy, self.rest, None, gap=8), gap=5)
        )
        context.closing.connect(self.hide_value)
        self.hide_value()

    def turn(self) -> None:
        """Show it, or hide it again."""
        if self.shown.text():
            self.hide_value()
        elif self._context.is_open:
            store, read = self._context.store, self._read
            Job(lambda: read(store)).then(self._show).start(self)

    def hide_value(self) -> None:
        """Forget it."""
        self._clock.stop()
        self._left = 0
        self.shown.clear()
        for part in self._parts:
            part.hide()
        self.button.set_word(self._words[0], "eye")

    def _show(self, value: str) -> None:
        if not self.isVisible() or not self._context.is_open:
            return
        self.shown.setText(value or say("not recorded"))
        self._left = SHOWN_S
        for part in self._parts:
            part.show()
        self.copy.setEnabled(bool(value))
        self.button.set_word(say("Hide"), "eye-off")
        self._clock.start()
        self._say_rest()

    def _tick(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self.hide_value()
        else:
            self._say_rest()

    def _say_rest(self) -> None:
        self.rest.setText(say_n("hidden again in {count} second", "hidden again in {count} seconds", self._left))

    def _copy(self) -> None:
        clipboard.put(self.shown.text())
        self.rest.setText(say("Copied. The clipboard is emptied in 10 seconds."))

    def hideEvent(self, event: QHideEvent) -> None:
        """Leaving is enough."""
        super().hideEvent(event)
        self.hide_value()
