"""The register list: a table of a million rows that scrolls as if it had thirty.

The visible rows are painted by the view itself from ready cells, in one pass; no delegate, no index, no call into the
model per cell. Rows that have not come from the register yet are soft bars.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QToolTip, QWidget

from gui.listing.keys import wished
from gui.look import theme
from gui.table.cells import PAD, Canvas
from gui.table.heads import Head
from gui.table.rows import Column, Index, Listing, Rows
from gui.tips import tip

BAR = 3
"""Width of the amber bar of a selected row."""
_FILTER_LETTERS = ("f", "F", "ب", "[")
IDLE, SLICE = 4, 0.003
"""Milliseconds between, and seconds of, the slices in which the next screen is prepared."""
MOST_KEPT = 500
"""A bigger selection is not found again after a re-reading."""
_ROWS = QItemSelectionModel.SelectionFlag.Rows


class RegisterTable(QTableView):
    """A list of records, painted from cells.

    Signals:
        opened: the id of a row to open (Enter, double click).
        current_row: the row under the cursor (or None) has changed or come.
        selection_moved: other rows are selected.
        pane_asked, filter_asked, clear_asked: Space, F and Esc were pressed.
        sort_asked: sort by this column key, descending or not.
        asked: another key of lists was pressed; see ``KEYS``.
    """

    opened = Signal(str)
    current_row = Signal(object)
    selection_moved = Signal()
    pane_asked = Signal()
    filter_asked = Signal()
    clear_asked = Signal()
    sort_asked = Signal(str, bool)
    asked = Signal(str)

    def __init__(self, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = Rows(columns, self)
        self._canvas = Canvas(self.devicePixelRatioF())
        self._sort = ("", False)
        self._keep = False
        self._place: tuple[int, set[int], int, int] = (-1, set(), 0, -1)
        self._waiting_for_current = False
        self._awaited = -1
        self._row_height = 32
        self._shown: list[int] = []
        self.head = Head(self.rows.columns, self._canvas, self)
        self.setModel(self.rows)
        self._set_up()
        for index, column in enumerate(self.rows.columns):
            self.setColumnWidth(index, column.width)
            self.setColumnHidden(index, bool(column.only) or column.more)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._read_wanted)
        self._idle = QTimer(self, singleShot=True, interval=IDLE)
        self._idle.timeout.connect(self._prepare)
        self._ahead: list[int] = []
        self.rows.arrived.connect(self._arrived)
        self.rows.modelAboutToBeReset.connect(self._remember_place)
        self.rows.modelReset.connect(self._return_to_place)
        self.rows.counted.connect(self._go_to_awaited)
        self.head.sort_asked.connect(self._sort_clicked)
        self.head.shown_changed.connect(self._show_columns)
        self._show_columns()

    # ---- what a room does with it

    def show_listing(self, ask: Callable[[], Listing], *, keep: bool = False) -> None:
        """Show the listing ``ask`` gets; ``keep`` when it is the same list read again after a change."""
        self._keep = keep
        picked = self.rows.numbers(self.chosen()) if self.chosen_count() <= MOST_KEPT else []
        self.rows.show(ask, keep=keep, watch=[*picked, self.rows.number_at(self.currentIndex().row())])

    def show_sort(self, key: str, *, descending: bool) -> None:
        """Which column the listing is sorted by (the arrow in the head)."""
        self._sort = (key, descending)
        self.head.show_sort(key, descending=descending)

    def chosen(self) -> list[tuple[int, int]]:
        """The spans of positions selected, first and last row of each."""
        ranges = self.selectionModel().selection()
        parts = [ranges.at(i) for i in range(ranges.count())]
        return sorted((part.top(), part.bottom()) for part in parts)

    def chosen_count(self) -> int:
        """How many rows are selected."""
        return sum(last - first + 1 for first, last in self.chosen())

    def current_id(self) -> str:
        """The id of the row under the cursor; "" when there is none."""
        row = self.rows.row_at(self.currentIndex().row())
        return row.id if row is not None else ""

    def go_to(self, position: int) -> None:
        """Put the cursor on a row and select it alone."""
        if 0 <= position < self.rows.rowCount():
            column = max(self.currentIndex().column(), 0)
            flags = QItemSelectionModel.SelectionFlag  # said outright: Ctrl may still be held down from Ctrl+Enter
            index = self.rows.index(position, column)
            self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | _ROWS)

    def look_for(self, number: int) -> bool:
        """Put the cursor on the row with this number, now or when the order is known; False when absent."""
        position = self.rows.position_of(number)
        if position >= 0:
            self.go_to(position)
            self._awaited = -1
            return True
        if not self.rows.complete:
            self._awaited = number
            return True
        return False

    def await_number(self, number: int) -> None:
        """Put the cursor on this row as soon as the next listing knows its order."""
        self._awaited = number

    def show_mode(self, mode: str) -> None:
        """Show the columns that belong to a mode only (``"search"``) and hide those of other modes."""
        for index, column in enumerate(self.rows.columns):
            if column.only:
                self.setColumnHidden(index, column.only != mode)

    # ---- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows that lie in the exposed part."""
        painter = QPainter(self.viewport())
        canvas, area = self._canvas, event.rect()
        painter.fillRect(area, canvas.ink("sur"))
        height = self._row_height
        top = self.verticalOffset()
        first = max((area.top() + top) // height, 0)
        last = min((area.bottom() + top) // height, self.rows.rowCount() - 1)
        columns = self._columns_in(area)
        selected = self._selected_in(first, last)
        canvas.begin(painter)
        for position in range(first, last + 1):
            box = QRect(0, position * height - top, self.viewport().width(), height)
            self._paint_row(painter, box, position, columns, chosen=position in selected)
        if self.hasFocus() and self.currentIndex().isValid():
            self._paint_ring(painter)
        painter.end()
        self._later.start()

    def _paint_row(
        self, painter: QPainter, box: QRect, position: int, columns: list[tuple[int, int, int]], *, chosen: bool
    ) -> None:
        canvas = self._canvas
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, canvas.ink("line2"))
        if chosen:
            painter.fillRect(box.adjusted(0, 0, 0, -1), canvas.ink("sel"))
            edge = box.right() - BAR + 1 if canvas.rtl else box.left()
            painter.fillRect(edge, box.top(), BAR, box.height(), canvas.ink("acc"))
        cells = self.rows.cells(position)
        if cells is None:
            for _, x, width in columns:
                bar = QRect(x + PAD, box.center().y() - 4, max(width * 3 // 5 - PAD, 8), 8)
                painter.fillRect(bar, canvas.ink("sur3"))
            return
        struck = self.rows.struck(position)
        for column, x, width in columns:
            cell = cells[column]
            inner = QRect(x + PAD - 2, box.top(), width - 2 * PAD + 4, box.height() - 1)
            used = self.rows.columns[column].paint(canvas, inner, cell)
            if struck and used:
                line = inner.right() - used if canvas.rtl else inner.left()
                painter.fillRect(line, box.center().y(), used, 1, canvas.ink("tx3"))

    def _paint_ring(self, painter: QPainter) -> None:
        painter.setPen(QPen(self._canvas.ink("focus"), 2))
        box = self.visualRect(self.currentIndex()).adjusted(2, 2, -2, -3)
        first = self.head.visualIndex(self.currentIndex().column()) == 0
        if first:
            box.adjust(0 if self._canvas.rtl else BAR, 0, -BAR if self._canvas.rtl else 0, 0)
        painter.drawRect(box)

    def _columns_in(self, area: QRect) -> list[tuple[int, int, int]]:
        """The columns that touch ``area``: index, left edge, width."""
        head, found = self.head, []
        for column in self._shown:
            width = head.sectionSize(column)
            x = head.sectionViewportPosition(column)
            if width and x <= area.right() and x + width > area.left():
                found.append((column, x, width))
        return found

    def _selected_in(self, first: int, last: int) -> set[int]:
        found: set[int] = set()
        for top, bottom in self.chosen():
            found.update(range(max(top, first), min(bottom, last) + 1))
        return found

    # ---- keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of lists; all others belong to Qt's table."""
        key, held = event.key(), event.modifiers()
        plain = held & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
        if plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open_current()
        elif plain and key == Qt.Key.Key_Space:
            self.pane_asked.emit()
        elif plain and (key == Qt.Key.Key_F or event.text() in _FILTER_LETTERS):
            self.filter_asked.emit()
        elif plain and key == Qt.Key.Key_Escape:
            self.clear_asked.emit()
        elif wish := wished(event, rtl=self._canvas.rtl):
            self.asked.emit(wish)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._jump(0 if key == Qt.Key.Key_Home else self.rows.rowCount() - 1, held)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Nothing: Qt would look through a million rows in the window's thread."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the row."""
        if self.indexAt(event.position().toPoint()).isValid():
            self._open_current()

    def viewportEvent(self, event: QEvent) -> bool:
        """A tooltip holds the whole text of a cell that is cut off."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self.indexAt(event.pos())
            text = self.cut_text(index) if index.isValid() else ""
            QToolTip.showText(event.globalPos(), tip(text), self, self.visualRect(index))
            return True
        return super().viewportEvent(event)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Other rows are selected."""
        super().selectionChanged(selected, deselected)
        self.viewport().update()
        self.selection_moved.emit()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """The cursor moved: tell when the row itself is another."""
        super().currentChanged(current, previous)
        self.viewport().update()
        if current.row() != previous.row():
            self._tell_current()

    def _set_up(self) -> None:
        self._row_height = theme.height("row")
        self.setHorizontalHeader(self.head)
        rows = self.verticalHeader()
        rows.hide()
        rows.setHighlightSections(False)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(1)
        rows.setDefaultSectionSize(self._row_height)
        self.setCornerButtonEnabled(False)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)

    def _jump(self, position: int, held: Qt.KeyboardModifier) -> None:
        """To the first or last row; with Shift the rows on the way are selected."""
        if position < 0:
            return
        target = self.rows.index(position, max(self.currentIndex().column(), 0))
        if held & Qt.KeyboardModifier.ShiftModifier and self.currentIndex().isValid():
            start = self.currentIndex().row()
            span = QItemSelection(self.rows.index(min(start, position), 0), self.rows.index(max(start, position), 0))
            self.selectionModel().select(span, QItemSelectionModel.SelectionFlag.ClearAndSelect | _ROWS)
            self.selectionModel().setCurrentIndex(target, QItemSelectionModel.SelectionFlag.NoUpdate)
        else:
            self.setCurrentIndex(target)

    def _show_columns(self) -> None:
        self._shown = self.head.shown()
        self.rows.show_columns(self._shown)
        self.viewport().update()

    def _open_current(self) -> None:
        if self.current_id():
            self.opened.emit(self.current_id())

    def cut_text(self, index: QModelIndex) -> str:
        """The words of a cell when they do not fit into it, else ""."""
        cells = self.rows.cells(index.row())
        if cells is None:
            return ""
        box = self.visualRect(index).adjusted(PAD - 2, 0, -PAD + 2, 0)
        self._canvas.begin(None)
        self.rows.columns[index.column()].paint(self._canvas, box, cells[index.column()])
        return cells[index.column()].words if self._canvas.cut else ""

    def _sort_clicked(self, key: str) -> None:
        sort = next(column.sort for column in self.rows.columns if column.key == key)
        self.sort_asked.emit(key, sort == self._sort[0] and not self._sort[1])

    # ---- rows that come, and the place in the list

    def _read_wanted(self) -> None:
        first = self.verticalOffset() // self._row_height
        count = self.viewport().height() // self._row_height + 2
        visible = range(first, min(first + count, self.rows.rowCount()))
        self.rows.read_wanted(visible, self.currentIndex().row() if self._waiting_for_current else -1)
        many = len(visible)
        below, above = range(visible.stop, visible.stop + many), range(max(visible.start - many, 0), visible.start)
        self._ahead = [*below, *reversed(above)]
        self._idle.start()

    def _prepare(self) -> None:
        """Make the rows of the next screen and shape their words while the person reads this one."""
        until = perf_counter() + SLICE
        columns, height = self._columns_in(self.viewport().rect()), self._row_height
        self._canvas.begin(None)
        while self._ahead and perf_counter() < until:
            position = self._ahead.pop(0)
            cells = self.rows.ready(position)
            if cells is None:
                continue
            for column, _, width in columns:
                inner = QRect(0, 0, width - 2 * PAD + 4, height - 1)
                self.rows.columns[column].paint(self._canvas, inner, cells[column])
        if self._ahead:
            self._idle.start()

    def _arrived(self) -> None:
        self.viewport().update()
        if self._waiting_for_current:
            self._tell_current()

    def _tell_current(self) -> None:
        row = self.rows.row_at(self.currentIndex().row())
        self._waiting_for_current = row is None and self.currentIndex().isValid()
        if not self._waiting_for_current:
            self.current_row.emit(row)

    def _go_to_awaited(self) -> None:
        if self._awaited >= 0:
            number, self._awaited = self._awaited, -1
            self.go_to(self.rows.position_of(number))

    def _remember_place(self) -> None:
        if self._keep:
            picked = set(self.rows.numbers(self.chosen())) if self.chosen_count() <= MOST_KEPT else set()
            position, scrolled = self.currentIndex().row(), self.verticalScrollBar().value()
            self._place = (self.rows.number_at(position), picked, scrolled, position * self._row_height - scrolled)

    def _return_to_place(self) -> None:
        """After a re-reading: the same rows selected, the same part of the list on the screen."""
        self.executeDelayedItemsLayout()
        if not self._keep:
            self.verticalScrollBar().setValue(0)
            self.go_to(0)
            return
        current, picked, scrolled, height = self._place
        position = self.rows.position_of(current)
        span = QItemSelection()
        for number in picked:
            place = self.rows.position_of(number)
            if place >= 0:
                span.select(self.rows.index(place, 0), self.rows.index(place, 0))
        flags = QItemSelectionModel.SelectionFlag
        if position >= 0:
            self.selectionModel().setCurrentIndex(self.rows.index(position, 0), flags.NoUpdate)
        self.selectionModel().select(span, flags.ClearAndSelect | _ROWS)
        if position >= 0 and 0 <= height < self.viewport().height():
            scrolled = position * self._row_height - height
        self.verticalScrollBar().setValue(scrolled)
        self._tell_current()
