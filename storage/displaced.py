"""How many people were displaced and how many returned in a period and area, the same people once.

Nearly all movements are told by one account and disputed by nobody: the database sums them over an index. The few that
are linked or in dispute are taken out of that sum and counted one by one, as :mod:`storage.moves` says. The figures
are those of the flow matrix: displaced are people who left home in the area, returned those who came home to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, select

from storage.conditions import under
from storage.evacuation import moves_of
from storage.moves import ONWARD, OUT, RETURN, Move, counted_once
from storage.period import Period
from storage.ranges import NOBODY, Span, add, at_most, total
from storage.rows import id_bytes
from storage.tables import rival, tables

_M = tables["movement"].c
AT_ONCE = 900
FIELDS = ("direction", "origin", "destination", "persons")
"""Fields whose dispute changes what a movement is worth."""
_CONTESTED = select(rival.c.record).where(rival.c.kind == "movement", rival.c.field.in_(FIELDS))


@dataclass(frozen=True)
class Displaced:
    """People on the move in a period: those who left home, moved on, came home; how many movements say so."""

    left: Span = NOBODY
    onward: Span = NOBODY
    returned: Span = NOBODY
    movements: int = 0


def contested(connection: Connection) -> set[str]:
    """Movements about whose people, direction or places teams disagree."""
    return {bytes(record).hex() for record in connection.execute(_CONTESTED).scalars()}


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
    connection: Connection, period: Period, area: str | None, places: Sequence[str], special: Iterable[str]
) -> Displaced:
    """The figures of a period.

    Args:
        connection: a snapshot.
        period: days and place.
        area: the path of the place, None for everywhere; places: ids of it and all in it.
        special: ids of all movements that are linked or in dispute.
    """
    moves = moves_of(connection, special)
    once, _ = counted_once(moves)
    inside = set(places)
    found: dict[str, Span] = {}
    count = 0
    for direction in (OUT, ONWARD, RETURN):
        plain, rows = _plain(connection, direction, period, area, inside, [move.id for move in moves])
        mine = [move for move in once if move.direction == direction and _counts(move, period, inside)]
        found[direction] = add(plain, total(worth(move) for move in mine))
        count += rows + len(mine)
    return Displaced(found[OUT], found[ONWARD], found[RETURN], count)


def worth(move: Move) -> Span:
    """The people of a movement in a sum over directions: perhaps none while teams disagree which way they went."""
    return move.persons if len(move.directions) == 1 else at_most(move.persons)


def _counts(move: Move, period: Period, inside: set[str]) -> bool:
    end = move.destination if move.direction == RETURN else move.origin
    return listed(move.day, period) and (not period.place or end in inside)


def _plain(
    connection: Connection, direction: str, period: Period, area: str | None, inside: set[str], special: list[str]
) -> tuple[Span, int]:
    """The sum of the movements of one direction, without the special ones."""
    conditions = [_M.withdrawn.is_(None), _M.direction == direction, *in_period(period)]
    if period.place and direction != RETURN:
        conditions.append(under(_M.area, area or "?"))
    low, high, open_, rows = _sums(connection, conditions, inside if period.place and direction == RETURN else None)
    for start in range(0, len(special), AT_ONCE):
        some = [record for one in special[start : start + AT_ONCE] if (record := id_bytes(one))]
        mine = [*conditions, _M.id.in_(some)]
        part = _sums(connection, mine, inside if period.place and direction == RETURN else None)
        low, high, open_, rows = low - part[0], high - part[1], open_ - part[2], rows - part[3]
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
    connection: Connection, conditions: Sequence[ColumnElement[bool]], destinations: set[str] | None
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
