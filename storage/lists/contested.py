"""Filters while teams disagree: a record is found by each value somebody wrote, and counts as verified by none.

A filter that went by the value that stands meanwhile would hide a missing person behind the team that wrote last. So
the rivals are laid beside the register as rows of their own, and the very same condition is asked of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, Table, and_, column, or_, select, values

from storage.core import Core
from storage.database.rows import columns_of
from storage.database.tables import rival, tables
from storage.derive import child_of
from storage.journal.journal import chunks
from storage.records import RECORDS
from storage.rivals import rivals_of_field

VERIFIED = "verified"
_INSTEAD = {"status": "under_review", "verification": "under_verification"}
"""What a record in dispute is found under instead of *verified*."""
_RESTS: Mapping[tuple[str, str], str] = {
    **{(kind, name): "place" for kind in ("incident", "facility", "village_state") for name in ("area", "place")},
    **{("movement", name): "origin" for name in ("area", "place", "origin")},
    **{("victim", name): "outcome_place" for name in ("area", "place", "where_id")},
    **{("incident", name): "occurred" for name in ("day", "moment", "occurred")},
    ("victim", "age_group"): "age",
}
"""The field that a filter of a computed column asks about."""
AT_ONCE = 500
_Row = tuple[tuple[str, Any], ...]

Ask = Callable[[Any], ColumnElement[bool]]
"""A filter's condition on a table, or on anything that has its columns."""


def with_rivals(
    core: Core, connection: Connection, kind: str, name: str, plain: ColumnElement[bool], ask: Ask
) -> ColumnElement[bool]:
    """A filter's condition, and the records of which a rival value fits it."""
    field = _RESTS.get((kind, name), name)
    if field not in RECORDS[kind].fields:
        return plain
    said = _rows(core, connection, kind, field)
    found = set[bytes]()
    for rows in chunks(said, AT_ONCE):
        beside = _beside(tables[kind], rows)
        for at in connection.execute(select(beside.c.at).where(ask(beside))).scalars():
            found |= said[rows[at]]
    if not found:
        return plain
    table = tables[kind]
    again = table.alias()  # by their numbers: two conditions joined by *or* would read every record
    fitting = select(again.c.n).where(ask(again))
    return table.c.n.in_(fitting.union(select(again.c.n).where(again.c.id.in_(sorted(found)))))


def not_verified(kind: str, name: str, wanted: Sequence[str], plain: ColumnElement[bool]) -> ColumnElement[bool]:
    """A filter of how far a record is verified: one in dispute is not, whatever stands in it meanwhile."""
    if name not in _INSTEAD or (VERIFIED in wanted) == (_INSTEAD[name] in wanted):
        return plain
    table = tables[kind]
    torn = table.c.id.in_(select(rival.c.record).where(rival.c.kind == kind))
    if VERIFIED in wanted:
        return and_(plain, or_(table.c[name] != VERIFIED, table.c[name].is_(None), ~torn))
    return or_(plain, and_(table.c[name] == VERIFIED, torn))


def _rows(core: Core, connection: Connection, kind: str, field: str) -> dict[_Row, set[bytes]]:
    """What the columns of records would hold if a rival stood there: different ones, and the records of each."""
    found: dict[_Row, set[bytes]] = {}
    for record, rivals in rivals_of_field(connection, kind, field).items():
        for value in rivals:
            row = columns_of(kind, {field: value})
            row |= _computed(core, kind, field, value, row)
            found.setdefault(tuple(row.items()), set()).add(record)
    return found


def _computed(core: Core, kind: str, field: str, value: Any, row: Mapping[str, Any]) -> dict[str, Any]:
    """The computed columns that rest on the field alone."""
    if field in ("place", "origin", "outcome_place"):
        return {"area": core.places.area(value) if isinstance(value, str) else None}
    if (kind, field) == ("incident", "occurred"):
        return {"day": row.get("occurred__first") or row.get("occurred__last")}
    if field == "age":
        return {"child": child_of(row.get("age__years_min"), row.get("age__years_max"))}
    return {}


def _beside(table: Table, rows: Sequence[_Row]) -> Any:
    names = [name for name, _ in rows[0] if name in table.c]
    heads = (column("at", Integer), *(column(name, table.c[name].type) for name in names))
    lines = [(at, *(value for name, value in row if name in table.c)) for at, row in enumerate(rows)]
    return values(*heads).data(lines).cte("beside")
