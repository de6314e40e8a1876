"""What stands on a printed page: rows of a table with their heads, fields with their words, headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPen

from gui.listing.tabled import Said
from gui.printing.pen import GROUND, INK, PALE, POINT, Pen

PAD = 3 * POINT
ABOVE, BELOW = 2.5 * POINT, 2.5 * POINT
NARROWEST, WIDEST = 34 * POINT, 0.42
MARK = 18 * POINT
SAMPLE = 120
"""Rows from which the widths of columns are taken."""


@dataclass
class Columns:
    """The widths of the columns of a table, shared by its rows."""

    heads: Sequence[str]
    sample: Sequence[Sequence[Said]]
    _widths: dict[int, list[float]] = field(default_factory=dict)

    def widths(self, pen: Pen, width: float) -> list[float]:
        """Widths that fill the page: what a column needs for nearly all of its words, wide ones giving way first."""
        known = self._widths.get(int(width))
        if known is None:
            known = self._widths[int(width)] = self._shared(pen, width)
        return known

    def _shared(self, pen: Pen, width: float) -> list[float]:
        wanted = [self._wanted(pen, place, width) for place in range(len(self.heads))]
        over = sum(wanted) - width
        while over > 1:
            wide = [place for place, one in enumerate(wanted) if one > NARROWEST + 1]
            if not wide:
                return [one * width / sum(wanted) for one in wanted]
            most = max(wanted[place] for place in wide)
            top = [place for place in wide if wanted[place] > most - 1]
            next_one = max([one for one in wanted if one <= most - 1], default=NARROWEST)
            cut = min(over / len(top), most - max(next_one, NARROWEST)) or over / len(top)
            for place in top:
                wanted[place] -= cut
            over = sum(wanted) - width
        spare = (width - sum(wanted)) / len(wanted) if wanted else 0
        return [one + spare for one in wanted]

    def _wanted(self, pen: Pen, place: int, width: float) -> float:
        natural = sorted(pen.natural(row[place].text, "cell") + _letter_room(row[place]) for row in self.sample)
        nearly = natural[int(len(natural) * 0.93)] if natural else 0.0
        longest_word = max((pen.natural(word, "head") for word in self.heads[place].split()), default=0.0)
        return min(max(nearly, longest_word, NARROWEST - 2 * PAD) + 2 * PAD, width * WIDEST)


@dataclass(frozen=True, slots=True)
class TableHead:
    """The heads of the columns, on every page."""

    columns: Columns
    keep: bool = True

    def height(self, pen: Pen, width: float) -> float:
        """As high as the longest head."""
        widths = self.columns.widths(pen, width)
        heads = zip(self.columns.heads, widths, strict=True)
        return max(pen.height(head, "head", one - 2 * PAD, 3) for head, one in heads) + ABOVE + BELOW

    def paint(self, pen: Pen, painter: QPainter, box: QRectF) -> None:
        """Bold words on a pale ground."""
        painter.fillRect(box, GROUND)
        rest = box
        for head, width in zip(self.columns.heads, self.columns.widths(pen, box.width()), strict=True):
            cell, rest = pen.leading(rest, width)
            pen.text(painter, cell.adjusted(PAD, ABOVE, -PAD, 0), head, "head", most=3)


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a table; long words wrap, nothing is cut before a page is full."""

    columns: Columns
    cells: Sequence[Said]
    keep: bool = False

    def height(self, pen: Pen, width: float) -> float:
        """As high as the cell with most lines."""
        cells = zip(self.cells, self.columns.widths(pen, width), strict=True)
        return max(pen.height(one.text, "cell", _inner(one, across), 14) for one, across in cells) + ABOVE + BELOW

    def paint(self, pen: Pen, painter: QPainter, box: QRectF) -> None:
        """The cells, outcomes as letter and word, and a thin line below."""
        rest = box
        for one, width in zip(self.cells, self.columns.widths(pen, box.width()), strict=True):
            cell, rest = pen.leading(rest, width)
            inner = cell.adjusted(PAD, ABOVE, -PAD, 0)
            if one.letter:
                mark, inner = pen.leading(inner, _letter_room(one))
                _paint_letter(pen, painter, mark, one.letter)
            pen.text(painter, inner, one.text, "cell", most=14)
        pen.rule(painter, box.left(), box.bottom(), box.width())


@dataclass(frozen=True, slots=True)
class Title:
    """A heading inside a sheet."""

    text: str
    keep: bool = True

    def height(self, pen: Pen, width: float) -> float:
        """One line with room above."""
        return pen.height(self.text, "bold", width, 2) + 12 * POINT

    def paint(self, pen: Pen, painter: QPainter, box: QRectF) -> None:
        """Bold words over a line."""
        pen.text(painter, box.adjusted(0, 8 * POINT, 0, 0), self.text, "bold", most=2)
        pen.rule(painter, box.left(), box.bottom() - POINT, box.width(), ink=INK)


