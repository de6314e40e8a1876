"""The form of a place: its names and spellings, what it is, what it lies in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from gui.forms.editors import Editor
from gui.forms.editors_by_kind import editor_for
from gui.forms.form import Form
from gui.forms.place_field import PlaceField
from gui.record import FormFacts, FormPlan, Section, usual_editor
from gui.record.window import RecordWindow
from gui.say import say, words

if TYPE_CHECKING:
    from gui.context import Context
    from storage import Draft

LEADING: tuple[Section, ...] = (
    ("map-pin", lambda: say("Names"), (("name_ar",), ("name_en",), ("name_other",), ("aliases",))),
)
TRAILING: tuple[Section, ...] = (
    ("list", lambda: say("Where it belongs"), (("parent",), ("level", "code"), ("centre",))),
    ("book-open", lambda: say("Remarks"), (("notes",),)),
)
UNTYPED = ("pack", "retired", "proposed_by")
"""Fields nobody types: where the place came from, and whether it is only proposed."""


class PlaceFormFacts(FormFacts):
    """What the form knows: a place lies in an area, never in a village."""

    def areas(self, text: str) -> list[Any]:
        """Areas to choose from."""
        return self.suggest(text, areas_only=True)


def make_editor(form: Form, name: str, facts: Callable[[], PlaceFormFacts]) -> Editor:
    """The editor of a field of a place."""
    field = form.field(name)
    if name == "parent":
        return PlaceField(form.reading, lambda text: facts().areas(text), "", hint=words().hint(field.key))
    if name == "level":
        return editor_for(
            field, form.reading, hint=say("0 country, 1 governorate, 2 district, 3 sub-district, 4 village")
        )
    if name == "aliases":
        return editor_for(field, form.reading, hint=say("other spellings, with commas between them"))
    return usual_editor(form, name, facts)


def called(form: Form) -> str:
    """The place's name as it stands in the form."""
    order = ("name_ar", "name_en", "name_other") if words().rtl else ("name_en", "name_ar", "name_other")
    return next((str(found) for name in order if (found := form.value(name))), "")


PLACE = FormPlan(
    "place",
    lambda: say("New place"),
    LEADING,
    TRAILING,
    required=("level",),
    facts=PlaceFormFacts,
    make_editor=make_editor,
    first_field="name_ar",
    related=frozenset({"place", "link"}),
    title=called,
    another=lambda: (say("Save and another place"), say("Another place")),
    carried=("parent", "level"),
)


def make_place(context: Context, record: str | None, given: Mapping[str, Any], draft: Draft | None) -> QWidget:
    """The form of a place, see :class:`gui.frame.forms.Make`."""
    return RecordWindow(context, PLACE, record, given or ({} if record else {"level": 4}), draft)
