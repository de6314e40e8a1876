"""What the register said at an earlier journal position: the values of records, and what their authors had seen.

The state is a function of the set of known changes, so the past is that function of the changes that had arrived by
then. Only records changed since have to be worked out again; the others stand as they stood. This is what a workbook
that comes back is compared with, and what answers "what did we say on that day?".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, func, select

from storage.core import Core
from storage.database.rows import columns_of, empty_row, id_bytes
from storage.database.tables import journal
from storage.edits import Seen
from storage.journal.clock import Stamp, stamp_device
from storage.journal.journal import chunks, load_states, read_changes, to_change
from storage.journal.merge import merged


@dataclass(frozen=True)
class Standing:
    """A record as it stood.

    Attributes:
        values: field name to canonical form; what was empty is left out.
        seen: hand this to an edit of somebody who saw the record then.
        disputed: fields that were in dispute.
    """

    values: Mapping[str, Any]
    seen: Seen
    disputed: frozenset[str] = field(default_factory=frozenset)


class AsOf(Core):
    """Part of the store: reading the past."""

    def changed_since(self, position: int) -> dict[str, frozenset[str]]:
        """The records (by kind, as hex ids) that changes arrived for after a journal position."""
        with self.database.reading() as connection:
            rows = connection.execute(
                select(journal.c.kind, journal.c.record).where(journal.c.seq > position).distinct()
            )
            found: dict[str, set[str]] = defaultdict(set)
            for row in rows:
                found[row.kind].add(bytes(row.record).hex())
        return {kind: frozenset(records) for kind, records in found.items()}

    def standing_at(self, position: int, kind: str, records: Iterable[str]) -> dict[str, Standing]:
        """These records as they stood at a journal position; those not known then are left out.

        ``position`` is what :meth:`Store.position` said then; what arrived later does not count, whenever it was
        written.
        """
        wanted = [identity for record in records if (identity := id_bytes(record))]
        found: dict[str, Standing] = {}
        with self.database.reading() as connection:
            for part in chunks(wanted):
                later = select(journal.c.record).where(
                    journal.c.record.in_(part), journal.c.kind == kind, journal.c.seq > position
                )
                moved = {bytes(row.record) for row in connection.execute(later.distinct())}
                states = load_states(connection, kind, [record for record in part if record not in moved])
                for record, state in states.items():
                    names = {*state.values, *state.heads}
                    seen = Seen({name: state.heads_of(name) for name in names})
                    found[record.hex()] = Standing(state.values, seen, frozenset(state.disputed))
                found.update(_worked_out(connection, position, kind, moved))
        return found

    def founding(self) -> str:
        """The stamp (hex) of the first change here that tells of a team: every register that met this one knows it."""
        first = select(journal.c.stamp).where(journal.c.kind == "team").order_by(journal.c.seq).limit(1)
        with self.database.reading() as connection:
            stamp = connection.execute(first).scalar()
        return bytes(stamp).hex() if stamp is not None else ""

    def knows(self, stamp: str) -> bool:
        """Whether the change with this stamp (hex) has arrived here."""
        try:
            wanted = bytes.fromhex(stamp)
        except ValueError:
            return False
        with self.database.reading() as connection:
            return connection.execute(select(journal.c.seq).where(journal.c.stamp == wanted)).first() is not None

    def writings(self, kind: str, record: str, name: str) -> list[tuple[Any, Stamp]]:
        """The canonical forms that were ever written into a field of a record, and when; the newest first."""
        with self.database.reading() as connection:
            changes = read_changes(connection, kind, id_bytes(record) or b"")
        return [(one.fields[name], one.stamp) for one in reversed(changes) if name in one.fields]

    def rows_at(self, position: int, kind: str, records: Iterable[str]) -> dict[str, Mapping[str, Any]]:
        """The columns of these records as an export at that position wrote them: fields and facets, computed ones not.

        Withdrawn records are left out, as they were then.
        """
        found: dict[str, Mapping[str, Any]] = {}
        for record, standing in self.standing_at(position, kind, records).items():
            values = dict(standing.values)
            if values.get("withdrawn") is not None:
                continue
            if kind == "movement" and values.get("direction") != "out":
                values.pop("origin", None)  # as ``exporting.leaving`` does it
            found[record] = {**empty_row(kind), **columns_of(kind, values), "id": record}
        return found


def _worked_out(connection: Connection, position: int, kind: str, records: set[bytes]) -> dict[str, Standing]:
    """The records from the changes that had arrived by then."""
    if not records:
        return {}
    query = select(journal).where(
        journal.c.record.in_(list(records)), journal.c.kind == kind, journal.c.seq <= position
    )
    changes = [to_change(row) for row in connection.execute(query).mappings()]
    several = len({stamp_device(one.stamp) for one in changes}) > 1  # one device alone is never in doubt
    found = {}
    for (_, record), fields in merged(changes, _witnesses(connection, position) if several else None).items():
        values = {name: state.value for name, state in fields.items() if state.value is not None}
        heads: dict[str, tuple[Stamp, ...]] = {name: state.heads for name, state in fields.items()}
        disputed = frozenset(name for name, state in fields.items() if state.conflict)
        found[record.hex()] = Standing(values, Seen(heads), disputed)
    return found


def _witnesses(connection: Connection, position: int) -> dict[bytes, Stamp]:
    """Each device's newest stamp at that position: they decide how far a clock was believed (``merge.horizon``)."""
    device = func.substr(journal.c.stamp, 9, 8)
    rows = connection.execute(
        select(device, func.max(journal.c.stamp)).where(journal.c.seq <= position).group_by(device)
    )
    return {bytes(name): bytes(stamp) for name, stamp in rows}
