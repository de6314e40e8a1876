"""One line that records what became of a person: found dead, found alive, taken out of the rubble, identified as."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QUndoStack
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from gui import messages
from gui.entry.when import DayEditor
from gui.forms.editors_by_kind import editor_for
from gui.forms.form import FieldBox, Form
from gui.jobs import Job
from gui.look import theme
from gui.record import FormFacts, usual_editor
from gui.say import say, words
from gui.screens.likely import about_words, who_words
from gui.table.line_list import ListLine, Offer
from gui.widgets import Button, IconButton, Says, Segmented, clear, column, icon_label, label, row
from storage import DayValue, Edit, Entry, Query, folded, outcome_goes_back, point_of, points_of, recorded, timeline

if TYPE_CHECKING:
    from gui.context import Context
    from gui.known import Known
    from storage import Store

MOST = 600
"""People of the other side of the board that can be chosen by name."""


@dataclass(frozen=True)
class Happened:
    """Something that becomes of a person, with its key in a list.

    Attributes:
        outcomes: the outcome it means; the first unless the person chooses another.
        rubble: the day is that of being taken out of the rubble, too.
        identified: it asks who it was instead of an outcome.
    """

    name: str
    key: str
    icon: str
    word: Callable[[], str]
    outcomes: tuple[str, ...] = ("killed",)
    rubble: bool = False
    identified: bool = False


HAPPENINGS = (
    Happened("dead", "D", "circle-dot", lambda: say("Found dead")),
    Happened("alive", "A", "life-buoy", lambda: say("Found alive"), ("safe", "injured", "detained")),
    Happened(
        "rubble", "R", "arrow-up", lambda: say("Taken out of the rubble"), ("rescued", "injured", "killed"), True
    ),
    Happened("identified", "I", "user", lambda: say("Identified as…"), identified=True),
)


@dataclass(frozen=True)
class Asked:
    """What a reader's thread brings for the line."""

    facts: FormFacts
    entry: Entry
    row: Any
    steps: Sequence[Entry]
    others: Sequence[Offer] = ()


