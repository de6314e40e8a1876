"""Between a record's values and its database row: canonical forms, facets, unknown fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import RowMapping

from storage.database.jsontext import pack, unpack
from storage.fields.field import Field
from storage.records import RECORDS

STRUCTURED = frozenset({"codes", "name", "names", "refs", "texts", "reasons"})
"""Kinds whose canonical form is a list or mapping, kept as JSON text."""


UNREADABLE = (ValueError, TypeError, AttributeError, KeyError, ArithmeticError)
"""What reading a form of a newer program may raise: it is kept as it is."""

AS_IT_IS = frozenset({"count", "age", "day", "time", "position", "name", "moment", "number"})
"""Kinds that show a form they do not know as it stands."""

REPEATING = frozenset({"count", "age", "day", "time"})
"""Kinds whose forms come again in thousands of records and tell nobody from another: what follows is remembered."""

COUNTED = 10**12
"""Numbers beyond it are kept but not counted: a million of them must not overflow a sum."""

LONGEST_FORM = 200
"""Letters of a count, an age, a day …; none is so long, and reading endless digits would take endless time."""

LONGEST_KEY = 400
"""Letters of a text that stand in an indexed column; an index entry of PostgreSQL holds 2,700 bytes."""

_HEX = re.compile(r"[0-9a-f]{32}")


def id_bytes(text: Any) -> bytes | None:
    """The 16 bytes of a record id; None for anything that is not 32 small hex digits."""
    return bytes.fromhex(text) if isinstance(text, str) and _HEX.fullmatch(text) else None


def structured(item: Field[Any]) -> bool:
    """Whether the column of a field holds JSON."""
    return item.kind.word in STRUCTURED


def well_formed(item: Field[Any], value: Any) -> bool:
    """Whether a canonical form has the shape this program writes, so that it may be computed with."""
    word = item.kind.word
    if word in ("codes", "refs", "texts"):
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    if word == "name":
        return is_name(value)
    if word == "names":
        return isinstance(value, list) and all(map(is_name, value))
    if word == "reasons":
        return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())
    if word == "number":
        return type(value) is int and abs(value) < 1 << 63
    return type(value) is str and "\0" not in value and (word not in AS_IT_IS or len(value) <= LONGEST_FORM)


def is_name(value: Any) -> bool:
    """Whether a canonical form is that of a name."""
    if not isinstance(value, dict):
        return False
    for key, part in value.items():  # loops, since every name of a large file comes through here four times
        if isinstance(part, str):
            continue
        if key not in ("ar", "la") or not isinstance(part, dict):
            return False
        for word in part.values():
            if not isinstance(word, str):
                return False
    return True


def fitting(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of known fields that have the shape of their kind; the rest cannot be computed with."""
    fields = RECORDS[kind].fields
    return {
        name: value
        for name, value in values.items()
        if value is not None and (item := fields.get(name)) and well_formed(item, value)
    }


Facets = Callable[[Any], Mapping[str, Any]]
"""The facet columns of a canonical form."""


def _facets(item: Field[Any]) -> Facets:
    """Reads a form once for all its facets."""
    load = item.kind.load
    parts = [(f"{item.name}__{name}", item.kind.facets[name].of) for name in item.facets]
    nothing: Mapping[str, Any] = {column: None for column, _ in parts}

    def columns(canonical: Any) -> Mapping[str, Any]:
        if canonical is None or not well_formed(item, canonical):
            return nothing
        try:
            value = load(canonical)
        except UNREADABLE:
            return nothing  # a form of a newer program: kept as it is, it only cannot be summed here
        return {column: _facet(of, value) for column, of in parts}

    if item.kind.word == "name":
        return lambda canonical: _spoken(item, canonical)
    if item.kind.word not in REPEATING:
        return columns
    remembered = lru_cache(maxsize=4096)(columns)
    return lambda canonical: remembered(canonical) if isinstance(canonical, str) else columns(canonical)


_NAME_KEYS, _NAME_PARTS = frozenset({"ar", "la", "nick", "source"}), ("given", "father", "grandfather", "family")
_PARTS = frozenset(_NAME_PARTS)


def _spoken(item: Field[Any], name: Any) -> Mapping[str, Any]:
    """The facets of a name, which every record of a large file has: as reading it, without making its objects."""
    scripts: dict[str, Any] = {}
    if name is not None and is_name(name) and name.keys() <= _NAME_KEYS:
        scripts = {one: name.get(one, _EMPTY) for one in ("ar", "la")}
    if not scripts or not all(isinstance(parts, dict) and parts.keys() <= _PARTS for parts in scripts.values()):
        return {f"{item.name}__{one}": None for one in item.facets}
    found: dict[str, Any] = {}
    for facet in item.facets:
        parts = scripts[facet]
        said = " ".join([word for part in _NAME_PARTS if (word := parts.get(part))])
        found[f"{item.name}__{facet}"] = said.replace("\0", "") if said else None
    return found


_EMPTY: dict[str, str] = {}


def _facet(of: Callable[[Any], Any], value: Any) -> Any:
    try:
        found = of(value)
    except UNREADABLE:
        return None
    if isinstance(found, int) and abs(found) > COUNTED:
        return None
    return found.replace("\0", "") if isinstance(found, str) else found


