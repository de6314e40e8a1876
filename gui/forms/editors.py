"""Fields to type in, one editor for each kind of value. What was typed is kept as typed until it can be read.

An editor never throws text away because it is wrong: it keeps the text, says what is wrong in words, and offers the
repair when it knows one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QMimeData, QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QTextEdit, QWidget
from shiboken6 import isValid

from gui.look import theme
from gui.look.icons import icon
from gui.table.line_list import Line, ListLine, Offer
from gui.widgets.layout import polish
from storage import BadValue, Kind, Message, Reading

Ask = Callable[[], Reading]


@dataclass(frozen=True)
class State:
    """What stands in a field: the text as typed, the value it was read as (None: nothing, or it cannot be read)."""

    text: str = ""
    value: Any = None
    problem: Message | None = None
    offer: str = ""

    @property
    def empty(self) -> bool:
        """Nothing typed and nothing known."""
        return not self.text.strip() and self.value is None


EMPTY = State()


def read_text(kind: Kind[Any], text: str, reading: Reading) -> State:
    """``text`` as the kind understands it."""
    try:
        value = kind.parse(text, reading)
    except BadValue as trouble:
        return State(text, None, trouble.message, trouble.offer)
    for wrong in kind.check(value) if value is not None else ():
        return State(text, None, wrong)
    return State(text, value)


class Editor(QWidget):
    """A field of one kind.

    Signals:
        typed: a key has changed it.
        left: it was left, or a choice was made; its state has been read.
        advance: Enter was pressed: the keyboard wants to go on.
    """

    typed = Signal()
    left = Signal()
    advance = Signal()

    def __init__(self, kind: Kind[Any], reading: Ask) -> None:
        super().__init__()
        self.kind, self.reading = kind, reading
        self._state = EMPTY
        self._filled: str | None = None
        self.inside = QHBoxLayout(self)
        self.inside.setContentsMargins(0, 0, 0, 0)
        self.inside.setSpacing(6)

    @property
    def state(self) -> State:
        """What stands in it as last read."""
        return self._state

    def text(self) -> str:
        """What is typed just now."""
        raise NotImplementedError

    def put(self, state: State) -> None:
        """Show this; nothing is announced."""
        self._state = state
        self._show(self.shown(state))
        self._filled = self.text()

    @property
    def untouched(self) -> bool:
        """Whether nothing was typed since it was filled, in whatever language that was.

        A name of a place read in the other language would be refused, or be taken for a new one.
        """
        return self.text() in (self._filled, self.shown(self._state))

    def shown(self, state: State) -> str:
        """The text of a state in the language of now."""
        return self.kind.show(state.value, self.reading()) if state.value is not None else state.text

    def take(self) -> None:
        """Read what is typed, if it is not what stands there already."""
        if self.untouched:
            return
        found = read_text(self.kind, self.text(), self.reading())
        if found.value is not None and found.value == self._state.value:
            self.put(self._state)
        else:
            self.set_state(found)

    def set_state(self, state: State) -> None:
        """A new state by the person's hand."""
        self.put(state)
        self.left.emit()

    def set_value(self, value: Any) -> None:
        """A choice made by the person."""
        shown = self.kind.show(value, self.reading()) if value is not None else ""
        self.set_state(State(shown, value))

    def repair(self) -> bool:
        """Take the offered repair; False when there is none."""
        if not self._state.offer:
            return False
        self.set_state(read_text(self.kind, self._state.offer, self.reading()))
        return True

    def mark(self, state: str) -> None:
        """Its border: ``"error"``, ``"warning"`` or ""."""
        for part in self.findChildren(QLineEdit):
            polish(part, state=state)

    def _show(self, text: str) -> None:
        raise NotImplementedError


class LineEditor(Editor):
    """One line: text, a number, a date, an age, a phone, a position …"""

    def __init__(self, kind: Kind[Any], reading: Ask, *, hint: str = "", icon_name: str = "") -> None:
        super().__init__(kind, reading)
        self.line = self._make_line()
        self.line.setPlaceholderText(hint)
        if icon_name:
            self.line.addAction(
                QAction(icon(icon_name, "tx2", 15), "", self), QLineEdit.ActionPosition.LeadingPosition
            )
        self.inside.addWidget(self.line, 1)
        self.setFocusProxy(self.line)
        self.line.textEdited.connect(lambda _: self.typed.emit())
        self.line.finished.connect(self._finished)

    def _make_line(self) -> Line:
        return Line()

    def text(self) -> str:
        """What is typed."""
        return self.line.text()

    def _show(self, text: str) -> None:
        if self.line.text() != text:
            self.line.setText(text)
            self.line.setCursorPosition(0) if not self.line.hasFocus() else None
        elif self.line.isUndoAvailable():
            self.line.setText(text)  # what was read is one step of the form from now on

    def _finished(self) -> None:
        self.take()
        if self.line.hasFocus():
            self.advance.emit()


