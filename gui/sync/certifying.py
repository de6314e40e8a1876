"""Certifying a laptop: who asks, the numbers compared by voice, what its person may do, the answer as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QCheckBox, QFileDialog, QWidget

from gui.choosers import file_dialog
from gui.jobs import Pace
from gui.places.working import WorkDialog
from gui.say import ltr, say, words
from gui.sync.numbers import Numbers
from gui.sync.passed_on import LARGEST, request_in
from gui.widgets import Button, Segmented, column, label, row, words_label
from storage import ROLES, Outcome, Request, let_in, read_request, translated

if TYPE_CHECKING:
    from gui.context import Context


class CertifyDialog(WorkDialog):
    """One request at a time.

    Attributes:
        request: the one that was read.
    """

    topic = "sync"

    def __init__(self, context: Context, parent: QWidget) -> None:
        self._context = context
        self.request: Request | None = None
        self.browse = Button(say("Open the request…"), "folder-open", "Ctrl+O").shortcut_key("Ctrl+O")
        self.paste = Button(say("Paste its text"), "clipboard-list", "Ctrl+V").shortcut_key("Ctrl+V")
        self.who = words_label(say("No request is open yet."), "strong")
        self.numbers = Numbers()
        self.same = QCheckBox(say("We read the numbers to each other and they are the same"))
        options = [(role, words().code("team-role", role), "") for role in ROLES]
        self.role = Segmented(options, say("What its person may do"), "rescuer")
        self.may = words_label(_may("rescuer"), "hint")
        inside = QWidget()
        inside.setLayout(
            column(
                words_label(say("Certify only a laptop whose person you know and hear."), "second"),
                row(self.browse, self.paste, None), self.who, self.numbers, self.same, 4,
                label(say("Role"), "label"), row(self.role, None), self.may, None, gap=9, margins=(18, 0, 18, 0),
            )
        )  # fmt: skip
        do = Button(say("Certify and save the answer…"), "user-check", "Ctrl+Enter", kind="primary")
        do.shortcut_key("Ctrl+Return")
        super().__init__(parent, say("Certify a laptop that asks to join"), inside, do, (620, 480))
        self._connect()

    def _connect(self) -> None:
        self.do.clicked.connect(self._choose_answer)
        self.browse.clicked.connect(self._choose_request)
        self.paste.clicked.connect(lambda: self.read_text(QApplication.clipboard().text()))
        self.same.toggled.connect(lambda _: self.rested())
        self.role.chosen.connect(lambda role: self.may.setText(_may(str(role))))
        self.rested()
        self.browse.setFocus()

    def promises(self) -> tuple[str, str]:
        """Cancelling."""
        return say("Cancelling changes nothing."), say("Nothing was changed.")

    def rested(self) -> None:
        """Only what was read and compared can be certified."""
        self.same.setEnabled(self.request is not None)
        self.do.setEnabled(self.request is not None and self.same.isChecked())
        if self.request is not None and not self.same.isChecked():
            self.same.setFocus()

    # ---- the request

    def _choose_request(self) -> None:
        dialog = file_dialog(self, say("Open the request"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda chosen: self.read(Path(chosen)))
        dialog.open()

    def read(self, path: Path) -> None:
        """Read a request out of a file."""

        def do(_pace: Pace) -> tuple[Request, str]:
            with translated(), path.open("rb") as file:
                return self._looked(read_request(file.read(LARGEST)))

        self.work(do, self._read, say("Reading {file}…", file=ltr(path.name)), writes=False)

    def read_text(self, text: str) -> None:
        """Read a request that a phone passed on."""
        self.work(lambda _: self._looked(request_in(text)), self._read, say("Reading the text…"), writes=False)

    def _looked(self, request: Request) -> tuple[Request, str]:
        return request, self._context.store.called_alike(request)

    def _read(self, found: tuple[Request, str]) -> None:
        request, alike = found
        self.request = request
        self.same.setChecked(False)
        self.numbers.show_digits(request.fingerprint)
        self.who.setText(
            say(
                "“{device}” of team “{team}”, {person}",
                device=ltr(request.name), team=ltr(request.team_name), person=ltr(request.person_name),
            )
        )  # fmt: skip
        if alike:
            self.note.tell("warning", *alike_words(alike))

    # ---- the answer

    def _choose_answer(self) -> None:
        dialog = file_dialog(self, say("Save the answer"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("sijill-answer")
        dialog.selectFile("laptop.sijill-answer")
        dialog.fileSelected.connect(lambda chosen: self.certify(Path(chosen)))
        dialog.open()

    def certify(self, answer: Path) -> None:
        """Certify it and write its answer."""
        request, role, store = self.request, str(self.role.value()), self._context.store
        if request is not None and self.do.isEnabled():
            told = say("Certified. Give “{file}” to that laptop; it joins with it.", file=ltr(answer.name))

            def do(_pace: Pace) -> tuple[Outcome, str]:
                return let_in(store, request, role, answer), store.organisation_numbers()

            def done(found: tuple[Outcome, str]) -> None:
                self._context.announce(found[0])
                then = say("It will show the organisation's numbers; they are {numbers}.", numbers=ltr(found[1]))
                self.note.tell("ok", told, then)

            self.work(do, done, say("Certifying…"), writes=True)


def alike_words(name: str) -> tuple[str, str]:
    """Another laptop is called nearly the same."""
    first = say("A laptop called “{name}” belongs already.", name=ltr(name))
    return first, say("Make sure by voice that this is another one, and not somebody who wants to pass for it.")


def _may(role: str) -> str:
    told = {
        "rescuer": say("Enters and corrects records."),
        "verifier": say("Also verifies records and decides what teams say differently."),
        "coordinator": say(
            "Also certifies laptops, takes them out, and gives out names. Only the root key certifies coordinators."
        ),
    }
    return told.get(role, "")
