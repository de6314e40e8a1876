"""The picture of a small map, drawn in a reader's thread by the painters of the large one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from gui.look import theme
from gui.map import overlays
from gui.map.painting import paint_ground
from gui.map.palette import Palette
from gui.map.reading import ground_of
from gui.map.scene import Ground, Scene
from gui.map.viewport import Viewport
from storage import AREA, NEAR, MapContent, MapSpot, View, metres_per_unit, to_plane

if TYPE_CHECKING:
    from storage import Store

LAYERS = frozenset({"borders", "names"})
WIDTH = 3.0
"""Of the arc of a movement."""
NEAREST_M, AROUND_M = 3_000.0, {0: 9_000.0, 1: 14_000.0, 2: 45_000.0}
"""Metres on either side of a spot: at least, and by how near the spot is told."""


def around(store: Store, *, dark: bool, arabic: bool) -> Scene:
    """What lies around spots: ground, boundaries, names of places."""
    ground: Ground = ground_of(store)
    return Scene(ground, MapContent(View(), places=store.map_places()), None, LAYERS, 0, dark, arabic)


def drawn(
    store: Store, spots: Sequence[MapSpot], size: tuple[int, int], ratio: float, *, dark: bool, arabic: bool
) -> QImage:  # fmt: skip
    """The picture."""
    view, scene = view_of(spots, *size), around(store, dark=dark, arabic=arabic)
    image = QImage(round(size[0] * ratio), round(size[1] * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    painter = QPainter(image)
    try:
        _paint(painter, view, scene, spots)
    finally:
        painter.end()
    return image


def _paint(painter: QPainter, view: Viewport, scene: Scene, spots: Sequence[MapSpot]) -> None:
    palette: Palette = scene.palette
    painter.fillRect(QRectF(0, 0, view.width, view.height), palette.ground)
    paint_ground(painter, scene, view, palette)
    places = [QPointF(*(float(end) for end in view.to_pixels(*to_plane(one.lat, one.lon)))) for one in spots]
    if len(places) > 1:
        overlays.paint_arc(painter, places[0], places[1], WIDTH, palette.flow)
    taken = [spot_box(at) for at in places]
    overlays.names(painter, scene, view, palette, taken)
    for one, at in zip(spots[:1] if len(spots) > 1 else spots, places, strict=False):
        pixel = float(metres_per_unit(one.lat)) * view.units_per_pixel
        paint_spot(painter, at, one.precision, palette, pixel)


def view_of(spots: Sequence[MapSpot], width: int, height: int, nearest: float = NEAREST_M) -> Viewport:
    """What is shown around spots."""
    boxes = []
    for one in spots:
        x, y = (float(end) for end in to_plane(one.lat, one.lon))
        around = max(nearest, AROUND_M.get(one.precision, NEAREST_M)) / float(metres_per_unit(one.lat))
        boxes.append((x, y, around))
    if len(boxes) > 1:  # a way: its ends decide
        boxes = [(x, y, min(around, 6_000 / 4e7)) for x, y, around in boxes]
    left, top = min(x - a for x, _, a in boxes), min(y - a for _, y, a in boxes)
    right, bottom = max(x + a for x, _, a in boxes), max(y + a for _, y, a in boxes)
    short = min(right - left, bottom - top)
    if len(boxes) == 1:  # a low map shows as much up and down as was meant, and more to its sides
        left, right = (left + right) / 2 - short / 2, (left + right) / 2 + short / 2
    return Viewport.showing((left, top, right, bottom), width, height, margin=0.0 if len(boxes) == 1 else 0.12)


def paint_spot(painter: QPainter, at: QPointF, precision: int, palette: Palette, pixel: float) -> None:
    """A spot: amber with a dot; around it a ring as wide as it is not known, of dashes where it is only an area."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    reach = {NEAR: 700.0, AREA: 0.0}.get(precision, 0.0) / pixel
    ink = QPen(palette.name, 1.4, Qt.PenStyle.DashLine if precision == AREA else Qt.PenStyle.SolidLine)
    painter.setPen(ink)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if precision == AREA:
        painter.drawEllipse(at, 17, 17)
    elif reach > 12:
        painter.drawEllipse(at, min(reach, 40.0), min(reach, 40.0))
    painter.setPen(QPen(palette.name, 1.4))
    painter.setBrush(theme.color("acc"))
    painter.drawEllipse(at, 8, 8)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("acctx"))
    painter.drawEllipse(at, 2.4, 2.4)


def spot_box(at: QPointF) -> QRectF:
    """The room a spot takes."""
    return QRectF(at.x() - 10, at.y() - 10, 20, 20)
