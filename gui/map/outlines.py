"""Boundaries drawn: only those that are shown, as far simplified as pixels can tell, each level in its own ink."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from gui.map.viewport import Viewport

POINT_BYTES = 16
_POINTER: Any = shiboken6.VoidPtr
SMALLEST = 1.5
"""A shape of fewer pixels than this in either direction is not drawn: nobody would see it."""


class Outlines(Protocol):
    """What is drawn of shapes: all rings one after the other (``storage/maps/shapes.py``)."""

    @property
    def xy(self) -> NDArray[np.float64]:
        """Corners, one line each, in the plane."""

    @property
    def starts(self) -> NDArray[Any]:
        """Where each ring begins in ``xy``; one more at the end."""

    @property
    def owners(self) -> NDArray[Any]:
        """The shape each ring belongs to."""

    @property
    def boxes(self) -> NDArray[np.float64]:
        """Left, top, right, bottom of each shape."""


def paint_outlines(
    painter: QPainter, view: Viewport, shapes: Outlines, ink: QColor, width: float = 1.0, fill: QColor | None = None
) -> int:
    """Draw them; gives the number of rings drawn. Holes are not cut out of the fill: land is land."""
    pen = QPen(ink, width)
    pen.setCosmetic(True)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, width != 1.0)
    painter.setPen(pen)
    painter.setBrush(QBrush(fill) if fill is not None else Qt.BrushStyle.NoBrush)
    drawn = 0
    for ring in rings(view, shapes):
        painter.drawPolygon(ring) if fill is not None else painter.drawPolyline(ring)
        drawn += 1
    return drawn


def rings(view: Viewport, shapes: Outlines) -> Iterator[QPolygonF]:
    """The rings that are shown, in pixels."""
    if not len(shapes.boxes):
        return
    wanted = shown(view, shapes)[shapes.owners]
    at = np.flatnonzero(wanted)
    if not len(at):
        return
    begin, end = int(shapes.starts[at[0]]), int(shapes.starts[at[-1] + 1])
    x, y = view.to_pixels(shapes.xy[begin:end, 0], shapes.xy[begin:end, 1])
    for first, last in zip(
        (shapes.starts[at] - begin).tolist(), (shapes.starts[at + 1] - begin).tolist(), strict=True
    ):
        yield polygon(x[first:last], y[first:last])


def shown(view: Viewport, shapes: Outlines) -> NDArray[np.bool_]:
    """Which shapes have something in view, and are large enough to be seen."""
    left, top, right, bottom = view.box
    box, small = shapes.boxes, view.units_per_pixel * SMALLEST
    inside = (box[:, 0] <= right) & (box[:, 2] >= left) & (box[:, 1] <= bottom) & (box[:, 3] >= top)
    return np.asarray(inside & ((box[:, 2] - box[:, 0] >= small) | (box[:, 3] - box[:, 1] >= small)))


def polygon(x: NDArray[np.float64], y: NDArray[np.float64]) -> QPolygonF:
    """Corners as Qt takes them, without a step in Python for each."""
    made = QPolygonF()
    made.resize(len(x))
    if len(x):
        memory = np.frombuffer(_memory(made), np.float64).reshape(-1, 2)
        memory[:, 0], memory[:, 1] = x, y
    return made


def _memory(made: QPolygonF) -> Any:
    return _POINTER(made.data(), made.size() * POINT_BYTES, True)
