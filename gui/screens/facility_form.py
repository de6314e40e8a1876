"""The form of a facility: what it is, where, who runs it, and how it worked over time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from gui.entry.known_facilities import names_of
from gui.forms.editors import Editor
from gui.forms.form import Form
from gui.forms.sealed_editor import SealedEditor
from gui.jobs import Job
from gui.record import Beside, BesideView, ChildGrid, Column, FormFacts, FormPlan, GridPlan, Section, usual_editor
from gui.record.files import FilesPart
from gui.record.typed_record import TypedRecord
from gui.record.where import WherePart
from gui.record.window import RecordWindow
from gui.resting import Rest
from gui.say import say, words
from gui.screens.facility_facts import doubles_of
from gui.widgets import LinkButton, Note, column

if TYPE_CHECKING:
    from gui.context import Context
    from storage import Draft

LEADING: tuple[Section, ...] = (
    ("hospital", lambda: say("What it is"), (("kind",), ("name_ar", "name_en"), ("aliases",))),
    ("map-pin", lambda: say("Where"), (("place",), ("position", "deconflicted"))),
)
TRAILING: tuple[Section, ...] = (
    ("users", lambda: say("Who runs it"), (("run_by", "run_by_note"),)),
    ("circle-check", lambda: say("Works now?"), (("function",),)),
    ("book-open", lambda: say("Remarks"), (("notes",),)),
)
STATES = GridPlan(
    name="states",
    kind="function",
    parent="facility",
    icon="clock",
    title=lambda: say("How it worked over time"),
    columns=(
        Column("function", 150, required=True),
        Column("day", 150, required=True),
        Column("source", 180),
        Column("notes", 200, stretch=True),
    ),
    key="Alt+2",
    order=lambda entry: str(getattr(entry.values.get("day"), "first", None) or ""),
)


class States(ChildGrid):
    """How the facility worked over time; the newest state is that of now, unless teams disagree about it."""

    def __init__(self, window: TypedRecord) -> None:
        super().__init__(window, STATES)

    def changes(self) -> Mapping[str, Any]:
        """What the newest state says of now."""
        entry = self.window.entry
        if not self.touched() or (entry is not None and "function" in entry.disputed):
            return {}
        dated = [
            (day.first or day.last, number, code)
            for number, row in enumerate(self.rows.filled())
            if (code := row.cell("function").value) and (day := row.cell("day").value) is not None
        ]
        return {"function": max(dated)[2]} if dated else {}


class Doubles(Beside):
    """A soft note: something called nearly so stands in this place already."""

    name = "doubles"
    side = "above"
    kinds = frozenset({"facility", "link"})

    def __init__(self, window: TypedRecord) -> None:
        super().__init__(window)
        self.found: list[tuple[str, str]] = []
        self._view: DoublesView | None = None
        self._soon = Rest(self, 150)
        self._soon.timeout.connect(self._look)
        window.form.settled.connect(self._settled)

    def make(self) -> DoublesView:
        """The note, with what was found."""
        self._view = DoublesView(self)
        self._view.show_found(self.found)
        return self._view

    def _settled(self, name: str) -> None:
        if name in ("kind", "place", "name_ar", "name_en", "aliases"):
            self._soon.start()

    def _look(self) -> None:
        form, context, own = self.window.form, self.window.context, self.window.id
        values = {name: form.value(name) for name in ("kind", "place", "name_ar", "name_en", "aliases")}
        if context.is_open:
            store = context.store
            Job(lambda: doubles_of(store, own, values)).then(self._show).start(self)

    def _show(self, found: list[tuple[str, str]]) -> None:
        self.found = found
        if self._view is not None:
            self._view.show_found(found)


class DoublesView(BesideView):
    """The note."""

    def __init__(self, part: Doubles) -> None:
        super().__init__()
        self._part = part
        self.note = Note("information", "")
        self.open = LinkButton(say("Open it"))
        self.open.clicked.connect(self._open)
        self.note.add(self.open)
        self._first = ""
        self.setLayout(column(self.note))
        self.hide()

    def show_found(self, found: Sequence[tuple[str, str]]) -> None:
        """Say it, or be silent."""
        self._first = found[0][0] if found else ""
        if found:
            told = say("Perhaps it is recorded already: {name}.", name=found[0][1])
            self.note.tell("information", told, say("Look at it first; if it is another one, go on."))
        self.setVisible(bool(found))

    def _open(self) -> None:
        self._part.window.context.open("facility", self._first)


def make_editor(form: Form, name: str, facts: Callable[[], FormFacts]) -> Editor:
    """The editor of a field; the position is covered until somebody asks to see it."""
    if name == "position":
        field = form.field(name)
        return SealedEditor(field.kind, form.reading, hint=words().hint("incident.position"))
    return usual_editor(form, name, facts)


def called(form: Form) -> str:
    """Its name as it stands in the form."""
    return next(iter(names_of({name: form.value(name) for name in ("name_ar", "name_en")})), "")


FACILITY = FormPlan(
    "facility",
    lambda: say("New facility"),
    LEADING,
    TRAILING,
    required=("kind",),
    make_editor=make_editor,
    first_field="kind",
    title=called,
    another=lambda: (say("Save and another facility"), say("Another facility")),
    carried=("place",),
    bare=("function",),
    notes={"position": lambda: say("Coordinates are sealed: they never leave except to named people")},
    beside=lambda window: (Doubles(window), WherePart(window, sealed=True), States(window), FilesPart(window)),
)


def make_facility(context: Context, record: str | None, given: Mapping[str, Any], draft: Draft | None) -> QWidget:
    """The form of a facility, see :class:`gui.frame.forms.Make`."""
    return RecordWindow(context, FACILITY, record, given, draft)
