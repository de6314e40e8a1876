"""Distances on the ground, the lengths of scale bars, a position as text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from storage.fields.kinds.grids import to_mgrs


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The shortest way over the WGS 84 ellipsoid between two points (latitude, longitude), in metres."""
    from geographiclib.geodesic import Geodesic  # only who measures needs it

    return float(Geodesic.WGS84.Inverse(*one, *other, Geodesic.DISTANCE)["s12"])


def metres_along(points: Sequence[tuple[float, float]]) -> float:
    """The length of a way from point to point, in metres."""
    return sum(metres_between(one, other) for one, other in pairwise(points))


def round_length(most: float) -> float:
    """The longest round length (1, 2 or 5 with noughts) that is no more than so many metres: for a scale bar."""
    size = 1e-3
    while size * 10 <= most:
        size *= 10
    return float(next((size * step for step in (5, 2, 1) if size * step <= most), size))


def decimal_text(lat: float, lon: float) -> str:
    """A position in degrees, as every map program takes it: ``35.44300, 36.65100`` (a metre)."""
    return f"{lat:.5f}, {lon:.5f}"


def mgrs_text(lat: float, lon: float) -> str:
    """A position as an MGRS reference of a metre; "" near the poles."""
    return to_mgrs(lat, lon)
