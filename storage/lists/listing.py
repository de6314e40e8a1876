"""Lists of records: filters, sorting, search, totals. Everything here only reads.

A listing answers in three steps so that the first rows never wait for the last: ``first`` rows, the whole ``order`` as
row numbers (8 bytes a row), then single pages of ``rows``. Rows follow the time of entry, so a search shows its newest
hits first without sorting all of them: ranking a common name would cost half a second at a million people.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    func,
    null,
    select,
    text,
)

from storage.core import Core
from storage.database.counted import confirmed
from storage.database.rows import Columns, id_bytes, load_values, loaders
from storage.database.tables import rival, tables
from storage.journal.clock import Stamp, stamp_device
from storage.journal.journal import fields_of
from storage.journal.state import unpack_heads
from storage.lists.conditions import condition
from storage.lists.search import hits, match_clause
from storage.lists.sums import on_the_safe_side, sums_of

PARSED = 150_000
"""Letters of an order that are read at once: some milliseconds."""
DEFAULT_SORT = {"incident": "moment", "victim": "day", "movement": "day", "facility": "area", "place": "area"}
SORTED_BY = {"killed": "killed_max", "injured": "injured_max", "missing": "missing_max", "age": "age__years_min",
             "name": "name_key", "name_ar": "name__ar", "name_la": "name__la", "place": "area", "time": "moment",
             "occurred": "moment"}  # fmt: skip


RECORD_NUMBER = re.compile(r"(INC|[PFMS])-\S*", re.IGNORECASE)
"""A record number by its beginning; see ``core.PREFIX``."""


@dataclass(frozen=True)
class Query:
    """What a list asks for.

    Attributes:
        kind: word of the record kind.
        where: column to canonical condition: codes ``"draft,complete"``, a range ``"3-"``, days
            ``"2019-06-27/2019-07-05"``, a place id (with everything under it), or text.
        search: what is typed in the search field.
        exact: whole words in the typed script only, no other spellings.
        sort: column to sort by; "" for the newest first.
        descending: direction.
        withdrawn: ``"without"``, ``"with"`` or ``"only"`` withdrawn records.
    """

    kind: str
    where: Mapping[str, str] = field(default_factory=dict)
    search: str = ""
    exact: bool = False
    sort: str = ""
    descending: bool = True
    withdrawn: str = "without"


class Row:
    """One row of a list: values by column name, loaded when asked for."""

    __slots__ = ("_kind", "_loaded", "_row", "disputed", "sync")

    def __init__(self, kind: str, row: Columns, sync: str, disputed: Mapping[str, tuple[Any, ...]]) -> None:
        self._kind = kind
        self._row = row
        self._loaded: dict[str, Any] = {}
        self.sync = sync
        """``"here"`` (not shared yet), ``"shared"`` or ``"received"``."""
        self.disputed = disputed
        """Fields in dispute with their rival values, newest first."""

    @property
    def id(self) -> str:
        """The record's id."""
        return bytes(self._row["id"]).hex()

    @property
    def columns(self) -> Columns:
        """The row as the database has it: canonical values and computed columns."""
        return self._row

    @property
    def number(self) -> int:
        """The row number."""
        return int(self._row["n"])

    def __getitem__(self, column: str) -> Any:
        """The Python value of a field, or the computed column of this name; None when empty."""
        if column in self._loaded:
            return self._loaded[column]
        value = self._row.get(column)
        if value is not None:
            load = loaders(self._kind).get(column)
            value = value if load is None else load(value)
        self._loaded[column] = value
        return value


