"""How many people were displaced and how many returned in a period and area, the same people once.

Nearly all movements are told by one account and disputed by nobody: the database sums them over an index. The few that
are linked or in dispute are taken out of that sum and counted one by one, as :mod:`storage.villages.moves` says. The
figures are those of the flow matrix: displaced are people who left home in the area, returned those who came home
to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, select

from storage.counting.ranges import NOBODY, Span, add, at_most, total
from storage.database.counted import counted
from storage.database.tables import tables
from storage.lists.conditions import under
from storage.period import Period
from storage.places.gazetteer import PlaceBook
from storage.villages.entangled import Tangle
from storage.villages.moves import ONWARD, OUT, RETURN, Move

_M = tables["movement"].c


@dataclass(frozen=True)
class Displaced:
    """People on the move in a period: those who left home, moved on, came home; how many movements say so."""

    left: Span = NOBODY
    onward: Span = NOBODY
    returned: Span = NOBODY
    movements: int = 0


def listed(day: str | None, period: Period) -> bool:
    """Whether a day lies in a period; what has no day only in one without ends."""
    if period.first is None and period.last is None:
        return True
    first = period.first.isoformat() if period.first else ""
    return day is not None and first <= day and (period.last is None or day <= period.last.isoformat())


def in_period(period: Period) -> Iterator[ColumnElement[bool]]:
    """The same as a condition for the database."""
    if period.first:
        yield _M.day >= period.first.isoformat()
    if period.last:
        yield _M.day <= period.last.isoformat()


def displaced(
    connection: Connection, period: Period, book: PlaceBook, places: Sequence[str], tangle: Tangle
) -> Displaced:
    """The figures of a period; ``places`` are the ids of its place and of all in it."""
    within = _Within(period, book.area(period.place) or "?", book, frozenset(places))
    found: dict[str, Span] = {}
    count = 0
    for direction in (OUT, ONWARD, RETURN):
        plain, rows = _plain(connection, direction, within, tangle.written.values())
        mine = [move for move in tangle.once if move.direction == direction and within.holds(move)]
        found[direction] = add(plain, total(worth(move) for move in mine))
        count += rows + len(mine)
    return Displaced(found[OUT], found[ONWARD], found[RETURN], count)


@dataclass(frozen=True)
class _Within:
    """A period and area, as the database and as we ask for it."""

    period: Period
    path: str
    book: PlaceBook
    places: frozenset[str]

    def holds(self, move: Move) -> bool:
        """Whether a movement belongs to it: by its day, and by the end where these people are at home."""
        if not listed(move.day, self.period):
            return False
        if not self.period.place:
            return True
        if move.direction == RETURN:
            return move.destination in self.places
        area = self.book.area(move.origin) or ""
        return area == self.path or area.startswith(self.path + "/")


def worth(move: Move) -> Span:
    """The people of a movement in a sum over directions: perhaps none while teams disagree which way they went."""
    return move.persons if len(move.directions) == 1 else at_most(move.persons)


def _plain(connection: Connection, direction: str, within: _Within, special: Iterable[Move]) -> tuple[Span, int]:
    """The sum of the movements of one direction, without the special ones (as they stand in their rows)."""
    conditions = [counted(tables["movement"]), _M.direction == direction, *in_period(within.period)]
    by_end = bool(within.period.place) and direction == RETURN
    if within.period.place and not by_end:
        conditions.append(under(_M.area, within.path))
    low, high, open_, rows = _sums(connection, conditions, within.places if by_end else None)
    for move in special:
        if move.direction == direction and within.holds(move):
            persons = move.persons
            low, rows = low - (persons.low or 0), rows - 1
            high, open_ = (high, open_ - 1) if persons.high is None else (high - persons.high, open_)
    return Span(low, None if open_ else high), rows


_LEAST = case((_M.persons__max < _M.persons__min, _M.persons__max), else_=func.coalesce(_M.persons__min, 0))
_MOST = case((_M.persons__max < _M.persons__min, _M.persons__min), else_=_M.persons__max)
_SUMS = select(
    func.coalesce(func.sum(_LEAST), 0),
    func.coalesce(func.sum(_MOST), 0),
    func.count() - func.count(_MOST),
    func.count(),
)


def _sums(
    connection: Connection, conditions: Sequence[ColumnElement[bool]], destinations: frozenset[str] | None
) -> tuple[int, int, int, int]:
    """Least and most people, how many movements leave the upper end open, how many there are."""
    if destinations is None:
        row: Any = connection.execute(_SUMS.where(and_(*conditions))).one()
        return int(row[0]), int(row[1]), int(row[2]), int(row[3])
    low = high = open_ = count = 0
    by_place = select(_M.destination, *_SUMS.selected_columns).where(and_(*conditions)).group_by(_M.destination)
    for destination, least, most, without, rows in connection.execute(by_place):
        if destination in destinations:
            low, high, open_, count = low + int(least), high + int(most), open_ + without, count + rows
    return low, high, open_, count
