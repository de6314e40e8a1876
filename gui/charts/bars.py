"""Bars of parts below one another: a name, killed and injured in one bar, both numbers beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.charts.chart import DOWN, Copying, Marks, Table
from gui.look import theme
from gui.look.icons import pixmap
from gui.say import rtl, say

PEOPLE = ("chart_killed", "chart_injured")


@dataclass(frozen=True)
class Bar:
    """One part.

    Attributes:
        key: what it is; name: in words; icon: a drawing or "".
        values: what the bar is made of, from the axis outward, one for each ink of the chart.
        shown: the numbers in words, first one strong.
    """

    key: str
    name: str
    values: tuple[int, ...]
    shown: tuple[str, ...]
    icon: str = ""


class Bars(QWidget):
    """The bars; the largest fills the room there is.

    Attributes:
        marks: which bar is chosen; bars: what is shown; heads: what the numbers are; inked: what the inks mean.
    """

    def __init__(self, name: str, heads: Sequence[str], inks: Sequence[str] = PEOPLE) -> None:
        """``inks``: colour tokens of the values of a bar, which mean the heads unless it is told otherwise."""
        super().__init__()
        self.name, self.heads, self.inks, self.inked = name, tuple(heads), tuple(inks), tuple(heads)
        self.bars: Sequence[Bar] = ()
        self.marks = Marks(self, DOWN)
        self.copying = Copying(self, self.marks)
        self.marks.moved.connect(self._moved)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setProperty("ring", "inside")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show other parts."""
        self.bars = tuple(bars)
        self.marks.begin(len(self.bars))
        self.setAccessibleDescription(self.summary())
        self.updateGeometry()
        self.update()

    def summary(self) -> str:
        """The chart in words: its first parts."""
        first = [f"{one.name}: {_beside(one.shown)}" for one in self.bars[:5]]
        return ("؛ " if rtl() else "; ").join(first) if first else say("Nothing to show here.")

    def as_table(self) -> Table:
        """The parts as lines."""
        lines = ((one.name, *(number.replace(",", "") for number in one.shown)) for one in self.bars)
        return [(self.name, *self.heads), *lines]

    def legend(self) -> Sequence[tuple[str, str]]:
        """What the inks mean."""
        return list(zip(self.inked, self.inks, strict=False))

    def line_height(self) -> int:
        """How high one bar is."""
        return theme.px(28)

    def sizeHint(self) -> QSize:
        """As high as its bars."""
        return QSize(theme.px(260), max(2, len(self.bars)) * self.line_height() + theme.px(6))

    def minimumSizeHint(self) -> QSize:
        """All bars can be seen; the page scrolls."""
        return QSize(theme.px(200), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Names at the leading side, bars from there, numbers at the trailing side."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.bars:
            painter.setPen(theme.color("tx3"))
            painter.setFont(theme.font("hint"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, say("Nothing to show here."))
            return
        numbers = max(QFontMetrics(theme.font("strong")).horizontalAdvance(_beside(one.shown)) for one in self.bars)
        numbers += theme.px(8)
        names = min(self.width() * 0.4, theme.px(170))
        most = max((sum(one.values) for one in self.bars), default=0) or 1
        for at, one in enumerate(self.bars):
            line = QRectF(0, at * self.line_height(), self.width(), self.line_height())
            if at == self.marks.at:
                painter.fillRect(line, theme.color("sel"))
                edge = line.right() - 3 if rtl() else 0
                painter.fillRect(QRectF(edge, line.top(), 3, line.height()), theme.color("acc"))
            self._line(painter, one, line, (names, numbers), most)

    def _line(self, painter: QPainter, one: Bar, line: QRectF, widths: tuple[float, float], most: int) -> None:
        names, numbers = widths
        left = theme.px(10.0)
        if one.icon:
            place = QPointF(self._at(line, left, 15), line.center().y() - 7.5)
            painter.drawPixmap(place, pixmap(one.icon, "tx2", 15))
            left += 21
        painter.setFont(theme.font("text"))
        painter.setPen(theme.color("tx"))
        room = names - left + theme.px(10)
        words = QFontMetrics(theme.font("text")).elidedText(one.name, Qt.TextElideMode.ElideRight, int(room))
        side = Qt.AlignmentFlag.AlignRight if rtl() else Qt.AlignmentFlag.AlignLeft
        level = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(QRectF(self._at(line, left, room), line.top(), room, line.height()), side | level, words)
        self._bar(painter, one, line, (names + theme.px(12), self.width() - numbers - theme.px(14)), most)
        painter.setPen(theme.color("tx"))
        painter.setFont(theme.font("strong"))
        end = Qt.AlignmentFlag.AlignLeft if rtl() else Qt.AlignmentFlag.AlignRight
        box = QRectF(self._at(line, self.width() - numbers - theme.px(8), numbers), line.top(), numbers, line.height())
        painter.drawText(box, end | level, _beside(one.shown))

    def _bar(self, painter: QPainter, one: Bar, line: QRectF, ends: tuple[float, float], most: int) -> None:
        begin, room, height = ends[0], max(10.0, ends[1] - ends[0]), theme.px(13)
        for value, ink in zip(one.values, self.inks, strict=False):
            width = room * value / most
            if value:
                width = max(1.5, width)
                painter.fillRect(
                    QRectF(self._at(line, begin, width), line.center().y() - height / 2, width, height),
                    theme.color(ink),
                )
                begin += width + 1

    def _at(self, line: QRectF, start: float, width: float) -> float:
        """Where something of that width begins that stands ``start`` from the leading side."""
        return line.width() - start - width if rtl() else start

    def _moved(self, at: int) -> None:
        if at >= 0:
            one = self.bars[at]
            self.setAccessibleDescription(f"{one.name}: {_beside(one.shown)}")
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the bar under the pointer; its records answer."""
        self.setFocus()
        self.marks.choose(int(event.position().y() // self.line_height()))
        if event.button() == Qt.MouseButton.LeftButton and self.marks.at >= 0:
            self.marks.opened.emit(self.marks.at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows step, Enter opens, Ctrl+C copies."""
        if not (self.marks.took(event) or self.copying.took(event)):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The first bar, when none is chosen yet."""
        if self.marks.at < 0 and event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.marks.choose(0)
        super().focusInEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Records, picture, table."""
        self.copying.show_menu(event)


def _beside(shown: Sequence[str]) -> str:
    return " · ".join(shown)
