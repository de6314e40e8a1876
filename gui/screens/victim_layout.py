"""How the form of a victim is laid out: hand-written lists of fields, and the editor each of them gets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from gui.forms.editors import Editor
from gui.forms.editors_by_kind import editor_for
from gui.forms.form import Form
from gui.forms.name_editor import NameEditor
from gui.record import FormFacts, FormPlan, Section, usual_editor
from gui.record.files import FilesPart
from gui.say import say, words
from gui.screens.victim_groups import NamedPeople
from gui.screens.victim_outcomes import OutcomeSteps

if TYPE_CHECKING:
    from storage import Store

LEADING: tuple[Section, ...] = (
    ("user", lambda: say("Person"), (("name",), ("sex", "age", "people"), ("other_names", "of_group"))),
    (
        "circle-dot",
        lambda: say("What happened to the person"),
        (("incident",), ("outcome", "outcome_day", "cause"), ("outcome_place", "hospital")),
    ),
    ("bandage", lambda: say("Harm"), (("injuries", "severity"), ("amputation", "permanent"))),
)
TRAILING: tuple[Section, ...] = (
    (
        "users",
        lambda: say("Who it is"),
        (("civilian_status", "roles"), ("vulnerability",), ("pregnant", "displaced"), ("home", "family_group")),
    ),
    (
        "life-buoy",
        lambda: say("Recovery and burial"),
        (("rubble_place", "rubble_day"), ("identified_by", "burial_place")),
    ),
    (
        "shield",
        lambda: say("Contact and consent"),
        (("document_number", "consent"), ("kin", "kin_phone")),
    ),
    ("book-open", lambda: say("Remarks"), (("sources",), ("notes",))),
)


class VictimFacts(FormFacts):
    """What the form knows besides places and sources: incidents a person may belong to."""

    kinds = ("incident",)

    def note(self, store: Store, kind: str, values: Mapping[str, Any]) -> None:
        """Groups of the person's incident can be chosen too."""
        super().note(store, kind, values)
        incident = values.get("incident") if kind == "victim" else None
        groups = self.lines.setdefault("victim", {})
        for entry in store.children("victim", "incident", incident) if incident else ():
            if entry.values.get("people") is not None and not entry.values.get("withdrawn"):
                groups[entry.id] = self.line("victim", entry.values)


def make_editor(form: Form, name: str, facts: Callable[[], VictimFacts]) -> Editor:
    """The editor of a field of a victim."""
    field = form.field(name)
    if name == "name":
        return NameEditor(field.kind, form.reading)
    if name == "incident":
        said = say("Choose an incident by its number or place")
        return editor_for(field, form.reading, lambda text: facts().offers("incident")(text), hint=said)
    return usual_editor(form, name, facts)


def called(form: Form) -> str:
    """The person's name as it stands in the form."""
    name = form.value("name")
    order = ("ar", "la") if words().rtl else ("la", "ar")
    known = [name.full(script) for script in order] if name is not None else []
    return next((one for one in known if one), "")


VICTIM = FormPlan(
    "victim",
    lambda: say("New victim"),
    LEADING,
    TRAILING,
    required=("outcome",),
    facts=VictimFacts,
    make_editor=make_editor,
    first_field="name",
    title=called,
    another=lambda: (say("Save and another person"), say("Another person")),
    carried=("incident",),
    notes={"kin": lambda: say("Sealed: never leaves except to named people")},
    bare=("name",),
    beside=lambda window: [NamedPeople(window), OutcomeSteps(window), FilesPart(window)],
)
