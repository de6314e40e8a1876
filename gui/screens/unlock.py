"""Unlocking: passphrase, a wait that grows after wrong ones, the way to the recovery key and to other registers."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QWidget

from gui.frame import opening
from gui.frame.opening import Opened
from gui.jobs import Job
from gui.look.icons import icon
from gui.say import say, say_message
from gui.tips import tip
from gui.widgets import (
    Button,
    Labelled,
    LinkButton,
    Note,
    PassphraseField,
    column,
    label,
    row,
)
from storage import UserError

SOON_MS = 150
"""First the page is painted and the first letter taken, then come the threads with what else is to be known."""


class UnlockForm(QWidget):
    """The form in the middle of the gate.

    Signals:
        unlocked(Opened): the register is open.
        forgotten(): the recovery key is wanted.
        elsewhere(Path): another register was chosen.
        begin(): a new register is wanted.
        practise(): the practice register is wanted.
        hub(str): the register is to stay connected to the hub at this address.
    """

    unlocked = Signal(object)
    forgotten = Signal()
    elsewhere = Signal(object)
    begin = Signal()
    practise = Signal()
    hub = Signal(str)

    def __init__(self, folder: Path, team: str = "") -> None:
        """``team``: known after a lock, not at the first start."""
        super().__init__()
        self._folder = folder
        self._busy: Job[Opened] | None = None
        self._script = ""
        self._wait_ms = 0
        self._since = QElapsedTimer()
        self._clock = QTimer(self, interval=250)
        self._clock.timeout.connect(self._count_down)
        self._lay_out(team)
        self._connect()

    def _lay_out(self, team: str) -> None:
        self.registers = QComboBox()
        self.registers.setProperty("large", "true")
        self.registers.addItem(opening.shown_name(self._folder), self._folder)
        self.registers.setToolTip(tip(str(self._folder)))
        self.passphrase = PassphraseField()
        self.field = Labelled(say("Passphrase"), self.passphrase)
        self.button = Button(say("Unlock"), "lock-open", "Enter", kind="primary", size="main")
        self.forgotten_link = LinkButton(say("Forgotten? Use the recovery key"))
        self.other_link = LinkButton(say("Open another register"))
        back_door = Note(
            "",
            say(
                "There is no back door. Without the passphrase or the recovery key nobody, including us, "
                "can open this register."
            ),
        )
        practice = opening.is_practice(self._folder)
        known = say("The passphrase of the practice register is “practice”.") if practice else ""
        self.note = Note("information", known)
        self.note.setHidden(not practice)
        self.setLayout(
            column(
                label(say("Unlock the register"), "head"),
                label(" · ".join(part for part in (opening.shown_name(self._folder), team) if part), "second"),
                8,
                self.note,
                Labelled(say("Register"), self.registers),
                2,
                self.field,
                4,
                self.button,
                10,
                row(self.forgotten_link, None, self.other_link),
                22,
                back_door,
                gap=8,
                margins=(4, 0, 4, 0),
            )
        )

    def _connect(self) -> None:
        self.button.clicked.connect(self.try_now)
        self.passphrase.submitted.connect(self.try_now)
        self.passphrase.edited.connect(lambda: self.field.tell("", "") if not self.waiting else None)
        self.passphrase.caps.connect(self._say_caps)
        self.passphrase.script.connect(self._remember_script)
        self.forgotten_link.clicked.connect(self.forgotten)
        self.other_link.clicked.connect(self._offer_others)
        self.registers.activated.connect(lambda place: self._go_to(self.registers.itemData(place)))

    @property
    def waiting(self) -> bool:
        """Whether the next try is not allowed yet."""
        return self._clock.isActive()

    def showEvent(self, event: QShowEvent) -> None:
        """The cursor waits in the passphrase; the wait of an earlier start goes on."""
        super().showEvent(event)
        self.passphrase.setFocus()
        QTimer.singleShot(SOON_MS, self, self._look_around)

    def _look_around(self) -> None:
        folder = self._folder
        Job(lambda: (opening.registers_beside(folder), opening.seconds_to_wait(folder))).then(self._looked).start(self)

    def _looked(self, found: tuple[list[Path], float]) -> None:
        registers, seconds = found
        for folder in registers:
            if folder != self._folder:
                self.registers.addItem(opening.shown_name(folder), folder)
        if seconds > 0 and not self.waiting:
            self._wait(seconds)

    def try_now(self) -> None:
        """Try what was typed."""
        secret, folder = self.passphrase.text(), self._folder
        if self._busy is not None or self.waiting or not secret:
            self.passphrase.setFocus()
            return
        self.button.setEnabled(False)
        self.button.set_word(say("Opening…"))
        self._busy = Job(lambda: opening.unlock(folder, secret)).then(self._opened).otherwise(self._refused)
        self._busy.lastly(self._again).start(self)

    def _opened(self, opened: Opened) -> None:
        self.passphrase.clear()
        self.unlocked.emit(opened)

    def _again(self) -> None:
        self._busy = None
        if not self.waiting:
            self.button.set_word(say("Unlock"))
            self.button.setEnabled(True)

    def _refused(self, trouble: UserError) -> None:
        if trouble.kind in ("wrong-passphrase", "wait"):
            words = say_message(trouble.what)
            if trouble.kind == "wrong-passphrase" and self._script:
                words += " " + self._keyboard()
            self.field.tell("warning", words)
            self.passphrase.line.selectAll()
            self.passphrase.setFocus()
            folder = self._folder
            Job(lambda: opening.seconds_to_wait(folder)).then(self._wait).start(self)
        else:
            self.note.tell("warning", say_message(trouble.what), say_message(trouble.todo))

    def _wait(self, seconds: float) -> None:
        if seconds <= 0:
            return
        self._wait_ms = round(seconds * 1000)
        self._since.start()
        self._clock.start()
        self.button.setEnabled(False)
        self._count_down()

    def _count_down(self) -> None:
        left = self._wait_ms - self._since.elapsed()
        if left > 0:
            self.button.set_word(say("Next try in {seconds} s", seconds=-(-left // 1000)))
            return
        self._clock.stop()
        self.button.set_word(say("Unlock"))
        self.button.setEnabled(True)

    def _say_caps(self, on: bool) -> None:
        self.field.set_aside(say("Caps Lock is on") if on else "", "arrow-big-up" if on else "")

    def _remember_script(self, script: str) -> None:
        self._script = script

    def _keyboard(self) -> str:
        return (
            say("The keyboard writes Arabic.") if self._script == "ar" else say("The keyboard writes Latin letters.")
        )

    def _offer_others(self) -> None:
        from PySide6.QtWidgets import QMenu

        menu = QMenu(self)
        menu.addAction(icon("folder-open"), say("Choose a folder…"), self._choose_folder)
        menu.addAction(icon("book-open-text"), say("Begin a new register"), self.begin.emit)
        menu.addAction(icon("globe"), say("Open on a hub…"), self._ask_hub)
        menu.addAction(icon("graduation-cap"), say("Practise"), self.practise.emit)
        menu.popup(self.other_link.mapToGlobal(self.other_link.rect().bottomLeft()))

    def _choose_folder(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(self, say("Folder of the register"), str(self._folder.parent))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda chosen: self._go_to(Path(chosen)))
        dialog.open()

    def _ask_hub(self) -> None:
        from gui.sync.asking_hub import AskHub

        dialog = AskHub(self)
        dialog.chosen.connect(self.connect_to)
        dialog.open()

    def connect_to(self, address: str) -> None:
        """Once it is open, the register stays connected to this hub."""
        self.hub.emit(address)
        self.note.tell("information", say("Once it is open, this register stays connected to the hub."))
        self.passphrase.setFocus()

    def _go_to(self, folder: Path) -> None:
        if folder != self._folder:
            self.elsewhere.emit(folder)
