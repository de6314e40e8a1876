"""An example of a template: a report of one page with a table and a chart, and a sheet with all names there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Font
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from exports.cells import Showing, plain
from exports.names import Names
from exports.template.meanings import CELLS, PREFIX, VILLAGES, layout_of
from exports.workbook.looks import FONT, GREY, INK
from exports.workbook.sheets import free_title
from exports.workbook.writing import write_package
from storage import Level, Period, Reading, View, Words

TABLES = ("incident", "victim", "facility", "movement", VILLAGES)
"""The tables whose columns are listed; the others are called and headed in the same way."""
_SHOWN = ("incident.code", "incident.occurred", "incident.place", "incident.place.admin2", "incident.attack",
          "~incident.killed_min", "~incident.injured_min")  # fmt: skip
_FIGURES = ("killed_min", "killed_max", "injured_min", "injured_max", "missing_min", "missing_max", "displaced_min",
            "displaced_max", "facilities_attacked")  # fmt: skip
_HEAD, _FIRST = 18, 19


def write_example(target: Path, *, language: str) -> None:
    """Write the example to ``target``.

    Raises:
        UserError: what the disk says.
    """
    words = Words(language)
    names = Names(_Nothing(), language)
    showing = Showing(words, Reading(words, date.today(), name=names.name), names)
    book = Workbook()
    report, taken = book.active, set[str]()
    report.title = free_title(plain(words.t("Report")), taken)
    _report(book, report, showing)
    _names_sheet(book.create_sheet(free_title(plain(words.t("Names")), taken)), showing)
    for sheet in book.worksheets:
        sheet.sheet_view.rightToLeft = words.rtl
    write_package(target, book, {})


class _Nothing:
    """A register that holds nothing: the example shows how things are called, no data."""

    def export_rows(
        self, kind: str, columns: Sequence[str], where: Period | View | None, *, standing: bool = False
    ) -> Iterable[tuple[Any, ...]]:
        """No rows."""
        return ()

    def count(self, kind: str, where: Period | View | None) -> int:
        """None."""
        return 0

    def position(self) -> int:
        """The beginning."""
        return 0

    def about(self) -> Mapping[str, Any]:
        """Nobody."""
        return {}


def _report(book: Workbook, sheet: Worksheet, showing: Showing) -> None:
    words = showing.words
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 30, 24
    _put(sheet, 1, 1, words.t("Report of attacks and those killed"), size=16, bold=True)
    told = ((words.t("Team"), "team"), (words.t("Period"), "period"), (words.t("Place"), "place"),
            (words.t("Sharing level"), "level"))  # fmt: skip
    for row, (label, name) in enumerate(told, 2):
        _named(book, sheet, row, label, name)
    for row, (label, name) in enumerate(zip(figure_labels(words), _FIGURES, strict=True), 7):
        _named(book, sheet, row, label, name)
    labels = {column.key: column.label for column in layout_of("incident", showing, Level.INTERNAL).columns}
    for at, key in enumerate(_SHOWN, 1):
        _put(sheet, _HEAD, at, labels[key], bold=True)
        sheet.column_dimensions["ABCDEFG"[at - 1]].width = max(18, sheet.column_dimensions["ABCDEFG"[at - 1]].width)
    table = Table(displayName=f"{PREFIX}incidents", ref=f"A{_HEAD}:G{_FIRST}")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleMedium2", showRowStripes=True)
    sheet.add_table(table)
    chart = BarChart()
    chart.title, chart.legend = plain(words.t("Killed, at least")), None
    chart.add_data(Reference(sheet, min_col=6, min_row=_FIRST, max_row=_FIRST))
    chart.set_categories(Reference(sheet, min_col=2, min_row=_FIRST, max_row=_FIRST))
    chart.width, chart.height = 20, 8
    sheet.add_chart(chart, "D1")


def figure_labels(words: Words) -> list[str]:
    """The figures of the example in words."""
    people = [words.code("outcome", one) for one in ("killed", "injured", "missing")] + [words.t("Displaced")]
    ends = [
        told
        for one in people
        for told in (words.t("{field}: at least", field=one), words.t("{field}: at most", field=one))
    ]
    return [*ends, words.t("Facilities attacked")]


def _named(book: Workbook, sheet: Worksheet, row: int, label: str, name: str) -> None:
    _put(sheet, row, 1, label, color=GREY)
    _put(sheet, row, 2, "", bold=True)
    title = sheet.title.replace("'", "''")
    book.defined_names[PREFIX + name] = DefinedName(PREFIX + name, attr_text=f"'{title}'!$B${row}")


def cell_label(name: str, words: Words) -> str:
    """What a name of a single cell stands for."""
    first, _, rest = name.partition("_")
    if first in ("killed", "injured", "missing") and (told := _of_people(rest, words)):
        return f"{words.code('outcome', first)}: {told}"
    found = {
        "register": words.t("Register"), "team": words.t("Team"), "made": words.t("Made on"),
        "level": words.t("Sharing level"), "level_text": words.t("Sharing level"), "recipient": words.t("For"),
        "purpose": words.t("Purpose"), "period": words.t("Period"), "first": words.t("From"), "last": words.t("To"),
        "place": words.t("Place"), "program": words.t("Program"), "hidden": words.t("What was hidden or put together"),
        "facilities_attacked": words.t("Facilities attacked"), "facilities_attacks": words.t("Attacks"),
        "medical_attacked": words.t("Health facilities attacked"), "medical_attacks": words.t("Attacks"),
        "schools_attacked": words.t("Schools attacked"), "schools_attacks": words.t("Attacks"),
        "displaced_villages": words.t("Villages people left"), "events": words.t("Events"),
        "rescued": words.code("outcome", "rescued"), "incidents": words.kind("incident", several=True),
    }  # fmt: skip
    if name in found:
        return found[name]
    field = words.t("Displaced") if first == "displaced" else words.t("Returned")
    return words.t("{field}: at least", field=field) if rest == "min" else words.t("{field}: at most", field=field)


def _of_people(rest: str, words: Words) -> str:
    return {
        "min": words.t("at least"), "max": words.t("at most"), "named_min": words.t("By name: at least"),
        "named_max": words.t("By name: at most"), "unnamed_min": words.t("Not yet named: at least"),
        "unnamed_max": words.t("Not yet named: at most"), "children": words.t("children"), "women": words.t("women"),
        "civilians": words.t("civilians"),
    }.get(rest, "")  # fmt: skip


def _names_sheet(sheet: Worksheet, showing: Showing) -> None:
    """What a cell and a table can be called, and what the heads of a table can be."""
    words = showing.words
    for letter, width in zip("ABC", (34, 38, 48), strict=True):
        sheet.column_dimensions[letter].width = width
    _put(sheet, 1, 1, words.t("Names a template can use"), size=16, bold=True)
    _put(
        sheet,
        2,
        1,
        words.t("Give a cell one of these names, or a table; its heads are keys or labels in either language."),
    )
    row = 4
    for line in _lines(showing):
        for at, text in enumerate(line, 1):
            _put(sheet, row, at, text, bold=len(line) == 1)
        row += 1


def _lines(showing: Showing) -> Iterator[tuple[str, ...]]:
    words = showing.words
    yield (words.t("Cells"),)
    yield from ((PREFIX + name, cell_label(name, words)) for name in CELLS)
    for kind in TABLES:
        title = words.t("Villages") if kind == VILLAGES else words.kind(kind, several=True)
        yield ("",)
        yield (words.t("Table {name}: {title}", name=PREFIX + kind, title=title),)
        for column in layout_of(kind, showing, Level.INTERNAL).columns:
            yield column.key.lstrip("~"), column.label, column.codes


def _put(
    sheet: Worksheet, row: int, column: int, text: str, *, size: int = 10, bold: bool = False, color: str = INK
) -> None:
    cell = sheet.cell(row, column, plain(text) or None)
    cell.font = Font(name=FONT, size=size, bold=bold, color=color)
    if text:
        cell.data_type = "s"
