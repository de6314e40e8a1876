"""Importing a table of places with P-codes: what it would do first, then only what was ticked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QTreeWidget, QTreeWidgetItem, QWidget

from gui.choosers import file_dialog
from gui.jobs import Pace
from gui.look import theme
from gui.places.plan_words import counts_words, item_words, sort_words
from gui.places.working import WorkDialog
from gui.say import ltr, say, say_message, say_n
from gui.tips import tip
from gui.widgets import Button, column, label, row, words_label
from storage import Cancelled, PackItem, PackPlan, PlaceBook, Taken

if TYPE_CHECKING:
    from gui.context import Context

MOST = 2000
"""Lines of one sort that are listed; the counts tell of all."""
ASKED = ("renamed", "moved", "recoded", "withdrawn", "back")


class TableDialog(WorkDialog):
    """Which file; what it would do; what was done.

    Attributes:
        plan: what the chosen file would do, None before one is read.
        tree: what is asked, with ticks; and what cannot be taken, with the reason.
    """

    def __init__(self, context: Context, parent: QWidget | None) -> None:
        self._context = context
        self.plan: PackPlan | None = None
        self.choose = Button(say("Choose a file…"), "folder-open")
        self.file = label("", "strong")
        self.counts = words_label("", "text")
        self.tree = _tree()
        self.tick = Button(say("Tick all"), "check-check")
        inside = QWidget()
        about = words_label(
            say(
                "A table of places with official codes (OCHA COD-AB), .xlsx or .csv. You see first what it would do. "
                "Records keep their places; what the table changes is yours to accept."
            ),
            "second",
        )
        head = row(self.choose, self.file, None, self.tick, gap=10)
        whole = column(about, head, self.counts, self.tree, gap=9, margins=(18, 0, 18, 0))
        whole.setStretch(3, 1)
        inside.setLayout(whole)
        do = Button(say("Bring in"), "arrow-down-to-line", "Ctrl+Enter", kind="primary").shortcut_key("Ctrl+Return")
        super().__init__(parent, say("Import a table of places"), inside, do, (860, 620))
        self.choose.clicked.connect(self._choose_file)
        self.tick.clicked.connect(self._tick_all)
        self.tree.itemChanged.connect(lambda *_: self._count_ticks())
        do.clicked.connect(self.take)
        self.tree.hide()
        self.tick.hide()
        do.setEnabled(False)
        self.choose.setFocus()

    def _choose_file(self) -> None:
        dialog = file_dialog(self, say("Choose a table of places"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(say("Tables") + " (*.xlsx *.csv *.tsv *.txt)")
        dialog.fileSelected.connect(self.read)
        dialog.open()

    # ---- what it would do

    def read(self, file: str) -> None:
        """Read a file and hold it against the register; nothing is written."""
        store, path = self._context.store, Path(file)
        self.plan = None
        self.tree.hide()
        self.tick.hide()
        self.counts.setText("")
        self.file.setText(ltr(path.name))

        def do(pace: Pace) -> PackPlan:
            from exports import read_pack

            table = read_pack(path, cancelled=lambda: pace.cancelled)
            if pace.cancelled:
                raise Cancelled
            return store.plan_pack(table)

        self.work(do, self._planned, say("Reading {file}…", file=ltr(path.name)), writes=False)

    def _planned(self, plan: PackPlan) -> None:
        self.plan = plan
        self.counts.setText(counts_words(plan))
        if plan.older:
            self.note.tell(
                "warning",
                say("This table is older than the one of {day} that is here.", day=ltr(plan.older)),
                say("Its names and areas may be out of date."),
            )
        self.tree.blockSignals(True)
        self.tree.clear()
        for what in (*ASKED, "collision"):
            self._group(what, plan)
        self._refusals(plan)
        self.tree.blockSignals(False)
        self.tree.setVisible(self.tree.topLevelItemCount() > 0)
        self.tick.setVisible(any(item.asked for item in plan.items))

    def _group(self, what: str, plan: PackPlan) -> None:
        items = [(at, item) for at, item in enumerate(plan.items) if item.what == what]
        if not items:
            return
        group = QTreeWidgetItem([f"{sort_words(what)}  ({ltr(str(len(items)))})"])
        group.setFont(0, theme.font("strong"))
        self.tree.addTopLevelItem(group)
        group.setFirstColumnSpanned(True)
        for at, item in items[:MOST]:
            group.addChild(_line(at, item, self._context.store.places))
        group.setExpanded(True)

    def _refusals(self, plan: PackPlan) -> None:
        if not plan.refused:
            return
        group = QTreeWidgetItem([f"{sort_words('refused')}  ({ltr(str(len(plan.refused)))})"])
        group.setFont(0, theme.font("strong"))
        self.tree.addTopLevelItem(group)
        group.setFirstColumnSpanned(True)
        for one in plan.refused[:MOST]:
            where = say("{sheet}, row {row}", sheet=one.sheet, row=one.row)
            told = QTreeWidgetItem([where, one.column, say_message(one.what), say_message(one.todo)])
            told.setToolTip(2, tip(say_message(one.what)))
            told.setToolTip(3, tip(say_message(one.todo)))
            group.addChild(told)
        group.setExpanded(True)

    # ---- ticks

    def ticked(self) -> list[int]:
        """The numbers of the items that are ticked."""
        return [
            int(line.data(0, Qt.ItemDataRole.UserRole))
            for line in self._lines()
            if line.checkState(0) is Qt.CheckState.Checked
        ]

    def _lines(self) -> list[QTreeWidgetItem]:
        groups = [self.tree.topLevelItem(at) for at in range(self.tree.topLevelItemCount())]
        lines = [group.child(at) for group in groups if group is not None for at in range(group.childCount())]
        return [line for line in lines if line is not None and line.data(0, Qt.ItemDataRole.UserRole) is not None]

    def _tick_all(self) -> None:
        plan = self.plan
        if plan is None:
            return
        wanted, lines = set(plan.sure()), self._lines()
        on = not all(
            line.checkState(0) is Qt.CheckState.Checked
            for line in lines
            if line.data(0, Qt.ItemDataRole.UserRole) in wanted
        )
        self.tree.blockSignals(True)
        for line in lines:
            if line.data(0, Qt.ItemDataRole.UserRole) in wanted:
                line.setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.tree.blockSignals(False)
        self._count_ticks()

    def _count_ticks(self) -> None:
        ticked = len(self.ticked())
        new = self.plan.counts()["new"] if self.plan is not None else 0
        self.do.setEnabled(self.plan is not None and bool(new or ticked))
        parts = [say_n("{count} new place", "{count} new places", new)] if new else []
        parts += [say_n("{count} change", "{count} changes", ticked)] if ticked else []
        self.do.set_word(say("Bring in: {what}", what=say(", ").join(parts)) if parts else say("Bring in"))

    def rested(self) -> None:
        """After reading: what can be brought in; after bringing in: nothing more."""
        self._count_ticks()
        (self.do if self.do.isEnabled() else self.choose).setFocus()

    # ---- bringing in

    def take(self) -> None:
        """Bring in the new places and what is ticked."""
        plan, store, accepted = self.plan, self._context.store, self.ticked()
        if plan is None:
            return

        def do(pace: Pace) -> Taken:
            return store.take_pack(plan, accepted, progress=pace.step)

        self.work(do, self._taken, say("Bringing in {table}…", table=ltr(plan.table.label)), writes=True)

    def _taken(self, done: Taken) -> None:
        self._context.announce(done.outcome)
        self.plan = None
        self.tree.hide()
        self.tick.hide()
        self.counts.setText("")
        new = say_n("{count} new place", "{count} new places", done.added)
        changed = say_n("{count} change", "{count} changes", done.accepted)
        undo = say("Ctrl+Z takes the changes back.") if done.accepted else ""
        told = say(", ").join([new, *([changed] if done.accepted else [])])
        self.note.tell("ok", say("Brought in: {what}.", what=told), undo)


def _tree() -> QTreeWidget:
    tree = QTreeWidget()
    tree.setColumnCount(4)
    tree.setHeaderLabels([say("Place"), say("Code"), say("Here"), say("In the table")])
    tree.setAccessibleName(say("What the table would change"))
    tree.setUniformRowHeights(True)
    tree.setRootIsDecorated(False)
    for at, width in enumerate((270, 110, 200)):
        tree.setColumnWidth(at, theme.px(width))
    return tree


def _line(at: int, item: PackItem, book: PlaceBook) -> QTreeWidgetItem:
    line = QTreeWidgetItem(item_words(item, book))
    if item.asked:
        line.setData(0, Qt.ItemDataRole.UserRole, at)
        line.setFlags(line.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        line.setCheckState(0, Qt.CheckState.Unchecked)
    for column_number in range(4):
        line.setToolTip(column_number, tip(line.text(column_number)))
    return line
