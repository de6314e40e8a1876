"""Codes beside labels: the extra columns of the analyst's shape, the same in every language; and HXL tags.

A workbook of either shape is read back by the same columns: a sheet that has none of these is the coordinator's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from exports.cells import Showing, Shown, alike, plain
from storage import RECORDS, ROLLED

SEVERAL = "several"
"""Stands where small groups of a public file were put together."""


def with_codes(columns: Iterable[Shown], showing: Showing) -> Iterator[Shown]:
    """These columns, behind each that shows labels of a code list a column with the codes."""
    for column in columns:
        yield column
        if column.codes and not column.code:
            yield _codes_of(column, showing)


def _codes_of(column: Shown, showing: Showing) -> Shown:
    label = plain(showing.words.t("{field}: code", field=column.label))
    made = alike(column, key=f"{column.key}.code", label=label, code=True, width=18, look="text")
    return alike(made, convert=_several if column.raw is None else column.raw)


def _several(raw: Any) -> str:
    if raw == ROLLED:
        return SEVERAL
    return "; ".join(orjson.loads(raw)) if isinstance(raw, str) and raw.startswith("[") else str(raw)


def tidy(columns: Iterable[Shown], showing: Showing) -> tuple[Shown, ...]:
    """The columns of the analyst's shape: codes beside labels, nothing hidden."""
    return tuple(alike(column, hidden=False) for column in with_codes(columns, showing))


# --------------------------------------------------------------------------------------------- HXL

_ROLES = {
    "min": "+min", "max": "+max", "first": "+start", "last": "+end", "lat": "+lat", "lon": "+lon", "id": "+id",
    "code": "+code", "years_min": "+min", "years_max": "+max", "ar": "+i_ar", "la": "+i_en", "nick": "+alt",
}  # fmt: skip
"""What a part of a field adds to its tag."""
_OF_PLACE = {"": "+name", "code": "+code", "id": "+id"}
_LEVELS = {"admin1": "#adm1", "admin2": "#adm2", "admin3": "#adm3"}
_IDS = {"incident": "#event+id", "victim": "#affected+id", "place": "#loc+id", "source": "#meta+source+id"}
_MORE = {
    "~incident.killed_min": "#affected+killed+min", "~incident.killed_max": "#affected+killed+max",
    "~incident.injured_min": "#affected+injured+min", "~incident.injured_max": "#affected+injured+max",
    "~incident.missing_min": "#affected+missing+min", "~incident.missing_max": "#affected+missing+max",
    "~victim.day": "#date+occurred", "~victim.people_min": "#affected+min", "~victim.people_max": "#affected+max",
    "~victim.where_id": "#loc+name", "~damage.day": "#date+occurred",
    "people.outcome": "#affected+outcome", "people.sex": "#affected+sex", "people.age": "#affected+age",
    "people.month": "#date+month", "people.min": "#affected+min", "people.max": "#affected+max",
    "attacked.month": "#date+month", "attacked.kind": "#loc+type", "attacked.attacks": "#event+num",
    "attacked.facilities": "#loc+num", "displaced.month": "#date+month",
    "displaced.min": "#affected+displaced+min", "displaced.max": "#affected+displaced+max",
}  # fmt: skip
"""Tags of columns that are no fields of their own."""


def tag_of(column: Shown, kind: str) -> str:
    """The HXL tag of a column, "" when the standard has none for it."""
    if column.key in _MORE:
        return _MORE[column.key]
    if column.code and column.key.removesuffix(".code") in _MORE:
        return f"{_MORE[column.key.removesuffix('.code')]}+code"
    name, _, part = column.key.partition(".")[2].partition(".")
    if name == "id" and not part:
        return _IDS.get(kind, "#meta+id")
    level, _, code = (part or name).partition(".")
    if level in _LEVELS:
        return f"{_LEVELS[level]}{'+code' if code else '+name'}"
    item = RECORDS[kind].fields.get(name) if kind in RECORDS else None
    if item is None or not item.hxl:
        return ""
    if item.kind.word == "placeref":
        return item.hxl + _OF_PLACE[part] if part in _OF_PLACE else ""
    return item.hxl + "".join(_ROLES[one] for one in part.split(".") if one in _ROLES) if _tagged(part) else ""


def _tagged(part: str) -> bool:
    """Parts of names and the like have no tag of their own."""
    return not part or all(one in _ROLES for one in part.split("."))
