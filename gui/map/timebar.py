"""The bar below a map: play, steps, the day in words, how long the window is, the days themselves, how fast."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QComboBox, QStyle, QWidget

from gui.known import Known
from gui.look import theme
from gui.map.days import Days
from gui.say import ltr, say, say_n
from gui.villages.columns import short_day
from gui.widgets import Button, IconButton, KeyBox, Segmented, column, label, row
from storage import DayValue

BEAT_MS = 400
WINDOWS = (1, 7, 30, 90)
SPEEDS = ((0.5, "½×"), (1.0, "1×"), (4.0, "4×"))


def system_moves_less() -> bool:
    """Whether this computer was told to move less."""
    style = QApplication.style()
    if style.styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) == 0:
        return True
    if sys.platform == "win32":
        import ctypes

        shown = ctypes.c_int(1)
        ctypes.windll.user32.SystemParametersInfoW(0x1042, 0, ctypes.byref(shown), 0)  # SPI_GETCLIENTAREAANIMATION
        return not shown.value
    return False


class TimeBar(QWidget):
    """The bar.

    Attributes:
        days: the drawing; playing: whether it runs; less: whether things should move less, so that play goes step by
            step, by hand.

    Signals:
        changed(): another window of time.
    """

    changed = Signal()

    def __init__(self, known: Known, less: Callable[[], bool] = system_moves_less) -> None:
        super().__init__()
        self._known, self.less = known, less
        self.setProperty("surface", "foot")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.days = Days(self._day)
        self.play = Button(say("Play"), "play", "P", kind="primary")
        back, on = IconButton("skip-back", say("A step back")), IconButton("skip-forward", say("A step on"))
        self.told = label("", "strong")
        self.window_ = QComboBox()
        self.speed = Segmented([(one, word, "") for one, word in SPEEDS], say("How fast"), current=1.0)
        self._beat = QTimer(self, interval=BEAT_MS)
        self._fill_windows()
        self.play.clicked.connect(self.turn)
        back.clicked.connect(lambda: self.step(-1))
        on.clicked.connect(lambda: self.step(1))
        self.days.changed.connect(self._moved)
        self.window_.activated.connect(lambda _: self._resize())
        self.speed.chosen.connect(lambda one: self._beat.setInterval(round(BEAT_MS / float(str(one)))))
        self._beat.timeout.connect(self._tick)
        self._keys = QWidget()
        self._keys.setLayout(row(KeyBox(","), KeyBox("."), label(say("day"), "hint"), gap=4))
        media = QWidget()  # signs of play and steps never mirror
        media.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        media.setLayout(row(back, on, gap=2))
        words_ = column(self.told, self.window_, gap=2)
        inside = row(self.play, media, words_, self.days, self.speed, self._keys, gap=10, margins=(14, 5, 14, 3))
        inside.setStretch(3, 1)
        self.setLayout(inside)
        self.told.setMinimumWidth(theme.px(132))
        self.window_.setMaximumHeight(theme.px(24))

    @property
    def playing(self) -> bool:
        """Whether it runs."""
        return self._beat.isActive()

    def show_days(self, first: int, last: int, days: NDArray[np.int32]) -> None:
        """The days there are, and those of the incidents."""
        self.days.show_days(first, last, days)
        self._tell()

    def turn(self) -> None:
        """Play or stop; with less motion one step."""
        if self.less():
            self.step(1)
        elif self.playing:
            self.stop()
        else:
            self._begin()

    def stop(self) -> None:
        """Stop."""
        self._beat.stop()
        self.play.set_word(say("Play"), "play")

    def step(self, steps: int) -> None:
        """So many steps on; from all days a window of a month begins at the first."""
        if self.days.whole:
            self._begin_window(30)
        else:
            self.days.shift(steps * self.days.step)

    def _begin(self) -> None:
        if self.days.whole or self.days.end >= self.days.last:
            self._begin_window(30 if self.days.whole else self.days.end - self.days.begin + 1)
        self._beat.start()
        self.play.set_word(say("Stop"), "pause")

    def _begin_window(self, count: int) -> None:
        count = min(count, max(1, self.days.last - self.days.first))
        self.days.put(self.days.first, self.days.first + count - 1)
        self._moved()

    def _tick(self) -> None:
        if not self.days.shift(self.days.step):
            self.stop()

    def _resize(self) -> None:
        count = self.window_.currentData()
        if not count:
            self.days.put(self.days.first, self.days.last)
        else:
            end = self.days.end
            begin = max(self.days.first, end - count + 1)
            self.days.put(begin, max(end, begin + count - 1))
        self._moved()

    def _moved(self) -> None:
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        days = self.days
        self.told.setText(say("All days") if days.whole else self._day(date.fromordinal(max(1, days.end))))
        self._fill_windows()

    def _fill_windows(self) -> None:
        days = self.days
        long = 0 if days.whole else days.end - days.begin + 1
        box = self.window_
        box.setAccessibleName(say("Window of time"))
        box.clear()
        box.addItem(say("window: all days"), 0)
        for count in sorted({*WINDOWS, long} - {0}):
            box.addItem(say_n("window: {count} day", "window: {count} days", count), count)
        box.setCurrentIndex(max(0, box.findData(long)))

    def _day(self, day: date) -> str:
        shown = short_day(DayValue.on(day), self._known)
        return (
            shown
            if day.year == self._known.year
            else f"{shown} {ltr(str(day.year))}"
            if str(day.year) not in shown
            else shown
        )

    def narrow(self, *, narrow: bool) -> None:
        """In a narrow window the keys are only told in the help."""
        self._keys.setVisible(not narrow)
        self.play.show_key(shown=not narrow)
