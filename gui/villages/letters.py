"""A few codes side by side, each with its letter: the direction of a movement, whether its destination is known."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from gui.entry.choices import AttackButton, letters_of
from gui.forms.editors import EMPTY, Ask, Editor
from gui.say import rtl
from storage import Code, code_list


class LettersEditor(Editor):
    """A code as buttons: its letter chooses it and goes on, arrows move, Enter presses, Del empties."""

    kind: Code

    def __init__(self, kind: Code, reading: Ask) -> None:
        super().__init__(kind, reading)
        items = code_list(kind.list_name).offered()
        self._letters = letters_of(items)
        self._buttons = {item.code: AttackButton(item) for item in items}
        self.inside.setSpacing(4)
        for number, (code, button) in enumerate(self._buttons.items()):
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if number == 0 else Qt.FocusPolicy.ClickFocus)
            button.clicked.connect(lambda _=False, code=code: self.choose(code))
            button.installEventFilter(self)
            self.inside.addWidget(button, 1)
        self.setFocusProxy(next(iter(self._buttons.values())))

    def text(self) -> str:
        """The name of what is chosen."""
        return self.shown(self.state)

    def choose(self, code: str) -> None:
        """One of the buttons was pressed: the keyboard goes on."""
        self.set_value(code)
        self._buttons[code].setFocus()
        self.advance.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters, arrows, Enter, Del."""
        code = self._letters.get(event.text().casefold()) if event.text() else None
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if code:
            self.choose(code)
        elif step:
            self._move(-step if rtl() else step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & _WITH:
            self.advance.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.set_state(EMPTY)
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows of a button are the editor's: Qt would go to the next field."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in _ARROWS:
            self.keyPressEvent(event)
            return True
        return False

    def _move(self, step: int) -> None:
        codes = list(self._buttons)
        at = codes.index(self.state.value) if self.state.value in codes else -1 if step > 0 else 0
        code = codes[(at + step) % len(codes)]
        self.set_value(code)
        self._buttons[code].setFocus()

    def _show(self, text: str) -> None:
        for code, button in self._buttons.items():
            button.setChecked(code == self.state.value)


_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right)
_WITH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
