"""The question before a record is withdrawn: why. Nothing is deleted, and it can be taken back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from gui.look import theme
from gui.say import say
from gui.widgets import Button, Labelled, column, heading, row, words_label


class WithdrawDialog(QDialog):
    """Asks for the reason.

    Signals:
        given(str): the reason, not empty.
    """

    given = Signal(str)

    def __init__(self, question: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(question)
        self.setMinimumWidth(theme.px(440))
        self.line = QLineEdit()
        self.line.setPlaceholderText(say("for example: entered twice"))
        self._field = Labelled(say("Why?"), self.line, required=True)
        self.withdraw = Button(say("Withdraw"), "archive", "Ctrl+Enter", kind="danger").shortcut_key("Ctrl+Return")
        back = Button(say("Keep it"), "", "Esc")
        back.clicked.connect(self.reject)
        self.withdraw.clicked.connect(self._give)
        self.line.returnPressed.connect(self._give)
        promise = words_label(
            say("It stays in the register, struck through, out of lists and sums. This can be taken back."),
            "second",
        )
        parts = (heading(question), promise, self._field, row(None, back, self.withdraw))
        self.setLayout(column(*parts, gap=12, margins=(18, 16, 18, 16)))
        self.line.setFocus()

    def _give(self) -> None:
        reason = self.line.text().strip()
        if not reason:
            self._field.tell("error", say("Write in a few words why, so that others understand it later."))
            self.line.setFocus()
            return
        self.accept()
        self.given.emit(reason)
