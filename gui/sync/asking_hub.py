"""Which hub the register that is about to be opened stays connected to."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from gui.dialogs import Dialog
from gui.look import theme
from gui.say import say
from gui.widgets import Button, Labelled, column, words_label
from storage import UserError

EXAMPLE = "postgresql://hub.example.org/sijill"


class AskHub(Dialog):
    """One line.

    Signals:
        chosen(str): its address.
    """

    topic = "hub"
    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        self.address = QLineEdit()
        self.address.setPlaceholderText(EXAMPLE)
        self.address.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.field = Labelled(say("Address of the hub"), self.address, required=True)
        body = QWidget()
        told = words_label(
            say(
                "The register stays on this laptop, locked by its passphrase, and goes on without the hub when it is "
                "away. What lies on the hub can be read by the laptops of the register alone."
            ),
            "second",
        )
        body.setLayout(column(told, self.field, None, gap=10, margins=(18, 0, 18, 0)))
        back = Button(say("Close"), "x", "Esc")
        self.do = Button(say("Stay connected to it"), "check", "Enter", kind="primary")
        super().__init__(parent, say("Open on a hub"), body, back, self.do)
        self.resize(theme.px(520), theme.px(280))
        back.clicked.connect(self.reject)
        self.do.clicked.connect(self.take)
        self.do.setDefault(True)
        self.address.textChanged.connect(lambda _: self.field.tell("", ""))
        self.address.setFocus()

    def take(self) -> None:
        """Take the address, when it is one."""
        from gui.say import say_message
        from storage import place_of_hub

        try:
            place_of_hub(self.address.text().strip())
        except UserError as trouble:
            self.field.tell("warning", say_message(trouble.what))
            return
        self.accept()
        self.chosen.emit(self.address.text().strip())
