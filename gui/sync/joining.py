"""Joining with the answer of a coordinator: whose organisation it is, its numbers compared, then one button."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QFileDialog, QWidget

from gui.choosers import file_dialog
from gui.jobs import Pace
from gui.places.working import WorkDialog
from gui.say import ltr, say, words
from gui.sync.numbers import Numbers
from gui.widgets import Button, column, row, words_label
from storage import Invitation, Outcome, translated

if TYPE_CHECKING:
    from gui.context import Context

LARGEST = 1 << 16


class JoinDialog(WorkDialog):
    """One answer at a time.

    Attributes:
        found: what was read; same: that the numbers were compared; leave: that another organisation is left.
    """

    topic = "sync"

    def __init__(self, context: Context, parent: QWidget) -> None:
        self._context = context
        self.found: Invitation | None = None
        self._answer = b""
        self.browse = Button(say("Choose the answer…"), "folder-open", "Ctrl+O").shortcut_key("Ctrl+O")
        self.who, self.whose = words_label(say("No answer is open yet."), "strong"), words_label("", "second")
        self.numbers = Numbers()
        self.same = QCheckBox(say("The coordinator's screen shows the same numbers"))
        self.warning, self.leave = words_label("", "second"), QCheckBox(say("Leave it all the same"))
        inside = QWidget()
        inside.setLayout(
            column(
                words_label(say("The coordinator has certified this laptop and given you an answer as a file.")),
                row(self.browse, None), self.who, self.whose, self.numbers, self.same, self.warning, self.leave,
                words_label(say("What was recorded here stays and is shared with that organisation."), "hint"),
                None, gap=9, margins=(18, 0, 18, 0),
            )
        )  # fmt: skip
        do = Button(say("Join"), "link", "Ctrl+Enter", kind="primary").shortcut_key("Ctrl+Return")
        super().__init__(parent, say("Join with the answer"), inside, do, (620, 440))
        self.whose.hide()
        self.warning.hide()
        self.leave.hide()
        do.clicked.connect(self.join)
        self.browse.clicked.connect(self._choose_file)
        for box in (self.same, self.leave):
            box.toggled.connect(lambda _: self.rested())
        self.rested()
        self.browse.setFocus()

    def promises(self) -> tuple[str, str]:
        """Cancelling."""
        return say("Cancelling changes nothing."), say("Nothing was changed.")

    def rested(self) -> None:
        """Only what was read and compared can be joined with."""
        known = self.found is not None
        self.same.setEnabled(known)
        agreed = not self.found or not self.found.leaves or self.leave.isChecked()
        self.do.setEnabled(known and self.same.isChecked() and agreed and self.inside.isEnabled())
        if known and not self.same.isChecked():
            self.same.setFocus()

    def _choose_file(self) -> None:
        dialog = file_dialog(self, say("Choose the answer"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda chosen: self.take(Path(chosen)))
        dialog.open()

    def take(self, path: Path) -> None:
        """Read this file, and show what it is."""
        store = self._context.store

        def do(_pace: Pace) -> tuple[bytes, Invitation]:
            with translated(), path.open("rb") as file:
                answer = file.read(LARGEST)
            return answer, store.invited(answer)

        self.work(do, self._read, say("Reading {file}…", file=ltr(path.name)), writes=False)

    def _read(self, read: tuple[bytes, Invitation]) -> None:
        self._answer, found = read
        self.found = found
        self.same.setChecked(False)
        self.leave.setChecked(False)
        role = words().code("team-role", found.role)
        self.who.setText(say("“{name}”, as {role}", name=ltr(found.name), role=role))
        self.whose.setText(say("Let in by {by}", by=say(", ").join(ltr(one) for one in found.by)))
        self.whose.setVisible(bool(found.by))
        self.numbers.show_digits(found.numbers)
        self.warning.setText(
            say(
                "This laptop belongs to “{name}”, with other laptops. Joining leaves them, and gives the new "
                "organisation all that this register holds of them.",
                name=ltr(found.leaves),
            )
        )
        self.warning.setVisible(bool(found.leaves))
        self.leave.setVisible(bool(found.leaves))

    def join(self) -> None:
        """Join with what was read."""
        store, answer, leaving = self._context.store, self._answer, self.leave.isChecked()
        if self.do.isEnabled():
            self.work(lambda _: store.join(answer, leaving=leaving), self._joined, say("Joining…"), writes=True)

    def _joined(self, outcome: Outcome) -> None:
        self._context.announce(outcome)
        self.found = None
        self.note.tell(
            "ok",
            say("This laptop belongs now. What it recorded before stays and will be shared."),
            say("Read from a stick (F6) to get what the others have, then write yours (F5)."),
        )
        self.back.setFocus()
