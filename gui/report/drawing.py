"""Charts of a report, drawn with plain lines: black on white, killed dark, injured pale, an open end as a triangle.

Time runs from left to right in both languages; other bars begin at the leading side.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from exports import Share, Shares
from gui.look import fonts

INK, PALE, GRID = QColor("#000000"), QColor("#444444"), QColor("#D5DAE0")
DARK, LIGHT = QColor("#26303B"), QColor("#B4BECA")
SMALL = 76
"""Height of the letters, in tenths of a point."""
TICKS = 9


def small_font(*, bold: bool = False) -> QFont:
    """The font of numbers and names in charts."""
    made = QFont()
    made.setFamilies(list(fonts.SANS))
    made.setPixelSize(SMALL)
    made.setBold(bold)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def draw_over_time(painter: QPainter, box: QRectF, chart: Shares) -> None:
    """A bar for each day or month, killed below, injured above."""
    painter.setFont(small_font())
    metrics = QFontMetricsF(small_font())
    most = max((_top(one) for one in chart.bars), default=0) or 1
    step = _step(most)
    scale = math.ceil(most / step) * step
    across = metrics.horizontalAdvance(f"{scale:,}") + 60
    plot = QRectF(box.left() + across, box.top() + 60, box.width() - across - 20, box.height() - 230)
    for value in range(0, scale + 1, step):
        y = plot.bottom() - plot.height() * value / scale
        painter.setPen(QPen(GRID if value else INK, 4))
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
        painter.setPen(PALE)
        number = QRectF(box.left(), y - 60, across - 40, 120)
        painter.drawText(number, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{value:,}")
    width = plot.width() / max(1, len(chart.bars))
    every = max(1, math.ceil(len(chart.bars) / TICKS))
    for at, one in enumerate(chart.bars):
        slot = QRectF(plot.left() + at * width, plot.top(), width, plot.height())
        _column(painter, slot, one, scale)
        if at % every == 0:
            _tick(painter, slot, plot, _short(one.label))


def _tick(painter: QPainter, slot: QRectF, plot: QRectF, words: str) -> None:
    painter.setPen(QPen(PALE, 4))
    painter.drawLine(QPointF(slot.center().x(), plot.bottom()), QPointF(slot.center().x(), plot.bottom() + 25))
    below = QRectF(slot.center().x() - 300, plot.bottom() + 35, 600, 120)
    painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, words)


def _column(painter: QPainter, slot: QRectF, one: Share, scale: int) -> None:
    inner = slot.adjusted(slot.width() * 0.1, 0, -slot.width() * 0.1, 0)
    base = slot.bottom()
    for value, ink in ((one.killed[0] or 0, DARK), (one.injured[0] or 0, LIGHT)):
        height = slot.height() * value / scale
        if value:
            painter.fillRect(QRectF(inner.left(), base - height, inner.width(), height), ink)
        base -= height
    more, open_ = _beyond(one)
    if more or open_:
        top = base - slot.height() * more / scale
        painter.setPen(QPen(PALE, 5))
        painter.drawLine(QPointF(slot.center().x(), base), QPointF(slot.center().x(), top))
        if open_:
            _triangle(painter, QPointF(slot.center().x(), top - 20), min(45.0, max(18.0, slot.width() * 0.4)))
        else:
            half = inner.width() * 0.3
            painter.drawLine(QPointF(slot.center().x() - half, top), QPointF(slot.center().x() + half, top))


def draw_bars(painter: QPainter, box: QRectF, chart: Shares, *, rtl: bool) -> None:
    """A bar for each part, the largest first: its name, killed and injured in one bar, both numbers."""
    painter.setFont(small_font(bold=True))
    title = QRectF(box.left(), box.top(), box.width(), 130)
    lead = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
    painter.setPen(INK)
    painter.drawText(title, lead | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute, chart.title)
    painter.setFont(small_font())
    most = max(((one.killed[0] or 0) + (one.injured[0] or 0) for one in chart.bars), default=0) or 1
    numbers = max((QFontMetricsF(small_font()).horizontalAdvance(_beside(one)) for one in chart.bars), default=0) + 60
    for at, one in enumerate(chart.bars):
        line = QRectF(box.left(), box.top() + 150 + at * LINE, box.width(), LINE)
        _line(painter, line, one, (most, numbers), rtl=rtl)


LINE = 132
MOST_LINES = 6
"""Bars of a chart that stands beside another."""


def _line(painter: QPainter, line: QRectF, one: Share, scale: tuple[int, float], *, rtl: bool) -> None:
    metrics = QFontMetricsF(small_font())
    most, numbers = scale
    names = min(line.width() * 0.36, 1000)

    def at(start: float, width: float) -> QRectF:
        left = line.right() - start - width if rtl else line.left() + start
        return QRectF(left, line.top(), width, line.height())

    lead = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
    trail = Qt.AlignmentFlag.AlignLeft if rtl else Qt.AlignmentFlag.AlignRight
    level = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
    painter.setPen(INK)
    name = metrics.elidedText(one.label, Qt.TextElideMode.ElideRight, names - 40)
    painter.drawText(at(0, names - 40), lead | level, name)
    begin, room = names, line.width() - names - numbers
    for value, ink in ((one.killed[0] or 0, DARK), (one.injured[0] or 0, LIGHT)):
        width = room * value / most
        if value:
            painter.fillRect(at(begin, width).adjusted(0, LINE * 0.22, 0, -LINE * 0.22), ink)
        begin += width
    painter.drawText(at(line.width() - numbers, numbers), trail | level, _beside(one))


def _beside(one: Share) -> str:
    return f"{_ends(one.killed)} · {_ends(one.injured)}"


def draw_legend(painter: QPainter, box: QRectF, words: Sequence[str], open_end: str, *, rtl: bool) -> None:
    """What dark, pale and a whisker mean."""
    painter.setFont(small_font())
    metrics = QFontMetricsF(small_font())
    start = 0.0
    for ink, text in ((DARK, words[0]), (LIGHT, words[1]), (None, open_end)):
        mark = QRectF(box.right() - start - 80 if rtl else box.left() + start, box.center().y() - 40, 80, 80)
        if ink is not None:
            painter.fillRect(mark, ink)
        else:
            painter.setPen(QPen(PALE, 5))
            painter.drawLine(QPointF(mark.center().x(), mark.bottom()), QPointF(mark.center().x(), mark.top() + 20))
            _triangle(painter, QPointF(mark.center().x(), mark.top()), 30)
        wide = metrics.horizontalAdvance(text) + 20
        place = QRectF(mark.left() - 40 - wide if rtl else mark.right() + 40, box.top(), wide, box.height())
        painter.setPen(INK)
        side = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
        painter.drawText(place, side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute, text)
        start += 80 + 40 + wide + 120


def _triangle(painter: QPainter, tip: QPointF, half: float) -> None:
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(PALE)
    below = tip.y() + half * 1.4
    painter.drawPolygon(QPolygonF([tip, QPointF(tip.x() - half, below), QPointF(tip.x() + half, below)]))
    painter.restore()


def _beyond(one: Share) -> tuple[int, bool]:
    """By how much the most exceeds the fewest, and whether somebody leaves an end open."""
    told = [(low or 0, high) for low, high in (one.killed, one.injured) if (low, high) != (None, None)]
    return sum(max(0, high - low) for low, high in told if high is not None), any(high is None for _, high in told)


def _top(one: Share) -> int:
    return (one.killed[0] or 0) + (one.injured[0] or 0) + _beyond(one)[0]


def _step(most: int) -> int:
    """A round distance of lines, about four of them."""
    rough = max(1.0, most / 4)
    ten = 10 ** math.floor(math.log10(rough))
    return int(next(ten * one for one in (1, 2, 5, 10) if ten * one >= rough))


def _short(label: str) -> str:
    """``27/06`` of a day; a month and other words as they are."""
    year, _, rest = label.partition("-")
    return f"{rest[3:]}/{rest[:2]}" if len(label) == 10 and year.isdigit() else label


def _ends(ends: tuple[int | None, int | None]) -> str:
    low, high = ends
    if ends == (None, None):
        return "–"
    if high is None:
        return f"\u2066≥ {low or 0:,}\u2069"
    return f"{low or 0:,}" if low == high else f"\u2066{low or 0:,}–{high:,}\u2069"
