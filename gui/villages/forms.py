"""The forms of the Villages room: a movement, the state of a village, how many people live there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from gui.entry.findings import Finding
from gui.forms.form import Form
from gui.jobs import Job
from gui.record import FormPlan
from gui.record.files import FilesPart
from gui.record.window import RecordWindow
from gui.say import say
from gui.sources import Credibility
from gui.villages.editors import act_together, listen_to, make_editor
from gui.villages.form_facts import Around, MoveFacts, may_be_words
from gui.villages.layouts import (
    MOVEMENT_LEADING,
    MOVEMENT_REQUIRED,
    MOVEMENT_TRAILING,
    POPULATION_LEADING,
    POPULATION_REQUIRED,
    POPULATION_TRAILING,
    STATE_LEADING,
    STATE_REQUIRED,
    STATE_TRAILING,
)
from gui.villages.moves import move_of
from storage import RECORDS, movement_against_village

if TYPE_CHECKING:
    from gui.context import Context
    from storage import Draft

SEALED = lambda: say("Sealed: never leaves except to named people")  # noqa: E731 - a word said when it is shown


def _movement_title(form: Form) -> str:
    """A movement is called by its origin: where people went to is sealed and stands in no title."""
    direction, origin = form.value("direction"), form.value("origin")
    place = form.field("origin").kind.show(origin, form.reading()) if origin else ""
    if not place:
        return ""
    if direction == "return":
        return say("Return from {place}", place=place)
    return say("Moved on from {place}", place=place) if direction == "onward" else say("Left {place}", place=place)


def _place_title(form: Form) -> str:
    place = form.value("place")
    return form.field("place").kind.show(place, form.reading()) if place else ""


MOVEMENT = FormPlan(
    kind="movement",
    new_title=lambda: say("Record a movement"),
    leading=MOVEMENT_LEADING,
    trailing=MOVEMENT_TRAILING,
    required=MOVEMENT_REQUIRED,
    facts=MoveFacts,
    make_editor=make_editor,
    first_field="direction",
    related=frozenset({"source", "place", "incident"}),
    title=_movement_title,
    another=lambda: (say("Save and another movement"), say("Another movement")),
    carried=("direction", "origin", "started", "source", "certainty", "triggers"),
    notes={"destination": SEALED},
    beside=lambda window: (Credibility(window), FilesPart(window)),
)
STATE = FormPlan(
    kind="village_state",
    new_title=lambda: say("State of a village"),
    leading=STATE_LEADING,
    trailing=STATE_TRAILING,
    required=STATE_REQUIRED,
    facts=MoveFacts,
    make_editor=make_editor,
    first_field="state",
    title=_place_title,
    carried=("day", "source"),
    beside=lambda window: (Credibility(window),),
)
POPULATION = FormPlan(
    kind="population",
    new_title=lambda: say("People of a village"),
    leading=POPULATION_LEADING,
    trailing=POPULATION_TRAILING,
    required=POPULATION_REQUIRED,
    facts=MoveFacts,
    make_editor=make_editor,
    first_field="persons",
    title=_place_title,
    carried=("day", "source"),
    beside=lambda window: (Credibility(window),),
)


class MovementWindow(RecordWindow):
    """A movement being typed: what happened near by is looked up while typing, and nothing is decided by itself."""

    facts: MoveFacts

    def __init__(
        self,
        context: Context,
        record: str | None,
        given: Mapping[str, Any] | None = None,
        draft: Draft | None = None,
    ) -> None:
        self._asked: tuple[Any, Any] | None = None
        self._nearby = QTimer(singleShot=True, interval=0)
        super().__init__(context, MOVEMENT, record, {"direction": "out", **(given or {})}, draft)
        self._nearby.setParent(self)
        self._nearby.timeout.connect(self._look_around)
        act_together(self.form)
        self.form.settled.connect(self._follow)

    def _parts(self) -> Sequence[QWidget]:
        made = super()._parts()
        listen_to(self.form)
        return made

    def _loaded(self, loaded: Any) -> None:
        self._asked = None
        super()._loaded(loaded)
        self._nearby.start()

    def _begin_with_draft(self) -> None:
        super()._begin_with_draft()
        new = self.entry is None and self.form.value("origin")
        self.boxes["destination" if new else "direction"].editor.setFocus()

    def _follow(self, name: str) -> None:
        if name in ("origin", "started", "persons", "direction", "destination", "same_people_as"):
            self._nearby.start()

    def _look_around(self) -> None:
        if not self.ready or not self.context.is_open:
            return
        origin, started = self.form.value("origin"), self.form.value("started")
        if not origin or self._asked == (origin, started):
            self._suggest()
            return
        self._asked = (origin, started)
        facts, store = self.facts, self.context.store
        Job(lambda: facts.look_around(store, origin, started)).then(self._found).start(self)

    def _found(self, around: Around) -> None:
        self.facts.take(around)
        self._suggest()
        self._look.start()

    def _suggest(self) -> None:
        """A soft note when these may be people somebody else has recorded already; one key takes the link."""
        box = self.boxes.get("same_people_as")
        if box is None or self.form.problems.get("same_people_as"):
            return
        mine = move_of(self.form.values(), self.id)
        self.facts.weigh(mine)
        told, offer = may_be_words(self.facts)
        linked = [*mine.same_people_as, *self.facts.alike[:1]]
        meant = self.form.field("same_people_as").kind.show(tuple(linked), self.form.reading()) if told else ""
        box.offer("warning" if told else "", told, meant, offer)

    def _more_doubts(self) -> Sequence[Finding]:
        values = self.form.values()
        people = self.facts.around.people if values.get("direction") == "out" else None
        told = movement_against_village(getattr(values.get("persons"), "low", None), people)
        kept = self.form.value("overrides") or {}
        if told is None or "movement_fits_village" in kept:
            return ()
        return [Finding("", "persons", told, hard=False, rule="movement_fits_village")]


def make_movement(context: Context, record: str | None, given: Mapping[str, Any], draft: Draft | None) -> QWidget:
    """The form of a movement, see :class:`gui.frame.forms.Make`."""
    return MovementWindow(context, record, given, draft)


def make_state(context: Context, record: str | None, given: Mapping[str, Any], draft: Draft | None) -> QWidget:
    """The form of what was seen of a village."""
    return RecordWindow(context, STATE, record, given, draft)


def make_population(context: Context, record: str | None, given: Mapping[str, Any], draft: Draft | None) -> QWidget:
    """The form of a population figure."""
    return RecordWindow(context, POPULATION, record, given, draft)


def copied(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values a duplicate begins with: everything typed, nothing the program gives."""
    quiet = ("code", "status", "withdrawn", "overrides", "team", "author", "entered", "same_people_as")
    return {name: value for name, value in values.items() if name in RECORDS[kind].fields and name not in quiet}


def onward_of(record: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a movement begins with when the people of another one moved on."""
    return _after(record, values, "onward") | {"origin": values.get("destination")}


def return_of(record: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a movement begins with when the people of another one went home."""
    home = {"destination": values.get("origin")} if values.get("direction") != "onward" else {}
    return (
        _after(record, values, "return") | {"origin": values.get("destination"), "destination_known": "known"} | home
    )


def _after(record: str, values: Mapping[str, Any], direction: str) -> dict[str, Any]:
    """The next step of the same people: linked with the earlier one; how many came along is asked anew."""
    told = ("source", "persons", "households", "women", "children", "elderly", "disabled")
    return {
        **{name: values[name] for name in told if values.get(name) is not None},
        "direction": direction,
        "same_people_as": (record,),
    }
