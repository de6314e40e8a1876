"""A record being typed, as what stands beside its fields sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.forms.typed_window import TypedWindow

if TYPE_CHECKING:
    from gui.forms.form import FieldBox, Form
    from gui.record.facts import FormFacts
    from storage import Entry


class TypedRecord(TypedWindow):
    """The window of a record, without the parts it is made of.

    Attributes:
        id: the record (made here when it is new); entry: what the register has of it, None when it is new.
        form: its fields; boxes: their boxes by name.
        facts: what the form knows of the register.
    """

    id: str
    entry: Entry | None
    form: Form
    boxes: dict[str, FieldBox]
    facts: FormFacts
