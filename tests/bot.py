"""A tester that looks again as soon as something has happened in the window's loop, not every ten milliseconds.

A thousand tests wait a few times each, mostly for something that is there a millisecond later: the steps of ten
milliseconds of pytest-qt's own ``waitUntil`` were a minute of a run in which nothing was done.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QWidget
from pytestqt.exceptions import TimeoutError as TooLate
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from gui.look.dress import clothe

PATIENCE_MS = 60_000
"""The time is only a net against waiting for ever, on the slowest machine."""
BELL_MS = 10
"""What a thread does by itself (a file written) is no event: it is looked for this often, as before."""


def highest(widget: QWidget) -> QWidget:
    """The window that a widget, or the dialog it stands in, belongs to in the end."""
    while (above := widget.parentWidget()) is not None:
        widget = above
    return widget


TURNS = 3
"""What came with what was waited for is shown with the next turns."""


class Bot(QtBot):
    """Waits for conditions without steps; what a test shows by itself wears what it would in a window."""

    def addWidget(self, widget: QWidget, *, before_close_func: Callable[[QWidget], None] | None = None) -> None:
        """Close it after the test, if it is still there: a late answer may hold the name of what has gone."""
        super().addWidget(widget, before_close_func=before_close_func)
        added = self._request.node.qt_widgets
        seen, before = added[-1]
        added[-1] = (lambda: one if (one := seen()) is not None and isValid(one) else None, before)
        clothe(highest(widget))

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MS, **more: Any) -> Any:
        """Wait for a signal; what need not come is waited for as long as the test says."""
        if more.get("raising") is not False:
            timeout = max(timeout, PATIENCE_MS)
        return super().waitSignal(signal, timeout=timeout, **more)

    def waitSignals(self, signals: Any, *, timeout: int = PATIENCE_MS, **more: Any) -> Any:
        """Wait for all of these."""
        return super().waitSignals(signals, timeout=max(timeout, PATIENCE_MS), **more)

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MS) -> None:
        """Wait until ``callback`` gives True, or (None) raises no ``AssertionError`` any more."""
        __tracebackhide__ = True
        timeout = max(timeout, PATIENCE_MS)
        loop, bell, end = QEventLoop(), QTimer(), monotonic() + timeout / 1000
        bell.start(BELL_MS)
        waited = False
        while not self._found(callback, timeout, late=monotonic() > end):
            loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            waited = True
        for _ in range(TURNS if waited else 0):
            loop.processEvents()

    def _found(self, callback: Callable[[], bool | None], timeout: int, *, late: bool) -> bool:
        __tracebackhide__ = True
        try:
            found = callback()
        except AssertionError as missing:
            if late:
                raise TooLate(f"waitUntil timed out in {timeout} milliseconds") from missing
            return False
        if found not in (None, True, False):
            raise ValueError(f"waitUntil() callback must return None, True or False, returned {found!r}")
        if found is False and late:
            raise TooLate(f"waitUntil timed out in {timeout} milliseconds")
        return found is not False

    wait_until = waitUntil
    add_widget = addWidget
