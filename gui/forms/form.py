"""The fields of one record in a window: what is typed, what it was read as, and what differs from the register.

The form outlives its editors: when the language changes the window is built anew, and every field shows again what
stood in it, in the other language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from gui.disputed import RivalsLine, decided_apart, rivals_words
from gui.forms.editors import EMPTY, Ask, Editor, State, content_state, read_text, state_content
from gui.say import say, say_message, words
from gui.widgets import LinkButton, Says, column, label, row
from gui.widgets.keys import KeyBox
from storage import RECORDS, Field, Message


class Form(QObject):
    """The fields of one record.

    Signals:
        typed: a key was pressed in one of the fields.
        settled(str): this field has another state (typed and left, chosen, undone, refreshed, in dispute).
        review_asked(str): what teams say differently about this field should be shown under Review.

    Attributes:
        disputes: fields teams disagree about, with the different values.
    """

    typed = Signal()
    settled = Signal(str)
    review_asked = Signal(str)

    def __init__(self, kind: str, reading: Ask, steps: QUndoStack) -> None:
        super().__init__()
        self.kind, self.reading, self.steps = kind, reading, steps
        self.states: dict[str, State] = {}
        self.disputes: dict[str, tuple[Any, ...]] = {}
        self._base: dict[str, Any] = {}
        self._editors: dict[str, Editor] = {}

    def field(self, name: str) -> Field[Any]:
        """The declaration of a field."""
        return RECORDS[self.kind].fields[name]

    def add(self, name: str, editor: Editor) -> Editor:
        """Let ``editor`` show and change a field (in place of an earlier one)."""
        self._editors[name] = editor
        editor.setProperty("field", name)
        editor.put(self.state(name))
        editor.typed.connect(self.typed)
        editor.typed.connect(lambda: self._typed_back(name, editor))
        editor.left.connect(lambda: self._left(name, editor))
        return editor

    def editor(self, name: str) -> Editor | None:
        """The editor of a field, while there is one."""
        found = self._editors.get(name)
        return found if found is not None and shiboken6.isValid(found) else None

    def state(self, name: str) -> State:
        """What stands in a field."""
        return self.states.get(name, EMPTY)

    def value(self, name: str) -> Any:
        """The value of a field; None when empty or not readable."""
        return self.state(name).value

    def put(self, name: str, state: State) -> None:
        """Set a field without a step to undo."""
        if state == self.state(name):
            return
        self.states[name] = state
        editor = self.editor(name)
        if editor is not None and editor.state != state:
            editor.put(state)
        self.settled.emit(name)

    def change(self, name: str, value: Any) -> None:
        """Set a value as one step that can be undone."""
        shown = self.field(name).kind.show(value, self.reading()) if value is not None else ""
        self._step(name, State(shown, value))

    def take_all(self) -> None:
        """Read what is typed just now in every field."""
        for name in list(self._editors):
            editor = self.editor(name)
            if editor is not None:
                editor.take()

    # ---- against the register

    def _typed_back(self, name: str, editor: Editor) -> None:
        """Who takes the letters back sees what has come meanwhile."""
        if editor.untouched and editor.state != self.state(name):
            editor.put(self.state(name))

    def show_values(self, values: Mapping[str, Any]) -> None:
        """What stands in the register: fields nobody touched here show it, touched ones keep what is typed."""
        for name in {*values, *self._base}:
            if name in RECORDS[self.kind].fields:
                differs, touched = self._differs(name), self.is_touched(name)
                new = values.get(name)
                self._base[name] = new
                shown = self.field(name).kind.show(new, self.reading()) if new is not None else ""
                if not touched:
                    self.put(name, State(shown, new))
                elif not differs:  # letters stand in the field that are not read yet: they stay, upon what has come
                    self.states[name] = State(shown, new)

    def is_touched(self, name: str) -> bool:
        """Whether a field differs from the register, also by what is being typed in it this moment."""
        editor = self.editor(name)
        return self._differs(name) or (editor is not None and not editor.untouched)

    def _differs(self, name: str) -> bool:
        state = self.state(name)
        return bool(state.problem) or state.value != self._base.get(name)

    def changes(self) -> dict[str, Any]:
        """Fields that were read and differ from the register (None: emptied). Unreadable text is left out."""
        return {
            name: state.value
            for name, state in self.states.items()
            if not state.problem and state.value != self._base.get(name)
        }

    def values(self) -> dict[str, Any]:
        """All values as they would stand after saving."""
        whole = {**self._base, **{name: state.value for name, state in self.states.items() if not state.problem}}
        return {name: value for name, value in whole.items() if value is not None}

    @property
    def problems(self) -> dict[str, Message]:
        """Fields that cannot be read, and why."""
        return {name: state.problem for name, state in self.states.items() if state.problem}

    # ---- steps

    def _left(self, name: str, editor: Editor) -> None:
        if self._editors.get(name) is editor and editor.state != self.state(name):
            self._step(name, editor.state)

    def _step(self, name: str, after: State) -> None:
        before = self.state(name)
        if (before.text, before.value) != (after.text, after.value):
            self.steps.push(_FieldStep(self, name, before, after))


def show_disputes(form: Form, disputes: Mapping[str, tuple[Any, ...]]) -> None:
    """What teams disagree about now."""
    moved = {name for name in {*disputes, *form.disputes} if disputes.get(name) != form.disputes.get(name)}
    form.disputes = dict(disputes)
    for name in sorted(moved):
        form.settled.emit(name)


def show_again(form: Form, names: Iterable[str]) -> None:
    """What stands in these fields, in words that may be known better now; what is being typed this moment stays."""
    for name in names:
        editor = form.editor(name)
        if editor is not None and editor.untouched:
            editor.put(form.state(name))


def is_locked(form: Form, name: str) -> bool:
    """Whether a field is decided under Review alone; what was typed before others disagreed stays open."""
    return name in form.disputes and decided_apart(form.kind, name) and not form.is_touched(name)


def form_content(form: Form) -> dict[str, Any]:
    """What was typed and differs from the register, for the draft; what is being typed this moment included."""
    kept = {}
    for name in RECORDS[form.kind].fields:
        state, editor = form.state(name), form.editor(name)
        if editor is not None and not editor.untouched:
            kept[name] = {"t": editor.text()}
        elif form.is_touched(name):
            kept[name] = state_content(form.field(name).kind, state)
    return kept


def restore_form(form: Form, content: Mapping[str, Any]) -> None:
    """Take up what a draft has kept."""
    for name, kept in content.items():
        if name in RECORDS[form.kind].fields and isinstance(kept, Mapping):
            form.put(name, content_state(form.field(name).kind, kept, form.reading()))


class _FieldStep(QUndoCommand):
    """One field changed."""

    def __init__(self, form: Form, name: str, before: State, after: State) -> None:
        super().__init__(words().field(form.field(name).key))
        self._form, self._name, self._before, self._after = form, name, before, after

    def redo(self) -> None:
        """The new state."""
        self._form.put(self._name, self._after)

    def undo(self) -> None:
        """The old one; the field takes the keyboard when the person is taking steps back."""
        self._form.put(self._name, self._before)


class FieldBox(QWidget):
    """A field with its label (above, or beside when short), its message and the offered repair below."""

    def __init__(
        self,
        form: Form,
        name: str,
        editor: Editor,
        *,
        required: bool = False,
        aside: str = "",
        beside: bool = False,
        text: str | None = None,
    ) -> None:
        super().__init__()
        self.form, self.name, self.editor = form, name, form.add(name, editor)
        self.label = label(words().field(form.field(name).key) if text is None else text, "label")
        if not self.label.text():
            self.label.setParent(self)  # it stands in no layout, and would outlive the window
            self.label.hide()
        self.label.setBuddy(editor)
        editor.setAccessibleName(self.label.text() or words().field(form.field(name).key))
        proxy = editor.focusProxy()
        if proxy is not None:
            proxy.setAccessibleName(editor.accessibleName())
        self.says = Says()
        self.rivals: RivalsLine | None = None
        self._claim = ""
        editor.advance.connect(lambda: editor.window().focusNextPrevChild(True))
        self._repair: LinkButton | None = None
        self._key: KeyBox | None = None
        self._meant = ""
        self._lay_out([label("*", "star") if required else 0, label(aside, "hint") if aside else 0], beside=beside)
        form.settled.connect(self._settled)
        self._tell()

    def _lay_out(self, aside: list[QWidget | int], *, beside: bool) -> None:
        editor = self.editor
        self._below = row(self.says, gap=5)
        self._below.setStretch(0, 1)
        head = [self.label, *aside]
        if beside:
            line: QBoxLayout = row(*head, editor, gap=8)
            line.setStretch(line.indexOf(editor), 1)
            self.setLayout(column(line, self._below, gap=3))
        else:
            parts = [row(*head, None, gap=5)] if self.label.text() else []
            line = column(*parts, editor, self._below, gap=4)
            self.setLayout(line)
        self._line, self._beside = line, beside
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _show_rivals(self, told: str) -> None:
        """Nearly no field is ever in dispute: the line is made when it has something to say."""
        if self.rivals is None and told:
            self.rivals = RivalsLine(self.editor.accessibleName())
            self.rivals.settle.connect(lambda: self.form.review_asked.emit(self.name))
            at = self._line.indexOf(self.editor) + 1
            self._line.insertWidget(at, self.rivals)
            self._line.setStretch(at, 1 if self._beside else 0)
        if self.rivals is not None:
            self.rivals.tell(told)

    def _show_repair(self, offer: str) -> None:
        """Like the line of rivals: made when something is offered."""
        if self._repair is None and offer:
            self._repair, self._key = LinkButton(""), KeyBox("F6")
            self._repair.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._repair.clicked.connect(self.repair)
            self._below.addWidget(self._repair)
            self._below.addWidget(self._key)
        if self._repair is not None and self._key is not None:
            self._repair.setText(offer)
            self._repair.setVisible(bool(offer))
            self._key.setVisible(bool(offer))

    def offer(self, state: str, text: str, meant: str, words_: str) -> None:
        """Words below the field, and a repair with one key (F6): take ``meant`` instead."""
        self.tell(state, text, words_)
        self._meant = meant

    def repair(self) -> bool:
        """Take the offered repair; False when none is offered."""
        if self._repair is None or self._repair.isHidden():
            return False
        if self._meant:
            self.editor.set_state(read_text(self.editor.kind, self._meant, self.editor.reading()))
            return True
        return self.editor.repair()

    def tell(self, state: str, text: str, offer: str = "") -> None:
        """Words below the field; its border follows."""
        self._meant = ""
        self.says.tell(state, text)
        self.editor.mark(state if state in ("error", "warning") else "")
        self._show_repair(offer)

    def claim(self, text: str) -> None:
        """What a rule says of this field ("": nothing); shown while the field itself has nothing to say."""
        if text != self._claim:
            self._claim = text
            self._tell()

    def _settled(self, name: str) -> None:
        if name == self.name:
            self._tell()

    def _tell(self) -> None:
        state, values = self.form.state(self.name), self.form.disputes.get(self.name, ())
        locked = is_locked(self.form, self.name)
        told = rivals_words(self.form.field(self.name), values, self.form.reading()) if values else ""
        self._show_rivals(told if locked else "")
        self.editor.setVisible(not locked)
        if state.problem:
            self.tell("error", say_message(state.problem), state.offer)
        elif told and not locked and not self._claim:
            self.tell("warning", say("Teams wrote differently: {values}.", values=told))
        else:
            self.tell("error" if self._claim else "", self._claim)


def visible_fields(kind: str, hidden: Iterable[str]) -> list[str]:
    """The fields of a record kind a form has to show."""
    return [name for name in RECORDS[kind].fields if name not in set(hidden)]
