"""The offer to remember a spelling: somebody typed a name nobody knew, and then chose the place that was meant."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gui import messages
from gui.entry.facts import Facts
from gui.forms.place_field import PlaceField
from gui.jobs import Job
from gui.say import say, words
from gui.widgets import Button, IconButton, row, words_label
from storage import Edit, Outcome, PlaceFacts, folded

if TYPE_CHECKING:
    from gui.context import Context

SHORTEST = 4
"""Letters of a spelling worth keeping; fewer are a beginning."""


def new_spelling(typed: str, place: PlaceFacts) -> bool:
    """Whether what was typed is a spelling of its own: neither known nor the beginning of a name or of its words."""
    wanted = folded(typed)
    if len(wanted) < SHORTEST or any(sign.isdigit() for sign in wanted):
        return False
    names = [folded(name) for name in place.names]
    return not any(wanted in name or f" {name}".find(f" {wanted}") >= 0 for name in names)


class SpellingNote(QWidget):
    """A line under the field of a place; it asks once, takes no focus, and goes when something else is typed."""

    _asked: set[tuple[str, str]] = set()  # noqa: RUF012 - once in a session, whatever form asks

    def __init__(self, context: Context, field: PlaceField, facts: Callable[[], Facts]) -> None:
        super().__init__()
        self._context, self._facts = context, facts
        self._spelling, self._place = "", ""
        self.question = words_label("", "hint")
        self.learn = Button(say("Remember"), "check")
        self.drop = IconButton("x", say("Do not remember this spelling"))
        line = row(self.question, self.learn, self.drop, gap=6)
        line.setStretch(0, 1)
        self.setLayout(line)
        self.hide()
        field.chosen_after.connect(self.ask)
        field.typed.connect(self.hide)
        self.learn.clicked.connect(self.take)
        self.drop.clicked.connect(self.hide)

    def ask(self, spelling: str, place: str) -> None:
        """Ask whether ``spelling`` means ``place``, unless it is known or was asked before."""
        facts = self._facts().book.get(place)
        if facts is None or (folded(spelling), place) in self._asked or not new_spelling(spelling, facts):
            return
        self._asked.add((folded(spelling), place))
        self._spelling, self._place = spelling, place
        called = facts.name(words().language)
        self.question.setText(say("Remember “{spelling}” as a spelling of {place}?", spelling=spelling, place=called))
        self.show()

    def take(self) -> None:
        """Keep it: from now on it is found, here and, after the next exchange, everywhere."""
        self.hide()
        store, spelling, place = self._context.store, self._spelling, self._place

        def learn() -> Outcome:
            entry = store.read("place", place)
            if entry is None:
                return Outcome()
            aliases = (*(entry.values.get("aliases") or ()), spelling)
            return store.save([Edit("place", place, {"aliases": aliases}, entry.seen)])

        Job(learn, writes=True).then(self._learned).otherwise(messages.tell).start(self)

    def _learned(self, outcome: Outcome) -> None:
        self._context.announce(outcome)
        told = say("Remembered: “{spelling}” means this place.", spelling=self._spelling)
        self._context.told.emit("ok", told, say("Ctrl+Z takes it back."))
