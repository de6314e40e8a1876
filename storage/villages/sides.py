"""The sides of a village's ledger: what each movement adds to which side, from when, and what doubt takes away.

``left`` and ``returned`` are the village's own people, ``arrived`` and ``went`` are guests. The rules stand in
:mod:`storage.villages.ledger`; here they are numbers, made once and then added up for any day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from storage.counting.ranges import Span
from storage.villages.moves import ONWARD, OUT, RETURN, Days, Move

LEFT, RETURNED, ARRIVED, WENT = range(4)
LEAVING = {OUT: LEFT, ONWARD: WENT, RETURN: WENT}
COMING = {OUT: ARRIVED, ONWARD: ARRIVED, RETURN: RETURNED}
"""Sides of the place where a movement begins, and of the one where it ends."""


class Entry(NamedTuple):
    """What a movement adds to a side: people at the least once it surely happened, at the most once it may have."""

    side: int
    first: str | None
    last: str | None
    low: int
    high: int | None


class Sums(NamedTuple):
    """The sides of a ledger on a day."""

    left: Span
    returned: Span
    arrived: Span
    went: Span


def entries_of(place: str, once: Iterable[Move]) -> list[Entry]:
    """What movements add to the sides of one place; those that do not touch it add nothing."""
    found: list[Entry] = []
    for move in once:
        origins, destinations = move.origins, move.destinations
        if len(origins) > 1 or len(destinations) > 1 or len(move.directions) > 1:
            found.extend(_contested(place, move))
            continue
        here, there, direction = origins[0] == place, destinations[0] == place, move.directions[0]
        low, high = move.persons
        if here and not there and direction in LEAVING:
            first, last = move.began
            found.append(Entry(LEAVING[direction], first, last, low or 0, high))
        elif there and (direction == RETURN or (not here and direction in COMING)):
            first, last = move.arrived
            found.append(Entry(COMING[direction], first, last, low or 0, high))
    return found


def _contested(place: str, move: Move) -> Iterator[Entry]:
    """A movement in dispute: every side a rival names, each once, with nobody at the least where rivals differ."""
    here, there = place in move.origins, place in move.destinations
    agreed, high = len(move.directions) == 1, move.persons.high
    low = move.persons.low or 0
    own = here and there and len(move.origins) == len(move.destinations) == 1  # to their own village: nobody left it
    if here and not own:
        least = low if agreed and len(move.origins) == 1 and not there else 0
        for side in sorted({LEAVING[one] for one in move.directions if one in LEAVING}):
            yield Entry(side, *move.began, least, high)
    if there:
        least = low if agreed and len(move.destinations) == 1 and not (here and move.directions != (RETURN,)) else 0
        for side in sorted({COMING[one] for one in move.directions if one in COMING}):
            if side == RETURNED or not own:
                yield Entry(side, *move.arrived, least, high)


def summed(entries: Iterable[Entry], by: Days) -> Sums:
    """The sides on a day; of two days, low ends are those of the first and high ends those of the last."""
    early, late = by[0] or "", by[1] or "9999"
    lows, highs, open_ = [0, 0, 0, 0], [0, 0, 0, 0], [False] * 4
    for side, first, last, low, high in entries:
        if first is None or first <= late:
            if last is not None and last <= early:
                lows[side] += low
            if high is None:
                open_[side] = True
            else:
                highs[side] += high
    return Sums(*(Span(lows[at], None if open_[at] else highs[at]) for at in range(4)))
