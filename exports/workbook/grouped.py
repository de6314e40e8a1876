"""The sheet of places and days: who was harmed where and when, in groups that fold; worked out, never read back.

Rows of records stay one a record, so that they can be sorted, filtered and read back; what adds up stands here.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from exports.cells import plain
from exports.names import Names
from exports.workbook.about import clean_text
from exports.workbook.looks import FONT, GREY, HEAD_FILL, INK, PRACTICE, print_setup
from exports.workbook.summaries import Look, put_heads
from storage import Figures, Spread, Words

MOST_ROWS = 5_000
"""Days of places on one sheet; more are told by months, and more than that not at all."""
WIDTHS = (34, 14, 9, *[10] * 6)
_DEEPEST = 4
_BOLD = 2
"""Places above this depth are bold."""

Path = tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """A row of the sheet: a place at some depth, or a day of one."""

    depth: int
    place: str
    day: str
    figures: Figures


def groups_of(spread: Spread, names: Names, words: Words) -> list[Line]:
    """All places from the governorate down, each followed by its days, in the order of their names."""
    paths: dict[str, Path] = {area: _path(area, names) for area in {cell.area for cell in spread.cells}}

    def order(path: Path) -> tuple[str, ...]:
        return tuple("\uffff" if not one else names.name("place", one) for one in path)

    nodes: dict[Path, Figures] = {}
    for depth in range(1, _DEEPEST + 1):
        nodes |= spread.by(lambda cell, depth=depth: paths[cell.area][:depth])  # type: ignore[misc]
    exact, days = spread.by(lambda cell: paths[cell.area]), _days(spread, paths)
    upper = {path[:depth] for path in nodes for depth in range(1, len(path))}
    found = []
    for path in sorted(nodes, key=order):
        depth = len(path)
        found.append(Line(depth - 1, _called(path[-1], names, words), "", nodes[path]))
        if path in upper and path in exact:
            found.append(Line(depth, plain(words.t("without a closer place")), "", exact[path]))
            depth += 1
        for day in sorted(days.get(path, ())):
            found.append(Line(depth, "", day or plain(words.t("day not known")), days[path][day]))
    return found


def _days(spread: Spread, paths: dict[str, Path]) -> dict[Path, dict[str, Figures]]:
    """By place and day; by month when they are many, and nothing when they are still too many."""
    for length in (10, 7):
        pairs = {(paths[cell.area], cell.day[:length]) for cell in spread.cells}
        if len(pairs) <= MOST_ROWS:
            found: dict[Path, dict[str, Figures]] = {}
            cut = slice(length)
            parts = spread.by(lambda cell, cut=cut: (paths[cell.area], cell.day[cut]))  # type: ignore[misc]
            for (path, day), figures in parts.items():
                found.setdefault(path, {})[day] = figures
            return found
    return {}


def _path(area: str, names: Names) -> Path:
    """Governorate, district, sub-district and place of a path, as far as they are told; ``("",)`` for none."""
    steps = [one for one in area.split("/") if one and names.level(one) not in (None, 0)]
    return tuple(steps[:3] + steps[3:][-1:]) or ("",)


def _called(place: str, names: Names, words: Words) -> str:
    return names.name("place", place) if place else plain(words.t("place not known"))


def fill_grouped(sheet: Worksheet, lines: list[Line], whole: Figures, look: Look) -> None:
    """Put the groups on their sheet, the whole above them."""
    words = look.words
    sheet.sheet_view.rightToLeft = words.rtl
    sheet.sheet_properties.outlinePr.summaryBelow = False
    for at, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    top = 1
    if look.banner:
        sheet.cell(1, 1, look.banner).font = Font(name=FONT, size=12, bold=True, color=PRACTICE)
        top = 2
    outcomes = [words.code("outcome", one) for one in ("killed", "injured", "missing")]
    put_heads(sheet, top, [words.t("Place"), words.t("Day"), words.t("Events"), *_spaced(outcomes)])
    put_heads(sheet, top + 1, ["", "", "", *[words.t("At least"), words.t("At most")] * 3])
    every = [Line(0, plain(words.t("All places and days")), "", whole), *lines]
    pen = _Pen(sheet)
    for row, line in enumerate(every, top + 2):
        pen.write(row, line, first=row == top + 2)
    told = words.t(
        "Worked out by the program; changes here are not read back. Where “at most” is empty, nobody knows it."
    )
    sheet.cell(top + len(every) + 3, 1, plain(told)).font = Font(name=FONT, size=9, color=GREY)
    sheet.freeze_panes = f"B{top + 2}"
    print_setup(sheet, head=top, above=look.above, below=look.below)
    sheet.print_title_rows = f"{top}:{top + 1}"


def _spaced(outcomes: list[str]) -> Iterator[str]:
    for one in outcomes:
        yield from (one, "")


class _Pen:
    """Writes the rows; a style is made once and then taken over, since making one costs more than its cell."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._styles: dict[tuple[Any, ...], Any] = {}

    def write(self, row: int, line: Line, *, first: bool) -> None:
        """One row; the first is the whole."""
        found = line.figures
        ends = [end for one in (found.killed, found.injured, found.missing) for end in one.shown]
        filled = first or (not line.depth and not line.day)
        strong = first or (line.depth < _BOLD and not line.day)
        for at, value in enumerate((line.place, line.day, found.events, *ends), 1):
            if (value is None or value == "") and not filled:
                continue
            cell = self._sheet.cell(row, at)
            cell._style = copy(self._style(strong, filled, line.depth if at == 1 else 0))
            if value is not None and value != "":
                cell.value = clean_text(value) if isinstance(value, str) else value
            if isinstance(value, str) and value:
                cell.data_type = "s"
                if value[:1] in _SIGNS:
                    cell.quotePrefix = True
        if line.depth and not first:
            self._sheet.row_dimensions[row].outlineLevel = line.depth

    def _style(self, *key: Any) -> Any:
        if key not in self._styles:
            strong, filled, indent = key
            made = WriteOnlyCell(self._sheet)
            made.font = Font(name=FONT, size=10, bold=strong, color=INK)
            made.alignment = Alignment(indent=indent)
            if filled:
                made.fill = PatternFill("solid", fgColor=HEAD_FILL)
            self._styles[key] = made._style
        return self._styles[key]


_SIGNS = tuple("=+-@")
