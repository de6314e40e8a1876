"""The leading side of the room: search, filters, the day, and the list of villages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QWidget

from gui.known import Known, codes
from gui.listing.chooser import ColumnChoice
from gui.listing.filter_fields import CodeFilter, Condition, FilterField, PlaceFilter, TypedFilter
from gui.listing.keeping import Keeping
from gui.listing.parts import Empty
from gui.look import theme
from gui.resting import Rest
from gui.say import say, say_n, words
from gui.table.table import RegisterTable
from gui.villages.balance import Swatch, ends_words
from gui.villages.columns import short_day, village_columns
from gui.villages.copying import copying
from gui.villages.kept_filters import VillageFilters
from gui.villages.lines import Villages, Wish
from gui.villages.moves import sum_ends
from gui.widgets import Button, Segmented, clear, column, label, row
from storage import Day, DayValue, Reading

if TYPE_CHECKING:
    from gui.context import Context

TYPING = 25
COLUMNS = "villages.columns"
NARROW = 400
"""A list narrower than this shows name and state only."""


class VillageList(QWidget):
    """Search, filters and table.

    Signals:
        chosen(object): the village under the cursor (a ``Village``, or None).
        entered(str): Enter on a village.
        day_asked(object): another day (None: the usual one).
        detail_asked: Space.
        filtered: other states or another area are asked for.
        summed(str): sums of the villages selected, "" for fewer than two.
    """

    summed = Signal(str)

    chosen = Signal(object)
    entered = Signal(str)
    day_asked = Signal(object)
    detail_asked = Signal()
    filtered = Signal()

    def __init__(self, context: Context, known: Known) -> None:
        super().__init__()
        self.context, self.known = context, known
        self._known = known
        self.villages: Villages | None = None
        self.sort: tuple[str, bool] = ("news", True)
        self._narrow, self._wide_columns = False, frozenset[str]()
        self.setProperty("surface", "sur")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.table = RegisterTable(village_columns(known))
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.search = _Search()
        self.states = _States(say("State"), lambda: codes("village-state"))
        self.area = PlaceFilter(say("District or sub-district"), known.suggest)
        self.area.line.setPlaceholderText(say("All districts"))
        self.day = TypedFilter(say("On a date"), self._read_day, say("today"), self._days)
        both = [(False, say("With news"), ""), (True, say("All"), "")]
        self.reach = Segmented(both, say("Which villages"), current=False)
        self._stack, self._nothing = QStackedWidget(), QWidget()
        self._count = label("", "hint")
        self.fields: dict[str, FilterField] = {"states": self.states, "area": self.area, "day": self.day}
        self.choosing = ColumnChoice(self.table, say("Villages"))
        filters = VillageFilters(context, known, self.table, self.fields, self.state, self._ask_for)
        self.keeping = Keeping(filters, "villages", filters.field, filters.told)
        self._lay_out()
        self._connect()
        kept = context.setting(COLUMNS)
        if isinstance(kept, str):
            self.table.head.restore(kept)

    def _lay_out(self) -> None:
        for field in (self.states, self.area, self.day):
            field.setFixedHeight(theme.height("button"))
            for part in field.findChildren(QWidget):
                part.setMaximumHeight(theme.height("button"))
        self.states.setMinimumWidth(theme.px(96))
        upper = row(self.search, self.states, self.keeping.button, gap=8)
        upper.setStretch(0, 3)
        upper.setStretch(1, 2)
        lower = row(self.area, label(say("on"), "hint"), self.day, gap=8)
        lower.setStretch(0, 3)
        lower.setStretch(2, 2)
        self._empty = column()
        self._nothing.setLayout(self._empty)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._nothing)
        foot = QWidget()
        foot.setProperty("surface", "foot")
        foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        foot.setFixedHeight(theme.px(37))
        self._legend = QWidget()
        legend = (("stayed", say("stayed")), ("returned", say("returned")), ("left", say("left")))
        samples = row(gap=6)
        for sample, word in legend:
            samples.addWidget(Swatch(sample))
            samples.addWidget(label(word, "hint"))
        self._legend.setLayout(samples)
        foot.setLayout(row(self.reach, self._count, None, self._legend, gap=10, margins=(10, 3, 10, 3)))
        head = column(upper, lower, gap=6, margins=(10, 8, 10, 8))
        self.setLayout(column(head, self._stack, foot, gap=0))

    def _connect(self) -> None:
        self._typing = Rest(self, TYPING)
        self._typing.timeout.connect(lambda: self.refresh())
        self.search.textChanged.connect(lambda _: self._typing.start())
        self.search.returnPressed.connect(self.table.setFocus)
        for field in (self.states, self.area):
            field.changed.connect(self._filter_changed)
            field.left.connect(self.table.setFocus)
        self.day.changed.connect(self._day_changed)
        self.day.left.connect(self.table.setFocus)
        self.reach.chosen.connect(lambda _: self.refresh())
        self.table.current_row.connect(self.chosen)
        self.table.opened.connect(self.entered)
        self.table.pane_asked.connect(self.detail_asked)
        self.table.selection_moved.connect(lambda: self.summed.emit(self.selected_words()))
        copying(self.table)
        self.table.filter_asked.connect(self.search.setFocus)
        self.table.clear_asked.connect(self.clear)
        self.table.sort_asked.connect(self._sorted)
        self.table.head.moved_or_sized.connect(self._remember)
        self.choosing.chosen.connect(self._remember)
        self.table.rows.counted.connect(self._counted)

    # ---- what is asked

    def wish(self) -> Wish:
        """What the list shows."""
        area = self.area.condition().value
        place = self._known_area(area)
        return Wish(
            self.search.text(),
            tuple(state for state in self.states.condition().value.split(",") if state),
            place,
            bool(self.reach.value()),
            *self.sort,
            words().language,
        )

    def show_villages(self, villages: Villages, *, keep: bool = True) -> None:
        """These are the villages now; the cursor stays where it is."""
        first = self.villages is None
        usual = self.asked_day() is None and villages.day != date.today()
        self.day.line.setPlaceholderText(short_day(DayValue.on(villages.day), self._known) if usual else say("today"))
        self.villages = villages
        self.refresh(keep=keep and not first)

    def refresh(self, *, keep: bool = False) -> None:
        """Ask again with what stands in the fields."""
        villages, wish = self.villages, self.wish()
        if villages is None:
            return
        self.table.show_sort(wish.sort, descending=wish.descending)
        self.table.show_listing(lambda: villages.find(wish), keep=keep)

    def take_focus(self) -> None:
        """The list takes the keyboard; the search field does when there is nothing in it."""
        (self.table if self._stack.currentWidget() is self.table else self.search).setFocus()

    def clear(self) -> None:
        """No search and no filter (Esc)."""
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self.states.clear()
        self.area.clear()
        self.refresh()
        self.filtered.emit()

    def ask_states(self, states: Sequence[str]) -> None:
        """Filter by these states."""
        self.states.take(list(states))

    def go_to(self, place: str) -> None:
        """Put the cursor on a village, taking filters away when they hide it."""
        number = self.villages.numbers.get(place, -1) if self.villages is not None else -1
        if number < 0 or self.table.look_for(number):
            return
        self.search.clear()
        self.states.clear()
        self.area.clear()
        line = self.villages.lines[number] if self.villages is not None else None
        if line is not None and line.news is None:
            self.reach.choose(True)
        self.table.await_number(number)
        self.refresh()

    def state(self) -> dict[str, Any]:
        """What stands in the fields, for the page in another language."""
        filters = {"states": self.states.condition(), "area": self.area.condition(), "day": self.day.condition()}
        return {
            "search": self.search.text(),
            "everything": bool(self.reach.value()),
            "sort": self.sort,
            **{name: (one.value, one.words) for name, one in filters.items()},
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take it up."""
        self.search.setText(str(state.get("search", "")))
        self.reach.choose(bool(state.get("everything")))
        key, descending = state.get("sort", self.sort)
        self.sort = (str(key), bool(descending))
        for name, field in (("states", self.states), ("area", self.area), ("day", self.day)):
            field.put(Condition(*state.get(name, ("", ""))))
        if self.states.condition().value:
            self.states.take(self.states.condition().value.split(","))

    def _ask_for(self, state: dict[str, Any]) -> None:
        """A filter that was kept."""
        self.restore(state)
        self.refresh()
        self.filtered.emit()
        self.day_asked.emit(self.asked_day())

    def selected_words(self) -> str:
        """The sums of several villages selected: who lived there, left, returned."""
        if self.villages is None or self.table.chosen_count() < 2:
            return ""
        chosen = [self.villages.lines[number] for number in self.table.rows.numbers(self.table.chosen())]
        lived = [one.population if one.population != (None, None) else (0, None) for one in chosen]
        return say(
            "{villages} selected: lived there {people}, left {left}, returned {returned}",
            villages=count_words(len(chosen)),
            people=ends_words(sum_ends(lived)),
            left=ends_words(sum_ends([one.left for one in chosen])),
            returned=ends_words(sum_ends([one.returned for one in chosen])),
        )

    def _remember(self) -> None:
        if self.width() >= theme.px(NARROW):  # what a narrow list hides is no choice
            self.context.remember(COLUMNS, self.table.head.layout_kept())

    def make_narrow(self, *, narrow: bool) -> None:
        """Only name and state when there is no room."""
        if narrow and not self._narrow:
            self._wide_columns = frozenset(self.choosing.shown())
        for at, one in enumerate(self.table.rows.columns):
            if one.key in ("left", "news") and narrow != self._narrow:
                self.table.setColumnHidden(at, narrow or one.key not in self._wide_columns)
        self._narrow = narrow
        self._legend.setVisible(not narrow)

    # ---- the day

    def asked_day(self) -> date | None:
        """The day asked for; None is the usual one."""
        value = self.day.condition().value
        return date.fromisoformat(value) if value else None

    def _read_day(self, text: str) -> Condition:
        near = not any(letter.isdigit() for letter in text)
        today = date.today()
        anchor = today if near or self._known.year >= today.year else date(self._known.year, 12, 31)
        value = Day().parse(text, Reading(words(), anchor))
        day = (value.last or value.first) if value is not None else None
        return Condition() if day is None else self._on(min(day, today))

    def _on(self, day: date, said: str = "") -> Condition:
        return Condition(day.isoformat(), said or Day().show(DayValue.on(day), self._known.reading()))

    def _days(self) -> list[tuple[str, Condition]]:
        today = date.today()
        found = [
            (say("Today"), self._on(today)),
            (say("Yesterday"), self._on(today - timedelta(days=1))),
            (say("A week ago"), self._on(today - timedelta(days=7))),
        ]
        newest = self.villages.newest if self.villages is not None else None
        if newest is not None and newest < today:
            found.insert(
                0, (say("Newest news: {day}", day=short_day(DayValue.on(newest), self._known)), self._on(newest))
            )
            for back in (7, 30):
                earlier = newest - timedelta(days=back)
                found.append((short_day(DayValue.on(earlier), self._known), self._on(earlier)))
        return found

    def _day_changed(self) -> None:
        self.day_asked.emit(self.asked_day())

    # ---- what happens

    def _known_area(self, place: str) -> str:
        book = self.villages.book if self.villages is not None else None
        return (book.area(place) or "?") if book is not None and place else ""

    def _filter_changed(self) -> None:
        self.refresh()
        self.filtered.emit()

    def _sorted(self, key: str, descending: bool) -> None:
        self.sort = (key, descending)
        self.refresh()

    def _counted(self, shown: int) -> None:
        whole = len(self.villages.lines) if self.villages is not None else 0
        self._count.setText(say("{shown} of {total} villages", shown=f"{shown:,}", total=f"{whole:,}"))
        self._stack.setCurrentIndex(0 if shown else 1)
        if not shown:
            clear(self._empty)
            self._empty.addWidget(self._nobody())
            self.chosen.emit(None)

    def _nobody(self) -> Empty:
        if self.villages is not None and not self.villages.lines:
            return Empty(say("No places yet. Add the places of a country in Settings, Places."))
        back = Button(say("Clear filters"), "x", "Esc")
        back.clicked.connect(self.clear)
        return Empty(say("No village fits this."), back)

    def resizeEvent(self, event: Any) -> None:
        """A narrow list shows name and state only."""
        super().resizeEvent(event)
        self.make_narrow(narrow=self.width() < theme.px(NARROW))


class _States(CodeFilter):
    """The filter of states, which says what it leaves open."""

    def _show(self, condition: Condition) -> None:
        super()._show(condition)
        if not condition.value:
            self.button.setText(say("All states"))


class _Search(QLineEdit):
    """The search field."""

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText(say("Village or code"))
        self.setAccessibleName(say("Search villages"))
        self.setClearButtonEnabled(False)


def count_words(count: int) -> str:
    """How many villages."""
    return say_n("{count} village", "{count} villages", count)
