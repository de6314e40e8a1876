"""Joining with the answer of a coordinator."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from gui.jobs import Pace
from gui.places.working import WorkDialog
from gui.say import ltr, say
from gui.widgets import Button, column, words_label
from storage import Outcome, translated

if TYPE_CHECKING:
    from gui.context import Context

LARGEST = 1 << 16


class JoinDialog(WorkDialog):
    """One file."""

    topic = "sync"

    def __init__(self, context: Context, parent: QWidget) -> None:
        self._context = context
        inside = QWidget()
        inside.setLayout(
            column(
                words_label(say("The coordinator has certified this laptop and given you an answer as a file.")),
                words_label(
                    say("This laptop then belongs to their register. What was recorded here stays and is shared."),
                    "second",
                ),
                None,
                gap=10,
                margins=(18, 0, 18, 0),
            )
        )
        do = Button(say("Choose the answer…"), "folder-open", "Ctrl+O", kind="primary").shortcut_key("Ctrl+O")
        super().__init__(parent, say("Join with the answer"), inside, do, (520, 260))
        do.clicked.connect(self._choose_file)
        do.setFocus()

    def promises(self) -> tuple[str, str]:
        """Cancelling."""
        return say("Cancelling changes nothing."), say("Nothing was changed.")

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, say("Choose the answer"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda chosen: self.take(Path(chosen)))
        dialog.open()

    def take(self, path: Path) -> None:
        """Join with this file."""
        store = self._context.store

        def do(_pace: Pace) -> Outcome:
            with translated(), path.open("rb") as file:
                answer = file.read(LARGEST)
            return store.join(answer)

        self.work(do, self._joined, say("Reading {file}…", file=ltr(path.name)), writes=True)

    def _joined(self, outcome: Outcome) -> None:
        self._context.announce(outcome)
        self.note.tell(
            "ok",
            say("This laptop belongs now. What it recorded before stays and will be shared."),
            say("Read from a stick (F6) to get what the others have, then write yours (F5)."),
        )
