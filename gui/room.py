"""A room of the register: what the rail shows of it, and the page it opens.

A screen module states one ``ROOM = Room(…)``; :mod:`gui.app` lists the rooms, the shell does the rest. Rooms that do
not exist are absent from the rail; their numbers stay free.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from gui.context import Context


@dataclass(frozen=True)
class Room:
    """One place of the rail.

    Attributes:
        key: stable word, also the name of its settings (``"incidents"``).
        number: digit of its key Alt+digit; 0 is the last.
        icon: a drawing of ``resources/icons``.
        title: its name in the language of now.
        make: builds its page on the first visit (a :class:`Page`).
        badge: how many things wait there, or None.
        help: the task card F1 opens there, see ``resources/help``; "" is that of its key.
        ahead: the module of its page, where a thread imports it before the first visit.
    """

    key: str
    number: int
    icon: str
    title: Callable[[], str]
    make: Callable[[Context], QWidget]
    badge: Callable[[Context], int] | None = None
    help: str = ""
    ahead: str = ""


class Page(QWidget):
    """What a room shows. All of this is optional: the defaults keep and say nothing.

    Signals:
        totals: sums of the selection for the second place of the status strip; "" gives the place back.
    """

    totals = Signal(str)

    def help_topic(self) -> str:
        """The task card of what is shown now; "" is that of the room."""
        inner = self._shown_inside()
        return inner.help_topic() if inner is not None else ""

    def state(self) -> dict[str, Any]:
        """What to keep when the page is built anew in another language (selection, filter, open pane…)."""
        return {}

    def restore(self, state: dict[str, Any]) -> None:
        """Take up what :meth:`state` gave."""

    def front(self) -> Page:
        """The page in front, when several lists share a room."""
        return self

    def entered(self) -> None:
        """Called each time the room is opened."""

    def show_record(self, record_id: str) -> None:
        """Select and show one record (from global search)."""

    def new_record(self) -> None:
        """Ctrl+N."""

    def hand_over(self) -> bool:
        """Ctrl+E: a file of a kind of its own; False where the common export is meant."""
        return False

    def as_table(self) -> bool:
        """Ctrl+G: the same as a table; False where the figures are meant."""
        return False

    def print_page(self) -> None:
        """Ctrl+P: what the page shows; a page of pages hands it to the one in front."""
        inner = self._shown_inside()
        if inner is not None:
            inner.print_page()

    def _shown_inside(self) -> Page | None:
        return next((one for one in self.findChildren(Page) if one.isVisible()), None)
