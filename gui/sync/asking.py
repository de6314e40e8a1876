"""Asking to join: the request as a file and as a QR code, and the numbers to be compared by voice."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from gui.choosers import file_dialog
from gui.jobs import Pace
from gui.look import theme
from gui.places.working import WorkDialog
from gui.say import ltr, say
from gui.sync.numbers import Numbers
from gui.sync.qr import QrCode, matrix_of
from gui.widgets import Button, column, label, row, words_label
from storage import Request, write_whole

if TYPE_CHECKING:
    from gui.context import Context


class AskDialog(WorkDialog):
    """What a coordinator needs of this laptop."""

    topic = "sync"

    def __init__(self, context: Context, parent: QWidget) -> None:
        self._context = context
        self.request: Request | None = None
        self.code, self.numbers = QrCode(), Numbers()
        steps = (
            say("1. Save the request on a stick, or let a coordinator's phone read the code and pass its text on."),
            say("2. Read these numbers to each other. They must be the same on both screens."),
            say("3. The coordinator gives you an answer: take it with “Join with the answer”."),
        )
        about = context.about
        words = column(
            label(f"{about.device} · {about.team}", "strong"),
            *(words_label(one) for one in steps[:2]),
            self.numbers,
            words_label(steps[2]),
            words_label(
                say("Nothing secret is in it. What you recorded until now stays and will be shared."), "second"
            ),
            None,
            gap=10,
        )
        self.anew = Button(say("It was taken out: ask as a new laptop"), "refresh-cw", "Ctrl+N").shortcut_key("Ctrl+N")
        self.anew.setToolTip(
            say("It gets a new number, for nobody is let in again under an old one. What it recorded stays.")
        )
        words.insertLayout(words.count() - 1, row(self.anew, None))
        inside = QWidget()
        both = row(column(self.code, None), gap=18, margins=(18, 0, 18, 0))
        both.addLayout(words, 1)
        inside.setLayout(both)
        do = Button(say("Save the request…"), "save", "Ctrl+S", kind="primary").shortcut_key("Ctrl+S")
        super().__init__(parent, say("Ask to join another register"), inside, do, (760, 440))
        self.setMinimumWidth(theme.px(700))
        do.clicked.connect(self._choose_file)
        self.anew.clicked.connect(self.ask_anew)
        do.setEnabled(False)
        self.work(self._make, self._made, say("Making the request…"), writes=True)

    def promises(self) -> tuple[str, str]:
        """Cancelling."""
        return say("Cancelling changes nothing."), say("Nothing was changed.")

    def ask_anew(self) -> None:
        """Under a new number."""
        store = self._context.store
        if self.request is None or not self.inside.isEnabled():
            return
        self.request = None

        def do(pace: Pace) -> tuple[Request, list[bytes]]:
            store.become_new()
            return self._make(pace)

        def made(found: tuple[Request, list[bytes]]) -> None:
            self._made(found)
            self.note.tell(
                "ok",
                say("This laptop has a new number. What it recorded under the old one stays."),
                say("Save this request; one that was saved before no longer counts."),
            )

        self.work(do, made, say("Making the request…"), writes=True)

    def _make(self, _pace: Pace) -> tuple[Request, list[bytes]]:
        request = self._context.store.request()
        return request, matrix_of(request.text())

    def _made(self, found: tuple[Request, list[bytes]]) -> None:
        self.request, squares = found
        self.code.show_rows(squares)
        self.numbers.show_digits(self.request.fingerprint)

    def rested(self) -> None:
        """It can be saved once it is there."""
        self.do.setEnabled(self.request is not None)
        self.do.setFocus()

    def _choose_file(self) -> None:
        dialog = file_dialog(self, say("Save the request"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("sijill-request")
        dialog.selectFile("laptop.sijill-request")
        dialog.fileSelected.connect(lambda chosen: self.save(Path(chosen)))
        dialog.open()

    def save(self, path: Path) -> None:
        """Write the request."""
        request = self.request
        if request is not None:
            told = say("Saved as {file}. Give it to a coordinator.", file=ltr(path.name))
            self.work(
                lambda _: write_whole(path, request.text().encode()),
                lambda _: self.note.tell("ok", told),
                say("Saving…"),
                writes=False,
            )
