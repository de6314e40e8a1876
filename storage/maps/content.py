"""What of the register stands on a map, as rows of numbers: incidents, facilities, villages day by day, flows.

Everything is kept in memory, so that panning, filtering and playing through time ask nobody. What has no place is
counted and never drawn. Exact positions are sealed and are never among these numbers (see ``ground.py``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from storage.overview.view import View

Real = NDArray[np.float64]
Whole = NDArray[np.int32]
Small = NDArray[np.int16]
Marks = NDArray[np.bool_]

NEAR, PLACE, AREA = 0, 1, 2
"""How near a point lies: in a cell of about a kilometre, in the middle of its community, of something larger."""
OPEN = -1
"""Stands for an upper end that somebody leaves open, a day nobody knows, a place nobody told."""
_FAR = np.int64(1) << 22  # more than the ordinal of any day
Points = TypeVar("Points", "MapIncidents", "MapFacilities", "MapFlows", "MapVillages")


def _real() -> Real:
    return np.zeros(0, np.float64)


def _whole() -> Whole:
    return np.zeros(0, np.int32)


def _small() -> Small:
    return np.zeros(0, np.int16)


def _marks() -> Marks:
    return np.zeros(0, np.bool_)


def taken(points: Points, which: NDArray[Any]) -> Points:
    """Some of the rows (marks or row numbers); lists of ids are taken along."""
    at = np.flatnonzero(which) if which.dtype == np.bool_ else which
    more: dict[str, Any] = {}
    for item in fields(points):
        value = getattr(points, item.name)
        if isinstance(value, np.ndarray) and item.name not in ("hit_of", "hit_day"):
            more[item.name] = value[at]
        elif isinstance(value, list):
            more[item.name] = [value[one] for one in at.tolist()]
    if isinstance(points, MapFacilities):
        more |= _hit_anew(points, at)
    return replace(points, **more)


def _hit_anew(points: MapFacilities, at: NDArray[Any]) -> dict[str, Any]:
    """The attacks on the facilities that are left, under their new numbers."""
    number = np.full(len(points), OPEN, np.int32)
    number[at] = np.arange(len(at), dtype=np.int32)
    hit_of = number[points.hit_of]
    return {"hit_of": hit_of[hit_of != OPEN], "hit_day": points.hit_day[hit_of != OPEN]}


@dataclass(frozen=True)
class MapPlaces:
    """All places of the register.

    Attributes:
        ids: hex; x, y: in the plane, not a number where nobody knows; level: 0 country to 4 community.
        offered: whether a map may name it: not withdrawn, not only proposed; rough: a community of which only the
            area its middle lies in is known.
        names_en, names_ar: the other one where there is none; at: the number of a place by its id.
    """

    ids: list[str] = field(default_factory=list)
    x: Real = field(default_factory=_real)
    y: Real = field(default_factory=_real)
    level: Small = field(default_factory=_small)
    offered: Marks = field(default_factory=_marks)
    names_en: list[str] = field(default_factory=list)
    names_ar: list[str] = field(default_factory=list)
    at: Mapping[str, int] = field(default_factory=dict)
    rough: Marks = field(default_factory=_marks)


@dataclass(frozen=True)
class MapIncidents:
    """Incidents, each event once.

    Attributes:
        ids: hex; x, y: in the plane; day: ordinal, ``OPEN`` where no exact day is known.
        killed_min, killed_max, injured_min, injured_max: what is safe to say; the most is ``OPEN`` for an open end.
        attack, team, verification: numbers of :attr:`attacks`, :attr:`teams` (hex ids), :attr:`verifications`; "" is
            not told. precision: ``NEAR``, ``PLACE`` or ``AREA``; place: number of ``MapContent.places``.
    """

    ids: list[str] = field(default_factory=list)
    x: Real = field(default_factory=_real)
    y: Real = field(default_factory=_real)
    day: Whole = field(default_factory=_whole)
    killed_min: Whole = field(default_factory=_whole)
    killed_max: Whole = field(default_factory=_whole)
    injured_min: Whole = field(default_factory=_whole)
    injured_max: Whole = field(default_factory=_whole)
    attack: Small = field(default_factory=_small)
    team: Small = field(default_factory=_small)
    verification: Small = field(default_factory=_small)
    precision: Small = field(default_factory=_small)
    place: Whole = field(default_factory=_whole)
    attacks: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    verifications: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.x)

    def within(self, first: int, last: int) -> Marks:
        """Those of these days (ordinals, both counted in)."""
        return (self.day >= first) & (self.day <= last)


@dataclass(frozen=True)
class MapFacilities:
    """Facilities, each once, as coarse as a map may tell them.

    Attributes:
        ids: hex; names_en, names_ar; x, y: in the plane; kind: number of :attr:`kinds`; health: gives health care.
        precision: ``PLACE`` or ``AREA``; place: number of ``MapContent.places``.
        hit_of, hit_day: each attack of the view: on which of these, on which day (ordinal, ``OPEN``).
    """

    ids: list[str] = field(default_factory=list)
    names_en: list[str] = field(default_factory=list)
    names_ar: list[str] = field(default_factory=list)
    x: Real = field(default_factory=_real)
    y: Real = field(default_factory=_real)
    kind: Small = field(default_factory=_small)
    health: Marks = field(default_factory=_marks)
    precision: Small = field(default_factory=_small)
    place: Whole = field(default_factory=_whole)
    hit_of: Whole = field(default_factory=_whole)
    hit_day: Whole = field(default_factory=_whole)
    kinds: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.x)

    def hits(self, first: int | None = None, last: int | None = None) -> NDArray[np.int64]:
        """How often each was attacked, in these days or at all."""
        of = self.hit_of
        if first is not None and last is not None:
            of = of[(self.hit_day >= first) & (self.hit_day <= last)]
        return np.bincount(of, minlength=len(self.x))


@dataclass(frozen=True)
class MapVillages:
    """Villages on a day.

    Attributes:
        place: number of ``MapContent.places``; x, y; state: number of :attr:`states`, "" is not known.
        share: per cent that is empty, ``OPEN`` where nobody said; disputed: teams disagree, the fuller one is shown.
        rough: it stands in the middle of its sub-district, because nobody knows its own.
    """

    place: Whole = field(default_factory=_whole)
    x: Real = field(default_factory=_real)
    y: Real = field(default_factory=_real)
    state: Small = field(default_factory=_small)
    share: Small = field(default_factory=_small)
    disputed: Marks = field(default_factory=_marks)
    rough: Marks = field(default_factory=_marks)
    states: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True)
class VillageDays:
    """Every day on which the state of a village changes: rows by village, then by day."""

    rows: MapVillages = field(default_factory=MapVillages)
    since: Whole = field(default_factory=_whole)

    def on(self, day: int) -> MapVillages:
        """The villages something was told of by that day (ordinal), as they stood on it."""
        key = self.rows.place.astype(np.int64) * _FAR + self.since
        every = np.unique(self.rows.place)
        at = np.searchsorted(key, every.astype(np.int64) * _FAR + day, side="right") - 1
        told = at >= np.searchsorted(key, every.astype(np.int64) * _FAR)
        return taken(self.rows, at[told])


@dataclass(frozen=True)
class MapFlows:
    """Movements between places, the same people once; of those counted together, by origin and destination.

    Attributes:
        origin, destination: numbers of ``MapContent.places``; x0, y0, x1, y1: where these are, in the plane.
        direction: number of :attr:`directions`; low, high: people, ``OPEN`` for an open end.
        day: the day a movement is listed under (ordinal), of several the first; last: the last; count: how many.
    """

    origin: Whole = field(default_factory=_whole)
    destination: Whole = field(default_factory=_whole)
    x0: Real = field(default_factory=_real)
    y0: Real = field(default_factory=_real)
    x1: Real = field(default_factory=_real)
    y1: Real = field(default_factory=_real)
    direction: Small = field(default_factory=_small)
    low: Whole = field(default_factory=_whole)
    high: Whole = field(default_factory=_whole)
    day: Whole = field(default_factory=_whole)
    last: Whole = field(default_factory=_whole)
    count: Whole = field(default_factory=_whole)
    directions: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.x0)

    def between(
        self, first: int | None = None, last: int | None = None, directions: Sequence[str] = ("out", "onward")
    ) -> MapFlows:
        """The movements of these days and directions, together by origin and destination; the largest first."""
        wanted = [number for number, one in enumerate(self.directions) if one in directions]
        chosen = np.isin(self.direction, wanted) & (self.origin != self.destination)
        if first is not None and last is not None:
            chosen &= (self.day >= first) & (self.day <= last)
        rows = taken(self, chosen)
        if not len(rows):
            return rows
        order = np.lexsort((rows.direction, rows.destination, rows.origin))
        rows = taken(rows, order)
        pair = rows.origin.astype(np.int64) << 32 | rows.destination.astype(np.int64)
        starts = np.flatnonzero(np.r_[True, pair[1:] != pair[:-1]])
        return _summed(rows, starts)


def _summed(rows: MapFlows, starts: NDArray[Any]) -> MapFlows:
    open_ = np.bitwise_or.reduceat(rows.high == OPEN, starts)
    low = np.add.reduceat(rows.low, starts)
    high = np.where(open_, OPEN, np.add.reduceat(np.maximum(rows.high, 0), starts))
    days = np.where(rows.day == OPEN, _FAR, rows.day)
    first = np.minimum.reduceat(days, starts)
    found = replace(
        taken(rows, starts),
        low=low.astype(np.int32),
        high=high.astype(np.int32),
        day=np.where(first == _FAR, OPEN, first).astype(np.int32),
        last=np.maximum.reduceat(rows.last, starts).astype(np.int32),
        count=np.add.reduceat(rows.count, starts).astype(np.int32),
    )
    return taken(found, np.argsort(-found.low, kind="stable"))


@dataclass(frozen=True)
class MapContent:
    """All that stands on the map of a view.

    Attributes:
        view: what it covers; position: the journal position it belongs to; places: of the whole register.
        unplaced: what has no place and is not drawn, by layer (``incidents``, ``facilities``, ``villages``,
            ``flows``); doubles: second accounts of events that are drawn once.
        withheld: facilities that are not shown to this role; near: whether positions within a kilometre are.
    """

    view: View
    position: int = 0
    places: MapPlaces = field(default_factory=MapPlaces)
    incidents: MapIncidents = field(default_factory=MapIncidents)
    facilities: MapFacilities = field(default_factory=MapFacilities)
    village_days: VillageDays = field(default_factory=VillageDays)
    flows: MapFlows = field(default_factory=MapFlows)
    unplaced: Mapping[str, int] = field(default_factory=dict)
    doubles: int = 0
    withheld: int = 0
    near: bool = False

    def villages(self, day: int) -> MapVillages:
        """The villages as they stood on a day (ordinal)."""
        return self.village_days.on(day)

    @property
    def days(self) -> tuple[int, int] | None:
        """The first and the last day anything drawn happened on (ordinals); None when nothing has a day."""
        known = [one[one != OPEN] for one in (self.incidents.day, self.flows.day)]
        ends = [(int(one.min()), int(one.max())) for one in known if len(one)]
        return (min(first for first, _ in ends), max(last for _, last in ends)) if ends else None

    @property
    def box(self) -> tuple[float, float, float, float] | None:
        """The part of the plane where incidents are: left, top, right, bottom; None when there are none."""
        points = self.incidents if len(self.incidents) else self.facilities
        if not len(points):
            return None
        return float(points.x.min()), float(points.y.min()), float(points.x.max()), float(points.y.max())
