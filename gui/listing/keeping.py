"""Saving and asking the filters of a list by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gui.filter_fields import Condition
from gui.listing.saved import SavedFilter, as_setting, condition_for, from_setting, starred, with_saved
from gui.listing.saved_menu import ChangeSavedDialog, SavedButton, SaveFilterDialog, saved_menu
from gui.say import say

if TYPE_CHECKING:
    from gui.list_page import ListPage


class Keeping(QObject):
    """The saved filters of one list."""

    def __init__(self, page: ListPage) -> None:
        super().__init__(page)
        self._page = page
        self._setting = f"{page.plan.key}.saved"
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
        beside = page.plan.told(key, value) if page.plan.told is not None else ""
        return condition_for(page.filters.field(key), page.known, value, beside or words)

    def open(self) -> None:
        """Show the menu."""
        menu = saved_menu(self.filters(), self.present(), self.apply, self.save, self.change)
        self.button.open(menu)

    def save(self) -> None:
        """Ask for a name and keep what is asked now under it."""
        present = self.present()
        words = say(", ").join(word for word in (*present.told.values(), present.search) if word)
        dialog = SaveFilterDialog(self._page, words, [one.name for one in self.filters()])
        dialog.accepted.connect(lambda: self.keep(present, dialog.typed(), star=dialog.star.isChecked()))
        dialog.open()

    def keep(self, present: SavedFilter, name: str, *, star: bool = False) -> None:
        """Keep a filter under a name."""
        made = SavedFilter(name, present.where, present.told, present.search, present.exact, present.sort, star)
        self._page.context.remember(self._setting, as_setting(with_saved(self.filters(), made)))

    def change(self) -> None:
        """Rename, star or delete them."""
        dialog = ChangeSavedDialog(self._page, self.filters())
        dialog.accepted.connect(lambda: self._page.context.remember(self._setting, as_setting(dialog.filters())))
        dialog.open()
