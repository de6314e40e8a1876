"""Taking a device out: lost, stolen, its person left. A reason, and its name typed: never the wrong one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from gui.places.working import WorkDialog
from gui.say import ltr, say
from gui.sync.known import known_of
from gui.widgets import Button, Labelled, column, words_label
from storage import Companion, Outcome

if TYPE_CHECKING:
    from gui.context import Context


class TakeOutDialog(WorkDialog):
    """Asks for the reason and the name."""

    topic = "sync"

    def __init__(self, context: Context, parent: QWidget, device: Companion) -> None:
        self._context, self._device = context, device
        self.reason, self.name = QLineEdit(), QLineEdit()
        self.reason.setPlaceholderText(say("for example: lost on the road"))
        hub_too = say("Shut it out of the hub as well: Options (F8), The hub.")
        inside = QWidget()
        inside.setLayout(
            column(
                words_label(
                    say(
                        "What came from it until now stays. Nothing it writes afterwards is taken in, and nothing is "
                        "written for it any more. Others learn of it with the next exchange."
                    ),
                    "second",
                ),
                *([words_label(hub_too, "second")] if known_of(context).hub else []),
                *([words_label(_let_in(device), "second")] if device.let_in else []),
                Labelled(say("Why?"), self.reason, required=True),
                Labelled(say("Its name, typed: {name}", name=ltr(device.name)), self.name, required=True),
                None,
                gap=10,
                margins=(18, 0, 18, 0),
            )
        )
        do = Button(say("Take it out"), "ban", "Ctrl+Enter", kind="danger").shortcut_key("Ctrl+Return")
        super().__init__(parent, say("Take out “{name}”?", name=ltr(device.name)), inside, do, (540, 380))
        do.clicked.connect(self.take_out)
        for line in (self.reason, self.name):
            line.textChanged.connect(lambda _: self.rested())
        self.rested()
        self.reason.setFocus()

    def promises(self) -> tuple[str, str]:
        """Cancelling."""
        return say("Cancelling changes nothing."), say("Nothing was changed.")

    def rested(self) -> None:
        """Only with a reason and the right name."""
        right = " ".join(self.name.text().split()) == " ".join(self._device.name.split())
        self.do.setEnabled(right and bool(self.reason.text().strip()) and self.inside.isEnabled())

    def take_out(self) -> None:
        """Take it out."""
        store, device, reason = self._context.store, self._device.device, self.reason.text()
        if self.do.isEnabled():
            self.work(lambda _: store.revoke(device, reason), self._gone, say("Taking it out…"), writes=True)

    def _gone(self, outcome: Outcome) -> None:
        self._context.announce(outcome)
        self.accept()


def _let_in(device: Companion) -> str:
    """Whoever holds a coordinator's laptop may have let somebody in: a person looks at who stays."""
    return say(
        "It let in {names}. They stay, by the word of this laptop: take out whomever you do not know.",
        names=say(", ").join(ltr(one) for one in device.let_in),
    )
