"""The days below a map, painted: how many incidents each had, and the window of time that the map shows.

Time never mirrors: the oldest is at the left in Arabic too. Dragging an end makes the window longer or shorter,
dragging between them moves it; arrow keys do both.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.look import theme
from gui.say import say

EDGE, BARS, TRACK, AXIS = 10, 30, 12, 16
LEAST = 3.0
"""No bar is narrower than so many pixels: beyond, a bar stands for several days."""
HANDLE = 8
SHORT_MONTH, LONG = 75, 1500
"""Days up to which ticks stand at weeks, and beyond which at years."""


class Days(QWidget):
    """The drawing.

    Attributes:
        first, last: the days there are (ordinals); begin, end: the window, both counted in; whole: whether all days
            are shown, whatever the window is.

    Signals:
        changed(): the person moved the window.
    """

    changed = Signal()

    def __init__(self, shown: Callable[[date], str]) -> None:
        """``shown``: a day in words, short."""
        super().__init__()
        self.first, self.last, self.begin, self.end = 0, 0, 0, 0
        self.whole = True
        self._shown = shown
        self._counts: NDArray[np.int64] = np.zeros(1, np.int64)
        self._held = ""
        self._grip = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.px(BARS + TRACK + AXIS))
        self.setAccessibleName(say("Days on the map"))
        self.setProperty("ring", "inside")

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(480, self.height())

    def show_days(self, first: int, last: int, days: NDArray[np.int32]) -> None:
        """The days there are, and those of the incidents (ordinals)."""
        self.first, self.last = first, max(first, last)
        known = days[(days >= self.first) & (days <= self.last)] - self.first
        self._counts = np.bincount(known, minlength=self.last - self.first + 1)
        if not self.first <= self.begin <= self.end <= self.last or self.whole:
            self.begin, self.end, self.whole = self.first, self.last, True
        self._tell()

    def put(self, begin: int, end: int) -> None:
        """The window, within what there is; nothing is announced."""
        self.begin = min(max(begin, self.first), self.last)
        self.end = min(max(end, self.begin), self.last)
        self.whole = (self.begin, self.end) == (self.first, self.last)
        self._tell()

    @property
    def span(self) -> tuple[int, int] | None:
        """The window; None when it is all there is (what has no day is shown then, too)."""
        return None if self.whole else (self.begin, self.end)

    @property
    def step(self) -> int:
        """Days of a step of play: a day, a week or a month, so that years do not take for ever."""
        count = self.last - self.first + 1
        return 1 if count <= 400 else 7 if count <= 3000 else 30

    def _tell(self) -> None:
        begin, end = (self._shown(date.fromordinal(max(1, one))) for one in (self.begin, self.end))
        self.setAccessibleDescription(
            say("All days") if self.whole else say("{first} to {last}", first=begin, last=end)
        )
        self.update()

    # ---- painting

    def x_of(self, day: float) -> float:
        """Where a day begins."""
        return EDGE + (self.width() - 2 * EDGE) * (day - self.first) / (self.last - self.first + 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Bars, the track with the window, days in words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_bars(painter)
        line = theme.px(BARS) + 4.0
        painter.setPen(QPen(theme.color("inp"), 2))
        painter.drawLine(QPointF(EDGE, line), QPointF(self.width() - EDGE, line))
        left, right = self.x_of(self.begin), self.x_of(self.end + 1)
        painter.setPen(QPen(theme.color("acc"), 4))
        painter.drawLine(QPointF(left, line), QPointF(right, line))
        for x, wide in ((left, HANDLE), (right, HANDLE + 2)):
            painter.setPen(QPen(theme.color("sur"), 1))
            painter.setBrush(theme.color("acc"))
            painter.drawRoundedRect(QRectF(x - wide / 2, line - 8, wide, 16), 3, 3)
        self._paint_ticks(painter)

    def _paint_bars(self, painter: QPainter) -> None:
        room = self.width() - 2 * EDGE
        per = max(1, int(np.ceil(len(self._counts) * LEAST / max(1, room))))
        starts = np.arange(0, len(self._counts), per)
        sums = np.add.reduceat(self._counts, starts)
        top = max(1, int(sums.max(initial=1)))
        painter.setPen(Qt.PenStyle.NoPen)
        lit, pale = theme.color("tx2"), theme.color("inp")
        pale.setAlpha(150)
        wide = room * per / len(self._counts)
        for start, count in zip(starts.tolist(), sums.tolist(), strict=True):
            if count:
                high = max(2.0, theme.px(BARS - 4) * count / top)
                day = self.first + start
                painter.setBrush(lit if self.begin <= day + per - 1 and day <= self.end else pale)
                gap = 1.0 if wide > 4 else 0.0
                painter.drawRect(QRectF(self.x_of(day), theme.px(BARS) - high, wide - gap, high))

    def _paint_ticks(self, painter: QPainter) -> None:
        painter.setFont(theme.font("key"))
        painter.setPen(theme.color("tx3"))
        top, metrics = theme.px(BARS + TRACK), painter.fontMetrics()
        free = -1.0
        ends = (self.first, self.last)
        for day in (*ends, *self._ticks()):
            words = self._shown(date.fromordinal(max(1, day)))
            wide = metrics.horizontalAdvance(words)
            x = min(max(EDGE / 2, self.x_of(day)), self.width() - wide - EDGE / 2)
            inner = day not in ends
            last = self.width() - metrics.horizontalAdvance(self._shown(date.fromordinal(max(1, self.last)))) - 24
            if inner and (x < free or x + wide > last):
                continue
            painter.drawText(QRectF(x, top, wide + 4, theme.px(AXIS)), Qt.AlignmentFlag.AlignLeft, words)
            if day != self.last or inner:
                free = x + wide + 24

    def _ticks(self) -> list[int]:
        """Mondays, first days of months or of years, whatever fits so many days."""
        count = self.last - self.first + 1
        if count <= 1:
            return []
        days = [date.fromordinal(max(1, one)) for one in range(self.first, self.last + 1)]
        if count <= SHORT_MONTH:
            return [one.toordinal() for one in days if one.day == 1 or one.weekday() == 0]
        return [one.toordinal() for one in days if one.day == 1 and (count <= LONG or one.month == 1)]

    # ---- mouse and keys

    def _day(self, x: float) -> int:
        room = max(1, self.width() - 2 * EDGE)
        return self.first + round((x - EDGE) * (self.last - self.first + 1) / room)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of an end or of the window; elsewhere the window comes there."""
        x, left, right = event.position().x(), self.x_of(self.begin), self.x_of(self.end + 1)
        if abs(x - right) <= HANDLE:
            self._held = "end"
        elif abs(x - left) <= HANDLE:
            self._held = "begin"
        elif left < x < right and not self.whole:
            self._held, self._grip = "window", self._day(x) - self.begin
        else:
            self._held, self._grip = "window", 0 if self.whole else (self.end - self.begin)
            if self.whole:
                self._held = "end"
            self._drag(x)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag it."""
        if self._held:
            self._drag(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._held = ""

    def _drag(self, x: float) -> None:
        day = self._day(x)
        if self._held == "end":
            self._move(self.begin, max(self.begin, day - 1))
        elif self._held == "begin":
            self._move(min(day, self.end), self.end)
        else:
            self.shift(day - self._grip - self.begin)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the window by a day, with Shift make it longer or shorter; Page a week, Home and End."""
        key = Qt.Key(event.key())
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_PageUp: 7, Qt.Key.Key_PageDown: -7}
        if key in steps and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._move(self.begin, max(self.begin, self.end + steps[key]))
        elif key in steps:
            self.shift(steps[key])
        elif key == Qt.Key.Key_Home:
            self.shift(self.first - self.begin)
        elif key == Qt.Key.Key_End:
            self.shift(self.last - self.end)
        elif key == Qt.Key.Key_Escape and not self.whole:
            self._move(self.first, self.last)
        else:
            super().keyPressEvent(event)

    def shift(self, days: int) -> bool:
        """Move the window by so many days, as far as there are days; whether it moved."""
        long = self.end - self.begin
        begin = min(max(self.begin + days, self.first), self.last - long)
        return self._move(begin, begin + long)

    def _move(self, begin: int, end: int) -> bool:
        before = (self.begin, self.end, self.whole)
        self.put(begin, end)
        moved = before != (self.begin, self.end, self.whole)
        if moved:
            self.changed.emit()
        return moved
