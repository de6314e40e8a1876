"""The usual editor of a field in the window of a record: places can be proposed, references chosen from a list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gui.entry.facts import NEW
from gui.forms.editors import Editor
from gui.forms.editors_by_kind import code_offers, editor_for
from gui.forms.form import Form
from gui.forms.place_field import PlaceField
from gui.record.facts import FormFacts
from gui.say import words
from storage import Code, PlaceRef, Ref, Refs, code_list


def usual_editor(form: Form, name: str, facts: Callable[[], Any]) -> Editor:
    """The editor of a field by its kind. ``facts`` gives the :class:`FormFacts` of now."""
    field = form.field(name)
    kind = field.kind
    known: Callable[[], FormFacts] = facts
    if isinstance(kind, PlaceRef):
        return PlaceField(form.reading, lambda text: known().suggest(text), NEW, hint=words().hint(field.key))
    if isinstance(kind, Ref | Refs):
        return editor_for(field, form.reading, lambda text: known().offers(kind.kind)(text))
    if isinstance(kind, Code) and _has_letters(kind.list_name):
        return editor_for(field, form.reading, code_offers(kind.list_name, letters=True))
    return editor_for(field, form.reading)


def _has_letters(list_name: str) -> bool:
    return any("letter::en" in item.more for item in code_list(list_name).items.values())
