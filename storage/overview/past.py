"""The register as it stood at an earlier moment: "what did we say on that day?"

A copy of the register beside it, encrypted under the same key, is wound back: what arrived later is taken out of its
journal, and the records that moved since, with those they belong to, are written anew from the changes that are left.
So it is a register like any other: every figure, list and file of it is what would have been said then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, func, insert, select, tuple_

from storage.database.files import unlinked
from storage.database.rows import id_bytes
from storage.database.tables import device_seen, early, journal, match_key, rival, tables
from storage.errors import UserError
from storage.fields.kinds import Refs
from storage.follow import Gone, follow, follow_gone, gone_with
from storage.journal.change import Change
from storage.journal.clock import make_stamp, stamp_device
from storage.journal.journal import FIRST, Moved, believed_until, chunks, rejudge_rivals, to_change
from storage.lists.search import SEARCHABLE, drop_index
from storage.messages import message
from storage.records import RECORDS
from storage.saving import Saving
from storage.sync.entitled import MEMBERSHIP

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Self

Identity = tuple[str, bytes]
Progress = Callable[[int, int], None]
FOLLOWED_AT_ONCE = 2_000
NAME = "as-it-stood.part"
"""The copy, in the folder of the register; one at a time, and gone when it is closed."""


class Past(Saving):
    """Part of the store: earlier moments."""

    def position_on(self, day: date) -> int:
        """The journal position at the end of a day: what had been written here or had arrived by then.

        What arrived from others between our last change of that day and our next one counts as known when it was
        written by then: the journal keeps the order of arrival, not its hour.
        """
        end = datetime.combine(day + timedelta(days=1), time(), self.now().tzinfo)
        bound = make_stamp(int(end.timestamp() * 1000), 0, bytes(8))
        own = func.substr(journal.c.stamp, 9, 6) == bytes.fromhex(self.me.device)[:6]
        with self.database.reading() as connection:
            after = connection.execute(select(func.min(journal.c.seq)).where(own, journal.c.stamp >= bound)).scalar()
            within = journal.c.seq < after if after is not None else journal.c.seq > 0
            last = connection.execute(
                select(func.max(journal.c.seq)).where(own, journal.c.stamp < bound, within)
            ).scalar()
            later = connection.execute(
                select(func.min(journal.c.seq)).where(within, journal.c.seq > (last or 0), journal.c.stamp >= bound)
            ).scalar()
            top = connection.execute(select(func.max(journal.c.seq)).where(within)).scalar()
        return int(later - 1 if later is not None else top or 0)

    def as_it_stood(self, position: int, *, progress: Progress | None = None) -> Self:
        """This register as it stood at a journal position, to be read; close it when it was looked at.

        Raises:
            Cancelled: ``progress`` said so. UserError: ``disk-full``; ``no-past``: nothing had been written by then.
        """
        if self.database.beside is None:
            raise UserError("no-past", message("A register on a server cannot be looked at as it stood."),
                            message("Open the register of a laptop."))  # fmt: skip
        database = self.database.beside(self._copy(progress))
        try:
            with database.writing() as connection:
                back = _wound_back(connection, position)
            past = type(self)(database)  # not opened: the files that hang on records belong to the register of now
            past.learn(back.changes)
            past._follow_back(back)
        except BaseException:
            database.close()
            raise
        return past

    def _follow_back(self, back: _Back) -> None:
        """What rested on records as they stood later, and which rivals were shown, as it was then."""
        with self._write() as connection:
            deriver, believed = self._deriver(connection), believed_until(connection)
            if believed != back.believed:
                moved = Moved(believed=(0, believed))  # every open dispute
                rejudge_rivals(connection, moved, deriver.fill)
                follow(connection, moved, deriver, learned=True)
            for part in chunks(sorted(back.gone, key=lambda one: FIRST.get(one[0], 9)), FOLLOWED_AT_ONCE):
                follow_gone(connection, part, deriver)
            if back.members:
                self._forget_role()
                self._ask_who_verified(connection, {one.hex() for one in self._unentitled(connection)})

    def _copy(self, progress: Progress | None) -> Path:
        assert self.database.path is not None
        path = self.database.path.with_name(NAME)
        unlinked(path)
        try:
            self.database.copy_to(path, look=lambda _: {}, progress=progress)
        except BaseException:
            unlinked(path)
            raise
        return path


@dataclass
class _Back:
    """What was taken out.

    Attributes:
        changes: from them the records that moved are written anew.
        gone: those records, with what they said later of others.
        believed: how far clocks were believed later; members: whether it was another moment of who belongs.
    """

    changes: list[Change]
    gone: list[Gone]
    believed: int
    members: bool


def _wound_back(connection: Connection, position: int) -> _Back:
    """Take out what came later."""
    believed = believed_until(connection)
    later = select(journal.c.kind, journal.c.record).where(journal.c.seq > position).distinct()
    moved = {(row.kind, bytes(row.record)) for row in connection.execute(later)}
    moved |= _belonged_to(connection, moved)
    connection.execute(delete(journal).where(journal.c.seq > position))
    changes, gone = list[Change](), list[Gone]()
    for kind, records in _by_kind(moved).items():
        for part in chunks(records):
            gone += gone_with(connection, kind, part)
            mine = journal.c.record.in_(part) & (journal.c.kind == kind)
            changes += map(to_change, connection.execute(select(journal).where(mine)).mappings())
            connection.execute(delete(journal).where(mine))
            _take_out(connection, kind, part)
    _note_devices_again(connection, changes)
    changes.sort(key=lambda one: one.stamp)
    return _Back(changes, gone, believed, any(kind in MEMBERSHIP for kind, _ in moved))


def _belonged_to(connection: Connection, moved: Iterable[Identity]) -> set[Identity]:
    """The records that what moved refers to now: their sums and counts rest on it."""
    found: set[Identity] = set()
    for kind, records in _by_kind(moved).items():
        for ids in _referred(connection, kind, records):
            found |= ids
    return found


def _referred(connection: Connection, kind: str, records: list[bytes]) -> Iterator[set[Identity]]:
    if kind not in RECORDS:
        return
    table, fields = tables[kind], RECORDS[kind].fields.values()
    names = [item.name for item in fields if item.kind.word == "ref" or isinstance(item.kind, Refs)]
    for part in chunks(records) if names else ():
        for row in connection.execute(select(*(table.c[name] for name in names)).where(table.c.id.in_(part))):
            ids = {found for cell in row if cell for found in _ids(str(cell))}
            yield set(_kinds_of(connection, ids))


def _ids(cell: str) -> Iterator[bytes]:
    for one in cell.strip('[]"').replace('","', " ").replace(",", " ").replace('"', " ").split():
        found = id_bytes(one)
        if found is not None:
            yield found


def _kinds_of(connection: Connection, ids: Iterable[bytes]) -> Iterator[Identity]:
    for part in chunks(ids):
        rows = connection.execute(
            select(journal.c.kind, journal.c.record).where(journal.c.record.in_(part)).distinct()
        )
        yield from ((row.kind, bytes(row.record)) for row in rows)


def _by_kind(identities: Iterable[Identity]) -> dict[str, list[bytes]]:
    found: dict[str, list[bytes]] = defaultdict(list)
    for kind, record in sorted(identities):
        found[kind].append(record)
    return found


def _take_out(connection: Connection, kind: str, records: list[bytes]) -> None:
    """The rows of these records, with what is kept about them beside their table."""
    for table in (rival, early):
        connection.execute(delete(table).where(table.c.record.in_(records), table.c.kind == kind))
    if kind not in RECORDS:
        return
    table = tables[kind]
    numbers = list(connection.execute(select(table.c.n).where(table.c.id.in_(records))).scalars())
    if numbers and kind in SEARCHABLE:
        drop_index(connection, kind, numbers)
    if numbers and kind == "victim":
        keys = select(match_key.c.key, match_key.c.n).where(match_key.c.n.in_(numbers))
        pairs = [tuple(row) for row in connection.execute(keys)]
        for some in chunks(pairs):
            connection.execute(delete(match_key).where(tuple_(match_key.c.key, match_key.c.n).in_(some)))
    connection.execute(delete(table).where(table.c.id.in_(records)))


def _note_devices_again(connection: Connection, changes: Iterable[Change]) -> None:
    """Each device's newest stamp and number as they were then: how far a clock is believed rests on them."""
    newest: dict[bytes, tuple[bytes, int]] = {}
    device = func.substr(journal.c.stamp, 9, 8)
    rows = connection.execute(select(device, func.max(journal.c.stamp), func.max(journal.c.number)).group_by(device))
    told: list[tuple[Any, ...]] = [(bytes(name), bytes(stamp), number) for name, stamp, number in rows]
    told += [(stamp_device(one.stamp), one.stamp, one.number) for one in changes]
    for name, stamp, number in told:
        had = newest.get(name, (stamp, number))
        newest[name] = max(stamp, had[0]), max(number, had[1])
    connection.execute(delete(device_seen))
    if newest:
        seen = [{"device": name, "newest": stamp, "number": number} for name, (stamp, number) in newest.items()]
        connection.execute(insert(device_seen), seen)
