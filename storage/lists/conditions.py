"""What a filter's canonical text means as an SQL condition, column by column."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    LargeBinary,
    Table,
    Text,
    and_,
    false,
    func,
    literal,
    or_,
    select,
    true,
)

from storage.core import Core
from storage.counting.safe_side import lost_in_dispute
from storage.database.jsontext import pack
from storage.database.tables import tables
from storage.journal.clock import Stamp
from storage.lists.contested import not_verified, with_rivals
from storage.lists.search import SEARCHABLE, matching
from storage.records import RECORDS

FIGURES = ("killed", "injured", "missing")
RANGE = re.compile(r"^([0-9]*)(-?)([0-9]*)")
MOST = 500
"""Values of one filter that count; the engines read no longer conditions."""
MOST_PLACES = 20_000
"""Places of an area that a filter of any other field of place can ask for."""
LARGEST = 10**15
LONGEST = 10_000
"""Letters of a filter that count; SQLite reads no longer pattern than 50,000 bytes."""


def condition(
    core: Core, connection: Connection, kind: str, name: str, value: str, shared: Stamp = b""
) -> ColumnElement[bool]:
    """The condition that column ``name`` fits ``value``, or a rival value does; an unknown column fits nothing."""
    table = tables[kind]
    value = value.replace("\0", "").encode("utf-8", "ignore").decode()[:LONGEST]
    if name in ("name", "name_ar", "name_la", "name_en") and kind in SEARCHABLE:
        found = matching(kind, value, connection)  # the index knows the names of every team
        return false() if found is None else found
    if name == "board" and kind == "victim":
        return _board(table, connection, _several(value))
    if name == "files":
        return _files(connection, table, _several(value))
    if name == "sync":
        return _sync(core, table, value, shared)
    plain = _said(core, table, kind, name, value)
    if name in ("status", "verification"):
        return not_verified(kind, name, _several(value), plain)
    return with_rivals(core, connection, kind, name, plain, lambda rows: _said(core, rows, kind, name, value))


def _said(core: Core, table: Table, kind: str, name: str, value: str) -> ColumnElement[bool]:
    """What stands in a column fits; ``table`` may be anything that has the columns of the kind."""
    if name in ("place", "area", "origin", "where_id"):
        return _area(core, table, name, value)
    if name == "destination" and kind == "movement":
        return table.c.destination.in_(sorted(core.places.under(value)))
    if name in ("day", "occurred", "moment") and "day" in table.c:
        return _days(table.c.day, value)
    if name == "last_attack" and kind == "facility":
        return _days(table.c.last_attack, value)
    if name == "attacks" and kind == "facility":
        return _overlap(table.c.attacks, table.c.attacks, value)
    if name in FIGURES and kind == "incident":
        return _overlap(table.c[f"{name}_min"], table.c[f"{name}_max"], value)
    if name == "age" and kind == "victim":
        return _overlap(table.c.age__years_min, table.c.age__years_max, value)
    if name == "age_group" and kind == "victim":
        return or_(*(_age_group(table, one) for one in _several(value)))
    if name == "named" and kind == "incident":
        return or_(*(_named(table, one) for one in _several(value)))
    return _plain(core, table, kind, name, value)


def _board(table: Table, connection: Connection, wanted: list[str]) -> ColumnElement[bool]:
    """Who stands on the board of the missing; found, says one team: until all agree, the person is looked for."""
    disputed = lost_in_dispute(connection) if "lost" in wanted else []
    plain = table.c.board == wanted[0] if len(wanted) == 1 else table.c.board.in_(wanted)
    if not disputed:
        return plain
    again = table.alias()  # by their numbers: the two conditions joined by *or* would read every victim
    on_board = select(again.c.n).where(again.c.board.in_(wanted))
    return table.c.n.in_(on_board.union(select(again.c.n).where(again.c.id.in_(disputed))))


def _files(connection: Connection, table: Table, wanted: list[str]) -> ColumnElement[bool]:
    """Records that files hang on (``with``), or none (``without``)."""
    held = tables["attachment"]
    named = held.c.record_id
    identity = func.unhex(named) if connection.dialect.name == "sqlite" else func.decode(named, "hex")
    hung = table.c.id.in_(select(identity).where(held.c.withdrawn.is_(None), named.isnot(None)))
    parts = {"with": hung, "without": ~hung}
    return or_(false(), *(parts[one] for one in wanted if one in parts))


def _plain(core: Core, table: Table, kind: str, name: str, value: str) -> ColumnElement[bool]:
    item = RECORDS[kind].fields.get(name)
    if name not in table.c:
        return false()
    column = table.c[name]
    word = item.kind.word if item else ""
    if word in ("codes", "refs", "texts"):
        return or_(*(column.contains(pack(one), autoescape=True) for one in _several(value)))
    if word == "count" and item and "min" in item.facets:
        return _overlap(table.c[f"{name}__min"], table.c[f"{name}__max"], value)
    if word == "number":
        return _overlap(column, column, value) if RANGE.match(value) else false()
    if word in ("day", "moment"):
        return _period(table, name, value)
    if word == "placeref":
        return column.in_(sorted(core.places.under(value))[:MOST_PLACES])
    if word in ("code", "ref") or (item is None and name != "name_key"):
        if not isinstance(column.type, Text):
            return false()
        wanted = _several(value)
        some = column.in_([one for one in wanted if one])
        return or_(some, column.is_(None)) if "" in wanted else some
    if not isinstance(column.type, Text):
        return column == int(value) if re.fullmatch("-?[0-9]{1,15}", value) else false()
    return column.icontains(value, autoescape=True)


def _several(value: str) -> list[str]:
    return list(dict.fromkeys(value.split(",")))[:MOST]


def _area(core: Core, table: Table, name: str, place: str) -> ColumnElement[bool]:
    path = core.places.area(place)
    if path is None:
        return false()
    if "area" in table.c:
        return under(table.c.area, path)
    return table.c[name] == place if name in table.c else false()


def under(area: ColumnElement[Any], path: str) -> ColumnElement[bool]:
    """Whether an area is this one or below it; a comparison, so that codes with ``%`` or ``_`` mean themselves."""
    return or_(area == path, and_(area >= path + "/", area < path + "0"))  # "0" follows "/"


def _days(day: ColumnElement[Any], value: str) -> ColumnElement[bool]:
    first, _, last = value.partition("/")
    last = last or first
    conditions = []
    if first not in ("", ".."):
        conditions.append(day >= first)
    if last not in ("", ".."):
        conditions.append(day <= last + "~")  # a month or year includes its days
    return and_(true(), *conditions)


def _period(table: Table, name: str, value: str) -> ColumnElement[bool]:
    """A day or a moment of any field within a period; by its first and last day where the table has them."""
    first, _, last = value.partition("/")
    last = last or first
    early = table.c.get(f"{name}__first", table.c[name])
    late = table.c.get(f"{name}__last", early)
    conditions: list[ColumnElement[bool]] = [table.c[name].isnot(None)]
    if first not in ("", ".."):
        conditions.append(or_(late >= first, late.is_(None)))
    if last not in ("", ".."):
        conditions.append(or_(early <= last + "~", early.is_(None)))
    return and_(true(), *conditions)


def _overlap(low: ColumnElement[Any], high: ColumnElement[Any], value: str) -> ColumnElement[bool]:
    """Ranges that could be what is asked for; a missing end is open."""
    found = RANGE.match(value.split("~")[0])
    least, dash, most = (part[:16] for part in found.groups()) if found else ("", "", "")
    if not least and not most:
        return and_(low.is_(None), high.is_(None))
    if not dash:
        most = least
    conditions: list[ColumnElement[bool]] = [or_(low.isnot(None), high.isnot(None))]
    if least:
        conditions.append(or_(high >= min(int(least), LARGEST), high.is_(None)))
    if most:
        conditions.append(or_(low <= min(int(most), LARGEST), low.is_(None)))
    return and_(true(), *conditions)


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
    chosen = [parts[word] for word in _several(value) if word in parts]
    return or_(*chosen) if chosen else false()
