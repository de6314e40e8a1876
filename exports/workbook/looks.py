"""How a workbook looks: styles, widths, frozen heads, filters, print set-up, drop-downs from code lists."""

from __future__ import annotations

from copy import copy

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from exports.cells import Look
from exports.workbook.sheets import Sheet, Styles
from exports.workbook.stream import LAST_ROW
from storage import Words, code_list

FONT = "Arial"  # the one font with good Arabic that is on every Windows, and has a metric twin elsewhere
HEAD_FILL, HEAD_LINE, INK, GREY, PRACTICE = "E8EDF2", "9AA7B4", "17212B", "5B6773", "B45309"

_FORMATS: dict[Look, str] = {
    "text": "@",
    "latin": "@",
    "note": "General",
    "number": "General",
    "date": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
    "time": "hh:mm",
    "id": "@",
}


class Looks:
    """The styles of one workbook, registered with openpyxl once."""

    def __init__(self, workbook: Workbook, words: Words, *, wrapped: bool = False) -> None:
        """``wrapped``: long texts go on below in their cell instead of beside it."""
        self._workbook, self._words, self._wrapped = workbook, words, wrapped
        self._scratch = workbook.active
        self.styles = Styles(
            looks={look: self._look(look) for look in _FORMATS},
            quoted={look: self._look(look, quoted=True) for look in _FORMATS},
            head=self._style(
                Font(name=FONT, size=10, bold=True, color=INK),
                fill=PatternFill("solid", fgColor=HEAD_FILL),
                border=Border(bottom=Side("thin", color=HEAD_LINE)),
                alignment=Alignment(horizontal=None, vertical="center", wrap_text=True),
            ),
            key=self._style(Font(name=FONT, size=8, color=GREY)),
            banner=self._style(Font(name=FONT, size=12, bold=True, color=PRACTICE)),
        )

    def _look(self, look: Look, *, quoted: bool = False) -> int:
        order = 1 if look in ("latin", "id", "date", "moment", "time") else 0
        align = "left" if look in ("latin", "id") and not self._words.rtl else None
        alignment = Alignment(horizontal=align, vertical="top", readingOrder=order, wrap_text=self._wrapped or None)
        return self._style(Font(name=FONT, size=10, color=INK), _FORMATS[look], alignment=alignment, quoted=quoted)

    def _style(
        self,
        font: Font,
        number_format: str = "General",
        *,
        fill: PatternFill | None = None,
        border: Border | None = None,
        alignment: Alignment | None = None,
        quoted: bool = False,
    ) -> int:
        cell = WriteOnlyCell(self._scratch)
        cell.font, cell.number_format = font, number_format
        cell.fill = fill or PatternFill()
        cell.border = border or Border()
        cell.alignment = alignment or Alignment(vertical="top")
        cell.protection = Protection(locked=False)
        if quoted:
            cell._style = copy(cell._style)
            cell._style.quotePrefix = 1
        return int(cell.style_id)

    def dress(self, worksheet: Worksheet, sheet: Sheet, head: int) -> None:
        """Everything of a sheet but its rows; ``head`` is the number of the row with the labels."""
        worksheet.sheet_view.rightToLeft = self._words.rtl
        worksheet.sheet_view.zoomScale = 100
        for number, column in enumerate(sheet.columns, 1):
            dimension = worksheet.column_dimensions[get_column_letter(number)]
            dimension.width, dimension.hidden = column.width + 0.7, column.hidden
            dimension._style = self._workbook._cell_styles[self.styles.looks[column.look]]
        last = get_column_letter(len(sheet.columns))
        _freeze(worksheet, head, hidden=sheet.columns[0].hidden)
        worksheet.auto_filter.ref = f"A{head}:{last}{head}"
        self._choices(worksheet, sheet, head)
        _part_groups(worksheet, sheet, head)

    def _choices(self, worksheet: Worksheet, sheet: Sheet, head: int) -> None:
        """Drop-downs; a text that is not in the list is asked about, not refused: lists have *other*."""
        found: dict[str, DataValidation] = {}
        for number, column in enumerate(sheet.columns, 1):
            if not column.choices or not code_list(column.choices).items:
                continue
            name = code_name(column.choices) if column.code else list_name(column.choices)
            if name not in found:
                found[name] = self._choice(name)
                worksheet.add_data_validation(found[name])
            letter = get_column_letter(number)
            found[name].add(f"{letter}{head + 1}:{letter}{LAST_ROW}")

    def _choice(self, name: str) -> DataValidation:
        say = self._words.t
        choice = DataValidation(type="list", formula1=name, allow_blank=True, errorStyle="warning")
        choice.errorTitle = say("Not in the list")
        choice.error = say("This word is not in the list. Keep it anyway?")
        choice.showErrorMessage = True
        return choice


