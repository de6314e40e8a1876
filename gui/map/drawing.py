"""Pictures of a map drawn in a thread of their own: one at a time, and always the newest that was asked for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from gui.jobs import Job
from gui.map.painting import Picture
from gui.map.scene import Scene
from gui.map.viewport import Viewport

Draw = Callable[[Scene, Viewport, float], Picture]
Wish = tuple[Scene, Viewport, float]


class Drawing(QObject):
    """A layer that is kept as a picture.

    Attributes:
        picture: the newest there is; None before the first.

    Signals:
        drawn(): there is a newer picture.
    """

    drawn = Signal()

    def __init__(self, draw: Draw, lane: str, owner: QObject) -> None:
        super().__init__(owner)
        self.picture: Picture | None = None
        self._draw, self._lane = draw, lane
        self._wish: Wish | None = None
        self._job: Job[Picture] | None = None

    def want(self, scene: Scene, view: Viewport, ratio: float) -> None:
        """Draw this; what was asked for before and is not begun is left out."""
        self._wish = (scene, view, ratio)
        if self._job is None:
            self._next()

    @property
    def resting(self) -> bool:
        """Whether everything that was asked for is drawn."""
        return self._job is None and self._wish is None

    def _next(self) -> None:
        if self._wish is None:
            return
        (scene, view, ratio), self._wish = self._wish, None
        self._job = Job(lambda: self._draw(scene, view, ratio), lane=self._lane)
        self._job.then(self._take).lastly(self._ended).start(self)

    def _take(self, picture: Picture) -> None:
        self.picture = picture

    def _ended(self) -> None:
        self._job = None
        self._next()
        self.drawn.emit()
