"""Movements that cannot be counted one by one: those linked as the same people, and those teams disagree about.

They are few. What is worked out of them (which account counts, which places a dispute touches) is kept in memory and
brought up to date from the journal, so that a ledger reads only its own village's plain movements. Everything here
follows from the rows and may be thrown away at any time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

from sqlalchemy import Connection, select

from storage.database.counted import counted
from storage.database.tables import rival, tables
from storage.journal.journal import chunks
from storage.journal.since import BEFORE_ALL, Moment, moment_of, records_since
from storage.villages.evacuation import Account, accounts_of, ids_in
from storage.villages.moves import Move, counted_once, left_out

_M = tables["movement"].c
_LINKS = select(_M.id, _M.same_people_as).where(counted(tables["movement"]), _M.linked.isnot(None))
_DISPUTED = select(rival.c.record).where(rival.c.kind == "movement")


@dataclass(frozen=True)
class Tangle:
    """The entangled movements of one moment.

    Attributes:
        every: all of them, with their rivals, by id; written: the same as their rows alone say.
        once: those that count; stands: those left out, and which one stands for each; others: the same, turned round.
        here: those that count, by each place they name; all_here: the left out ones as well.
    """

    every: Mapping[str, Move] = field(default_factory=dict)
    written: Mapping[str, Move] = field(default_factory=dict)
    once: Sequence[Move] = ()
    stands: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, Sequence[str]] = field(default_factory=dict)
    here: Mapping[str, Sequence[Move]] = field(default_factory=dict)
    all_here: Mapping[str, Sequence[Move]] = field(default_factory=dict)

    def at(self, places: Iterable[str], *, counted: bool = True) -> list[Move]:
        """The movements that begin or end in these places by any account, each once."""
        by_place = self.here if counted else self.all_here
        return list({move.id: move for place in places for move in by_place.get(place, ())}.values())


class Entangled:
    """Keeps a :class:`Tangle` up to date."""

    def __init__(self) -> None:
        self._tangle = Tangle()
        self._named: dict[str, tuple[str, ...]] = {}
        self._known: dict[str, Account] = {}
        self._moment = BEFORE_ALL
        self._turn = Lock()

    def now(self, connection: Connection) -> Tangle:
        """The entangled movements of this moment; a snapshot older than the last one sees that one."""
        with self._turn:
            moment = moment_of(connection)
            if moment.position > self._moment.position:
                self._follow(connection, moment)
                self._moment = moment
            return self._tangle

    def _follow(self, connection: Connection, moment: Moment) -> None:
        """Read what has moved since the last time."""
        if self._moment == BEFORE_ALL:
            self._named = {record.hex(): ids_in(packed) for record, packed in connection.execute(_LINKS).all()}
        else:
            changed = records_since(connection, "movement", self._moment, moment)
            if not changed:
                return
            self._forget(connection, changed)
        wanted = {bytes(record).hex() for record in connection.execute(_DISPUTED).scalars()}
        for one, others in self._named.items():
            wanted.update((one, *others))
        self._known = {one: account for one, account in self._known.items() if one in wanted}
        self._known.update(accounts_of(connection, sorted(wanted - self._known.keys())))
        self._tangle = _tangle(self._known)

    def _forget(self, connection: Connection, changed: set[bytes]) -> None:
        for record in changed:
            self._named.pop(record.hex(), None)
            self._known.pop(record.hex(), None)
        for part in chunks(changed):
            rows = connection.execute(_LINKS.where(_M.id.in_(part)))
            self._named.update((bytes(record).hex(), ids_in(packed)) for record, packed in rows)


def _tangle(known: Mapping[str, Account]) -> Tangle:
    every = {one: account.move for one, account in known.items()}
    once, stands = counted_once(every.values())
    written = {one: account.written for one, account in known.items()}
    return Tangle(every, written, once, stands, left_out(stands), _by_place(once), _by_place(every.values()))


def _by_place(moves: Iterable[Move]) -> dict[str, list[Move]]:
    found: dict[str, list[Move]] = defaultdict(list)
    for move in moves:
        for place in {*move.origins, *move.destinations}:
            found[place].append(move)
    return dict(found)
