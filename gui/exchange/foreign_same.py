"""What all rows of a foreign table share and none of them says (outcome, source, cause), said once by a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QWidget

from gui.dialogs import Dialog
from gui.exchange.foreign_lines import isolated
from gui.forms.editors_by_kind import editor_for
from gui.forms.form import FieldBox, Form
from gui.jobs import Job
from gui.look import theme
from gui.record import FormFacts
from gui.say import say, words
from gui.table.line_list import ListLine, Offer
from gui.widgets import Button, IconButton, column, row, scrolled, words_label
from storage import RECORDS, Code, Codes, Day, Field, Note, PlaceRef, Privacy, Ref, Refs, Text, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.context import Context

KINDS = (Code, Codes, Day, Text, Note, PlaceRef, Ref, Refs)
POINTED = ("source", "incident", "facility", "actor")
FIRST = ("outcome", "cause", "sources", "source", "incident", "civilian_status", "kind", "direction")
"""What most lists leave unsaid stands first among the offers."""


class KnownHere(FormFacts):
    """Records the fields may name."""

    kinds: ClassVar[tuple[str, ...]] = ("incident", "facility")


def can_be_same(kind: str) -> list[str]:
    """The fields of a kind that all rows of a table can share."""
    from exports import aims_of

    found = [aim.name for aim in aims_of(kind) if aim.kind == kind and aim.name and not aim.part]
    fields = RECORDS[kind].fields
    fit = [name for name in found if name != "code" and _fits(fields[name])]
    return sorted(fit, key=lambda name: FIRST.index(name) if name in FIRST else len(FIRST))


def _fits(field: Field[Any]) -> bool:
    pointed = field.kind.kind in POINTED if isinstance(field.kind, Ref | Refs) else True
    return isinstance(field.kind, KINDS) and pointed and field.privacy is not Privacy.SEALED


class SameInAll(QObject):
    """Asks for what all rows share, and says it.

    Signals:
        taken(object): field to canonical value, all that is the same in every row now.
        told(str): the same in words.
    """

    taken = Signal(object)
    told = Signal(str)

    def __init__(self, page: QWidget, context: Context) -> None:
        super().__init__(page)
        self._page, self._context = page, context
        self.dialog: SameDialog | None = None

    def ask(self, kind: str, same: Mapping[str, Any]) -> None:
        """Open the dialog."""
        self._known(kind, same, lambda facts: self._open(kind, same, facts))

    def tell(self, kind: str, same: Mapping[str, Any]) -> None:
        """Say what is the same in every row."""
        if same:
            self._known(kind, same, lambda facts: self.told.emit(said(kind, same, facts)))
        else:
            self.told.emit("")

    def _known(self, kind: str, same: Mapping[str, Any], then: Any) -> None:
        store = self._context.store

        def learn() -> KnownHere:
            facts = KnownHere()
            facts.learn(store)
            facts.note(store, kind, loaded(kind, same))
            return facts

        Job(learn).then(then).start(self._page)

    def _open(self, kind: str, same: Mapping[str, Any], facts: KnownHere) -> None:
        self.dialog = SameDialog(self._page, kind, same, facts)
        self.dialog.taken.connect(self.taken)
        self.dialog.show()


def loaded(kind: str, same: Mapping[str, Any]) -> dict[str, Any]:
    """The values by the name of their field; those of other kinds are left out."""
    fields = RECORDS[kind].fields
    parts = ((key.partition(".")[0], key.partition(".")[2], value) for key, value in same.items())
    return {name: fields[name].kind.load(value) for of, name, value in parts if of == kind and name in fields}


def said(kind: str, same: Mapping[str, Any], facts: FormFacts) -> str:
    """``Outcome: injured · Sources: list of the hospital``."""
    reading, fields = facts.reading(), RECORDS[kind].fields
    told = (
        isolated(f"{words().field(fields[name].key)}: {fields[name].kind.show(value, reading)}")
        for name, value in loaded(kind, same).items()
    )
    return " · ".join(told)


class SameDialog(Dialog):
    """The fields all rows share, each with its editor.

    Signals:
        taken(object): field to canonical value.
    """

    topic = "import"
    taken = Signal(object)

    def __init__(self, parent: QWidget, kind: str, same: Mapping[str, Any], facts: KnownHere) -> None:
        self._kind, self._facts, self._same = kind, facts, dict(same)
        self._names = can_be_same(kind)
        self._steps = QUndoStack()
        self.form = Form(kind, facts.reading, self._steps)
        self.boxes: dict[str, QWidget] = {}
        self.line = ListLine(self._offers)
        self.line.setPlaceholderText(say("Type the field that is the same in every row…"))
        self.line.setAccessibleName(say("Field"))
        self.line.picked.connect(self.add)
        self._inside = column(gap=8, margins=(0, 0, 8, 0))
        self._inside.addStretch(1)
        body = QWidget()
        fields = QWidget()
        fields.setLayout(self._inside)
        why = words_label(
            say(
                "What the table does not say, because all its rows share it. A row that says otherwise keeps its own."
            ),
            "second",
        )
        body.setLayout(column(why, self.line, scrolled(fields), gap=9, margins=(18, 0, 18, 0)))
        self.cancel = Button(say("Cancel"), "x", "Esc")
        self.use = Button(say("Use for every row"), "check", "Ctrl+Enter", kind="primary").shortcut_key("Ctrl+Return")
        super().__init__(parent, say("The same in every row"), body, self.cancel, self.use)
        self.form.setParent(self)
        self._steps.setParent(self)
        for button in (self.cancel, self.use):
            button.setAutoDefault(False)
        self.cancel.clicked.connect(self.reject)
        self.use.clicked.connect(self._use)
        for name, value in loaded(kind, same).items():
            self._show(name)
            self.form.change(name, value)
        self.resize(theme.px(560), theme.px(430))
        self.line.setFocus()

    def _offers(self, typed: str) -> Sequence[Offer]:
        wanted = fold(typed).split()
        named = [(name, words().field(RECORDS[self._kind].fields[name].key)) for name in self._names]
        left = [(name, called) for name, called in named if name not in self.boxes]
        return [Offer(name, called) for name, called in left if all(word in fold(called) for word in wanted)]

    def add(self, name: str) -> None:
        """One more field; its editor has the keyboard."""
        self.line.clear()
        if name in self._names and name not in self.boxes:
            self._show(name).setFocus()

    def _show(self, name: str) -> QWidget:
        field = self.form.field(name)
        editor = editor_for(field, self.form.reading, self._choices(field))
        box = FieldBox(self.form, name, editor)
        away = IconButton("x", say("Not the same in every row: {field}", field=words().field(field.key)))
        away.clicked.connect(lambda: self.remove(name))
        line = QWidget()
        inside = row(box, away, gap=8)
        inside.setStretch(0, 1)
        inside.setAlignment(away, Qt.AlignmentFlag.AlignBottom)
        line.setLayout(inside)
        self.boxes[name] = line
        self._inside.insertWidget(self._inside.count() - 1, line)
        return editor

    def _choices(self, field: Field[Any]) -> Any:
        if isinstance(field.kind, PlaceRef):
            return self._facts.places
        return self._facts.offers(field.kind.kind) if isinstance(field.kind, Ref | Refs) else None

    def remove(self, name: str) -> None:
        """Not the same in every row after all."""
        self.form.change(name, None)
        line = self.boxes.pop(name)
        line.hide()
        line.deleteLater()
        self.line.setFocus()

    def _use(self) -> None:
        self.form.take_all()
        wrong = next((name for name in self.boxes if name in self.form.problems), "")
        if wrong:
            editor = self.form.editor(wrong)
            if editor is not None:
                editor.setFocus()
            return
        fields, others = RECORDS[self._kind].fields, f"{self._kind}."
        kept = {key: value for key, value in self._same.items() if not key.startswith(others)}
        now = ((name, self.form.value(name)) for name in self.boxes)
        self.taken.emit(
            kept | {fields[name].key: fields[name].kind.store(value) for name, value in now if value is not None}
        )
        self.accept()
