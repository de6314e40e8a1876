"""What stands in one cell of a register list, and how each sort of cell is painted.

A :class:`Cell` is plain data made once a row (text, chip letter, icon, ink); painting it touches no record. Shaped
text, chips and highlight boxes are kept, because the same places, types and numbers come again on every page: this is
what makes a page of a million-row list cost a few milliseconds.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPixmap,
    QStaticText,
    QTextLayout,
    QTextOption,
)

from gui.look import icons, theme
from gui.say import rtl

CHIP = 20
"""Height of an outcome chip."""
PAD = 8
"""Room left free on both sides of a cell."""
_KEEP = 6000


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows.

    Attributes:
        text: the words of the cell, after ``strong``.
        strong: words in bold before the text; in a chip, the number or word on the soft ground.
        letter: the letter in the square of an outcome chip.
        icon: name of an icon, before the text (``sign``) or after it (``tally``).
        ink, ground: colour tokens of the words and of what lies under them.
        marks: spans ``(start, end)`` of ``text`` that answer the search and are highlighted.
        spoken: what a screen reader and the clipboard get, when it is not simply the text.
        rtl: direction of the text itself, when it is not that of the window.
    """

    text: str = ""
    strong: str = ""
    letter: str = ""
    icon: str = ""
    ink: str = "tx"
    ground: str = ""
    marks: tuple[tuple[int, int], ...] = ()
    spoken: str = ""
    rtl: bool | None = None

    @property
    def words(self) -> str:
        """The whole content as words, for the clipboard, tooltips and screen readers."""
        return self.spoken or f"{self.strong} {self.text}".strip()


EMPTY = Cell()


@dataclass(slots=True)
class Shaped:
    """Text laid out once: drawn again without shaping."""

    static: QStaticText
    width: float
    height: float
    cut: bool
    marks: tuple[QRectF, ...]


