"""The rows of a list: their whole order in memory (8 bytes a row), the rows themselves read page by page.

A listing answers in three steps, each in the reader's thread: its first rows at once, then the order of all of them,
then the pages a person scrolls to. A row that has not come yet is painted as a soft bar and takes its place when it
arrives; only what is on the screen is asked for, so a long drag never queues pages nobody sees.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from gui.jobs import Job
from gui.table.cells import EMPTY, Cell, Painter, plain
from gui.tips import tip

PAGE = 200
FIRST = 60
"""Rows read before the whole order is known: a screen and a half."""
REST = 40
"""Milliseconds the first rows stand before the whole order is asked for: while typing, only first rows are read."""
KEPT = 16
"""Pages kept: 3,200 rows; more would only give the garbage collector more to look at."""

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_TIP = int(Qt.ItemDataRole.ToolTipRole)
_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
_HORIZONTAL = Qt.Orientation.Horizontal
Index = QModelIndex | QPersistentModelIndex


class Row(Protocol):
    """One row of a listing: its id and its values by column."""

    @property
    def id(self) -> str:
        """The record's id."""

    def __getitem__(self, column: str) -> Any: ...


class Listing(Protocol):
    """An answer of the store, see ``Store.listing``. Every method is called in a reader thread."""

    def first(self, limit: int) -> tuple[Sequence[int], Mapping[int, Any]]:
        """The numbers and rows of the first page."""

    def order(self) -> array[int]:
        """The numbers of all rows, in order."""

    def rows(self, numbers: Sequence[int]) -> Mapping[int, Any]:
        """The rows of these numbers."""


@dataclass(frozen=True)
class Column:
    """A column of a register list.

    Attributes:
        key: its stable name: in settings, for sorting and filtering.
        title: the head, in the language spoken now.
        width: pixels before anybody changed it.
        show: makes the cell of a row.
        paint: how the cell is painted.
        sort: the column the store sorts by; "" when one cannot sort by it.
        tip: one line that explains the head.
        only: shown only in this mode of the list (``"search"``).
        copied: what a copy or a print says in place of the words of the cell (a day with its year).
        more: not shown until somebody asks for it in the column chooser.
    """

    key: str
    title: Callable[[], str]
    width: int
    show: Callable[[Any], Cell]
    paint: Painter = plain
    sort: str = ""
    tip: Callable[[], str] | None = None
    only: str = ""
    copied: Callable[[Any], str] | None = None
    more: bool = False


@dataclass
class _Answer:
    """What one reading brought: the order (or its beginning) and some rows by number."""

    listing: Listing
    order: array[int]
    rows: Mapping[int, Any]
    places: Mapping[int, int] = field(default_factory=dict)


