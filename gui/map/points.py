"""Incidents as points: what is joined and where (``Marks``), and how it is drawn.

A ring's area grows with the killed up to the largest ring there is, so that none covers its neighbours; nobody killed
is a small hollow red ring. The sign in the middle tells the kind of attack, a number how many incidents stand in one
place. Where there is no room for rings, shade tells how dense it is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QFontMetrics, QImage, QPaintEngine, QPainter, QPen

from gui.map.palette import Palette
from gui.map.signs import paint_sign, sign_of
from gui.map.viewport import Viewport

if TYPE_CHECKING:
    from storage import MapIncidents

NEAR = 14
"""Pixels: points nearer than this are joined and counted."""
FULL = 900
"""More groups than this have no room for rings; the heaviest keep theirs, the others are shade."""
UNIT, LEAST_UNIT, LARGEST, CROWDED, LEAST = 4.9, 2.6, 24.0, 16.0, 5.0
"""Radius of the ring of one killed, what it may shrink to where many were killed; of the largest ring there is, of the
largest where it is crowded, of the smallest."""
SHADE = 4
"""Pixels of a cell of shade."""


@dataclass(frozen=True)
class Marks:
    """What stands on the map as points, the heaviest first.

    Attributes:
        view: the viewport they were worked out for; x, y: in its pixels; radius; killed: of all together;
        starts, order: the incidents of mark ``g`` are ``order[starts[g]:starts[g + 1]]``, the heaviest first.
        unit: the radius of one killed; rings: so many of the first marks have rings, the others are shade.
    """

    view: Viewport
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    radius: NDArray[np.float64]
    killed: NDArray[np.float64]
    starts: NDArray[np.int64]
    order: NDArray[np.int64]
    unit: float
    rings: int

    def __len__(self) -> int:
        return len(self.x)

    def members(self, mark: int) -> NDArray[np.int64]:
        """Row numbers of the incidents of a mark."""
        return self.order[self.starts[mark] : self.starts[mark + 1]]

    def count(self, mark: int) -> int:
        """How many incidents a mark stands for."""
        return int(self.starts[mark + 1] - self.starts[mark])

    def under(self, view: Viewport, px: float, py: float, reach: float = 6.0) -> int:
        """The mark under a pixel of a viewport, the smallest of several; -1 for none."""
        if not len(self):
            return -1
        x, y = view.to_pixels(*self.view.to_plane(self.x, self.y))
        far = np.hypot(x - px, y - py)
        hit = np.flatnonzero(far <= np.maximum(self.radius, LEAST) + reach)
        hit = hit[hit < self.rings] if self.rings else hit
        return int(hit[np.lexsort((far[hit], self.radius[hit]))[0]]) if len(hit) else -1


def marks(view: Viewport, incidents: MapIncidents, which: NDArray[np.bool_] | None = None) -> Marks:
    """Join what would overlap, of the incidents that are shown (and marked in ``which``)."""
    from storage import clustered

    chosen = view.seen(incidents.x, incidents.y, LARGEST)
    at = np.flatnonzero(chosen if which is None else chosen & which)
    killed = incidents.killed_min[at]
    # on a grid of the plane that stays while the map is pushed, so that marks do not dance
    found = clustered(incidents.x[at], incidents.y[at], killed, NEAR * view.units_per_pixel)
    px, py = view.to_pixels(found.x, found.y)
    most = float(found.weight.max()) if len(found) else 0.0
    crowded = len(found) > FULL
    largest = CROWDED if crowded else LARGEST
    unit = max(LEAST_UNIT, min(UNIT, largest / np.sqrt(most))) if most else UNIT
    radius = np.clip(unit * np.sqrt(found.weight), LEAST, largest)
    rings = FULL // 3 if crowded else len(found)
    return Marks(view, px, py, radius, found.weight, found.starts, at[found.order], float(unit), rings)


def paint_points(
    painter: QPainter, drawn: Marks, incidents: MapIncidents, palette: Palette, taken: list[QRectF] | None = None
) -> None:
    """Draw them; the boxes of the rings are added to ``taken``."""
    if drawn.rings < len(drawn):
        _paint_shade(painter, drawn, incidents, palette)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(palette.font("key_bold"))
    metrics = QFontMetrics(painter.font())
    stamps = Stamps(painter, palette)
    x, y, radius = drawn.x.tolist(), drawn.y.tolist(), drawn.radius.tolist()
    for at in range(drawn.rings - 1, -1, -1):  # the heaviest last, on top
        middle, count = QPointF(x[at], y[at]), drawn.count(at)
        dead, size = drawn.killed[at] > 0, radius[at]
        if count > 1:
            size = max(size, metrics.horizontalAdvance(str(count)) / 2 + 4)
        stamps.put(middle, size, dead=bool(dead))
        if count > 1:
            painter.setPen(palette.killed if dead else palette.hurt)
            box = QRectF(middle.x() - size, middle.y() - size, 2 * size, 2 * size)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(count))
        else:
            paint_sign(painter, middle, _sign(incidents, drawn, at), palette.killed if dead else palette.hurt)
        if taken is not None:
            taken.append(QRectF(middle.x() - size, middle.y() - size, 2 * size, 2 * size))


class Stamps:
    """Rings drawn once a size and then put where they are wanted; on paper each is drawn by itself."""

    def __init__(self, painter: QPainter, palette: Palette) -> None:
        self._painter, self._palette = painter, palette
        engine = painter.paintEngine()
        self._ratio = painter.device().devicePixelRatioF()
        self._raster = engine is not None and engine.type() == QPaintEngine.Type.Raster
        self._made: dict[tuple[int, bool], QImage] = {}

    def put(self, middle: QPointF, radius: float, *, dead: bool) -> None:
        """A ring of somebody killed, or of nobody."""
        if not self._raster:
            _ring(self._painter, self._palette, middle, radius, dead=dead)
            return
        half = round(radius * 2)
        key = (half, dead)
        if key not in self._made:
            self._made[key] = self._stamp(half / 2, dead=dead)
        side = half / 2 + 2
        self._painter.drawImage(QPointF(middle.x() - side, middle.y() - side), self._made[key])

    def _stamp(self, radius: float, *, dead: bool) -> QImage:
        side = 2 * (radius + 2)
        pixels = math.ceil(side * self._ratio)
        image = QImage(pixels, pixels, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(self._ratio)
        image.fill(0)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _ring(painter, self._palette, QPointF(side / 2, side / 2), radius, dead=dead)
        painter.end()
        return image


def _ring(painter: QPainter, palette: Palette, middle: QPointF, radius: float, *, dead: bool) -> None:
    painter.setPen(QPen(palette.killed, 1.6) if dead else QPen(palette.hurt, 1.8))
    painter.setBrush(QBrush(palette.fill if dead else palette.ground))
    painter.drawEllipse(middle, radius, radius)


def _sign(incidents: MapIncidents, drawn: Marks, mark: int) -> str:
    row = int(drawn.order[drawn.starts[mark]])
    return sign_of(incidents.attacks[incidents.attack[row]] if incidents.attacks else "")


def _paint_shade(painter: QPainter, drawn: Marks, incidents: MapIncidents, palette: Palette) -> None:
    """Every incident in a cell of shade, stronger where there are more."""
    view = drawn.view
    across, down = view.width // SHADE + 1, view.height // SHADE + 1
    px, py = view.to_pixels(incidents.x[drawn.order], incidents.y[drawn.order])
    column, line = (px // SHADE).astype(np.int64), (py // SHADE).astype(np.int64)
    inside = (column >= 0) & (column < across) & (line >= 0) & (line < down)
    cells = np.bincount(line[inside] * across + column[inside], minlength=across * down)
    shade = shade_of(
        cells.reshape(down, across), (palette.killed.red(), palette.killed.green(), palette.killed.blue())
    )
    image = QImage(shade.data, across, down, across * 4, QImage.Format.Format_ARGB32_Premultiplied)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(QRectF(0, 0, across * SHADE, down * SHADE), image)


def shade_of(cells: NDArray[np.int64], ink: Sequence[int]) -> NDArray[Any]:
    """Counts as premultiplied ARGB: nothing where nothing is, half opaque at one, nearly full at the most."""
    most = max(2, int(cells.max(initial=1)))
    alpha = np.where(cells > 0, 90 + 140 * np.log1p(cells) / np.log1p(most), 0).clip(0, 235)
    red, green, blue = (np.uint32(1) * (alpha * one / 255).astype(np.uint32) for one in ink)
    return np.ascontiguousarray((alpha.astype(np.uint32) << 24) | (red << 16) | (green << 8) | blue)
