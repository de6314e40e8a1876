"""The plane maps are drawn in: Web Mercator (EPSG:3857) made into a square of side 1.

``x`` grows to the east from the 180th meridian, ``y`` DOWN from 85.05° north, as pixels and tiles do. Angles and
directions near a point are true; lengths are longer the further from the equator (:func:`metres_per_unit`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

RADIUS = 6_378_137.0
"""The sphere of Web Mercator, in metres."""
AROUND = 2 * np.pi * RADIUS
NORTHMOST = 85.05112877980659
"""The latitude at which the plane ends; what lies beyond is put on its edge."""


def to_plane(lat: ArrayLike, lon: ArrayLike) -> tuple[Floats, Floats]:
    """Latitude and longitude in degrees (numbers or arrays) to ``x`` and ``y`` in the plane."""
    sine = np.sin(np.radians(np.clip(np.asarray(lat, dtype=np.float64), -NORTHMOST, NORTHMOST)))
    x = np.asarray(lon, dtype=np.float64) / 360.0 + 0.5
    return x, 0.5 - np.arctanh(sine) / (2 * np.pi)


def from_plane(x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
    """Points of the plane back to latitude and longitude in degrees."""
    lat = np.degrees(np.arctan(np.sinh((0.5 - np.asarray(y, dtype=np.float64)) * 2 * np.pi)))
    return lat, (np.asarray(x, dtype=np.float64) - 0.5) * 360.0


def metres_per_unit(lat: ArrayLike) -> Any:
    """How many metres on the ground one unit of the plane is at a latitude (a number or an array)."""
    return AROUND * np.cos(np.radians(np.clip(np.asarray(lat, dtype=np.float64), -NORTHMOST, NORTHMOST)))
