"""Which days and which place: a period of the list or of the calendar, or days typed as freely as any date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from gui.entry.facts import NEW, Facts
from gui.export.wish import Shown, Wish
from gui.forms.editors import State
from gui.forms.place_field import PlaceField
from gui.known import Known
from gui.listing.conditions import months, periods, read_days
from gui.look.icons import icon
from gui.say import say, say_message
from gui.table.line_list import Line, Offer
from gui.widgets import Labelled, column, row, words_label
from storage import BadValue, Day, DayValue

if TYPE_CHECKING:
    from storage import Store

SHOWN, ALL, TYPED = "shown", "all", "typed"


class DayField(Labelled):
    """One end of the period, typed as freely as any date; empty is open.

    Signals:
        changed(): another day stands in it.
        stretched(DayValue): a month, a year or a stretch of days was typed.
    """

    changed = Signal()
    stretched = Signal(object)

    def __init__(self, text: str, known: Known, *, last: bool) -> None:
        self.line = Line()
        super().__init__(text, self.line)
        self._known, self._last = known, last
        self.value: date | None = None
        self.readable = True
        self.line.addAction(QAction(icon("calendar", "tx2", 15), "", self), QLineEdit.ActionPosition.LeadingPosition)
        self.line.setPlaceholderText(say("any day"))
        self.line.finished.connect(self.take)

    def put(self, value: date | None) -> None:
        """Show this day; nothing is announced."""
        self.value, self.readable = value, True
        self.line.setText(self._shown())
        self.tell("", "")

    def take(self) -> None:
        """Read what is typed; words below when it cannot be read."""
        typed = self.line.text().strip()
        if typed == self._shown():
            self.put(self.value)
            return
        try:
            found = read_days(self._known, typed).value
        except BadValue as trouble:
            self._refuse(say_message(trouble.message))
            return
        meant = Day().load(found) if found else None
        day = (meant.last if self._last else meant.first) if meant else None
        if meant is not None and day is None:
            self._refuse(say("Write one day here, for example 4/7/2019."))
            return
        self.put(day)
        if meant is not None and meant.first != meant.last:
            self.stretched.emit(meant)
        self.changed.emit()

    def _refuse(self, text: str) -> None:
        self.readable = False
        self.tell("error", text)
        self.changed.emit()

    def _shown(self) -> str:
        return Day().show(DayValue.on(self.value), self._known.reading()) if self.value else ""


class WhereFields(QWidget):
    """Days and place.

    Signals:
        changed(): something else is wished.
    """

    changed = Signal()

    def __init__(self, wish: Wish, shown: Shown, period: str) -> None:
        """``period``: the preset chosen at first (``shown``, ``all`` or ``typed``)."""
        super().__init__()
        self._known, self._facts, self.shown = Known(), Facts(), shown
        self._first_wish, self._first_period = wish, period
        self.presets = QComboBox()
        self.first = DayField(say("From"), self._known, last=False)
        self.last = DayField(say("Up to and including"), self._known, last=True)
        self.place = PlaceField(self._facts.reading, self._offers, "", hint=say("all places"))
        self._days: dict[str, DayValue | None] = {}
        self._lay_out()
        self._connect()
        self.setEnabled(False)

    def _lay_out(self) -> None:
        self.place_box = Labelled(say("Place, with everything in it"), self.place)
        self.place.line.setAccessibleName(say("Place, with everything in it"))
        lines = []
        for pair in ((Labelled(say("Period"), self.presets), self.place_box), (self.first, self.last)):
            line = row(gap=10)
            for field in pair:
                line.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
            lines.append(line)
        self.presets.setMinimumWidth(1)
        others = words_label(
            say(
                "The list is narrowed by other filters too. They do not count here: the file holds all of these days."
            ),
            "hint",
        )
        others.setVisible(self.shown.others)
        self.setLayout(column(*lines, others, gap=8))
        order = [self.presets, self.place.line, self.first.line, self.last.line]
        for one, two in pairwise(order):
            self.setTabOrder(one, two)

    def _connect(self) -> None:
        self.presets.activated.connect(self._preset)
        for field in (self.first, self.last):
            field.changed.connect(self._typed)
            field.stretched.connect(self._stretched)
        self.place.left.connect(self._placed)

    # ---- what the register knows

    def learn(self, store: Store) -> None:
        """Read names of places and the newest days (in a reader's thread)."""
        self._known.learn(store)
        self._facts.book = store.places

    def learned(self) -> None:
        """Names are known: offer the periods, show what is wished first."""
        self._offer()
        wish = self._first_wish
        self.first.put(wish.first)
        self.last.put(wish.last)
        self.place.put(State(value=wish.place))
        self.presets.setCurrentIndex(max(0, self.presets.findData(self._first_period)))
        self.setEnabled(True)
        self.changed.emit()

    def _offer(self) -> None:
        if self.shown.narrowed:
            self._add(SHOWN, say("What the list shows now"), self.shown.days)
        self._add(ALL, say("All days"), None)
        for one in months(self._known):
            self._add(one.value, one.label, Day().load(one.value))
        for text, condition in periods(self._known):
            self._add(condition.value, text, Day().load(condition.value))
        self._add(TYPED, say("Days as typed"), None)

    def _add(self, key: str, text: str, days: DayValue | None) -> None:
        self.presets.addItem(text, key)
        self._days[key] = days

    def _offers(self, typed: str) -> list[Offer]:
        return [offer for offer in self._facts.suggest(typed) if offer.value != NEW]

    # ---- what is chosen

    def period(self) -> str:
        """The preset chosen now."""
        return str(self.presets.currentData() or self._first_period)

    def wish(self, wish: Wish) -> Wish:
        """``wish`` with what stands in the fields."""
        return replace(wish, first=self.first.value, last=self.last.value, place=self.place.state.value)

    def take(self) -> None:
        """Read what is being typed just now."""
        for field in (self.first, self.last):
            field.take()
        self.place.take()

    def ready(self) -> bool:
        """Whether everything that was typed can be meant; the words are below the field that cannot."""
        place = self.place.state
        return self.first.readable and self.last.readable and self._in_order() and (place.empty or bool(place.value))

    def _preset(self) -> None:
        key = self.period()
        if key == TYPED:
            self.first.line.setFocus()
            return
        days = self._days[key]
        self.first.put(days.first if days else None)
        self.last.put(days.last if days else None)
        if key == SHOWN:
            self.place.put(State(value=self.shown.place))
            self._tell_place()
        self.changed.emit()

    def _stretched(self, meant: DayValue) -> None:
        """A whole month typed into one end is that month, unless the other end says otherwise."""
        if self.first.value is None:
            self.first.put(meant.first)
        if self.last.value is None:
            self.last.put(meant.last)

    def _typed(self) -> None:
        self.presets.setCurrentIndex(self.presets.findData(TYPED))
        self.changed.emit()

    def _in_order(self) -> bool:
        first, last = self.first.value, self.last.value
        turned = bool(first and last and first > last)
        if turned:
            self.last.tell("error", say("The last day is before the first one. Were the two dates swapped?"))
        elif self.last.readable:
            self.last.tell("", "")
        return not turned

    def _placed(self) -> None:
        if self.period() == SHOWN and self.place.state.value != self.shown.place:
            self.presets.setCurrentIndex(self.presets.findData(TYPED))
        self._tell_place()
        self.changed.emit()

    def tell_place(self, text: str) -> None:
        """Words below the place: it cannot be meant for this reader."""
        self.place_box.says.tell("error", text)
        self.place.mark("error" if text else "")

    def _tell_place(self) -> None:
        known = self.place.state.empty or self.place.state.value is not None
        self.tell_place("" if known else say("Choose a place from the list, or leave it empty for all places."))
