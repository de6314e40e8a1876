"""Saying that two records are one facility: which other record, and why. Nothing is merged; it can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from gui.entry.facts import Facts
from gui.jobs import Job
from gui.look import theme
from gui.say import say
from gui.table.line_list import ListLine, Offer
from gui.widgets import Button, Labelled, column, heading, row, words_label

if TYPE_CHECKING:
    from gui.context import Context
    from storage import Store


class SameDialog(QDialog):
    """Asks for the other record and the reason.

    Signals:
        given(str, str): id of the other record, and why.
    """

    given = Signal(str, str)

    def __init__(self, context: Context, record: str, parent: QWidget | None, other: str = "") -> None:
        """``other``: the record that is probably meant."""
        super().__init__(parent)
        question = say("Which record is the same facility?")
        self.setWindowTitle(question)
        self.setMinimumWidth(theme.px(480))
        self._record, self._facts, self._chosen = record, Facts(), other
        self.other = ListLine(self._offers)
        self.other.setPlaceholderText(say("Facility by name, kind or place…"))
        self.other.picked.connect(self._picked)
        self.other.textEdited.connect(lambda _: self._forget())
        self.why = QLineEdit()
        self.why.setPlaceholderText(say("for example: two spellings of one name"))
        self.why.returnPressed.connect(self._give)
        self._which = Labelled(say("The same as"), self.other, required=True)
        self._field = Labelled(say("Why?"), self.why, required=True)
        link = Button(say("Link them"), "link", "Ctrl+Enter", kind="primary").shortcut_key("Ctrl+Return")
        back = Button(say("Cancel"), "", "Esc")
        back.clicked.connect(self.reject)
        link.clicked.connect(self._give)
        promise = words_label(
            say("Both records stay as they are. They count as one facility. This can be taken back."), "second"
        )
        parts = (heading(question), promise, self._which, self._field, row(None, back, link))
        self.setLayout(column(*parts, gap=12, margins=(18, 16, 18, 16)))
        self.other.setFocus()
        store = context.store
        Job(lambda: _learn(store)).then(self._learned).start(self)

    def _learned(self, facts: Facts) -> None:
        self._facts = facts
        if self._chosen and not self.other.text():
            self._picked(self._chosen)

    def _offers(self, text: str) -> list[Offer]:
        known = self._facts.facilities
        place = known.values(self._record).get("place")
        found = known.offers(text, str(place) if place else None)
        return [offer for offer in found if offer.value != self._record and len(offer.value) == 32]

    def _picked(self, value: str) -> None:
        self._chosen = value
        self.other.setText(self._facts.facilities.label(value))
        self.why.setFocus()

    def _forget(self) -> None:
        self._chosen = ""

    def _give(self) -> None:
        chosen = self._chosen or self._facts.facilities.find(self.other.text()) or ""
        why = self.why.text().strip()
        if not chosen or chosen == self._record:
            self._which.tell("error", say("Type a part of its name and choose it from the list."))
            self.other.setFocus()
        elif not why:
            self._field.tell("error", say("Write in a few words why, so that others understand it later."))
            self.why.setFocus()
        else:
            self.accept()
            self.given.emit(chosen, why)


def _learn(store: Store) -> Facts:
    facts = Facts().learn(store)
    facts.facilities.learn(store)
    return facts
