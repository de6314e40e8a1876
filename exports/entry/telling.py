"""The first sheet of an entry workbook: who fills it in, how, and what happens with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from openpyxl.styles import Alignment, Border, Font, Protection, Side
from openpyxl.worksheet.worksheet import Worksheet

from exports.cells import plain
from exports.entry.book import text_cell
from exports.entry.checks import MISSING, UNKNOWN, WRONG
from exports.entry.plan import TEAM
from exports.workbook.looks import FONT, GREY, HEAD_LINE, INK, PRACTICE, page_text, print_setup
from storage import Words

if TYPE_CHECKING:
    from exports.entry.book import Book


def fill_telling(book: Book, sheet: Worksheet, titles: Mapping[str, str], register: str) -> None:
    """The whole sheet; the team's cell is the only one that is filled in."""
    words = book.words
    sheet.sheet_view.rightToLeft = words.rtl
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].hidden = True
    for letter, width in (("B", 26), ("C", 76)):
        sheet.column_dimensions[letter].width = width
    text_cell(sheet, 1, 1, str(book.mark))
    sheet.row_dimensions[1].hidden = True
    title = text_cell(sheet, 2, 2, plain(words.t("Entry workbook of {register}", register=register)))
    title.font = Font(name=FONT, size=16, bold=True, color=INK)
    if book.practice:
        text_cell(sheet, 3, 2, book.practice).font = Font(name=FONT, size=12, bold=True, color=PRACTICE)
    _team(sheet, words)
    row = 7
    for number, sentence in enumerate(_steps(words, titles), 1):
        row = _line(sheet, words, row, str(number), sentence)
    row += 1
    for colour, sentence in _colours(words).items():
        row = _line(sheet, words, row, "", sentence, colour)
    row += 1
    for sentence in _cautions(words):
        row = _line(sheet, words, row, "", sentence)
    sheet.protection.sheet = True
    print_setup(sheet, head=0, above=("", page_text(sheet.title), ""), below=("", "", ""))
    sheet.print_area = f"B2:C{row}"


def _team(sheet: Worksheet, words: Words) -> None:
    text_cell(sheet, 5, 1, TEAM)
    head = text_cell(sheet, 5, 2, plain(words.t("Team that fills it in")))
    head.font = Font(name=FONT, size=11, bold=True, color=INK)
    cell = sheet.cell(5, 3)
    cell.number_format = "@"
    cell.font = Font(name=FONT, size=11, color=INK)
    cell.border = Border(*[Side("thin", color=HEAD_LINE)] * 4)
    cell.alignment = Alignment(vertical="center", horizontal="right" if words.rtl else None)
    cell.protection = Protection(locked=False)
    sheet.row_dimensions[5].height = 24


def _steps(words: Words, titles: Mapping[str, str]) -> list[str]:
    say = words.t
    found = [say("Write the name of your team above. Two teams that fill in copies are told apart by it.")]
    if "incident" in titles:
        found.append(
            say("One row for each incident. Fill in what is known and leave empty what is not: nothing is guessed.")
        )
    if titles.keys() & {"victim", "damage", "movement"}:
        found.append(
            say("People, damage and movements name their incident by its number: the first column of the incidents.")
        )
    return [
        *found,
        say("Days: write 2019-07-04. If only the month is known, write its first day, and its last day beside it."),
        say("Numbers: if not sure, the lower one first and the higher one beside it. One number alone is exact."),
        say("Places: write the first letters, then open the list. A village that is not in it: write its name."),
        say("Ages: 35, or 3 months, or about 30."),
        say(
            "Save it under the same name and bring it back. It can come back as often as you like: nothing is doubled."
        ),
    ]


def _colours(words: Words) -> dict[str, str]:
    say = words.t
    return {
        MISSING: say("This colour: something is still missing here. Leave it when nobody knows."),
        WRONG: say("This colour: the two do not fit together."),
        UNKNOWN: say("This colour: the place is not in the list and will be asked about."),
    }


def _cautions(words: Words) -> list[str]:
    say = words.t
    return [
        say("Do not move, copy or delete whole rows; the number in front of a row stays with its record."),
        say("Where people fled to, phone numbers and documents are not asked here: this file is not locked."),
        say("When it is filled in, it contains names. Hand it over yourself, and delete it when it was read."),
    ]


def _line(sheet: Worksheet, words: Words, row: int, left: str, sentence: str, colour: str = "") -> int:
    """One sentence; gives the next free row."""
    from openpyxl.styles import PatternFill

    first = text_cell(sheet, row, 2, left)
    first.font = Font(name=FONT, size=11, bold=True, color=GREY)
    first.alignment = Alignment(horizontal="left" if words.rtl else "right", vertical="top")
    if colour:
        first.fill = PatternFill("solid", fgColor=colour)
    cell = text_cell(sheet, row, 3, plain(sentence))
    cell.font = Font(name=FONT, size=11, color=INK)
    cell.alignment = Alignment(
        "right" if words.rtl else None, "top", wrap_text=True, readingOrder=2 if words.rtl else 0
    )
    sheet.row_dimensions[row].height = 34 if len(sentence) > 78 else 18
    return row + 1
