"""The head of a register list: bold titles, the sort arrow after its word, and room for the filter row below."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from gui.look import theme
from gui.table.cells import PAD, Canvas
from gui.table.rows import Column


class Head(QHeaderView):
    """The heads of the columns; each may be sorted by, moved, resized and hidden.

    Signals:
        sort_asked: a column key was clicked.
        moved_or_sized: widths or order changed (to be remembered).
        placed: the sections lie somewhere else now (the filter row follows).
        shown_changed: other columns are shown.
        menu_asked(int, QPoint): a head was clicked with the other button, at this place of the screen.
    """

    sort_asked = Signal(str)
    moved_or_sized = Signal()
    placed = Signal()
    shown_changed = Signal()
    menu_asked = Signal(int, QPoint)

    def __init__(self, columns: tuple[Column, ...], canvas: Canvas, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._columns = columns
        self._canvas = canvas
        self._sort = ("", False)
        self._row: QWidget | None = None
        self._end: QWidget | None = None
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setStretchLastSection(True)
        self.setMinimumSectionSize(44)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading)
        self.sectionClicked.connect(self._clicked)
        self.sectionResized.connect(self._sized)
        self.sectionMoved.connect(self._placed)
        self.geometriesChanged.connect(self.placed)

    def show_sort(self, key: str, *, descending: bool) -> None:
        """Which column the list is sorted by."""
        self._sort = (key, descending)
        self.viewport().update()

    def hold(self, row: QWidget | None) -> None:
        """Keep a filter row under the titles; None takes it away."""
        self._row = row
        if row is not None:
            row.setParent(self)
            row.show()
        self.updateGeometries()
        self.geometriesChanged.emit()
        parent = self.parentWidget()
        if parent is not None:
            parent.updateGeometry()

    def hold_end(self, button: QWidget) -> None:
        """Keep a small button at the trailing end, beside the last title."""
        self._end = button
        button.setParent(self)
        button.show()
        self._place_end()

    def shown(self) -> list[int]:
        """The columns shown, in the order they stand."""
        return [i for place in range(self.count()) if not self.isSectionHidden(i := self.logicalIndex(place))]

    def shift(self, logical: int, steps: int) -> bool:
        """Move a column so many places among those shown; whether there was room for it."""
        shown = self.shown()
        if logical not in shown or not 0 <= shown.index(logical) + steps < len(shown):
            return False
        beside = shown[shown.index(logical) + steps]
        self.moveSection(self.visualIndex(logical), self.visualIndex(beside))
        self.moved_or_sized.emit()
        return True

    def layout_kept(self) -> str:
        """Order, widths and hidden columns, to be remembered."""
        keys = [self._columns[self.logicalIndex(i)].key for i in range(self.count())]
        widths = {c.key: self.sectionSize(i) for i, c in enumerate(self._columns) if not self.isSectionHidden(i)}
        hidden = [c.key for i, c in enumerate(self._columns) if self.isSectionHidden(i)]
        return json.dumps({"order": keys, "widths": widths, "hidden": hidden})

    def restore(self, state: str) -> None:
        """Take back what :meth:`layout_kept` said; columns of another version are passed over."""
        try:
            told: dict[str, Any] = json.loads(state)
        except ValueError:
            return
        index = {column.key: i for i, column in enumerate(self._columns)}
        for place, key in enumerate(k for k in told.get("order", []) if k in index):
            self.moveSection(self.visualIndex(index[key]), place)
        for key, width in told.get("widths", {}).items():
            if key in index and isinstance(width, int):
                if not self._columns[index[key]].only:
                    self.setSectionHidden(index[key], False)
                self.resizeSection(index[key], max(44, min(width, 900)))
        for key in told.get("hidden", []):
            if key in index and not self._columns[index[key]].only:
                self.setSectionHidden(index[key], True)

    # ---- Qt's side

    def sizeHint(self) -> QSize:
        """The heads, and the filter row when it is shown."""
        size = super().sizeHint()
        return QSize(
            size.width(), theme.height("table_head") + (theme.height("filter_row") if self._row is not None else 0)
        )

    def updateGeometries(self) -> None:
        """Leave room for the filter row."""
        self.setViewportMargins(0, 0, 0, theme.height("filter_row") if self._row is not None else 0)
        super().updateGeometries()
        if self._row is not None:
            self._row.setGeometry(QRect(0, theme.height("table_head"), self.width(), theme.height("filter_row")))
        self._place_end()
        self.placed.emit()

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        """One head: its title in bold, and the arrow after it when the list is sorted by it."""
        canvas, column = self._canvas, self._columns[logical]
        painter.fillRect(rect, canvas.ink("sur2"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), canvas.ink("line"))
        canvas.begin(painter)
        inner = rect.adjusted(PAD - 2, 0, -4, -1)
        sorted_here = bool(column.sort) and column.sort == self._sort[0]
        if canvas.rtl:
            inner = rect.adjusted(4, 0, -(PAD - 2), -1)
        room = inner.adjusted(18 if canvas.rtl else 0, 0, 0 if canvas.rtl else -18, 0) if sorted_here else inner
        if self._end is not None and self.visualIndex(logical) == self._last():
            spare = self._end.width() + 2
            room = room.adjusted(spare if canvas.rtl else 0, 0, 0 if canvas.rtl else -spare, 0)
        used = canvas.text(room, column.title(), "label", "tx") + 3
        if sorted_here:
            after = inner.adjusted(0, 0, -used, 0) if canvas.rtl else inner.adjusted(used, 0, 0, 0)
            canvas.icon(after, "arrow-down" if self._sort[1] else "arrow-up", "tx2", 14)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The filter row follows the width."""
        super().resizeEvent(event)
        if self._row is not None:
            self._row.setGeometry(QRect(0, theme.height("table_head"), self.width(), theme.height("filter_row")))
        self._place_end()
        self.placed.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of a column."""
        self.menu_asked.emit(self.logicalIndexAt(event.pos()), event.globalPos())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Widths and order are remembered when the button is let go."""
        super().mouseReleaseEvent(event)
        self.moved_or_sized.emit()

    def _clicked(self, logical: int) -> None:
        if self._columns[logical].sort:
            self.sort_asked.emit(self._columns[logical].key)

    def _placed(self, *_: int) -> None:
        self.placed.emit()

    def _sized(self, _logical: int, old: int, new: int) -> None:
        """Qt says so too when a column is hidden (to nothing) or shown (from nothing)."""
        if not old or not new:
            self.shown_changed.emit()
        self.placed.emit()

    def _last(self) -> int:
        """The place of the last column shown."""
        return next((i for i in reversed(range(self.count())) if not self.isSectionHidden(self.logicalIndex(i))), -1)

    def _place_end(self) -> None:
        if self._end is not None:
            across, down = self._end.width(), theme.height("table_head")
            x = 0 if self._canvas.rtl else self.width() - across
            self._end.setGeometry(x, 1, across, down - 2)
