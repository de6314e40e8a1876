"""Which days and which place the figures are asked for: two fields with presets and type-ahead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gui.known import Known
from gui.listing.conditions import months, periods
from gui.listing.filter_fields import Condition, PlaceFilter, TypedFilter
from gui.look import theme
from gui.say import say
from gui.screens.facility_counter import ends_of, read_period
from gui.widgets import label, row
from storage import Period

if TYPE_CHECKING:
    from gui.context import Context

SETTING = "figures.asked"


class Asked(QWidget):
    """Period and area; the last ones asked for are remembered.

    Signals:
        changed(): other days or another place are wanted.
    """

    changed = Signal()

    def __init__(self, context: Context, known: Known, given: tuple[Condition, Condition] | None) -> None:
        """``given``: the days and the place to begin with; None takes those asked for last."""
        super().__init__()
        self._context, self._known = context, known
        self.period = TypedFilter(say("Period"), lambda text: read_period(known, text), say("any day"), self._presets)
        self.place = PlaceFilter(say("Area"), known.suggest)
        for field, width in ((self.period, 210), (self.place, 190)):
            field.setFixedSize(theme.px(width), theme.height("button"))
        self._begin(given)
        self.period.changed.connect(self._asked)
        self.place.changed.connect(self._asked)
        self.setLayout(row(label(say("Period"), "label"), self.period, 6, label(say("Area"), "label"), self.place))

    def wanted(self) -> Period:
        """What is asked for."""
        first, last = ends_of(self.period.condition().value)
        return Period(first, last, self.place.condition().value or None)

    def conditions(self) -> tuple[Condition, Condition]:
        """Days and place as they stand in the fields."""
        return self.period.condition(), self.place.condition()

    def _begin(self, given: tuple[Condition, Condition] | None) -> None:
        kept = self._context.setting(SETTING, {})
        kept = kept if isinstance(kept, dict) else {}
        days, place = given or (Condition(*kept.get("period", ("", ""))), Condition(*kept.get("place", ("", ""))))
        self.period.put(days)
        self.place.put(place)

    def _asked(self) -> None:
        days, place = self.conditions()
        self._context.remember(SETTING, {"period": [days.value, days.words], "place": [place.value, place.words]})
        self.changed.emit()

    def _presets(self) -> Sequence[tuple[str, Condition]]:
        found = [(say("any day"), Condition()), *periods(self._known)]
        return [*found, *((one.label, Condition(one.value, one.label)) for one in months(self._known))]
