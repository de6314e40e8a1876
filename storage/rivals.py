"""The values teams wrote against each other, read from the journal for the few records that have any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select

from storage.journal.journal import fields_of
from storage.journal.state import unpack_heads
from storage.tables import rival

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
        for record, name in connection.execute(_OPEN, asked).all():
            stamps: Sequence[bytes] = unpack_heads(heads[bytes(record)]).get(name, ())
            fields = fields_of(connection, stamps)
            values = tuple(fields[stamp].get(name) for stamp in sorted(stamps, reverse=True) if stamp in fields)
            found.setdefault(bytes(record), {})[name] = values
    return found
