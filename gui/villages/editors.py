"""Which editor each field of a movement, a village state or a population figure gets, and how they act together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from gui.forms.editors import Editor
from gui.forms.editors_by_kind import editor_for
from gui.forms.form import FieldBox, Form
from gui.record import usual_editor
from gui.say import say, words
from gui.villages.destination import DestinationField, hint_of
from gui.villages.form_facts import MoveFacts
from gui.villages.letters import LettersEditor
from storage import Code

Known = Callable[[], MoveFacts]


def make_editor(form: Form, name: str, facts: Known) -> Editor:
    """The editor of a field of any of the three forms."""
    field = form.field(name)
    if name in ("direction", "destination_known") and isinstance(field.kind, Code):
        return LettersEditor(field.kind, form.reading)
    if name == "destination":
        return DestinationField(
            form.reading, lambda text: facts().suggest(text), hint=hint_of(form.value("direction"))
        )
    if name == "triggers":
        hint = say("Attacks in the days before are offered first: press ↓")
        return editor_for(field, form.reading, lambda text: facts().offers("incident")(text), hint=hint)
    if name == "same_people_as":
        hint = say("Another account of the same people, if there is one")
        return editor_for(field, form.reading, lambda text: facts().offers("movement")(text), hint=hint)
    return usual_editor(form, name, facts)


def act_together(form: Form) -> None:
    """Fields of a movement that follow one another; called once a form."""

    def settled(name: str) -> None:
        if name == "destination" and form.value("destination") and form.value("destination_known") != "known":
            form.change("destination_known", "known")
        elif name == "destination_known" and form.value("destination_known") in ("unknown", "on_the_road"):
            if form.value("destination"):
                form.change("destination", None)
        elif name == "direction":
            entitle(form)

    form.settled.connect(settled)


def listen_to(form: Form) -> None:
    """The destination field tells of the two answers that are no place; called each time the form is built."""
    field = form.editor("destination")
    if isinstance(field, DestinationField):
        field.elsewhere.connect(lambda code: form.change("destination_known", code))
    entitle(form)


def entitle(form: Form) -> None:
    """The labels of *from* and *to* by direction: for people who come home they are where from, and home."""
    direction = form.value("direction")
    for name, text in _titles(direction).items():
        editor = form.editor(name)
        box = box_of(editor)
        if box is not None:
            box.label.setText(text)
    field = form.editor("destination")
    if isinstance(field, DestinationField):
        field.line.setPlaceholderText(hint_of(direction))


def _titles(direction: Any) -> dict[str, str]:
    if direction == "return":
        return {"origin": say("From where they return"), "destination": say("Home")}
    if direction == "onward":
        return {"origin": say("Where they had stayed"), "destination": say("Where they went now")}
    return {"origin": words().field("movement.origin"), "destination": words().field("movement.destination")}


def box_of(widget: QWidget | None) -> FieldBox | None:
    """The box a field stands in."""
    here = widget
    while here is not None and not isinstance(here, FieldBox):
        here = here.parentWidget()
    return here