class Canvas:
    """Paints cells; keeps shaped text and chips until theme, language or zoom change.

    Attributes:
        rtl: whether leading is right.
        cut: whether some text since :meth:`begin` did not fit.
    """

    def __init__(self, ratio: float = 1.0) -> None:
        self.rtl = rtl()
        self.cut = False
        self._ratio = ratio
        self._fonts = {role: theme.font(role) for role in ("cell", "cell_bold", "label")}
        self._metrics = {role: QFontMetricsF(font) for role, font in self._fonts.items()}
        self._shaped: OrderedDict[tuple[str, str, int, bool, tuple[tuple[int, int], ...]], Shaped] = OrderedDict()
        self._chips: dict[tuple[str, str, str, str, int], QPixmap] = {}
        self._inks: dict[str, QColor] = {}
        self._painter: QPainter | None = None
        self._state: tuple[str, str] = ("", "")

    def begin(self, painter: QPainter | None) -> None:
        """Start painting with ``painter``; with None only measure."""
        self._painter = painter
        self.cut = False
        self._state = ("", "")

    @property
    def painter(self) -> QPainter | None:
        """What is painted with; None while only measuring."""
        return self._painter

    def ink(self, token: str) -> QColor:
        """A colour, looked up once."""
        found = self._inks.get(token)
        if found is None:
            found = self._inks[token] = theme.color(token)
        return found

    def text(
        self,
        rect: QRect,
        text: str,
        role: str = "cell",
        ink: str = "tx",
        *,
        marks: tuple[tuple[int, int], ...] = (),
        towards: bool | None = None,
    ) -> int:
        """Paint text from the leading edge of ``rect`` (elided if need be); the width it took."""
        painter = self._painter
        if rect.width() < 4 or not text:
            return 0
        shaped = self.shape(text, role, rect.width(), marks, right=self.rtl if towards is None else towards)
        self.cut = self.cut or shaped.cut
        if painter is None:
            return int(shaped.width + 0.99)
        x = rect.right() + 1 - shaped.width if self.rtl else rect.left()
        y = rect.top() + (rect.height() - shaped.height) / 2
        if shaped.marks:
            ground = self.ink("mark")
            for box in shaped.marks:
                painter.fillRect(box.translated(x, y), ground)
        if self._state != (role, ink):
            self._state = (role, ink)
            painter.setFont(self._fonts[role])
            painter.setPen(self.ink(ink))
        painter.drawStaticText(QPointF(x, y), shaped.static)
        return int(shaped.width + 0.99)

    def icon(self, rect: QRect, name: str, ink: str, size: int = 16) -> int:
        """Paint an icon at the leading edge, in the middle of the row; the width it took."""
        if self._painter is not None and name:
            x = rect.right() + 1 - size if self.rtl else rect.left()
            y = rect.top() + (rect.height() - size) // 2
            self._painter.drawPixmap(QPoint(x, y), icons.pixmap(name, ink, size))
        return size

    def chip(self, rect: QRect, letter: str, words: str, ink: str, ground: str) -> int:
        """Paint an outcome chip: letter square in the ink, then words on the soft ground."""
        wide = rect.width()
        found = self._chips.get((letter, words, ink, ground, wide))
        if found is None:
            found = self._chips[(letter, words, ink, ground, wide)] = self._draw_chip(letter, words, ink, ground, wide)
        width = int(found.width() / self._ratio)
        if self._painter is not None:
            x = rect.right() + 1 - width if self.rtl else rect.left()
            self._painter.drawPixmap(QPoint(x, rect.top() + (rect.height() - CHIP) // 2), found)
        return width

    def shape(self, text: str, role: str, width: int, marks: tuple[tuple[int, int], ...], *, right: bool) -> Shaped:
        """Text laid out for a width; kept, so that the next time costs nothing."""
        key = (text, role, width, right, marks)
        found = self._shaped.get(key)
        if found is None:
            if len(self._shaped) > _KEEP:  # one by one: letting thousands go at once is a pause a person feels
                self._shaped.popitem(last=False)
            found = self._shaped[key] = self._lay_out(text, role, width, right=right, marks=marks)
        return found

    def _lay_out(self, text: str, role: str, width: int, *, right: bool, marks: tuple[tuple[int, int], ...]) -> Shaped:
        font, shown = self._fonts[role], text
        option = QTextOption()
        option.setTextDirection(Qt.LayoutDirection.RightToLeft if right else Qt.LayoutDirection.LeftToRight)
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        static = _static(shown, font, option)
        if static.size().width() > width + 0.5:
            shown = self._metrics[role].elidedText(text, Qt.TextElideMode.ElideRight, width)
            static = _static(shown, font, option)
        size = static.size()
        boxes = _boxes(shown, font, option, marks, size.height()) if marks else ()
        return Shaped(static, size.width(), size.height(), shown != text, boxes)

    def _draw_chip(self, letter: str, words: str, ink: str, ground: str, widest: int) -> QPixmap:
        number = QFontMetricsF(self._fonts["cell_bold"]).horizontalAdvance(words)
        width = min(max(18 + int(number) + 13, 30), max(widest, 24))
        chip = QPixmap(int(width * self._ratio), int(CHIP * self._ratio))
        chip.setDevicePixelRatio(self._ratio)
        chip.fill(Qt.GlobalColor.transparent)
        painter = QPainter(chip)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(0, 0, width, CHIP), 4, 4)
        painter.setClipPath(shape)
        painter.fillRect(QRectF(0, 0, width, CHIP), self.ink(ground))
        square = QRectF(width - 18, 0, 18, CHIP) if self.rtl else QRectF(0, 0, 18, CHIP)
        painter.fillRect(square, self.ink(ink))
        painter.setFont(self._fonts["label"])
        painter.setPen(self.ink("onink"))
        painter.drawText(square, Qt.AlignmentFlag.AlignCenter, letter)
        painter.setFont(self._fonts["cell_bold"])
        painter.setPen(self.ink("tx"))
        rest = QRectF(3, 0, width - 24, CHIP) if self.rtl else QRectF(22, 0, width - 24, CHIP)
        shown = self._metrics["cell_bold"].elidedText(words, Qt.TextElideMode.ElideRight, rest.width() + 2)
        side = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip
        painter.drawText(rest, side, shown)
        painter.end()
        return chip


def _static(text: str, font: QFont, option: QTextOption) -> QStaticText:
    static = QStaticText(text)
    static.setTextFormat(Qt.TextFormat.PlainText)
    static.setTextOption(option)
    static.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    static.prepare(font=font)
    return static


def _boxes(
    text: str, font: QFont, option: QTextOption, marks: tuple[tuple[int, int], ...], height: float
) -> tuple[QRectF, ...]:
    """The boxes behind marked spans, right also where a span runs against the line (Latin in Arabic)."""
    layout = QTextLayout(text, font)
    layout.setTextOption(option)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(100000)
    layout.endLayout()
    found = []
    shift = line.naturalTextRect().left()
    for start, end in marks:
        if start < len(text):
            one, two = _x(line.cursorToX(start)), _x(line.cursorToX(min(end, len(text))))
            found.append(QRectF(min(one, two) - shift - 1, 1, abs(two - one) + 2, height - 2))
    return tuple(found)


def _x(answer: object) -> float:
    return float(answer[0]) if isinstance(answer, (tuple, list)) else float(answer)  # type: ignore[arg-type]


Painter = Callable[[Canvas, QRect, Cell], int]
"""Paints a cell into a rectangle and answers the width used."""


def _after(canvas: Canvas, rect: QRect, used: int) -> QRect:
    return rect.adjusted(0, 0, -used, 0) if canvas.rtl else rect.adjusted(used, 0, 0, 0)


def plain(canvas: Canvas, rect: QRect, cell: Cell) -> int:
    """Bold words, then ordinary ones."""
    used = 0
    if cell.strong:
        used = canvas.text(rect, cell.strong, "cell_bold", cell.ink)
        if cell.text:
            used += 4
            rect = _after(canvas, rect, used)
    ink = "tx2" if cell.strong and cell.ink == "tx" else cell.ink
    return used + canvas.text(rect, cell.text, "cell", ink, marks=cell.marks, towards=cell.rtl)


def chip(canvas: Canvas, rect: QRect, cell: Cell) -> int:
    """An outcome chip; without a letter, plain words (a dash, an empty cell)."""
    if not cell.letter:
        return plain(canvas, rect, cell)
    return canvas.chip(rect, cell.letter, cell.strong, cell.ink, cell.ground)


def sign(canvas: Canvas, rect: QRect, cell: Cell) -> int:
    """An icon and a word in one ink: kind of attack, status, sync state, why a name matches."""
    if not cell.text:
        return 0
    used = canvas.icon(rect, cell.icon, cell.ink) + 3
    return used + canvas.text(_after(canvas, rect, used), cell.text, "cell", cell.ink)


def tally(canvas: Canvas, rect: QRect, cell: Cell) -> int:
    """Named against claimed: bold figures, then the icon that judges them."""
    used = canvas.text(rect, cell.strong, "cell_bold", cell.ink)
    if cell.icon:
        used += 5
        used += canvas.icon(_after(canvas, rect, used), cell.icon, cell.ink, 14)
    return used
