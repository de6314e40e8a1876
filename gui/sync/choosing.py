"""Which stick or folder: those that are plugged in, those exchanged with before, or another."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QListWidget, QListWidgetItem, QWidget

from gui.attachments.told import size_words
from gui.choosers import file_dialog
from gui.dialogs import Dialog
from gui.jobs import LOOK, Job
from gui.look import theme
from gui.look.icons import icon
from gui.say import ltr, say
from gui.sync.places import Place, find_places
from gui.tips import tip
from gui.widgets import Button, column, row, words_label

PATIENCE_MS = 6_000
"""How long the computer may take to say what is plugged in."""


class ChoosePlace(Dialog):
    """One list; Enter takes what is chosen. ``before`` gives the folders exchanged with before, the last one first.

    Signals:
        chosen(Place): where.
    """

    topic = "sync"
    chosen = Signal(object)

    def __init__(self, parent: QWidget | None, before: Callable[[], Iterable[str]], *, writes: bool) -> None:
        self.writes = writes
        self.list = QListWidget()
        self.list.setProperty("kind", "framed")
        self.list.setAccessibleName(say("Sticks and folders"))
        self.told = words_label(say("Looking for sticks…"), "second")
        self.other = Button(say("Another folder…"), "folder-open", "Ctrl+O").shortcut_key("Ctrl+O")
        self.again = Button(say("Look again"), "refresh-cw", "F5").shortcut_key("F5")
        word, drawing = (say("Write here"), "upload") if writes else (say("Read here"), "arrow-down-to-line")
        self.do = Button(word, drawing,
                         "Enter", kind="primary")  # fmt: skip
        body = QWidget()
        inside = column(self.told, self.list, row(self.other, self.again, None), gap=10, margins=(18, 0, 18, 0))
        body.setLayout(inside)
        back = Button(say("Cancel"), "x", "Esc")
        title = say("Write to a stick or folder") if writes else say("Read from a stick or folder")
        super().__init__(parent, title, body, back, self.do)
        self.resize(theme.px(520), theme.px(340))
        self._before = before
        back.clicked.connect(self.reject)
        self.do.clicked.connect(self.take)
        self.do.setDefault(True)
        self.list.currentItemChanged.connect(lambda *_: self._look_at_choice())
        self.list.itemActivated.connect(lambda _: self.take())
        self.other.clicked.connect(self._choose_folder)
        self.again.clicked.connect(self.look)
        self.do.setEnabled(False)
        self._job: Job[list[Place]] | None = None
        self._patience = QTimer(self, interval=PATIENCE_MS, singleShot=True)
        self._patience.timeout.connect(self._give_up)
        self.list.setFocus()
        self.look()

    def look(self) -> None:
        """Ask the computer what is plugged in."""
        if self._job is not None and not self._job.finished:
            self._job.abandon()
        self.told.setText(say("Looking for sticks…"))
        Job(self._before).then(self._look_at).start(self)

    def _look_at(self, folders: Iterable[str]) -> None:
        self._job = Job(lambda: find_places(folders), lane=LOOK).then(self.show_places).start(self)
        self._patience.start()

    def _give_up(self) -> None:
        if self._job is not None and not self._job.finished:
            self._job.abandon()
            self.told.setText(say("A stick or share does not answer. Choose a folder, or look again when it does."))

    def show_places(self, found: list[Place]) -> None:
        """What there is; the first is chosen."""
        self.list.clear()
        for one in found:
            room = say("protected against writing") if one.shut else say("{size} free", size=size_words(one.free))
            item = QListWidgetItem(icon("usb" if one.stick else "folder-open"), f"{ltr(one.name)}   {room}")
            item.setData(Qt.ItemDataRole.UserRole, one)
            item.setToolTip(tip(str(one.path)))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self._look_at_choice()
        where = (
            say("Choose where. What is written there can only be read by the laptops of this register.")
            if self.writes
            else say("Choose where it lies. Reading twice changes nothing.")
        )
        none = say("No stick is plugged in. Plug one in and look again, or choose a folder.")
        self.told.setText(where if found else none)

    def _look_at_choice(self) -> None:
        item = self.list.currentItem()
        shut = item is not None and item.data(Qt.ItemDataRole.UserRole).shut
        self.do.setEnabled(item is not None and not (self.writes and shut))

    def take(self) -> None:
        """Take the chosen one."""
        item = self.list.currentItem()
        if item is not None and self.do.isEnabled():
            self.accept()
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))

    def _choose_folder(self) -> None:
        dialog = file_dialog(self, say("Choose a stick or folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self._folder)
        dialog.open()

    def _folder(self, folder: str) -> None:
        self.accept()
        self.chosen.emit(Place(Path(folder), Path(folder).name or folder, stick=False, anew=True))
