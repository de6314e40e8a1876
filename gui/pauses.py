"""Python's own tidying, moved to moments when nobody is typing.

A full collection of the garbage collector holds the window for 100 to 200 ms on a small laptop: it was every pause
above 50 ms that the list benchmark found. So what lives as long as the program is taken out of its sight, quick
collections stay as they are, and full ones wait until keys and mouse have rested.
"""

from __future__ import annotations

import gc
import sys
from time import monotonic

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

RESTED = 8.0
"""Seconds without a key or the mouse after which a full collection disturbs nobody."""
LOOK_MS = 5_000
TURN = 0.001
"""Seconds after which a reader's thread hands Python's lock to the window."""
YOUNG, MIDDLE, NEVER = 20_000, 30, 1_000_000
_INPUT = frozenset({QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel})


class Tidying(QObject):
    """Collects when the window rests; ``begin`` once the first rooms are imported."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._last_input = monotonic()
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        app.installEventFilter(self)

    def begin(self) -> None:
        """Take what is loaded now out of the collector's sight, and full collections into our hands."""
        gc.freeze()
        gc.set_threshold(YOUNG, MIDDLE, NEVER)
        sys.setswitchinterval(TURN)
        self._timer.start()

    def look(self) -> bool:
        """Collect if there is something to collect and nobody is typing; whether it was done."""
        waiting = gc.get_count()[2]
        if waiting == 0 or monotonic() - self._last_input < RESTED:
            return False
        gc.collect()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note when a person last did something."""
        if event.type() in _INPUT:
            self._last_input = monotonic()
        return False
