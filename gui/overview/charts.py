"""The charts of the overview: days, two cards of parts whose kind is chosen, hours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QFrame, QWidget

from gui.charts.bars import Bars
from gui.charts.days import Bin, DaysChart
from gui.charts.heat import HOURS, Heat
from gui.known import Known
from gui.look import theme
from gui.overview.reading import bars_of, undated
from gui.resting import Rest
from gui.say import rtl, say, say_n, words
from gui.villages.columns import short_day
from gui.widgets import KeyBox, column, icon_label, label, row
from storage import WEEKDAYS, DayValue, Overview

RESTED_MS = 80
"""The hand with the brush rests: what is out of sight is drawn then."""


def parts() -> Sequence[tuple[str, str]]:
    """What the first card can be told apart by."""
    return (
        ("attack", say("By kind of attack")),
        ("weapon", say("By weapon")),
        ("platform", say("By platform")),
        ("target", say("By target")),
        ("facility", say("Facilities hit, by kind")),
        ("children", say("Children among the killed, by month")),
        ("verification", say("By verification")),
        ("team", say("By team")),
    )


def levels() -> Sequence[tuple[str, str]]:
    """The levels of administration of the second card."""
    return (
        ("place/1", say("By governorate")),
        ("place/2", say("By district")),
        ("place/3", say("By subdistrict")),
        ("place/4", say("By community")),
    )


class Square(QWidget):
    """A small square of an ink; painted, for a style sheet of its own would cost a millisecond."""

    def __init__(self, ink: str) -> None:
        super().__init__()
        self._ink = ink
        self.setFixedSize(theme.px(11), theme.px(11))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ink."""
        QPainter(self).fillRect(self.rect(), theme.color(self._ink))


