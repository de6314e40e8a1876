"""Taking in borders of areas: what is in the file and which places its areas are, then, by one button, for the map."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.choosers import file_dialog
from gui.jobs import Pace
from gui.look import theme
from gui.places.working import WorkDialog
from gui.say import ltr, say, say_message, say_n, words
from gui.tips import tip
from gui.widgets import Button, Labelled, column, label, row, words_label
from storage import Outcome, UserError

if TYPE_CHECKING:
    from exports import BoundaryLayerPlan, BoundaryPlan
    from gui.context import Context

MOST = 200
"""Areas without a place, and parts left out, that are listed; the counts tell of all."""
CHANGED = Outcome(kinds=frozenset({"boundary"}))
"""What is announced when borders came or went."""


class BordersDialog(WorkDialog):
    """Which file; what is in it; what was taken in.

    Attributes:
        plan: what the chosen file would bring, None before one is read.
        tree: its levels; below them areas that are no place of the register, and what is left out.
    """

    topic = "map_settings"

    def __init__(self, context: Context, parent: QWidget | None) -> None:
        self._context = context
        self.plan: BoundaryPlan | None = None
        self._path: Path | None = None
        self.choose = Button(say("Choose a file…"), "folder-open")
        self.file = label("", "strong")
        self.tree = _tree()
        self.level = _levels()
        self.named, self.credit = QLineEdit(), QLineEdit()
        for field in (self.named, self.credit):
            field.setMaxLength(200)
        self.credit.setPlaceholderText(say("as OCHA, or the office that made them"))
        self.fields = QWidget()
        inside = QWidget()
        inside.setLayout(self._laid_out())
        do = Button(say("Take in"), "arrow-down-to-line", "Ctrl+Enter", kind="primary").shortcut_key("Ctrl+Return")
        super().__init__(parent, say("Take in borders"), inside, do, (860, 600))
        self.choose.clicked.connect(self._choose_file)
        self.level.activated.connect(lambda _: self._again())
        do.clicked.connect(self.take)
        self.tree.hide()
        self.fields.hide()
        do.setEnabled(False)
        self.choose.setFocus()

    def _laid_out(self) -> QVBoxLayout:
        about = words_label(
            say(
                "Administrative boundaries as GeoJSON, TopoJSON or a shapefile (.shp, or the .zip it came in), in any "
                "usual coordinate system. Each area finds its place by its P-code, else by its name. Nothing is "
                "written before you take them in."
            ),
            "second",
        )
        fields = row(
            Labelled(say("Name"), self.named), Labelled(say("Whose borders they are"), self.credit),
            Labelled(say("Level"), self.level), gap=12,
        )  # fmt: skip
        self.fields.setLayout(fields)
        head = row(self.choose, self.file, None, gap=10)
        whole = column(about, head, self.tree, self.fields, None, gap=9, margins=(18, 0, 18, 0))
        whole.setStretch(2, 20)  # what remains below when there is nothing to list
        return whole

    def promises(self) -> tuple[str, str]:
        """What cancelling will leave, and what it left."""
        return say("Cancelling leaves the map as it was."), say("The map is as it was.")

    def _choose_file(self) -> None:
        dialog = file_dialog(self, say("Choose borders"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(say("Borders") + " (*.geojson *.json *.topojson *.shp *.zip)")
        dialog.fileSelected.connect(self.read)
        dialog.open()

    # ---- what is in it

    def read(self, file: str) -> None:
        """Look through a file; nothing is written."""
        self._path = Path(file)
        self.level.setCurrentIndex(0)
        self.named.clear()
        self._again()

    def _again(self) -> None:
        path, store, level = self._path, self._context.store, self.level.currentData()
        if path is None:
            return
        self.plan = None
        self.tree.hide()
        self.fields.hide()
        self.file.setText(ltr(path.name))

        def do(pace: Pace) -> BoundaryPlan:
            from exports import read_boundaries

            return read_boundaries(path, store, level=level, progress=pace.step)

        self.work(do, self._planned, say("Reading {file}…", file=ltr(path.name)), writes=False)

    def _planned(self, plan: BoundaryPlan) -> None:
        self.plan = plan
        if not self.named.text():
            self.named.setText(plan.name)
        self.tree.clear()
        for layer in plan.layers:
            self._layer(layer)
        self._left_out(plan)
        self.tree.show()
        self.fields.show()
        if not plan.levels:
            self.note.tell(
                "warning",
                say("Of what level these areas are, neither the file nor the places of the register tell."),
                say("Choose the level below."),
            )

    def _layer(self, layer: BoundaryLayerPlan) -> None:
        found = QTreeWidgetItem(
            [
                ltr(layer.file), level_word(layer.level), *(ltr(f"{one:,}") for one in (
                    len(layer.areas), layer.by_code, layer.by_name, len(layer.unknown), layer.mended)),
            ]
        )  # fmt: skip
        for at in range(2, 7):
            found.setTextAlignment(at, Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        self.tree.addTopLevelItem(found)
        for area in layer.unknown[:MOST]:
            row_told = area.told.row
            name = " · ".join(dict.fromkeys(one for one in (row_told.name_en, row_told.name_ar) if one))
            told = QTreeWidgetItem([say("No place: {name}", name=name or "—"), ltr(row_told.code)])
            found.addChild(told)
            told.setToolTip(0, tip(told.text(0)))
        found.setExpanded(0 < len(layer.unknown) <= 20)

    def _left_out(self, plan: BoundaryPlan) -> None:
        if not plan.refused:
            return
        group = QTreeWidgetItem([say_n("{count} part left out", "{count} parts left out", len(plan.refused))])
        group.setFont(0, theme.font("strong"))
        self.tree.addTopLevelItem(group)
        group.setFirstColumnSpanned(True)
        for one in plan.refused[:MOST]:
            where = say("{sheet}, row {row}", sheet=one.sheet, row=one.row)
            told = QTreeWidgetItem([f"{where}: {say_message(one.what)}"])
            told.setToolTip(0, tip(told.text(0)))
            group.addChild(told)
            told.setFirstColumnSpanned(True)

    # ---- taking in

    def take(self) -> None:
        """Keep the borders."""
        plan, store = self.plan, self._context.store
        if plan is None or not plan.levels:
            return
        name, credit = self.named.text().strip(), self.credit.text().strip()

        def do(pace: Pace) -> str:
            from exports import take_boundaries

            return take_boundaries(store, plan, name=name, credit=credit, progress=pace.step)

        self.work(do, self._taken, say("Making {name} ready to draw…", name=ltr(name or plan.name)), writes=True)

    def _taken(self, _pack: str) -> None:
        self._context.announce(CHANGED)
        plan, self.plan = self.plan, None
        areas = sum(len(layer.areas) for layer in plan.layers if layer.level is not None) if plan is not None else 0
        self.tree.hide()
        self.fields.hide()
        self.note.tell(
            "ok", say_n("Taken in: {count} area.", "Taken in: {count} areas.", areas), say("The map draws them.")
        )

    def _refuse(self, trouble: UserError) -> None:
        super()._refuse(trouble)
        self.plan = None

    def rested(self) -> None:
        """After reading: what can be taken in; after taking in: nothing more."""
        self.do.setEnabled(self.plan is not None and bool(self.plan.levels))
        (self.do if self.do.isEnabled() else self.choose).setFocus()


def level_word(level: int | None) -> str:
    """A level of places in words."""
    return say("level unknown") if level is None else words().code("place-level", str(level))


def _levels() -> QComboBox:
    levels = QComboBox()
    levels.addItem(say("as found"), None)
    for level in range(5):
        levels.addItem(level_word(level), level)
    return levels


def _tree() -> QTreeWidget:
    tree = QTreeWidget()
    heads = (say("File"), say("Level"), say("Areas"), say("By code"), say("By name"), say("No place"), say("Mended"))
    tree.setColumnCount(len(heads))
    tree.setHeaderLabels(list(heads))
    tree.setAccessibleName(say("What is in the file"))
    tree.setUniformRowHeights(True)
    head = tree.header()
    head.setStretchLastSection(False)
    head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    for at, width in enumerate((120, 80, 90, 90, 90, 80), 1):
        tree.setColumnWidth(at, theme.px(width))
    for at in range(2, len(heads)):
        tree.headerItem().setTextAlignment(at, Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
    return tree
