"""Villages day by day and movements between places, as a map draws them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import Connection

from storage.maps.content import AREA, OPEN, MapFlows, MapPlaces, MapVillages, VillageDays
from storage.maps.spots import COMMUNITY, SUBDISTRICT, Spots, ordinal, spots_on_plane
from storage.places.gazetteer import PlaceBook
from storage.sharing.districts import Districts
from storage.villages.displaced import worth
from storage.villages.evacuation import SEEN, observations
from storage.villages.moves import DIRECTIONS, OUT, RETURN, Move
from storage.villages.standing import Sighting, standing_on

SHELTERS = 3
"""How near places of arrival are told to whoever may not verify: the sub-district."""


def villages_of(
    connection: Connection, book: PlaceBook, places: MapPlaces, moves: Sequence[Move]
) -> tuple[VillageDays, int]:
    """Every day on which a village changes, and how many villages have no place on a map.

    A village that people left and nobody looked at stands there from that day on, in no known state. One whose middle
    nobody knows stands, marked as rough, in that of its sub-district; what is larger would tell nothing.
    """
    since: dict[str, int] = {}
    for move in moves:
        day = ordinal(move.day)
        if OUT in move.directions and len(move.origins) == 1 and move.origin and day != OPEN:
            since[move.origin] = min(since.get(move.origin, day), day)
    seen = observations(connection, SEEN)
    rows: list[tuple[int, int, str, int, bool]] = []
    nowhere, spots = 0, Spots(book)
    names = sorted({*since, *seen} - {""}, key=lambda place: places.at.get(place, OPEN))
    for place in names:
        if place not in places.at or not _stands(place, book):
            nowhere += 1
            continue
        for day, standing in _days(seen.get(place, ()), since.get(place)):
            share = OPEN if standing.share is None else standing.share
            rows.append((places.at[place], day, standing.state, share, standing.disputed))
    return _village_days(rows, places, spots), nowhere


def _stands(place: str, book: PlaceBook) -> bool:
    """Whether the middle of a village is known, or at least that of its sub-district."""
    chain = [
        facts for facts in (book.get(place), *book.parents(place)) if facts is not None and facts.level >= SUBDISTRICT
    ]
    return any(facts.at is not None for facts in chain)


def _days(seen: Sequence[Sighting], left: int | None) -> Sequence[tuple[int, Any]]:
    """The days on which the state of a village may change, in order, with the state from then on."""
    days = {day for one in seen for end in one.days if (day := ordinal(end)) != OPEN}
    if left is not None and (not days or left < min(days)):
        days.add(left)
    return [(day, standing_on(seen, date.fromordinal(day).isoformat())) for day in sorted(days)]


def _village_days(rows: Sequence[tuple[int, int, str, int, bool]], places: MapPlaces, spots: Spots) -> VillageDays:
    states = tuple(sorted({row[2] for row in rows}))
    number = {state: at for at, state in enumerate(states)}
    x, y, near = spots_on_plane([spots.of(places.ids[row[0]]) for row in rows])
    numbers = np.array([row[0] for row in rows], np.int32)
    villages = MapVillages(
        numbers,
        x,
        y,
        np.array([number[row[2]] for row in rows], np.int16),
        np.array([row[3] for row in rows], np.int16),
        np.array([row[4] for row in rows], np.bool_),
        (near == AREA) & (places.level[numbers] >= COMMUNITY),
        states,
    )
    return VillageDays(villages, np.array([row[1] for row in rows], np.int32))


def flows_of(
    moves: Sequence[Move], teams: Mapping[str, str], book: PlaceBook, places: MapPlaces, *, near: bool
) -> tuple[MapFlows, list[str], list[str]]:
    """The movements with both ends on the map; then the path of the home and the team of each, in the same order.

    Movements without (on the road, somewhere) have ``OPEN`` for the end nobody knows. Not ``near``: where people
    arrived is told no nearer than the sub-district.
    """
    common, spots = Districts(book).common, Spots(book)
    coarse = Coarse(book)
    ends: tuple[list[str], list[str]] = [], []
    numbers: list[int] = []
    homes, whose = list[str](), list[str]()
    for move in moves:
        direction = move.direction if move.direction in DIRECTIONS else OUT
        origin, target = (one[0] if len(one) == 1 else common(one) or "" for one in (move.origins, move.destinations))
        homes.append(book.area(target if direction == RETURN else origin) or "")
        whose.append(teams.get(move.id, ""))
        ends[0].append(origin if near or direction == OUT else coarse.of(origin))
        ends[1].append(target if near else coarse.of(target))
        low, high = worth(move)
        numbers += DIRECTIONS.index(direction), low or 0, OPEN if high is None else high, ordinal(move.day)
    (x0, y0, _), (x1, y1, _) = (spots_on_plane([spots.of(one) for one in end]) for end in ends)
    origins, targets = (np.fromiter((places.at.get(one, OPEN) for one in end), np.int32, len(end)) for end in ends)
    told = np.fromiter(numbers, np.int32, len(numbers)).reshape(-1, 4)
    found = MapFlows(
        origins, targets, x0, y0, x1, y1, told[:, 0].astype(np.int16), told[:, 1], told[:, 2], told[:, 3], told[:, 3],
        np.ones(len(told), np.int32), DIRECTIONS,
    )  # fmt: skip
    return found, homes, whose


class Coarse:
    """The sub-district of a place; of what is larger, itself."""

    def __init__(self, book: PlaceBook) -> None:
        self._book, self._known = book, defaultdict[str, str](str)

    def of(self, place: str) -> str:
        """The place as it may be told."""
        if place and place not in self._known:
            facts = self._book.get(place)
            chain = [] if facts is None else [facts, *self._book.parents(place)]
            self._known[place] = next((one.id for one in chain if one.level <= SHELTERS), "")
        return self._known[place] if place else ""
