"""What the list of villages asks, as its saved filters keep it: states, area, day, reach, search and order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from gui.listing.filter_fields import Condition, FilterField
from gui.say import say

if TYPE_CHECKING:
    from gui.context import Context
    from gui.villages.village_list import VillageList

REACH = "reach"


class VillageFilters(QObject):
    """The list of villages as :class:`gui.listing.keeping.Keeping` wants a page."""

    exact = False

    def __init__(self, context: Context, villages: VillageList) -> None:
        super().__init__(villages)
        self.context, self.known, self.table = context, villages.known, villages.table
        self._list = villages

    @property
    def search(self) -> str:
        """What stands in the search field."""
        return self._list.search.text()

    def window(self) -> QWidget:
        """What dialogs stand over."""
        return self._list.window()

    def conditions(self) -> dict[str, Condition]:
        """The filters that are set."""
        asked = {key: field.condition() for key, field in self._list.fields.items()}
        if self._list.reach.value():
            asked[REACH] = Condition("all", say("All"))
        return {key: one for key, one in asked.items() if one.value}

    def sorting(self) -> tuple[str, bool]:
        """Column and direction."""
        return self._list.sort

    def field(self, key: str) -> FilterField | None:
        """The field of a filter."""
        return self._list.fields.get(key)

    def told(self, key: str, _value: str) -> str:
        """The words of a condition that has no field."""
        return say("All") if key == REACH else ""

    def ask(
        self,
        conditions: Mapping[str, Condition],
        search: str = "",
        *,
        sort: tuple[str, bool] | None = None,
        exact: bool = False,
    ) -> None:
        """Ask for these instead of what is asked now."""
        asked = {key: (one.value, one.words) for key, one in conditions.items() if key != REACH}
        state = {"search": search, "everything": REACH in conditions, **asked}
        self._list.restore({**state, "sort": sort or self.sorting()})
        self._list.refresh()
        self._list.filtered.emit()
        self._list.day_asked.emit(self._list.asked_day())
