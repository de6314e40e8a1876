"""Where on a map the records of a register stand: read once, kept in memory, never nearer than a map may tell.

Exact positions are sealed: whoever takes a picture of the screen must find none. So an incident lies in the middle of
a cell of a hundredth of a degree (about a kilometre) where its position is known and this laptop may verify, else in
the middle of its place. A facility always lies in the middle of its place, and of one without a place only a tenth of
a degree is told. Where teams disagree, the coarser answer is drawn: the middle of what holds all places said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np

from storage.maps.content import AREA, NEAR, OPEN, PLACE, MapPlaces, Real
from storage.maps.plane import to_plane
from storage.places.gazetteer import AREAS, PlaceBook

COMMUNITY, SUBDISTRICT = 4, 3
LEAST_LEVEL = 1
"""What is only known to lie in the country is counted and not drawn in its middle."""
CLASSES = {"village": PLACE, **dict.fromkeys(AREAS, AREA)}
"""How near a point of a class of precision is; of all others near."""
Spot = tuple[float, float, int]
"""Latitude, longitude, how near."""


@lru_cache(maxsize=8192)
def ordinal(day: str | None) -> int:
    """The number of an exact day; ``OPEN`` for a month, a year, nothing."""
    if not day or len(day) != 10:
        return OPEN
    try:
        return date.fromisoformat(day).toordinal()
    except ValueError:
        return OPEN


def places_of(book: PlaceBook) -> MapPlaces:
    """All places; one without a middle of its own has none here."""
    facts = list(book.facts.values())
    x, y = to_plane(*degrees([one.at for one in facts]))
    return MapPlaces(
        [one.id for one in facts],
        x,
        y,
        np.array([one.level for one in facts], np.int16),
        np.array([not one.withdrawn and not one.proposed for one in facts], np.bool_),
        [one.name("en") for one in facts],
        [one.name("ar") for one in facts],
        {one.id: at for at, one in enumerate(facts)},
        np.array([one.rough and one.level >= COMMUNITY for one in facts], np.bool_),
    )


def degrees(points: Sequence[tuple[float, ...] | None]) -> tuple[Real, Real]:
    """Points as two rows of degrees, not a number for those nobody knows or that lie off the plane."""
    lat, lon = (_real(one[at] if one else np.nan for one in points) for at in range(2))
    off = (np.abs(lat) > 85) | (np.abs(lon) > 180)  # off the plane
    lat[off] = lon[off] = np.nan
    return lat, lon


def _real(numbers: Iterable[float]) -> Real:
    """Numbers one by one: of a whole list numpy would keep Python's lock, and the window would wait."""
    return np.fromiter(numbers, np.float64)


class Spots:
    """Where places are drawn: their own middle, else that of the nearest place that holds them."""

    def __init__(self, book: PlaceBook) -> None:
        self._book, self._known = book, dict[str, Spot | None]()

    def of(self, place: str) -> Spot | None:
        """The middle of a place; None when nothing near enough is known."""
        if place not in self._known:
            self._known[place] = self._found(place)
        return self._known[place]

    def _found(self, place: str) -> Spot | None:
        facts = self._book.get(place)
        if facts is None:
            return None
        for one in (facts, *self._book.parents(place)):
            if one.at is not None and one.level >= LEAST_LEVEL:
                return (*one.at, PLACE if one.level >= COMMUNITY and not one.rough else AREA)
        return None


def cell_of(lat: float, lon: float, size: float) -> tuple[float, float]:
    """The middle of the cell of a grid that holds a point."""
    return (np.floor(lat / size) + 0.5) * size, (np.floor(lon / size) + 0.5) * size


def point_of(position: Any) -> tuple[float, float, str] | None:
    """Latitude, longitude and class of a canonical position; None when it cannot be read."""
    text, _, precision = str(position or "").partition(";")
    lat, comma, lon = text.partition(",")
    try:
        return (float(lat), float(lon), precision) if comma else None
    except ValueError:
        return None


def spots_on_plane(spots: Sequence[Spot | None]) -> tuple[Real, Real, Any]:
    """Spots as places of the plane, with how near each is."""
    x, y = to_plane(*degrees(spots))
    return x, y, np.fromiter((one[2] if one else AREA for one in spots), np.int16, len(spots))


def near_class(precision: str) -> int:
    """How near a position of a class of precision is."""
    return CLASSES.get(precision, NEAR)
