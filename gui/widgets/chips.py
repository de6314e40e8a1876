"""Chips and tags: an outcome with its letter, a state with its icon and word."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from gui.look import theme
from gui.look.icons import pixmap
from gui.say import rtl
from gui.widgets.layout import label

LETTERS = {"killed": ("K", "ق"), "injured": ("I", "ج"), "missing": ("M", "م"), "rescued": ("R", "ن")}


class Chip(QWidget):
    """An outcome: its letter in a square of its ink, then a number or word on its soft background."""

    def __init__(self, outcome: str, text: str) -> None:
        super().__init__()
        self._outcome, self._text = outcome, text
        self.setAccessibleName(f"{LETTERS[outcome][rtl()]} {text}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        width = QFontMetrics(theme.font("cell_bold")).horizontalAdvance(self._text)
        return QSize(theme.px(19) + width + 12, theme.height("chip"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Square and words."""
        draw_chip(QPainter(self), QRectF(self.rect()), self._outcome, self._text)


def draw_chip(painter: QPainter, box: QRectF, outcome: str, text: str) -> None:
    """Paint an outcome chip (also for delegates)."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    shape = QPainterPath()
    shape.addRoundedRect(box, 4, 4)
    painter.setClipPath(shape)
    painter.fillRect(box, theme.color(f"{outcome}_bg"))
    side = theme.px(19)
    square = QRectF(box.right() - side if rtl() else box.left(), box.top(), side, box.height())
    painter.fillRect(square, theme.color(outcome))
    painter.setFont(theme.font("label"))
    painter.setPen(theme.color("onink"))
    painter.drawText(square, Qt.AlignmentFlag.AlignCenter, LETTERS[outcome][rtl()])
    rest = box.adjusted(0, 0, -side, 0) if rtl() else box.adjusted(side, 0, 0, 0)
    painter.setFont(theme.font("cell_bold"))
    painter.setPen(theme.color("tx"))
    painter.drawText(rest, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


class Tag(QWidget):
    """Icon and word in a thin frame; ``state`` is ok, warning, error, information or "" (quiet)."""

    def __init__(self, text: str, icon_name: str = "", state: str = "") -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("kind", "tag")
        self.setProperty("state", state)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        inside = QHBoxLayout(self)
        inside.setContentsMargins(7, 1, 7, 1)
        inside.setSpacing(5)
        token = theme.STATES[state][0] if state else "tx3"
        if icon_name:
            drawing = QLabel()
            drawing.setPixmap(pixmap(icon_name, token, 14))
            inside.addWidget(drawing)
        self.word = label(text, "tag")
        inside.addWidget(self.word)
