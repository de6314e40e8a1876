"""A moment of waiting before the register: what is being done, and words when it could not be."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from gui.say import say, say_message
from gui.widgets import Button, Note, column, label, row, words_label
from storage import UserError


class Waiting(QWidget):
    """A form of the gate without fields.

    Signals:
        back(): the person wants to go back; what runs is to be cancelled.
    """

    back = Signal()

    def __init__(self, title: str, sentence: str) -> None:
        super().__init__()
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.note = Note("warning", "")
        self.note.hide()
        self.cancel = Button(say("Cancel"), "x", "Esc").shortcut_key("Esc")
        self.cancel.clicked.connect(self.back)
        self.setLayout(
            column(
                label(title, "head"),
                words_label(sentence, "second"),
                8,
                self.bar,
                self.note,
                row(self.cancel, None),
                gap=10,
                margins=(4, 0, 4, 0),
            )
        )

    def progress(self, done: int, total: int) -> None:
        """How far it is."""
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)

    def refuse(self, trouble: UserError) -> None:
        """It could not be done: say why."""
        self.bar.hide()
        self.note.tell("warning", say_message(trouble.what), say_message(trouble.todo))
        self.cancel.set_word(say("Back"), "arrow-left")