def _part_groups(worksheet: Worksheet, sheet: Sheet, head: int) -> None:
    """A line above the first row of each day and place; it goes by what stands there, also after sorting."""
    letters = [get_column_letter(number) for number in sheet.groups]
    if not letters:
        return
    differs = ",".join(f"${letter}{head + 1}<>${letter}{head}" for letter in letters)
    last = get_column_letter(len(sheet.columns))
    line = FormulaRule(formula=[f"OR({differs})"], border=Border(top=Side("thin", color=HEAD_LINE)))
    worksheet.conditional_formatting.add(f"A{head + 1}:{last}{LAST_ROW}", line)


def _freeze(worksheet: Worksheet, head: int, *, hidden: bool) -> None:
    """Keep the head and the first readable column in sight.

    The view begins behind the hidden row and column, so that every program counts the frozen ones alike.
    """
    first = f"{'C' if hidden else 'B'}{head + 1}"
    worksheet.freeze_panes = first
    view = worksheet.sheet_view
    view.topLeftCell = "B2" if hidden else "A2"
    view.pane.xSplit, view.pane.ySplit = 1, head - 1
    for selection in view.selection:
        selection.activeCell = selection.sqref = first


def print_setup(worksheet: Worksheet, *, head: int, above: tuple[str, str, str], below: tuple[str, str, str]) -> None:
    """A4 across, as wide as one page, the head row on each page, and what stands above and below."""
    setup = worksheet.page_setup
    setup.paperSize, setup.orientation = worksheet.PAPERSIZE_A4, worksheet.ORIENTATION_LANDSCAPE
    setup.fitToWidth, setup.fitToHeight = 1, 0
    worksheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = worksheet.page_margins
    margins.left = margins.right = 0.59  # 15 mm
    margins.top = margins.bottom = 0.79
    if head:
        worksheet.print_title_rows = f"{head}:{head}"
    for part, texts in ((worksheet.oddHeader, above), (worksheet.oddFooter, below)):
        for side, text in zip((part.left, part.center, part.right), texts, strict=True):
            side.text, side.size = text, 9


def page_text(text: str) -> str:
    """Text for a header or footer, where ``&`` begins a command; all three together hold 255 letters."""
    return text[:60].replace("&", "&&")


def list_name(name: str) -> str:
    """The defined name of the labels of a code list."""
    return "list_" + name.replace("-", "_")


def code_name(name: str) -> str:
    """The defined name of the codes of a code list."""
    return "codes_" + name.replace("-", "_")


def fill_lists(workbook: Workbook, worksheet: Worksheet, names: list[str], words: Words) -> None:
    """The hidden sheet the drop-downs read: for each list its labels and, beside them, its codes."""
    worksheet.sheet_state = "hidden"
    worksheet.sheet_view.rightToLeft = words.rtl
    for number, name in enumerate(names):
        labels, codes = 2 * number + 1, 2 * number + 2
        worksheet.cell(1, labels, name)
        worksheet.cell(1, codes, f"{name}.code")
        offered = code_list(name).offered()
        for row, item in enumerate(offered, 2):
            worksheet.cell(row, labels, words.code(name, item.code)).data_type = "s"
            worksheet.cell(row, codes, item.code).data_type = "s"
        letter = get_column_letter(labels)
        area = f"'{worksheet.title}'!${letter}$2:${letter}${len(offered) + 1}"
        workbook.defined_names[list_name(name)] = DefinedName(list_name(name), attr_text=area)
