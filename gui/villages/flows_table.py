"""Flows as tables: origin by destination with its totals, and what came and went at each community (CCCM/ISMI).

The first row and the second column hold the totals, so that they stay in sight however long the table is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from gui.known import Known
from gui.say import rtl, say
from gui.table.cells import Cell, plain
from gui.table.rows import Column
from gui.table.table import RegisterTable
from gui.villages.balance import ends_words
from storage import ROAD, UNKNOWN_PLACE, Flow, Flows, Matrix

MOST = 40
"""Destinations with a column of their own; the others stand in one column together."""
TOTAL, OTHERS = "total", "others"


@dataclass(frozen=True)
class Line:
    """A row of a table of flows: a place (or the total) and what stands in each column."""

    id: str
    flows: dict[str, Flow]

    def __getitem__(self, column: str) -> object:
        """What a register table asks of a row."""
        return None if column == "withdrawn" else self.flows.get(column)

    @property
    def disputed(self) -> dict[str, tuple[object, ...]]:
        """Nothing here is in dispute by itself."""
        return {}


class FlowsTable(RegisterTable):
    """A table of flows.

    Signals:
        cell_opened(str, str): row and column key of the cell: the movements behind it are wanted.
    """

    cell_opened = Signal(str, str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go from cell to cell; Enter shows the movements behind one."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The same by mouse."""
        point: QPoint = event.position().toPoint()
        if self.indexAt(point).isValid():
            self._open()

    def _open(self) -> None:
        column = self.rows.columns[max(self.currentIndex().column(), 0)].key
        if self.current_id():
            self.cell_opened.emit(self.current_id(), TOTAL if column == "place" else column)


def place_words(place: str, known: Known) -> str:
    """A place, or one of the two that are none."""
    if place == UNKNOWN_PLACE:
        return say("Not known")
    if place == ROAD:
        return say("On the road")
    return {TOTAL: say("Total"), OTHERS: say("Other places")}.get(place) or known.place(place) or place[:8]


def matrix_lines(matrix: Matrix) -> tuple[list[str], list[Line]]:
    """The columns after the total, and the rows, the total first."""
    all_columns = list(matrix.columns)
    named = [one for one in all_columns if one not in (ROAD, UNKNOWN_PLACE)]
    shown, rest = named[:MOST], named[MOST:]
    columns = [*shown, *([OTHERS] if rest else []), *(one for one in all_columns if one in (ROAD, UNKNOWN_PLACE))]

    def across(whole: Flow, cell: Callable[[str], Flow]) -> dict[str, Flow]:
        flows = {TOTAL: whole, **{one: cell(one) for one in columns if one != OTHERS}}
        if rest:
            flows[OTHERS] = sum((cell(one) for one in rest), Flow())
        return flows

    def from_(row: str) -> Callable[[str], Flow]:
        return lambda one: matrix.cell(row, one)

    lines = [Line(TOTAL, across(matrix.total, lambda one: matrix.columns[one]))]
    lines += [Line(row, across(whole, from_(row))) for row, whole in matrix.rows.items()]
    return columns, lines


SIDES = ("arrivals", "departures", "onward", "returns")


def community_lines(flows: Flows) -> list[Line]:
    """The CCCM/ISMI table: communities with the most arrivals and departures first, the total above."""
    lines = [
        Line(place, {side: getattr(turnover, side) for side in SIDES}) for place, turnover in flows.communities.items()
    ]
    lines.sort(key=lambda line: (-sum(line.flows[side].persons[0] or 0 for side in SIDES), line.id))
    total = {side: sum((line.flows[side] for line in lines), Flow()) for side in SIDES}
    return [Line(TOTAL, total), *lines]


def matrix_columns(columns: Sequence[str], known: Known) -> list[Column]:
    """Origin, total, then one column a destination."""
    made = [_places(lambda: say("From, and to"), known), _figures(TOTAL, lambda: say("Total"), 128)]
    for one in columns:
        made.append(_figures(one, lambda one=one: place_words(one, known), 126))  # type: ignore[misc]
    return made


def community_columns(known: Known) -> list[Column]:
    """Place, arrivals, departures, moved on, returns."""
    return [
        _places(lambda: say("Place"), known),
        _figures("arrivals", lambda: say("Arrivals"), 130),
        _figures("departures", lambda: say("Departures"), 130),
        _figures("onward", lambda: say("Moved on"), 130),
        _figures("returns", lambda: say("Returns"), 130),
    ]


def _places(title: Callable[[], str], known: Known) -> Column:
    def cell(row: Line) -> Cell:
        quiet = "tx2" if row.id in (ROAD, UNKNOWN_PLACE) else "tx"
        return Cell(strong=place_words(row.id, known), ink=quiet, text=_beside(row.id, known))

    return Column("place", title, 190 if rtl() else 200, cell, plain)


def _beside(place: str, known: Known) -> str:
    return known.area(place) if place not in (TOTAL, ROAD, UNKNOWN_PLACE) else ""


def _figures(key: str, title: Callable[[], str], width: int) -> Column:
    def cell(row: Line) -> Cell:
        flow = row.flows.get(key)
        if flow is None or not flow.movements:
            return Cell("·", ink="tx3", spoken="0")
        shown = ends_words(flow.persons)
        return Cell(strong=shown) if row.id == TOTAL or key == TOTAL else Cell(shown)

    return Column(key, title, width, cell, plain)
