"""Saying that two places are one: which is meant, what that does, and that it can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QWidget

from gui import messages
from gui.forms.place_field import PlaceField
from gui.jobs import Job
from gui.known import Known
from gui.look import theme
from gui.record import FormFacts
from gui.say import ltr, say, say_n, words
from gui.table.line_list import Offer
from gui.widgets import Button, Labelled, column, heading, row, words_label
from storage import Outcome, Reading

if TYPE_CHECKING:
    from gui.context import Context


class JoinDialog(QDialog):
    """Asks which place is meant by ``double``.

    Signals:
        joined: it was done.
    """

    joined = Signal()

    def __init__(self, context: Context, double: str, real: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._context, self._double = context, double
        self._facts, self._known = FormFacts(), Known()
        self._resting: int | None = None
        self.setWindowTitle(say("It is the same as…"))
        self.setMinimumWidth(theme.px(520))
        self.question = heading(say("Which place is meant?"))
        self.place = PlaceField(self._reading, self._offers, "", hint=say("type its name or code…"))
        self.field = Labelled(say("The place that stays"), self.place, required=True)
        self.effect = words_label("", "second")
        self.join = Button(say("It is this place"), "link", "Ctrl+Enter", kind="primary").shortcut_key("Ctrl+Return")
        back = Button(say("Leave it"), "", "Esc")
        back.clicked.connect(self.reject)
        self.join.clicked.connect(self.take)
        self.place.advance.connect(self._tell)
        self.place.typed.connect(self._tell)
        parts = (self.question, self.field, self.effect, None, row(None, back, self.join))
        self.setLayout(column(*parts, gap=12, margins=(18, 16, 18, 16)))
        self.join.setEnabled(False)
        self._learn(real)

    def _reading(self) -> Reading:
        return self._facts.reading()

    def _offers(self, text: str) -> list[Offer]:
        return [offer for offer in self._facts.places(text) if offer.value != self._double]

    def _learn(self, real: str) -> None:
        store = self._context.store

        def learn() -> int:
            self._facts.learn(store)
            self._known.learn(store)
            return store.resting_on([self._double]).get(self._double, 0)

        Job(learn).then(lambda resting: self._learned(resting, real)).start(self)

    def _learned(self, resting: int, real: str) -> None:
        self._resting = resting
        name = self._known.place(self._double)
        self.question.setText(say("Which place is meant by “{place}”?", place=name))
        if real:
            self.place.set_value(real)
        self._tell()
        self.place.setFocus()

    def _tell(self, *_: object) -> None:
        """What will be done, with the number of records."""
        chosen = self.place.state.value
        place = self._facts.place(str(chosen)) if chosen else None
        self.join.setEnabled(place is not None and self._resting is not None and chosen != self._double)
        if place is None:
            self.effect.setText(say("Nothing is changed before you choose."))
            return
        name = f"{place.name(words().language)} ({ltr(place.code)})" if place.code else place.name(words().language)
        moved = say_n(
            "{count} record will name {place} from now on.",
            "{count} records will name {place} from now on.",
            self._resting or 0,
            place=name,
        )
        kept = say(
            "Its names become spellings of {place}. Ctrl+Z takes all of it back.",
            place=name,
        )
        self.effect.setText(f"{moved} {kept}" if self._resting else kept)

    def take(self) -> None:
        """Join them, in one save."""
        self.place.take()
        chosen = self.place.state.value
        if not chosen or chosen == self._double:
            self.field.tell("error", say("Choose the place from the list."))
            return
        store, double, real = self._context.store, self._double, str(chosen)
        self.join.setEnabled(False)
        Job(lambda: store.join_place(double, real), writes=True).then(self._done).otherwise(messages.tell).start(self)

    def _done(self, outcome: Outcome) -> None:
        if not outcome.save:
            self.field.tell("error", say("A place cannot be the same as one that lies in it."))
            return
        self._context.announce(outcome)
        self._context.told.emit("ok", say("Joined."), say("Ctrl+Z takes it back."))
        self.accept()
        self.joined.emit()
