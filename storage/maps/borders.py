"""Borders as files tell them, in degrees, made into areas of the plane; what is no border is told apart here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from storage.maps.keeping import BoundaryLayer
from storage.maps.plane import Floats, to_plane
from storage.maps.simplifying import Mended, detailed, mended

Ring = Sequence[Sequence[float]]
SLACK = 1e-3
"""Degrees by which a corner may lie beyond the edge of the world."""


class OffTheMapError(ValueError):
    """Coordinates that are no degrees of longitude and latitude."""


@dataclass(frozen=True)
class Border:
    """The border of one area.

    Attributes:
        geometry: its polygons in the plane, sound.
        torn: whether its rings crossed and were mended.
        corners: how many there were.
    """

    geometry: Any
    torn: bool
    corners: int


def border(polygons: Sequence[Sequence[Ring]]) -> Border | None:
    """The border of an area from its polygons (outer ring, then holes; longitude first); None when it has none.

    Raises:
        OffTheMapError: coordinates that are no degrees.
        ValueError: no coordinates at all.
    """
    parts = [[_ring(ring) for ring in rings] for rings in polygons]
    return _border(mended(parts), sum(len(ring) for rings in parts for ring in rings))


def border_of_rings(rings: Sequence[Ring]) -> Border | None:
    """The border of an area from rings of which only the direction tells outer ones (with the clock) from holes.

    Raises:
        OffTheMapError, ValueError: as :func:`border`.
    """
    found = [_ring(ring) for ring in rings]
    return _border(mended(_sorted(found)), sum(map(len, found)))


def layer_of_borders(
    level: int,
    names: Sequence[tuple[str, str, str, str]],
    borders: Sequence[Border],
    step: Callable[[int, int], None] | None = None,
) -> BoundaryLayer:
    """A level ready to be kept: names (English, Arabic, code, place) and borders of its areas."""
    return BoundaryLayer(detailed(level, names, [one.geometry for one in borders], step))


def _border(found: Mended, corners: int) -> Border | None:
    return Border(found.geometry, found.torn, corners) if found.geometry is not None else None


def _ring(points: Ring) -> Floats:
    lonlat = np.asarray([one[:2] for one in points], dtype=np.float64).reshape(-1, 2)
    if not np.isfinite(lonlat).all():
        raise OffTheMapError
    if len(lonlat) and (np.abs(lonlat) > (180 + SLACK, 90 + SLACK)).any():
        raise OffTheMapError
    x, y = to_plane(lonlat[:, 1], np.clip(lonlat[:, 0], -180, 180))
    return np.column_stack((x, y))


def _sorted(rings: Sequence[Floats]) -> list[list[Floats]]:
    """Outer rings, each with its holes; a hole in none is an outer ring that was drawn the wrong way round."""
    good = [ring for ring in rings if len(ring) >= 4]
    if len(good) <= 1:
        return [[ring] for ring in good]
    outer = [ring for ring in good if _area(ring) > 0]  # y grows downwards: with the clock is positive
    holes = [ring for ring in good if _area(ring) <= 0]
    parts = [[ring] for ring in outer]
    if len(outer) == 1:
        parts[0] += holes
        return parts
    tree = shapely.STRtree([shapely.Polygon(ring) for ring in outer])
    for hole in holes:
        around = tree.query(shapely.Point(hole[0]), predicate="intersects")
        if len(around):
            parts[min(around, key=lambda at: abs(_area(outer[at])))].append(hole)
        else:
            parts.append([hole])
    return parts


def _area(ring: Floats) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return float(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) / 2
