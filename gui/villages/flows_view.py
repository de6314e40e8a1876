"""The Flows view: a period, an area, a level; the matrix or the table of places; the movements behind a cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from gui import messages
from gui.jobs import Job
from gui.known import COARSE, Known, codes
from gui.listing.conditions import periods, read_days
from gui.listing.filter_fields import CodeFilter, PlaceFilter, TypedFilter
from gui.listing.parts import Empty
from gui.look import theme
from gui.printing.dialog import show_print
from gui.printing.wish import source_of_table
from gui.room import Page
from gui.say import say
from gui.villages.balance import ends_words
from gui.villages.copying import copy_lines, copying
from gui.villages.flows_table import (
    OTHERS,
    TOTAL,
    FlowsTable,
    Line,
    community_columns,
    community_lines,
    matrix_columns,
    matrix_lines,
    place_words,
)
from gui.villages.movements_card import MovementsCard, Ready
from gui.villages.moves import Move, count_words, move_of
from gui.widgets import Button, Segmented, clear, column, label, row, words_label
from storage import Day, DayValue, Flow, Flows, Period

if TYPE_CHECKING:
    from gui.context import Context
    from storage import Outcome

KINDS = frozenset({"movement", "place"})
LEVELS = (1, 2, 3, 4)
MOST = 400
"""Movements behind a cell that are listed."""


class FlowsView(Page):
    """Where people came from and went to.

    Signals:
        verb(str, str): what is to be done with which movement, see ``VillageDetail.verb``.
    """

    verb = Signal(str, str)

    def __init__(self, context: Context, known: Known) -> None:
        super().__init__()
        self.context, self.known = context, known
        self.flows: Flows | None = None
        self.table: FlowsTable | None = None
        self.behind: MovementsCard | None = None
        self._lines: list[Line] = []
        self._turn = 0
        self.period = TypedFilter(say("Period"), partial(read_days, known), say("any day"), partial(periods, known))
        self.area = PlaceFilter(say("Place"), known.suggest)
        self.direction = CodeFilter(say("Direction"), lambda: codes("direction"))
        words_ = (say("Governorate"), say("District"), say("Sub-district"), say("Community"))
        self.level = Segmented(
            [(n, word, "") for n, word in zip(LEVELS, words_, strict=True)], say("Level"), current=3
        )
        shapes = [("matrix", say("From and to"), ""), ("communities", say("By place"), "")]
        self.shape = Segmented(shapes, say("Table"), current="matrix")
        self.copy = Button(say("Copy as table"), "copy", "Ctrl+C")
        self.told = words_label("", "hint")
        self._above = QVBoxLayout()
        self._below = QVBoxLayout()
        self._lay_out()
        self._connect()
        self.reload()

    def _lay_out(self) -> None:
        for field, width in ((self.period, 150), (self.area, 150), (self.direction, 120)):
            field.setFixedSize(theme.px(width), theme.height("button"))
            for part in field.findChildren(QWidget):
                part.setMaximumHeight(theme.height("button"))
        head = row(self.period, self.area, self.direction, self.level, None, gap=8)
        second = row(self.told, self.shape, self.copy, gap=8)
        second.setStretch(0, 1)
        upper, self.under = QWidget(), QWidget()
        upper.setLayout(self._above)
        self.under.setLayout(self._below)
        for layout in (self._above, self._below):
            layout.setContentsMargins(0, 0, 0, 0)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(upper)
        split.addWidget(self.under)
        split.setStretchFactor(0, 1)
        self.under.hide()
        self.setLayout(column(head, second, split, gap=8, margins=(14, 4, 14, 12)))

    def _connect(self) -> None:
        for field in (self.period, self.area, self.direction):
            field.changed.connect(self.reload)
            field.left.connect(self.entered)
        self.level.chosen.connect(lambda _: self.reload())
        self.shape.chosen.connect(lambda _: self._show())
        self.copy.clicked.connect(self.copy_table)
        self.context.changed.connect(self._changed)
        self.context.reopened.connect(self.reload)

    def entered(self) -> None:
        """The table takes the keyboard."""
        self._entering = self.table is None
        if self.table is not None:
            self.table.setFocus()

    _entering = False

    def asked(self) -> Period:
        """The period and the area asked for."""
        value = self.period.condition().value
        days = Day().load(value) if value else None
        first, last = (days.first, days.last) if isinstance(days, DayValue) else (None, None)
        return Period(first, last, self.area.condition().value or None)

    def reload(self) -> None:
        """Read the flows asked for."""
        if not self.context.is_open:
            return
        self._turn += 1
        turn, store, known, period, level = (
            self._turn,
            self.context.store,
            self.known,
            self.asked(),
            self.level.value(),
        )

        def read() -> Flows:
            known.learn(store)
            return store.flows(period, int(str(level)))

        Job(read).then(lambda flows: self._taken(turn, flows)).otherwise(messages.tell).start(self)

    def _taken(self, turn: int, flows: Flows) -> None:
        if turn == self._turn:
            self.flows = flows
            self._show()

    def _changed(self, outcome: Outcome) -> None:
        if outcome.kinds & KINDS:
            self.known.forget()
            self.reload()

    def _show(self) -> None:
        flows = self.flows
        if flows is None:
            return
        had = self.table is not None and self.table.hasFocus()
        clear(self._above)
        self.under.hide()
        self.table = None
        directions = [one for one in self.direction.condition().value.split(",") if one]
        matrix = flows.matrix(*directions)
        self._say(matrix.total, len(flows.replaced))
        if not matrix.total.movements:
            self._above.addWidget(Empty(say("No movement in this period and place.")))
            return
        if self.shape.value() == "matrix":
            columns, self._lines = matrix_lines(matrix)
            self.table = FlowsTable(matrix_columns(columns, self.known))
        else:
            self._lines = community_lines(flows)
            self.table = FlowsTable(community_columns(self.known))
        lines = self._lines
        self.table.cell_opened.connect(self.open_cell)
        leaves = int(str(self.level.value())) <= COARSE
        self.copy.setEnabled(leaves)
        self.copy.setToolTip(
            "" if leaves else say("Arrival places leave the register no closer than the sub-district.")
        )
        if leaves:
            copying(self.table)
        self._above.addWidget(self.table)
        self.table.show_listing(lambda: Ready(lines))
        if had or self._entering:
            self._entering = False
            self.table.setFocus()

    def _say(self, total: Flow, replaced: int) -> None:
        told = say(
            "{movements}, {people} people", movements=count_words(total.count), people=ends_words(total.persons)
        )
        if replaced:
            told = say("{told}; accounts of the same people left out: {count}", told=told, count=replaced)
        self.told.setText(told)

    def copy_table(self) -> None:
        """The whole table on the clipboard, to be pasted into a spreadsheet."""
        if self.table is not None and self.copy.isEnabled():
            self.table.selectAll()
            copy_lines(self.table, heads=True)

    def print_page(self) -> None:
        """Ctrl+P: the table, as far as it may leave."""
        if self.table is None or not self.context.is_open:
            return
        if not self.copy.isEnabled():
            self.context.told.emit("warning", self.copy.toolTip(), say("Choose a coarser level to copy or print."))
            return
        asked = [one.condition().words for one in (self.period, self.area, self.direction) if one.condition().value]
        source = source_of_table(self.table, say("Flows"), "sijill-flows")
        show_print(self.context, self, replace(source, within=" · ".join([*asked, self.told.text()])))

    # ---- the movements behind a cell

    def movements_of(self, line: str, key: str) -> tuple[str, ...]:
        """The ids of the movements behind a cell."""
        found = next((one for one in self._lines if one.id == line), None)
        if found is None:
            return ()
        if key in found.flows:
            return tuple(found.flows[key].movements)
        every = (one for flow in found.flows.values() for one in flow.movements)
        return tuple(dict.fromkeys(every))

    def open_cell(self, line: str, key: str) -> None:
        """Show the movements of a cell below the table."""
        ids, store = self.movements_of(line, key), self.context.store
        if not ids:
            return
        title = self._cell_words(line, key)
        wanted = ids[:MOST]

        def read() -> list[Move]:
            moves = [move_of(one.values, one.id) for one in store.read_many("movement", wanted)]
            return sorted(moves, key=lambda one: (one.first or date.min, one.id))

        Job(read).then(lambda moves: self._show_moves(title, moves)).otherwise(messages.tell).start(self)

    def _cell_words(self, line: str, key: str) -> str:
        if self.shape.value() != "matrix":
            return place_words(line, self.known)
        if line == TOTAL and key == TOTAL:
            return say("All movements")
        from_ = say("everywhere") if line == TOTAL else place_words(line, self.known)
        to = say("everywhere") if key in (TOTAL, OTHERS) else place_words(key, self.known)
        return say("From {origin} to {goal}", origin=from_, goal=to)

    def _show_moves(self, title: str, moves: Sequence[Move]) -> None:
        clear(self._below)
        self.behind = MovementsCard(moves, self.known, shown=7 if self.height() > theme.px(600) else 4)
        self.behind.table.opened.connect(lambda record: self.verb.emit("open", record))
        self.behind.table.verb.connect(self.verb)
        away = Button(say("Close"), "x", "Esc")
        away.clicked.connect(self._close_moves)
        self._below.addLayout(row(label(title, "strong"), None, away))
        self._below.addWidget(self.behind)
        self.under.show()
        self.behind.table.setFocus()

    def _close_moves(self) -> None:
        self.under.hide()
        self.entered()

    def keyPressEvent(self, event: Any) -> None:
        """Esc goes back from the movements to the table."""
        if event.key() == Qt.Key.Key_Escape and self.under.isVisible():
            self._close_moves()
        else:
            super().keyPressEvent(event)
