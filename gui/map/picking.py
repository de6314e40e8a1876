"""What is under the pointer, and what Tab goes through."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtGui import QPolygonF

from gui.map.outlines import polygon
from gui.map.overlays import house_spot, village_spots
from gui.map.painting import Picture
from gui.map.scene import Scene
from gui.map.viewport import Viewport

REACH = 9.0
"""Pixels around a small sign that still mean it."""
SIGN = 9.0
"""Half a facility's square."""


@dataclass(frozen=True)
class Pick:
    """Something on the map.

    Attributes:
        kind: ``incidents``, ``facility``, ``village``, ``place`` or ``area``; rows: row numbers of the content (of
            incidents all that stand there); at: where, in the plane.
    """

    kind: str
    rows: tuple[int, ...]
    at: tuple[float, float]


def pick_at(
    scene: Scene, picture: Picture | None, view: Viewport, px: float, py: float, *, places: bool = True
) -> Pick | None:
    """What is under a pixel: a facility, incidents, a village, else (``places``) the place near it, or its area."""
    return (
        _facility(scene, view, px, py)
        or _incidents(picture, view, px, py)
        or _village(scene, view, px, py)
        or ((_place(scene, view, px, py) or _area(scene, view, px, py)) if places else None)
    )


def spot_of(
    pick: Pick, scene: Scene, picture: Picture | None, view: Viewport
) -> tuple[float, float, float] | None:  # fmt: skip
    """Where it stands in a viewport: x, y, radius; None when it is not there any more."""
    x, y = view.to_pixels(*pick.at)
    radius = SIGN
    if np.isnan(x):
        return None
    if pick.kind == "facility":
        house = next((one for one in scene.houses if one.rows == pick.rows), None)
        spot = house_spot(house, view) if house is not None else None
        return (spot.x(), spot.y(), SIGN) if spot is not None else None
    if pick.kind == "village" and len(at := np.flatnonzero(scene.villages.place == pick.rows[0])):
        beside_x, beside_y = village_spots(scene, view)
        return float(beside_x[at[0]]), float(beside_y[at[0]]), SIGN
    if pick.kind == "incidents" and picture is not None and picture.marks is not None:
        found = picture.marks.under(view, float(x), float(y), 1.0)
        radius = float(picture.marks.radius[found]) if found >= 0 else SIGN
    return float(x), float(y), radius


def steps_of(scene: Scene, picture: Picture | None, view: Viewport) -> list[Pick]:
    """All that can be chosen in view, the heaviest incidents first, then facilities, then villages."""
    found: list[Pick] = []
    if picture is not None and picture.marks is not None:
        marks = picture.marks
        x, y = marks.view.to_plane(marks.x, marks.y)
        seen = np.flatnonzero(view.seen(x, y)[: marks.rings]).tolist()
        found += [Pick("incidents", tuple(marks.members(at).tolist()), (float(x[at]), float(y[at]))) for at in seen]
    inside = view.box
    for house in scene.houses:
        if inside[0] <= house.x <= inside[2] and inside[1] <= house.y <= inside[3]:
            found.append(Pick("facility", house.rows, (house.x, house.y)))
    if "villages" in scene.layers:
        places = scene.villages
        for at in np.flatnonzero(view.seen(places.x, places.y)).tolist():
            found.append(Pick("village", (int(places.place[at]),), (float(places.x[at]), float(places.y[at]))))
    return found


def _incidents(picture: Picture | None, view: Viewport, px: float, py: float) -> Pick | None:
    if picture is None or picture.marks is None:
        return None
    marks = picture.marks
    at = marks.under(view, px, py, 3.0)
    if at < 0:
        return None
    x, y = marks.view.to_plane(float(marks.x[at]), float(marks.y[at]))
    return Pick("incidents", tuple(marks.members(at).tolist()), (float(x), float(y)))


def _facility(scene: Scene, view: Viewport, px: float, py: float) -> Pick | None:
    for house in scene.houses:
        spot = house_spot(house, view)
        wide = REACH + (10 if len(house.rows) > 1 else 0)
        if -REACH <= px - spot.x() <= wide and abs(py - spot.y()) <= REACH:
            return Pick("facility", house.rows, (house.x, house.y))
    return None


def _village(scene: Scene, view: Viewport, px: float, py: float) -> Pick | None:
    if "villages" not in scene.layers or not len(scene.villages):
        return None
    places = scene.villages
    x, y = village_spots(scene, view)
    far = np.hypot(x - px, y - py)
    at = int(far.argmin())
    place = int(places.place[at])
    return Pick("village", (place,), (float(places.x[at]), float(places.y[at]))) if far[at] <= REACH else None


def _place(scene: Scene, view: Viewport, px: float, py: float) -> Pick | None:
    """The community nearest to a click, if it is near."""
    places = scene.content.places
    if not len(places.x):
        return None
    x, y = view.to_pixels(places.x, places.y)
    far = np.hypot(x - px, y - py)
    far[np.isnan(far) | (places.level < 4)] = np.inf
    at = int(far.argmin())
    if far[at] > 2 * REACH:
        return None
    return Pick("place", (at,), (float(places.x[at]), float(places.y[at])))


def _area(scene: Scene, view: Viewport, px: float, py: float) -> Pick | None:
    """The smallest area with a border around a click."""
    if "borders" not in scene.layers:
        return None
    x, y = view.to_plane(px, py)
    for level in sorted(scene.ground.levels, reverse=True):
        shapes = scene.ground.levels[level]
        for at in shapes.holding(float(x), float(y)):
            number = scene.content.places.at.get(shapes.places[at])
            if number is not None:
                middle_x, middle_y = shapes.middles[at]
                return Pick("area", (number,), (float(middle_x), float(middle_y)))
    return None


def area_rings(scene: Scene, pick: Pick, view: Viewport) -> list[QPolygonF]:
    """The border of an area in pixels."""
    place = scene.content.places.ids[pick.rows[0]]
    for shapes in scene.ground.levels.values():
        if place in shapes.places:
            rings = shapes.at(view.units_per_pixel).rings_of(shapes.places.index(place))
            return [polygon(*view.to_pixels(ring[:, 0], ring[:, 1])) for ring in rings]
    return []


def kept(pick: Pick, before: Scene, scene: Scene) -> Pick | None:
    """What was chosen, after other things are shown: its row numbers anew, less what is not shown any more."""
    if before.content is not scene.content:
        old, new = _ids(before, pick.kind), _ids(scene, pick.kind)
        number = {one: at for at, one in enumerate(new)}
        found = [number.get(old[row]) for row in pick.rows]
        pick = replace(pick, rows=tuple(one for one in found if one is not None))
    if pick.kind == "incidents" and scene.which is not None:
        pick = replace(pick, rows=tuple(row for row in pick.rows if scene.which[row]))
    if pick.kind == "facility":
        shown = scene.facilities_shown()
        pick = replace(pick, rows=tuple(row for row in pick.rows if shown[row]))
    return pick if pick.rows else None


def _ids(scene: Scene, kind: str) -> list[str]:
    content = scene.content
    return {"incidents": content.incidents.ids, "facility": content.facilities.ids}.get(kind, content.places.ids)
