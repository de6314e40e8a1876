"""What the overview is asked for: period, areas, team, judgement; all of it remembered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QComboBox, QSizePolicy, QWidget

from gui.known import Known
from gui.listing.conditions import days, months, periods, read_days
from gui.listing.filter_fields import Condition, PlaceFilter, TypedFilter
from gui.look import theme
from gui.overview.chips import AreaChip, Chips
from gui.say import say, words
from gui.screens.facility_counter import ends_of, read_period
from gui.widgets import column, row
from storage import DayValue, Period, View, code_list

if TYPE_CHECKING:
    from gui.context import Context

SETTING = "overview.asked"


class Asked(QWidget):
    """The fields.

    Signals:
        changed(): something else is wanted.
    """

    changed = Signal()

    def __init__(self, context: Context, known: Known, setting: str = SETTING) -> None:
        """``setting``: under which name it is remembered."""
        super().__init__()
        self._context, self._known, self._setting = context, known, setting
        self.period = TypedFilter(say("Period"), lambda text: read_period(known, text), say("any day"), self._presets)
        self.place = PlaceFilter(say("Area"), lambda typed: known.suggest(typed, areas=True))
        self.place.line.setPlaceholderText(say("add an area…"))
        self.as_of = TypedFilter(say("As known on"), lambda text: read_days(known, text), say("as known now"))
        self.areas: list[Condition] = []
        self.team, self.judged = QComboBox(), QComboBox()
        self._chips = Chips()
        self._lay_out()
        self.period.changed.connect(self._asked)
        self.place.changed.connect(self._add_area)
        self.as_of.changed.connect(self.changed)
        self.team.activated.connect(lambda _: self._asked())
        self.judged.activated.connect(lambda _: self._asked())

    def _lay_out(self) -> None:
        for field, width in ((self.period, 190), (self.place, 140), (self.as_of, 130)):
            field.setFixedSize(theme.px(width), theme.height("button"))
        self.team.setAccessibleName(say("Team"))
        self.judged.setAccessibleName(say("Verification"))
        for box in (self.team, self.judged):
            box.setFixedHeight(theme.height("button"))
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            box.setMaximumWidth(theme.px(170))
            box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.judged.addItem(say("Verified or not"), "")
        for item in code_list("verification").items.values():
            if item.code != "did_not_occur" and not item.retired:
                self.judged.addItem(words().code("verification", item.code), item.code)
        fields = row(self.period, self.place, self.team, self.judged, self.as_of, None, gap=6)
        self.setLayout(column(fields, self._chips, gap=4, margins=(14, 0, 14, 4)))

    def learned(self) -> None:
        """Teams are known now."""
        kept = self.team.currentData() or ""
        self.team.clear()
        self.team.addItem(say("All teams"), "")
        for one in self._known.teams():
            self.team.addItem(one.label, one.value)
        self.team.setCurrentIndex(max(0, self.team.findData(kept)))
        self.team.setVisible(self.team.count() > 1)

    def view(self) -> View:
        """What is asked for."""
        first, last = ends_of(self.period.condition().value)
        team, judged = self.team.currentData() or "", self.judged.currentData() or ""
        return View(
            Period(first, last),
            tuple(one.value for one in self.areas),
            (team,) if team else (),
            (judged,) if judged else (),
        )

    def day_known(self) -> date | None:
        """The day as of which the register is looked at; None is now."""
        return ends_of(self.as_of.condition().value)[1]

    def narrowed(self) -> str:
        """The team and the level of verification that are chosen, in words; "" for all."""
        return say(", ").join(box.currentText() for box in (self.team, self.judged) if box.currentData())

    def state(self) -> dict[str, object]:
        """What to keep."""
        days_ = self.period.condition()
        return {
            "period": [days_.value, days_.words],
            "areas": [[one.value, one.words] for one in self.areas],
            "team": self.team.currentData() or "",
            "judged": self.judged.currentData() or "",
        }

    def restore(self) -> None:
        """Take up what was asked for last."""
        kept = self._context.setting(self._setting, {})
        kept = kept if isinstance(kept, dict) else {}
        self.period.put(Condition(*kept.get("period", ("", ""))))
        self.areas = [Condition(*one) for one in kept.get("areas", [])]
        self.team.setCurrentIndex(max(0, self.team.findData(kept.get("team", ""))))
        self.judged.setCurrentIndex(max(0, self.judged.findData(kept.get("judged", ""))))
        self._show_areas()

    def last_days(self, count: int) -> Condition:
        """So many days up to the newest incident."""
        newest = self._known.newest
        if newest is None:
            return Condition()
        return days(self._known, DayValue.between(newest - timedelta(days=count - 1), newest))

    def ask_days(self, condition: Condition) -> None:
        """Another period, as if a person had chosen it."""
        self.period.put(condition)
        self._asked()

    def _presets(self) -> Sequence[tuple[str, Condition]]:
        newest = [
            (say("The newest 7 days"), self.last_days(7)),
            (say("The newest 30 days"), self.last_days(30)),
            (say("The newest 90 days"), self.last_days(90)),
        ]
        found = [(say("any day"), Condition()), *newest, *periods(self._known)]
        return [*found, *((one.label, Condition(one.value, one.label)) for one in months(self._known))]

    def _add_area(self) -> None:
        chosen = self.place.condition()
        if not chosen.value:
            return
        self.place.put(Condition())
        if chosen.value not in [one.value for one in self.areas]:
            self.areas.append(chosen)
            self._show_areas()
            self._asked()

    def _take_area(self, value: str) -> None:
        if isinstance(QApplication.focusWidget(), AreaChip):  # it goes; the keyboard stays here
            self.place.setFocus()
        self.areas = [one for one in self.areas if one.value != value]
        self._show_areas()
        self._asked()

    def _show_areas(self) -> None:
        chips = [AreaChip(self._known.place(one.value) or one.words) for one in self.areas]
        self._chips.put(chips)
        before: QWidget = self.place.line
        for chip, one in zip(chips, self.areas, strict=True):
            chip.clicked.connect(lambda _=False, value=one.value: self._take_area(value))
            self.setTabOrder(before, chip)
            before = chip

    def _asked(self) -> None:
        self._context.remember(self._setting, self.state())
        self.changed.emit()
