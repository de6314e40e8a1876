"""Where records came from: rows of files taken in earlier, found by their keys, and what each import wrote then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from storage.core import Core
from storage.database.rows import id_bytes
from storage.database.tables import journal, tables
from storage.journal.clock import Stamp
from storage.journal.journal import chunks, to_change


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A row that was taken in.

    Attributes:
        record: the id of what it became; content: the hash of what it said the last time.
        intake: the id of the record that keeps it; sheet, row: where it stood then.
        before: how often the row was taken in and that was undone.
    """

    record: str
    kind: str
    content: str
    intake: str
    sheet: str
    row: int
    before: int = 0


@dataclass(frozen=True, slots=True)
class WrittenByImport:
    """What imports wrote last into one field: the stamp of that change, and the canonical value."""

    stamp: Stamp
    value: Any


class Intakes(Core):
    """Part of the store: reading origins."""

    def taken_in(self, keys: Iterable[str]) -> tuple[dict[str, TakenIn], dict[str, int]]:
        """By row key what was taken in (the newest intake of each), and how often it was taken in and undone."""
        found: dict[str, TakenIn] = {}
        undone: dict[str, int] = defaultdict(int)
        with self.database.reading() as connection:
            for part in chunks(keys):
                query = select(*_COLUMNS).where(_TABLE.c.row_key.in_(part)).order_by(_TABLE.c.n)
                for row in connection.execute(query):
                    if row.withdrawn is not None:
                        undone[row.row_key] += 1
                    else:
                        found[row.row_key] = _taken(row)
        return found, dict(undone)

    def taken_in_under(self, beginning: str) -> dict[str, TakenIn]:
        """By row key all that was taken in of one source: row keys that begin so."""
        query = (
            select(*_COLUMNS)
            .where(_TABLE.c.row_key >= beginning, _TABLE.c.row_key < beginning + "~", _TABLE.c.withdrawn.is_(None))
            .order_by(_TABLE.c.n)
        )
        with self.database.reading() as connection:
            return {row.row_key: _taken(row) for row in connection.execute(query)}

    def written_by_imports(self, kind: str, records: Iterable[str]) -> dict[str, dict[str, WrittenByImport]]:
        """What imports wrote into these records, field by field: what the author of the next file had seen."""
        found: dict[str, dict[str, WrittenByImport]] = {}
        with self.database.reading() as connection:
            for part in chunks(records):
                found.update(_written(connection, kind, part))
        return found

    def by_codes(self, kind: str, codes: Iterable[str]) -> dict[str, str]:
        """Record numbers of ours → ids of standing records; a place by any code it has or had."""
        wanted = list(codes)
        if kind == "place":
            places = {code: self.places.all_by_code(code) for code in wanted}
            return {code: found[0].id for code, found in places.items() if len(found) == 1 and not found[0].withdrawn}
        table, found = tables[kind], {}
        with self.database.reading() as connection:
            for part in chunks(wanted):
                query = select(table.c.code, table.c.id).where(table.c.code.in_(part), table.c.withdrawn.is_(None))
                found.update({row.code: bytes(row.id).hex() for row in connection.execute(query)})
        return found


_TABLE = tables["intake"]
_COLUMNS = [_TABLE.c[name] for name in
            ("row_key", "record_id", "record_kind", "content", "id", "sheet", "row", "withdrawn")]  # fmt: skip


def _taken(row: Any) -> TakenIn:
    return TakenIn(
        str(row.record_id or ""), str(row.record_kind or ""), str(row.content or ""), bytes(row.id).hex(),
        str(row.sheet or ""), int(row.row or 0),
    )  # fmt: skip


def _written(
    connection: Connection, kind: str, records: list[str]
) -> Mapping[str, dict[str, WrittenByImport]]:  # fmt: skip
    intakes = connection.execute(
        select(_TABLE.c.id).where(_TABLE.c.record_id.in_(records), _TABLE.c.withdrawn.is_(None))
    )
    saves: set[bytes] = set()
    for part in chunks(bytes(row.id) for row in intakes):
        query = select(journal.c.save).where(journal.c.record.in_(part), journal.c.kind == "intake")
        saves |= {bytes(save) for save in connection.execute(query).scalars()}
    wanted = [identity for record in records if (identity := id_bytes(record))]
    query = select(journal).where(journal.c.record.in_(wanted), journal.c.kind == kind).order_by(journal.c.stamp)
    found: dict[str, dict[str, WrittenByImport]] = defaultdict(dict)
    for row in connection.execute(query).mappings():
        if bytes(row["save"]) in saves:
            change = to_change(row)
            for name, value in change.fields.items():
                found[change.record.hex()][name] = WrittenByImport(change.stamp, value)
    return found
