"""Many rows at once, in and out: on the embedded file straight to the driver; a file of 50,000 rows waits for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, bindparam, insert, select, update

from storage.database.faults import translated

ASKED_AT_ONCE = 500
"""How many keys stand in one IN list: below the parameter limits of both engines."""

WORTH_IT = 8
"""Rows for which one more statement is prepared."""


def insert_rows(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows that have two columns at least; the same on both engines. What a row leaves out is empty.

    Preparing the parameters one by one takes longer than writing them. The values are what the columns hold (bytes,
    text, numbers), so the embedded driver takes them as they are. Rows with the same columns go together, each group
    in its order: a record fills a fifth of its columns, and binding the empty ones takes as long as the others.
    """
    for names, group in _few(_alike(rows)).items():
        if connection.dialect.name == "sqlite":
            insert_tuples(connection, table, names, list(map(itemgetter(*names), group)))
        else:
            connection.execute(insert(table), [dict(row) for row in group])


def insert_tuples(
    connection: Connection, table: Table, names: tuple[str, ...], rows: Sequence[tuple[Any, ...]]
) -> None:  # fmt: skip
    """The same for rows that are tuples, in the order of ``names``."""
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        _many(connection, _insert(table.name, names), rows)
    else:
        connection.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])


def update_rows(connection: Connection, table: Table, key: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Change rows found by the column ``key``; what a row leaves out stays as it is."""
    for names, group in _alike(rows).items():
        moved = tuple(name for name in names if name != key)
        if connection.dialect.name == "sqlite":
            values = list(map(itemgetter(*moved, key), group))
            _many(connection, _update(table.name, moved, key), values)
        else:
            statement = update(table).where(table.c[key] == bindparam("_key"))
            several = [{**{f"_{name}": row[name] for name in moved}, "_key": row[key]} for row in group]
            connection.execute(statement.values({name: bindparam(f"_{name}") for name in moved}), several)


def rows_among(
    connection: Connection, table: Table, names: tuple[str, ...], key: str, wanted: Iterable[Any]
) -> Iterator[Sequence[Any]]:
    """The columns ``names`` of all rows whose column ``key`` is one of those wanted."""
    asked = list(wanted)
    for start in range(0, len(asked), ASKED_AT_ONCE):
        part = asked[start : start + ASKED_AT_ONCE]
        if connection.dialect.name == "sqlite":
            with translated():
                found = driver(connection).execute(_select(table.name, names, key, len(part)), part).fetchall()
            yield from found
        else:
            query = select(*(table.c[name] for name in names)).where(table.c[key].in_(part))
            yield from connection.execute(query).all()


def asked(connection: Connection, question: Any, **values: Any) -> list[Mapping[str, Any]]:
    """The rows of a question that was put together once for good, as mappings; each value may be a list for an IN."""
    if connection.dialect.name != "sqlite":
        return [row._asdict() for row in connection.execute(question, values)]
    statement, given = _worded(connection, question, values)
    with translated():
        found = driver(connection).execute(statement, given)
        columns = [column[0] for column in found.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


def tuples_asked(connection: Connection, question: Any, **values: Any) -> Sequence[Sequence[Any]]:
    """The same as tuples in the order of the question's columns, where there are very many."""
    if connection.dialect.name != "sqlite":
        return connection.execute(question, values).all()
    statement, given = _worded(connection, question, values)
    with translated():
        found: list[tuple[Any, ...]] = driver(connection).execute(statement, given).fetchall()
    return found


def _worded(connection: Connection, question: Any, values: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """A question as the embedded driver takes it, and what is given with it."""
    if question not in _WORDED:
        compiled = question.compile(dialect=connection.dialect)
        _WORDED[question] = str(compiled), tuple(compiled.positiontup or ()), dict(compiled.params)
    statement, names, fixed = _WORDED[question]
    given: list[Any] = []
    for name in names:
        value = values.get(name, fixed[name])
        if isinstance(value, list | tuple):
            statement = statement.replace(f"__[POSTCOMPILE_{name}]", ", ".join("?" * len(value)), 1)
            given += value
        else:
            given.append(value)
    return statement, given


_WORDED: dict[Any, tuple[str, tuple[str, ...], dict[str, Any]]] = {}
"""Questions in the words of the embedded file, with the names of their values and those that are always the same."""


def driver(connection: Connection) -> Any:
    """The embedded driver's own connection, within the transaction of ``connection``.

    A save asks and writes some twenty times; on the way through SQLAlchemy each costs as long again as in the file.
    """
    return connection.connection.driver_connection


def _many(connection: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    with translated():
        if len(rows) == 1:
            driver(connection).execute(statement, rows[0])
        else:
            driver(connection).executemany(statement, rows)


def _alike(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[str, ...], list[Mapping[str, Any]]]:
    """Rows by the names of their columns."""
    groups: dict[tuple[str, ...], list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[tuple(row)].append(row)
    return groups


def _few(groups: dict[tuple[str, ...], list[Mapping[str, Any]]]) -> dict[tuple[str, ...], list[Mapping[str, Any]]]:
    """Groups too small for a statement of their own put together."""
    small = [row for group in groups.values() if len(group) < WORTH_IT for row in group]
    if len(small) < 2:
        return groups
    names = tuple(dict.fromkeys(name for row in small for name in row))
    kept = {key: group for key, group in groups.items() if len(group) >= WORTH_IT}
    return {**kept, names: [*kept.get(names, []), *({name: row.get(name) for name in names} for row in small)]}


@lru_cache(maxsize=1024)
def _insert(table: str, names: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{name}"' for name in names)
    return f'INSERT INTO "{table}" ({columns}) VALUES ({", ".join("?" * len(names))})'  # noqa: S608 - our own names


@lru_cache(maxsize=256)
def _select(table: str, names: tuple[str, ...], key: str, count: int) -> str:
    columns = ", ".join(f'"{name}"' for name in names)
    return f'SELECT {columns} FROM "{table}" WHERE "{key}" IN ({", ".join("?" * count)})'  # noqa: S608 - our own names


@lru_cache(maxsize=1024)
def _update(table: str, names: tuple[str, ...], key: str) -> str:
    columns = ", ".join(f'"{name}" = ?' for name in names)
    return f'UPDATE "{table}" SET {columns} WHERE "{key}" = ?'  # noqa: S608 - our own names
