"""What an analyst needs beside the rows: a dictionary of the columns, and the code lists as one tidy table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from exports.cells import Shown, plain
from exports.workbook.about import clean_text
from exports.workbook.coded import tag_of
from exports.workbook.looks import FONT, HEAD_FILL, INK, code_name, list_name
from exports.workbook.sheets import Sheet
from storage import LANGUAGES, RECORDS, Words, code_list

COLUMNS = ("sheet", "key", "label_ar", "label_en", "kind", "list", "privacy", "hxl", "description_ar",
           "description_en", "source")  # fmt: skip
LIST_COLUMNS = ("list", "code", "label_ar", "label_en", "offered", "source")
_WIDTHS = (20, 36, 30, 30, 12, 20, 12, 28, 40, 40, 50)
_LIST_WIDTHS = (22, 26, 36, 36, 10, 60)
_FACET_KINDS = {"number": "number", "date": "day", "time": "time", "moment": "moment", "id": "id"}
WORKED_OUT = "worked_out"
"""The kind of columns the register works out; they are not read back."""


def fill_dictionary(sheet: Worksheet, sheets: Sequence[Sheet], labels: Mapping[str, Mapping[str, str]]) -> None:
    """One row a column of the sheets.

    Args:
        sheets: those of the file.
        labels: by language and key.
    """
    _heads(sheet, COLUMNS, _WIDTHS)
    plain_cell = _look(sheet)
    spoken = {language: Words(language) for language in LANGUAGES}
    row = 1
    for one in sheets:
        for column in one.columns:
            row += 1
            both = {language: labels[language].get(column.key, column.label) for language in LANGUAGES}
            _put(sheet, row, _line(one, column, both, spoken), plain_cell)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{row}"


def _line(sheet: Sheet, column: Shown, labels: Mapping[str, str], spoken: Mapping[str, Words]) -> list[Any]:
    name = column.column.partition("__")[0]
    item = RECORDS[sheet.kind].fields.get(name) if sheet.kind in RECORDS else None
    own = item is not None and column.key == item.key
    privacy = _PRIVACY.get(item.privacy.value, "") if item is not None else ""
    hints = [plain(spoken[language].hint(item.key)) if item is not None else "" for language in ("ar", "en")]
    listed = column.codes if code_list(column.codes).items else ""
    return [
        sheet.title, column.key, labels["ar"], labels["en"], _kind(column, item.kind.word if own and item else ""),
        listed, privacy, tag_of(column, sheet.kind), *hints, _source(listed),
    ]  # fmt: skip


_PRIVACY = {"pub": "public", "par": "partner", "int": "internal", "seal": "sealed"}


def _kind(column: Shown, word: str) -> str:
    if column.key.startswith("~"):
        return WORKED_OUT
    if column.code:
        return "code"
    if column.codes:
        return "label"
    return word or _FACET_KINDS.get(column.look, "text")


def _source(name: str) -> str:
    """The standards the codes of a list come from, each once."""
    notes = [item.notes.strip() for item in code_list(name).items.values()] if name else []
    return "; ".join(dict.fromkeys(note for note in notes if note))


def fill_tidy_lists(workbook: Workbook, sheet: Worksheet, names: Sequence[str], words: Words) -> None:
    """All codes of these lists, one a row; and the names by which drop-downs find labels and codes."""
    _heads(sheet, LIST_COLUMNS, _LIST_WIDTHS)
    plain_cell = _look(sheet)
    row = 2
    labels = get_column_letter(LIST_COLUMNS.index(f"label_{words.language}") + 1)
    for name in names:
        first, offered = row, code_list(name).offered()
        retired = [item for item in code_list(name).items.values() if item.retired]
        for item in (*offered, *retired):
            both = [item.labels.get(language) or item.labels["en"] for language in ("ar", "en")]
            _put(sheet, row, [name, item.code, *both, "no" if item.retired else "yes", item.notes], plain_cell)
            row += 1
        last = first + len(offered) - 1
        for called, letter in ((list_name(name), labels), (code_name(name), "B")):
            area = f"'{sheet.title}'!${letter}${first}:${letter}${last}"
            workbook.defined_names[called] = DefinedName(called, attr_text=area)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(LIST_COLUMNS))}{row - 1}"


def _heads(sheet: Worksheet, heads: Sequence[str], widths: Sequence[int]) -> None:
    sheet.sheet_view.rightToLeft = False  # keys and codes are Latin, whatever the language
    for at, (text, width) in enumerate(zip(heads, widths, strict=True), 1):
        cell = sheet.cell(1, at, text)
        cell.font, cell.fill = Font(name=FONT, size=10, bold=True, color=INK), PatternFill("solid", fgColor=HEAD_FILL)
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.freeze_panes = "A2"


def _look(sheet: Worksheet) -> Any:
    """How a cell looks, made once: openpyxl compares each look it is given with all there are."""
    made = WriteOnlyCell(sheet)
    made.font, made.alignment = Font(name=FONT, size=10, color=INK), Alignment(vertical="top")
    return made._style


def _put(sheet: Worksheet, row: int, values: Sequence[Any], look: Any) -> None:
    for at, value in enumerate(values, 1):
        if not value:
            continue
        cell = sheet.cell(row, at)
        cell.value, cell.data_type = clean_text(str(value)), "s"
        cell._style = copy(look)
        cell.quotePrefix = str(value)[:1] in tuple("=+-@")
