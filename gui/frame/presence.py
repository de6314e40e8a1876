"""Whether a person is here: keys, the mouse, a finger, noticed at our windows.

Not by a filter on the application, which would call Python for each event of Qt, every paint among them.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication, QWindow

_ACTIVE = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.InputMethod,
    }
)


class Presence(QObject):
    """Knows when somebody last did something in a window of ours."""

    def __init__(self, app: QGuiApplication) -> None:
        super().__init__(app)
        self._last = time.monotonic()
        self._watched: list[QWindow] = []
        app.focusWindowChanged.connect(self.watch)
        self.watch(app.focusWindow())

    def watch(self, window: QWindow | None) -> None:
        """Listen to a window of ours."""
        if window is not None and window not in self._watched:
            self._watched.append(window)
            window.installEventFilter(self)
            window.destroyed.connect(lambda: self._forget(window))

    def touched(self) -> None:
        """Somebody is here."""
        self._last = time.monotonic()

    @property
    def idle_s(self) -> float:
        """Seconds since the last key or movement."""
        return time.monotonic() - self._last

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Remember that somebody is here; never takes an event away."""
        if event.type() in _ACTIVE:
            self._last = time.monotonic()
        return False

    def _forget(self, window: QWindow) -> None:
        if window in self._watched:
            self._watched.remove(window)
