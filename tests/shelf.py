"""Records laid out for an export as the register lays them out, from plain Python values: columns, facets, order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from storage.period import Period
from storage.rows import columns_of, empty_row, store_values


class Shelf:
    """A small register in memory that answers what exports ask (``exports.names.RowSource``)."""

    def __init__(self, **about: Any) -> None:
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self._about = {"register": "Sijill", "team": "Team A", "person": "Huda", "version": "0.1.0"} | about
        self.asked: list[tuple[str, Period | None]] = []

    def put(self, kind: str, number: int, /, *, computed: dict[str, Any] | None = None, **values: Any) -> str:
        """Lay a record down; its id is made of kind and number."""
        record = f"{kind.encode().hex()[:16]:0<16}{number:016x}"
        row = {**empty_row(kind), **columns_of(kind, store_values(kind, values)), **(computed or {})}
        self._rows.setdefault(kind, []).append({"id": record, **row})
        return record

    def export_rows(self, kind: str, columns: Sequence[str], where: Period | None) -> Iterable[tuple[Any, ...]]:
        self.asked.append((kind, where))
        return iter([tuple(row.get(column) for column in columns) for row in self._rows.get(kind, [])])

    def count(self, kind: str, where: Period | None) -> int:
        return len(self._rows.get(kind, []))

    def position(self) -> int:
        return 4711

    def about(self) -> dict[str, Any]:
        return self._about
