"""Movements as plain values, and the accounts of the same people counted once.

A *movement* is IOM DTM's and CCCM's unit: people leaving home (``out``), moving on from where they found shelter
(``onward``, secondary displacement) or coming home (``return``). Two teams often count the same people, one where they
leave and one where they arrive; such records name each other in ``same_people_as``. The link reads both ways and
through any number of records, and circles in it do no harm.

Of several accounts of the same people one is counted, never their sum and never a mixture that nobody stated: the
account that gives a number at all, then the most certain one (confirmed, probable, possible, rumour), then the one
entered last, because a later count usually knows the earlier one. The choice rests on the records alone (certainty and
stamp of entry), so that every laptop counts the same. Accounts are alternatives only where they tell the same step:
somebody who left and moved on, linked as the same people, has left once and moved on once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from storage.counting.ranges import UNTOLD, Span

OUT, ONWARD, RETURN = "out", "onward", "return"
DIRECTIONS = (OUT, ONWARD, RETURN)
CERTAINTY = {"rumour": 0, "": 1, "possible": 2, "probable": 3, "confirmed": 4}
"""How much an account weighs; one whose certainty nobody told says more than one that is told as a rumour."""
ON_THE_ROAD = "on_the_road"

Days = tuple[str | None, str | None]
"""First and last possible day (ISO); ``None`` is open."""
NO_DAYS: Days = (None, None)


class Move(NamedTuple):
    """One standing movement record.

    Attributes:
        id: hex id; number: row number; entered: stamp of its creation, the same on every laptop.
        directions, origins, destinations: what is shown first; more than one while teams disagree.
        towards: code of ``destination-known``.
        began, arrived: days on which people may have set out and arrived.
        day: the day it is listed under.
        persons: how many; told: whether anybody gave a number; households: whether only families were counted.
        share: whether only a share of the village was told.
        certainty: code; same_as: ids of records said to be the same people; draft: not complete yet.
    """

    id: str
    number: int = 0
    entered: bytes = b""
    directions: tuple[str, ...] = (OUT,)
    origins: tuple[str, ...] = ("",)
    destinations: tuple[str, ...] = ("",)
    towards: str = ""
    began: Days = NO_DAYS
    arrived: Days = NO_DAYS
    day: str | None = None
    persons: Span = UNTOLD
    told: bool = False
    households: bool = False
    share: bool = False
    certainty: str = ""
    same_as: tuple[str, ...] = ()
    draft: bool = False

    @property
    def direction(self) -> str:
        """The direction that is shown."""
        return self.directions[0]

    @property
    def origin(self) -> str:
        """The origin that is shown; "" when nobody said."""
        return self.origins[0]

    @property
    def disputed(self) -> bool:
        """Whether teams disagree about where these people went from or to."""
        return len(self.directions) > 1 or len(self.origins) > 1 or len(self.destinations) > 1

    @property
    def destination(self) -> str:
        """The destination that is shown; "" when nobody said."""
        return self.destinations[0]


def surely_by(days: Days, day: str) -> bool:
    """Whether it had happened by that day, whichever of the possible days is the true one."""
    return days[1] is not None and days[1] <= day


def possibly_by(days: Days, day: str) -> bool:
    """Whether it may have happened by that day."""
    return days[0] is None or days[0] <= day


@lru_cache(maxsize=8192)
def days_of(started: Days, ended: Days) -> tuple[Days, Days]:
    """The days on which people may have set out, and those on which they may have arrived.

    Setting out is not later than arriving. Where nobody told an arrival, people are taken to arrive the day they
    leave; where only the arrival is told, nobody knows when they set out. An arrival before the start leaves both open
    over all the days that were told.
    """
    first, last = ordered(started)
    if ended == NO_DAYS:
        return (first, last), (first, last)
    arriving, arrived = ordered(ended)
    if (first, last) == NO_DAYS:
        return (None, arrived), (arriving, arrived)
    if arrived is not None and first is not None and arrived < first:  # one of the two is wrong, nobody knows which
        either = arriving, last
        return either, either
    if arrived is not None and (last is None or arrived < last):
        last = arrived
    return (first, last), (first, arrived or last)


def ordered(days: Days) -> Days:
    """Two days the right way round."""
    first, last = days
    return (last, first) if first is not None and last is not None and first > last else days


def counted_once(moves: Iterable[Move]) -> tuple[list[Move], dict[str, str]]:
    """The movements with each people counted once, and which account stands for those left out (id to id).

    The order in which the movements come makes no difference to what is chosen.
    """
    every = list(moves)
    groups = _same_people(every)
    if not groups:
        return every, {}
    stands: dict[str, str] = {}
    for group in groups:
        steps: dict[tuple[str, str], list[Move]] = defaultdict(list)
        for move in group:
            steps[_step(move)].append(move)
        for accounts in steps.values():
            best = max(accounts, key=_weight)
            stands.update((move.id, best.id) for move in accounts if move.id != best.id)
    return [move for move in every if move.id not in stands], stands


def left_out(stands: Mapping[str, str]) -> dict[str, list[str]]:
    """Accounts left out, by the record that stands for them."""
    found: dict[str, list[str]] = defaultdict(list)
    for other, best in stands.items():
        found[best].append(other)
    return found


def _step(move: Move) -> tuple[str, str]:
    """Which step of a flight an account tells: people leave home once, but may move on from several places."""
    return move.direction, move.origin if move.direction == ONWARD else ""


def _weight(move: Move) -> tuple[bool, int, bytes, str]:
    return move.told, CERTAINTY.get(move.certainty, 1), move.entered, move.id


def _same_people(moves: list[Move]) -> list[list[Move]]:
    """Groups of two and more accounts linked in either direction, over any number of steps."""
    known = {move.id: move for move in moves}
    next_to: dict[str, set[str]] = defaultdict(set)
    for move in moves:
        for other in move.same_as:
            if other != move.id and other in known:
                next_to[move.id].add(other)
                next_to[other].add(move.id)
    groups = []
    seen: set[str] = set()
    for start in next_to:
        if start not in seen:
            ids = reached(start, next_to)
            seen |= ids
            groups.append([known[one] for one in ids])
    return groups


def reached(start: str, next_to: Mapping[str, Iterable[str]]) -> set[str]:
    """Everything that can be reached from here over links; circles end by themselves."""
    found, waiting = {start}, [start]
    while waiting:
        for other in next_to.get(waiting.pop(), ()):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found
