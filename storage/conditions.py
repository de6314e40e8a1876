"""What a filter's canonical text means as an SQL condition, column by column."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, Table, and_, false, func, literal, or_, text

from storage.core import Core
from storage.journal.clock import Stamp
from storage.records import RECORDS
from storage.search import match_clause
from storage.tables import tables

FIGURES = ("killed", "injured", "missing")
RANGE = re.compile(r"^(\d*)(-?)(\d*)")


def condition(core: Core, kind: str, name: str, value: str, shared: Stamp = b"") -> ColumnElement[bool]:
    """The condition that column ``name`` fits ``value``; an unknown column fits nothing."""
    table = tables[kind]
    if name in ("place", "area", "origin", "where_id"):
        return _area(core, table, value)
    if name in ("day", "occurred", "moment"):
        return _days(table, value)
    if name in FIGURES and kind == "incident":
        return _overlap(table.c[f"{name}_min"], table.c[f"{name}_max"], value)
    if name == "age":
        return _overlap(table.c.age__years_min, table.c.age__years_max, value)
    if name == "age_group":
        return or_(*(_age_group(table, one) for one in value.split(",")))
    if name == "named":
        return or_(*(_named(table, one) for one in value.split(",")))
    if name in ("name", "name_ar", "name_la"):
        clause = match_clause(kind, value, core.database.dialect)
        return text(clause[0]).bindparams(**clause[1]) if clause else false()  # type: ignore[return-value]
    if name == "sync":
        return _sync(core, table, value, shared)
    return _plain(table, kind, name, value)


def _plain(table: Table, kind: str, name: str, value: str) -> ColumnElement[bool]:
    item = RECORDS[kind].fields.get(name)
    if name not in table.c:
        return false()
    column = table.c[name]
    word = item.kind.word if item else ""
    if word in ("codes", "refs", "texts"):
        return or_(*(column.contains(f'"{one}"', autoescape=True) for one in value.split(",")))
    if word == "count" and item and "min" in item.facets:
        return _overlap(table.c[f"{name}__min"], table.c[f"{name}__max"], value)
    if word in ("code", "ref", "placeref") or (item is None and name != "name_key"):
        wanted = value.split(",")
        some = column.in_([one for one in wanted if one])
        return or_(some, column.is_(None)) if "" in wanted else some
    return column.icontains(value, autoescape=True)


def _area(core: Core, table: Table, place: str) -> ColumnElement[bool]:
    path = core.places.area(place)
    if path is None:
        return false()
    return or_(table.c.area == path, table.c.area.startswith(path + "/", autoescape=True))


def _days(table: Table, value: str) -> ColumnElement[bool]:
    first, _, last = value.partition("/")
    last = last or first
    conditions = []
    if first not in ("", ".."):
        conditions.append(table.c.day >= first)
    if last not in ("", ".."):
        conditions.append(table.c.day <= last + "~")  # a month or year includes its days
    return and_(*conditions)


def _overlap(low: ColumnElement[Any], high: ColumnElement[Any], value: str) -> ColumnElement[bool]:
    """Ranges that could be what is asked for; a missing end is open."""
    found = RANGE.match(value.split("~")[0])
    least, dash, most = found.groups() if found else ("", "", "")
    if not least and not most:
        return and_(low.is_(None), high.is_(None))
    if not dash:
        most = least
    conditions: list[ColumnElement[bool]] = [or_(low.isnot(None), high.isnot(None))]
    if least:
        conditions.append(or_(high >= int(least), high.is_(None)))
    if most:
        conditions.append(or_(low <= int(most), low.is_(None)))
    return and_(*conditions)


def _age_group(table: Table, group: str) -> ColumnElement[bool]:
    if group == "child":
        return table.c.child == 1
    if group == "adult":
        return table.c.child == 0
    return table.c.child.is_(None)


def _named(table: Table, fit: str) -> ColumnElement[bool]:
    """Named killed against the published figure: ``fewer``, ``more`` or ``fits``."""
    named, low, high = table.c.named_killed, table.c.killed_min, table.c.killed_max
    if fit == "fewer":
        return named < low
    if fit == "more":
        return named > high
    return and_(or_(named >= low, low.is_(None)), or_(named <= high, high.is_(None)))


def _sync(core: Core, table: Table, value: str, shared: Stamp) -> ColumnElement[bool]:
    # Only the default head is looked at: what was edited later stands in the list anyway.
    mine = bytes.fromhex(core.me.device)[:6]
    own = func.substr(table.c.head, 9, 6) == literal(mine, LargeBinary())
    parts = {"received": ~own, "here": own & (table.c.head > shared), "shared": own & (table.c.head <= shared)}
    return or_(*(parts[word] for word in value.split(",") if word in parts))
