"""The entry workbook being made: its styles, the names its checks use, the lists to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from exports.cells import plain
from exports.entry.labels import place_label
from exports.entry.plan import ROWS, Mark
from exports.workbook.looks import FONT, HEAD_FILL, HEAD_LINE, INK, page_text, print_setup
from storage import Words

if TYPE_CHECKING:
    from storage import PlaceFacts


_FORMATS = {"day": "yyyy-mm-dd", "count": "0", "number": "0", "incident": "0", "time": "hh:mm"}
NUMBERS = "entry_incidents"
PLACES, FIRST_PLACE, FACILITIES = "entry_places", "entry_first_place", "entry_facilities"


class Book:
    """The workbook being made: its styles and the names its checks use."""

    def __init__(self, workbook: Workbook, words: Words, mark: Mark, practice: str, incidents: str) -> None:
        """``incidents``: the title of the sheet with incidents, "" when there is none."""
        self.workbook, self.words, self.mark, self.practice = workbook, words, mark, practice
        self.head = 3 if practice else 2
        self.has_incidents, self.has_facilities = bool(incidents), False
        self._styles: dict[str, NamedStyle] = {}
        made = WriteOnlyCell(workbook.active)
        made.font = Font(name=FONT, size=10, color=INK)
        self.ink = made._style
        """How texts look, made once: openpyxl compares each look it is given with all there are."""
        if incidents:
            first = self.head + 1
            self.name(NUMBERS, incidents, f"$B${first}:$B${self.head + ROWS['incident']}")

    def name(self, name: str, title: str, area: str) -> None:
        """Give cells a name that checks can use."""
        quoted = title.replace("'", "''")
        self.workbook.defined_names[name] = DefinedName(name, attr_text=f"'{quoted}'!{area}")

    def style(self, asks: str) -> NamedStyle:
        """How a cell to be filled in looks."""
        if asks not in self._styles:
            latin = asks in ("day", "time", "count", "number", "incident")
            made = NamedStyle(f"entry {asks}", number_format=_FORMATS.get(asks, "@"))
            made.font = Font(name=FONT, size=10, color=INK)
            made.alignment = Alignment(vertical="top", wrap_text=not latin, readingOrder=1 if latin else 0)
            made.border = Border(*[Side("thin", color=HEAD_LINE)] * 4)
            made.protection = Protection(locked=False)
            self._styles[asks] = made
        return self._styles[asks]

    def fill_places(self, sheet: Worksheet, places: Sequence[PlaceFacts]) -> None:
        """The places to choose from, by name, with what they lie in."""
        words = self.words
        sheet.sheet_view.rightToLeft = words.rtl
        rows = sorted(
            ((place_label(facts, words.language), facts) for facts in places),
            key=lambda pair: (pair[0].casefold(), pair[1].id),
        )
        heads = (words.t("Write this"), words.t("Name in the other script"), words.t("Code"))
        for at, (head, width) in enumerate(zip(heads, (38, 34, 14), strict=True), 1):
            head_cell(sheet, 1, at, plain(head))
            sheet.column_dimensions[get_column_letter(at)].width = width
        for row, (label, facts) in enumerate(rows, 2):
            other = facts.name_en if words.language == "ar" else facts.name_ar
            for at, text in enumerate((label, plain(other), facts.code), 1):
                text_cell(sheet, row, at, text, self.ink)
        last = max(2, len(rows) + 1)
        self.name(PLACES, sheet.title, f"$A$2:$A${last}")
        self.name(FIRST_PLACE, sheet.title, "$A$2")
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = f"A1:C{last}"
        print_setup(sheet, head=1, above=("", page_text(sheet.title), ""), below=("", "", "&P"))

    def fill_facilities(self, sheet: Worksheet, names: Sequence[str]) -> None:
        """What the register's facilities are called, for the drop-down."""
        at = (sheet.max_column if sheet.max_row > 1 else 0) + 1
        for row, name in enumerate(names, 2):
            text_cell(sheet, row, at, name, self.ink)
        self.has_facilities = bool(names)
        letter = get_column_letter(at)
        self.name(FACILITIES, sheet.title, f"${letter}$2:${letter}${max(2, len(names) + 1)}")


def text_cell(sheet: Worksheet, row: int, column: int, text: str, look: Any = None) -> Any:
    """A cell whose text stays text, whatever it begins with; ``look``: :attr:`Book.ink`, where there are many."""
    cell = sheet.cell(row, column)
    cell.value = text or None
    if look is None:
        cell.font = Font(name=FONT, size=10, color=INK)
    else:
        cell._style = copy(look)
    if text:
        cell.data_type, cell.quotePrefix = "s", text[:1] in tuple("=+-@")
    return cell


def head_cell(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """The head of a column."""
    cell = text_cell(sheet, row, column, text)
    cell.font = Font(name=FONT, size=10, bold=True, color=INK)
    cell.fill = PatternFill("solid", fgColor=HEAD_FILL)
    cell.border = Border(bottom=Side("thin", color=HEAD_LINE))
    cell.alignment = Alignment(vertical="center", wrap_text=True)
