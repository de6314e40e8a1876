"""The picture of a small map, drawn in a reader's thread by the painters of the large one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from gui.map import overlays
from gui.map.mini import paint_spot, spot_box, view_of
from gui.map.palette import Palette
from gui.map.reading import ground_of
from gui.map.scene import Ground, Scene, paint_ground
from gui.map.viewport import Viewport
from storage import MapContent, MapSpot, View, metres_per_unit, to_plane

if TYPE_CHECKING:
    from storage import Store

LAYERS = frozenset({"borders", "names"})
WIDTH = 3.0
"""Of the arc of a movement."""


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
