"""A chart as a picture that stands alone: its title, of what it tells, what its inks mean, the chart."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPixmap, QRegion
from PySide6.QtWidgets import QWidget

from gui.look import theme
from gui.say import rtl

EDGE, SQUARE = 12.0, 11.0
Ink = tuple[str, str]
"""What a colour means, and its token."""


def picture_of(chart: QWidget, title: str, about: str, legend: Sequence[Ink]) -> QPixmap:
    """The chart with its head, as sharp as the screen."""
    shown = QPixmap(chart.size() * chart.devicePixelRatioF())
    shown.setDevicePixelRatio(chart.devicePixelRatioF())
    shown.fill(theme.color("sur"))  # the card it lies on
    chart.render(shown, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
    lines = (("strong", "tx", title), ("hint", "tx2", about))
    heights = [theme.px(4.0) + QFontMetrics(theme.font(role)).height() if text else 0.0 for role, _, text in lines]
    heights.append(theme.px(22.0) if legend else 0.0)
    ratio, head = shown.devicePixelRatio(), EDGE + sum(heights)
    made = QPixmap(round(shown.width() + 2 * EDGE * ratio), round(shown.height() + (head + EDGE) * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(theme.color("sur"))
    painter = QPainter(made)
    painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl() else Qt.LayoutDirection.LeftToRight)
    wide, y = shown.width() / ratio, EDGE
    for (role, ink, text), high in zip(lines, heights, strict=False):
        painter.setFont(theme.font(role))
        painter.setPen(theme.color(ink))
        painter.drawText(QRectF(EDGE, y, wide, high), Qt.AlignmentFlag.AlignLeading, text)
        y += high
    _legend(painter, legend, y, wide + 2 * EDGE)
    painter.drawPixmap(round(EDGE), round(head), shown)
    painter.end()
    return made


def _legend(painter: QPainter, legend: Sequence[Ink], y: float, wide: float) -> None:
    """A square and a word each, from the leading side."""
    painter.setFont(theme.font("hint"))
    metrics, x = QFontMetrics(theme.font("hint")), EDGE
    level = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
    for word, ink in legend:
        long = metrics.horizontalAdvance(word) + 6.0
        square = QRectF(wide - x - SQUARE if rtl() else x, y + 5, SQUARE, SQUARE)
        painter.fillRect(square, theme.color(ink))
        left = wide - x - SQUARE - 6 - long if rtl() else x + SQUARE + 6
        painter.setPen(theme.color("tx2"))
        painter.drawText(QRectF(left, y, long, 21), level, word)
        x += SQUARE + long + 18
