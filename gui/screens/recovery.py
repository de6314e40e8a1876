"""The recovery key: eight groups from the paper, then a new passphrase."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from gui.frame import opening
from gui.frame.opening import Opened
from gui.jobs import Job
from gui.look import theme
from gui.say import say, say_message
from gui.screens.passphrase import NewPassphrase
from gui.widgets import Button, Labelled, LinkButton, Note, column, label, row, words_label
from storage import BadValue, UserError


class RecoveryForm(QWidget):
    """Opens the register by the recovery key and asks for a new passphrase at once.

    Signals:
        unlocked(Opened): the register is open and has a new passphrase.
        back(): the passphrase was remembered after all.
    """

    unlocked = Signal(object)
    back = Signal()

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._opened: Opened | None = None
        self.key = QLineEdit()
        self.key.setProperty("large", "true")
        self.key.setFont(theme.font("code"))
        self.key.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.key.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self.key.setPlaceholderText("K7QM-4TXA-9HRD-…")
        self.field = Labelled(say("Recovery key"), self.key, aside=say("8 groups of 4"))
        self.button = Button(say("Open"), "lock-open", "Enter", kind="primary", size="main")
        self.back_link = LinkButton(say("Back to the passphrase"))
        self.note = Note("warning", "")
        self.note.hide()
        self.new = NewPassphrase()
        self.new.hide()
        self.setLayout(
            column(
                label(say("Open with the recovery key"), "head"),
                words_label(say("It stands on the paper made when this register was begun."), "second"),
                words_label(
                    say("Its shares open as well: type the words of enough of them one after the other."), "hint"
                ),
                8,
                self.note,
                self.field,
                self.new,
                6,
                self.button,
                10,
                row(self.back_link, None),
                margins=(4, 0, 4, 0),
            )
        )
        self.button.clicked.connect(self.go_on)
        self.key.returnPressed.connect(self.go_on)
        self.new.submitted.connect(self.go_on)
        self.back_link.clicked.connect(self._go_back)

    def showEvent(self, event: QShowEvent) -> None:
        """The cursor waits in the key."""
        super().showEvent(event)
        self.key.setFocus()

    def go_on(self) -> None:
        """Open with the key, or, once it is open, set the new passphrase."""
        if not self.button.isEnabled():
            return
        if self._opened is None:
            folder, typed = self._folder, self.key.text()
            self.button.setEnabled(False)
            job = Job(lambda: opening.unlock(folder, typed, recovery=True)).then(self._ask_passphrase)
            job.otherwise(self._refused, BadValue).lastly(lambda: self.button.setEnabled(True)).start(self)
        elif self.new.complete():
            opened, passphrase = self._opened, self.new.text()
            self.button.setEnabled(False)
            setting = Job(lambda: opening.set_passphrase(opened, passphrase), writes=True)
            setting.then(lambda _: self.unlocked.emit(opened)).lastly(lambda: self.button.setEnabled(True)).start(self)

    def _ask_passphrase(self, opened: Opened) -> None:
        self._opened = opened
        self.key.clear()
        self.field.hide()
        self.note.tell(
            "ok", say("The key fits."), say("Now choose a new passphrase; the old one will open it no more.")
        )
        self.new.show()
        self.new.setFocus()
        self.button.set_word(say("Set the passphrase and open"))

    def _refused(self, trouble: UserError | BadValue) -> None:
        if isinstance(trouble, BadValue):
            self.field.tell("error", say_message(trouble.message))
        else:
            self.note.tell("warning", say_message(trouble.what), say_message(trouble.todo))
        self.key.setFocus()

    def _go_back(self) -> None:
        if self._opened is not None:  # never leave it open behind a closed door
            opened, self._opened = self._opened, None
            Job(lambda: opening.close(opened), writes=True).start()
        self.back.emit()
