"""Work that only the window's thread may do, a step at a time: between two steps it answers keys and paints."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer

Step = Callable[[], object]


class Turns(QObject):
    """Steps that wait for their turn of the event loop; each should take well under 50 ms."""

    def __init__(self, owner: QObject) -> None:
        super().__init__(owner)
        self._steps: deque[Step] = deque()
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._take)

    def add(self, steps: Iterable[Step]) -> None:
        """Do these after those that wait."""
        self._steps.extend(steps)
        self._next.start()

    def _take(self) -> None:
        if not self._steps:
            return
        step = self._steps.popleft()
        if self._steps:
            self._next.start()
        step()
