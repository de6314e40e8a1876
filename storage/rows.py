"""Between a record's values and its database row: canonical forms, facets, unknown fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import RowMapping

from storage.fields.field import Field
from storage.records import RECORDS

STRUCTURED = frozenset({"codes", "name", "names", "refs", "texts", "reasons"})
"""Kinds whose canonical form is a list or mapping, kept as JSON text."""


def structured(item: Field[Any]) -> bool:
    """Whether the column of a field holds JSON."""
    return item.kind.word in STRUCTURED


def _facet(item: Field[Any], name: str) -> Callable[[Any], Any]:
    of, load = item.kind.facets[name].of, item.kind.load

    def value(canonical: Any) -> Any:
        try:
            return of(load(canonical))
        except (ValueError, TypeError, AttributeError, KeyError):
            return None  # a form of a newer program: kept as it is, it only cannot be summed here

    return value


@lru_cache(maxsize=32)
def _facets(kind: str) -> dict[str, tuple[tuple[str, Callable[[Any], Any]], ...]]:
    return {
        item.name: tuple((f"{item.name}__{name}", _facet(item, name)) for name in item.facets)
        for item in RECORDS[kind].fields.values()
        if item.facets
    }


@lru_cache(maxsize=32)
def _structured(kind: str) -> frozenset[str]:
    return frozenset(item.name for item in RECORDS[kind].fields.values() if structured(item))


Columns = Mapping[str, Any] | RowMapping
"""A database row by column name."""


@lru_cache(maxsize=32)
def empty_row(kind: str) -> Mapping[str, Any]:
    """All field and facet columns of a kind, None each; derived columns are left to ``derive.py``."""
    row: dict[str, Any] = {}
    for item in RECORDS[kind].fields.values():
        row[item.name] = None
        row.update((f"{item.name}__{name}", None) for name in item.facets)
    return row


def columns_of(kind: str, values: Mapping[str, Any], names: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The columns that hold these values, facets included; only the fields in ``names`` when given."""
    row: dict[str, Any] = {}
    facets, packed = _facets(kind), _structured(kind)
    for name in names if names is not None else values:
        if name not in RECORDS[kind].fields:
            continue
        value = values.get(name)
        plain = value if value is None or (name not in packed and isinstance(value, (str, int))) else None
        row[name] = plain if plain is not None or value is None else orjson.dumps(value).decode()
        for column, of in facets.get(name, ()):
            row[column] = None if value is None else of(value)
    return row


def extra_of(kind: str, values: Mapping[str, Any]) -> str:
    """Fields this program does not know, as JSON: kept and passed on, never dropped."""
    unknown = {name: value for name, value in values.items() if name not in RECORDS[kind].fields}
    return orjson.dumps(unknown).decode() if unknown else ""


def values_of(kind: str, row: Columns) -> dict[str, Any]:
    """The canonical values of a row, unknown fields included."""
    packed = _structured(kind)
    values = {
        name: orjson.loads(row[name]) if name in packed else row[name]
        for name in RECORDS[kind].fields
        if row[name] is not None
    }
    if row["extra"]:
        values.update(orjson.loads(row["extra"]))
    return values


def load_values(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Canonical forms as Python values; what cannot be read (a newer form) stays as it is."""
    fields = RECORDS[kind].fields
    loaded: dict[str, Any] = {}
    for name, value in values.items():
        item = fields.get(name)
        try:
            loaded[name] = item.kind.load(value) if item and value is not None else value
        except (ValueError, TypeError, KeyError):
            loaded[name] = value
    return loaded


def store_values(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Python values as canonical forms; None stays None."""
    fields = RECORDS[kind].fields
    return {
        name: None if value is None else (fields[name].kind.store(value) if name in fields else value)
        for name, value in values.items()
    }


@lru_cache(maxsize=32)
def loaders(kind: str) -> Mapping[str, Callable[[Any], Any]]:
    """How each column of a kind becomes a Python value; unreadable forms of a newer program stay as they are."""
    return {item.name: _loader(item) for item in RECORDS[kind].fields.values()}


def _loader(item: Field[Any]) -> Callable[[Any], Any]:
    load, packed = item.kind.load, structured(item)

    def value(column: Any) -> Any:
        try:
            return load(orjson.loads(column) if packed else column)
        except (ValueError, TypeError, KeyError, AttributeError):
            return column

    return value
