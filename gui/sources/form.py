"""The form of a source: what it is, how far it can be trusted, who it is (sealed), and where it is used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from gui.forms.editors import Editor
from gui.forms.editors_by_kind import editor_for
from gui.forms.form import Form
from gui.forms.sealed_editor import SealedEditor
from gui.record import FormFacts, FormPlan, Section, usual_editor
from gui.record.window import RecordWindow
from gui.say import say, words
from gui.sources.uses import Uses
from storage import RECORDS, Privacy

if TYPE_CHECKING:
    from gui.context import Context
    from storage import Draft

LEADING: tuple[Section, ...] = (
    ("book-open", lambda: say("What it is"), (("kind",), ("title",), ("reference", "dated"), ("link",))),
    ("scale", lambda: say("How far it can be trusted"), (("reliability",), ("same_group_as",))),
    ("menu", lambda: say("Remarks"), (("notes",),)),
)
TRAILING: tuple[Section, ...] = (
    ("shield", lambda: say("Who it is"), (("identity",), ("contact",), ("contact_again", "may_be_quoted"))),
)
SEALED = tuple(name for name, field in RECORDS["source"].fields.items() if field.privacy is Privacy.SEALED)
"""Identity and contact: covered until somebody asks, and nowhere else in the window."""


class SourceFacts(FormFacts):
    """What the form knows: the other sources, for the group it belongs to."""

    itself = ""

    def offers(self, kind: str) -> Callable[[str], list[Any]]:
        """Other sources to choose from."""
        found = super().offers(kind)
        return lambda text: [offer for offer in found(text) if offer.value != self.itself]


def make_editor(form: Form, name: str, facts: Callable[[], FormFacts]) -> Editor:
    """The editor of a field; identity and contact are covered until somebody asks to see them."""
    field = form.field(name)
    if name in SEALED:
        return SealedEditor(field.kind, form.reading, hint=words().hint(field.key))
    if name == "same_group_as":
        said = say("Another post or report of the same organisation or person")
        return editor_for(field, form.reading, lambda text: facts().offers("source")(text), hint=said)
    return usual_editor(form, name, facts)


def called(form: Form) -> str:
    """What a source is called in titles and lists: never by who it is."""
    title, kind = form.value("title"), form.value("kind")
    return str(title) if title else words().code("source-kind", str(kind)) if kind else ""


SOURCE = FormPlan(
    "source",
    lambda: say("New source"),
    LEADING,
    TRAILING,
    facts=SourceFacts,
    make_editor=make_editor,
    first_field="kind",
    title=called,
    another=lambda: (say("Save and another source"), say("Another source")),
    carried=("kind", "reliability"),
    related=frozenset({"claim", "citation", "outcome", "movement"}),
    notes={"identity": lambda: say("Sealed: never leaves except to named people")},
    beside=lambda window: (Uses(window),),
)


class SourceWindow(RecordWindow):
    """One source being typed."""

    def _loaded(self, loaded: Any) -> None:
        loaded.facts.itself = self.id
        super()._loaded(loaded)


def make_source(context: Context, record: str | None, given: Mapping[str, Any], draft: Draft | None) -> QWidget:
    """The form of a source, see :class:`gui.frame.forms.Make`."""
    return SourceWindow(context, SOURCE, record, given, draft)
