"""Flows between places: an origin by destination matrix, and arrivals, departures and returns of each community.

The matrix follows IOM DTM's flow tables, the table of communities CCCM/REACH ISMI: *departures* are people who left
home, *arrivals* people who came to stay with a community (from home or moving on), *onward departures* people who had
found shelter there and moved on, *returns* people who came home. A movement counts in exactly one cell, so that rows,
columns and the grand total agree with the movements they came from, whatever way these are parted or put in order.

At a level (1 governorate … 4 community) a movement stands under the place of that level that holds its end; one that
is known less closely stands under the coarser place that was told. ``unknown`` holds ends nobody told, places this
register does not know, and ends teams dispute so far apart that they lie in different places of the level: the coarser
position is the safer one. Destinations still *on the road* have a column of their own.

The same people count once over all time, before a period is cut out, and a movement belongs to the one day it is
listed under: periods part the whole without rest. An area has the movements that begin or end in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from storage.counting.ranges import NOBODY, Span, add, at_most
from storage.villages.moves import ON_THE_ROAD, ONWARD, OUT, RETURN, Move

UNKNOWN_PLACE, ROAD = "unknown", "on_the_road"
At = Callable[[str, int], str]
"""The place of a level that holds a place; the place itself when it is coarser; "" when it is not known."""


@dataclass(frozen=True)
class Flow:
    """Movements counted together: how many people, and by which records."""

    persons: Span = NOBODY
    movements: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many movements."""
        return len(self.movements)

    def __add__(self, other: Flow) -> Flow:
        """Both together."""
        return Flow(add(self.persons, other.persons), self.movements + other.movements)


@dataclass(frozen=True)
class Turnover:
    """What came and went at one community."""

    arrivals: Flow = Flow()
    departures: Flow = Flow()
    onward: Flow = Flow()
    returns: Flow = Flow()


class Matrix:
    """Origin by destination, with totals.

    Attributes:
        rows, columns: totals of each origin and destination, those with the most people first, then those on the
            road, the unknown last; cells: by (origin, destination), empty ones left out; total: everything.
    """

    def __init__(self, parts: Iterable[tuple[str, str, Flow]]) -> None:
        cells: dict[tuple[str, str], list[Flow]] = {}
        rows: dict[str, list[Flow]] = {}
        columns: dict[str, list[Flow]] = {}
        for origin, destination, flow in parts:
            cells.setdefault((origin, destination), []).append(flow)
            rows.setdefault(origin, []).append(flow)
            columns.setdefault(destination, []).append(flow)
        self.cells: Mapping[tuple[str, str], Flow] = {key: summed(found) for key, found in cells.items()}
        self.rows: Mapping[str, Flow] = _ordered(rows)
        self.columns: Mapping[str, Flow] = _ordered(columns)
        self.total = summed(self.rows.values())

    def cell(self, origin: str, destination: str) -> Flow:
        """What moved from here to there."""
        return self.cells.get((origin, destination), Flow())


def _ordered(parts: Mapping[str, Sequence[Flow]]) -> dict[str, Flow]:
    last = {ROAD: 1, UNKNOWN_PLACE: 2}
    sums = {place: summed(parts) for place, parts in parts.items()}
    return dict(sorted(sums.items(), key=lambda one: (last.get(one[0], 0), -(one[1].persons.low or 0), one[0])))


@dataclass(frozen=True)
class Flows:
    """The movements of a period by origin and destination.

    Attributes:
        level: 1 to 4.
        cells: origin, destination, direction to what moved; origins and destinations are place ids,
            :data:`UNKNOWN_PLACE` or, for destinations, :data:`ROAD`.
        communities: turnover by place, at the level the matrix has.
        replaced: accounts of the same people left out, by the record that stands for them.
    """

    level: int
    cells: Mapping[tuple[str, str, str], Flow] = field(default_factory=dict)
    communities: Mapping[str, Turnover] = field(default_factory=dict)
    replaced: Mapping[str, str] = field(default_factory=dict)

    def matrix(self, *directions: str) -> Matrix:
        """The movements of these directions (all when none is named) as a table with its totals."""
        return Matrix(
            (origin, destination, flow)
            for (origin, destination, direction), flow in self.cells.items()
            if not directions or direction in directions
        )


def summed(parts: Iterable[Flow]) -> Flow:
    """Several counts together."""
    persons, ids = NOBODY, list[str]()
    for one in parts:
        persons = add(persons, one.persons)
        ids.extend(one.movements)
    return Flow(persons, tuple(ids))


def flows_of(
    once: Iterable[Move], level: int, at: At, replaced: Mapping[str, str] | None = None, *, shelters: int = 4
) -> Flows:
    """The flows of movements in which each people stands once.

    ``shelters`` is the finest level at which places of arrival are told: every destination, and the origin of whoever
    moves on or goes home from a shelter.
    """
    coarse, near = min(level, shelters), _remembered(at)
    cells: dict[tuple[str, str, str], list[Move]] = {}
    turnover: dict[str, dict[str, list[Move]]] = {}
    for move in once:
        origin = _end(move.origins, level if move.directions == (OUT,) else coarse, near)
        destination = _destination(move, coarse, near)
        cells.setdefault((origin, destination, move.direction), []).append(move)
        for place, side in _sides(move, origin, destination):
            turnover.setdefault(place, {}).setdefault(side, []).append(move)
    return Flows(
        level,
        {key: _flow(moves) for key, moves in cells.items()},
        {
            place: Turnover(**{side: _flow(moves) for side, moves in sides.items()})
            for place, sides in turnover.items()
            if place not in (UNKNOWN_PLACE, ROAD)
        },
        replaced or {},
    )


def _remembered(at: At) -> At:
    known: dict[tuple[str, int], str] = {}

    def near(place: str, level: int) -> str:
        found = known.get((place, level))
        if found is None:
            found = known[place, level] = at(place, level)
        return found

    return near


def _sides(move: Move, origin: str, destination: str) -> Iterable[tuple[str, str]]:
    if move.direction == OUT:
        yield origin, "departures"
        yield destination, "arrivals"
    elif move.direction == ONWARD:
        yield origin, "onward"
        yield destination, "arrivals"
    elif move.direction == RETURN:
        yield destination, "returns"


def _flow(moves: Sequence[Move]) -> Flow:
    persons = NOBODY
    for move in moves:  # while teams disagree whether people left or came, perhaps none did
        persons = add(persons, move.persons if len(move.directions) == 1 else at_most(move.persons))
    return Flow(persons, tuple(sorted(move.id for move in moves)))


def _end(places: Sequence[str], level: int, at: At) -> str:
    """The place of the level an end lies in; rivals that lie in different ones leave it unknown."""
    if len(places) == 1:
        return (at(places[0], level) if places[0] else "") or UNKNOWN_PLACE
    found = {at(place, level) if place else "" for place in places}
    return (found.pop() or UNKNOWN_PLACE) if len(found) == 1 else UNKNOWN_PLACE


def _destination(move: Move, level: int, at: At) -> str:
    if move.destinations == ("",) and move.towards == ON_THE_ROAD:
        return ROAD
    return _end(move.destinations, level, at)
