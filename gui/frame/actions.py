"""Everything one can do from anywhere, with its name, key and icon: the menu of the register and the list of keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from gui.look.icons import icon


@dataclass(frozen=True)
class Deed:
    """One thing to do.

    Attributes:
        key: stable word (``"undo"``).
        name: its words in the language of now; asked each time the menu opens.
        do: does it.
        icon: a drawing, or "".
        keys: the keys, first the one shown; "" for none.
        ready: whether it can be done now.
        menu: whether it stands in the menu (others only have a key).
        short: its words in the list of keys, when the name says more.
    """

    key: str
    name: Callable[[], str]
    do: Callable[[], object]
    icon: str = ""
    keys: tuple[str, ...] = ()
    ready: Callable[[], bool] = bool
    menu: bool = True
    short: Callable[[], str] | None = None


class Actions:
    """The deeds of a window as Qt actions, in groups."""

    def __init__(self, owner: QWidget, groups: list[list[Deed]]) -> None:
        self._groups = groups
        self.by_key: dict[str, QAction] = {}
        for group in groups:
            for deed in group:
                self.by_key[deed.key] = self._make(owner, deed)
        self.menu = QMenu(owner)
        self.menu.aboutToShow.connect(self.look_again)
        self._fill()

    def _make(self, owner: QWidget, deed: Deed) -> QAction:
        action = QAction(deed.name(), owner)
        action.setShortcuts([QKeySequence(key) for key in deed.keys])
        if deed.icon:
            action.setIcon(icon(deed.icon))
        action.triggered.connect(lambda: deed.do() if deed.ready is bool or deed.ready() else None)
        owner.addAction(action)
        return action

    def _fill(self) -> None:
        for place, group in enumerate(self._groups):
            shown = [deed for deed in group if deed.menu]
            if place and shown:
                self.menu.addSeparator()
            for deed in shown:
                self.menu.addAction(self.by_key[deed.key])

    def look_again(self) -> None:
        """Names (of what can be undone) and readiness."""
        for group in self._groups:
            for deed in group:
                action = self.by_key[deed.key]
                action.setText(deed.name())
                if deed.ready is not bool:
                    action.setEnabled(deed.ready())

    def all_keys(self) -> list[tuple[str, str]]:
        """Name and key of everything that has a key, for the list of keys."""
        return [((deed.short or deed.name)(), deed.keys[0]) for group in self._groups for deed in group if deed.keys]
