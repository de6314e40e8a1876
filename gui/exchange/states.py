"""What stands in place of the changes: how far reading is, why a file is not read, that nothing has to be done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QWidget

from gui.look import theme
from gui.say import ltr, say
from gui.widgets import Button, Note, clear, column, label, row, words_label


class Reading(QWidget):
    """How far the reading is; Cancel, and what cancelling does."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.bar = label("", "lead"), QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(say("Progress"))
        self.stop = Button(say("Cancel"), "x", "Esc")
        self.promise = words_label("", "hint")
        middle = QWidget()
        middle.setFixedWidth(theme.px(480))
        middle.setLayout(column(self.words, self.bar, row(self.promise, None, self.stop), gap=12))
        self.setLayout(column(theme.px(70), row(None, middle, None), None))

    def begin(self, words: str, promise: str) -> None:
        """Something has begun; nobody knows yet how long it takes."""
        self.words.setText(words)
        self.promise.setText(promise)
        self.bar.setRange(0, 0)

    def far(self, done: int, total: int) -> None:
        """How far it is, in thousandths: files have more bytes than a bar can count."""
        if total > 0:
            self.bar.setRange(0, 1000)
            self.bar.setValue(min(1000, done * 1000 // total))
        if total > 0 and done >= total:
            self.words.setText(say("Laying the changes beside the register…"))
            self.bar.setRange(0, 0)


class Outcome(QWidget):
    """A note in the middle of the page with what can be done next."""

    def __init__(self) -> None:
        super().__init__()
        self.note = Note("information", "")
        self._buttons = row(gap=10)
        middle = QWidget()
        middle.setFixedWidth(theme.px(620))
        middle.setLayout(column(self.note, self._buttons, gap=14))
        self.setLayout(column(theme.px(60), row(None, middle, None), None))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def tell(self, kind: str, first: str, then: str, buttons: Sequence[Button]) -> None:
        """Say it; the first button takes the keyboard."""
        self.note.tell(kind, first, then)
        clear(self._buttons)
        for button in buttons:
            self._buttons.addWidget(button)
            button.show()  # what is not seen yet cannot take the keyboard
        self._buttons.addStretch(1)
        if buttons:
            buttons[0].setFocus()


def reading_words(file: str) -> str:
    """What is being done."""
    return say("Reading {file}…", file=ltr(file))
