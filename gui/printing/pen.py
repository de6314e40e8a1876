"""The pen of a print: fonts in tenths of a point, wrapped text in either direction, lines and grounds.

Everything is laid out at 720 dots an inch whatever the device, so that paper, file and preview break lines alike.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QTextLayout, QTextOption

from gui.look import fonts
from gui.say import rtl

POINT = 10
"""Units of a point."""
MOST_LINES = 60
"""A text longer than so many lines ends with a sign that there is more; a page holds about as many."""
INK, PALE, LINE, GROUND = QColor("#000000"), QColor("#444444"), QColor("#9AA5B1"), QColor("#E8EDF2")
SIZES = {
    "cell": 9.0,
    "bold": 9.0,
    "head": 9.0,
    "title": 14.0,
    "small": 8.0,
    "small_bold": 8.0,
    "narrative": 12.0,
    "body": 10.5,
}
_BOLD = {"bold", "head", "title", "small_bold"}
_KEEP = 4000


@dataclass(frozen=True)
class Laid:
    """A text broken into lines for a width."""

    layout: QTextLayout
    height: float
    width: float


class Pen:
    """Measures text without a painter, and paints it with one.

    Attributes:
        rtl: whether leading is right.
    """

    def __init__(self) -> None:
        fonts.load_reading_fonts()
        self.rtl = rtl()
        self._fonts = {role: _font(role, points, arabic=self.rtl) for role, points in SIZES.items()}
        self._metrics = {role: QFontMetricsF(font) for role, font in self._fonts.items()}
        self._laid: OrderedDict[tuple[str, str, int, int], Laid] = OrderedDict()

    def line_height(self, role: str) -> float:
        """The height of one line."""
        return self._metrics[role].height()

    def natural(self, text: str, role: str) -> float:
        """How wide a text is on one line."""
        return self._metrics[role].horizontalAdvance(text)

    def height(self, text: str, role: str, width: float, most: int = MOST_LINES) -> float:
        """How high a text is when it is wrapped to a width."""
        if not text:
            return self.line_height(role)
        return self._lay(text, role, int(width), most).height

    def text(
        self, painter: QPainter, box: QRectF, text: str, role: str = "cell", *, ink: QColor = INK, side: str = "lead",
        most: int = MOST_LINES,
    ) -> None:  # fmt: skip
        """Paint wrapped text from the top of a box; ``side`` is ``lead``, ``middle`` or ``trail``."""
        if not text:
            return
        laid = self._lay(text, role, int(box.width()), most)
        painter.setPen(ink)
        for number in range(laid.layout.lineCount()):
            line = laid.layout.lineAt(number)
            spare = box.width() - line.naturalTextWidth()
            right = (side == "lead") == self.rtl
            shift = spare / 2 if side == "middle" else spare if right else 0.0
            start = line.naturalTextRect().left()
            line.draw(painter, QPointF(box.left() + shift - start, box.top()))

    def rule(self, painter: QPainter, x: float, y: float, width: float, *, ink: QColor = LINE) -> None:
        """A thin line."""
        painter.setPen(QPen(ink, 0.5 * POINT))
        painter.drawLine(QPointF(x, y), QPointF(x + width, y))

    def leading(self, box: QRectF, across: float) -> tuple[QRectF, QRectF]:
        """The leading part of a box so wide, and the rest."""
        first, rest = QRectF(box), QRectF(box)
        first.setWidth(across)
        rest.setWidth(max(box.width() - across, 0))
        if self.rtl:
            first.moveRight(box.right())
        else:
            rest.moveRight(box.right())
        return first, rest

    def _lay(self, text: str, role: str, width: int, most: int) -> Laid:
        key = (text, role, width, most)
        found = self._laid.get(key)
        if found is None:
            if len(self._laid) > _KEEP:
                self._laid.popitem(last=False)
            found = self._laid[key] = self._laid_out(text, role, width, most)
        return found

    def _laid_out(self, text: str, role: str, width: int, most: int) -> Laid:
        layout = QTextLayout(text, self._fonts[role])
        option = QTextOption()
        right = Qt.LayoutDirection.RightToLeft if self.rtl else Qt.LayoutDirection.LeftToRight
        option.setTextDirection(right)
        option.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        height, across, count = 0.0, 0.0, 0
        while count < most and (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, height))
            height += line.height()
            across = max(across, line.naturalTextWidth())
            count += 1
        shown = sum(layout.lineAt(i).textLength() for i in range(layout.lineCount()))
        layout.endLayout()
        if shown < len(text) and not text.endswith("…"):
            return self._laid_out(text[: max(shown - 2, 1)].rstrip() + "…", role, width, most)
        return Laid(layout, height, across)


def _font(role: str, points: float, *, arabic: bool) -> QFont:
    made = QFont()
    made.setFamilies(list(fonts.NASKH if role == "narrative" else fonts.SANS))
    made.setPixelSize(round(points * POINT))
    made.setBold(role in _BOLD)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made
