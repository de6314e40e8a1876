"""One sheet of the entry workbook: heads, prepared rows, what may be entered and what is marked while it is filled."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import TYPE_CHECKING

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from exports.cells import plain
from exports.entry.book import Book, head_cell, text_cell
from exports.entry.checks import check_of, marks_of
from exports.entry.plan import NUMBER, EntryColumn, label_of, row_id
from exports.workbook.looks import FONT, GREY, PRACTICE, page_text, print_setup

if TYPE_CHECKING:
    pass


def fill_sheet(book: Book, sheet: Worksheet, kind: str, columns: Sequence[EntryColumn], rows: int) -> None:
    """The heads, the prepared rows, their checks and marks."""
    head, words = book.head, book.words
    sheet.sheet_view.rightToLeft = words.rtl
    keys = [str(book.mark), f"entry.{NUMBER}", *(column.key for column in columns)]
    for at, key in enumerate(keys, 1):
        text_cell(sheet, 1, at, key).font = Font(name=FONT, size=8, color=GREY)
    sheet.row_dimensions[1].hidden = True
    if book.practice:
        text_cell(sheet, 2, 2, book.practice).font = Font(name=FONT, size=12, bold=True, color=PRACTICE)
    labels = ["", plain(words.t("No.")), *(label_of(column, words) for column in columns)]
    for at, label in enumerate(labels, 1):
        head_cell(sheet, head, at, label)
    sheet.row_dimensions[head].height = 44
    for at, width in enumerate((12, 5, *(column.width for column in columns)), 1):
        sheet.column_dimensions[get_column_letter(at)].width = width + 0.7
    sheet.column_dimensions["A"].hidden = True
    _prepare(book, sheet, kind, columns, rows)
    for at, column in enumerate(columns, 3):
        letter = get_column_letter(at)
        check = check_of(book, column, letter, head + 1)
        if check is not None:
            sheet.add_data_validation(check)
            check.add(f"{letter}{head + 1}:{letter}{head + rows}")
    _mark(book, sheet, columns, rows)
    _finish(book, sheet, len(columns) + 2, rows)


def _prepare(book: Book, sheet: Worksheet, kind: str, columns: Sequence[EntryColumn], rows: int) -> None:
    styles = [book.style(column.asks) for column in columns]
    for style in styles:
        if style.name not in book.workbook.named_styles:
            book.workbook.add_named_style(style)
    first = book.head + 1
    sheet.cell(first, 2).font = Font(name=FONT, size=9, color=GREY)
    for at, style in enumerate(styles, 3):
        sheet.cell(first, at).style = style.name
    looks = [sheet.cell(first, at)._style for at in range(2, len(styles) + 3)]
    for number in range(1, rows + 1):
        row = book.head + number
        text_cell(sheet, row, 1, row_id(book.mark.book, kind, number), book.ink)
        for at, look in enumerate(looks, 2):
            sheet.cell(row, at)._style = copy(look)
        sheet.cell(row, 2).value = number


def _mark(book: Book, sheet: Worksheet, columns: Sequence[EntryColumn], rows: int) -> None:
    """Colours while it is filled in: what is missing, what does not fit."""
    first = book.head + 1
    last = get_column_letter(len(columns) + 2)
    for at, column in enumerate(columns, 3):
        letter = get_column_letter(at)
        area = f"{letter}{first}:{letter}{first + rows - 1}"
        for formula, colour in marks_of(book, columns, column, letter, first, last):
            rule = FormulaRule(formula=[formula], fill=PatternFill("solid", bgColor=colour), stopIfTrue=True)
            sheet.conditional_formatting.add(area, rule)


def _finish(book: Book, sheet: Worksheet, width: int, rows: int) -> None:
    """What stays in sight, on paper, and what cannot be overwritten by a slip: ids, numbers and heads."""
    sheet.freeze_panes = f"C{book.head + 1}"
    view = sheet.sheet_view
    view.topLeftCell = "B2"
    view.pane.xSplit, view.pane.ySplit = 1, book.head - 1
    for selection in view.selection:
        selection.activeCell = selection.sqref = f"C{book.head + 1}"
    protection = sheet.protection
    protection.sheet = True
    protection.formatCells = protection.formatColumns = protection.formatRows = False
    warning = page_text(plain(book.words.t("Contains names. Do not leave lying about.")))
    pages = plain(book.words.t("Page {page} of {pages}", page="&P", pages="&N"))
    print_setup(sheet, head=book.head, above=("", page_text(sheet.title), ""), below=(warning, "", pages))
    sheet.print_area = f"B{book.head}:{get_column_letter(width)}{book.head + rows}"
