"""What a map shows, drawn into pictures outside Qt's thread: the ground under everything, and what stands on it.

A picture is drawn somewhat larger than the window, so that a push moves what is there; only zooming and other days
draw anew. The same two functions draw the saved picture and the report's map.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from gui.map.outlines import Outlines, paint_outlines
from gui.map.palette import Palette
from gui.map.points import Marks, marks, paint_points
from gui.map.viewport import Viewport

if TYPE_CHECKING:
    from storage import MapContent, MapFacilities, MapFlows, MapVillages

LAYERS = ("incidents", "flows", "villages", "health", "others", "borders", "names", "terrain")
SHOWN = frozenset({"incidents", "flows", "health", "borders", "names"})
"""The layers there are, and those shown at first."""
AHEAD = 0.15
"""How much more than the window a picture holds, on each side."""


@dataclass(frozen=True, eq=False)
class Ground:
    """What lies under everything.

    Attributes:
        countries: outlines of countries; levels: boundaries by level of administration, as imported.
        tiles: a base map in tiles, None when there is none; lost: one was chosen, and its file is not there now.
    """

    countries: Any = None
    levels: Mapping[int, Any] = field(default_factory=dict)
    tiles: Any = None
    lost: bool = False


@dataclass(frozen=True)
class House:
    """A sign of facilities in one place.

    Attributes:
        x, y: the place, in the plane; rows: row numbers of the facilities; health: whether they are of health;
        second: whether the sign of another kind stands before it.
    """

    x: float
    y: float
    rows: tuple[int, ...]
    health: bool
    second: bool = False


@dataclass(frozen=True, eq=False)
class Scene:
    """What is shown.

    Attributes:
        ground, content: under everything, and on it; days: first and last day of the window of time (ordinals), None
            is all; layers: which are shown (:data:`LAYERS`); least: flows of fewer people are left out;
        dark, arabic: how it looks and speaks.
    """

    ground: Ground
    content: MapContent
    days: tuple[int, int] | None = None
    layers: frozenset[str] = SHOWN
    least: int = 0
    dark: bool = False
    arabic: bool = False

    @cached_property
    def which(self) -> NDArray[np.bool_] | None:
        """The incidents of the days; None is all."""
        return None if self.days is None else self.content.incidents.within(*self.days)

    @cached_property
    def every_flow(self) -> MapFlows:
        """The flows of the days, the largest first."""
        return self.content.flows.between(*(self.days or (None, None)))

    @cached_property
    def flows(self) -> MapFlows:
        """The flows of the days that are large enough, the largest first."""
        from storage import taken

        found = self.every_flow
        return taken(found, found.low >= self.least) if self.least else found

    @cached_property
    def villages(self) -> MapVillages:
        """The villages on the last of the days."""
        ends = self.days or self.content.days
        return self.content.villages(ends[1] if ends else 0)

    @cached_property
    def hits(self) -> NDArray[np.int64]:
        """How often each facility was attacked in these days."""
        return np.asarray(self.content.facilities.hits(*(self.days or (None, None))))

    @cached_property
    def houses(self) -> tuple[House, ...]:
        """The signs of facilities: one for each place, of health facilities and of others."""
        points = self.content.facilities
        found: dict[tuple[float, float, bool], list[int]] = {}
        for at in np.flatnonzero(self.facilities_shown()).tolist():
            found.setdefault((float(points.x[at]), float(points.y[at]), bool(points.health[at])), []).append(at)
        return tuple(
            House(x, y, tuple(rows), health=health, second=not health and (x, y, True) in found)
            for (x, y, health), rows in found.items()
        )

    def facilities_shown(self) -> NDArray[np.bool_]:
        """Which facilities the layers show: health facilities that were hit, and the others that were."""
        points: MapFacilities = self.content.facilities
        hit = self.hits > 0
        return np.asarray(
            hit & ((points.health & ("health" in self.layers)) | (~points.health & ("others" in self.layers)))
        )

    @property
    def palette(self) -> Palette:
        """Its inks."""
        return Palette.of_theme(dark=self.dark)


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
    from gui.map import overlays

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


def bounds(boxes: Sequence[tuple[float, float, float, float]]) -> tuple[float, float, float, float] | None:
    """The box around boxes."""
    if not boxes:
        return None
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)
