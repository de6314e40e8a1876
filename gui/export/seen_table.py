"""The table of what a reader will see: a record in the register and in the file; or sums as they will stand there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QBrush

from gui.figures.lines import Ready
from gui.say import rtl, say
from gui.table.cells import EMPTY, PAD, Canvas, Cell, plain, sign
from gui.table.rows import Column
from gui.table.table import RegisterTable
from storage import Treatment, is_arabic

if TYPE_CHECKING:
    from exports import FieldSeen, SheetSeen

SIGNS = {
    Treatment.SHOWN: ("eye", "rescued"),
    Treatment.COARSER: ("combine", "accink"),
    Treatment.WITH_CONSENT: ("user-check", "missing"),
    Treatment.HIDDEN: ("eye-off", "injured"),
}
"""The drawing and ink of each rule; the word always stands beside."""
NOT_WRITTEN = "striped"
LONGEST = 200


@dataclass(frozen=True)
class Line:
    """A row of either table: a field, or a row of sums."""

    id: str
    seen: Any

    def __getitem__(self, column: str) -> Any:
        """A line is never struck through."""
        return None

    @property
    def disputed(self) -> Mapping[str, tuple[Any, ...]]:
        """Nothing here is in dispute by itself."""
        return {}


def rule_words(rule: Treatment) -> str:
    """A rule in a word or two."""
    return {
        Treatment.SHOWN: say("Shown"),
        Treatment.COARSER: say("Coarser"),
        Treatment.WITH_CONSENT: say("With consent"),
        Treatment.HIDDEN: say("Hidden"),
    }[rule]


def sheet_table(sheet: SheetSeen) -> RegisterTable:
    """The table of one sheet, filled."""
    sums = bool(sheet.heads)
    table = RegisterTable(_sum_columns(sheet) if sums else _field_columns())
    lines = (
        [Line(str(number), row) for number, row in enumerate(sheet.table)]
        if sums
        else [Line(one.key, one) for one in sheet.fields]
    )
    table.setAccessibleName(sheet.title)
    table.show_listing(lambda: Ready(lines))
    return table


def _field_columns() -> list[Column]:
    return [
        Column("field", lambda: say("Column"), 150, lambda line: Cell(strong=line.seen.label), plain),
        Column("here", lambda: say("In the register"), 168, _here, _sealed_or_plain),
        Column("there", lambda: say("In the file"), 176, _there, _written),
        Column("rule", lambda: say("Rule"), 112, _rule, sign),
    ]


def _here(line: Line) -> Cell:
    seen: FieldSeen = line.seen
    if seen.sealed:
        return Cell(say("sealed"), icon="lock", ink="tx3")
    return _text(seen.here, "tx2") if seen.here else EMPTY


def _there(line: Line) -> Cell:
    seen: FieldSeen = line.seen
    if seen.there:
        beside = f" · {seen.remark}" if seen.remark else ""
        return _text(seen.there + beside, "tx")
    if seen.rule is Treatment.HIDDEN or (seen.rule is Treatment.WITH_CONSENT and seen.here):
        return Cell(say("not written"), ink="tx2", ground=NOT_WRITTEN)
    return EMPTY


def _rule(line: Line) -> Cell:
    icon, ink = SIGNS[line.seen.rule]
    return Cell(rule_words(line.seen.rule), icon=icon, ink=ink)


def _text(text: str, ink: str) -> Cell:
    shown = " ".join(text[:LONGEST].split())
    arabic = next((is_arabic(letter) for letter in shown if letter.isalpha()), False)  # as its first letter runs
    return Cell(shown, ink=ink, rtl=arabic if shown and arabic != rtl() else None)


def _sealed_or_plain(canvas: Canvas, rect: QRect, cell: Cell) -> int:
    return sign(canvas, rect, cell) if cell.icon else plain(canvas, rect, cell)


def _written(canvas: Canvas, rect: QRect, cell: Cell) -> int:
    """What is not written stands on stripes: seen without colour too."""
    if cell.ground != NOT_WRITTEN:
        return plain(canvas, rect, cell)
    painter = canvas.painter
    inner = rect.adjusted(PAD, 0, -PAD, 0)
    if painter is not None:
        canvas.begin(None)
        width = plain(canvas, inner, cell) + 2 * PAD
        canvas.begin(painter)
        left = rect.right() - width if canvas.rtl else rect.left()
        box = QRect(left, rect.center().y() - 9, width, 19)
        painter.fillRect(box, canvas.ink("sur2"))
        painter.fillRect(box, QBrush(canvas.ink("line"), Qt.BrushStyle.BDiagPattern))
    return plain(canvas, inner, cell) + 2 * PAD


def _sum_columns(sheet: SheetSeen) -> list[Column]:
    return [_sum_column(number, head, _width(number, sheet)) for number, head in enumerate(sheet.heads)]


def _sum_column(number: int, head: str, width: int) -> Column:
    return Column(f"c{number}", lambda: head, width, lambda line: _text(line.seen[number], "tx") or EMPTY, plain)


def _width(number: int, sheet: SheetSeen) -> int:
    longest = max([len(sheet.heads[number]), *(len(row[number]) for row in sheet.table)])
    return min(max(longest * 7 + 22, 64), 190)


def counted(fields: Sequence[FieldSeen]) -> dict[Treatment, int]:
    """How many columns are treated in each way."""
    return {rule: sum(one.rule is rule for one in fields) for rule in Treatment}
