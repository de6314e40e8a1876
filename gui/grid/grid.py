"""A grid that behaves as people know it from spreadsheets: type to overwrite, Enter down, Tab on, blocks of cells.

The cell being typed in is one line of our own above the cell, so that every key does what it says in every language;
Qt's own editing of tables is off.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from gui.grid import blocks as grid_blocks
from gui.grid.cell import CellLine
from gui.grid.model import GridModel, GridRow, is_locked, number_of
from gui.grid.view import GridView
from gui.say import rtl

_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ALT = Qt.KeyboardModifier.AltModifier
_META = Qt.KeyboardModifier.MetaModifier


class Grid(GridView):
    """A spreadsheet-like grid over a :class:`GridModel`.

    Signals:
        typed: a key was pressed in a cell that is being typed in.
    """

    typed = Signal()

    def __init__(
        self, model: GridModel, name: str, *, tones: dict[str, str] | None = None, numbered: bool = True
    ) -> None:
        self.line: CellLine | None = None
        self._home = 0
        super().__init__(model, name, tones=tones, numbered=numbered)
        self.horizontalScrollBar().valueChanged.connect(lambda _: self._follow())
        self.verticalScrollBar().valueChanged.connect(lambda _: self._follow())
        model.landed.connect(self._land)
        model.moved.connect(self._stay)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is being typed stays on its cell."""
        super().resizeEvent(event)
        self._follow()

    def go_to(self, row: int, key: str) -> None:
        """Put the cursor on a cell and take the keyboard."""
        self.setFocus()
        number = number_of(self.rows_model, key) if key else self.shown()[0]
        self._home = number
        self.go(row, number)

    def _land(self, row: int, key: str) -> None:
        self.end_typing(keep=False)
        self.go(row, number_of(self.rows_model, key) if key else self.currentIndex().column())

    def _stay(self, had: Sequence[GridRow]) -> None:
        """Others' rows have come or gone: the cursor, and what is being typed, stay with their row."""
        at, rows = self.currentIndex(), self.rows_model.rows
        if at.isValid() and (had or self.line is not None):  # an empty grid that is filled begins at its first row
            kept = had[at.row()].id if at.row() < len(had) else ""
            row = next((number for number, one in enumerate(rows) if one.id == kept), len(rows))
            gone = bool(kept) and row == len(rows)
            if row != at.row() and not (gone and self.line is None):  # typed where nothing is any more: a new row
                self.go(row, at.column())
                self._follow()

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
