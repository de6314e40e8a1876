"""The table of changes: was, in the file, now; ticked with Space, opened with Enter, the file's column stands out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QCheckBox

from gui.exchange.changes import CHANGED, CONFLICT, HOWS, MISSING, NEW, SAME, Line
from gui.exchange.ticks import Ticks
from gui.look import icons, theme
from gui.say import ltr, rtl, say, say_n, words
from gui.table.cells import EMPTY, PAD, Canvas, Cell, chip, sign
from gui.table.list_cells import outcome_cell
from gui.table.rows import Column
from gui.table.table import RegisterTable
from storage import code_list

BOX = 16
NARROW = {"tick": 40, "spot": 112, "who": 142, "label": 106, "was": 104, "file": 146, "now": 118, "how": 140}
"""Widths of the columns in a narrow window."""
NEXT_LETTERS = ("n", "N", "ى", "آ")
INKS = ("link", "rescued", "injured", "accink", "tx3")
SIGNS = ("pencil-line", "plus", "git-pull-request-arrow", "minus", "equal")


def how_words(how: int) -> str:
    """What happened, in words."""
    told = {
        CHANGED: lambda: say("Changed in file"),
        NEW: lambda: say("New row in file"),
        CONFLICT: lambda: say("Changed in both"),
        MISSING: lambda: say("Row missing in file"),
        SAME: lambda: say("Same in both"),
    }
    return told[how]()


def change_columns(ticks: Ticks, opened: set[int]) -> list[Column]:
    """Tick, where, which record, which column, was, in the file, now, what happened."""
    arabic = rtl()
    return [
        Column("tick", lambda: "", 44, lambda line: _tick(line, ticks), paint_tick),
        Column("spot", lambda: say("Sheet, cell"), 128, _where, _paint_where, "spot", copied=_where_words),
        Column("who", lambda: say("Record"), 196, lambda line: Cell(line.who, ink=_ink(line, "tx")), chip, "who"),
        Column("label", lambda: say("Column"), 132, lambda line: _label(line, opened), _paint_label, "label"),
        Column("was", lambda: say("Was, at export"), 132, lambda line: _value(line, "was"), chip),
        Column("file", lambda: say("In the file"), 186, lambda line: _value(line, "file"), paint_file),
        Column("now", lambda: say("In the register now"), 150, lambda line: _value(line, "now"), chip),
        Column("how", lambda: say("What happened"), 176 if arabic else 164, _what, sign, "how"),
    ]


def _ink(line: Line, token: str) -> str:
    return "tx3" if line.how == SAME else token


def _tick(line: Line, ticks: Ticks) -> Cell:
    if line.key is None or line.part >= 0:
        return EMPTY
    on = line.key in ticks.set
    return Cell(icon="on" if on else "off", spoken=say("ticked") if on else say("not ticked"))


def _where(line: Line) -> Cell:
    if line.part >= 0:
        return EMPTY
    place = say("row {number}", number=line.where) if line.where.isdigit() else ltr(line.where)
    return Cell(place if line.where else "", line.sheet, ink=_ink(line, "tx"))


def _where_words(line: Line) -> str:
    return f"{line.sheet} {line.where}".strip()


def _label(line: Line, opened: set[int]) -> Cell:
    if line.part >= 0:
        return Cell(line.label, ink="tx2")
    if line.cells:
        cells = say_n("{count} cell", "{count} cells", line.cells)
        return Cell(cells, icon="chevron-down" if line.number in opened else "chevron-right", ink=_ink(line, "tx2"))
    if line.how == MISSING:
        return Cell(say("whole row"), ink="tx2")
    return Cell(line.label, ink=_ink(line, "tx2"))


def _value(line: Line, name: str) -> Cell:
    strong = name == "file"
    if line.part >= 0:
        return Cell(strong=line.file) if strong else EMPTY
    if line.cells:
        return _new_words(line) if strong else _empty()
    if line.how == MISSING:
        return Cell(strong=say("not there")) if strong else Cell(say("present"), ink="tx2")
    text = " ".join(str(getattr(line, name)).split())
    if not text:
        return Cell(strong=say("empty"), ink="tx3") if strong else _empty()
    code = _outcomes(words().language).get(text) if line.kind == "victim" and line.field == "outcome" else None
    if code is not None and line.how != SAME:
        return outcome_cell(code)
    ink = _ink(line, "tx" if strong or name == "now" else "tx2")
    return Cell(strong=text, ink=ink) if strong else Cell(text, ink=ink)


def _empty() -> Cell:
    return Cell(say("empty"), ink="tx3")


def _new_words(line: Line) -> Cell:
    return Cell(strong=say("new: {kind}", kind=words().kind(line.kind)), ink=_ink(line, "tx"))


@lru_cache(maxsize=4)
def _outcomes(language: str) -> dict[str, str]:
    return {item.labels.get(language, ""): code for code, item in code_list("outcome").items.items()}


def _what(line: Line) -> Cell:
    if line.part >= 0:
        return EMPTY
    if line.likely:
        return Cell(say("New, or the missing one?"), icon="circle-help", ink="accink")
    text = how_words(line.how)
    if line.how == NEW and not line.whole:
        text = say("New row, as a draft")
    elif line.how == SAME and line.cells:
        text = say("Taken in before")
    elif line.formula:
        text = say("Changed by a formula")
    return Cell(text, icon=SIGNS[line.how], ink=INKS[line.how])


# ---- painting


def paint_tick(canvas: Canvas, rect: QRect, cell: Cell) -> int:
    """A check box of the table."""
    painter = canvas.painter
    if cell.icon and painter is not None:
        x = rect.right() + 1 - BOX if canvas.rtl else rect.left()
        draw_box(painter, QRectF(x, rect.top() + (rect.height() - BOX) / 2, BOX, BOX), on=cell.icon == "on")
    return BOX if cell.icon else 0


def draw_box(painter: QPainter, box: QRectF, *, on: bool) -> None:
    """A check box, ticked or not."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color("focus" if on else "inp"), 1))
    painter.setBrush(theme.color("focus" if on else "sur"))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    if on:
        painter.drawPixmap(QPoint(int(box.left()) + 2, int(box.top()) + 2), icons.pixmap("check", "onink", 12))
    painter.restore()


