"""What the fields of a file with borders mean: level, code, names and what an area lies in, in the usual dialects."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from exports.packs import Columns, heads_of, named
from storage import PackRow, cleaned

LONGEST = 200
_DIALECTS = (
    (re.compile(r"^gid_?([0-4])$"), r"adm\1_pcode"),  # GADM
    (re.compile(r"^name_([0-4])$"), r"adm\1_name"),
    (re.compile(r"^nl_name_([0-4])$"), r"adm\1_altname"),
    (re.compile(r"^shapename$"), "name"),  # geoBoundaries
    (re.compile(r"^shape(?:iso|id)$"), "code"),
    (re.compile(r"^(?:iso_a2_eh|iso3166_?2|iso_3166_2)$"), "code"),  # Natural Earth, OpenStreetMap
    (re.compile(r"^name[:_]en$"), "name_en"),
    (re.compile(r"^name[:_]ar$"), "name_ar"),
)
_LEVEL = re.compile(r"(?:adm|admin|level)_?([0-4])(?!\d)", re.IGNORECASE)
_LEVELLED = frozenset(("shapetype", "admlevel", "adminlevel"))
_NO_CODE = frozenset(("-99", "NA", "N/A", "NULL", "NONE"))
"""What stands for no code: Natural Earth's, and that of statistics programs."""


@dataclass(frozen=True)
class AreaTold:
    """What a file tells of an area.

    Attributes:
        row: its names, code and, as ``parent``, the code of what it lies in; ``level`` None where it is not told.
        above: names of what it lies in, nearest first.
    """

    row: PackRow
    above: tuple[str, ...]


class Fields:
    """The fields of one file; understood once."""

    def __init__(self, names: Sequence[str], file: str) -> None:
        self._names = list(names)
        self._columns: Columns = heads_of([_plain(name) for name in names])
        self._file = file
        self._levels = [name for name in names if name.lower() in _LEVELLED]
        found = _LEVEL.search(file)
        self._of_name = int(found[1]) if found else None
        told = {*self._columns.codes, *self._columns.names}
        self._deepest = max(told) if told else None

    def area(self, number: int, told: Mapping[str, Any]) -> AreaTold:
        """What is told of one area."""
        row = [_text(told.get(name)) for name in self._names]
        if self._deepest is not None:
            return self._levelled(number, row, self._deepest)
        plain = self._columns.plain
        names = [(row[plain[one]], "", True) for one in ("name1", "name2", "name3") if one in plain]
        made = PackRow(
            self._file, number, _at(row, plain.get("code")), self._told_level(told), _at(row, plain.get("parent"))
        )
        return AreaTold(named(made, names), ())

    def _levelled(self, number: int, row: Sequence[str], level: int) -> AreaTold:
        columns = self._columns
        code = _at(row, columns.codes.get(level))
        higher = sorted((one for one in {*columns.codes, *columns.names} if one < level), reverse=True)
        parent = next((found for one in higher if (found := _at(row, columns.codes.get(one)))), "")
        names = [(row[at], language, main) for at, language, main in columns.names.get(level, ())]
        above = tuple(row[at] for one in higher for at, _, main in columns.names.get(one, ()) if main and row[at])
        made = named(PackRow(self._file, number, code, level, parent), names)
        return AreaTold(replace(made, parent="" if parent == code else parent), above)

    def _told_level(self, told: Mapping[str, Any]) -> int | None:
        for name in self._levels:
            found = re.fullmatch(r"(?i)(?:adm(?:in)?_?)?([0-4])", _text(told.get(name)))
            if found:
                return int(found[1])
        plain = self._columns.plain.get("level")
        text = _text(told.get(self._names[plain])) if plain is not None else ""
        return self._of_name if self._of_name is not None or not re.fullmatch("[0-4]", text) else int(text)


def _plain(name: str) -> str:
    lowered = name.strip().lower()
    for dialect, usual in _DIALECTS:
        if dialect.match(lowered):
            return dialect.sub(usual, lowered)
    return lowered


def _text(value: Any) -> str:
    if value is None or isinstance(value, (dict, list, bool)):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = cleaned(str(value)[: 5 * LONGEST])[:LONGEST]
    return "" if text.upper() in _NO_CODE else text


def _at(row: Sequence[str], at: int | None) -> str:
    return row[at] if at is not None else ""
