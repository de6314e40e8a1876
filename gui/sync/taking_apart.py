"""Taking in what was set apart: what it is, who may have written it, what taking it in does; then one button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gui.places.working import WorkDialog
from gui.say import ltr, say, say_n
from gui.widgets import Button, column, words_label
from storage import Apart, Outcome

if TYPE_CHECKING:
    from gui.context import Context


class TakeApartDialog(WorkDialog):
    """One piece."""

    topic = "sync"

    def __init__(self, context: Context, parent: QWidget, piece: Apart, name: str) -> None:
        self._context, self._piece = context, piece
        what, then = apart_words(piece.word)
        count = piece.last - piece.first + 1
        whose = say_n(
            "{count} change under the name of “{name}” (number {numbers})",
            "{count} changes under the name of “{name}” (numbers {numbers})",
            count, name=ltr(name), numbers=ltr(f"{piece.first}–{piece.last}" if count > 1 else str(piece.first)),
        )  # fmt: skip
        inside = QWidget()
        inside.setLayout(
            column(
                words_label(whose, "strong"), words_label(what), words_label(then, "second"), None,
                gap=10, margins=(18, 0, 18, 0),
            )
        )  # fmt: skip
        do = Button(say("Take it in"), "check", "Ctrl+Enter", kind="primary").shortcut_key("Ctrl+Return")
        super().__init__(parent, say("Take in what was set apart?"), inside, do, (560, 340))
        do.clicked.connect(self.take_in)
        self.back.setFocus()

    def promises(self) -> tuple[str, str]:
        """Cancelling."""
        return say("Cancelling changes nothing."), say("Nothing was changed.")

    def take_in(self) -> None:
        """Take it in."""
        store, n = self._context.store, self._piece.n
        self.work(lambda _: store.take_apart(n), self._taken, say("Taking it in…"), writes=False)

    def _taken(self, outcome: Outcome) -> None:
        self._context.announce(outcome)
        self.accept()


def apart_words(word: str) -> tuple[str, str]:
    """Why something was set apart, and what taking it in does."""
    if word == "fork":
        return (
            say(
                "Two laptops write under one name: one is a copy of the other, or was restored from a backup. "
                "These changes have the same numbers as others that are here already."
            ),
            say(
                "They are written again under the name of this laptop; who typed them stays named. "
                "What contradicts stands as a conflict in Review. Every laptop gets them with the next exchange."
            ),
        )
    if word == "revoked":
        return (
            say("They were written after the laptop was taken out: by its team, or by whoever has it now."),
            say(
                "Take them in only when you know who wrote them. They are written again under this laptop's name, "
                "and every laptop gets them with the next exchange."
            ),
        )
    return (
        say("Nobody here has certified the laptop that wrote them."),
        say("Once it is certified they come in by themselves with the certificate, as they were sent."),
    )