def _paint_where(canvas: Canvas, rect: QRect, cell: Cell) -> int:
    """The tab, and in grey the cell in it."""
    used = canvas.text(rect, cell.strong, "cell", cell.ink) + 5 if cell.strong else 0
    rest = rect.adjusted(0, 0, -used, 0) if canvas.rtl else rect.adjusted(used, 0, 0, 0)
    return used + canvas.text(rest, cell.text, "cell", "tx3")


def _paint_label(canvas: Canvas, rect: QRect, cell: Cell) -> int:
    return sign(canvas, rect, cell) if cell.icon else chip(canvas, rect, cell)


def paint_file(canvas: Canvas, rect: QRect, cell: Cell) -> int:
    """What stands in the file: on a tint of its own, stronger."""
    painter = canvas.painter
    if painter is not None:
        tint = QColor(canvas.ink("missing"))
        tint.setAlpha(26)
        painter.fillRect(rect.adjusted(-(PAD - 2), 0, PAD - 2, 0), tint)
    return chip(canvas, rect, cell)


class ChangesTable(RegisterTable):
    """The table.

    Signals:
        tick_asked(str): ``chosen`` (the selected lines), ``shown`` (all of them) or ``column``.
        turned(int): the cells of the new row with this number are to be shown or hidden.
        next_asked: N.
    """

    tick_asked = Signal(str)
    turned = Signal(int)
    next_asked = Signal()

    def __init__(self, ticks: Ticks) -> None:
        self.opened_rows: set[int] = set()
        super().__init__(change_columns(ticks, self.opened_rows))
        self.setAccessibleName(say("Changes in the file"))
        self.head.setMinimumSectionSize(40)
        self.head.setSectionsMovable(False)
        self.all = QCheckBox(self.head)
        self.all.setAccessibleName(say("Tick all that is shown"))
        self.all.setToolTip(say("Tick all that is shown"))
        self.all.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.all.clicked.connect(lambda: self.tick_asked.emit("shown"))
        self.head.placed.connect(self._place_box)
        self._place_box()

    def fit(self, width: int) -> None:
        """Let all columns stand side by side, also in a narrow window; widths a person chose stay."""
        narrow = width < theme.px(sum(one.width for one in self.rows.columns) + 20)
        for index, column in enumerate(self.rows.columns):
            if self.columnWidth(index) in (column.width, NARROW[column.key]) and index < len(NARROW) - 1:
                self.setColumnWidth(index, NARROW[column.key] if narrow else column.width)

    def line(self) -> Line | None:
        """The line under the cursor."""
        found: Line | None = self.rows.row_at(self.currentIndex().row())
        return found

    def go_on(self) -> None:
        """To the next line that differs, from the end to the beginning again."""
        count, here = self.rows.rowCount(), self.currentIndex().row()
        listing = self.rows.listing
        if listing is None:
            return
        hows = listing.changes.hows
        for step in range(1, count + 1):
            number = self.rows.number_at((here + step) % count)
            if number < len(hows) and hows[number] != SAME:
                self.go_to((here + step) % count)
                return

    def _place_box(self) -> None:
        side = theme.px(18)
        x = self.head.sectionViewportPosition(0)
        x = x + self.columnWidth(0) - PAD - side + 4 if rtl() else x + PAD - 2
        self.all.setGeometry(x, (theme.height("table_head") - side) // 2, side, side)

    def _paint_row(
        self, painter: QPainter, box: QRect, position: int, columns: Sequence[tuple[int, int, int]], *, chosen: bool
    ) -> None:
        line: Line | None = self.rows.row_at(position)
        if line is not None and line.how == CONFLICT and not chosen:
            painter.fillRect(box.adjusted(0, 0, 0, -1), self._canvas.ink("injured_bg"))
        super()._paint_row(painter, box, position, list(columns), chosen=chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks, Ctrl+A all, N goes on, the arrows open and close a new row."""
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        control = held == Qt.KeyboardModifier.ControlModifier
        plain = held == Qt.KeyboardModifier.NoModifier
        line = self.line()
        onward = Qt.Key.Key_Left if rtl() else Qt.Key.Key_Right
        if key == Qt.Key.Key_Space and (plain or control):
            self.tick_asked.emit("column" if control else "chosen")
        elif key == Qt.Key.Key_A and control:
            self.tick_asked.emit("shown")
        elif plain and event.text() in NEXT_LETTERS:
            self.next_asked.emit()
        elif plain and key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and line is not None and line.cells:
            if (line.number in self.opened_rows) != (key == onward):
                self.turned.emit(line.number)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a box ticks; on the cells of a new row it opens them."""
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        line: Line | None = self.rows.row_at(index.row()) if index.isValid() else None
        if line is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if index.column() == 0 and line.key is not None:
            self.tick_asked.emit("chosen")
        elif index.column() == 3 and line.cells:
            self.turned.emit(line.number)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the record; two clicks on a box are two ticks."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == 0:
            self.tick_asked.emit("chosen")
        else:
            super().mouseDoubleClickEvent(event)


def chip_words(how: str, count: int, *, short: bool) -> str:
    """``Changed in file 29``; fewer words in a narrow window."""
    number = ltr(f"{count:,}")
    if not how:
        return say("All {count}", count=number)
    if short:
        told = {
            "changed": lambda: say("Changed {count}", count=number),
            "new": lambda: say("New {count}", count=number),
            "conflict": lambda: say("Both {count}", count=number),
            "missing": lambda: say("Missing {count}", count=number),
            "same": lambda: say("Same {count}", count=number),
        }
        return told[how]()
    whole = {
        "changed": lambda: say("Changed in file {count}", count=number),
        "new": lambda: say("New rows {count}", count=number),
        "conflict": lambda: say("Changed in both {count}", count=number),
        "missing": lambda: say("Missing rows {count}", count=number),
        "same": lambda: say("Same {count}", count=number),
    }
    return whole[how]()


def sign_of(how: str) -> tuple[str, str]:
    """Icon and ink of a sort of lines."""
    place: Any = HOWS.index(how)
    return SIGNS[place], INKS[place]
