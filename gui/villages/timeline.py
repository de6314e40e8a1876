"""The state of a village over time, painted: stretches of states, marks of those who left and came back.

Time never mirrors: the oldest is at the left in Arabic too, and the card says so. Arrow keys step through what is
shown and say it in words, so that nothing depends on seeing the drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gui.look import theme
from gui.tips import tip
from gui.villages.balance import blue, solid, stripes
from gui.villages.cells import TONES, tone_of

MARK, BLOCK, AXIS = 16, 24, 20
EDGE = 8
LEAST = 3.0
"""No stretch is drawn narrower than this."""


@dataclass(frozen=True)
class Stretch:
    """A village in one state from a day on.

    Attributes:
        record: the observation; first: its day; last: the day before the next one (or the day shown).
        state: code, "" for disputed or not known; words: what stands in the block;
            short: what stands there when there is no room; told: all of it in a sentence.
    """

    record: str
    first: date
    last: date
    state: str
    words: str
    told: str
    short: str = ""


@dataclass(frozen=True)
class Mark:
    """A movement at its day."""

    record: str
    day: date
    direction: str
    told: str


class StateTimeline(QWidget):
    """The drawing.

    Signals:
        stepped(str): the words of what the keyboard stands on.
        opened(str, str): kind and id of the record to open.
    """

    stepped = Signal(str)
    opened = Signal(str, str)

    def __init__(
        self, stretches: Sequence[Stretch], marks: Sequence[Mark], ticks: Sequence[tuple[date, str]], spoken: str
    ) -> None:
        """``ticks``: days of the axis with their words, the last one in bold."""
        super().__init__()
        self.stretches, self.marks, self.ticks = list(stretches), sorted(marks, key=lambda one: one.day), list(ticks)
        self.at = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(spoken)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.px(MARK + BLOCK + AXIS + 6))
        self.setMouseTracking(True)
        days = [one.first for one in self.stretches] + [one.day for one in self.marks]
        ends = [one.last for one in self.stretches] + [one.day for one in self.marks]
        self.first = min(days, default=date.today())
        self.last = max([*ends, self.first + timedelta(days=1)])

    def sizeHint(self) -> QSize:
        """As wide as the card."""
        return QSize(420, self.height())

    @property
    def stops(self) -> list[tuple[date, str, str, str]]:
        """Everything the keyboard steps through, oldest first: day, kind, record, words."""
        found = [(one.first, "village_state", one.record, one.told) for one in self.stretches]
        found += [(one.day, "movement", one.record, one.told) for one in self.marks]
        return sorted(found, key=lambda stop: (stop[0], stop[1] == "movement"))

    def x_of(self, day: date) -> float:
        """Where a day lies; the oldest at the left in every language."""
        whole = max((self.last - self.first).days, 1)
        return EDGE + (self.width() - 2 * EDGE) * min(max((day - self.first).days, 0), whole) / whole

    def block_of(self, one: Stretch) -> QRectF:
        """The box of a stretch."""
        left, right = self.x_of(one.first), self.x_of(one.last + timedelta(days=1))
        left = min(left, self.width() - EDGE - LEAST)
        right = min(max(right, left + LEAST), self.width() - EDGE)
        return QRectF(left, theme.px(MARK), right - left, theme.px(BLOCK))

    # ---- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Blocks, marks, axis, and the ring of the keyboard."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("hint"))
        for one in self.stretches:
            self._paint_block(painter, one)
        for mark in self.marks:
            self._paint_mark(painter, mark)
        self._paint_axis(painter)
        if self.hasFocus():
            self._paint_ring(painter)
        painter.end()

    def _paint_block(self, painter: QPainter, one: Stretch) -> None:
        box = self.block_of(one).adjusted(0.5, 0, -0.5, 0)
        ground = ground_of(one.state)
        if ground is None:  # disputed or never seen: striped, never a colour that would take a side
            painter.fillRect(box, theme.color("sur3"))
            stripes(painter, box)
            ink = theme.color("tx")
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(box, 2, 2)
            ink = theme.color("onink") if theme.is_dark() else QColor("#FFFFFF")
        metrics = painter.fontMetrics()
        room = int(box.width()) - 6
        fits = metrics.horizontalAdvance(one.words) <= room
        shown = one.words if fits or not one.short else one.short
        shown = metrics.elidedText(shown, Qt.TextElideMode.ElideRight, room)
        if box.width() > 24 and len(shown) > 2:
            painter.setPen(ink)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)

    def _paint_mark(self, painter: QPainter, mark: Mark) -> None:
        x, top, low = self.x_of(mark.day), theme.px(4), theme.px(MARK) - 3
        painter.setPen(Qt.PenStyle.NoPen)
        if mark.direction == "return":
            painter.setBrush(blue())
            painter.drawPolygon(QPolygonF([QPointF(x - 5, low), QPointF(x + 5, low), QPointF(x, top)]))
        elif mark.direction == "onward":
            middle = (top + low) / 2
            painter.setBrush(theme.color("accink"))
            corners = [QPointF(x, top), QPointF(x + 5, middle), QPointF(x, low), QPointF(x - 5, middle)]
            painter.drawPolygon(QPolygonF(corners))
        else:
            painter.setBrush(theme.color("injured"))
            painter.drawPolygon(QPolygonF([QPointF(x - 5, top), QPointF(x + 5, top), QPointF(x, low)]))

    def _paint_axis(self, painter: QPainter) -> None:
        top = theme.px(MARK + BLOCK)
        metrics = painter.fontMetrics()
        free = float("inf")
        for number, (day, words) in enumerate(reversed(self.ticks)):
            wide = metrics.horizontalAdvance(words)
            x = self.x_of(day)
            left = min(max(x - wide / 2, 0), self.width() - wide)
            if left + wide + 8 > free:
                continue
            free = left
            painter.setPen(QPen(theme.color("inp"), 1))
            painter.drawLine(QPointF(x, top + 1), QPointF(x, top + 4))
            painter.setPen(theme.color("tx" if number == 0 else "tx2"))
            painter.drawText(QRectF(left, top + 4, wide + 2, theme.px(AXIS)), Qt.AlignmentFlag.AlignCenter, words)

    def _paint_ring(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("focus"), 2))
        stops = self.stops
        if not 0 <= self.at < len(stops):
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
            return
        day, kind, record, _ = stops[self.at]
        if kind == "movement":
            x = self.x_of(day)
            painter.drawRoundedRect(QRectF(x - 8, 1, 16, theme.px(MARK) - 1), 3, 3)
        else:
            one = next(stretch for stretch in self.stretches if stretch.record == record)
            painter.drawRoundedRect(self.block_of(one).adjusted(-1, -1, 1, 1), 3, 3)

    # ---- keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left is earlier and Right is later, as drawn; Enter opens the record."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        stops = self.stops
        if step and stops:
            at = self.at + step if self.at >= 0 else (len(stops) - 1 if step < 0 else 0)
            self.go_to(min(max(at, 0), len(stops) - 1))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and 0 <= self.at < len(stops):
            self.opened.emit(stops[self.at][1], stops[self.at][2])
        else:
            super().keyPressEvent(event)

    def go_to(self, at: int) -> None:
        """Stand on one of the stops and say it."""
        self.at = at
        self.stepped.emit(self.stops[at][3])
        self.update()

    def told_at(self, point: QPointF) -> str:
        """What lies under a point, in words."""
        for mark in self.marks:
            if abs(self.x_of(mark.day) - point.x()) <= 6 and point.y() <= theme.px(MARK):
                return mark.told
        return next((one.told for one in self.stretches if self.block_of(one).contains(point)), "")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click says what it is."""
        told = self.told_at(event.position())
        at = next((n for n, stop in enumerate(self.stops) if stop[3] == told), -1)
        if told and at >= 0:
            self.go_to(at)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click opens it."""
        stops = self.stops
        if 0 <= self.at < len(stops):
            self.opened.emit(stops[self.at][1], stops[self.at][2])

    def event(self, event: QEvent) -> bool:
        """A tooltip says what lies under the mouse."""
        if isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), tip(self.told_at(QPointF(event.pos()))), self)
            return True
        return bool(super().event(event))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring shows."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring goes."""
        super().focusOutEvent(event)
        self.update()


def ground_of(state: str) -> QColor | None:
    """What a stretch is painted with; None for one that takes no colour."""
    if not state:
        return None
    tone = tone_of(state)
    if tone == "ok":
        return solid()
    if tone == "neutral":
        return theme.color("tx3")
    if tone == "warning":
        return QColor("#8A5A0B") if not theme.is_dark() else theme.color("accink")
    return theme.color(TONES[tone][0])