@dataclass(frozen=True, slots=True)
class Pair:
    """A field: its label at the leading side, its words beside it; a narrative under it, in the fonts for reading."""

    label: str
    text: str
    narrative: bool = False
    keep: bool = False

    def height(self, pen: Pen, width: float) -> float:
        """As high as label and words need."""
        across = _label_width(width)
        beside = width if self.narrative else width - across
        words = pen.height(self.text, self._role(), beside - PAD)
        label = pen.height(self.label, "small", across - PAD, 3)
        return (label + words if self.narrative else max(label, words)) + ABOVE + BELOW

    def paint(self, pen: Pen, painter: QPainter, box: QRectF) -> None:
        """Label, words, a thin line."""
        inner = box.adjusted(0, ABOVE, 0, 0)
        across = _label_width(box.width())
        name, rest = pen.leading(inner, across)
        if self.narrative:
            pen.text(painter, inner, self.label, "small", ink=PALE, most=3)
            rest = inner.adjusted(0, pen.height(self.label, "small", across - PAD, 3), 0, 0)
        else:
            name.setWidth(across - PAD)
            if pen.rtl:
                name.moveRight(inner.right())
            pen.text(painter, name, self.label, "small", ink=PALE, most=3)
        words = QRectF(rest)
        words.setWidth(rest.width() - PAD)
        if pen.rtl:
            words.moveRight(rest.right())
        pen.text(painter, words, self.text, self._role())
        if not self.narrative:
            pen.rule(painter, box.left(), box.bottom(), box.width())

    def _role(self) -> str:
        return "narrative" if self.narrative else "cell"


@dataclass(frozen=True, slots=True)
class Beside:
    """Two fields beside one another, the first at the leading side; the second may be missing."""

    first: Pair
    second: Pair | None = None
    keep: bool = False

    def height(self, pen: Pen, width: float) -> float:
        """As high as the higher one."""
        half = (width - MARK) / 2
        return max(one.height(pen, half) for one in (self.first, self.second) if one is not None)

    def paint(self, pen: Pen, painter: QPainter, box: QRectF) -> None:
        """Both."""
        half = (box.width() - MARK) / 2
        near, far = QRectF(box), QRectF(box)
        for one in (near, far):
            one.setWidth(half)
        (near if pen.rtl else far).moveRight(box.right())
        self.first.paint(pen, painter, near)
        if self.second is not None:
            self.second.paint(pen, painter, far)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words for reading, after a number or a point if they have one, in a frame if they must not be missed."""

    text: str
    mark: str = ""
    framed: bool = False
    keep: bool = False

    def height(self, pen: Pen, width: float) -> float:
        """As high as the wrapped words."""
        return pen.height(self.text, "body", self._across(width)) + (16 if self.framed else 5) * POINT

    def paint(self, pen: Pen, painter: QPainter, box: QRectF) -> None:
        """Mark and words."""
        inner = box.adjusted(0, 1.5 * POINT, 0, 0)
        if self.framed:
            painter.setPen(QPen(INK, 0.8 * POINT))
            painter.drawRect(box.adjusted(0, 3 * POINT, 0, -3 * POINT))
            inner = box.adjusted(8 * POINT, 7 * POINT, -8 * POINT, 0)
        elif self.mark:
            mark, inner = pen.leading(inner, MARK)
            pen.text(painter, mark, self.mark, "body", most=1)
        pen.text(painter, inner, self.text, "body")

    def _across(self, width: float) -> float:
        return width - 16 * POINT if self.framed else width - MARK if self.mark else width


def _label_width(width: float) -> float:
    return min(width * 0.3, 150 * POINT)


def _letter_room(one: Said) -> float:
    return 14 * POINT if one.letter else 0.0


def _inner(one: Said, across: float) -> float:
    return across - 2 * PAD - _letter_room(one)


def _paint_letter(pen: Pen, painter: QPainter, box: QRectF, letter: str) -> None:
    """A letter in a thin square: outcomes are told apart without colour."""
    side = 11 * POINT
    square = QRectF(box.right() - side if pen.rtl else box.left(), box.top(), side, side)
    painter.setPen(QPen(INK, 0.6 * POINT))
    painter.drawRect(square)
    line = pen.line_height("small_bold")
    inner = square.adjusted(0, (side - line) / 2, 0, 0)
    pen.text(painter, inner, letter, "small_bold", side="middle", most=1)
