"""When attacks happen: weekdays by hours, darker where there are more; the number stands in the cell."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.charts.chart import DOWN, FORWARD, Copying, Marks, Table
from gui.look import theme
from gui.say import ltr, say

HOURS = 24


class Heat(QWidget):
    """The table; hours run from left to right in both languages, as on any clock.

    Attributes:
        marks: the chosen cell, ``weekday * 24 + hour``.
    """

    def __init__(self, name: str, days: Sequence[str]) -> None:
        """``days``: words of the weekdays, Monday first."""
        super().__init__()
        self.name, self.days = name, tuple(days)
        self.counts: list[list[int]] = []
        steps = {**FORWARD, **{key: step * HOURS for key, step in DOWN.items()}}
        self.marks = Marks(self, steps)
        self.copying = Copying(self, self.marks)
        self.marks.moved.connect(lambda _: self._tell())
        self.setAccessibleName(name)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setProperty("ring", "inside")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_counts(self, counts: Sequence[Sequence[int]]) -> None:
        """Show other numbers: a line a weekday, a cell an hour."""
        self.counts = [[int(one) for one in line] for line in counts]
        self.marks.begin(len(self.days) * HOURS)
        self._tell()

    def _tell(self) -> None:
        self.setAccessibleDescription(self.words(self.marks.at) if self.marks.at >= 0 else self.summary())
        self.update()

    def words(self, at: int) -> str:
        """A cell in words."""
        day, hour = divmod(at, HOURS)
        return f"{self.when(at)}: {self.counts[day][hour]}"

    def when(self, at: int) -> str:
        """The weekday and the hour of a cell."""
        day, hour = divmod(at, HOURS)
        return f"{self.days[day]} {ltr(f'{hour:02d}:00–{hour:02d}:59')}"

    def summary(self) -> str:
        """The table in words: its highest cell."""
        every = [
            (count, day * HOURS + hour) for day, line in enumerate(self.counts) for hour, count in enumerate(line)
        ]
        if not any(count for count, _ in every):
            return say("No incident here is told with an hour.")
        return say("most: {most}", most=self.words(max(every, key=lambda one: one[0])[1]))

    def as_table(self) -> Table:
        """The numbers as lines."""
        heads = (self.name, *(f"{hour:02d}" for hour in range(HOURS)))
        return [heads, *((day, *map(str, line)) for day, line in zip(self.days, self.counts, strict=True))]

    def legend(self) -> Sequence[tuple[str, str]]:
        """The numbers stand in the cells."""
        return ()

    def sizeHint(self) -> QSize:
        """Small squares."""
        return QSize(theme.px(520), theme.px(22) * (len(self.days) + 1))

    def minimumSizeHint(self) -> QSize:
        """Readable cells."""
        return QSize(theme.px(330), theme.px(19) * (len(self.days) + 1))

    def box(self, day: int, hour: int) -> QRectF:
        """Where a cell stands."""
        names = theme.px(64.0)
        width, height = (self.width() - names - 4) / HOURS, (self.height() - 2) / (len(self.days) + 1)
        return QRectF(names + hour * width, height * (day + 1), width, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Hours above, weekdays at the side, a tint a cell."""
        painter = QPainter(self)
        most = max((count for line in self.counts for count in line), default=0)
        painter.setFont(theme.font("key"))
        for hour in range(0, HOURS, 3):
            box = self.box(-1, hour)
            painter.setPen(theme.color("tx2"))
            painter.drawText(box.adjusted(-8, 0, 8, 0), Qt.AlignmentFlag.AlignCenter, f"{hour:02d}")
        beside = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute
        for day, line in enumerate(self.counts):
            first = self.box(day, 0)
            painter.setPen(theme.color("tx2"))
            names = QRectF(0, first.top(), first.left() - 6, first.height())
            painter.drawText(names, beside, self.days[day])
            for hour, count in enumerate(line):
                self._cell(painter, day * HOURS + hour, count / most if most else 0, count)

    def _cell(self, painter: QPainter, at: int, share: float, count: int) -> None:
        box = self.box(*divmod(at, HOURS)).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.fillRect(box, blended(share))
        if count and box.width() > 12:
            painter.setPen(theme.color("onink") if share > 0.55 else theme.color("tx"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(count))
        if at == self.marks.at:
            painter.setPen(theme.color("focus"))
            painter.drawRect(box)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the cell under the pointer; its records answer."""
        there = (day * HOURS + hour for day in range(len(self.counts)) for hour in range(HOURS))
        at = next((one for one in there if self.box(*divmod(one, HOURS)).contains(event.position())), -1)
        self.marks.choose(at)
        if at >= 0:
            self.marks.opened.emit(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows step, Enter opens, Ctrl+C copies."""
        if not (self.marks.took(event) or self.copying.took(event)):
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Records, picture, table."""
        self.copying.show_menu(event)


def blended(share: float) -> QColor:
    """The ground at nothing, the ink of the killed at the most; lightness alone tells, whatever colours one sees."""
    low, high = theme.color("sur3"), theme.color("chart_killed")
    part = 0.0 if not share else 0.12 + 0.88 * share
    ends = ((low.red(), high.red()), (low.green(), high.green()), (low.blue(), high.blue()))
    return QColor(*(round(one + (other - one) * part) for one, other in ends))
