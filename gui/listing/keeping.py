"""Saving and asking the filters of a list by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from gui.listing.filter_fields import Condition
from gui.listing.saved import SavedFilter, as_setting, condition_for, from_setting, starred, with_saved
from gui.listing.saved_menu import ChangeSavedDialog, SavedButton, SaveFilterDialog, saved_menu
from gui.say import say

if TYPE_CHECKING:
    from gui.context import Context
    from gui.known import Known
    from gui.listing.filter_fields import FilterField
    from gui.table.table import RegisterTable


class Kept(Protocol):
    """A list whose filters can be kept: what it asks now, and how it is asked for something else."""

    context: Context
    known: Known
    table: RegisterTable
    exact: bool

    @property
    def search(self) -> str:
        """What is searched."""
        ...

    def window(self) -> QWidget:
        """What dialogs stand over."""
        ...

    def conditions(self) -> dict[str, Condition]:
        """The filters that are set."""
        ...

    def sorting(self) -> tuple[str, bool]:
        """Column and direction; "" for the newest hits first."""
        ...

    def ask(
        self,
        conditions: Mapping[str, Condition],
        search: str = "",
        *,
        sort: tuple[str, bool] | None = None,
        exact: bool = False,
    ) -> None:
        """Ask for these instead of what is asked now."""
        ...


class Keeping(QObject):
    """The saved filters of one list."""

    def __init__(
        self,
        page: Kept,
        key: str,
        field: Callable[[str], FilterField | None],
        told: Callable[[str, str], str] | None = None,
    ) -> None:
        """Keep what a page asks.

        Args:
            page: the list.
            key: the name of its settings.
            field: the field of a filter, None when it has none.
            told: the words of a condition that has no field.
        """
        super().__init__(page.table)
        self._page, self._field, self._told = page, field, told
        self._setting = f"{key}.saved"
        self.button = SavedButton()
        self.button.clicked.connect(self.open)
        page.table.asked.connect(lambda wish: self.open() if wish == "saved" else None)

    def filters(self) -> list[SavedFilter]:
        """Those of this list."""
        return from_setting(self._page.context.setting(self._setting))

    def present(self) -> SavedFilter:
        """What is asked now."""
        page = self._page
        asked = page.conditions()
        return SavedFilter(
            "",
            {key: one.value for key, one in asked.items()},
            {key: one.words for key, one in asked.items()},
            page.search.strip(),
            page.exact,
            page.sorting() if page.sorting()[0] else None,
        )

    def first(self) -> SavedFilter | None:
        """The one the room opens with."""
        return starred(self.filters())

    def apply(self, one: SavedFilter) -> None:
        """Ask for it, instead of what is asked now."""
        self._page.ask(self.conditions(one), one.search, sort=one.sort, exact=one.exact)
        self._page.table.setFocus()

    def conditions(self, one: SavedFilter) -> dict[str, Condition]:
        """Its conditions with the words of now."""
        asked = {key: value for key, value in one.where.items() if value}
        return {key: self.condition(key, value, one.told.get(key, "")) for key, value in asked.items()}

    def condition(self, key: str, value: str, words: str) -> Condition:
        """A canonical condition in the language of now; ``words`` when it cannot be told anew."""
        page = self._page
        beside = self._told(key, value) if self._told is not None else ""
        return condition_for(self._field(key), page.known, value, beside or words)

    def open(self) -> None:
        """Show the menu."""
        menu = saved_menu(self.filters(), self.present(), self.apply, self.save, self.change)
        self.button.open(menu)

    def save(self) -> None:
        """Ask for a name and keep what is asked now under it."""
        present = self.present()
        words = say(", ").join(word for word in (*present.told.values(), present.search) if word)
        dialog = SaveFilterDialog(self._page.window(), words, [one.name for one in self.filters()])
        dialog.accepted.connect(lambda: self.keep(present, dialog.typed(), star=dialog.star.isChecked()))
        dialog.open()

    def keep(self, present: SavedFilter, name: str, *, star: bool = False) -> None:
        """Keep a filter under a name."""
        made = SavedFilter(name, present.where, present.told, present.search, present.exact, present.sort, star)
        self._page.context.remember(self._setting, as_setting(with_saved(self.filters(), made)))

    def change(self) -> None:
        """Rename, star or delete them."""
        dialog = ChangeSavedDialog(self._page.window(), self.filters())
        dialog.accepted.connect(lambda: self._page.context.remember(self._setting, as_setting(dialog.filters())))
        dialog.open()
