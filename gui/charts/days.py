"""Days as stacked bars with what is uncertain as whiskers; a brush across them chooses a period.

Time runs from left to right in both languages. pyqtgraph draws it; this module is imported when a chart is first
needed, in a thread.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFont, QKeyEvent
from PySide6.QtWidgets import QSizePolicy

from gui.charts.chart import FORWARD, Copying, Marks, Table
from gui.look import theme
from gui.say import ltr, say

DAYS, WEEKS = 124, 900
"""Up to how many days each day has its bar, and up to how many each week; beyond, each month."""
Say = Callable[[date, date], str]
Say1 = Callable[[date], str]


@dataclass(frozen=True)
class Bin:
    """A day, a week or a month: what one bar stands for.

    Attributes:
        first, last: its days; low: the fewest of each series; high: the most, None for an open end.
    """

    first: date
    last: date
    low: tuple[int, ...]
    high: tuple[int | None, ...]


def unit_of(first: date, last: date) -> str:
    """Which bars fit so many days."""
    count = (last - first).days + 1
    return "day" if count <= DAYS else "week" if count <= WEEKS else "month"


def start_of(day: date, unit: str) -> date:
    """The first day of the bar a day belongs to."""
    if unit == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "month" else day


def end_of(start: date, unit: str) -> date:
    """The last day of a bar."""
    if unit == "week":
        return start + timedelta(days=6)
    return start.replace(day=calendar.monthrange(start.year, start.month)[1]) if unit == "month" else start


class _Dates(pg.AxisItem):  # type: ignore[misc]
    """Days below the bars, in words; as many as there is room for."""

    def __init__(self, shown: Callable[[date], str]) -> None:
        super().__init__("bottom")
        self._shown = shown

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        """Where words stand."""
        every = max(1.0, (high - low) / max(1.0, size / theme.px(92)))
        step = next((one for one in (1, 2, 7, 14, 28, 61, 92, 183, 365, 731) if one >= every), 1461)
        first = int(np.ceil(low / step) * step)
        return [(float(step), [float(at) for at in range(first, int(high) + 1, step)])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """The days."""
        return [self._shown(date.fromordinal(int(value))) for value in values if value >= 1]


class _View(pg.ViewBox):  # type: ignore[misc]
    """Takes the mouse for choosing and brushing; never moves or zooms."""

    def __init__(self, chart: DaysChart) -> None:
        super().__init__(enableMouse=False, enableMenu=False)
        self._chart = chart

    def mouseDragEvent(self, ev: Any, axis: int | None = None) -> None:
        """A drag across the bars brushes their days."""
        if ev.button() != Qt.MouseButton.LeftButton:
            ev.ignore()
            return
        ev.accept()
        ends = (self.mapSceneToView(ev.buttonDownScenePos()).x(), self.mapSceneToView(ev.scenePos()).x())
        self._chart.brush(*sorted(ends), done=bool(ev.isFinish()))

    def mouseClickEvent(self, ev: Any) -> None:
        """A click chooses a bar; one on the chosen bar opens its records."""
        if ev.button() == Qt.MouseButton.LeftButton:
            ev.accept()
            self._chart.click(self.mapSceneToView(ev.scenePos()).x())


class DaysChart(pg.PlotWidget):  # type: ignore[misc]
    """The chart.

    Attributes:
        bins: what the bars stand for; marks: which one is chosen; brushed: the days chosen with the brush, or None.

    Signals:
        brushing(object, object): the brush moves (first, last day); both None when it is taken away.
        brushing_done(): the brush was let go.
    """

    brushing = Signal(object, object)
    brushing_done = Signal()

    def __init__(self, name: str, series: Sequence[tuple[str, str]], shown: Say, short: Say1) -> None:
        """``series``: name and colour token of each; ``shown``: days in words; ``short``: a day, short."""
        super().__init__(viewBox=_View(self), axisItems={"bottom": _Dates(short)}, background=theme.color("sur"))
        self.name, self.series, self._shown = name, tuple(series), shown
        self.bins: tuple[Bin, ...] = ()
        self.brushed: tuple[date, date] | None = None
        self.marks = Marks(self, FORWARD)
        self.copying = Copying(self, self.marks)
        self.marks.moved.connect(self._moved)
        self.setAccessibleName(name)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setProperty("ring", "inside")
        self._region = pg.LinearRegionItem((0, 0), movable=False, pen=pg.mkPen(theme.color("focus")))
        self._label = pg.TextItem(anchor=(0, 0))
        self._frame = pg.BarGraphItem(
            x0=[0], x1=[0], y0=[0], y1=[0], brush=None, pen=pg.mkPen(theme.color("focus"), width=2)
        )
        self._top = 1.0
        self._dress()

    def _dress(self) -> None:
        plot = self.getPlotItem()
        plot.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        plot.hideButtons()
        plot.showGrid(x=False, y=True, alpha=0.35)
        font: QFont = theme.font("key")
        for side in ("bottom", "left"):
            axis = plot.getAxis(side)
            axis.setStyle(tickFont=font, tickLength=4, maxTickLevel=0)
            axis.setZValue(-1)  # lines stand behind the bars
            axis.setTextPen(theme.color("tx2"))
            axis.setPen(theme.color("line"))
        plot.getAxis("left").setWidth(theme.px(38))

    # ---- what is shown

    def show_bins(self, bins: Sequence[Bin]) -> None:
        """Show other bars."""
        self.bins = tuple(bins)
        self.marks.begin(len(self.bins))
        self._draw()
        self.setAccessibleDescription(self.summary())

    def summary(self) -> str:
        """The chart in words: from when to when, and its highest bar."""
        if not self.bins:
            return say("Nothing to show here.")
        most = max(range(len(self.bins)), key=lambda at: sum(self.bins[at].low))
        days = self._shown(self.bins[0].first, self.bins[-1].last)
        return say("{days}; most: {most}", days=days, most=self.words(most))

    def words(self, at: int) -> str:
        """A bar in words."""
        one = self.bins[at]
        numbers = [
            f"{name.lower()} {ltr(_ends(low, high))}"
            for (name, _), low, high in zip(self.series, one.low, one.high, strict=True)
        ]
        return f"{self._shown(one.first, one.last)}: {' · '.join(numbers)}"

    def as_table(self) -> Table:
        """The bars as lines."""
        heads = (self.name, *(name for name, _ in self.series))
        lines = [
            (
                self._shown(one.first, one.last),
                *(_ends(low, high).replace(",", "") for low, high in zip(one.low, one.high, strict=True)),
            )
            for one in self.bins
        ]
        return [heads, *lines]

    def legend(self) -> Sequence[tuple[str, str]]:
        """What the inks mean."""
        return self.series

    def _draw(self) -> None:
        self.clear()
        if not self.bins:
            return
        start = np.array([one.first.toordinal() for one in self.bins], float)
        width = np.array([(one.last - one.first).days + 1 for one in self.bins], float)
        low = np.array([one.low for one in self.bins], float)
        base = np.zeros(len(self.bins))
        for at, (_, ink) in enumerate(self.series):
            bars = pg.BarGraphItem(
                x0=start + width * 0.07, x1=start + width * 0.93, y0=base, y1=base + low[:, at],
                brush=theme.color(ink), pen=pg.mkPen(None),
            )  # fmt: skip
            self.addItem(bars)
            base = base + low[:, at]
        self._top = self._whiskers(start + width / 2, base)
        self.addItem(self._region)
        self.addItem(self._frame)
        self.addItem(self._label)
        self._show_brush()
        view = self.getPlotItem().getViewBox()
        view.setRange(xRange=(start[0], start[-1] + width[-1]), yRange=(0, self._top * 1.06), padding=0)
        self._moved(self.marks.at)

    def _whiskers(self, middle: Any, total: Any) -> float:
        """From the fewest to the most of all series together; an open end is a small triangle."""
        most = np.array([sum(one or 0 for one in each.high) for each in self.bins], float)
        open_ = np.array([None in each.high for each in self.bins])
        more = np.maximum(0, np.maximum(most, total) - total)
        told = more > 0
        pen = pg.mkPen(theme.color("tx3"), width=1)
        if told.any():
            whiskers = pg.ErrorBarItem(x=middle[told], y=total[told], top=more[told], bottom=0 * more[told], pen=pen)
            self.addItem(whiskers)
        if open_.any():
            self.addItem(
                pg.ScatterPlotItem(
                    x=middle[open_], y=(total + more)[open_], symbol="t1", size=6, pen=pen, brush=theme.color("tx3")
                )
            )
        return float(max(1.0, (total + more).max()))

    # ---- choosing

    def click(self, x: float) -> None:
        """Choose the bar at a place of the axis; the chosen one opens."""
        self.setFocus()
        at = next(
            (at for at, one in enumerate(self.bins) if one.first.toordinal() <= x < one.last.toordinal() + 1), -1
        )
        self.marks.choose(at)
        if at >= 0:
            self.marks.opened.emit(at)

    def brush(self, low: float, high: float, *, done: bool) -> None:
        """Brush the days between two places of the axis."""
        if not self.bins:
            return
        first, last = self.bins[0].first.toordinal(), self.bins[-1].last.toordinal()
        ends = (min(last, max(first, int(low))), min(last, max(first, int(high))))
        self.put_brush((date.fromordinal(ends[0]), date.fromordinal(ends[1])))
        self.brushing.emit(*(self.brushed or (None, None)))
        if done:
            self.brushing_done.emit()

    def put_brush(self, days: tuple[date, date] | None) -> None:
        """Show these days as brushed; nothing is announced."""
        self.brushed = days
        self._show_brush()

    def clear_brush(self) -> None:
        """Take the brush away and say so."""
        self.put_brush(None)
        self.brushing.emit(None, None)
        self.brushing_done.emit()

    def _show_brush(self) -> None:
        self._region.setVisible(self.brushed is not None)
        if self.brushed is not None:
            colour = theme.color("focus")
            colour.setAlpha(48)
            self._region.setBrush(colour)
            self._region.setRegion((self.brushed[0].toordinal(), self.brushed[1].toordinal() + 1))

    def _moved(self, at: int) -> None:
        self._label.setVisible(at >= 0)
        self._frame.setVisible(at >= 0)
        if at < 0:
            return
        one, words = self.bins[at], self.words(at)
        self.setAccessibleDescription(words)
        self._label.setText(words, color=theme.color("tx"))
        self._label.fill, self._label.border = pg.mkBrush(theme.color("sur")), pg.mkPen(theme.color("focus"), width=2)
        left = one.first.toordinal()
        self._frame.setOpts(x0=[left], x1=[one.last.toordinal() + 1], y0=[0], y1=[max(sum(one.low), self._top * 0.02)])
        far = left > self.getPlotItem().getViewBox().viewRange()[0][0] * 0.5 + self.bins[-1].last.toordinal() * 0.5
        self._label.setAnchor((1 if far else 0, 0))
        self._label.setPos(QPointF(left if far else one.last.toordinal() + 1, self._top * 1.05))

    def chosen_box(self) -> QRectF:
        """Where the chosen bar stands, in pixels of the widget; for tests and pictures."""
        one = self.bins[self.marks.at]
        view = self.getPlotItem().getViewBox()
        low = view.mapViewToScene(QPointF(one.first.toordinal(), 0))
        return QRectF(low, view.mapViewToScene(QPointF(one.last.toordinal() + 1, sum(one.low)))).normalized()

    def keyPressEvent(self, ev: QKeyEvent) -> None:
        """Arrows step, with Shift they brush; Enter opens; Esc takes the brush away; Ctrl+C copies."""
        stretch = ev.modifiers() & Qt.KeyboardModifier.ShiftModifier and Qt.Key(ev.key()) in FORWARD
        if stretch and self.bins:
            self._stretch(FORWARD[Qt.Key(ev.key())])
        elif ev.key() == Qt.Key.Key_Escape and self.brushed is not None:
            self.clear_brush()
        elif not (self.copying.took(ev) or self.marks.took(ev)):
            super().keyPressEvent(ev)

    def _stretch(self, step: int) -> None:
        here = self.bins[max(0, self.marks.at)]
        first, last = self.brushed or (here.first, here.last)
        self.marks.choose(min(len(self.bins) - 1, max(0, self.marks.at + step)))
        there = self.bins[self.marks.at]
        if step > 0:
            ends = (first, there.last) if here.last >= last else (there.first, last)
        else:
            ends = (there.first, last) if here.first <= first else (first, there.last)
        self.brush(ends[0].toordinal(), ends[1].toordinal(), done=True)

    def contextMenuEvent(self, ev: QContextMenuEvent) -> None:
        """Records, picture, table."""
        self.copying.show_menu(ev)


def _ends(low: int, high: int | None) -> str:
    if high is None:
        return f"≥ {low:,}"
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"
