"""Choices made by one letter: the kinds of attack as buttons, and a few codes side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QWidget

from gui.forms.editors import EMPTY, Ask, Editor, State
from gui.forms.editors_by_kind import code_offers
from gui.look import theme
from gui.say import rtl, say, words
from gui.table.line_list import ListLine
from gui.tips import tip
from gui.widgets import KeyBox, Segmented, icon_label, label
from gui.widgets.layout import polish
from storage import Code, CodeItem, Kind, code_list

OTHER = "other"
_SAME_KEY = {
    "A": "ش",
    "D": "ي",
    "B": "ﻻ",
    "C": "ؤ",
    "I": "ه",
    "S": "س",
    "R": "ق",
    "M": "ة",
    "N": "ى",
    "O": "خ",
    "T": "ف",
    "Y": "غ",
}
"""The Arabic letter on the key of a Latin one."""


def letter_on(latin: str) -> str:
    """The Arabic letter that the key of ``latin`` writes."""
    return _SAME_KEY.get(latin.upper(), "")


class AttackButton(QPushButton):
    """A kind of attack: drawing, short name, letter."""

    def __init__(self, item: CodeItem) -> None:
        super().__init__()
        self.code = item.code
        self.setCheckable(True)
        self.setProperty("kind", "choice")
        short = item.more.get(f"short::{words().language}") or item.labels[words().language]
        self.setAccessibleName(item.labels[words().language])
        self.setToolTip(tip(item.labels[words().language]))
        inside = QHBoxLayout(self)
        inside.setContentsMargins(4, 0, 3, 0)
        inside.setSpacing(3)
        self.word = label(short, "choice")
        inside.addWidget(icon_label(item.more.get("icon") or "ellipsis", "tx", 14))
        inside.addWidget(self.word, 1)
        inside.addWidget(KeyBox(item.more.get(f"letter::{words().language}", "")))
        for part in self.findChildren(QWidget):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.height("button"))
        self._dress()
        self.toggled.connect(lambda _: self._dress())

    def sizeHint(self) -> QSize:
        """Room for all of it."""
        inside = self.layout()
        return QSize(inside.sizeHint().width() if inside else 90, theme.height("button"))

    def minimumSizeHint(self) -> QSize:
        """The word may be shortened a little."""
        return QSize(theme.px(84), theme.height("button"))

    def _dress(self) -> None:
        self.word.setFont(theme.font("label" if self.isChecked() else "hint"))


class AttackEditor(Editor):
    """The kind of attack: eight buttons with letters; the rest behind *Other*, which can be searched."""

    def __init__(self, kind: Kind[Any], reading: Ask) -> None:
        super().__init__(kind, reading)
        quick = [item for item in code_list("attack").offered() if item.more.get("letter::en")]
        self._buttons = {item.code: AttackButton(item) for item in quick}
        self._letters = letters_of(quick)
        self.other = ListLine(code_offers("attack"))
        self.other.setPlaceholderText(say("Search all kinds of attack"))
        self.other.setAccessibleName(say("Search all kinds of attack"))
        self.other.picked.connect(self._found)
        self.other.finished.connect(self.take)
        self.other.textEdited.connect(lambda _: self.typed.emit())
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(4)
        for number, button in enumerate(self._buttons.values()):
            grid.addWidget(button, number // 4, number % 4)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if number == 0 else Qt.FocusPolicy.ClickFocus)
            button.clicked.connect(lambda _=False, code=button.code: self.choose(code))
            button.installEventFilter(self)
        grid.addWidget(self.other, 2, 0, 1, 4)
        self.inside.addLayout(grid)
        self.setFocusProxy(next(iter(self._buttons.values())))
        self._show("")

    def text(self) -> str:
        """What is typed behind *Other*, or the name of what is chosen."""
        return self.other.text() if not self.other.isHidden() else self.shown(self.state)

    def choose(self, code: str) -> None:
        """One of the buttons was pressed."""
        if code == OTHER:
            self._open_other()
        else:
            self.other.hide()
            self.set_value(code)
            self._buttons[code].setFocus()
            self.advance.emit()

    def _found(self, code: str) -> None:
        self.set_value(code)
        if not self.other.by_tab:
            self.advance.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters choose, arrows move, Del empties."""
        code = self._letters.get(event.text().casefold())
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -4, Qt.Key.Key_Down: 4}.get(
            Qt.Key(event.key())
        )
        if self.other.hasFocus():
            super().keyPressEvent(event)
        elif code:
            self.choose(code)
        elif step:
            self._move(step if abs(step) > 1 or not rtl() else -step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._press()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.set_state(EMPTY)
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows of a button are the editor's: Qt would go to the next field."""
        return _routed(self, event)

    def mark(self, state: str) -> None:
        """Only the line behind *Other* has a border to mark."""
        polish(self.other, state=state)

    def _press(self) -> None:
        button = self.focusWidget()
        if isinstance(button, AttackButton):
            self.choose(button.code)

    def _move(self, step: int) -> None:
        buttons = list(self._buttons.values())
        now = next((n for n, button in enumerate(buttons) if button.hasFocus()), 0)
        if 0 <= now + step < len(buttons):
            buttons[now + step].setFocus(Qt.FocusReason.TabFocusReason)

    def _open_other(self) -> None:
        self.other.show()
        self._mark_button(OTHER)
        self.other.setFocus()
        self.other.open_list()

    def put(self, state: State) -> None:
        """Show this."""
        self._state = state
        self._show(self.shown(state))

    def _show(self, text: str) -> None:
        value = self.state.value
        quick = value in self._buttons and value != OTHER
        self.other.setText("" if quick else text)
        self.other.setVisible(not quick and not self.state.empty)
        self._mark_button(value if quick else OTHER if not self.state.empty else "")

    def _mark_button(self, code: str) -> None:
        for name, button in self._buttons.items():
            button.setChecked(name == code)


def letters_of(items: Sequence[CodeItem]) -> dict[str, str]:
    """The letters that choose these codes: those of both languages, and the Arabic letter on a Latin one's key."""
    found: dict[str, str] = {}
    for item in items:
        found.setdefault(letter_on(item.more["letter::en"]).casefold(), item.code)
    for item in items:
        for name in ("letter::en", "letter::ar"):
            found[item.more[name].casefold()] = item.code
    found.pop("", None)
    return found


class SegmentedEditor(Editor):
    """Up to four codes side by side; the chosen one pressed again, or Del, empties it."""

    def __init__(self, kind: Code, reading: Ask, name: str) -> None:
        super().__init__(kind, reading)
        items = code_list(kind.list_name).offered()
        self._segments = Segmented([(item.code, words().code(kind.list_name, item.code), "") for item in items], name)
        self._was: object = None
        self._segments.chosen.connect(self._chosen)
        self.inside.addWidget(self._segments)
        self.inside.addStretch(1)
        self._buttons: list[QToolButton] = self._segments.findChildren(QToolButton)
        for number, button in enumerate(self._buttons):
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if number == 0 else Qt.FocusPolicy.ClickFocus)
            button.installEventFilter(self)
        self.setFocusProxy(self._buttons[0])

    def text(self) -> str:
        """The name of what is chosen."""
        return self.shown(self.state)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose, Del empties."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step:
            codes = [item.code for item in code_list(self.kind.list_name).offered()]  # type: ignore[attr-defined]
            onward = -step if rtl() else step
            at = codes.index(self.state.value) if self.state.value in codes else -1 if onward > 0 else 0
            self.set_value(codes[(at + onward) % len(codes)])
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.set_state(EMPTY)
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows of a segment are the editor's."""
        return _routed(self, event)

    def _chosen(self, value: object) -> None:
        self.set_state(EMPTY) if value == self.state.value else self.set_value(value)

    def _show(self, text: str) -> None:
        if self.state.value is None:
            unchoose(self._segments)
        else:
            self._segments.choose(self.state.value)


def _routed(editor: AttackEditor | SegmentedEditor, event: QEvent) -> bool:
    if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in _ARROWS:
        editor.keyPressEvent(event)
        return True
    return False


_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)


def unchoose(segments: Segmented) -> None:
    """Let no segment be chosen."""
    for group in segments.findChildren(QButtonGroup):
        group.setExclusive(False)
        for button in group.buttons():
            button.setChecked(False)
        group.setExclusive(True)
