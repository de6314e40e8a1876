"""From the register into rows of whole numbers: people, attacks on facilities, movements."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from storage.counting.linked import Corrections
from storage.counting.ranges import Span, span
from storage.counting.reckoning import Struck
from storage.counting.sums import NAMES, Cell, Traits
from storage.database.counted import counted
from storage.database.database import Database
from storage.database.tables import tables
from storage.overview.cube import Rows, Whole, Words
from storage.overview.incident_columns import WORDS, IncidentColumns
from storage.villages.displaced import worth
from storage.villages.entangled import Tangle
from storage.villages.moves import RETURN, Move

HOURS = 24
PART = 2_000
"""Rows turned into numbers in one go: a millisecond or two."""
WHERE = ("day", "area", *Traits._fields)
MOVED = ("low", "high", "open", "movements", "stated")
"""What is added up of movements: people at least, at most, how many leave the upper end open, how many count, and how
many records state it (second accounts of the same people are stated and do not count)."""
MOVED_BY = ("day", "area", "direction", "team")
AT_ONCE = 200
_M = tables["movement"].c


@dataclass(frozen=True)
class People:
    """Incidents and the people in them: numbers of ``sums.NAMES``; disputed: incidents teams disagree about; days:
    those whose day is in dispute, once for each day that was said, with a number for each incident.

    The first rows are incidents, whose ids stand in ``ids``; what follows corrects them. ``hour`` is weekday (Monday
    first) times 24 and the hour of the clock, -1 where either is not known.
    """

    rows: Rows = field(default_factory=Rows)
    ids: Sequence[bytes] = ()
    disputed: Rows = field(default_factory=Rows)
    days: Rows = field(default_factory=Rows)
    hour: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))


@dataclass(frozen=True)
class Attacks:
    """Attacks on facilities: one number a row, the place of the attack in ``struck``."""

    rows: Rows = field(default_factory=Rows)
    struck: Sequence[Struck] = ()


def people(database: Database, connection: Connection, corrections: Corrections) -> People:
    """Every incident as its columns have it, and what the kernel corrects (``linked.corrections``)."""
    found, more = IncidentColumns(database, connection), corrections.cells
    told = {"day": [one.day for one in more], "area": [one.area for one in more]}
    told |= {name: [getattr(one.traits, name) for one in more] for name in Traits._fields}
    columns = {name: Words([*found.words[name], *told.get(name, [""] * len(more))]) for name in WORDS}
    numbers = np.concatenate((found.numbers, _numbers([one.numbers for one in more], 0, len(NAMES))))
    hours = _hours(columns["day"], columns["time"])
    return People(Rows(columns, numbers), found.ids, _marks(corrections.disputed), _each_day(corrections.days), hours)


def _each_day(days: Sequence[Sequence[Cell]]) -> Rows:
    marks = _marks([one for some in days for one in some])
    owners = [[owner] for owner, some in enumerate(days) for _ in some]
    return Rows(marks.columns, np.array(owners, np.int64).reshape(-1, 1))


def _numbers(rows: Sequence[Sequence[Any]], width: int, count: int) -> Whole:
    """What stands behind the first ``width`` of each row; in parts, since numpy keeps Python's lock."""
    found = np.empty((len(rows), count), np.int64)
    for at in range(0, len(rows), PART):
        found[at : at + PART] = [row[width:] for row in rows[at : at + PART]]
    return found


def attacks(struck: Sequence[Struck]) -> Attacks:
    """The attacks, in their order."""
    return Attacks(_marks([one.where for one in struck]), struck)


def _marks(cells: Sequence[Cell]) -> Rows:
    told = [(one.day, one.area, *one.traits) for one in cells]
    columns = {name: Words([row[at] for row in told]) for at, name in enumerate(WHERE)}
    return Rows(columns, np.ones((len(told), 1), np.int64))


def movements(connection: Connection, tangle: Tangle, area: Callable[[str], str]) -> Rows:
    """Movements by the day they are listed under and the area where these people are at home (see ``displaced.py``).

    Args:
        tangle: those that are linked or in dispute; they are counted as it says.
        area: the path of a place, "" where it is not known.
    """
    teams = _teams(connection)
    words: tuple[list[str], ...] = [], [], [], []
    numbers: list[int] = []  # row after row: a tuple for each would be one more thing for the garbage collector

    def add(day: str, home: str, direction: str, team: str, worth_: tuple[int, ...]) -> None:
        for column, word in zip(words, (day, home, direction, team), strict=True):
            column.append(word)
        numbers.extend(worth_)

    cursor: Any = connection.execute(_STATED).cursor
    while rows := cursor.fetchmany(AT_ONCE):
        for record, day, began_in, direction, destination, low, high, team in rows:
            home = area(destination or "") if direction == RETURN else began_in or ""
            plain = bytes(record).hex() not in tangle.every
            add(day or "", home, direction or "", team or "", _worth(span(low, high), plain, 1))
    for move in tangle.once:
        add(move.day or "", area(_home(move)), move.direction, teams.get(move.id, ""), _worth(worth(move), True, 0))
    columns = {name: Words(column) for name, column in zip(MOVED_BY, words, strict=True)}
    return Rows(columns, np.fromiter(numbers, np.int64, len(numbers)).reshape(-1, len(MOVED)))


_STATED = select(
    _M.id, _M.day, _M.area, _M.direction, _M.destination, _M.persons__min, _M.persons__max, _M.team
).where(counted(tables["movement"]))


def _teams(connection: Connection) -> Mapping[str, str]:
    rows = connection.execute(select(_M.id, _M.team).where(_M.team.isnot(None)))
    return {bytes(record).hex(): team for record, team in rows}


def _home(move: Move) -> str:
    return move.destination if move.direction == RETURN else move.origin


def _worth(persons: Span, counts: object, stated: int) -> tuple[int, ...]:
    """The numbers ``MOVED`` of a movement; of one that does not count only that somebody states it."""
    return (persons.low or 0, persons.high or 0, persons.high is None, 1, stated) if counts else (0, 0, 0, 0, stated)


def _hours(day: Words, time: Words) -> NDArray[np.int32]:
    weekday = np.array([_weekday(word) for word in day.words] or [-1], np.int32)[day.rows]
    hour = np.array([_hour(word) for word in time.words] or [-1], np.int32)[time.rows]
    return np.where((weekday >= 0) & (hour >= 0), weekday * HOURS + hour, -1).astype(np.int32)


def _weekday(day: str) -> int:
    try:
        return date.fromisoformat(day).weekday()
    except ValueError:
        return -1


def _hour(time: str) -> int:
    """The hour of ``22:10`` or ``22:10±30``; -1 for a part of the day or nothing."""
    return int(time[:2]) if time[2:3] == ":" and time[:2].isdigit() and int(time[:2]) < HOURS else -1
