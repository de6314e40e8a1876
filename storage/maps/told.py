"""What stands on a map that leaves: made of the rows of a file at its level, so that it tells no more than they do.

For our own teams everything lies in the middle of its place, and where people arrived no nearer than the sub-district.
A partner gets incidents, facilities and villages in the middle of their communities, and no movements, since places of
arrival are sealed. The public gets districts: incidents and sums of facilities in their middle, and nothing else.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import numpy as np

from storage.counting.attacked import medical_kinds
from storage.counting.linked import NEVER
from storage.maps.content import (
    AREA,
    OPEN,
    PLACE,
    MapContent,
    MapFacilities,
    MapIncidents,
    MapPlaces,
    MapVillages,
    Small,
    VillageDays,
    Whole,
)
from storage.maps.plane import to_plane
from storage.maps.spots import COMMUNITY, LEAST_LEVEL, SUBDISTRICT, degrees, near_class, ordinal, point_of
from storage.overview.view import View
from storage.sharing.exporting import Frozen
from storage.sharing.privacy import Level
from storage.sharing.redacting import Redacted
from storage.sharing.told_incidents import ToldIncident

PART = 2_000
"""Rows turned into numbers in one go."""
_LARGEST = np.iinfo(np.int32).max
EVERYTHING = frozenset({"facilities", "villages", "flows"})
"""What can stand on it besides incidents."""


def map_as_told(
    source: Frozen | Redacted, view: View, *, role: str | None = None, besides: Collection[str] = EVERYTHING
) -> MapContent:
    """The map of a view as the readers of a source of rows may see it.

    Args:
        role: as for ``store.map_content``. besides: what is read besides incidents, of :data:`EVERYTHING`.
    """
    if isinstance(source, Redacted):
        return _Told(source, view).content(besides)
    with source.at_this_moment() as (store, _):
        moves = not {"villages", "flows"}.isdisjoint(besides)
        content: MapContent = store.map_content(view, role=role, leaving=True, moves=moves)
    return content


class _Told:
    """A map for others, from the rows they get."""

    def __init__(self, source: Redacted, view: View) -> None:
        self._source, self._view = source, view
        self._where = None if view.whole else (view if not view.plain else view.as_period)
        self._places = self._read_places()

    def content(self, besides: Collection[str]) -> MapContent:
        """Incidents, and what is wanted besides."""
        incidents, doubles, lost = self._incidents()
        facilities, unhoused = MapFacilities(), 0
        if "facilities" in besides:
            facilities, unhoused = self._sums() if self._source.level is Level.PUBLIC else self._facilities()
        villages, unseen = self._villages() if "villages" in besides else (VillageDays(), 0)
        unplaced = {"incidents": lost, "facilities": unhoused, "villages": unseen, "flows": 0}
        return MapContent(
            self._view, self._source.position(), self._places, incidents, facilities, villages, unplaced=unplaced,
            doubles=doubles,
        )  # fmt: skip

    def _read_places(self) -> MapPlaces:
        columns = ("id", "level", "name_en", "name_ar", "centre__lat", "centre__lon", "parent", "centre")
        rows = list(self._source.export_rows("place", columns, None))
        x, y = to_plane(*degrees([(row[4], row[5]) if None not in row[4:6] else None for row in rows]))
        levels = np.array([COMMUNITY if row[1] is None else row[1] for row in rows], np.int16)
        x, y = (np.where(levels >= LEAST_LEVEL, one, np.nan) for one in (x, y))
        number = {row[0]: at for at, row in enumerate(rows)}
        above = [number.get(row[6] or "", OPEN) for row in rows]
        self._drawn = np.array([_with_a_middle(at, above, np.isfinite(x)) for at in range(len(rows))], np.int32)
        return MapPlaces(
            [row[0] for row in rows], x, y, levels, np.ones(len(rows), np.bool_),
            [row[2] or row[3] or "" for row in rows], [row[3] or row[2] or "" for row in rows], number,
            np.array([_is_rough(row[7]) for row in rows], np.bool_) & (levels >= COMMUNITY),
        )  # fmt: skip

    def _at(self, places: Sequence[str | None]) -> Whole:
        """The number of the place in whose middle each is drawn: itself, or what holds it; ``OPEN`` for nowhere."""
        known, drawn = self._places.at, self._drawn
        return np.array([drawn[known[one]] if one and one in known else OPEN for one in places], np.int32)

    def _how_near(self, at: Whole) -> Small:
        own = (self._places.level[at] >= COMMUNITY) & ~self._places.rough[at]
        return np.where(own, PLACE, AREA).astype(np.int16)

    # ------------------------------------------------------------------------------------- incidents

    def _incidents(self) -> tuple[MapIncidents, int, int]:
        """The incidents with a place; how many are second accounts of an event, how many have none."""
        rows = self._rows()
        leads = self._leads()
        at = self._at([row.place for row in rows])
        lost = int((at == OPEN).sum())
        kept = [n for n, row in enumerate(rows) if at[n] != OPEN and (leads is None or row.id in leads)]
        mine, place = [rows[n] for n in kept], at[kept]
        attacks, attack = _numbered([row.attack for row in mine])
        judged, verification = _numbered([row.verification for row in mine])
        killed, injured = _ends([row[8:12] for row in mine]), _ends([row[12:16] for row in mine])
        found = MapIncidents(
            [row.id or "" for row in mine], self._places.x[place], self._places.y[place],
            np.array([ordinal(row.day) for row in mine], np.int32), *killed, *injured, attack,
            np.zeros(len(mine), np.int16), verification, self._how_near(place), place, attacks, ("",), judged,
        )  # fmt: skip
        return found, len(rows) - lost - len(kept), lost

    def _rows(self) -> list[ToldIncident]:
        return [row for row in self._source.told_incidents(self._where) if row.verification != NEVER]

    def _leads(self) -> frozenset[str] | None:
        """The incidents that stand for events, by their ids in this file; None for the public, who get no ids."""
        if self._source.level is Level.PUBLIC:
            return None
        with self._source.source.at_this_moment() as (store, _):
            ids = store.map_content(self._view, leaving=True, moves=False).incidents.ids
        return frozenset(self._source.outward("incident", one) for one in ids)

    # ------------------------------------------------------------------------------------- facilities, villages

    def _facilities(self) -> tuple[MapFacilities, int]:
        """Facilities in the middle of their community, with the attacks that leave."""
        columns = ("id", "kind", "name_en", "name_ar", "place")
        rows = list(self._source.export_rows("facility", columns, self._where, standing=True))
        at = self._at([row[4] for row in rows])
        mine, place = [row for row, one in zip(rows, at, strict=True) if one != OPEN], at[at != OPEN]
        number = {row[0]: n for n, row in enumerate(mine)}
        damage = self._source.export_rows("damage", ("facility", "day"), self._where, standing=True)
        hits = {(number[row[0]], ordinal(row[1])) for row in damage if row[0] in number}
        kinds, kind = _numbered([row[1] for row in mine])
        found = MapFacilities(
            [row[0] for row in mine],
            [row[2] or row[3] or "" for row in mine],
            [row[3] or row[2] or "" for row in mine],
            self._places.x[place], self._places.y[place], kind, _health(kinds)[kind], self._how_near(place), place,
            np.array([one for one, _ in sorted(hits)], np.int32), np.array([day for _, day in sorted(hits)], np.int32),
            kinds,
        )  # fmt: skip
        return found, len(rows) - len(mine)

    def _sums(self) -> tuple[MapFacilities, int]:
        """For the public: health facilities and others attacked, one sign each a district, with how many attacks."""
        attacks: dict[tuple[str, bool], int] = {}
        for row in self._source.tables(self._where).facilities:
            key = row.area, row.kind in medical_kinds()
            attacks[key] = attacks.get(key, 0) + row.attacks
        at = self._at([area for area, _ in attacks])
        mine = [(one, n) for one, n in zip(attacks.items(), at.tolist(), strict=True) if n != OPEN]
        place = np.array([n for _, n in mine], np.int32)
        of = np.repeat(np.arange(len(mine), dtype=np.int32), [many for (_, many), _ in mine])
        found = MapFacilities(
            [""] * len(mine), [""] * len(mine), [""] * len(mine), self._places.x[place], self._places.y[place],
            np.zeros(len(mine), np.int16), np.array([health for ((_, health), _), _ in mine], np.bool_),
            self._how_near(place), place, of, np.full(len(of), OPEN, np.int32), ("",),
        )  # fmt: skip
        return found, int((at == OPEN).sum())

    def _stands(self, place: str, drawn: int) -> bool:
        """Whether a village is drawn in its own middle, or at least in that of its sub-district."""
        return place in self._places.at and int(self._places.level[drawn]) >= SUBDISTRICT

    def _villages(self) -> tuple[VillageDays, int]:
        """Villages as they stood on the last day."""
        villages = self._source.summary(self._where or View()).villages
        at = self._at([one.place for one in villages])
        known = self._places.at
        stand = [
            (n, one) for n, one in zip(at.tolist(), villages, strict=True) if n != OPEN and self._stands(one.place, n)
        ]
        mine = sorted(stand, key=lambda each: known[each[1].place])
        spot = np.array([n for n, _ in mine], np.int32)
        place = np.array([known[one.place] for _, one in mine], np.int32)
        rough = (self._how_near(spot) == AREA) & (self._places.level[place] >= COMMUNITY)
        states, state = _numbered([one.state for _, one in mine])
        share = np.array([OPEN if one.share is None else one.share for _, one in mine], np.int16)
        rows = MapVillages(
            place, self._places.x[spot], self._places.y[spot], state, share, np.zeros(len(mine), np.bool_), rough,
            states,
        )  # fmt: skip
        since = np.full(len(mine), date.min.toordinal(), np.int32)
        return VillageDays(rows, since), len(villages) - len(mine)


def _with_a_middle(at: int, above: Sequence[int], known: Any) -> int:
    """A place, or the nearest that holds it, whose middle is known; a circle in hostile data ends it."""
    for _ in range(8):
        if at == OPEN or known[at]:
            return at
        at = above[at]
    return OPEN


def _is_rough(centre: Any) -> bool:
    read = point_of(centre)
    return read is not None and near_class(read[2]) == AREA


def _numbered(words: Sequence[Any]) -> tuple[tuple[str, ...], Small]:
    every = tuple(sorted({word or "" for word in words})) or ("",)
    number = {word: at for at, word in enumerate(every)}
    return every, np.array([number[word or ""] for word in words], np.int16)


def _health(kinds: Sequence[str]) -> Any:
    return np.array([kind in medical_kinds() for kind in kinds], np.bool_)


def _ends(told: Sequence[Sequence[int | None]]) -> tuple[Whole, Whole]:
    """What is safe to say of one outcome: the fewest, never fewer than are recorded, and the most."""
    ends = np.empty((len(told), 4), np.float64)
    for at in range(0, len(told), PART):  # numpy keeps Python's lock for the whole of a list
        ends[at : at + PART] = told[at : at + PART]
    low, high, named, most = ends.T  # nobody said is not a number
    said, unsaid = ~np.isnan(low) | ~np.isnan(high), np.isnan(high)
    low, named, most = (np.nan_to_num(one) for one in (low, named, most))
    least = np.where(said, np.maximum(low, named), named)
    upper = np.where(said, np.where(unsaid, OPEN, np.maximum(high, least)), np.maximum(named, most))
    return np.minimum(least, _LARGEST).astype(np.int32), np.minimum(upper, _LARGEST).astype(np.int32)
