"""Areas made simpler together, so that what two neighbours share stays one line; torn rings mended.

The only module that knows shapely; it is imported when a pack is taken in, never to draw.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely

from storage.maps.plane import Floats
from storage.maps.shapes import Shapes, shapes_from

STEPS = (2.0**-24, 2.0**-21, 2.0**-19, 2.0**-17, 2.0**-15, 2.0**-13, 2.0**-11)
"""Tolerances of the details, in units of the plane: about 2, 19, 76 and 306 m, 1.2, 5 and 20 km at the equator.
A pixel of the tiles of zoom ``z`` is ``2**-8 / 2**z``: the first is good until zoom 15, the last from 2 outwards."""

GRID = 2.0**30
"""Corners lie on whole steps of 4 cm, as they are kept."""

FEW, LOOKED_AT, MOST_CROSSINGS = 2_000, 48, 100_000
"""Corners a border is mended with whatever it looks like; lines that are looked at; crossings nobody's border has."""

Polygons = list[list[Floats]]
"""The parts of an area; each is its outer ring, then its holes."""


@dataclass(frozen=True)
class Mended:
    """An area whose rings are sound.

    Attributes:
        geometry: the shapely polygons; None when nothing of it can be used.
        torn: whether rings crossed themselves or each other and were mended.
    """

    geometry: Any
    torn: bool


def mended(polygons: Polygons) -> Mended:
    """An area from its rings, mended where they cross."""
    parts, lost = [], False
    for rings in polygons:
        closed = [_closed(ring) for ring in rings]
        good = [ring for ring in closed if len(ring) >= 4]
        lost |= len(good) < len(closed)
        if good and len(closed[0]) >= 4:
            parts.append(shapely.Polygon(good[0], good[1:]))
    whole = shapely.MultiPolygon(parts) if parts else None
    if whole is None or whole.is_valid:
        return Mended(whole, lost or whole is None)
    if _crossings(shapely.get_coordinates(whole)) > MOST_CROSSINGS:
        return Mended(None, True)  # no border, but a scribble: mending it could take hours and all memory
    return Mended(_areas_of(shapely.make_valid(whole, method="structure", keep_collapsed=False)), True)


def _crossings(xy: Floats) -> float:
    """About how often lines cross each other, judged by a few of them; jumps from ring to ring count as lines."""
    one, other = xy[:-1], xy[1:]
    if len(one) <= FEW:
        return 0.0
    sample = np.linspace(0, len(one) - 1, LOOKED_AT).astype(int)
    found = 0
    for at in sample:
        a, b = one[at], other[at]
        sides = _side(a, b, one) * _side(a, b, other) < 0
        found += int(np.count_nonzero(sides & (_side(one, other, a) * _side(one, other, b) < 0)))
    return found / len(sample) * len(one) / 2


def _side(a: Floats, b: Floats, point: Floats) -> Floats:
    """On which side of the line from a to b points lie: below or above zero."""
    ahead, there = b - a, point - a
    side: Floats = ahead[..., 0] * there[..., 1] - ahead[..., 1] * there[..., 0]
    return side


def detailed(
    level: int,
    names: Sequence[tuple[str, str, str, str]],
    geometries: Sequence[Any],
    step: Callable[[int, int], None] | None = None,
) -> Shapes:
    """Areas in all details.

    Args:
        names: English, Arabic, code and place of each.
        geometries: of each, as :func:`mended` gives them.
        step: told how far it is; may raise to end it.
    """
    middles = np.array([_middle(one) for one in geometries]).reshape(-1, 2)
    found: list[Shapes] = []
    now: Any = np.array(geometries, dtype=object)
    for at, tolerance in enumerate(STEPS):
        if step is not None:
            step(at, len(STEPS))
        now = shapely.coverage_simplify(now, tolerance)
        rings = [ring for owner, one in enumerate(now) for ring in _rings(owner, one, tolerance if at else 0.0)]
        if not at or sum(len(ring) for _, ring in rings) < 0.8 * len(found[-1].xy):
            found.append(shapes_from(level, names, rings, middles=middles, tolerance=tolerance if at else 0.0))
    return replace(found[0], coarser=tuple(found[1:]))


def _rings(owner: int, geometry: Any, smallest: float) -> list[tuple[int, Floats]]:
    """The rings of an area; of islands and holes too small to be seen none, but always its largest part."""
    parts = sorted(shapely.get_parts(geometry), key=lambda one: -one.area)
    rings = []
    for at, part in enumerate(parts):
        if not part.is_empty and (not at or _big(part, smallest)):
            rings += [part.exterior, *(hole for hole in part.interiors if _big(hole, smallest))]
    return [(owner, shapely.get_coordinates(ring)) for ring in rings]


def _big(geometry: Any, smallest: float) -> bool:
    left, top, right, bottom = geometry.bounds
    return bool(max(right - left, bottom - top) > smallest)


def _middle(geometry: Any) -> tuple[float, float]:
    largest = max(shapely.get_parts(geometry), key=lambda one: one.area)
    centre = largest.centroid
    point = centre if largest.contains(centre) else largest.point_on_surface()
    return point.x, point.y


def _closed(ring: Floats) -> Floats:
    ring = np.rint(ring * GRID) / GRID  # neighbours whose corners differ in the last figures share them again
    if len(ring) and not np.array_equal(ring[0], ring[-1]):
        return np.concatenate((ring, ring[:1]))
    return ring


def _areas_of(geometry: Any) -> Any:
    """Only what has an area; lines and points that are left over after mending are none."""
    parts = [one for one in shapely.get_parts(geometry) if one.geom_type in ("Polygon", "MultiPolygon")]
    flat = [part for one in parts for part in shapely.get_parts(one) if part.area > 0]
    return shapely.MultiPolygon(flat) if flat else None
