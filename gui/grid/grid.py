"""A grid that behaves as people know it from spreadsheets: type to overwrite, Enter down, Tab on, blocks of cells.

The cell being typed in is one line of our own above the cell, so that every key does what it says in every language;
Qt's own editing of tables is off.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QSizePolicy, QTableView, QWidget

from gui.grid import blocks as grid_blocks
from gui.grid.cell import CellLine
from gui.grid.model import GridColumn, GridModel, Index, is_locked, number_of
from gui.grid.paint import GridHead, GridPainter, RowNumbers, head_width
from gui.look import theme
from gui.say import rtl

MOST_ROWS = 14
"""Rows shown before the grid scrolls inside itself."""
_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ALT = Qt.KeyboardModifier.AltModifier
_META = Qt.KeyboardModifier.MetaModifier
_Select = QItemSelectionModel.SelectionFlag


class Grid(QTableView):
    """A spreadsheet-like grid over a :class:`GridModel`.

    Signals:
        typed: a key was pressed in a cell that is being typed in.
        removing(list): rows that the register has are to be removed; whoever listens asks for the reason.
        moved(): another cell has the cursor.
    """

    typed = Signal()
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
        self._home = 0
        self._asked: set[str] = set()
        self.setAccessibleName(name)
        self.setModel(model)
        self._dress(tones)
        self.verticalHeader().setVisible(numbered)
        self.line: CellLine | None = None
        model.edited.connect(self._refit)
        model.landed.connect(self._land)
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
        self.horizontalScrollBar().valueChanged.connect(lambda _: self._follow())
        self.verticalScrollBar().valueChanged.connect(lambda _: self._follow())

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
        self._follow()

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

    def go_to(self, row: int, key: str) -> None:
        """Put the cursor on a cell and take the keyboard."""
        self.setFocus()
        number = number_of(self.rows_model, key) if key else self.shown()[0]
        self._home = number
        self.go(row, number)

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

    def _land(self, row: int, key: str) -> None:
        self.end_typing(keep=False)
        self.go(row, number_of(self.rows_model, key) if key else self.currentIndex().column())

    def chosen(self) -> tuple[range, list[int]]:
        """The selected block: rows and shown columns."""
        selection = self.selectionModel().selection()
        if not selection.count():
            here = self.currentIndex()
            return range(here.row(), here.row() + 1), [here.column()]
        part = selection.at(0)
        return range(part.top(), part.bottom() + 1), [n for n in self.shown() if part.left() <= n <= part.right()]

    # ---- typing

    def begin_typing(self, text: str | None = None) -> None:
        """Type into the cell of the cursor: over it with ``text``, or (None) in what stands there."""
        index = self.currentIndex()
        column = self.rows_model.columns[index.column()]
        if is_locked(self.rows_model, self.place()):
            return
        if column.look == "check":
            self._toggle(index)
            return
        self.end_typing(keep=True)
        self.scrollTo(index)
        self.line = CellLine(self.viewport(), column, overwrite=text is not None)
        self.line.done.connect(self._typed_done)
        self.line.textEdited.connect(lambda _: self.typed.emit())
        self.line.setGeometry(self.visualRect(index).adjusted(0, 0, 0, -1))
        self.line.show()
        self.line.setFocus()
        self.line.start(
            text if text is not None else str(index.data(Qt.ItemDataRole.EditRole) or ""), chosen=text is None
        )
        if text is not None:
            self.typed.emit()

    def end_typing(self, *, keep: bool) -> None:
        """Stop typing; ``keep`` what was typed, or (Esc) what stood there."""
        line = self.line
        if line is None:
            return
        self.line = None
        place, text, had = self.place(), line.text(), line.began
        focused = line.hasFocus()
        line.close_list()
        line.hide()
        line.deleteLater()
        if focused:
            self.setFocus()
        if keep and (text != had or line.overwrite):
            self.rows_model.type(place, text)

    def typing(self) -> tuple[int, str, str] | None:
        """What is being typed this moment: row, column key, text."""
        return (*self.place(), self.line.text()) if self.line is not None else None

    def _typed_done(self, how: str) -> None:
        self.end_typing(keep=how != "cancel")
        self._move_on(how)

    def _move_on(self, how: str) -> None:
        here = self.currentIndex()
        if how == "enter":
            self.go(here.row() + 1, self._home)
        elif how in ("up", "down"):
            self.go(here.row() + (1 if how == "down" else -1), here.column())
        elif how in ("next", "back"):
            self._tab(1 if how == "next" else -1)

    def _toggle(self, index: QModelIndex) -> None:
        row = self.rows_model.row_at(index.row())
        key = self.rows_model.columns[index.column()].key
        self.rows_model.type((index.row(), key), "" if row.text(key) else "1")

    def _tab(self, step: int) -> None:
        shown, here = self.shown(), self.currentIndex()
        at = shown.index(here.column()) + step if here.column() in shown else 0
        if 0 <= at < len(shown):
            self.go(here.row(), shown[at])
            return
        row = here.row() + step
        if 0 <= row < self.rows_model.rowCount():
            self._home = shown[0]
            self.go(row, shown[0] if step > 0 else shown[-1])
        else:
            self.focusNextPrevChild(step > 0)

    # ---- keys

    def event(self, event: QEvent) -> bool:
        """Tab moves in the grid and leaves it at its ends."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}.get(Qt.Key(event.key()))
            if step and not event.modifiers() & (_CTRL | _ALT):
                empty = self.currentIndex().row() >= len(self.rows_model.rows)
                if step > 0 and empty and self.currentIndex().column() == self.shown()[0]:
                    return bool(self.focusNextPrevChild(True))
                self._tab(step)
                return True
        return super().event(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Leave the grid."""
        return QWidget.focusNextPrevChild(self, next)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What spreadsheets do."""
        if grid_blocks.take_key(self, event) or self._move_key(event):
            return
        key, mods = event.key(), event.modifiers()
        if key == Qt.Key.Key_F2:
            self.begin_typing()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not mods & (_CTRL | _ALT):
            self._home = self._home if not mods & _SHIFT else self.currentIndex().column()
            self._move_on("up" if mods & _SHIFT else "enter")
        elif key == Qt.Key.Key_Space and self.rows_model.columns[self.currentIndex().column()].look == "check":
            self._toggle(self.currentIndex())
        elif event.text() and event.text().isprintable() and not mods & (_CTRL | _ALT | _META):
            self.begin_typing(event.text())
        elif mods & _ALT and key == Qt.Key.Key_Down:
            self.begin_typing()
            if self.line is not None:
                self.line.open_list()
        else:
            event.ignore()

    def _move_key(self, event: QKeyEvent) -> bool:
        key, select = event.key(), bool(event.modifiers() & _SHIFT)
        ctrl, here, shown = bool(event.modifiers() & _CTRL), self.currentIndex(), self.shown()
        onward = Qt.Key.Key_Left if rtl() else Qt.Key.Key_Right
        back = Qt.Key.Key_Right if rtl() else Qt.Key.Key_Left
        at = shown.index(here.column()) if here.column() in shown else 0
        row, last = here.row(), self.rows_model.rowCount() - 1
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not event.modifiers() & _ALT:
            row = (0 if ctrl else row - 1) if key == Qt.Key.Key_Up else (last if ctrl else row + 1)
        elif key in (onward, back) and not event.modifiers() & _ALT:
            step = 1 if key == onward else -1
            at = (len(shown) - 1 if step > 0 else 0) if ctrl else max(0, min(at + step, len(shown) - 1))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            row += 10 if key == Qt.Key.Key_PageDown else -10
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            at = 0 if key == Qt.Key.Key_Home else len(shown) - 1
            row = row if not ctrl else 0 if key == Qt.Key.Key_Home else max(last - 1, 0)
        else:
            return False
        self._home = shown[at]
        self.go(row, shown[at], select=select)
        return True

    # ---- mouse, input methods, focus

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Type in what stands there."""
        self.begin_typing()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a tick turns it."""
        self.end_typing(keep=True)
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self._home = index.column()
            if self.rows_model.columns[index.column()].look == "check":
                self._toggle(index)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the block, with the keys."""
        grid_blocks.menu(self).popup(event.globalPos())

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Letters of an input method begin typing too."""
        if event.commitString():
            self.begin_typing(event.commitString())
        else:
            super().inputMethodEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring; coming by Tab starts a new line of typing."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.go(0, self.shown()[0])
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring."""
        super().focusOutEvent(event)
        self.viewport().update()

    def _follow(self) -> None:
        if self.line is not None:
            self.line.setGeometry(self.visualRect(self.currentIndex()).adjusted(0, 0, 0, -1))
