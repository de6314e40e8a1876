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
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QMenu, QSizePolicy, QTableView, QWidget

from gui import clipboard, theme
from gui.grid_cell import CellLine
from gui.grid_model import GridColumn, GridModel
from gui.grid_paint import GridHead, GridPainter, RowNumbers
from gui.grid_paste import are_lines, block_of, text_of
from gui.say import rtl, say

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

    def __init__(self, model: GridModel, name: str, *, tones: dict[str, str] | None = None, numbered: bool = True) -> None:
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
        widths = {n: theme.px(columns[n].width) for n in shown}
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
        return theme.px(round(column.width * (0.68 if column.look in ("text", "outcome") else 0.8)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns share the width."""
        super().resizeEvent(event)
        self._share_width()
        self._follow()

    def _refit(self) -> None:
        self.show_columns()
        height = min(self.rows_model.rowCount(), MOST_ROWS) * theme.height("grid_row") + theme.height("table_head")
        bar = self.horizontalScrollBar()
        self.setFixedHeight(height + (bar.sizeHint().height() if bar.maximum() > 0 else 0) + 1)
        self.viewport().update()

    def sizeHint(self) -> QSize:
        """As high as its rows."""
        return QSize(400, self.height())

    # ---- where the cursor is

    def place(self) -> tuple[int, str]:
        """Row number and column key of the cursor."""
        index = self.currentIndex()
        return max(index.row(), 0), self.rows_model.column_at(max(index.column(), 0)).key

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
        number = self.rows_model.number_of(key) if key else self._shown()[0]
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

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        """Another cell."""
        super().currentChanged(current, previous)
        self.moved.emit()
        self.viewport().update()

    def _shown(self) -> list[int]:
        return [n for n in range(self.rows_model.columnCount()) if not self.isColumnHidden(n)]

    def _land(self, row: int, key: str) -> None:
        self.end_typing(keep=False)
        self.go(row, self.rows_model.number_of(key) if key else self.currentIndex().column())

    def chosen(self) -> tuple[range, list[int]]:
        """The selected block: rows and shown columns."""
        selection = self.selectionModel().selection()
        if not selection.count():
            here = self.currentIndex()
            return range(here.row(), here.row() + 1), [here.column()]
        part = selection.at(0)
        return range(part.top(), part.bottom() + 1), [n for n in self._shown() if part.left() <= n <= part.right()]

    # ---- typing

    def begin_typing(self, text: str | None = None) -> None:
        """Type into the cell of the cursor: over it with ``text``, or (None) in what stands there."""
        index = self.currentIndex()
        column = self.rows_model.column_at(index.column())
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
        self.line.start(text if text is not None else str(index.data(Qt.ItemDataRole.EditRole) or ""), chosen=text is None)
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
        key = self.rows_model.column_at(index.column()).key
        self.rows_model.type((index.row(), key), "" if row.text(key) else "1")

    def _tab(self, step: int) -> None:
        shown, here = self._shown(), self.currentIndex()
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
                if step > 0 and empty and self.currentIndex().column() == self._shown()[0]:
                    return bool(self.focusNextPrevChild(True))
                self._tab(step)
                return True
        return super().event(event)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - Qt's own name
        """Leave the grid."""
        return QWidget.focusNextPrevChild(self, next)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What spreadsheets do."""
        if self._block_key(event) or self._move_key(event):
            return
        key, mods = event.key(), event.modifiers()
        if key == Qt.Key.Key_F2:
            self.begin_typing()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not mods & (_CTRL | _ALT):
            self._home = self._home if not mods & _SHIFT else self.currentIndex().column()
            self._move_on("up" if mods & _SHIFT else "enter")
        elif key == Qt.Key.Key_Space and self.rows_model.column_at(self.currentIndex().column()).look == "check":
            self._toggle(self.currentIndex())
        elif event.text() and event.text().isprintable() and not mods & (_CTRL | _ALT | _META):
            self.begin_typing(event.text())
        elif mods & _ALT and key == Qt.Key.Key_Down:
            self.begin_typing()
            if self.line is not None:
                self.line.open_list()
        else:
            event.ignore()

    def _block_key(self, event: QKeyEvent) -> bool:
        keys = QKeySequence.StandardKey
        ctrl, shift = bool(event.modifiers() & _CTRL), bool(event.modifiers() & _SHIFT)
        if event.matches(keys.Copy):
            self.copy()
        elif event.matches(keys.Cut):
            self.copy()
            self.clear_cells()
        elif event.matches(keys.Paste):
            self.paste(clipboard_text())
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not ctrl and not shift:
            self.clear_cells()
        elif event.matches(keys.SelectAll):
            self._select_all()
        elif ctrl and event.key() == Qt.Key.Key_D:
            self.fill_down()
        elif ctrl and event.key() in (Qt.Key.Key_Minus, Qt.Key.Key_Delete):
            self.remove_rows()
        elif ctrl and event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Insert):
            self.insert_row()
        else:
            return False
        return True

    def _move_key(self, event: QKeyEvent) -> bool:
        key, select = event.key(), bool(event.modifiers() & _SHIFT)
        ctrl, here, shown = bool(event.modifiers() & _CTRL), self.currentIndex(), self._shown()
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

    def _select_all(self) -> None:
        shown, last = self._shown(), max(len(self.rows_model.rows) - 1, 0)
        ends = QItemSelection(self.rows_model.index(0, shown[0]), self.rows_model.index(last, shown[-1]))
        self.selectionModel().select(ends, _Select.ClearAndSelect)
        self.viewport().update()

    # ---- blocks

    def copy(self) -> None:
        """The selected block as tab-separated text."""
        rows, columns = self.chosen()
        keys = [self.rows_model.column_at(n) for n in columns]
        lines = [[_copied(self.rows_model.row_at(row).cell(c.key), c) for c in keys] for row in rows]
        clipboard.put(text_of(lines))

    def clear_cells(self) -> None:
        """Empty the selected cells."""
        rows, columns = self.chosen()
        keys = [self.rows_model.column_at(n).key for n in columns]
        existing = [row for row in rows if row < len(self.rows_model.rows)]
        self.rows_model.write([((row, key), "") for row in existing for key in keys], say("Clear cells"))

    def fill_down(self) -> None:
        """The cell above into the cursor's cell, or the first row of a block into the rest of it."""
        rows, columns = self.chosen()
        first = rows.start if len(rows) > 1 else rows.start - 1
        if first < 0:
            return
        source = self.rows_model.row_at(first)
        texts = [
            ((row, key), source.text(key))
            for row in rows
            if row != first
            for key in (self.rows_model.column_at(n).key for n in columns)
        ]
        self.rows_model.write(texts, say("Fill down"))

    def paste(self, text: str) -> None:
        """A block of cells, or lines of names, as one step; what cannot be read is kept as it came and shown red."""
        if not text.strip("\n"):
            return
        block, top = block_of(text), min(self.chosen()[0])
        column = self.rows_model.column_at(self.chosen()[1][0])
        if column.key == self.names_column and are_lines(block) and _wants_splitting(block):
            people = self.split_lines([row[0] for row in block])
            self.rows_model.fill([(top + n, person) for n, person in enumerate(people)], say("Paste names"))
            self._after_paste(top, len(people))
            return
        self.rows_model.write(self._block_texts(block, top), say("Paste"))
        self._after_paste(top, len(block))

    def _block_texts(self, block: list[list[str]], top: int) -> list[tuple[tuple[int, str], str]]:
        rows, columns = self.chosen()
        shown = [n for n in self._shown() if n >= columns[0]]
        if len(block) == 1 and len(block[0]) == 1 and (len(rows) > 1 or len(columns) > 1):
            block = [block[0] * len(columns)] * len(rows)  # one cell into every selected one
        keys = [self.rows_model.column_at(n).key for n in shown]
        texts = []
        for number, cells in enumerate(block):
            texts += [((top + number, key), cell.strip()) for key, cell in zip(keys, cells, strict=False)]
            over = [cell.strip() for cell in cells[len(keys) :] if cell.strip()]
            if over:  # wider than the grid: nothing is dropped
                had = cells[keys.index("notes")] if "notes" in keys else self.rows_model.row_at(top + number).text("notes")
                texts.append(((top + number, "notes"), " · ".join(filter(None, [had.strip(), *over]))))
        return texts

    def _after_paste(self, top: int, count: int) -> None:
        column = self.currentIndex().column()
        self.go(top, column)
        self.go(top + max(count - 1, 0), column, select=True)

    def insert_row(self) -> None:
        """An empty row above the cursor."""
        self.rows_model.insert(self.currentIndex().row())

    def remove_rows(self) -> None:
        """Remove the selected rows; for rows of the register a reason is asked."""
        rows = [row for row in self.chosen()[0] if row < len(self.rows_model.rows)]
        if any(self.rows_model.row_at(row).saved for row in rows):
            self.removing.emit(rows)
        elif rows:
            self.rows_model.take_out(rows, "")

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
            if self.rows_model.column_at(index.column()).look == "check":
                self._toggle(index)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the block, with the keys."""
        menu = QMenu(self)
        for words_, key, do in (
            (say("Copy"), "Ctrl+C", self.copy),
            (say("Paste"), "Ctrl+V", lambda: self.paste(clipboard_text())),
            (say("Clear cells"), "Del", self.clear_cells),
            (say("Fill down"), "Ctrl+D", self.fill_down),
            (say("Insert row"), "Ctrl++", self.insert_row),
            (say("Remove rows"), "Ctrl+-", self.remove_rows),
        ):
            menu.addAction(f"{words_}\t{key}").triggered.connect(lambda _=False, do=do: do())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())

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
            self.go(0, self._shown()[0])
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring."""
        super().focusOutEvent(event)
        self.viewport().update()

    def _follow(self) -> None:
        if self.line is not None:
            self.line.setGeometry(self.visualRect(self.currentIndex()).adjusted(0, 0, 0, -1))


def clipboard_text() -> str:
    """The text on the clipboard."""
    from PySide6.QtGui import QGuiApplication

    return str(QGuiApplication.clipboard().text())


def _copied(cell: object, column: GridColumn) -> str:
    from gui.grid_model import Cell

    assert isinstance(cell, Cell)
    if column.look == "check":
        return "1" if cell.text else ""
    return cell.text if cell.problem or not cell.text else column.show(cell)


def _wants_splitting(block: list[list[str]]) -> bool:
    filled = [row[0] for row in block if row[0].strip()]
    return len(filled) > 1 or any(len(line.split()) > 1 for line in filled)
