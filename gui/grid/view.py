"""The cells of a grid as they lie there: columns that share the width, a cursor, a block that is selected."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QSizePolicy, QTableView

from gui.grid.model import GridColumn, GridModel, Index
from gui.grid.paint import GridHead, GridPainter, RowNumbers, head_width
from gui.look import theme

MOST_ROWS = 14
"""Rows shown before the grid scrolls inside itself."""
_Select = QItemSelectionModel.SelectionFlag


class GridView(QTableView):
    """A view of a :class:`GridModel`.

    Signals:
        removing(list): rows that the register has are to be removed; whoever listens asks for the reason.
        moved(): another cell has the cursor.
    """

    removing = Signal(list)
    moved = Signal()

    def __init__(
        self, model: GridModel, name: str, *, tones: dict[str, str] | None = None, numbered: bool = True
    ) -> None:
        super().__init__()
        self.rows_model = model
        self.names_column = ""
        """Key of the column where plain lines are split as names; "" for none."""
        self.split_lines: Callable[[Sequence[str]], list[dict[str, str]]] = lambda _lines: []
        self.flagged: dict[tuple[int, str], str] = {}
        self._asked: set[str] = set()
        self.setAccessibleName(name)
        self.setModel(model)
        self._dress(tones)
        self.verticalHeader().setVisible(numbered)
        model.edited.connect(self._refit)
        self.show_columns()
        self._refit()
        self.setCurrentIndex(model.index(0, 0))

    def _dress(self, tones: dict[str, str] | None) -> None:
        self.setHorizontalHeader(GridHead(self, tones))
        self.setVerticalHeader(RowNumbers(self))
        painter = GridPainter(self)
        painter.flagged = lambda: self.flagged
        self.setItemDelegate(painter)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)

    # ---- columns

    def show_columns(self, asked: Sequence[str] | None = None) -> None:
        """Hide the columns nobody asked for and nothing stands in; ``asked`` are keys of hidden ones to show."""
        if asked is not None:
            self._asked = set(asked)
        for number, column in enumerate(self.rows_model.columns):
            used = any(row.text(column.key) for row in self.rows_model.rows)
            self.setColumnHidden(number, column.hidden and not used and column.key not in self._asked)
        self._share_width()

    def flag(self, places: dict[tuple[int, str], str]) -> None:
        """Cells something is wrong with beyond their own text (an outcome that is missing), and what."""
        if places != self.flagged:
            self.flagged = places
            self.viewport().update()
            self.moved.emit()

    def asked_columns(self) -> list[str]:
        """Keys of hidden columns that were asked for."""
        return sorted(self._asked)

    def _share_width(self) -> None:
        shown = [n for n in range(self.rows_model.columnCount()) if not self.isColumnHidden(n)]
        columns = self.rows_model.columns
        widths = {n: max(theme.px(columns[n].width), self._least(columns[n])) for n in shown}
        room = self.viewport().width() - sum(widths.values())
        taking = [n for n in shown if columns[n].stretch]
        if taking and room > 0:
            for n in taking:
                widths[n] += room // len(taking)
            widths[taking[-1]] += room % len(taking)
        elif room < 0 and taking:
            spare = sum(widths[n] - self._least(columns[n]) for n in shown)
            part = min(1.0, -room / spare) if spare > 0 else 0.0
            widths = {n: int(wide - (wide - self._least(columns[n])) * part) for n, wide in widths.items()}
        for n, wide in widths.items():
            self.setColumnWidth(n, wide)

    def _least(self, column: GridColumn) -> int:
        """How narrow a column may become: its title can still be read."""
        titled = head_width(column)
        return max(theme.px(round(column.width * (0.68 if column.look in ("text", "outcome") else 0.86))), titled)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns share the width."""
        super().resizeEvent(event)
        self._share_width()
        self._fit_height()

    def _refit(self) -> None:
        self.show_columns()
        self._fit_height()
        self.viewport().update()

    def _fit_height(self) -> None:
        height = min(self.rows_model.rowCount(), MOST_ROWS) * theme.height("grid_row") + theme.height("table_head")
        wide = sum(self.columnWidth(number) for number in self.shown()) > self.viewport().width()
        policy = Qt.ScrollBarPolicy
        self.setHorizontalScrollBarPolicy(policy.ScrollBarAsNeeded if wide else policy.ScrollBarAlwaysOff)
        bar = self.horizontalScrollBar().sizeHint().height() if wide else 0
        if self.height() != height + bar + 1:
            self.setFixedHeight(height + bar + 1)

    def sizeHint(self) -> QSize:
        """As high as its rows."""
        return QSize(400, self.height())

    # ---- where the cursor is

    def place(self) -> tuple[int, str]:
        """Row number and column key of the cursor."""
        index = self.currentIndex()
        return max(index.row(), 0), self.rows_model.columns[max(index.column(), 0)].key

    def go(self, row: int, column: int, *, select: bool = False) -> None:
        """Put the cursor on a cell; ``select`` extends the selection to it."""
        row = max(0, min(row, self.rows_model.rowCount() - 1))
        index = self.rows_model.index(row, column)
        mode = _Select.SelectCurrent if select else _Select.ClearAndSelect
        if select:
            anchor = self._anchor if self._anchor.isValid() else self.currentIndex()
            self.selectionModel().setCurrentIndex(index, _Select.NoUpdate)
            self.selectionModel().select(QItemSelection(anchor, index), _Select.ClearAndSelect)
        else:
            self.selectionModel().setCurrentIndex(index, mode)
        self.scrollTo(index)

    @property
    def _anchor(self) -> QModelIndex:
        chosen = self.selectionModel().selection()
        if not chosen.count():
            return self.currentIndex()
        part, here = chosen.at(0), self.currentIndex()
        row = part.bottom() if here.row() == part.top() else part.top()
        column = part.right() if here.column() == part.left() else part.left()
        return self.rows_model.index(row, column)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Another cell."""
        super().currentChanged(current, previous)
        self.moved.emit()
        self.viewport().update()

    def shown(self) -> list[int]:
        """Numbers of the columns shown."""
        return [n for n in range(self.rows_model.columnCount()) if not self.isColumnHidden(n)]

    def chosen(self) -> tuple[range, list[int]]:
        """The selected block: rows and shown columns."""
        selection = self.selectionModel().selection()
        if not selection.count():
            here = self.currentIndex()
            return range(here.row(), here.row() + 1), [here.column()]
        part = selection.at(0)
        return range(part.top(), part.bottom() + 1), [n for n in self.shown() if part.left() <= n <= part.right()]