class Legend(QWidget):
    """What the inks mean: a square and a word each."""

    def __init__(self, entries: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._words = [label("", "hint") for _ in entries]
        inside = row(gap=6)
        for word, (_, ink) in zip(self._words, entries, strict=True):
            inside.addWidget(Square(ink))
            inside.addWidget(word)
            inside.addSpacing(4)
        self.setLayout(inside)
        self.tell([name for name, _ in entries])

    def tell(self, names: Sequence[str]) -> None:
        """What they mean now."""
        for word, name in zip(self._words, names, strict=True):
            word.setText(name)


class PartCard(QFrame):
    """A card of bars.

    Signals:
        wanted(str, str, str): the records of a part: what it is told apart by, key, title.
        turned(): it is told apart by something else.
    """

    wanted = Signal(str, str, str)
    turned = Signal()

    def __init__(self, drawing: str, kinds: Sequence[tuple[str, str]], current: str) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.kinds, self.orders = QComboBox(), QComboBox()
        for key, name in kinds:
            self.kinds.addItem(name, key)
        self.kinds.setCurrentIndex(self.kinds.findData(current))
        self.kinds.setAccessibleName(say("Told apart by"))
        for key in ("killed", "injured"):
            self.orders.addItem(say("most {outcome} first", outcome=words().code("outcome", key).lower()), key)
        self.orders.setAccessibleName(say("Order"))
        heads = (words().code("outcome", "killed"), words().code("outcome", "injured"))
        self.bars = Bars("", heads)
        self.kinds.activated.connect(lambda _: self.turned.emit())
        self.orders.activated.connect(lambda _: self.turned.emit())
        self.bars.marks.opened.connect(self._opened)
        self._inks, self._numbers = Legend(self.bars.legend()), label("", "hint")
        head = row(icon_label(drawing), self.kinds, None, self.orders, gap=6, margins=(12, 8, 10, 4))
        meant = row(self._inks, None, self._numbers, gap=6, margins=(12, 0, 10, 2))
        self.setLayout(column(head, meant, self.bars, None, gap=0, margins=(0, 0, 0, 6)))

    @property
    def part(self) -> str:
        """What it is told apart by."""
        return str(self.kinds.currentData())

    def show_parts(self, found: Overview, known: Known) -> None:
        """The bars of an overview."""
        self.orders.setVisible(self.part not in ("facility", "children"))
        people = words().code("outcome", "killed"), words().code("outcome", "injured")
        self.bars.name = self.kinds.currentText()
        self.bars.heads = {
            "facility": (say("facilities"), say("attacks")),
            "children": (say("children"), say("share")),
        }.get(self.part, people)
        self.bars.inked = {
            "facility": (say("facilities"), say("attacks beyond the first on each")),
            "children": (say("children"), say("adults and people without an age")),
        }.get(self.part, people)
        self._inks.tell(self.bars.inked)
        self._numbers.setText(" · ".join(self.bars.heads))
        self.bars.setAccessibleName(self.kinds.currentText())
        self.bars.show_bars(bars_of(found, self.part, known, str(self.orders.currentData())))

    def _opened(self, at: int) -> None:
        one = self.bars.bars[at]
        self.wanted.emit(self.part, one.key, f"{self.kinds.currentText()}: {one.name}")


class Charts(QWidget):
    """All of them.

    Signals:
        brushing(object, object): days under the brush, both None without one.
        records(str, str, str): the records of a part: what it is told apart by, key, title.
        copied(str): a chart is on the clipboard, in words.
    """

    copied = Signal(str)

    brushing = Signal(object, object)
    records = Signal(str, str, str)

    days: DaysChart
    kinds: PartCard
    places: PartCard
    heat: Heat

    def __init__(self, known: Known) -> None:
        """Nothing stands in it yet: see :meth:`making`."""
        super().__init__()
        self._known = known
        self.without = label("", "hint")
        self._now: Overview | None = None
        self._behind: set[QWidget] = set()
        self._later = Rest(self, RESTED_MS)
        self._later.timeout.connect(self.catch_up)
        self._rows = column(gap=10)
        self._two = row(gap=10)
        self.setLayout(self._rows)

    def making(self) -> Sequence[Callable[[], None]]:
        """The steps that make it, those seen first first: all at once they would hold the window."""
        return (self._make_days, self._stand_days, self._make_kinds, self._make_places, self._make_hours)

    def _make_days(self) -> None:
        series, known = self._series(), self._known
        self.days = DaysChart(say("By day"), series, self._stretch, lambda day: short_day(DayValue.on(day), known))
        self.days.setAccessibleName(say("Killed and injured over time"))
        self.days.setFixedHeight(theme.px(214))
        self.days.brushing.connect(self.brushing)
        self.days.brushing_done.connect(self.catch_up)
        self.days.marks.opened.connect(self._day_opened)
        self.days.copying.copied.connect(self.copied)

    def _series(self) -> Sequence[tuple[str, str]]:
        return [(words().code("outcome", name), f"chart_{name}") for name in ("killed", "injured")]

    def _stand_days(self) -> None:
        days = QFrame()
        days.setProperty("kind", "card")
        keys = row(KeyBox("←→", "plain"), KeyBox("Shift+→", "plain"), label(say("choose days"), "hint"), gap=4)
        time = [label(say("Time runs from left to right."), "hint")] if rtl() else []
        head = row(
            icon_label("chart-column"), label(say("Killed and injured over time"), "strong"), self.without, None,
            Legend(self._series()), *time, gap=8, margins=(12, 8, 12, 0),
        )  # fmt: skip
        head.addLayout(keys)
        days.setLayout(column(head, self.days, gap=2, margins=(0, 0, 8, 6)))
        self._rows.addWidget(days)
        self._rows.addLayout(self._two)
        self.setFocusProxy(self.days)

    def _make_kinds(self) -> None:
        self.kinds = self._card(PartCard("zap", parts(), "attack"))

    def _make_places(self) -> None:
        self.places = self._card(PartCard("map-pin", levels(), "place/3"))

    def _card(self, made: PartCard) -> PartCard:
        made.wanted.connect(self.records)
        made.bars.copying.copied.connect(self.copied)
        made.turned.connect(lambda: made.show_parts(self._now, self._known) if self._now is not None else None)
        self._two.addWidget(made, 1)
        return made

    def _make_hours(self) -> None:
        names = WEEKDAYS["ar" if words().language == "ar" else "en"]
        self.heat = Heat(say("By weekday and hour"), [str(one) for one in names])
        self.heat.setAccessibleName(say("Attacks by weekday and hour"))
        self.heat.marks.opened.connect(self._hour_opened)
        self.heat.copying.copied.connect(self.copied)
        hours = QFrame()
        hours.setProperty("kind", "card")
        head = row(icon_label("clock"), label(say("Attacks by weekday and hour"), "strong"), None)
        hours.setLayout(column(head, self.heat, gap=4, margins=(12, 8, 12, 8)))
        self._rows.addWidget(hours)

    def showing(self, found: Overview, bins: Sequence[Bin]) -> Sequence[Callable[[], None]]:
        """The steps that show an overview with these bars of its days."""
        self._now = found
        return (partial(self._show_days, found, bins), *(partial(self._show, one) for one in self._parts()))

    def _show_days(self, found: Overview, bins: Sequence[Bin]) -> None:
        kept = self.days.brushed
        if kept is not None and not (bins and bins[0].first <= kept[0] and kept[1] <= bins[-1].last):
            self.days.put_brush(None)
        self.days.show_bins(bins)
        if kept is not None:  # days that were brushed stay so while others save, or another area is asked for
            self.brushing.emit(*(self.days.brushed or (None, None)))
            self.days.brushing_done.emit()
        without = undated(found.days)
        self.without.setText(
            say_n("{count} incident without an exact day", "{count} incidents without an exact day", without)
            if without
            else ""
        )

    def show_parts(self, found: Overview) -> None:
        """What is told apart, of an overview whose days are drawn already: what is seen now, the rest in a moment."""
        self._now = found
        for one in self._parts():
            if one.visibleRegion().isEmpty():
                self._behind.add(one)
            else:
                self._show(one)
        if self._behind:
            self._later.start()

    def catch_up(self) -> None:
        """Show what was out of sight while the brush moved."""
        for one in self._parts():
            if one in self._behind:
                self._show(one)

    def _parts(self) -> Sequence[QWidget]:
        return self.kinds, self.places, self.heat

    def _show(self, part: QWidget) -> None:
        self._behind.discard(part)
        if self._now is None:
            return
        if isinstance(part, PartCard):
            part.show_parts(self._now, self._known)
        else:
            self.heat.show_counts(self._now.hours.tolist())

    def stops(self) -> Sequence[DaysChart | Bars | Heat]:
        """The charts the keyboard comes to."""
        return self.days, self.kinds.bars, self.places.bars, self.heat

    def tell_about(self, what: str) -> None:
        """Of which days and areas they tell, for those who get a picture of one."""
        for one in (self.days, self.kinds.bars, self.places.bars, self.heat):
            one.copying.about = what

    def state(self) -> dict[str, Any]:
        """What the cards are told apart by."""
        return {"kinds": self.kinds.part, "places": self.places.part}

    def _stretch(self, first: date, last: date) -> str:
        value = DayValue.on(first) if first == last else DayValue.between(first, last)
        return short_day(value, self._known)

    def _day_opened(self, at: int) -> None:
        one = self.days.bins[at]
        self.records.emit("day", f"{one.first.isoformat()}/{one.last.isoformat()}", self._stretch(one.first, one.last))

    def _hour_opened(self, at: int) -> None:
        self.records.emit("hour", f"{at // HOURS}/{at % HOURS}", self.heat.when(at))
