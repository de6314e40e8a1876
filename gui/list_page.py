"""A room that is a list: title and filters at the head, the table, sums at its foot, one record in the pane beside it.

The parts are the same for incidents and victims; what differs (columns, filters, pane, words) is the room's plan.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from gui import messages, theme
from gui.filter_fields import Condition, FilterField
from gui.filters import FilterRow
from gui.jobs import Job
from gui.known import Known
from gui.list_parts import Empty, Foot, PageHead
from gui.room import Page
from gui.rows import Column
from gui.say import rtl, say
from gui.table import RegisterTable
from gui.widgets import Button, clear, column
from storage import Listing, Query

if TYPE_CHECKING:
    from gui.context import Context
    from storage import Outcome

WIDE = 1200
"""Windows narrower than this show the pane as a drawer over the list."""
PANE = 352


class Pane(QWidget):
    """What stands beside a list: one record. A room derives from it.

    Signals:
        closing: the drawer should go away.
    """

    closing = Signal()

    def show_row(self, row: Any | None) -> None:
        """Show the record of this row of the list; None when there is none."""
        raise NotImplementedError


@dataclass
class Plan:
    """What makes a list page a room.

    Attributes:
        key: name of its settings; kind: the record kind; related: kinds whose changes alter the list too.
        columns, fields: the columns, and filter fields by column key.
        sort: column key and direction before anybody sorted.
        whole: words for all records (``1,246 incidents``).
        sums: chips for the foot of the page; picked: words about the selected rows for the status strip.
        nobody: line and action when the register has none; extras, buttons: parts of the head.
    """

    key: str
    kind: str
    title: str
    columns: Sequence[Column]
    fields: Mapping[str, FilterField]
    sort: tuple[str, bool]
    whole: Callable[[int], str]
    sums: Callable[[Any], Sequence[QWidget]]
    picked: Callable[[Any], str]
    nobody: Callable[[], Empty]
    pane: Pane
    related: frozenset[str] = frozenset()
    extras: Sequence[QWidget] = ()
    buttons: Sequence[QWidget] = ()
    side: QWidget | None = None
    pane_open: bool = True


class ListPage(Page):
    """A list with its filters and its pane."""

    def __init__(self, context: Context, known: Known, plan: Plan) -> None:
        super().__init__()
        self.context, self.known, self.plan = context, known, plan
        self.search = ""
        self.exact = False
        self._sorted_hits = False
        self.searching: Callable[[], Empty] | None = None
        self._total: int | None = None
        self._sort = plan.sort
        self._drawer = False
        self.beside: dict[str, Condition] = {}
        self.table = RegisterTable(plan.columns)
        self.filters = FilterRow(self.table.head, tuple(c.key for c in plan.columns), plan.fields)
        self.table.head.hold(self.filters)
        self.head = PageHead(plan.title, plan.extras, plan.buttons)
        self.foot = Foot(_keys())
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._lay_out()
        self._picking = QTimer(self, singleShot=True, interval=120)
        self._picking.timeout.connect(self._sum_selection)
        self._connect()
        self._recall()
        self.reload()

    # ---- what is asked

    def query(self) -> Query:
        """The list a person has asked for."""
        where = {key: condition.value for key, condition in self.conditions().items()}
        states = [state for state in where.pop("status", "").split(",") if state]
        withdrawn = "without" if "withdrawn" not in states else "only" if len(states) == 1 else "with"
        if states and withdrawn == "without":
            where["status"] = ",".join(states)
        column_key, descending = self.sorting()
        return Query(
            self.plan.kind,
            where=where,
            search=self.search,
            exact=self.exact,
            sort=self._column(column_key).sort if column_key else "",
            descending=descending,
            withdrawn=withdrawn,
        )

    def reload(self, *, keep: bool = False) -> None:
        """Ask the register; ``keep`` the place in the list when only its contents may have changed."""
        if not self.context.is_open:
            return
        query, store, known = self.query(), self.context.store, self.known
        key, descending = self.sorting()
        self.table.show_sort(self._column(key).sort if key else "", descending=descending)

        def listing() -> Listing:
            known.learn(store)
            return store.listing(query)

        self.table.show_listing(listing, keep=keep)
        if self._total is None:
            Job(lambda: store.listing(Query(self.plan.kind)).count()).then(self._show_total).start(self)

    def sorting(self) -> tuple[str, bool]:
        """Column key and direction; hits of a search come newest first until a head is clicked (ranking is slow)."""
        return ("", True) if self.search.strip() and not self._sorted_hits else self._sort

    def conditions(self) -> dict[str, Condition]:
        """All filters: those of the row under the heads and those set beside the list."""
        return {**self.beside, **self.filters.conditions()}

    def look(self, typed: str) -> None:
        """Search for what was typed."""
        self.search = typed
        self._sorted_hits = False
        self.reload()

    def ask(self, conditions: Mapping[str, Condition], search: str = "") -> None:
        """Filter by these conditions instead of the present ones."""
        self.filters.put(conditions)
        self.beside = {key: one for key, one in conditions.items() if key not in self.filters.fields}
        self.search = search
        self._filtered()

    # ---- the shell's side

    def state(self) -> dict[str, Any]:
        """Filters, sort and cursor, for the page in another language."""
        asked = {key: (c.value, c.words) for key, c in self.conditions().items()}
        return {"filters": asked, "sort": self._sort, "record": self.table.current_id(), "search": self.search}

    def restore(self, state: dict[str, Any]) -> None:
        """Take up filters and sort; their words are those of the other language until they are asked anew."""
        self._sort = tuple(state.get("sort", self._sort))
        self.ask({k: Condition(*v) for k, v in state.get("filters", {}).items()}, state.get("search", ""))
        if state.get("record"):
            self.show_record(state["record"])

    def entered(self) -> None:
        """The list takes the keyboard."""
        self.table.setFocus()

    def show_record(self, record_id: str) -> None:
        """Put the cursor on a record, taking filters away when they hide it."""
        store, kind = self.context.store, self.plan.kind
        find = Job(lambda: store.listing(Query(kind)).number_of(record_id))
        find.then(lambda number: self._show_number(record_id, number)).start(self)

    def new_record(self) -> None:
        """Open the form of a new record."""
        self.context.open(self.plan.kind, None)

    def _show_number(self, record: str, number: int | None) -> None:
        if number is None or self.table.look_for(number):
            return
        if self.search or self.conditions():
            self.table.await_number(number)
            self.ask({})

    # ---- building

    def _lay_out(self) -> None:
        listing = QWidget()
        listing.setLayout(column(self._stack, self.foot, gap=0))
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        if self.plan.side is not None:
            self._split.addWidget(self.plan.side)
        self._split.addWidget(listing)
        self._split.setStretchFactor(self._split.indexOf(listing), 1)
        self.plan.pane.setParent(self)
        self.plan.pane.hide()
        self.setLayout(column(self.head, self._split, gap=0))
        nothing = QWidget()
        self._empty = column()
        nothing.setLayout(self._empty)
        self._stack.addWidget(nothing)

    def _connect(self) -> None:
        table, plan = self.table, self.plan
        table.opened.connect(lambda record: self.context.open(plan.kind, record))
        table.current_row.connect(plan.pane.show_row)
        table.selection_moved.connect(self._picking.start)
        table.pane_asked.connect(self._turn_pane)
        table.filter_asked.connect(lambda: self.filters.take_focus(table.currentIndex().column()))
        table.clear_asked.connect(self._escape)
        table.sort_asked.connect(self._sorted)
        table.head.moved_or_sized.connect(self._remember)
        table.rows.counted.connect(self._counted)
        table.rows.trouble.connect(messages.tell)
        self.filters.changed.connect(self._filtered)
        self.filters.left.connect(table.setFocus)
        self.head.unfiltered.connect(self._unfilter)
        plan.pane.closing.connect(self._turn_pane)
        self._split.splitterMoved.connect(self._remember)
        self.context.changed.connect(self._changed)
        self.context.reopened.connect(self.reload)

    def _column(self, key: str) -> Column:
        return next((one for one in self.plan.columns if one.key == key), self.plan.columns[0])

    # ---- what happens

    def _filtered(self) -> None:
        self.head.show_conditions({key: c.words for key, c in self.conditions().items()})
        self.reload()

    def _unfilter(self, key: str) -> None:
        self.beside = {name: one for name, one in self.beside.items() if key and name != key}
        self.filters.clear(key)
        self.table.setFocus()

    def _escape(self) -> None:
        if self._drawer and self.plan.pane.isVisible() and not self._wide():
            self._turn_pane()
        elif self.conditions():
            self._unfilter("")

    def _sorted(self, key: str, descending: bool) -> None:
        self._sort = (key, descending)
        self._sorted_hits = True
        self._remember()
        self.reload()

    def _changed(self, outcome: Outcome) -> None:
        if outcome.kinds & ({self.plan.kind} | self.plan.related):
            self._total = None
            self.known.forget()
            self.reload(keep=True)

    def _counted(self, shown: int) -> None:
        self._show_count()
        if shown:
            self._stack.setCurrentIndex(0)
            listing = self.table.rows.listing
            if listing is not None:
                Job(listing.totals).then(self._show_sums).start(self)
            return
        self.foot.show_sums("", [])
        clear(self._empty)
        self._empty.addWidget(self._nothing())
        self._stack.setCurrentIndex(1)

    def _nothing(self) -> Empty:
        if self.search and self.searching is not None:
            return self.searching()
        if self.conditions():
            back = Button(say("Clear filters"), "x", "Esc")
            back.clicked.connect(lambda: self._unfilter(""))
            return Empty(say("Nothing fits these filters."), back)
        return self.plan.nobody()

    def _show_total(self, total: int) -> None:
        self._total = total
        self._show_count()

    def _show_count(self) -> None:
        shown = self.table.rows.rowCount()
        if self.table.rows.complete:
            self.head.show_count(shown, self._total, self.plan.whole(shown))

    def _show_sums(self, totals: Any) -> None:
        self.foot.show_sums(say("Sum of shown:"), self.plan.sums(totals))

    def _sum_selection(self) -> None:
        spans, listing = self.table.chosen(), self.table.rows.listing
        if listing is None or self.table.chosen_count() < 2:
            self.totals.emit("")
            return
        numbers = self.table.rows.numbers(spans)
        Job(lambda: listing.totals(numbers)).then(lambda got: self.totals.emit(self.plan.picked(got))).start(self)

    # ---- pane and sizes

    def _wide(self) -> bool:
        return self.window().width() >= WIDE

    def _turn_pane(self) -> None:
        shown = not self.plan.pane.isVisible()
        if self._wide():
            self.context.remember(f"{self.plan.key}.pane", shown)
        self._drawer = shown
        self._arrange()
        if not shown:
            self.table.setFocus()

    def _arrange(self) -> None:
        pane = self.plan.pane
        if self._wide():
            if self._split.indexOf(pane) < 0:
                self._split.addWidget(pane)
                self._split.setStretchFactor(self._split.indexOf(pane), 0)
            pane.setMinimumWidth(theme.px(300))
            pane.setVisible(bool(self.context.setting(f"{self.plan.key}.pane", self.plan.pane_open)))
            self._split_sizes()
        else:
            if self._split.indexOf(pane) >= 0:
                pane.setParent(self)
                self._drawer = False
            width = min(theme.px(PANE), self.width() - 60)
            top = self.head.height()
            pane.setGeometry(QRect(0 if rtl() else self.width() - width, top, width, self.height() - top))
            pane.setVisible(self._drawer)
            pane.raise_()

    def _split_sizes(self) -> None:
        place = self._split.indexOf(self.plan.pane)
        sizes: list[int] = self._split.sizes()
        wanted = int(self.context.setting(f"{self.plan.key}.pane_width", theme.px(PANE)))
        if place > 0 and abs(sizes[place] - wanted) > 1 and any(sizes):
            sizes[place - 1] += sizes[place] - wanted
            sizes[place] = wanted
            self._split.setSizes(sizes)

    def _remember(self) -> None:
        self.context.remember(f"{self.plan.key}.columns", self.table.head.layout_kept())
        self.context.remember(f"{self.plan.key}.sort", list(self._sort))
        if self._wide() and self.plan.pane.isVisible():
            self.context.remember(f"{self.plan.key}.pane_width", self.plan.pane.width())

    def _recall(self) -> None:
        kept = self.context.setting(f"{self.plan.key}.columns")
        if isinstance(kept, str):
            self.table.head.restore(kept)
        sort = self.context.setting(f"{self.plan.key}.sort")
        if isinstance(sort, list) and len(sort) == 2:
            self._sort = (str(sort[0]), bool(sort[1]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The pane becomes a drawer in a narrow window."""
        super().resizeEvent(event)
        self.head.make_narrow(narrow=not self._wide())
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        """Sizes are known now."""
        super().showEvent(event)
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc anywhere in the page goes back to the list."""
        if event.key() == Qt.Key.Key_Escape:
            self._escape()
            self.table.setFocus()
        else:
            super().keyPressEvent(event)


def _keys() -> list[tuple[tuple[str, ...], str]]:
    return [
        (("↑", "↓"), say("move")),
        (("Space",), say("pane")),
        (("F",), say("filter row")),
        (("?",), say("all keys")),
    ]
