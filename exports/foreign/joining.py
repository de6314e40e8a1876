"""Repeats on sheets of their own: which sheets belong to the rows of another, and by which columns."""

from __future__ import annotations

from exports.foreign.aims import REPEATS, Aim
from exports.foreign.collectors import tie
from exports.foreign.evidence import Gazetteer
from exports.foreign.guessing import Guessed, guess_sheet
from exports.foreign.mapping import Join
from exports.foreign.table import ForeignFile, ForeignSheet

_LEAST = 1.2
"""How much of a sheet must be understood for its rows to become records."""


def joins(file: ForeignFile, main: Guessed, places: Gazetteer) -> tuple[tuple[str, Join], ...]:
    """The sheets whose rows belong to rows of the main sheet, with the key of the column they name those by."""
    found = []
    for sheet in file.sheets:
        if sheet is main.sheet or main.kind not in REPEATS:
            continue
        told = _joined(sheet, main, places)
        if told is not None:
            found.append(told)
    return tuple(found)


def _joined(sheet: ForeignSheet, main: Guessed, places: Gazetteer) -> tuple[str, Join] | None:
    tied = tie(main.sheet, sheet) or _by_values(sheet, main)
    if tied is None:
        return None
    told = [guess_sheet(sheet, kind, places, under=main.kind) for kind in REPEATS[main.kind]]
    best = max(told, key=lambda one: one.score)
    if best.score < _LEAST:
        return None
    parent = Aim(REPEATS[main.kind][best.kind], "parent")
    columns = {key: aim for key, aim in best.columns.items() if aim.target != parent.target and key != tied[1]}
    return tied[0], Join(best.kind, sheet.fingerprint, {**columns, tied[1]: parent})


def _by_values(sheet: ForeignSheet, main: Guessed) -> tuple[str, str] | None:
    """A column here whose values are all ids of rows there, called alike or not."""
    key = next((one for one in main.guesses if one.aim is not None and one.aim.part == "key"), None)
    if key is None:
        return None
    ids = {str(row[key.column.at]) for row in main.sheet.rows if row[key.column.at] is not None}
    for column in sheet.columns:
        here = [str(row[column.at]) for row in sheet.rows if row[column.at] is not None]
        known = sum(one in ids for one in here)
        named = column.key == key.column.key and not _is_count(here)
        telling = len(set(here)) < len(here) and known == len(here) and not all(map(str.isdecimal, here))
        if here and (telling or (named and known * 10 >= len(here) * 9)):
            return key.column.key, column.key
    return None


def _is_count(values: list[str]) -> bool:
    """Whether the values only count the rows: 1, 2, 3 …"""
    return values == [str(number) for number in range(1, len(values) + 1)]