@lru_cache(maxsize=32)
def _parts(kind: str) -> Mapping[str, tuple[str, Facets | None]]:
    """What the column of each field can hold, and how its facets are read."""
    fields = RECORDS[kind].fields
    return {
        name: (held, _facets(fields[name]) if fields[name].facets else None) for name, held in _holds(kind).items()
    }


@lru_cache(maxsize=32)
def _structured(kind: str) -> frozenset[str]:
    return frozenset(item.name for item in RECORDS[kind].fields.values() if structured(item))


@lru_cache(maxsize=32)
def _holds(kind: str) -> Mapping[str, str]:
    """What the column of each field can hold: ``"json"``, ``"int"``, ``"key"`` (short text) or ``"text"``."""
    keys = {name for names in RECORDS[kind].indexes for name in names}
    words = {"number": "int", **dict.fromkeys(STRUCTURED, "json")}
    return {
        item.name: words.get(item.kind.word, "key" if item.name in keys else "text")
        for item in RECORDS[kind].fields.values()
    }


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


@lru_cache(maxsize=32)
def column_names(kind: str) -> Mapping[str, tuple[str, ...]]:
    """The columns of each field: its own and its facets'."""
    fields = RECORDS[kind].fields.values()
    return {item.name: (item.name, *(f"{item.name}__{name}" for name in item.facets)) for item in fields}


def columns_of(kind: str, values: Mapping[str, Any], names: Iterable[str] | None = None) -> dict[str, Any]:
    """The columns that hold these values, facets included; only the fields in ``names`` when given."""
    row: dict[str, Any] = {}
    parts = _parts(kind)
    wanted = values if names is None else {name: values.get(name) for name in names}
    for name, value in wanted.items():
        part = parts.get(name)
        if part is None:
            continue
        held, facets = part
        plain = value is None or (held == "text" and value.__class__ is str and "\0" not in value)
        row[name] = value if plain or fits(held, value) else _nearest(held, value)
        if facets is not None:
            row.update(facets(value))
    return row


def fits(holds: str, value: Any) -> bool:
    """Whether a column can hold a canonical form as it is."""
    if holds == "int":
        return type(value) is int and abs(value) < 1 << 63
    if holds == "json" or type(value) is not str or "\0" in value:
        return False
    return holds == "text" or len(value) <= LONGEST_KEY


def _nearest(holds: str, value: Any) -> Any:
    """The best a column can show of a form it cannot hold."""
    if holds == "json":
        return pack(value)
    if holds == "int":
        return None
    text = value if type(value) is str and "\0" not in value else pack(value)
    return text[:LONGEST_KEY] if holds == "key" else text


def extra_of(kind: str, values: Mapping[str, Any]) -> str:
    """What the columns cannot hold, as JSON: fields this program does not know and forms of another type.

    Kept and passed on, never dropped.
    """
    holds = _holds(kind)
    apart: dict[str, Any] = {}
    for name, value in values.items():
        held = holds.get(name)
        if value.__class__ is str:
            if held == "json" or (
                "\0" not in value and (held == "text" or (held == "key" and len(value) <= LONGEST_KEY))
            ):
                continue
            apart[name] = value
        elif held != "json" and (held is None or not fits(held, value)):
            apart[name] = value
    return pack(apart) if apart else ""


def values_of(kind: str, row: Columns) -> dict[str, Any]:
    """The canonical values of a row, unknown fields included."""
    packed = _structured(kind)
    values = {
        name: unpack(row[name]) if name in packed else row[name]
        for name in RECORDS[kind].fields
        if row[name] is not None
    }
    if row["extra"]:
        values.update(unpack(row["extra"]))
    return values


@lru_cache(maxsize=32)
def stored_columns(kind: str) -> tuple[str, ...]:
    """The columns :func:`values_in` reads: one a field, then what no column holds."""
    return (*RECORDS[kind].fields, "extra")


def values_in(kind: str, row: Sequence[Any]) -> dict[str, Any]:
    """As :func:`values_of`, of a row that has just the columns of :func:`stored_columns`."""
    values = {name: value for name, value in zip(stored_columns(kind), row, strict=True) if value is not None}
    extra = values.pop("extra", "")
    for name in _structured(kind) & values.keys():
        values[name] = unpack(values[name])
    if extra:
        values.update(unpack(extra))
    return values


def load_values(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Canonical forms as Python values; what cannot be read (a newer form) is shown raw."""
    fields = RECORDS[kind].fields
    return {
        name: load_one(item, value) if (item := fields.get(name)) and value is not None else value
        for name, value in values.items()
    }


def load_one(item: Field[Any], value: Any) -> Any:
    """The Python value of a canonical form; a form that is not its kind's comes raw, as its kind can show it."""
    if well_formed(item, value):
        try:
            return item.kind.load(value)
        except UNREADABLE:
            pass
    word = item.kind.word
    if word in AS_IT_IS:
        return value
    if word == "names":
        return item.kind.load(value) if isinstance(value, list) else (value,)
    text = value if isinstance(value, str) else pack(value)
    if word == "reasons":
        return {"": text}
    return (text,) if structured(item) else text


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
    packed = structured(item)

    def value(column: Any) -> Any:
        return load_one(item, unpack(column) if packed else column)

    return value
