"""The rows of a foreign file that were not taken, in the layout of that file: mended there, they are imported again.

Every cell stands where it stood, under its own header; a column more says why, and the cells in question are marked.
Rows that wait for an answer are among them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from exports.cells import plain
from exports.foreign.mapping import sheet_for
from exports.foreign.plan import IntakePlan
from exports.foreign.table import Cell, ForeignFile, ForeignSheet
from exports.reread.proposal import Spot
from storage import Words, whole_file

MARK = PatternFill("solid", fgColor="FFF3C4")
"""The colour of a cell to look at."""
LONGEST = 32_000


def write_error_workbook(plan: IntakePlan, file: ForeignFile, path: Path, *, language: str) -> int:
    """Write the rows that were not taken to ``path``, whole or not at all; gives how many.

    Every cell is text, a number, a day or a time: nothing in it is a link or a formula, whatever stood in the file.

    Raises:
        UserError: ``disk-full``, ``cannot-write``; what was there before is as it was.
    """
    words = Words(language)
    reasons = _reasons(plan, words)
    left = sorted({row.spot for row in plan.rows if row.how in ("refused", "doubtful")})
    by_sheet: dict[str, list[Spot]] = defaultdict(list)
    for spot in left:
        by_sheet[spot.sheet].append(spot)
    main = sheet_for(file, plan.mapping)
    workbook = Workbook()
    workbook.remove(workbook.active)
    workbook.properties.creator = workbook.properties.lastModifiedBy = "Sijill"
    workbook.properties.language = language
    for sheet in file.sheets:
        if sheet.name in by_sheet or sheet is main:
            _write(workbook.create_sheet(sheet.name[:31]), sheet, by_sheet.get(sheet.name, []), reasons, words)
    if not workbook.worksheets:
        workbook.create_sheet(plain(words.t("Nothing left")))
    with whole_file(path) as target:
        workbook.save(target)
    return len(left)


Reasons = Mapping[Spot, Sequence[tuple[int, str]]]
"""By row: the column from 0 (-1 for the whole row) and what is wrong."""


def _reasons(plan: IntakePlan, words: Words) -> Reasons:
    found: dict[Spot, list[tuple[int, str]]] = defaultdict(list)
    for one in plan.problems:
        todo = f" {words.say(one.todo)}" if one.todo else ""
        offer = f" {words.t('Perhaps meant: {offer}', offer=one.offer)}" if one.offer else ""
        label = f"{one.label}: " if one.label else ""
        found[Spot(one.spot.sheet, one.spot.row)].append(
            (one.spot.column, f"{label}{words.say(one.what)}{todo}{offer}")
        )
    questions = {one.key: one for one in plan.questions}
    for row in plan.rows:
        for key in row.waits if row.how in ("refused", "doubtful") else ():
            asked = questions.get(key)
            if asked is not None:
                place = words.t("Which place is meant by “{name}”?", name=asked.text)
                word = words.t("What is meant by “{name}”?", name=asked.text)
                found[row.spot].append((asked.spot.column, place if asked.what == "place" else word))
    return found


def _write(
    worksheet: Worksheet, sheet: ForeignSheet, spots: Iterable[Spot], reasons: Reasons, words: Words
) -> None:  # fmt: skip
    worksheet.sheet_view.rightToLeft = words.rtl
    width = max((column.at for column in sheet.columns), default=-1) + 1
    why = width + 1
    heads = [(column.at + 1, column.label) for column in sheet.columns]
    heads.append((why, plain(words.t("Why it was not taken"))))
    for at, label in heads:
        cell = worksheet.cell(1, at)
        _put(cell, label)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    at_row = 2
    if sheet.tags:
        for column in sheet.columns:
            _put(worksheet.cell(at_row, column.at + 1), column.tag or None)
        at_row += 1
    worksheet.freeze_panes = f"A{at_row}"
    for spot in spots:
        cells = sheet.rows[spot.row - sheet.first]
        told = reasons.get(Spot(spot.sheet, spot.row), ())
        marked = {column for column, _ in told}
        for at, value in enumerate(cells):
            cell = worksheet.cell(at_row, at + 1)
            _put(cell, value)
            if at in marked:
                cell.fill = MARK
        reason = worksheet.cell(at_row, why)
        _put(reason, plain("\n".join(dict.fromkeys(text for _, text in told))))
        reason.alignment = Alignment(wrap_text=True, vertical="top")
        at_row += 1
    for at in range(1, width + 1):
        worksheet.column_dimensions[get_column_letter(at)].width = 16
    worksheet.column_dimensions[get_column_letter(why)].width = 60


def _put(cell: Any, value: Cell) -> None:
    """A value as itself; a text never as a formula."""
    if value is None:
        return
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST]
        cell.data_type = "s"
        if value[:1] in ("=", "+", "-", "@", "\t"):
            cell.quotePrefix = True
        return
    cell.value = value
    if isinstance(value, time):
        cell.number_format = "hh:mm"