class Rows(QAbstractTableModel):
    """The model of a register list.

    Signals:
        arrived: rows on the screen came in.
        counted: the whole order is known; the number of rows.
        trouble: the listing could not be read (the exception).
    """

    arrived = Signal()
    counted = Signal(int)
    trouble = Signal(object)

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._made = tuple(enumerate(column.show for column in self.columns))
        self.complete = False
        self._listing: Listing | None = None
        self._order: array[int] = array("q")
        self._rows: OrderedDict[int, Any] = OrderedDict()
        self._cells: dict[int, tuple[Cell, ...]] = {}
        self._wanted: set[int] = set()
        self._reading = False
        self._turn = 0
        self._visible = range(0)
        self._places: Mapping[int, int] = {}
        self._listing_jobs: list[Job[Any]] = []

    def show(self, ask: Callable[[], Listing], *, keep: bool = False, watch: Iterable[int] = ()) -> None:
        """Show the listing that ``ask`` gets from the store (called in a reader thread).

        ``keep``: what is on the screen stays until the new order and its rows are there (the same list read again);
        where the rows of ``watch`` then stand is found in the thread as well.
        """
        watched = frozenset(watch)
        self._turn += 1
        turn, seen = self._turn, self._visible
        for job in self._listing_jobs:
            job.cancel()
        self._listing_jobs.clear()
        if keep and self._order:
            self._list(Job(lambda: _whole(ask(), seen, watched)).then(lambda got: self._take_whole(turn, got)))
        else:
            self._list(Job(lambda: _first(ask())).then(lambda got: self._take_first(turn, got)))

    @property
    def listing(self) -> Any | None:
        """The listing shown now."""
        return self._listing

    def cells(self, position: int) -> tuple[Cell, ...] | None:
        """The cells of the row at ``position``; None (and it is asked for) when it has not come yet."""
        number = self._order[position]
        ready = self._cells.get(number)
        if ready is not None:
            return ready
        row = self._rows.get(number)
        if row is None:
            self._wanted.add(position // PAGE)
            return None
        made = [EMPTY] * len(self.columns)
        for index, show in self._made:
            made[index] = show(row)
        ready = self._cells[number] = tuple(made)
        return ready

    def show_columns(self, shown: Iterable[int]) -> None:
        """Make cells of these columns only; those nobody sees cost nothing."""
        made = tuple((index, self.columns[index].show) for index in shown)
        if made != self._made:
            self._made = made
            self._cells.clear()

    def ready(self, position: int) -> tuple[Cell, ...] | None:
        """The cells of a row if it has come; nothing is asked for."""
        return self.cells(position) if self.row_at(position) is not None else None

    def struck(self, position: int) -> bool:
        """Whether the record at ``position`` was withdrawn."""
        row = self._rows.get(self._order[position])
        return row is not None and bool(row["withdrawn"])

    def row_at(self, position: int) -> Any | None:
        """The row at ``position`` if it has come."""
        return self._rows.get(self._order[position]) if 0 <= position < len(self._order) else None

    def number_at(self, position: int) -> int:
        """The number of the row at ``position``, which stays the same when the order changes; -1 outside."""
        return self._order[position] if 0 <= position < len(self._order) else -1

    def position_of(self, number: int) -> int:
        """Where a row stands now; -1 when it is not in the list."""
        if number in self._places:
            return self._places[number]
        try:
            return self._order.index(number)
        except ValueError:
            return -1

    def numbers(self, spans: Sequence[tuple[int, int]]) -> list[int]:
        """The numbers of the rows in these spans of positions (both ends included)."""
        return [number for first, last in spans for number in self._order[first : last + 1]]

    def read_wanted(self, visible: range, also: int = -1) -> None:
        """Ask for the pages the last painting missed, one reading at a time; ``also``: a row needed off the screen."""
        self._visible = visible
        if self._reading or self._listing is None or not self._order:
            return
        for number in self._order[visible.start : visible.stop]:
            if number in self._rows:
                self._rows.move_to_end(number)
        near = {visible.start // PAGE, max(visible.stop - 1, 0) // PAGE}
        if 0 <= also < len(self._order) and self._order[also] not in self._rows:
            self._wanted.add(also // PAGE)
            near.add(also // PAGE)
        pages = sorted(page for page in self._wanted if page in near) or sorted(self._missing_beside(visible))
        self._wanted.clear()
        if pages:
            self._read(pages)

    def forget_cells(self) -> None:
        """Make all cells anew (another language or another search)."""
        self._cells.clear()
        self.arrived.emit()

    # ---- Qt's side of the model

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """The words of a cell: for screen readers; the view paints without asking here."""
        if role in (_DISPLAY, _TIP, _SPOKEN) and index.isValid() and index.row() < len(self._order):
            cells = self.cells(index.row())
            told = cells[index.column()].words if cells else None
            return tip(told) if told and role == _TIP else told
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """The head of a column."""
        if orientation == _HORIZONTAL and role in (_DISPLAY, _SPOKEN):
            return self.columns[section].title()
        return None

    # ---- what the reader brings

    def _take_first(self, turn: int, got: _Answer) -> None:
        if turn != self._turn:
            return
        self._swap(got)
        if len(got.order) < FIRST:
            self._take_whole(turn, got)
        else:
            QTimer.singleShot(REST, self, lambda: self._ask_whole(turn, got.listing))

    def _ask_whole(self, turn: int, listing: Listing) -> None:
        if turn == self._turn:
            self._list(Job(lambda: _whole(listing, None, frozenset())).then(lambda more: self._take_whole(turn, more)))

    def _take_whole(self, turn: int, got: _Answer) -> None:
        if turn != self._turn:
            return
        if self._listing is got.listing and got.order[: len(self._order)] == self._order:
            self._grow(got.order)
        else:
            self._swap(got)
        self.complete = True
        self.counted.emit(len(self._order))

    def _swap(self, got: _Answer) -> None:
        self.beginResetModel()
        self._listing = got.listing
        self._order, self._places = got.order, got.places
        self._rows.clear()
        self._cells.clear()
        self._wanted.clear()
        self._rows.update(got.rows)
        self.complete = False
        self.endResetModel()

    def _grow(self, order: array[int]) -> None:
        if len(order) > len(self._order):
            self.beginInsertRows(QModelIndex(), len(self._order), len(order) - 1)
            self._order = order
            self.endInsertRows()

    def _read(self, pages: Sequence[int]) -> None:
        listing, turn = self._listing, self._turn
        numbers = [n for page in pages for n in self._order[page * PAGE : (page + 1) * PAGE] if n not in self._rows]
        if listing is None or not numbers:
            return
        self._reading = True
        self._start(Job(lambda: listing.rows(numbers)).then(lambda rows: self._take_rows(turn, rows)))

    def _list(self, job: Job[Any]) -> None:
        self._listing_jobs.append(job)
        self._start(job)

    def _start(self, job: Job[Any]) -> None:
        job.otherwise(self._stumble).start(self)

    def _take_rows(self, turn: int, rows: Mapping[int, Any]) -> None:
        self._reading = False
        if turn == self._turn:
            self._rows.update(rows)
            while len(self._rows) > KEPT * PAGE:
                number, _ = self._rows.popitem(last=False)
                self._cells.pop(number, None)
        self.arrived.emit()

    def _stumble(self, problem: BaseException) -> None:
        self._reading = False
        self.trouble.emit(problem)

    def _missing_beside(self, visible: range) -> list[int]:
        """The pages before and after the screen that are not here: read ahead while nothing else is asked."""
        last = (len(self._order) - 1) // PAGE
        pages = [p for p in (visible.stop // PAGE + 1, visible.start // PAGE - 1) if 0 <= p <= last]
        return [p for p in pages if self._order[p * PAGE] not in self._rows]


def _first(listing: Listing) -> _Answer:
    numbers, rows = listing.first(FIRST)
    return _Answer(listing, array("q", numbers), rows)


def _whole(listing: Listing, visible: range | None, watched: frozenset[int]) -> _Answer:
    """The whole order; in place of another also the rows on the screen, and where the watched ones are."""
    order = listing.order()
    if visible is None:
        return _Answer(listing, order, {})
    places = dict.fromkeys(watched, -1)
    places |= {number: place for place, number in enumerate(order) if number in watched}
    seen = [*(order[visible.start : visible.stop] or order[: max(len(visible), FIRST)])]
    seen += [number for number in list(watched)[:PAGE] if places[number] >= 0]
    return _Answer(listing, order, listing.rows(seen) if seen else {}, places)
