"""The balance bar: stayed solid, returned blue, left striped; between them, what nobody can say for certain.

A range stays a range here too: the solid part is as long as those who *surely* stayed, the striped part as those who
*surely* left. What lies between is left white, never divided in the middle.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.look import theme
from gui.say import ltr, rtl, say
from gui.table.list_cells import range_words
from gui.tips import tip

Ends = tuple[int | None, int | None]
"""The lowest and highest number; None is an open end."""
STRIPE = 5


@dataclass(frozen=True)
class Shares:
    """Parts of a village's people, each from 0 to 1; what is missing to 1 is not certain.

    Attributes:
        stayed: surely there and never left; returned: surely came back; left: surely away.
    """

    stayed: float
    returned: float
    left: float


def shares_of(population: Ends, left: Ends, returned: Ends) -> Shares | None:
    """What is certain of a village's people; None when nobody knows how many they were."""
    low, high = population
    whole = high if high is not None else low
    if not whole:
        return None
    least = low or 0
    gone, most_gone = left[0] or 0, left[1]
    back, most_back = returned[0] or 0, returned[1]
    away = 0 if most_back is None else max(0, gone - most_back)
    inside = 0 if most_gone is None else max(0, least - most_gone)
    total = max(whole, away + back + inside)  # more left than were ever known to live there
    return Shares(inside / total, min(back, total) / total, away / total)


def percent_words(part: Ends, whole: Ends) -> str:
    """``27–48 %``: a range of people as a range of shares of a range; "" when it cannot be said."""
    low, high = part
    most = whole[1] if whole[1] is not None else whole[0]
    least = whole[0] if whole[0] is not None else whole[1]
    if not most or not least or low is None or high is None:
        return ""
    from_, to = round(100 * max(low, 0) / most), round(100 * min(max(high, 0) / least, 1))
    return ltr(f"{from_} %" if from_ >= to else f"{from_}–{to} %")


def draw_balance(painter: QPainter, box: QRectF, shares: Shares | None, *, right: bool) -> list[QRectF]:
    """Paint a bar, its beginning at the leading side; gives the boxes of the stayed, returned and left parts."""
    frame = box.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    round_ = QPainterPath()
    round_.addRoundedRect(frame, 2.5, 2.5)
    painter.fillPath(round_, theme.color("sur"))
    painter.setClipPath(round_)
    boxes: list[QRectF] = []
    if shares is not None:
        stayed, back, left = (part * box.width() for part in (shares.stayed, shares.returned, shares.left))
        boxes = [
            _part(box, 0, stayed, right=right),
            _part(box, stayed, back, right=right),
            _part(box, box.width() - left, left, right=right),
        ]
        painter.fillRect(boxes[0], solid())
        painter.fillRect(boxes[1], blue())
        stripes(painter, boxes[2])
    painter.setClipping(False)
    painter.setPen(QPen(theme.color("inp"), 1, Qt.PenStyle.SolidLine if shares else Qt.PenStyle.DashLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(frame, 2.5, 2.5)
    painter.restore()
    return boxes


def _part(box: QRectF, start: float, length: float, *, right: bool) -> QRectF:
    x = box.right() - start - length if right else box.left() + start
    return QRectF(x, box.top(), length, box.height())


def solid() -> QColor:
    """The ink of those who stayed."""
    return QColor("#3F566B") if not theme.is_dark() else QColor("#9DB3C7")


def blue() -> QColor:
    """The ink of those who came back."""
    return QColor("#5B8BD6") if not theme.is_dark() else theme.color("missing")


def stripes(painter: QPainter, box: QRectF) -> None:
    """The pattern of those who are away: upright stripes, to be told apart without colour."""
    if box.width() <= 0:
        return
    painter.fillRect(box, theme.color("injured_bg"))
    pen = QPen(theme.color("injured"), 1)
    painter.save()
    painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(pen)
    painter.setOpacity(0.45)
    x = box.left() - box.left() % STRIPE
    while x < box.right():
        painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
        x += STRIPE
    painter.restore()


class BalanceBar(QWidget):
    """The bar of one village with the shares written into it where they fit."""

    def __init__(self, shares: Shares | None, stayed: str, left: str, spoken: str) -> None:
        """``stayed``, ``left``: words for their parts; ``spoken``: all of it for who cannot see it."""
        super().__init__()
        self._shares, self._stayed, self._left = shares, stayed, left
        self.setAccessibleName(spoken)
        self.setToolTip(tip(spoken))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.px(20))

    def sizeHint(self) -> QSize:
        """As wide as the card."""
        return QSize(300, theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The bar, then the words."""
        painter = QPainter(self)
        boxes = draw_balance(painter, QRectF(self.rect()), self._shares, right=rtl())
        painter.setFont(theme.font("hint"))
        metrics = painter.fontMetrics()
        if not boxes:
            painter.setPen(theme.color("tx3"))
            painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, say("not known how many lived here"))
            return
        for box, text, ink in ((boxes[0], self._stayed, "sur"), (boxes[2], self._left, "tx")):
            wide = metrics.horizontalAdvance(text) + 10
            if text and wide < box.width():
                if ink == "tx":  # readable on the stripes
                    plate = QRectF(0, 0, wide, box.height() - 6)
                    plate.moveCenter(box.center())
                    painter.fillRect(plate, theme.color("injured_bg"))
                painter.setPen(theme.color(ink))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


class Swatch(QWidget):
    """A small sample of a part of the bar, for the legend: ``stayed``, ``returned``, ``left`` or ``unsure``."""

    def __init__(self, part: str) -> None:
        super().__init__()
        self._part = part
        self.setFixedSize(14, 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The sample."""
        painter = QPainter(self)
        box = QRectF(self.rect())
        if self._part == "left":
            stripes(painter, box)
        else:
            inks = {"stayed": solid(), "returned": blue()}
            painter.fillRect(box, QBrush(inks.get(self._part, theme.color("sur"))))
        painter.setPen(QPen(theme.color("inp"), 1))
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))


def ends_words(ends: Ends | None) -> str:
    """A figure as it stands in the ledger: ``5,200–5,600``, ``≥ 300``, ``?``."""
    if ends is None or (ends[0] is None and ends[1] is None):
        return "?"
    return range_words(*ends) or "?"
