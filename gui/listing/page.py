"""A room that is a list: title and filters at the head, the table, sums at its foot, one record in the pane beside it.

The parts are the same for incidents and victims; what differs (columns, filters, pane, words) is the room's plan.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from gui import messages
from gui.jobs import Job
from gui.known import Known
from gui.listing.asked_list import AskedList
from gui.listing.beside import Beside
from gui.listing.copying import Copying
from gui.listing.field_columns import moving, referred
from gui.listing.filter_fields import Condition
from gui.listing.keeping import Keeping
from gui.listing.named import NamedListing
from gui.listing.parts import Empty, Foot, PageHead
from gui.listing.plan import Pane, Plan
from gui.listing.progress import UnderWay
from gui.listing.totals import not_counted, picked_words, with_apart
from gui.printing.dialog import show_print
from gui.printing.wish import source_of_list
from gui.resting import Rest
from gui.say import say
from gui.table.rows import Column
from gui.widgets import Button, clear, column, label
from storage import Query

if TYPE_CHECKING:
    from gui.context import Context
    from storage import Outcome

__all__ = ["ListPage", "Pane", "Plan"]


class ListPage(AskedList):
    """A list with its filters and its pane."""

    def __init__(self, context: Context, known: Known, plan: Plan) -> None:
        super().__init__(context, known, plan)
        self._sorted_hits = False
        self.searching: Callable[[], Empty] | None = None
        self._total: int | None = None
        self._sort = plan.sort
        self.head = PageHead(plan.title, plan.extras, plan.buttons)
        self.foot = Foot(_keys())
        self.under_way = UnderWay()
        self.copying = Copying(self, self.under_way)
        self.keeping = Keeping(self, plan.key, self.filters.field, plan.told)
        self.head.offer(self.keeping.button)
        self._retold = True
        self._beside = Beside(context, plan, self, self.head)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._lay_out()
        self._picking = Rest(self, 120)
        self._picking.timeout.connect(self._sum_selection)
        self._connect()
        self._recall()
        self._begin()

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
            where={**where, **self.plan.within},
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

        def listing() -> NamedListing:
            known.learn(store)
            return NamedListing(store.listing(query), store, known, self._referred)

        self.table.show_listing(listing, keep=keep)
        if self._total is None:
            whole = Query(self.plan.kind, where=self.plan.within)
            Job(lambda: store.listing(whole).count()).then(self._show_total).start(self)

    def sorting(self) -> tuple[str, bool]:
        """Column key and direction; hits of a search come newest first until a head is clicked (ranking is slow)."""
        return ("", True) if self.search.strip() and not self._sorted_hits else self._sort

    def look(self, typed: str) -> None:
        """Search for what was typed."""
        self.search = typed
        self._sorted_hits = False
        self.reload()

    def ask(
        self,
        conditions: Mapping[str, Condition],
        search: str = "",
        *,
        sort: tuple[str, bool] | None = None,
        exact: bool = False,
    ) -> None:
        """Filter by these conditions instead of the present ones; ``sort`` as well, when it is given."""
        self.filters.put(conditions)
        self.beside = {key: one for key, one in conditions.items() if key not in self.filters.fields}
        self.search, self.exact, self._sorted_hits = search, exact, sort is not None
        self._sort = self._sort if sort is None else sort
        self._filtered()

    # ---- the shell's side

    def state(self) -> dict[str, Any]:
        """Filters, sort and cursor, for the page in another language."""
        asked = {key: (c.value, c.words) for key, c in self.conditions().items()}
        return {"filters": asked, "sort": self._sort, "record": self.table.current_id(),
                "search": self.search, "exact": self.exact}  # fmt: skip

    def restore(self, state: dict[str, Any]) -> None:
        """Take up filters and sort, their words in the language of now."""
        if not state:
            return
        self._sort = tuple(state.get("sort", self._sort))
        asked = {k: Condition(*v) for k, v in state.get("filters", {}).items()}
        self.ask(asked, state.get("search", ""), exact=bool(state.get("exact")))
        self._retold = False
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

    def print_page(self) -> None:
        """Ctrl+P: what is selected, all that is shown, or the record under the cursor."""
        if self.context.is_open and self.table.rows.complete:
            show_print(self.context, self, source_of_list(self))

    def _show_number(self, record: str, number: int | None) -> None:
        if number is None or self.table.look_for(number):
            return
        if self.search or self.conditions():
            self.table.await_number(number)
            self.ask({})

    # ---- building

    def _lay_out(self) -> None:
        listing = QWidget()
        listing.setLayout(column(self._stack, self.under_way, self.foot, gap=0))
        self._beside.hold(listing)
        self.setLayout(column(self.head, self._beside.split, gap=0))
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
        self.choosing.chosen.connect(self._columns_chosen)
        table.rows.counted.connect(self._counted)
        table.rows.trouble.connect(messages.tell)
        self.filters.changed.connect(self._filtered)
        self.filters.left.connect(table.setFocus)
        self.head.unfiltered.connect(self._unfilter)
        plan.pane.closing.connect(self._turn_pane)
        self._beside.split.splitterMoved.connect(self._remember)
        self.context.changed.connect(self._changed)
        self.context.reopened.connect(self.reload)

    def _column(self, key: str) -> Column:
        return next((one for one in self.columns if one.key == key), self.columns[0])

    def _referred(self) -> dict[str, str]:
        return referred(self.plan.kind, self.choosing.keys)

    def _begin(self) -> None:
        """Read for the first time: with the saved filter that has the star, if there is one."""
        first = self.keeping.first()
        if first is None:
            self.reload()
        else:
            self._retold = False
            self.ask(self.keeping.conditions(first), first.search, sort=first.sort, exact=first.exact)

    def _tell_again(self) -> None:
        """Names of places and teams are known now: the words of conditions that were kept are told anew."""
        self._retold = True
        asked = {key: (one.value, one.words) for key, one in self.conditions().items()}
        told = {key: self.keeping.condition(key, value, words) for key, (value, words) in asked.items()}
        self.filters.put(told)
        self.beside = {key: one for key, one in told.items() if key in self.beside}
        self.head.show_conditions({key: one.words for key, one in told.items()})

    # ---- what happens

    def _columns_chosen(self) -> None:
        self._remember()
        if self._referred():
            self.reload(keep=True)

    def _filtered(self) -> None:
        self.head.show_conditions({key: c.words for key, c in self.conditions().items()})
        self.reload()

    def _unfilter(self, key: str) -> None:
        self.beside = {name: one for name, one in self.beside.items() if key and name != key}
        self.filters.clear(key)
        self.table.setFocus()

    def _escape(self) -> None:
        if self.under_way.running:
            self.under_way.cancel()
        elif self._beside.drawn:
            self._turn_pane()
        elif self.conditions():
            self._unfilter("")

    def _sorted(self, key: str, descending: bool) -> None:
        self._sort = (key, descending)
        self._sorted_hits = True
        self._remember()
        self.reload()

    def _changed(self, outcome: Outcome) -> None:
        if outcome.kinds & (moving(self.plan.kind) | self.plan.related):
            self._total = None
            self.known.forget()
            self.reload(keep=True)

    def _counted(self, shown: int) -> None:
        if not self._retold:
            self._tell_again()
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
        parts, apart = self.plan.sums(totals), not_counted(totals)
        self.foot.show_sums(say("Sum of shown:"), [*parts, label(apart, "hint")] if apart and parts else parts)

    def _sum_selection(self) -> None:
        spans, listing = self.table.chosen(), self.table.rows.listing
        if listing is None or self.table.chosen_count() < 2:
            self.totals.emit("")
            return
        numbers = self.table.rows.numbers(spans)
        told = self.plan.picked or picked_words(self.plan.kind)
        Job(lambda: listing.totals(numbers)).then(lambda got: self.totals.emit(with_apart(told(got), got))).start(self)

    # ---- pane and sizes

    def _wide(self) -> bool:
        return self._beside.wide

    def _turn_pane(self) -> None:
        if not self._beside.turn():
            self.table.setFocus()

    def _remember(self) -> None:
        self.context.remember(f"{self.plan.key}.columns", self.table.head.layout_kept())
        self.context.remember(f"{self.plan.key}.sort", list(self._sort))
        self._beside.remember()

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
        self._beside.arrange()

    def showEvent(self, event: QShowEvent) -> None:
        """Sizes are known now."""
        super().showEvent(event)
        self._beside.arrange()

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
