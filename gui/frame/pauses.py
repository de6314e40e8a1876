"""Python's own tidying, done by the window's thread in moments when it disturbs nobody.

Two faults stand behind this. A full collection of the garbage collector holds the window for 100 to 200 ms on a small
laptop: it was every pause above 50 ms that the list benchmark found. And a collection may begin in any thread: in a
reader's thread it would end timers and widgets of a closed page, which Qt allows in the window's thread only.
"""

from __future__ import annotations

import gc
import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from gui.frame.presence import Presence

RESTED = 8.0
"""Seconds without a key or the mouse after which a full collection disturbs nobody."""
LOOK_MS = 50
"""A thread that reads makes a million objects in a second: those of 200 ms, looked through at once, are a pause."""
BUSY_MS = 10
"""While a thread makes that many."""
YOUNG = 15_000
"""So many new objects are looked through in a few milliseconds."""
OLD = 100
"""After so many quick collections there may be something for a full one."""
TURN = 0.001
"""Seconds after which a reader's thread hands Python's lock to the window."""


class Tidying(Presence):
    """Collects in the window's thread; ``begin`` once the first rooms are imported."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._quick = 0
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)

    def begin(self) -> None:
        """Take what is loaded now out of the collector's sight, and collections into our hands."""
        gc.freeze()
        gc.disable()
        sys.setswitchinterval(TURN)
        self._timer.start()

    def look(self) -> str:
        """Collect what is due: ``"full"`` when there is enough and nobody is typing, else ``"quick"`` or ``""``."""
        done = self._collect()
        wanted = BUSY_MS if done == "quick" else LOOK_MS
        if self._timer.interval() != wanted:
            self._timer.setInterval(wanted)
        return done

    def _collect(self) -> str:
        if self._quick >= OLD and self.idle_s >= RESTED:
            self._quick = 0
            gc.collect()
            return "full"
        if gc.get_count()[0] >= YOUNG:
            self._quick += 1
            gc.collect(1)
            return "quick"
        return ""
