"""The hub: entering it with an admission, making one, admitting laptops to it and shutting them out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QWidget

from gui.choosers import file_dialog
from gui.jobs import Pace
from gui.places.working import WorkDialog
from gui.say import ltr, say
from gui.sync.exchange import hub_name
from gui.sync.known import known_of, remember
from gui.widgets import Button, Labelled, PassphraseField, Segmented, column, row, words_label
from storage import (
    Companion,
    UserError,
    admit_to_hub,
    begin_hub,
    dismiss_from_hub,
    keepers_address,
    place_of_hub,
    take_admission,
    translated,
)

if TYPE_CHECKING:
    from gui.context import Context

ENTER, MAKE, ADMIT, DISMISS = "enter", "make", "admit", "dismiss"
LARGEST = 1 << 18
EXAMPLE = "postgresql://hub.example.org/sijill"


class HubDialog(WorkDialog):
    """One way at a time: enter, make, admit, shut out.

    Attributes:
        wish: which way is shown; address, name, password: of the server; laptops: whom to admit or shut out.
    """

    topic = "hub"

    def __init__(self, context: Context, parent: QWidget, others: list[Companion], chosen: Companion | None) -> None:
        self._context = context
        self._certificate: Path | None = None
        self.wish = Segmented(
            [(ENTER, say("Enter a hub"), ""), (ADMIT, say("Admit a laptop"), ""), (DISMISS, say("Shut out"), ""),
             (MAKE, say("Make a hub"), "")],
            say("What to do with the hub"), ENTER,
        )  # fmt: skip
        self.told = words_label("", "second")
        self._make_fields(others, chosen)
        inside = QWidget()
        inside.setLayout(
            column(
                row(self.wish, None), self.told, self.laptop, self.server, self.keeper, None,
                gap=10, margins=(18, 4, 18, 0),
            )
        )  # fmt: skip
        do = Button(say("Choose the admission…"), "folder-open", "Ctrl+Enter", kind="primary")
        do.shortcut_key("Ctrl+Return")
        super().__init__(parent, say("The hub"), inside, do, (620, 520))
        self._connect()

    def _make_fields(self, others: list[Companion], chosen: Companion | None) -> None:
        known = known_of(self._context)
        self.address = QLineEdit(known.hub)
        self.address.setPlaceholderText(EXAMPLE)
        self.address.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.server = Labelled(say("Address of the server"), self.address, required=True)
        self.laptops = QComboBox()
        for one in others:
            self.laptops.addItem(ltr(one.name), one.device)
        if chosen is not None:
            self.laptops.setCurrentIndex(max(0, self.laptops.findData(chosen.device)))
        self.laptop = Labelled(say("Which laptop"), self.laptops)
        self.name, self.password = QLineEdit(), PassphraseField()
        self.name.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.name.setFixedHeight(self.password.height())  # one line with the field beside it
        self.browse = Button(say("Certificate of the server…"), "file-key")
        self.trusted = words_label(
            say("Only when the server has a certificate of its own. It travels with the admission."), "hint"
        )
        self.keeper = QWidget()
        beside = row(
            Labelled(say("Name of its keeper"), self.name, required=True), Labelled(say("Password"), self.password)
        )
        self.keeper.setLayout(
            column(
                beside,
                words_label(say("The name and password of the keeper are used once and kept nowhere."), "hint"),
                row(self.browse, self.trusted),
                gap=8,
            )
        )
        self.keeper.layout().itemAt(2).layout().setStretch(1, 1)  # type: ignore[union-attr]

    def _connect(self) -> None:
        self.wish.chosen.connect(lambda _: self.rested())
        self.do.clicked.connect(self.go)
        self.browse.clicked.connect(self._choose_certificate)
        for line in (self.address, self.name):
            line.textChanged.connect(lambda _: self.rested())
        self.laptops.currentIndexChanged.connect(lambda _: self.rested())
        self.password.submitted.connect(self.go)
        self.rested()
        self.wish.button(ENTER).setFocus()

    def choose(self, wish: str) -> None:
        """Show one of the ways."""
        self.wish.choose(wish)
        self.rested()

    def promises(self) -> tuple[str, str]:
        """Cancelling."""
        return (
            say("Cancelling hangs up at once. Whatever the server has finished until then stays."),
            say("It can be done again at any time."),
        )

    def rested(self) -> None:
        """Fields, words and button follow the way that is chosen."""
        way = str(self.wish.value())
        words, button, drawing = _words(way)
        self.told.setText(words)
        self.do.set_word(button, drawing)
        self.laptop.setVisible(way in (ADMIT, DISMISS))
        self.server.setVisible(way != ENTER)
        self.keeper.setVisible(way != ENTER)
        address, name = self.address.text().strip(), self.name.text().strip()
        whom = way == MAKE or self.laptops.count() > 0
        self.do.setEnabled(self._job is None and (way == ENTER or bool(address and name and whom)))

    # ---- what is done

    def go(self) -> None:
        """Do what is chosen; files are asked for first."""
        way = str(self.wish.value())
        if not self.do.isEnabled():
            return
        if way == ENTER:
            self._choose(say("Choose the admission"), QFileDialog.AcceptMode.AcceptOpen, self.enter)
        elif way == ADMIT:
            self._choose(say("Save the admission"), QFileDialog.AcceptMode.AcceptSave, self.admit)
        elif way == MAKE:
            self.make()
        else:
            self.dismiss()

    def _choose(self, title: str, mode: QFileDialog.AcceptMode, then: Callable[[Path], None]) -> None:
        dialog = file_dialog(self, title)
        dialog.setAcceptMode(mode)
        if mode == QFileDialog.AcceptMode.AcceptSave:
            dialog.setDefaultSuffix("sijill-admission")
            dialog.selectFile("laptop.sijill-admission")
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
        dialog.open()

    def _choose_certificate(self) -> None:
        dialog = file_dialog(self, say("Certificate of the server"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda chosen: self.trust(Path(chosen)))
        dialog.open()

    def trust(self, certificate: Path) -> None:
        """The file of the server's root certificate."""
        self._certificate = certificate
        self.trusted.setText(ltr(certificate.name))

    def enter(self, path: Path) -> None:
        """Take the login out of an admission."""
        store = self._context.store

        def do(_pace: Pace) -> str:
            with translated(), path.open("rb") as file:
                return take_admission(store, file.read(LARGEST))

        self.work(do, self._entered, say("Reading {file}…", file=ltr(path.name)), writes=True)

    def _entered(self, hub: str) -> None:
        remember(self._context, hub=hub)
        self.address.setText(hub)
        self.note.tell(
            "ok", say("This laptop may enter “{name}” now.", name=hub_name(hub)), say("Exchange with it by F7.")
        )

    def make(self) -> None:
        """Make a hub on the server and admit this laptop."""
        store, address = self._context.store, self._keepers()

        def do(pace: Pace) -> str:
            return begin_hub(store, address, cancelled=lambda: pace.cancelled)

        self._on_server(do, self._entered, say("Making the hub…"))

    def admit(self, answer: Path) -> None:
        """Admit the laptop that is chosen and write its admission."""
        store, address, device = self._context.store, self._keepers(), str(self.laptops.currentData())
        told = say(
            "Give “{file}” to that laptop; no other can open it. It enters with it.", file=ltr(answer.name)
        )  # fmt: skip

        def do(pace: Pace) -> None:
            admit_to_hub(store, address, device, answer, cancelled=lambda: pace.cancelled)

        self._on_server(do, lambda _: self.note.tell("ok", say("Admitted."), told), say("Admitting it…"))

    def dismiss(self) -> None:
        """Take the login of the laptop that is chosen away."""
        store, address, device = self._context.store, self._keepers(), str(self.laptops.currentData())

        def do(pace: Pace) -> None:
            dismiss_from_hub(store, address, device, cancelled=lambda: pace.cancelled)

        told = say("It cannot reach the hub any more."), say("It still belongs to the register until it is taken out.")
        self._on_server(do, lambda _: self.note.tell("ok", *told), say("Shutting it out…"))

    def _on_server(self, do: Callable[[Pace], object], then: Callable[..., None], words: str) -> None:
        typed = self.address.text().strip()

        def done(found: object) -> None:
            hub = place_of_hub(typed)  # a name and a password that somebody typed into it are not kept
            self.address.setText(hub)
            if not known_of(self._context).hub:
                remember(self._context, hub=hub)
            then(found)

        self.work(do, done, words, writes=False)

    def _keepers(self) -> str:
        secret = self.password.text()
        self.password.clear()
        return keepers_address(self.address.text(), self.name.text().strip(), secret, self._certificate)

    def _refuse(self, trouble: UserError) -> None:
        super()._refuse(trouble)
        if trouble.kind in ("hub-no-entry", "hub-not-allowed"):
            self.note.tell(
                "warning",
                say("The server did not take this name and password, or they may not do that there."),
                say("Use a name that may make roles and schemas. Nothing was changed."),
            )


def _words(way: str) -> tuple[str, str, str]:
    """What a way is for, the word on the button, its drawing."""
    if way == ENTER:
        return (
            say(
                "Whoever looks after the hub admits this laptop and gives it a file, the admission. "
                "Only this laptop can open it."
            ),
            say("Choose the admission…"),
            "folder-open",
        )
    if way == ADMIT:
        return (
            say("A laptop that belongs gets a name and a password of its own on the hub, in a file only it can open."),
            say("Admit and save the admission…"),
            "user-check",
        )
    if way == DISMISS:
        return (
            say("The laptop can no longer reach the hub. What it wrote stays; by stick it can still exchange."),
            say("Shut it out of the hub"),
            "ban",
        )
    return (
        say(
            "A hub is a PostgreSQL server that keeps what it cannot read. "
            "It needs an empty database and a name that may make roles there."
        ),
        say("Make the hub"),
        "plus",
    )