class CodeEditor(LineEditor):
    """A code of a list: typed by code or by its name in either language, or chosen below the line."""

    line: ListLine

    def __init__(
        self, kind: Kind[Any], reading: Ask, offers: Callable[[str], Sequence[Offer]], *, hint: str = ""
    ) -> None:
        self._offers = offers
        super().__init__(kind, reading, hint=hint)
        chevron = QAction(icon("chevron-down", "tx2", 14), "", self)
        chevron.triggered.connect(self._drop_down)
        self.line.addAction(chevron, QLineEdit.ActionPosition.TrailingPosition)
        self.line.picked.connect(self._picked)

    def _make_line(self) -> Line:
        return ListLine(self._offers)

    def _drop_down(self) -> None:
        self.line.setFocus()
        self.line.open_list()

    def _picked(self, value: str) -> None:
        self.set_value(self.kind.load(value))
        self._go_on()

    def _go_on(self) -> None:
        if not self.line.by_tab:
            self.advance.emit()


class CodesEditor(CodeEditor):
    """Several codes of a list in one line, parted by semicolons; the list offers for the last one."""

    def __init__(
        self, kind: Kind[Any], reading: Ask, offers: Callable[[str], Sequence[Offer]], *, hint: str = ""
    ) -> None:
        super().__init__(kind, reading, lambda text: offers(_last_part(text)), hint=hint)

    def _picked(self, value: str) -> None:
        typed = _without_last(self.line.text())
        had = read_text(self.kind, typed, self.reading()).value or ()
        self.set_value(self.kind.load([*had, value]))
        self.line.end(False)


_PARTING = (";", "؛", ",", "،")


def _last_part(text: str) -> str:
    return text[max(text.rfind(mark) for mark in _PARTING) + 1 :].strip()


def _without_last(text: str) -> str:
    cut = max(text.rfind(mark) for mark in _PARTING)
    return text[:cut] if cut >= 0 else ""


class _NoteField(QTextEdit):
    """A text of several lines; pasted text comes without its looks. Tab goes on."""

    finished = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Words only."""
        self.insertPlainText(source.text())

    def event(self, event: QEvent) -> bool:
        """Ctrl+Z is the window's when there is nothing to take back here."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            whole = self.document()
            undo, redo = event.matches(QKeySequence.StandardKey.Undo), event.matches(QKeySequence.StandardKey.Redo)
            ctrl_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and bool(
                event.modifiers() & Qt.KeyboardModifier.ControlModifier
            )
            if ctrl_enter or (undo and not whole.isUndoAvailable()) or (redo and not whole.isRedoAvailable()):
                event.ignore()
                return False
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving takes what is typed."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.finished.emit()


class NoteEditor(Editor):
    """A narrative of several lines, grown to its text between ``least`` and ``most`` lines."""

    def __init__(self, kind: Kind[Any], reading: Ask, *, hint: str = "", least: int = 2, most: int = 12) -> None:
        super().__init__(kind, reading)
        self.field = _NoteField()
        self.field.setPlaceholderText(hint)
        self.field.setFont(theme.font("text"))
        self.inside.addWidget(self.field)
        self.setFocusProxy(self.field)
        self._least, self._most = least, most
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._quiet = False
        self.field.textChanged.connect(self._changed)
        self.field.finished.connect(self.take)
        self.field.document().documentLayout().documentSizeChanged.connect(lambda _: self._grow())
        self._grow()

    def text(self) -> str:
        """What is typed."""
        return self.field.toPlainText()

    def mark(self, state: str) -> None:
        """Its border."""
        polish(self.field, state=state)

    def sizeHint(self) -> QSize:
        """As high as its lines."""
        return QSize(200, self.field.height())

    def _show(self, text: str) -> None:
        if self.field.toPlainText() != text:
            self._quiet = True
            self.field.setPlainText(text)
            self._quiet = False
        else:
            self.field.document().clearUndoRedoStacks()

    def _changed(self) -> None:
        if not self._quiet:
            self.typed.emit()

    def _grow(self) -> None:
        line = self.field.fontMetrics().lineSpacing()
        wanted = int(self.field.document().size().height()) + 12
        height = max(line * self._least + 20, min(wanted, line * self._most + 20))
        if self.field.height() != height:
            self.field.setFixedHeight(height)
            self.updateGeometry()


class FocusLoss(QObject):
    """Tells when the keyboard leaves a group of controls for something outside of it."""

    gone = Signal()

    def __init__(self, group: QWidget, parts: Sequence[QWidget]) -> None:
        super().__init__(group)
        self._group = group
        for part in parts:
            part.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Watch the parts."""
        if event.type() == QEvent.Type.FocusOut and isValid(self._group):  # its last part may outlive it for a moment
            now = self._group.window().focusWidget()
            if now is None or not self._group.isAncestorOf(now):
                self.gone.emit()
        return False


def state_content(kind: Kind[Any], state: State) -> dict[str, Any]:
    """A state as JSON for the draft: the text as typed and, where it was read, the canonical value."""
    kept: dict[str, Any] = {"t": state.text}
    if state.value is not None:
        kept["v"] = kind.store(state.value)
    return kept


def content_state(kind: Kind[Any], kept: Mapping[str, Any], reading: Reading) -> State:
    """The state a draft has kept."""
    text = str(kept.get("t", ""))
    if kept.get("v") is not None:
        return State(text, kind.load(kept["v"]))
    return read_text(kind, text, reading) if text.strip() else EMPTY