class Listing:
    """The answer to a :class:`Query`. Methods are for a reader's thread; each sees the newest state."""

    def __init__(self, core: Core, query: Query, shared: Stamp = b"") -> None:
        self._core = core
        self._shared = shared
        self.query = query
        self.table = tables[query.kind]

    def first(self, limit: int) -> tuple[list[int], dict[int, Row]]:
        """Numbers and rows of the first page."""
        with self._core.database.reading() as connection:
            numbers = [int(n) for n in connection.execute(self._numbers(connection).limit(max(0, limit))).scalars()]
            return numbers, self._rows(connection, numbers)

    def order(self) -> array[int]:
        """The numbers of all rows, in order."""
        with self._core.database.reading() as connection:
            if self._core.database.dialect == "sqlite":  # one answer, made without Python's lock: nobody waits for it
                numbers = self._numbers(connection).subquery()
                return _parsed(connection.execute(select(func.group_concat(numbers.c.n))).scalar() or "")
            cursor: Any = connection.execute(self._numbers(connection)).cursor  # bare rows
            return array("q", (row[0] for row in cursor))

    def rows(self, numbers: Sequence[int]) -> dict[int, Row]:
        """The rows of these numbers."""
        with self._core.database.reading() as connection:
            return self._rows(connection, numbers)

    def number_of(self, record: str) -> int | None:
        """The row number of a record by its id; None when there is none."""
        with self._core.database.reading() as connection:
            found = connection.execute(select(self.table.c.n).where(self.table.c.id == (id_bytes(record) or b"")))
            return found.scalar()

    def totals(self, numbers: Sequence[int] | None = None) -> dict[str, int]:
        """Sums over the listing, or over the selected rows: ``rows`` and, by kind, the figures people ask for.

        What is only ``proposed`` is counted apart and stands in no other sum.
        """
        with self._core.database.reading() as connection:
            if numbers is None:
                base = self._numbers(connection).order_by(None).subquery()
                return self._sums(connection, self.table.c.n.in_(select(base.c.n)))
            sums = dict.fromkeys(("rows", "proposed", *sums_of(self.query.kind)), 0)
            for start in range(0, len(numbers), 900):
                part = self._sums(connection, self.table.c.n.in_(list(numbers[start : start + 900])))
                sums = {name: sums[name] + value for name, value in part.items()}
            return sums

    def count(self) -> int:
        """How many rows there are."""
        with self._core.database.reading() as connection:
            base = self._numbers(connection).order_by(None).subquery()
            return connection.execute(select(func.count()).select_from(base)).scalar() or 0

    def facets(self, column: str) -> dict[str, int]:
        """How many rows each value of a column has, for the filter panel; "" for rows without any."""
        if column not in self.table.c:
            return {}
        column_ = self.table.c[column]
        with self._core.database.reading() as connection:
            base = self._numbers(connection).order_by(None).subquery()
            statement = select(column_, func.count()).join(base, base.c.n == self.table.c.n).group_by(column_)
            return {"" if value is None else str(value): count for value, count in connection.execute(statement)}

    def _numbers(self, connection: Connection) -> Select[Any]:
        statement = select(self.table.c.n)
        conditions = [*self._conditions(connection)]
        ordering = self._ordering()
        query, columns = self.query, self.table.c
        begun = _begun_number(query)
        clause = (
            match_clause(query.kind, query.search, connection, exact=query.exact) if query.search.strip() else None
        )
        if begun is not None and "code" in columns:
            conditions.append(columns.code.between(begun, begun + "\U0010ffff"))
            ordering = ordering if query.sort else [columns.code.desc()]
        elif clause and connection.dialect.name == "sqlite":
            index, hit = hits(query.kind, clause[1]["match"])
            statement = statement.select_from(index.join(self.table, columns.n == index.c.rowid))
            conditions.append(hit)
            ordering = ordering if query.sort else [index.c.rowid.desc()]
        elif clause:
            words: BindParameter[str] = bindparam("match", clause[1]["match"], unique=True)
            conditions.append(text(clause[0]).bindparams(words))  # type: ignore[arg-type]
        if conditions:
            statement = statement.where(and_(*conditions))
        return statement.order_by(*ordering)

    def _conditions(self, connection: Connection) -> Iterable[ColumnElement[bool]]:
        query, table = self.query, self.table
        withdrawn: ColumnElement[Any] = table.c.withdrawn
        if query.where.get("board"):  # so few that their own index is the quick way, not that of all by their days
            withdrawn = func.coalesce(withdrawn, null())
        if query.withdrawn == "without":
            yield withdrawn.is_(None)
        elif query.withdrawn == "only":
            yield withdrawn.isnot(None)
        for name, value in query.where.items():
            if value:
                yield condition(self._core, connection, query.kind, name, value, self._shared)

    def _ordering(self) -> list[Any]:
        query, table = self.query, self.table
        name = self._sort_column()
        if query.search.strip() and not query.sort:
            return [table.c.n.desc()]
        column = table.c.get(name, table.c.n)
        number = table.c.n
        if not query.descending:
            return [column.is_(None), column, number] if name != "n" else [number]
        if self._core.database.dialect == "postgresql":
            return [column.desc().nulls_last(), number.desc()]
        return [column.desc(), number.desc()]  # SQLite puts empty ones last by itself, and by the index

    def _sort_column(self) -> str:
        """The column that puts rows in order for the one asked for: numbers as numbers, days as days."""
        query, columns = self.query, self.table.c
        if not query.sort:
            return DEFAULT_SORT.get(query.kind, "n")
        asked = query.sort
        tries = (
            SORTED_BY.get(asked, asked),
            *(f"{asked}__{facet}" for facet in ("max", "first", "sort", "years_min")),
        )
        return next((name for name in (*tries, asked) if name in columns and name != asked), asked)

    def _rows(self, connection: Connection, numbers: Sequence[int]) -> dict[int, Row]:
        found: dict[int, Row] = {}
        for start in range(0, len(numbers), 900):
            part = list(numbers[start : start + 900])
            rows = connection.execute(_by_number(self.query.kind), {"numbers": part}).mappings().all()
            disputes = self._disputes(connection, rows)
            for row in rows:
                found[row["n"]] = Row(self.query.kind, row, self._sync(row), disputes.get(bytes(row["id"]), {}))
        return {number: found[number] for number in numbers if number in found}

    def _sync(self, row: Columns) -> str:
        newest = max([bytes(row["head"]), *(s for stamps in unpack_heads(row["heads"]).values() for s in stamps)])
        if stamp_device(newest)[:6].hex() != self._core.me.device[:12]:
            return "received"
        return "shared" if newest <= self._shared else "here"

    def _disputes(self, connection: Connection, rows: Sequence[Any]) -> dict[bytes, dict[str, tuple[Any, ...]]]:
        ids = {bytes(row["id"]): row for row in rows}
        torn = [
            (bytes(record), name, sorted(unpack_heads(ids[bytes(record)]["heads"]).get(name, ()), reverse=True))
            for record, name in connection.execute(_DISPUTES, {"records": list(ids), "kind": self.query.kind})
        ]
        fields = fields_of(connection, {stamp for *_, stamps in torn for stamp in stamps})
        found: dict[bytes, dict[str, tuple[Any, ...]]] = {}
        for record, name, stamps in torn:
            values = tuple(load_values(self.query.kind, {name: fields[one].get(name)})[name] for one in stamps)
            found.setdefault(record, {})[name] = values
        return found

    def _sums(self, connection: Connection, where: ColumnElement[bool]) -> dict[str, int]:
        counting = confirmed(self.table)
        sums: dict[str, ColumnElement[Any]] = {"rows": func.count(), "proposed": func.count().filter(~counting)}
        sums |= {name: value.filter(counting) for name, value in sums_of(self.query.kind).items()}
        statement = select(*(value.label(name) for name, value in sums.items())).select_from(self.table)
        row = connection.execute(statement.where(where)).mappings().one()
        found = {name: int(value or 0) for name, value in row.items()}
        if self.query.kind == "victim":
            on_the_safe_side(connection, where, found)
        return found


