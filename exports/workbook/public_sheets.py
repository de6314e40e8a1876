"""The sheets of a public file: incidents without what may not leave; people, facilities, the displaced as sums."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from exports.cells import Showing, Shown, columns_of, plain
from exports.making.manner import Shape
from exports.names import RowSource
from exports.workbook.coded import tidy
from exports.workbook.sheets import Sheet, free_title, published_figures
from exports.workbook.stream import Cell
from storage import RECORDS, ROLLED, SMALLEST_CELL, Period, PublicTables, View, Words

Rows = Iterator[tuple[Any, ...]]


@dataclass(frozen=True)
class Filled:
    """A sheet with its rows: the names of what they hold, the rows, about how many."""

    sheet: Sheet
    columns: list[str]
    rows: Rows
    expected: int


def incidents_sheet(
    source: RowSource,
    where: Period | View | None,
    showing: Showing,
    taken: set[str],
    shape: Shape = Shape.COORDINATOR,
) -> Filled:
    """Incidents as the public is told of them, by day; no ids, so that no row can be followed."""
    sheet = incidents_columns(showing, taken, shape)
    names = list(dict.fromkeys(column.column for column in sheet.columns))
    order = ["day", *names]  # rows come in the order of their columns; the day leads
    rows = source.export_rows("incident", order, where, standing=True)
    return Filled(sheet, order, iter(rows), source.count("incident", where))


def incidents_columns(showing: Showing, taken: set[str], shape: Shape = Shape.COORDINATOR) -> Sheet:
    """What the public is told of an incident."""
    fields, words = RECORDS["incident"].fields, showing.words
    columns = columns_of(fields["occurred"], showing)
    columns += [_area("incident.place", "place", *pair, showing) for pair in _areas(words)]
    for name in ("attack", "weapon", "platform", "target"):
        columns += columns_of(fields[name], showing)
    columns += published_figures(words, named=False)
    for name in ("certainty", "status"):
        columns += columns_of(fields[name], showing)
    title = free_title(plain(words.kind("incident", several=True)), taken)
    shown = tuple(replace(column, choices="", late=False) for column in columns)
    return _shaped(Sheet("incident", title, shown), showing, shape)


def sum_sheets(
    tables: PublicTables, showing: Showing, taken: set[str], shape: Shape = Shape.COORDINATOR
) -> list[Filled]:  # fmt: skip
    """People, facilities attacked, the displaced."""
    words = showing.words
    found = [
        _people(tables, showing, free_title(plain(words.t("People")), taken)),
        _facilities(tables, showing, free_title(plain(words.t("Facilities attacked")), taken)),
        _displaced(tables, showing, free_title(plain(words.t("Displaced")), taken)),
    ]
    return [replace(one, sheet=_shaped(one.sheet, showing, shape)) for one in found]


def _shaped(sheet: Sheet, showing: Showing, shape: Shape) -> Sheet:
    return sheet if shape is Shape.COORDINATOR else replace(sheet, columns=tidy(sheet.columns, showing))


def _people(tables: PublicTables, showing: Showing, title: str) -> Filled:
    words, several = showing.words, _several(showing.words)
    columns = [
        _coded("people.outcome", words.field("victim.outcome"), "outcome", "outcome", words),
        *(_area("people", "area", *pair, showing) for pair in _areas(words)),
        _coded("people.sex", words.field("victim.sex"), "sex", "sex", words),
        _plain("people.age", words.t("Age group"), "age", several(_group)),
        _plain("people.month", words.t("Month"), "month", several(str)),
        *_ends("people", words),
        _number("people.groups", words.t("Groups put together"), "cells"),
        _plain("people.note", words.t("Remark"), "few", lambda few: _few(words) if few else None),
    ]
    rows = (
        (*row.cell, None if row.few else row.low, None if row.few else row.high, row.cells, row.few)
        for row in tables.people
    )
    names = ["outcome", "area", "sex", "age", "month", "low", "high", "cells", "few"]
    return Filled(Sheet("people", title, tuple(columns)), names, rows, len(tables.people))


def _facilities(tables: PublicTables, showing: Showing, title: str) -> Filled:
    words = showing.words
    columns = [
        *(_area("attacked", "area", *pair, showing) for pair in _areas(words)),
        _plain("attacked.month", words.t("Month"), "month", _several(words)(str)),
        _coded("attacked.kind", words.field("facility.kind"), "kind", "facility-kind", words),
        _number("attacked.facilities", words.t("Facilities attacked"), "facilities"),
        _number("attacked.attacks", words.t("Attacks"), "attacks"),
    ]
    rows = ((row.area, row.month, row.kind, row.facilities, row.attacks) for row in tables.facilities)
    names = ["area", "month", "kind", "facilities", "attacks"]
    return Filled(Sheet("attacked", title, tuple(columns)), names, rows, len(tables.facilities))


def _displaced(tables: PublicTables, showing: Showing, title: str) -> Filled:
    words = showing.words
    columns = [
        *(_area("displaced", "area", *pair, showing) for pair in _areas(words)),
        _plain("displaced.month", words.t("Month"), "month", _several(words)(str)),
        *_ends("displaced", words),
        _plain("displaced.note", words.t("Remark"), "few", lambda few: _few(words) if few else None),
    ]
    rows = (
        (row.area, row.month, None if row.few else row.low, None if row.few else row.high, row.few)
        for row in tables.displaced
    )
    names = ["area", "month", "low", "high", "few"]
    return Filled(Sheet("displaced", title, tuple(columns)), names, rows, len(tables.displaced))


# --------------------------------------------------------------------------------------------- columns


def _areas(words: Words) -> tuple[tuple[str, int, str], ...]:
    return (
        ("admin1", 1, words.t("Governorate")),
        ("admin1.code", 1, words.t("Code of the governorate")),
        ("admin2", 2, words.t("District")),
        ("admin2.code", 2, words.t("Code of the district")),
    )


def _area(key: str, column: str, part: str, level: int, label: str, showing: Showing) -> Shown:
    names, several = showing.names, _several(showing.words)
    code = part.endswith(".code")
    find = names.code_above(level) if code else names.above(level)
    return Shown(f"{key}.{part}", plain(label), column, width=12 if code else 18, convert=several(find), repeats=True)


def _several(words: Words) -> Callable[[Callable[[str], Any]], Callable[[Any], Cell]]:
    told = plain(words.t("several"))

    def or_several(show: Callable[[str], Any]) -> Callable[[Any], Cell]:
        def shown(value: Any) -> Cell:
            return told if value == ROLLED else show(value) if value else None

        return shown

    return or_several


def _group(age: str) -> str:
    """``18–29``, ``80+``."""
    low, _, high = age.partition("-")
    return f"{low}–{high}" if high else f"{low}+"


def _coded(key: str, label: str, column: str, codes: str, words: Words) -> Shown:
    show = _several(words)(lambda code: words.code(codes, code))
    return Shown(key, plain(label), column, width=18, convert=show, repeats=True, codes=codes)


def _plain(key: str, label: str, column: str, convert: Callable[[Any], Cell]) -> Shown:
    return Shown(key, plain(label), column, width=14, convert=convert, repeats=True)


def _number(key: str, label: str, column: str) -> Shown:
    return Shown(key, plain(label), column, look="number", width=12, repeats=True)


def _ends(key: str, words: Words) -> list[Shown]:
    return [
        _number(f"{key}.min", words.t("People: at least"), "low"),
        _number(f"{key}.max", words.t("People: at most"), "high"),
    ]


def _few(words: Words) -> str:
    return plain(words.t("fewer than {count}", count=SMALLEST_CELL))
