"""The room of people: all of them, or only those who are looked for; one key turns from one list to the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout

from gui.room import Page, Room
from gui.say import say
from gui.screens.missing import MissingPage
from gui.screens.victims import VictimsPage
from gui.widgets import Button

if TYPE_CHECKING:
    from gui.context import Context
    from gui.listing.page import ListPage

KEY = "Alt+M"


class VictimsRoom(Page):
    """The two lists, one of them shown.

    Attributes:
        people: all victims; missing: those who are looked for, made when first opened.
    """

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.people = VictimsPage(context)
        self.missing: MissingPage | None = None
        self._kept: dict[str, Any] = {}
        self._lists = QStackedLayout(self)
        self._lists.setSizeConstraint(QStackedLayout.SizeConstraint.SetNoConstraint)
        self.setMinimumWidth(1)  # the heads find their own way to be narrow
        self._lists.addWidget(self.people)
        self.people.totals.connect(self.totals)
        self.people.lost.clicked.connect(self.turn)
        QShortcut(QKeySequence(KEY), self).activated.connect(self.turn)

    def front(self) -> ListPage:
        """The list that is shown."""
        return self.missing if self.missing is not None and self._lists.currentIndex() else self.people

    def turn(self) -> None:
        """The other list."""
        if self._lists.currentIndex():
            self._lists.setCurrentIndex(0)
        else:
            self._lists.setCurrentWidget(self._missing())
        self.totals.emit("")
        self.front().entered()

    def _missing(self) -> MissingPage:
        if self.missing is None:
            back = Button(say("All people"), "users", KEY)
            back.clicked.connect(self.turn)
            self.missing = MissingPage(self.context, back)
            self.missing.restore(self._kept)
            self.missing.totals.connect(self.totals)
            self._lists.addWidget(self.missing)
        return self.missing

    def state(self) -> dict[str, Any]:
        """Both lists, and which one is shown."""
        missing = self.missing.state() if self.missing is not None else self._kept
        return {"missing": self.front() is self.missing, "board": missing, "people": self.people.state()}

    def restore(self, state: dict[str, Any]) -> None:
        """Take up what :meth:`state` gave."""
        self._kept = dict(state.get("board") or {})
        self.people.restore(state.get("people") or {})
        if state.get("missing"):
            self.turn()

    def entered(self) -> None:
        """The list takes the keyboard."""
        self.front().entered()

    def show_record(self, record_id: str) -> None:
        """Anybody is in the list of all people."""
        self._lists.setCurrentIndex(0)
        self.people.show_record(record_id)

    def new_record(self) -> None:
        """On the board a new person is a missing one."""
        if self.front() is self.missing:
            self.context.open_new("victim", {"outcome": "missing"})
        else:
            self.people.new_record()

    def print_page(self) -> None:
        """The list that is shown."""
        self.front().print_page()


ROOM = Room("victims", 2, "users", lambda: say("Victims"), VictimsRoom)
