"""The values teams wrote against each other, read from the journal for the few records that have any."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select

from storage.database.tables import rival, tables
from storage.journal.journal import chunks, fields_of
from storage.journal.state import RecordState, unpack_heads

_OPEN = select(rival.c.record, rival.c.field).where(
    rival.c.record.in_(bindparam("records", expanding=True)), rival.c.kind == bindparam("kind")
)
AT_ONCE = 900


def rivals_of(
    connection: Connection, kind: str, heads: Mapping[bytes, str]
) -> dict[bytes, dict[str, tuple[Any, ...]]]:
    """Canonical rival values of disputed fields, newest first, by record.

    ``heads`` holds the records' exceptions as they stand in their rows; records without any have no dispute.
    """
    records = [record for record, packed in heads.items() if packed]
    found: dict[bytes, dict[str, tuple[Any, ...]]] = {}
    for start in range(0, len(records), AT_ONCE):
        asked = {"records": records[start : start + AT_ONCE], "kind": kind}
        open_: list[tuple[bytes, str, Sequence[bytes]]] = [
            (bytes(record), name, unpack_heads(heads[bytes(record)]).get(name, ()))
            for record, name in connection.execute(_OPEN, asked).all()
        ]
        fields = fields_of(connection, {stamp for *_, stamps in open_ for stamp in stamps})
        for record, name, stamps in open_:
            found.setdefault(record, {})[name] = _newest_first(fields, name, stamps)
    return found


def rivals_in(connection: Connection, states: Iterable[RecordState]) -> dict[bytes, dict[str, tuple[Any, ...]]]:
    """The same of records about to be written, whose changes stand in the journal already."""
    torn = {
        state.record: {name: state.heads_of(name) for name in state.disputed} for state in states if state.disputed
    }
    if not torn:
        return {}
    fields = fields_of(connection, {stamp for heads in torn.values() for stamps in heads.values() for stamp in stamps})
    return {
        record: {name: _newest_first(fields, name, stamps) for name, stamps in heads.items()}
        for record, heads in torn.items()
    }


def all_rivals(connection: Connection, kind: str) -> dict[str, dict[str, tuple[Any, ...]]]:
    """The same of every record of a kind that has a dispute, by its hex id."""
    table = tables[kind].c
    wanted = connection.execute(select(rival.c.record).where(rival.c.kind == kind)).scalars()
    records = {bytes(record) for record in wanted}
    found: dict[str, dict[str, tuple[Any, ...]]] = {}
    for part in chunks(sorted(records)):
        rows = connection.execute(select(table.id, table.heads).where(table.id.in_(part)))
        heads = {bytes(row.id): row.heads for row in rows if row.heads}
        found.update((record.hex(), rivals) for record, rivals in rivals_of(connection, kind, heads).items())
    return found


def rivals_of_field(connection: Connection, kind: str, field: str) -> dict[bytes, tuple[Any, ...]]:
    """The same of one field, of every record in which it is in dispute, by its 16 bytes."""
    table = tables[kind].c
    wanted = select(rival.c.record).where(rival.c.kind == kind, rival.c.field == field)
    stamps: dict[bytes, Sequence[bytes]] = {}
    for part in chunks(sorted(bytes(record) for record in connection.execute(wanted).scalars())):
        rows = connection.execute(select(table.id, table.heads).where(table.id.in_(part)))
        stamps |= {bytes(row.id): unpack_heads(row.heads).get(field, ()) for row in rows}
    fields = fields_of(connection, {stamp for some in stamps.values() for stamp in some})
    return {record: _newest_first(fields, field, some) for record, some in stamps.items()}


def _newest_first(fields: Mapping[bytes, Mapping[str, Any]], name: str, stamps: Sequence[bytes]) -> tuple[Any, ...]:
    return tuple(fields[stamp].get(name) for stamp in sorted(stamps, reverse=True) if stamp in fields)