class OutcomeLine(QFrame):
    """The line in the page. Enter goes on and saves at the end, Esc gives up.

    Signals:
        over: it was saved or given up; the list takes the keyboard.
    """

    over = Signal()

    def __init__(self, context: Context, known: Known) -> None:
        super().__init__()
        self.setProperty("kind", "note")
        self.setProperty("state", "information")
        self._context, self._known = context, known
        self._facts = FormFacts()
        self._asked: Asked | None = None
        self._what: Happened = HAPPENINGS[0]
        self._other = ""
        self._inside = QHBoxLayout()
        self.says = Says()
        self._title = QHBoxLayout()
        self.setLayout(column(self._title, self._inside, self.says, gap=3, margins=(12, 6, 10, 7)))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hide()

    def ask(self, what: Happened, record: str, other: str = "") -> None:
        """Ask about a person; ``other`` is who it turned out to be, when that is known."""
        store, known = self._context.store, self._known
        Job(lambda: _read(store, what, record, known)).then(lambda found: self._show(what, found, other)).start(self)

    def _show(self, what: Happened, asked: Asked | None, other: str) -> None:
        if asked is None:
            return
        self._what, self._asked, self._other, self._facts = what, asked, other, asked.facts
        self.form = Form("outcome", lambda: self._facts.reading(), QUndoStack(self))
        self.form.setParent(self)
        clear(self._inside)
        self._inside.setSpacing(10)
        clear(self._title)
        self._title.setSpacing(7)
        for words_ in (icon_label(what.icon, "tx", 17), label(what.word(), "strong"), label(who_words(asked.row))):
            self._title.addWidget(words_)
        self._title.addStretch(1)
        for part in self._fields(what):
            self._inside.addWidget(part, 1 if isinstance(part, FieldBox) else 0, Qt.AlignmentFlag.AlignTop)
        self._inside.addLayout(column(theme.px(20), self._buttons(), gap=0))
        self.form.settled.connect(lambda _: self._doubt())
        self._doubt()
        self.show()
        (self.who if what.identified and not other else self.boxes["day"].editor).setFocus()

    def _fields(self, what: Happened) -> list[QWidget]:
        form, made = self.form, list[QWidget]()
        if what.identified:
            made.append(self._who_field())
        elif len(what.outcomes) > 1:
            options = [(code, words().code("outcome", code), "") for code in what.outcomes]
            self.choice = Segmented(options, words().field("outcome.outcome"), current=what.outcomes[0])
            self.choice.chosen.connect(lambda _: self._doubt())
            holder = QWidget()
            holder.setLayout(column(label(words().field("outcome.outcome"), "label"), self.choice, gap=4))
            made.append(holder)
        day = DayEditor(form.field("day").kind, form.reading)
        day.near.hide()
        self.boxes = {"day": FieldBox(form, "day", day)}
        for name in ("place", "source"):
            self.boxes[name] = FieldBox(form, name, usual_editor(form, name, lambda: self._facts))
        if what.identified:
            notes = editor_for(form.field("said_by"), form.reading)
            self.boxes = {
                "day": self.boxes["day"],
                "said_by": FieldBox(form, "said_by", notes, text=say("How do we know?")),
            }
            if self._day_of_body() is not None:  # else it is the day of the body that is chosen
                form.change("day", self._day_of_body())
        else:
            form.change("day", DayValue.on(form.reading().today))
        form.steps.clear()
        return [*made, *self.boxes.values()]

    def _day_of_body(self) -> Any:
        asked = self._asked
        return asked.entry.values.get("outcome_day") if asked is not None and _is_body(asked) else None

    def _who_field(self) -> QWidget:
        offers = self._asked.others if self._asked is not None else ()

        def offer(text: str) -> list[Offer]:
            typed = folded(text)
            return [one for one in offers if not typed or typed in folded(f"{one.label} {one.beside}")][:12]

        self.who = ListLine(offer)
        self.who.setAccessibleName(say("Who is it?"))
        self.who.setMinimumWidth(theme.px(190))
        self.who.picked.connect(self._picked)
        self.who.textEdited.connect(lambda _: self._choose(""))
        known = next((one for one in offers if one.value == self._other), None)
        self.who.setText(known.label if known is not None else "")
        holder = QWidget()
        holder.setLayout(column(label(say("Who is it?"), "label"), self.who, gap=4))
        return holder

    def _choose(self, record: str) -> None:
        self._other = record

    def _picked(self, record: str) -> None:
        self._choose(record)
        offers = self._asked.others if self._asked is not None else ()
        self.who.setText(next((one.label for one in offers if one.value == record), ""))
        self.boxes["day"].editor.setFocus()

    def _buttons(self) -> QHBoxLayout:
        save, away = Button(say("Save"), "check", "Ctrl+Enter", kind="primary"), IconButton("x", say("Give up"))
        save.clicked.connect(self.save)
        away.clicked.connect(self.give_up)
        last = list(self.boxes.values())[-1].editor
        last.advance.connect(self.save)
        return row(save, away, gap=6)

    # ---- saving

    def told(self) -> dict[str, Any]:
        """The values of the step."""
        self.form.take_all()
        values = {name: value for name, value in self.form.changes().items() if value is not None}
        if not self._what.identified:
            many = len(self._what.outcomes) > 1
            values["outcome"] = self.choice.value() if many else self._what.outcomes[0]
        return values

    def save(self) -> None:
        """Write the step and what follows from it, as one save."""
        asked = self._asked
        if asked is None or not self.isVisible():
            return
        told = self.told()
        if self.form.problems:
            self.boxes[next(iter(self.form.problems))].editor.setFocus()
            return
        if self._what.identified and not self._other:
            self.says.tell("error", say("Choose who it is; type a part of the name."))
            self.who.setFocus()
            return
        store, make = self._context.store, self._edits(told)
        self._asked = None

        def saved(outcome: Any) -> None:
            self._context.announce(outcome)
            self._context.told.emit("ok", say("Saved."), say("Ctrl+Z takes it back."))
            self.give_up()

        def refused(trouble: Any) -> None:
            self._asked = asked
            messages.tell(trouble)

        Job(lambda: store.save(make(store)), writes=True).then(saved).otherwise(refused).start(self)

    def _edits(self, told: Mapping[str, Any]) -> Callable[[Store], list[Edit]]:
        asked, what, other = self._asked, self._what, self._other
        assert asked is not None
        if what.identified:
            body, person = (asked.entry.id, other) if _is_body(asked) else (other, asked.entry.id)
            return lambda store: store.identification(body, person, told, str(told.get("said_by") or ""))
        more = {"rubble_day": told.get("day")} if what.rubble and told.get("day") is not None else {}
        steps = points_of(asked.steps)
        return lambda store: recorded(asked.entry, steps, told, more)

    def _doubt(self) -> None:
        """Nobody returns from the dead: a soft word, which keeps nothing from being saved."""
        asked = self._asked
        said = ""
        if asked is not None and not self._what.identified:
            point = point_of(self.told(), "~")
            line = timeline({}, [*timeline(asked.entry.values, points_of(asked.steps)), point])
            doubt = outcome_goes_back([one.outcome for one in line])
            said = words().say(doubt) if doubt is not None else ""
        self.says.tell("warning" if said else "", said)

    def give_up(self) -> None:
        """Close the line; nothing is written."""
        self._asked = None
        self.hide()
        self.over.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc gives up; Ctrl+Enter saves from anywhere in the line."""
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() == Qt.Key.Key_Escape:
            self.give_up()
        elif ctrl and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.save()
        else:
            super().keyPressEvent(event)


def _is_body(asked: Asked) -> bool:
    return bool(asked.row["board"] == "unidentified")


def _read(store: Store, what: Happened, record: str, known: Known) -> Asked | None:
    """The person with its steps and, to be identified, who it could be: the likely ones first."""
    entry = store.read("victim", record)
    if entry is None:
        return None
    facts = FormFacts().learn(store)
    number = store.listing(Query("victim", withdrawn="with")).number_of(record)
    row_ = store.listing(Query("victim", withdrawn="with")).rows([number or 0]).get(number or 0)
    if row_ is None:
        return None
    steps, others = store.children("outcome", "victim", record), list[Offer]()
    if what.identified:
        likely = [one.row for one in store.could_be(record)]
        board = "lost" if row_["board"] == "unidentified" else "unidentified"
        _, rest = store.listing(Query("victim", where={"board": board})).first(MOST)
        every = {one.id: one for one in (*likely, *rest.values()) if one.id != record}
        others = [Offer(one.id, who_words(one), about_words(one, known)) for one in every.values()]
    return Asked(facts, entry, row_, steps, others)
