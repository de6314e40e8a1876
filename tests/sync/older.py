"""A register as an older program leaves it: its tables are those of that program, what it does not know lies beside.

Such a program kept changes of kinds it did not know in the journal alone, and fields it did not know in ``extra``.
That is made here out of a register of today; opening it afterwards goes through the migrations users go through.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, select, text

from storage import migrations
from storage.database.database import Database
from storage.database.jsontext import pack, unpack
from storage.database.rows import values_of
from storage.database.tables import tables
from storage.records import RECORDS
from tests.builders import KEY

OLDER = [one for one in migrations.KNOWN[:-1] if one >= "0005"]
"""Revisions of programs that exchanged already."""

Shape = dict[str, tuple[frozenset[str], frozenset[str]]]
"""Table to its columns and its indexes."""


def leave_as(path: Path, revision: str) -> None:
    """Turn a closed register into one that the program of this revision last wrote."""
    database = Database.open(path, KEY)
    with database.writing() as connection:
        then, now = _shape_of(revision), _shape(connection)
        _forget_kinds(connection, [kind for kind in RECORDS if kind not in then])
        for table in now.keys() - then.keys():
            if not table.startswith("search_"):
                connection.execute(text(f'DROP TABLE "{table}"'))
        for table in now.keys() & then.keys():
            if table in RECORDS:
                _put_beside(connection, table, now[table][0] - then[table][0])
            for index in now[table][1] - then[table][1]:
                connection.execute(text(f'DROP INDEX "{index}"'))
            for column in now[table][0] - then[table][0]:
                connection.execute(text(f'ALTER TABLE "{table}" DROP COLUMN "{column}"'))
        connection.execute(text("UPDATE alembic_version SET version_num = :one"), {"one": revision})
        connection.execute(text("DELETE FROM meta WHERE name = 'catch-up'"))
    database.close()


def _forget_kinds(connection: Connection, kinds: Iterable[str]) -> None:
    for kind in kinds:
        for table in ("rival", "early"):
            connection.execute(text(f"DELETE FROM {table} WHERE kind = :kind"), {"kind": kind})


def _put_beside(connection: Connection, kind: str, columns: Iterable[str]) -> None:
    """Fields whose columns go are kept in ``extra``."""
    fields = set(columns) & set(RECORDS[kind].fields)
    if not fields:
        return
    table = tables[kind]
    for row in connection.execute(select(table)).mappings().all():
        values = values_of(kind, row)
        beside: dict[str, Any] = unpack(row["extra"]) if row["extra"] else {}
        beside |= {name: values[name] for name in fields if values.get(name) is not None}
        if beside:
            change = table.update().where(table.c.n == row["n"]).values(extra=pack(beside))
            connection.execute(change)


@cache
def _shape_of(revision: str) -> Shape:
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(Path(folder) / "register.db", KEY)
        head, migrations.HEAD = migrations.HEAD, revision
        try:
            with database.writing() as connection:
                migrations._upgrade(connection)
                return _shape(connection)
        finally:
            migrations.HEAD = head
            database.close()


def _shape(connection: Connection) -> Shape:
    found = inspect(connection)
    return {
        name: (
            frozenset(column["name"] for column in found.get_columns(name)),
            frozenset(
                str(index["name"]) for index in found.get_indexes(name) if not index.get("duplicates_constraint")
            ),
        )
        for name in found.get_table_names()
    }
