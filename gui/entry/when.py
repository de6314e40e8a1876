"""When and where: the first card."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QToolButton

from gui.entry.choices import letter_on, unchoose
from gui.forms.editors import EMPTY, Ask, Editor, FocusLoss, LineEditor, State, read_text
from gui.look import theme
from gui.say import say, words
from gui.table.line_list import Line
from gui.widgets import Segmented
from storage import WEEKDAYS, DayValue, Kind, TimeValue, code_list

MARGINS = (5, 10, 15, 30, 60, 120)


def weekday(day: date) -> str:
    """The name of the day of the week."""
    names: Any = WEEKDAYS["ar" if words().language == "ar" else "en"]
    return str(names[day.weekday()])


class DayEditor(LineEditor):
    """A date, typed freely; *today* and *yesterday* by one letter.

    Signals:
        understood(str, bool): what the typed text means, and whether it can be read.
    """

    understood = Signal(str, bool)

    def __init__(self, kind: Kind[Any], reading: Ask, *, hint: str = "") -> None:
        super().__init__(kind, reading, hint=hint)
        self.near = Segmented([("today", say("Today"), ""), ("yesterday", say("Yesterday"), "")], say("Day"))
        for button in self.near.findChildren(QToolButton):
            button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        unchoose(self.near)
        self.near.chosen.connect(lambda which: self.choose(str(which)))
        self.inside.insertWidget(0, self.near)
        self.line.textEdited.connect(self._echo)

    def choose(self, which: str) -> None:
        """``"today"`` or ``"yesterday"``."""
        today = self.reading().today
        self.set_value(DayValue.on(today if which == "today" else today - timedelta(days=1)))

    def text(self) -> str:
        """What is typed; one letter stands for today or yesterday."""
        typed = self.line.text().strip().casefold()
        for latin, word in (("T", "today"), ("Y", "yesterday")):
            if typed and typed in (latin.casefold(), letter_on(latin)):
                return word
        return self.line.text()

    def _show(self, text: str) -> None:
        super()._show(text)
        value, today = self.state.value, self.reading().today
        near = {DayValue.on(today): "today", DayValue.on(today - timedelta(days=1)): "yesterday"}.get(value)
        unchoose(self.near)
        if near:
            self.near.choose(near)
        self._tell(self.state)

    def _echo(self, _text: str) -> None:
        self._tell(read_text(self.kind, self.text(), self.reading()))

    def _tell(self, state: State) -> None:
        value = state.value
        if not isinstance(value, DayValue):
            self.understood.emit("", not state.problem)
        elif value.precision == "day" and value.first is not None:
            self.understood.emit(weekday(value.first), True)
        else:
            self.understood.emit(self.kind.show(value, self.reading()), True)


class TimeEditor(Editor):
    """A time of day: the clock with a margin, or a part of the day."""

    def __init__(self, kind: Kind[Any], reading: Ask) -> None:
        super().__init__(kind, reading)
        self._showing = False
        self.way = Segmented([("clock", say("Exact time"), ""), ("part", say("Around…"), "")], say("Time"), "clock")
        self.way.button("part").setToolTip(say("around dawn, midday, at night…"))
        for button in self.way.findChildren(QToolButton):
            button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.line = Line()
        self.line.setPlaceholderText(words().ltr("22:10"))
        self.line.setMinimumWidth(theme.px(62))
        self.line.setAccessibleName(words().field("incident.time"))
        self.margin, self.part = QComboBox(), QComboBox()
        self.margin.setAccessibleName(say("How exact"))
        self.part.setAccessibleName(say("Part of the day"))
        self.margin.addItem(say("exact"), None)
        for minutes in MARGINS:
            self.margin.addItem(say("± {count} min", count=minutes), minutes)
        self.part.addItem("", None)
        for item in code_list("day-part").offered():
            self.part.addItem(words().code("day-part", item.code), item.code)
        for part in (self.way, self.line, self.margin, self.part):
            self.inside.addWidget(part)
        self.margin.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.inside.setStretch(1, 1)
        self.inside.setStretch(3, 2)
        self.setFocusProxy(self.line)
        self._connect()
        self._show("")

    def _connect(self) -> None:
        self.way.chosen.connect(self._choose_way)
        self.line.textEdited.connect(lambda _: self.typed.emit())
        self.line.finished.connect(self._line_finished)
        self.margin.activated.connect(lambda _: self.take())
        self.part.activated.connect(lambda _: self.take())
        FocusLoss(self, [self.line, self.margin, self.part]).gone.connect(self.take)

    def text(self) -> str:
        """``22:10 ±30``, or a part of the day."""
        if self.way.value() == "part":
            return str(self.part.currentText())
        typed, margin = self.line.text().strip(), self.margin.currentData()
        return f"{typed} ±{margin}" if typed and margin and "±" not in typed else typed

    def take(self) -> None:
        """Read it, when it says something else than before."""
        if self._showing or self.text() == self._filled:
            return
        found = read_text(self.kind, self.text(), self.reading())
        if (found.value, found.problem and found.text) != (self.state.value, self.state.problem and self.state.text):
            self.set_state(found)

    def shown(self, state: State) -> str:
        """The text of a state."""
        return "" if isinstance(state.value, TimeValue) else state.text

    def _line_finished(self) -> None:
        self.take()
        if self.line.hasFocus() or self.part.hasFocus():
            self.advance.emit()

    def _choose_way(self, way: object) -> None:
        self._arrange(str(way))
        (self.part if way == "part" else self.line).setFocus()
        if way == "part":
            self.part.showPopup()

    def _show(self, text: str) -> None:
        value = self.state.value
        part = value.part if isinstance(value, TimeValue) else None
        self._showing = True
        self._fill(text, value, part)
        had = self.line.hasFocus()
        self._arrange("part" if part else "clock")
        if had and part:
            self.part.setFocus()
        self._showing = False

    def _fill(self, text: str, value: object, part: str | None) -> None:
        if part:
            self.part.setCurrentIndex(max(self.part.findData(part), 0))
            self.line.clear()
        elif isinstance(value, TimeValue) and value.hour is not None:
            self.line.setText(f"{value.hour:02d}:{value.minute or 0:02d}")
            if value.margin and self.margin.findData(value.margin) < 0:
                self.margin.addItem(say("± {count} min", count=value.margin), value.margin)
            self.margin.setCurrentIndex(max(self.margin.findData(value.margin), 0))
        else:
            self.part.setCurrentIndex(0)
            self.line.setText(text)
            if self.state.empty:
                self.margin.setCurrentIndex(0)

    def _arrange(self, way: str) -> None:
        self.way.choose(way)
        self.line.setVisible(way == "clock")
        self.margin.setVisible(way == "clock")
        self.part.setVisible(way == "part")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Del in the list of parts empties it."""
        if event.key() == Qt.Key.Key_Delete:
            self.set_state(EMPTY)
        else:
            super().keyPressEvent(event)