def _begun_number(query: Query) -> str | None:
    """A record number being typed (``INC-…``, ``P-ARI-2019``): found by its index, not among words."""
    found = RECORD_NUMBER.fullmatch(query.search.strip())
    return found.group(0).upper() if found else None


_DISPUTES = select(rival.c.record, rival.c.field).where(
    rival.c.record.in_(bindparam("records", expanding=True)), rival.c.kind == bindparam("kind")
)


@lru_cache(maxsize=32)
def _by_number(kind: str) -> Select[Any]:
    return select(tables[kind]).where(tables[kind].c.n.in_(bindparam("numbers", expanding=True)))


def _parsed(numbers: str) -> array[int]:
    """Numbers with commas between; read in parts, so that other threads get their turn."""
    found, at = array("q"), 0
    while at < len(numbers):
        end = numbers.find(",", at + PARSED)
        end = len(numbers) if end < 0 else end
        found.extend(orjson.loads(f"[{numbers[at:end]}]"))
        at = end + 1
    return found


class Listings(Core):
    """Lists as the store offers them."""

    def listing(self, query: Query) -> Listing:
        """The answer to a query; nothing is read before it is asked."""
        return Listing(self, query, bytes.fromhex(self.setting("shared-stamp", "")))

    def setting(self, name: str, default: Any = None) -> Any:
        """What this register remembers for the window."""
        raise NotImplementedError
