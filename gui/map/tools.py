"""What the hand does on a map besides pushing it: choosing by a box or a lasso, and measuring.

A tool knows places of the plane, not pixels, so that what was begun stays where it is when the map is pushed.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from gui.map.palette import Palette
from gui.map.viewport import Viewport

Spot = tuple[float, float]


class Tool:
    """A tool: the corners put so far, and where the hand is.

    Attributes:
        corners: places of the plane; ready: whether there are enough for :meth:`finish` to mean something.
    """

    dragged = True
    """Whether pressing and drawing is one act (else every click puts a corner)."""

    def __init__(self, done: Callable[[Tool], object]) -> None:
        self.corners: list[Spot] = []
        self._hand: Spot | None = None
        self._done = done

    @property
    def ready(self) -> bool:
        """Enough corners."""
        return len(self.corners) > 1

    def put(self, x: float, y: float) -> None:
        """A corner."""
        self.corners.append((x, y))

    def follow(self, x: float, y: float) -> None:
        """The hand moves."""
        self._hand = (x, y)

    def take_back(self) -> None:
        """The last corner goes."""
        if self.corners:
            self.corners.pop()

    def finish(self) -> None:
        """It is done."""
        if self.ready:
            self._done(self)

    def outline(self) -> list[Spot]:
        """What it has drawn so far, the hand included."""
        return [*self.corners, self._hand] if self._hand is not None and self.corners else list(self.corners)

    def paint(self, painter: QPainter, view: Viewport, palette: Palette) -> None:
        """Draw it."""
        spots = [QPointF(*view.to_pixels(x, y)) for x, y in self.outline()]
        if len(spots) > 1:
            ink = QColor(palette.chosen)
            painter.setPen(QPen(ink, 1.6, Qt.PenStyle.DashLine))
            ink.setAlpha(36)
            painter.setBrush(ink)
            painter.drawPolygon(QPolygonF(spots))


class Box(Tool):
    """Two corners of a box."""

    def put(self, x: float, y: float) -> None:
        """The second corner ends it."""
        super().put(x, y)
        if len(self.corners) == 2:
            self.finish()

    def outline(self) -> list[Spot]:
        """Its four corners."""
        ends = super().outline()
        if len(ends) < 2:
            return ends
        (left, top), (right, bottom) = ends[0], ends[1]
        return [(left, top), (right, top), (right, bottom), (left, bottom)]


class Lasso(Tool):
    """A line around what is meant."""

    @property
    def ready(self) -> bool:
        """A triangle at least."""
        return len(self.corners) > 2


class Measure(Tool):
    """Legs one after the other; it stays until it is put away."""

    dragged = False

    def paint(self, painter: QPainter, view: Viewport, palette: Palette) -> None:
        """A line with a knot at each corner."""
        spots = [QPointF(*view.to_pixels(x, y)) for x, y in self.outline()]
        painter.setPen(QPen(palette.ground, 4))
        painter.drawPolyline(QPolygonF(spots))
        painter.setPen(QPen(palette.chosen, 2))
        painter.drawPolyline(QPolygonF(spots))
        painter.setBrush(palette.ground)
        for spot in spots[: len(self.corners)]:
            painter.drawEllipse(spot, 4, 4)


TOOLS: dict[str, type[Tool]] = {"box": Box, "lasso": Lasso, "measure": Measure}


def inside(corners: list[Spot], x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which places lie inside a line (even and odd crossings)."""
    found = np.zeros(len(x), np.bool_)
    for (x0, y0), (x1, y1) in zip(corners, [*corners[1:], *corners[:1]], strict=True):
        if y0 == y1:
            continue
        crosses = (y0 > y) != (y1 > y)
        found ^= crosses & (x < x0 + (y - y0) * (x1 - x0) / (y1 - y0))
    return found
