"""What can be done with the person of the cursor in a list of people: one key each, a line in the page, one save."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout

from gui import messages
from gui.entry.choices import letter_on
from gui.entry.reasons import ReasonLine
from gui.jobs import Job
from gui.say import say
from gui.screens.naming_people import name_people
from gui.screens.outcome_line import HAPPENINGS, Happened, OutcomeLine
from storage import Edit, Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from gui.listing.page import ListPage

IDENTIFIED = next(one for one in HAPPENINGS if one.identified)


class PersonDeeds(QObject):
    """The deeds of one list of people.

    Attributes:
        line: asks for day, place and source; reason: asks why.
    """

    def __init__(self, page: ListPage) -> None:
        super().__init__(page)
        self._page = page
        self.line = OutcomeLine(page.context, page.known)
        self.reason = ReasonLine()
        inside = page.layout()
        assert isinstance(inside, QVBoxLayout)
        inside.insertWidget(1, self.reason)
        inside.insertWidget(1, self.line)
        self.line.over.connect(page.table.setFocus)
        page.table.installEventFilter(self)

    def ask(self, what: Happened, record: str, other: str = "") -> None:
        """Ask what became of a person (of the pane or the list)."""
        self.line.ask(what, record, other)

    def identify(self, record: str, other: str) -> None:
        """It is this person: ask how we know."""
        self.line.ask(IDENTIFIED, record, other)

    def tell_apart(self, record: str, other: str) -> None:
        """It is another person: ask why, and never offer the pair again."""
        question = say("Why is it not the same person?")
        self._ask(question, lambda store, why: store.told_apart(record, other, why))

    def take_back(self, link: str) -> None:
        """The identification was a mistake."""
        question = say("Why was it not this person? Both records stay as they are.")
        self._ask(question, lambda store, why: store.identification_taken_back(link, why))

    def _ask(self, question: str, make: Callable[[Store, str], list[Edit]]) -> None:
        context, table = self._page.context, self._page.table

        def saved(outcome: Any) -> None:
            context.announce(outcome)
            context.told.emit("ok", say("Saved."), say("Ctrl+Z takes it back."))
            table.setFocus()

        def save(why: str) -> None:
            store = context.store
            job = Job(lambda: store.save(make(store, why)), writes=True)
            job.then(saved).otherwise(messages.tell).start(self)

        self.reason.ask(question, save, table.setFocus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """One letter on the list, in either keyboard."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
            typed = event.text().upper()
            record = self._page.table.current_id()
            row = self._page.table.rows.row_at(self._page.table.currentIndex().row())
            if plain and typed and record and typed in ("N", letter_on("N")) and row is not None and row["people"]:
                name_people(self._page.context, record)
                return True
            for what in HAPPENINGS if plain and typed and record else ():
                if typed in (what.key, letter_on(what.key)):
                    self.ask(what, record)
                    return True
        return False
