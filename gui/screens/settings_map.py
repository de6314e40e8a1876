"""Settings: what maps are drawn on: borders of areas, and a base map."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QListWidget, QListWidgetItem, QWidget

from gui.choosers import file_dialog
from gui.jobs import Job
from gui.look import theme
from gui.places.borders_dialog import CHANGED, BordersDialog, level_word
from gui.say import ltr, say, say_message, say_n
from gui.tips import tip
from gui.widgets import Button, Note, column, label, row, rule, words_label
from storage import UserError

if TYPE_CHECKING:
    from gui.context import Context
    from storage import Backdrop, BoundaryPack, Outcome, Store

Here = tuple[list["BoundaryPack"], "Backdrop | None"]


class MapGroup(QWidget):
    """The borders that were taken in, and the base map, with what is done to them."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.note = Note("ok", "")
        self.note.hide()
        self.list = QListWidget()
        self.list.setProperty("kind", "framed")
        self.list.setAccessibleName(say("Borders"))
        self.list.setMinimumHeight(theme.px(84))
        self.add = Button(say("Take in borders…"), "arrow-down-to-line")
        self.drop = Button(say("Take out"), "trash-2", "Del")
        erase = QShortcut(QKeySequence("Del"), self.list)
        erase.setContext(Qt.ShortcutContext.WidgetShortcut)
        erase.activated.connect(self.take_out)
        self.base = words_label("", "text")
        self.choose = Button(say("Choose a base map…"), "folder-open")
        self.without = Button(say("Use none"), "x")
        self._lay_out()
        self.add.clicked.connect(lambda: BordersDialog(context, self).show())
        self.drop.clicked.connect(self.take_out)
        self.choose.clicked.connect(self._choose_file)
        self.without.clicked.connect(self.use_none)
        self.list.currentRowChanged.connect(lambda at: self.drop.setEnabled(at >= 0))
        context.changed.connect(self._changed)
        self.read()

    def _lay_out(self) -> None:
        borders = say(
            "Outlines of all countries come with the program. Governorates, districts and villages are drawn "
            "with borders you take in from a file, as OCHA publishes them."
        )
        base = say(
            "Pictures of the ground below everything: a file of the kind .mbtiles or .pmtiles. It stays where it "
            "is and is not encrypted: whoever finds it sees which area it shows."
        )
        self.setLayout(
            column(
                self.note, label(say("Borders"), "strong"), words_label(borders, "second"), self.list,
                row(self.add, self.drop, None), 6, rule(), 6,
                label(say("Base map"), "strong"), words_label(base, "second"), self.base,
                row(self.choose, self.without, None), gap=10,
            )
        )  # fmt: skip

    # ---- what is here

    def _changed(self, outcome: Outcome) -> None:
        if outcome.kinds & {"boundary", "place"}:
            self.read()

    def read(self) -> None:
        """Look again."""
        if self._context.is_open:
            store = self._context.store
            Job(lambda: (store.boundary_packs(), store.backdrop())).then(self._show).otherwise(self._tell).start(self)

    def _show(self, here: Here) -> None:
        packs, backdrop = here
        at = self.list.currentRow()
        self.list.clear()
        for pack in packs:
            item = QListWidgetItem(pack_words(pack))
            item.setData(Qt.ItemDataRole.UserRole, pack.id)
            item.setToolTip(tip(f"{ltr(pack.file)}\n{pack.credit}".strip()))
            self.list.addItem(item)
        self.list.setCurrentRow(min(max(at, 0), len(packs) - 1))
        if not packs:
            empty = QListWidgetItem(say("No borders yet."))
            empty.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(empty)
        self.drop.setEnabled(bool(packs) and self.list.currentRow() >= 0)
        self.base.setText(backdrop_words(backdrop))
        self.without.setEnabled(backdrop is not None)

    def _tell(self, trouble: UserError) -> None:
        self.note.tell("warning", say_message(trouble.what), say_message(trouble.todo))

    # ---- what is done

    def take_out(self) -> None:
        """Forget the chosen borders; the file they came from brings them back."""
        item = self.list.currentItem()
        pack = str(item.data(Qt.ItemDataRole.UserRole) or "") if item is not None else ""
        if pack:
            told = say("The borders were taken out."), say("The file they came from brings them back.")
            self._do(lambda store: store.drop_boundaries(pack), told)

    def use_none(self) -> None:
        """Draw on no base map."""
        self._do(lambda store: store.drop_base_map(), (say("No base map is used any more. Its file stays."), ""))

    def use(self, file: str) -> None:
        """Draw on the pictures of a file."""
        self._do(lambda store: store.choose_base_map(Path(file)), (say("The map is drawn on this base map."), ""))

    def _choose_file(self) -> None:
        dialog = file_dialog(self, say("Choose a base map"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(say("Base maps") + " (*.mbtiles *.pmtiles)")
        dialog.fileSelected.connect(self.use)
        dialog.open()

    def _do(self, act: Callable[[Store], object], told: tuple[str, str]) -> None:
        store = self._context.store
        self.note.hide()

        def done(_: object) -> None:
            self.note.tell("ok", *told)
            self._context.announce(CHANGED)

        Job(lambda: act(store), writes=True).then(done).otherwise(self._tell).start(self)


def pack_words(pack: BoundaryPack) -> str:
    """A pack in one line: its name, then its levels with how many of their areas are places of the register."""
    levels = (
        say(
            "{level}: {areas} · known places: {places}",
            level=level_word(level),
            areas=say_n("{count} area", "{count} areas", areas),
            places=ltr(f"{places:,}"),
        )
        for level, areas, places in pack.levels
    )
    return "\n".join([ltr(pack.name), *(f"    {one}" for one in levels)])


def backdrop_words(backdrop: Backdrop | None) -> str:
    """The base map in words."""
    if backdrop is None:
        return say("No base map is used.")
    if backdrop.trouble is not None:
        return "\n".join(
            [ltr(backdrop.path), f"{say_message(backdrop.trouble.what)} {say_message(backdrop.trouble.todo)}"]
        )
    low, high = backdrop.zooms
    zooms = say("Zooms {low} to {high}.", low=ltr(str(low)), high=ltr(str(high)))
    return "\n".join(
        one for one in (f"{ltr(backdrop.name)} · {zooms}", ltr(backdrop.path), ltr(backdrop.credit)) if one
    )
