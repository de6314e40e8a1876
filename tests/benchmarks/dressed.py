"""A dressed application for benchmarks of windows, and how long its thread was held."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from gui.look.dress import dress, prepare


def application() -> QApplication:
    """In English and light, as the program begins."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    prepare(app)
    dress(app, "en", "light", 100)
    return app


class Pulse:
    """Beats in the window's thread; its longest missing beat is the longest pause a person could feel."""

    def __init__(self) -> None:
        self.longest, self._last = 0.0, time.perf_counter()
        self._timer = QTimer(interval=2)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest, self._last = max(self.longest, now - self._last), now

    def stop(self) -> None:
        """No more beats."""
        self._timer.stop()


def held(do: Callable[[], object]) -> float:
    """The longest pause of the window's thread meanwhile."""
    pulse = Pulse()
    do()
    pulse.stop()
    return pulse.longest


def waited(app: QApplication, ready: Callable[[], bool]) -> None:
    """Wait as a window does."""
    while not ready():
        app.processEvents()
        time.sleep(0.0005)  # a window sleeps when nothing is to be done; spinning would keep the reader waiting


def rested(app: QApplication, seconds: float = 0.02) -> None:
    """A person's pause between two key presses, in which reading ahead may happen."""
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        app.processEvents()
        time.sleep(0.001)
