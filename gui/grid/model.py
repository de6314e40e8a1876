"""The rows of a grid: every cell keeps what was typed, also when it cannot be read; every change is one step.

Rows are immutable; a step holds the rows before and after it. The row below the last one is always empty: typing there
makes a new row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from gui.say import say, say_message
from gui.table.line_list import Offer
from storage import Message, new_id

Place = tuple[int, str]
"""A cell: number of the row, key of the column."""
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Cell:
    """What stands in a cell: the text as typed or, when it could be read, in plain form; and why it could not."""

    text: str = ""
    value: Any = None
    problem: Message | None = None


BLANK = Cell()


@dataclass(frozen=True)
class CellRivals:
    """What teams say differently in a cell, as words; whether it is decided elsewhere and nothing is typed here."""

    words: str
    locked: bool


@dataclass(frozen=True)
class GridRow:
    """One row.

    Attributes:
        id: the record's id; saved: whether the register has it.
        cells: by column key, blank ones left out.
        more: anything else that belongs to the row (reasons given for doubts).
    """

    id: str
    cells: Mapping[str, Cell] = field(default_factory=dict)
    saved: bool = False
    more: Mapping[str, Any] = field(default_factory=dict)

    def cell(self, key: str) -> Cell:
        """The cell of a column."""
        return self.cells.get(key, BLANK)

    def text(self, key: str) -> str:
        """What stands in the cell of a column."""
        return self.cell(key).text

    @property
    def blank(self) -> bool:
        """Nothing in it, and nothing of it in the register."""
        return not self.saved and not any(cell.text for cell in self.cells.values())


def _as_it_is(text: str) -> Cell:
    return Cell(text, text or None)


def _text_of(cell: Cell) -> str:
    return cell.text


@dataclass(frozen=True)
class GridColumn:
    """A column.

    Attributes:
        look: ``text``, ``number``, ``code``, ``outcome`` or ``check``.
        read: the cell of a typed text; show: what is written in a cell; offers: what its list offers while typing.
        hidden: shown only when asked for, or when something stands in it.
        stretch: takes the width that is left.
        after: more words behind what stands in the cell, from its whole row.
        offered: only what its list offers can stand here, so the first of the list is meant.
    """

    key: str
    title: str
    width: int
    look: str = "text"
    read: Callable[[str], Cell] = _as_it_is
    show: Callable[[Cell], str] = _text_of
    offers: Callable[[str], Sequence[Offer]] | None = None
    required: bool = False
    hidden: bool = False
    stretch: bool = False
    hint: str = ""
    offered: bool = False
    after: Callable[[GridRow], str] | None = None


Spread = Callable[[str, str, GridRow], Mapping[str, str]]
"""What a text typed into a column fills: (key, text, row) to texts by column; one typed cell may fill several."""


@dataclass(frozen=True)
class Rows:
    """All rows at one moment, and the saved ones taken out with the reasons given."""

    rows: tuple[GridRow, ...] = ()
    taken_out: Mapping[str, str] = field(default_factory=dict)


class GridModel(QAbstractTableModel):
    """The rows of a grid and the steps that change them.

    Signals:
        edited: the rows are other ones, by the person's hand or by undo.
        landed(int, str): a step was taken back or made again here; the cursor goes there.
        moved(rows): others' rows have come or gone; before, these stood here.
    """

    edited = Signal()
    landed = Signal(int, str)
    moved = Signal(object)

    def __init__(
        self,
        columns: Sequence[GridColumn],
        steps: QUndoStack,
        *,
        spread: Spread | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.steps = steps
        self.now = Rows()
        self.rivals: Mapping[tuple[str, str], CellRivals] = {}
        self._spread = spread or (lambda key, text, _row: {key: text})
        self.columns: tuple[GridColumn, ...] = ()
        self.set_columns(columns)

    # ---- columns and rows

    def set_columns(self, columns: Sequence[GridColumn]) -> None:
        """Other columns (the same in another language)."""
        self.beginResetModel()
        self.columns = tuple(columns)
        self._by_key = {column.key: column for column in columns}
        self.endResetModel()

    @property
    def rows(self) -> tuple[GridRow, ...]:
        """The rows, without the empty one below."""
        return self.now.rows

    def filled(self) -> list[GridRow]:
        """The rows somebody has written in."""
        return [row for row in self.now.rows if not row.blank]

    def row_at(self, number: int) -> GridRow:
        """A row; the empty one below the last."""
        return self.now.rows[number] if 0 <= number < len(self.now.rows) else GridRow("")

    def refused(self) -> list[tuple[int, str, Message]]:
        """Cells that cannot be read: row, column, why."""
        return [
            (number, column.key, cell.problem)
            for number, row in enumerate(self.now.rows)
            for column in self.columns
            if (cell := row.cell(column.key)).problem
        ]

    # ---- changes, each one step

    def type(self, place: Place, text: str) -> None:
        """What a person typed into one cell."""
        self.write([(place, text)], say("Typing"))

    def write(self, texts: Iterable[tuple[Place, str]], name: str) -> None:
        """Texts into cells as one step; rows that do not exist yet are made."""
        rows = list(self.now.rows)
        for (number, key), text in texts:
            while number >= len(rows):
                rows.append(GridRow(new_id()))
            rows[number] = self._with(rows[number], key, text)
        self._step(Rows(_trimmed(rows), self.now.taken_out), name)

    def insert(self, at: int) -> None:
        """An empty row."""
        rows = [*self.now.rows[:at], GridRow(new_id()), *self.now.rows[at:]]
        self._step(Rows(tuple(rows), self.now.taken_out), say("Insert row"))

    def take_out(self, numbers: Iterable[int], why: str) -> None:
        """Remove rows; saved ones are withdrawn with the reason when the form is saved."""
        wanted = set(numbers)
        gone = {row.id: why for number, row in enumerate(self.now.rows) if number in wanted and row.saved}
        rows = tuple(row for number, row in enumerate(self.now.rows) if number not in wanted)
        self._step(Rows(rows, {**self.now.taken_out, **gone}), say("Remove rows"))

    def put_more(self, row: str, more: Mapping[str, Any], name: str) -> None:
        """Other things that belong to a row."""
        rows = tuple(replace(one, more=more) if one.id == row else one for one in self.now.rows)
        self._step(Rows(rows, self.now.taken_out), name)

    def become(self, rows: Rows, name: str) -> None:
        """Other rows, as one step."""
        self._step(rows, name)

    def show(self, rows: Rows) -> None:
        """Show what has come, without a step to undo; whoever types goes on in the row he is in."""
        had = self.now.rows
        self._put(rows)
        self.moved.emit(had)

    def _put(self, rows: Rows) -> None:
        before, after = len(self.now.rows), len(rows.rows)
        if after > before:
            self.beginInsertRows(QModelIndex(), before + 1, after)
            self.now = rows
            self.endInsertRows()
        elif after < before:
            self.beginRemoveRows(QModelIndex(), after + 1, before)
            self.now = rows
            self.endRemoveRows()
        self.now = rows
        self.dataChanged.emit(self.index(0, 0), self.index(after, len(self.columns) - 1))
        self.edited.emit()

    def read_cell(self, key: str, text: str) -> Cell:
        """The cell a text gives in a column; a column not shown here keeps it as it is."""
        column = self._by_key.get(key)
        if not text.strip():
            return BLANK
        return column.read(text) if column is not None else _as_it_is(text)

    def _with(self, row: GridRow, key: str, text: str) -> GridRow:
        cells = dict(row.cells)
        for name, part in self._spread(key, text, row).items():
            rivals = self.rivals.get((row.id, name))
            if rivals is not None and rivals.locked:
                continue
            cell = self.read_cell(name, part)
            if cell.text:
                cells[name] = cell
            else:
                cells.pop(name, None)
        return replace(row, cells=cells)

    def _step(self, after: Rows, name: str) -> None:
        if after != self.now:
            self.steps.push(_GridStep(self, self.now, after, name))

    # ---- what Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """The rows and the empty one."""
        return 0 if parent.isValid() else len(self.now.rows) + 1

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words of a cell, and why it was refused."""
        column = self.columns[index.column()]
        row = self.row_at(index.row())
        cell, rivals = row.cell(column.key), self.rivals.get((row.id, column.key))
        if role == Qt.ItemDataRole.DisplayRole:
            if rivals is not None and rivals.words:
                return rivals.words
            shown = cell.text if cell.problem else column.show(cell) if cell.text else ""
            return f"{shown} {column.after(row)}".rstrip() if shown and column.after is not None else shown
        if role == Qt.ItemDataRole.EditRole:
            return cell.text if cell.problem or column.look == "check" else column.show(cell) if cell.text else ""
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return say_message(cell.problem) if cell.problem else rivals_said(rivals) or None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles, and the numbers of rows."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return self.columns[section].title
        return str(section + 1) if section < len(self.now.rows) else "+"

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every cell can be chosen."""
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable


def rivals_at(model: GridModel, place: Place) -> CellRivals | None:
    """What teams say differently in a cell."""
    return model.rivals.get((model.row_at(place[0]).id, place[1]))


def is_locked(model: GridModel, place: Place) -> bool:
    """Whether nothing is typed into a cell, because teams disagree about it."""
    rivals = rivals_at(model, place)
    return rivals is not None and rivals.locked


def rivals_said(rivals: CellRivals | None) -> str:
    """Why nothing is typed in a cell, and who will decide."""
    if rivals is None:
        return ""
    if not rivals.locked:
        return say("Teams wrote differently: {values}.", values=rivals.words)
    return say("Teams disagree about this. Both values are kept until somebody decides under Review.")


def number_of(model: GridModel, key: str) -> int:
    """The number of a column."""
    return next((number for number, column in enumerate(model.columns) if column.key == key), 0)


def _trimmed(rows: list[GridRow]) -> tuple[GridRow, ...]:
    while rows and rows[-1].blank:
        rows.pop()
    return tuple(rows)


def _carried(now: Rows, had: Rows, wanted: Rows) -> Rows:
    """The step from ``had`` to ``wanted``, taken from where the rows are ``now``: what came from others stays."""
    if now == had:
        return wanted
    before, after = ({row.id: row for row in rows.rows} for rows in (had, wanted))
    found = [_stepped(row, before.get(row.id), after.get(row.id)) for row in now.rows]
    rows = [row for row in found if row is not None]
    there = {row.id for row in now.rows}
    for number, row in enumerate(wanted.rows):
        if row.id not in before and row.id not in there:
            rows.insert(min(number, len(rows)), row)
    gone = {one: why for one, why in now.taken_out.items() if one not in had.taken_out or one in wanted.taken_out}
    return Rows(tuple(rows), {**gone, **{one: why for one, why in wanted.taken_out.items() if one not in gone}})


def _stepped(row: GridRow, had: GridRow | None, wanted: GridRow | None) -> GridRow | None:
    """A row after the step; None when it is taken away by it."""
    if wanted is None:
        return row if had is None else None
    if had is None:
        return row
    cells = dict(row.cells)
    for key in {*had.cells, *wanted.cells}:
        if had.cells.get(key) != wanted.cells.get(key):
            cells.pop(key, None)
            cells |= {key: wanted.cells[key]} if key in wanted.cells else {}
    return replace(row, cells=cells, more=wanted.more if wanted.more != had.more else row.more)


class _GridStep(QUndoCommand):
    """One change of the rows."""

    def __init__(self, model: GridModel, before: Rows, after: Rows, name: str) -> None:
        super().__init__(name)
        self._model, self._before, self._after = model, before, after
        self._first = True

    def redo(self) -> None:
        """The new rows."""
        self._model._put(_carried(self._model.now, self._before, self._after))
        self._land()

    def undo(self) -> None:
        """The old ones."""
        self._model._put(_carried(self._model.now, self._after, self._before))
        self._land()

    def _land(self) -> None:
        if self._first:  # the cursor goes on by the key that was pressed
            self._first = False
            return
        for number in range(max(len(self._before.rows), len(self._after.rows))):
            before, after = (
                rows.rows[number] if number < len(rows.rows) else None for rows in (self._before, self._after)
            )
            if before != after:
                had, has = (row.cells if row is not None else {} for row in (before, after))
                keys = [column.key for column in self._model.columns if had.get(column.key) != has.get(column.key)]
                self._model.landed.emit(number, keys[0] if keys else "")
                return
