"""Many new rows at once: on the embedded file straight to the driver, since a file of 50,000 rows waits for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, insert


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns, two at least; the same on both engines.

    Preparing the parameters one by one takes longer than writing them. The values are what the columns hold (bytes,
    text, numbers), so the embedded driver takes them as they are.
    """
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        names = tuple(rows[0])
        insert_tuples(connection, table, names, list(map(itemgetter(*names), rows)))
    else:
        connection.execute(insert(table), [dict(row) for row in rows])


def insert_tuples(
    connection: Connection, table: Table, names: tuple[str, ...], rows: Sequence[tuple[Any, ...]]
) -> None:  # fmt: skip
    """The same for rows that are tuples, in the order of ``names``."""
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_statement(table.name, names), list(rows))
    else:
        connection.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])


@lru_cache(maxsize=256)
def _statement(table: str, names: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{name}"' for name in names)
    return f'INSERT INTO "{table}" ({columns}) VALUES ({", ".join("?" * len(names))})'  # noqa: S608 - our own names
