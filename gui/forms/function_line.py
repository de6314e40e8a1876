"""How a facility worked over time, as one painted line: states as bands, attacks as marks above them.

Time runs from left to right in both languages; in Arabic a line below says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.look import theme
from gui.say import rtl
from gui.tips import tip

INKS = {"ok": "rescued", "warning": "accink", "error": "injured", "information": "missing", "neutral": "tx3"}
GROUNDS = {
    "ok": "rescued_bg", "warning": "accbg", "error": "injured_bg", "information": "missing_bg", "neutral": "sur3",
}  # fmt: skip
BAND = 20
MARKS = 11


@dataclass(frozen=True)
class Stretch:
    """From a day on the facility was in this state: words and tone."""

    day: date
    words: str
    tone: str


class FunctionLine(QWidget):
    """States and attacks from the first to the last day known."""

    def __init__(
        self, states: Sequence[Stretch], attacks: Sequence[date], ends: tuple[str, str], said: tuple[str, str]
    ) -> None:
        """``ends``: words of the first and the last day; ``said``: all of it in words, and which way time runs."""
        super().__init__()
        self.states, self.attacks = sorted(states, key=lambda one: one.day), sorted(attacks)
        self._ends, self.direction = ends, said[1]
        days = [*(one.day for one in self.states), *self.attacks]
        self.first = min(days)
        self.last = max(max(days), self.first + timedelta(days=1))
        self.setAccessibleName(said[0])
        self.setToolTip(tip(said[0]))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Marks, the band, the days below it, and in Arabic which way time runs."""
        line = QFontMetrics(theme.font("key")).height() + 2
        return QSize(200, theme.px(MARKS + BAND) + line * (2 if self.direction else 1) + 4)

    def x_of(self, day: date) -> float:
        """Where a day lies: the earliest at the left, in every language."""
        inner = self.width() - 12 - self._tail()
        return 5 + inner * (day - self.first).days / (self.last - self.first).days

    def _tail(self) -> float:
        """Room after the last day, so that a state that began there can be seen."""
        return self.width() * 0.14

    def bands(self) -> list[tuple[QRectF, Stretch]]:
        """The states as boxes, each until the next one."""
        found = []
        top, end = float(theme.px(MARKS)), self.width() - 5.0
        for number, one in enumerate(self.states):
            left = self.x_of(one.day)
            right = self.x_of(self.states[number + 1].day) if number + 1 < len(self.states) else end
            found.append((QRectF(left, top, max(right - left, 2.0), theme.px(BAND)), one))
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        """Bands, marks, days."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top, height = theme.px(MARKS), theme.px(BAND)
        painter.setPen(QPen(theme.color("line"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(5, top + height / 2), QPointF(self.width() - 5, top + height / 2))
        for box, one in self.bands():
            self._band(painter, box, one)
        for day in self.attacks:
            x = self.x_of(day)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("injured"))
            painter.drawPolygon(QPolygonF([QPointF(x - 4, 1), QPointF(x + 4, 1), QPointF(x, top - 2)]))
        self._words(painter, top + height + 2)

    def _band(self, painter: QPainter, box: QRectF, one: Stretch) -> None:
        painter.setPen(QPen(theme.color(INKS[one.tone]), 1))
        painter.setBrush(theme.color(GROUNDS[one.tone]))
        painter.drawRect(box)
        painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), theme.color(INKS[one.tone]))
        font = theme.font("key")
        room = box.width() - 10
        words = QFontMetrics(font).elidedText(one.words, Qt.TextElideMode.ElideRight, int(room))
        if room > 26:
            painter.setFont(font)
            painter.setPen(theme.color("tx"))
            painter.drawText(box.adjusted(6, 0, -3, 0), Qt.AlignmentFlag.AlignCenter, words)

    def _words(self, painter: QPainter, top: float) -> None:
        font = theme.font("key")
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(theme.color("tx2"))
        line = QRectF(4, top, self.width() - 8, metrics.height())
        absolute = Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | absolute, self._ends[0])
        if self._ends[1] and self._ends[1] != self._ends[0]:
            at = min(self.x_of(self.last), self.width() - 6 - metrics.horizontalAdvance(self._ends[1]))
            after = 10 + metrics.horizontalAdvance(self._ends[0])
            painter.drawText(
                QRectF(max(at, after), top, self.width(), metrics.height()),
                Qt.AlignmentFlag.AlignLeft | absolute,
                self._ends[1],
            )
        if self.direction:
            painter.setPen(theme.color("tx3"))
            side = Qt.AlignmentFlag.AlignRight if rtl() else Qt.AlignmentFlag.AlignLeft
            painter.drawText(line.translated(0, metrics.height() + 1), side | absolute, self.direction)
