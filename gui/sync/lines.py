"""A list of two-line cells: words above, paler words below, a drawing before them, or a tag in a frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
)

from gui.look import theme
from gui.look.icons import pixmap
from gui.tips import tip
from gui.widgets import leading

CELL = Qt.ItemDataRole.UserRole + 1
KEY = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Cell:
    """One cell.

    Attributes:
        text: the words; under: paler words below them; icon: a drawing before them; state: ink of the drawing.
        tag: the words stand in a thin frame of ``state``.
    """

    text: str
    under: str = ""
    icon: str = ""
    state: str = ""
    tag: bool = False

    @property
    def token(self) -> str:
        """The colour of the drawing."""
        return theme.STATES[self.state][0] if self.state else "tx2"


class Lines(QTreeWidget):
    """Rows of such cells; the row that was chosen stays chosen when they are shown anew."""

    def __init__(self, name: str, heads: Sequence[str], shares: Sequence[int]) -> None:
        """``shares``: how wide the columns are beside each other."""
        super().__init__()
        self._shares = shares
        self.setAccessibleName(name)
        self.setHeaderLabels(list(heads))
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setItemDelegate(_TwoLines(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.header().setStretchLastSection(True)
        self.header().setDefaultAlignment(leading() | Qt.AlignmentFlag.AlignVCenter)
        self.header().setFixedHeight(theme.height("table_head"))

    def show_lines(self, lines: Sequence[tuple[Any, Sequence[Cell]]]) -> None:
        """Show these instead: (key, cells)."""
        kept, at = self.key(), max(self.currentIndex().row(), 0)
        rolled = self.verticalScrollBar().value()
        self.clear()
        for key, cells in lines:
            item = QTreeWidgetItem([cell.text for cell in cells])
            item.setData(0, KEY, key)
            for place, cell in enumerate(cells):
                item.setData(place, CELL, cell)
                told = f"{cell.text}\n{cell.under}".strip()
                item.setToolTip(place, tip(told))
                item.setData(place, Qt.ItemDataRole.AccessibleTextRole, told.replace("\n", ", "))
            self.addTopLevelItem(item)
            if key == kept:
                at = self.topLevelItemCount() - 1
        if self.topLevelItemCount():
            self.setCurrentIndex(self.model().index(min(at, self.topLevelItemCount() - 1), 0))
        self.verticalScrollBar().setValue(rolled)  # who reads far below is not thrown back to the chosen row

    def key(self) -> Any:
        """The key of the row that is chosen, or None."""
        item = self.currentItem()
        return item.data(0, KEY) if item is not None else None

    def told(self) -> list[list[str]]:
        """Everything it says, row by row."""
        rows = [self.topLevelItem(at) for at in range(self.topLevelItemCount())]
        return [[row.toolTip(place) for place in range(self.columnCount())] for row in rows if row is not None]

    def resizeEvent(self, event: Any) -> None:
        """The columns share the width."""
        super().resizeEvent(event)
        width, whole = self.viewport().width(), sum(self._shares)
        for place, share in enumerate(self._shares):
            self.setColumnWidth(place, width * share // whole)


class _TwoLines(QStyledItemDelegate):
    """Paints the cells."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Room for two lines, or for one where no row has a second."""
        cell = index.data(CELL)
        high = QFontMetrics(theme.font("cell")).height()
        under = QFontMetrics(theme.font("hint")).height() if cell is not None and cell.under else 0
        return QSize(10, high + under + theme.px(12))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Background, drawing, words."""
        cell = index.data(CELL)
        style = option.widget.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, option.widget)
        if cell is None:
            return
        painter.save()
        box: QRect = option.rect.adjusted(8, 5, -8, -5)
        if cell.tag:
            self._tag(painter, box, option, cell)
        else:
            self._words(painter, box, option, cell)
        painter.restore()

    def _words(self, painter: QPainter, box: QRect, option: QStyleOptionViewItem, cell: Cell) -> None:
        if cell.icon:
            self._icon(painter, box, option, cell)
            way = option.direction
            rest = QRect(box.left() + 26, box.top(), box.width() - 26, box.height())
            box = QStyle.visualRect(way, box, rest)
        first = theme.font("cell_bold" if cell.icon and cell.under else "cell")
        high = QFontMetrics(first).height() if cell.under else box.height()
        upper, lower = QRect(box), QRect(box)
        upper.setHeight(high)
        lower.setTop(box.top() + high)
        self._line(painter, upper, first, "tx", cell.text)
        if cell.under:
            self._line(painter, lower, theme.font("hint"), "tx3", cell.under)

    def _line(self, painter: QPainter, box: QRect, font: Any, token: str, text: str) -> None:
        painter.setFont(font)
        painter.setPen(theme.color(token))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, leading() | Qt.AlignmentFlag.AlignVCenter, shown)

    def _icon(self, painter: QPainter, box: QRect, option: QStyleOptionViewItem, cell: Cell) -> None:
        place = QRect(box.left(), box.top() + (box.height() - 18) // 2, 18, 18)
        painter.drawPixmap(QStyle.visualRect(option.direction, box, place), pixmap(cell.icon, cell.token, 18))

    def _tag(self, painter: QPainter, box: QRect, option: QStyleOptionViewItem, cell: Cell) -> None:
        font = theme.font("hint")
        metrics = QFontMetrics(font)
        drawing = 20 if cell.icon else 0
        wide = min(box.width(), metrics.horizontalAdvance(cell.text) + drawing + 20)
        high = theme.height("chip")
        place = QRect(box.left(), box.top() + (box.height() - high) // 2, wide, high)
        frame = QStyle.visualRect(option.direction, box, place)
        ink, soft = theme.STATES[cell.state] if cell.state else ("tx2", "sur2")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.color(ink if cell.state else "line"))
        painter.setBrush(theme.color(soft))
        painter.drawRoundedRect(frame.adjusted(0, 0, -1, -1), 4, 4)
        inside = QRect(frame.left() + 7, frame.top(), frame.width() - 14, frame.height())
        if cell.icon:
            at = QRect(inside.left(), inside.top() + (inside.height() - 14) // 2, 14, 14)
            painter.drawPixmap(QStyle.visualRect(option.direction, inside, at), pixmap(cell.icon, ink, 14))
            rest = QRect(inside.left() + drawing, inside.top(), inside.width() - drawing, inside.height())
            inside = QStyle.visualRect(option.direction, inside, rest)
        self._line(painter, inside, font, ink, cell.text)
