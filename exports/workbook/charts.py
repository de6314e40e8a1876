"""The charts sheet: native charts of Excel, drawn from a sheet of their own that says the same as the figures.

Killed is dark and plain, injured hatched, so that a black printer tells them apart. Time runs from left to right in
every language, as the clock and the calendar of an Arabic page do; other bars begin where the language begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.chart import BarChart, Reference, Series
from openpyxl.chart.data_source import NumData, NumVal, StrData, StrVal
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.fill import ColorChoice, PatternFillProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.styles import Alignment
from openpyxl.styles import Font as CellFont
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from exports.cells import plain
from exports.leaving.shares import Shares
from exports.workbook.about import clean_text
from exports.workbook.looks import FONT, GREY, INK, PRACTICE, print_setup
from exports.workbook.summaries import Look, put, put_heads
from storage import Level, Words

KILLED, INJURED, LINE = "1D2733", "C9607A", "C7D0D9"
WIDE, HALF, TALL = 25.6, 12.7, 8.4
"""Centimetres."""
_ROWS = 17
"""Rows of the sheet a chart takes."""
_LEFT, _RIGHT = "A", "H"
_COLUMNS = 14


@dataclass(frozen=True)
class Block:
    """Where the numbers of a chart stand on their sheet: rows from ``first`` to ``last``, the heads above."""

    shares: Shares
    first: int
    last: int


def fill_data(sheet: Worksheet, found: Sequence[Shares], look: Look) -> list[Block]:
    """The numbers, one table below the other; the places of their bars."""
    words = look.words
    sheet.sheet_view.rightToLeft = words.rtl
    for at, width in enumerate((34, 12, 12, 12, 12), 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    row, blocks = _begin(sheet, look), []
    for shares in found:
        sheet.cell(row, 1, clean_text(shares.title)).font = CellFont(name=FONT, size=12, bold=True, color=INK)
        killed, injured = words.code("outcome", "killed"), words.code("outcome", "injured")
        put_heads(sheet, row + 1, [shares.head, killed, "", injured, ""])
        ends = (words.t("At least"), words.t("At most"))
        put_heads(sheet, row + 2, ["", *ends, *ends])
        first = row = row + 3
        for share in (*shares.bars, *shares.apart):
            for at, value in enumerate((share.label, *share.killed, *share.injured), 1):
                if value is not None:
                    put(sheet, row, at, value)
            row += 1
        blocks.append(Block(shares, first, first + len(shares.bars) - 1))
        row += 1
    told = words.t(
        "Worked out by the program; changes here are not read back. Where “at most” is empty, nobody knows it."
    )
    for at, line in enumerate((told, _note(look)), row):
        sheet.cell(at, 1, plain(line)).font = CellFont(name=FONT, size=9, color=GREY)
    print_setup(sheet, head=0, above=look.above, below=look.below)
    return blocks


def _begin(sheet: Worksheet, look: Look) -> int:
    if not look.banner:
        return 1
    sheet.cell(1, 1, look.banner).font = CellFont(name=FONT, size=12, bold=True, color=PRACTICE)
    return 3


def _note(look: Look) -> str:
    say = look.words.t
    if look.level is Level.PUBLIC:
        return say("Added up from the table of people of this file; groups that are not told in it are not in here.")
    return say("Each line is the figure of that day or place alone; parts can add up to more than the whole.")


def fill_charts(sheet: Worksheet, data: Worksheet, blocks: Sequence[Block], look: Look) -> None:
    """The charts of these blocks: what runs over time across the page, the others side by side."""
    words = look.words
    sheet.sheet_view.rightToLeft, sheet.sheet_view.showGridLines = words.rtl, False
    for at in range(1, _COLUMNS + 1):
        sheet.column_dimensions[get_column_letter(at)].width = 9.6
    top = _begin(sheet, look)
    sheet.cell(top, 1, plain(words.t("Charts"))).font = CellFont(name=FONT, size=16, bold=True, color=INK)
    told = plain(words.t("Bars show “at least”. Time runs from left to right. The numbers are on “{sheet}”.",
                         sheet=data.title))  # fmt: skip
    sheet.cell(top + 1, 1, clean_text(told)).font = CellFont(name=FONT, size=9, color=GREY)
    row, left = top + 3, True
    for block in blocks:
        if not block.shares.bars:
            continue
        wide = block.shares.over_time
        if wide and not left:
            row, left = row + _ROWS, True
        chart = _chart(data, block, words, wide=wide)
        sheet.add_chart(chart, f"{_LEFT if left else _RIGHT}{row}")
        row, left = (row + _ROWS, True) if wide or not left else (row, False)
    last = row + (0 if left else _ROWS)
    for cell in sheet["A1:A2"]:
        cell[0].alignment = Alignment(readingOrder=2 if words.rtl else 1)
    sheet.print_area = f"A1:{get_column_letter(_COLUMNS)}{last}"
    sheet.row_breaks.append(Break(id=top + 2 + 2 * _ROWS)) if last > top + 2 + 2 * _ROWS else None
    print_setup(sheet, head=0, above=look.above, below=look.below)


# --------------------------------------------------------------------------------------------- one chart


def _chart(data: Worksheet, block: Block, words: Words, *, wide: bool) -> BarChart:
    shares = block.shares
    chart = BarChart()
    chart.type, chart.grouping = ("col", "clustered") if wide else ("bar", "clustered")
    chart.width, chart.height = (WIDE if wide else HALF), TALL
    chart.gapWidth, chart.overlap = 60, 0
    chart.title = _title(shares.title, words)
    chart.legend.position, chart.legend.txPr = "b", _letters(words, 900)
    for column, outcome in ((2, "killed"), (4, "injured")):
        least = [(share.killed if column == 2 else share.injured)[0] for share in shares.bars]
        chart.series.append(_series(data, block, column, words.code("outcome", outcome), least))
    _axes(chart, words, wide=wide)
    if len(shares.bars) <= 40:
        chart.dataLabels = DataLabelList(showVal=True, showSerName=False, showCatName=False, showLegendKey=False,
                                         numFmt="0;;", txPr=_letters(words, 700))  # fmt: skip
    return chart


def _series(data: Worksheet, block: Block, column: int, name: str, numbers: Sequence[int | None]) -> Series:
    """One row of bars; what it shows is kept in the chart, too, for programs that do not work it out when opening."""
    values = Reference(data, min_col=column, min_row=block.first, max_row=block.last)
    labels = Reference(data, min_col=1, min_row=block.first, max_row=block.last)
    head = Reference(data, min_col=column, min_row=block.first - 2)
    series = Series(values, title=name)
    series.tx.strRef, series.tx.v = _text_reference(head, [plain(name)]), None
    points = [NumVal(idx=at, v=str(one)) for at, one in enumerate(numbers) if one is not None]
    series.val.numRef.numCache = NumData(formatCode="General", ptCount=len(numbers), pt=points)
    series.cat = _categories(labels, [share.label for share in block.shares.bars])
    look = GraphicalProperties()
    if column == 2:
        look.solidFill = KILLED
    else:
        look.pattFill = PatternFillProperties(
            prst="wdUpDiag", fgClr=ColorChoice(srgbClr=INJURED), bgClr=ColorChoice(srgbClr="FFFFFF")
        )
    look.line = LineProperties(solidFill=KILLED if column == 2 else INJURED, w=6350)
    series.graphicalProperties = look
    return series


def _text_reference(where: Reference, texts: Sequence[str]) -> Any:
    from openpyxl.chart.data_source import StrRef

    cache = StrData(ptCount=len(texts), pt=[StrVal(idx=at, v=text) for at, text in enumerate(texts)])
    return StrRef(f=str(where), strCache=cache)


def _categories(where: Reference, texts: Sequence[str]) -> Any:
    from openpyxl.chart.data_source import AxDataSource

    return AxDataSource(strRef=_text_reference(where, texts))


def _axes(chart: BarChart, words: Words, *, wide: bool) -> None:
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False
        axis.txPr = _letters(words, 800)
        axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=LINE))
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=LINE, w=6350))
    chart.y_axis.number_format, chart.y_axis.scaling.min = "0", 0
    chart.x_axis.number_format, chart.x_axis.tickLblPos = "General", "low"
    if wide:
        return
    chart.x_axis.scaling.orientation = "maxMin"  # the largest above
    if words.rtl:
        chart.y_axis.scaling.orientation = "maxMin"  # bars grow from the right
    chart.y_axis.crosses = "max"  # numbers below, since the largest bar is above


def _title(text: str, words: Words) -> Title:
    run = RegularTextRun(t=clean_text(text), rPr=_signs(words, 1100, bold=True))
    paragraph = Paragraph(pPr=ParagraphProperties(rtl=words.rtl, defRPr=_signs(words, 1100, bold=True)), r=[run])
    return Title(tx=Text(rich=RichText(p=[paragraph])), overlay=False)


def _letters(words: Words, size: int) -> RichText:
    made = ParagraphProperties(rtl=words.rtl, defRPr=_signs(words, size))
    return RichText(p=[Paragraph(pPr=made, endParaRPr=_signs(words, size))])


def _signs(words: Words, size: int, *, bold: bool = False) -> CharacterProperties:
    face = Font(typeface=FONT)
    return CharacterProperties(
        lang="ar-SY" if words.rtl else "en-GB", sz=size, b=bold, solidFill=INK, latin=face, cs=face
    )
