"""After an update of the program: what newer teams had written already takes its place in the new tables.

An older program keeps fields it does not know beside the record, and changes of kinds it does not know in the journal.
When the program is brought up they become ordinary fields and records, in one transaction that also takes the note
away which the migration left: a laptop switched off in between does it at the next start.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, delete, func, insert, select

from storage.database.jsontext import unpack
from storage.database.rows import id_bytes
from storage.database.tables import journal, meta, rival, tables
from storage.derive import Deriver
from storage.follow import compute_again, follow
from storage.journal.change import Change
from storage.journal.journal import (
    Moved,
    believed_until,
    chunks,
    load_states,
    move_records,
    to_change,
    write_states,
)
from storage.lists.search import SEARCHABLE
from storage.records import RECORDS
from storage.saving import Saving

NOTE = "catch-up"
"""The note in ``meta`` that a migration leaves when it made fields or kinds known."""

INDEXED = "rivals-indexed"
"""The note that search knows the names teams wrote against each other."""

AT_ONCE = 2000


class CatchingUp(Saving):
    """Part of the store: what happens once after an update."""

    def catch_up(self) -> None:
        """Give newly known fields and kinds their places, as far as a migration left its note; index rival names."""
        self._place_newly_known()
        self._find_by_rivals()

    def _find_by_rivals(self) -> None:
        """Once: an older program indexed only the name that stood in a record, and not those written against it."""
        with self.database.reading() as connection:
            if connection.execute(select(meta.c.value).where(meta.c.name == INDEXED)).first() is not None:
                return
            waiting = connection.execute(select(rival.c.kind, rival.c.record).where(rival.c.kind.in_(SEARCHABLE)))
            torn = {(kind, bytes(record)) for kind, record in waiting}
        if not torn:
            return
        with self._write() as connection:
            deriver = self._deriver(connection)
            for kind in SEARCHABLE:
                compute_again(connection, kind, sorted(record for word, record in torn if word == kind), deriver)
            connection.execute(insert(meta).values(name=INDEXED, value="1"))

    def _place_newly_known(self) -> None:
        with self.database.reading() as connection:
            noted = connection.execute(select(meta.c.value).where(meta.c.name == NOTE)).first()
        if noted is None:
            return
        with self._write() as connection:
            for kind in RECORDS:
                self._newly_known_fields(connection, kind)
            self._newly_known_kinds(connection)
            deriver = self._deriver(connection)
            deriver.totals(_claimed_again(connection, deriver))
            self._ask_who_verified(connection, {one.hex() for one in self._unentitled(connection)})
            connection.execute(delete(meta).where(meta.c.name == NOTE))

    def _newly_known_fields(self, connection: Connection, kind: str) -> None:
        table, fields = tables[kind], RECORDS[kind].fields
        rows = connection.execute(select(table.c.id, table.c.extra).where(table.c.extra != ""))
        beside = {bytes(row.id): known for row in rows if (known := set(unpack(row.extra)) & set(fields))}
        for part in chunks(beside):
            states = load_states(connection, kind, part)
            for record, state in states.items():
                state.touched = beside[record]
            deriver = self._deriver(connection)
            write_states(connection, kind, states.values(), deriver.fill)
            moved = Moved(states={(kind, record): state for record, state in states.items()})
            follow(connection, moved, deriver, learned=True)

    def _newly_known_kinds(self, connection: Connection) -> None:
        for kind in RECORDS:
            if connection.execute(select(tables[kind].c.n).limit(1)).first() is None:
                for part in _changes(connection, kind):
                    deriver = self._deriver(connection)
                    horizon = believed_until(connection)
                    moved = move_records(connection, part, set(), deriver.fill, (horizon, horizon))
                    follow(connection, moved, deriver, learned=True)


def _claimed_again(connection: Connection, deriver: Deriver) -> set[str]:
    """Incidents of which one voice spoke several times: an older program took these for several sources."""
    claim = tables["claim"].c
    standing = claim.withdrawn.is_(None), claim.source.isnot(None), claim.incident.isnot(None)
    by_incident = select(claim.incident).where(*standing).group_by(claim.incident)
    found = set(connection.execute(by_incident.having(func.count() > func.count(claim.source.distinct()))).scalars())
    for part in chunks(deriver.groups.sources()):
        found |= set(connection.execute(by_incident.where(claim.source.in_(part))).scalars())
    return {incident for incident in found if id_bytes(incident)}


def _changes(connection: Connection, kind: str) -> Iterator[list[Change]]:
    """All changes of a kind, in the order they arrived, so many at once."""
    after = 0
    query = select(journal).where(journal.c.kind == kind).order_by(journal.c.seq).limit(AT_ONCE)
    while rows := connection.execute(query.where(journal.c.seq > after)).mappings().all():
        after = rows[-1]["seq"]
        yield [to_change(row) for row in rows]
