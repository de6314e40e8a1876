"""The plan of a form: which fields stand where, by hand-written lists, and what is particular about a kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gui.forms.editors import Editor
from gui.forms.form import Form
from gui.record.facts import FormFacts
from gui.record.fields import usual_editor
from gui.say import say

if TYPE_CHECKING:
    from gui.record.beside import Beside
    from gui.record.typed_record import TypedRecord

HIDDEN = ("code", "status", "withdrawn", "overrides", "team", "author", "entered")
"""Fields nobody types: given by the program, or set by what is done with the record."""

Section = tuple[str, Callable[[], str], tuple[tuple[str, ...], ...]]
"""Icon, title, and the fields of each line."""


def _nothing_said(_form: Form) -> str:
    return ""


def _another() -> tuple[str, str]:
    return say("Save and one more"), say("One more")


@dataclass(frozen=True)
class FormPlan:
    """What makes a window of a record the form of its kind.

    Attributes:
        kind: the record kind.
        new_title: words over a new record.
        leading, trailing: sections of the two columns.
        required: fields with a star.
        facts: makes what the form knows of the register; a class is enough.
        make_editor: the editor of a field: (form, name, facts).
        first_field: where the keyboard begins.
        related: kinds whose changes may alter what is shown (the kind itself is always one of them).
        beside: the grids and other parts of this window, see :class:`gui.record.Beside`.
        title: what a record is called, from what stands in the form; "" for its number.
        another: long and short words for saving and beginning another.
        carried: fields the next one begins with, when another is begun.
        notes: a hint at the trailing end of the section that holds a field.
        bare: fields that need no label of their own.
    """

    kind: str
    new_title: Callable[[], str]
    leading: tuple[Section, ...]
    trailing: tuple[Section, ...] = ()
    required: tuple[str, ...] = ()
    facts: Callable[[], FormFacts] = FormFacts
    make_editor: Callable[[Form, str, Callable[[], Any]], Editor] = usual_editor
    first_field: str = ""
    related: frozenset[str] = frozenset({"source", "place"})
    beside: Callable[[TypedRecord], Sequence[Beside]] | None = None
    title: Callable[[Form], str] = _nothing_said
    another: Callable[[], tuple[str, str]] = _another
    carried: tuple[str, ...] = ()
    notes: dict[str, Callable[[], str]] = field(default_factory=dict)
    bare: tuple[str, ...] = ()

    @property
    def first(self) -> str:
        """Where the keyboard begins."""
        return self.first_field or laid_out(self)[0]


def laid_out(plan: FormPlan) -> list[str]:
    """The names of all fields of a form, in their order."""
    return [name for _, _, lines in (*plan.leading, *plan.trailing) for line in lines for name in line]
