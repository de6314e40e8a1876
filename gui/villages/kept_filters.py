"""What the list of villages asks, as its saved filters keep it: states, area, day, reach, search and order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from gui.known import Known
from gui.listing.filter_fields import Condition, FilterField
from gui.say import say
from gui.table.table import RegisterTable

if TYPE_CHECKING:
    from gui.context import Context

REACH = "reach"


class VillageFilters(QObject):
    """The list of villages as :class:`gui.listing.keeping.Keeping` wants a page."""

    exact = False

    def __init__(
        self,
        context: Context,
        known: Known,
        table: RegisterTable,
        fields: Mapping[str, FilterField],
        state: Callable[[], dict[str, Any]],
        ask: Callable[[dict[str, Any]], None],
    ) -> None:
        """``state``: what stands in all fields, with ``search``, ``everything``, ``sort``; ``ask``: ask for this."""
        super().__init__(table)
        self.context, self.known, self.table = context, known, table
        self._fields, self._state, self._ask = fields, state, ask

    @property
    def search(self) -> str:
        """What stands in the search field."""
        return str(self._state()["search"])

    def window(self) -> QWidget:
        """What dialogs stand over."""
        return self.table.window()

    def conditions(self) -> dict[str, Condition]:
        """The filters that are set."""
        asked = {key: field.condition() for key, field in self._fields.items()}
        if self._state()["everything"]:
            asked[REACH] = Condition("all", say("All"))
        return {key: one for key, one in asked.items() if one.value}

    def sorting(self) -> tuple[str, bool]:
        """Column and direction."""
        key, descending = self._state()["sort"]
        return str(key), bool(descending)

    def field(self, key: str) -> FilterField | None:
        """The field of a filter."""
        return self._fields.get(key)

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
        self._ask({**state, "sort": sort or self.sorting()})
