"""Who names whom as the same people: the few movements that are linked, kept in memory and brought up to date.

The link stands in one record and reads in both directions, so asking backwards would mean reading all movements. They
are read once; later only those the journal tells of since. Everything follows from the rows, so that it may be thrown
away at any time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from threading import Lock

from sqlalchemy import Connection, func, select

from storage.evacuation import ids_in
from storage.journal.journal import chunks
from storage.moves import reached
from storage.tables import journal, tables

_M = tables["movement"].c
_LINKS = select(_M.id, _M.same_people_as).where(_M.withdrawn.is_(None), _M.same_people_as.isnot(None))
_POSITION = select(func.max(journal.c.seq))


class Kin:
    """The links between standing movements."""

    def __init__(self) -> None:
        self._named: dict[str, tuple[str, ...]] = {}
        self._next_to: dict[str, set[str]] = {}
        self._position = -1
        self._turn = Lock()

    def of(self, connection: Connection, ids: Iterable[str]) -> set[str]:
        """These movements and all that are linked with them, in either direction and over any number of steps."""
        with self._turn:
            self._follow(connection)
            next_to = self._next_to
        found: set[str] = set()
        for one in ids:
            if one not in found:
                found |= reached(one, next_to) if one in next_to else {one}
        return found

    def all(self, connection: Connection) -> set[str]:
        """Every movement that is linked with another."""
        with self._turn:
            self._follow(connection)
            return set(self._next_to)

    def _follow(self, connection: Connection) -> None:
        """Read what changed since the last time; an older snapshot than that finds nothing new."""
        position = connection.execute(_POSITION).scalar() or 0
        if position <= self._position:
            return
        if self._position < 0:
            self._named = {record.hex(): ids_in(packed) for record, packed in connection.execute(_LINKS)}
        else:
            since = select(journal.c.record).where(journal.c.seq > self._position, journal.c.kind == "movement")
            changed = {bytes(record) for record in connection.execute(since).scalars()}
            if not changed:
                self._position = position
                return
            for record in changed:
                self._named.pop(record.hex(), None)
            for part in chunks(changed):
                rows = connection.execute(_LINKS.where(_M.id.in_(part)))
                self._named.update((bytes(record).hex(), ids_in(packed)) for record, packed in rows)
        self._next_to = _both_ways(self._named)
        self._position = position


def _both_ways(named: dict[str, tuple[str, ...]]) -> dict[str, set[str]]:
    next_to: dict[str, set[str]] = defaultdict(set)
    for one, others in named.items():
        for other in others:
            if other != one:
                next_to[one].add(other)
                next_to[other].add(one)
    return dict(next_to)
