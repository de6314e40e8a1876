"""A sheet: blocks one below the other, broken into A4 pages that each carry head and foot.

Blocks are measured and painted a few at a time, so that the window lives on while a long list is printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from gui.look import fonts
from gui.printing.pen import INK, PALE, POINT, Pen
from gui.say import ltr, say

A4 = (5953, 8419)
"""A4 in units, upright."""
MARGIN = 425
"""15 mm."""
WATERMARK = QColor("#DDDDDD")
DPI = 720


@dataclass(frozen=True)
class Heading:
    """What stands at the head and the foot of every page.

    Attributes:
        register, team: whose sheet it is.
        title: what is on it; within: period, place, other filters.
        printed: when; device: on which computer.
        names: it holds names of people; practice: everything on it is invented; internal: it is of the register.
    """

    register: str
    team: str
    title: str
    within: str
    printed: str
    device: str
    names: bool = True
    practice: bool = False
    internal: bool = True


class Block(Protocol):
    """Something that stands on a page: a row of a table, a field with its words, a heading."""

    @property
    def keep(self) -> bool:
        """Whether it must not stand last on a page (a heading)."""

    def height(self, pen: Pen, width: float) -> float:
        """How high it is when so wide."""

    def paint(self, pen: Pen, painter: QPainter, box: QRectF) -> None:
        """Paint it."""


class Sheet:
    """Blocks on pages.

    Attributes:
        pages: the blocks of each page, by number, once everything is measured.
    """

    def __init__(self, heading: Heading, blocks: Sequence[Block], *, repeated: Block | None, across: bool) -> None:
        """``repeated`` stands at the top of each page (the heads of a table); ``across``: the long side is wide."""
        self.heading, self.blocks, self.repeated, self.across = heading, blocks, repeated, across
        self.pen = Pen()
        self.pages: list[tuple[int, int]] = []
        wide, high = A4 if not across else (A4[1], A4[0])
        self.page = QRectF(0, 0, wide, high)
        self.body = self.page.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        self._top = self._head_height()
        self._foot = 2.2 * self.pen.line_height("small")
        self._heights: list[float] = []
        self._from, self._y = 0, 0.0

    @property
    def measured(self) -> int:
        """How many blocks are measured."""
        return len(self._heights)

    @property
    def ready(self) -> bool:
        """Whether all pages are known."""
        return self.measured == len(self.blocks)

    def measure_one(self) -> None:
        """Measure one more block and put it on its page."""
        if self.ready:
            return
        place = self.measured
        room = self.body.height() - self._top - self._foot - self._repeated_height()
        height = min(self.blocks[place].height(self.pen, self.body.width()), room)
        if self._y + height > room and place > self._from:
            last = place
            while last - 1 > self._from and self.blocks[last - 1].keep:
                last -= 1
            self.pages.append((self._from, last))
            self._from, self._y = last, sum(self._heights[last:place])
        self._heights.append(height)
        self._y += height
        if place + 1 == len(self.blocks):
            self.pages.append((self._from, len(self.blocks)))

    def measure(self) -> None:
        """Measure all blocks at once (a short sheet)."""
        while not self.ready:
            self.measure_one()
        if not self.pages:
            self.pages.append((0, 0))

    def paint(self, painter: QPainter, number: int, dots: float) -> None:
        """Paint a page for a device of so many dots an inch, its corner at the corner of the paper."""
        painter.save()
        painter.scale(dots / DPI, dots / DPI)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.heading.practice:
            self._paint_watermark(painter)
        self._paint_head(painter)
        first, last = self.pages[number]
        y = self.body.top() + self._top
        if self.repeated is not None:
            box = QRectF(self.body.left(), y, self.body.width(), self._repeated_height())
            self.repeated.paint(self.pen, painter, box)
            y += box.height()
        for place in range(first, last):
            box = QRectF(self.body.left(), y, self.body.width(), self._heights[place])
            self.blocks[place].paint(self.pen, painter, box)
            y += box.height()
        self._paint_foot(painter, number)
        painter.restore()

    # ---- head and foot

    def _repeated_height(self) -> float:
        return self.repeated.height(self.pen, self.body.width()) if self.repeated is not None else 0.0

    def _whose(self) -> str:
        parts = (self.heading.register, self.heading.team)
        return " · ".join(part for part in parts if part)

    def _head_height(self) -> float:
        pen, width = self.pen, self.body.width()
        high = pen.line_height("small_bold") + pen.height(self.heading.title, "title", width, 2) + 4 * POINT
        if self.heading.within:
            high += pen.height(self.heading.within, "small", width, 3) + 2 * POINT
        return high + 9 * POINT

    def _paint_head(self, painter: QPainter) -> None:
        pen, body = self.pen, QRectF(self.body)
        line = pen.line_height("small_bold")
        first = QRectF(body.left(), body.top(), body.width(), line)
        pen.text(painter, first, self._whose(), "small_bold", most=1)
        if self.heading.internal:
            pen.text(painter, first, say("Internal"), "small_bold", side="trail", most=1)
        body.setTop(body.top() + line + 3 * POINT)
        pen.text(painter, body, self.heading.title, "title", most=2)
        body.setTop(body.top() + pen.height(self.heading.title, "title", body.width(), 2) + POINT)
        if self.heading.within:
            pen.text(painter, body, self.heading.within, "small", ink=PALE, most=3)
        pen.rule(painter, self.body.left(), self.body.top() + self._top - 5 * POINT, self.body.width(), ink=INK)

    def _paint_foot(self, painter: QPainter, number: int) -> None:
        pen, line = self.pen, self.pen.line_height("small")
        box = QRectF(self.body.left(), self.body.bottom() - line, self.body.width(), line)
        pen.rule(painter, box.left(), box.top() - 3 * POINT, box.width())
        page = say("Page {number} of {count}", number=number + 1, count=len(self.pages))
        pen.text(painter, box, page, "small", most=1)
        if self.heading.names:
            told = say("Contains names. Do not leave lying about.")
            pen.text(painter, box, told, "small_bold", side="middle", most=1)
        if self.heading.printed:
            printed = say("Printed {when} · {device}", when=self.heading.printed, device=self.heading.device)
            pen.text(painter, box, printed, "small", side="trail", most=1)

    def _paint_watermark(self, painter: QPainter) -> None:
        painter.save()
        font = QFont()
        font.setFamilies(list(fonts.SANS))
        font.setPixelSize(70 * POINT)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(WATERMARK)
        painter.translate(self.page.center())
        painter.rotate(-35)
        box = QRectF(-self.page.width(), -600, 2 * self.page.width(), 1200)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, say("Practice"))
        painter.restore()


def numbered(count: int) -> str:
    """A number of pages or rows, isolated."""
    return ltr(f"{count:,}")
