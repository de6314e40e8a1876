"""What goes by itself: three switches, off until somebody switches them on; each says what it does and with what."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QFileDialog, QFrame, QWidget

from gui.choosers import file_dialog
from gui.dialogs import Dialog
from gui.jobs import Job
from gui.look import theme
from gui.say import ltr, say
from gui.sync.automatic import automatic_of
from gui.sync.exchange import hub_name
from gui.sync.known import Known, known_of, remember
from gui.sync.working import ROAD
from gui.widgets import Button, LinkButton, card, column, row, words_label
from storage import forget_place

if TYPE_CHECKING:
    from gui.context import Context


class AutomaticDialog(Dialog):
    """Each switch takes effect at once.

    Attributes:
        hub, stick, folder: the switches.
    """

    topic = "hub"

    def __init__(self, context: Context, parent: QWidget) -> None:
        self._context = context
        self.hub = QCheckBox(say("Stay connected to the hub"))
        self.stick = QCheckBox(say("Exchange when a known stick is plugged in"))
        self.folder = QCheckBox(say("Exchange through a shared folder"))
        self._about = {name: words_label("", "hint") for name in ("hub", "stick", "folder")}
        self.browse = Button(say("Choose the folder…"), "folder-open")
        self.forget = LinkButton(say("Forget the sticks"))
        body = QWidget()
        told = words_label(
            say("Nothing asks while you work: the strip below says what was exchanged, and what did not work."),
            "second",
        )
        body.setLayout(column(told, *self._cards(), None, gap=10, margins=(18, 0, 18, 0)))
        back = Button(say("Close"), "x", "Esc", kind="primary")
        super().__init__(parent, say("What goes by itself"), body, back)
        back.clicked.connect(self.accept)
        self.resize(theme.px(560), theme.px(430))
        self._show(known_of(context))
        for name in self._about:
            getattr(self, name).toggled.connect(lambda on, name=name: self._switch(name, on=on))
        self.browse.clicked.connect(self._choose_folder)
        self.forget.clicked.connect(lambda: self._remember(sticks={}, by_stick=False))
        self.hub.setFocus()

    def _cards(self) -> list[QFrame]:
        made = []
        for name, more in (("hub", None), ("stick", self.forget), ("folder", self.browse)):
            below = row(18, self._about[name], *([more] if more else []))
            below.setStretch(1, 1)
            made.append(card(getattr(self, name), below, gap=2, padding=10))
        return made

    def _show(self, known: Known) -> None:
        for name in self._about:
            switch: QCheckBox = getattr(self, name)
            switch.blockSignals(True)
            switch.setChecked(getattr(known, f"by_{name}"))
            switch.blockSignals(False)
        self.hub.setEnabled(bool(known.hub))
        self.stick.setEnabled(bool(known.sticks))
        self.folder.setEnabled(bool(known.folder))
        self.forget.setVisible(bool(known.sticks))
        self._about["hub"].setText(
            say("“{name}”: what you save goes there at once, and what others save comes at once.",
                name=hub_name(known.hub))
            if known.hub
            else say("This laptop has no hub yet. Enter one first: Options, The hub.")
        )  # fmt: skip
        names = say(", ").join(ltr(one) for one in list(known.sticks.values())[-3:])
        self._about["stick"].setText(
            say("Those you have written to: {names}. It is read, then written.", names=names)
            if known.sticks
            else say("A stick is known once you have written to it.")
        )
        self._about["folder"].setText(
            say("“{name}”, read when something new lies there, written when you have saved.",
                name=ltr(Path(known.folder).name or known.folder))
            if known.folder
            else say("A network share, or a folder that Syncthing or Nextcloud carries.")
        )  # fmt: skip

    def _switch(self, name: str, *, on: bool) -> None:
        self._remember(**{f"by_{name}": on})

    def _choose_folder(self) -> None:
        dialog = file_dialog(self, say("Choose a shared folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.take_folder)
        dialog.open()

    def take_folder(self, folder: str) -> None:
        """Exchange through this folder from now on."""
        self._remember(folder=folder, by_folder=True)
        store, automatic = self._context.store, automatic_of(self._context)
        Job(lambda: forget_place(store, Path(folder)), lane=ROAD).lastly(automatic.again).start(automatic)

    def _remember(self, **more: object) -> None:
        self._show(remember(self._context, **more))
        automatic_of(self._context).begin()
