"""A scene drawn into pictures outside Qt's thread: the ground under everything, and what stands on it.

A picture is drawn somewhat larger than the window, so that a push moves what is there; only zooming and other days
draw anew. The same two functions draw the saved picture and the report's map.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from gui.map import overlays
from gui.map.outlines import Outlines, paint_outlines
from gui.map.palette import Palette
from gui.map.points import Marks, marks, paint_points
from gui.map.scene import Scene
from gui.map.viewport import Viewport

AHEAD = 0.15
"""How much more than the window a picture holds, on each side."""


@dataclass(frozen=True, eq=False)
class Picture:
    """A drawing of a viewport.

    Attributes:
        view: what it shows (larger than the window); image; scene: what was drawn; marks: its points, if any.
    """

    view: Viewport
    image: QImage
    scene: Scene
    marks: Marks | None = None


def draw_ground(scene: Scene, view: Viewport, ratio: float = 1.0) -> Picture:
    """The ground."""
    image, painter = _begun(view, ratio, QImage.Format.Format_RGB32)
    palette = scene.palette
    paint_ground(painter, scene, view, palette)
    painter.end()
    return Picture(view, image, scene)


def draw_content(scene: Scene, view: Viewport, ratio: float = 1.0) -> Picture:
    """What stands on it."""
    image, painter = _begun(view, ratio, QImage.Format.Format_ARGB32_Premultiplied)
    found = paint_content(painter, scene, view, scene.palette)
    painter.end()
    return Picture(view, image, scene, found)


def paint_ground(painter: QPainter, scene: Scene, view: Viewport, palette: Palette) -> None:
    """Land, then boundaries, the finest first so that the larger ones lie on top."""
    scale, ground = view.units_per_pixel, scene.ground
    everything = QRectF(0, 0, view.width, view.height)
    painter.fillRect(everything, palette.sea if ground.countries is not None else palette.ground)
    if ground.countries is not None:
        paint_outlines(painter, view, _at(ground.countries, scale), palette.coast, 1.0, palette.ground)
    if ground.tiles is not None and "terrain" in scene.layers:
        from gui.map.tiles import paint_tiles

        paint_tiles(painter, view, ground.tiles)
    if "borders" in scene.layers:
        for level in sorted(ground.levels, reverse=True):
            ink = palette.line if level > 1 else palette.border
            paint_outlines(painter, view, _at(ground.levels[level], scale), ink, 1.0 if level > 1 else 1.6)
    if ground.countries is not None:
        paint_outlines(painter, view, _at(ground.countries, scale), palette.coast, 1.4)


def paint_content(painter: QPainter, scene: Scene, view: Viewport, palette: Palette) -> Marks | None:
    """Villages, flows, points, facilities, names: each on top of those before."""
    taken: list[QRectF] = []
    if "villages" in scene.layers:
        overlays.villages(painter, scene, view, palette)
    if "flows" in scene.layers:
        overlays.flows(painter, scene, view, palette)
    found = None
    if "incidents" in scene.layers:
        found = marks(view, scene.content.incidents, scene.which)
        paint_points(painter, found, scene.content.incidents, palette, taken)
    overlays.facilities(painter, scene, view, palette, taken)
    if "names" in scene.layers:
        overlays.names(painter, scene, view, palette, taken)
    return found


def _begun(view: Viewport, ratio: float, form: QImage.Format) -> tuple[QImage, QPainter]:
    image = QImage(round(view.width * ratio), round(view.height * ratio), form)
    image.setDevicePixelRatio(ratio)
    image.fill(0)
    return image, QPainter(image)


def _at(shapes: Any, scale: float) -> Outlines:
    """The corners that are enough for pixels of this size."""
    found: Outlines = shapes.at(scale) if hasattr(shapes, "at") else shapes
    return found
