"""How the cells and heads of a grid are painted: chips, ticks, refused cells, the ring of the current cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from gui.grid.model import GridColumn, GridModel, rivals_at
from gui.look import theme
from gui.look.icons import pixmap
from gui.say import rtl
from gui.tips import tip
from gui.widgets.layout import leading
from storage import UNKNOWN, code_list, folded

PAD = 8
FSI, PDI = "\u2068", "\u2069"
"""A cell reads in the direction of its own text, whatever the window's is."""
_TONES = ("killed", "injured", "missing", "rescued")


class GridPainter(QStyledItemDelegate):
    """Paints the cells of a grid."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view
        self.flagged: Callable[[], Mapping[tuple[int, str], str]] = dict
        """Cells something is wrong with beyond their own text."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """As wide as its words."""
        text = str(index.data() or "")
        return QSize(QFontMetrics(theme.font("cell")).horizontalAdvance(text) + 2 * PAD, theme.height("grid_row"))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One cell."""
        model = index.model()
        assert isinstance(model, GridModel)
        column, row = model.columns[index.column()], model.row_at(index.row())
        area: QRect = option.rect
        state = option.state
        last = index.row() >= len(model.rows)
        painter.save()
        cell = row.cell(column.key)
        wrong = bool(cell.problem) or (index.row(), column.key) in self.flagged()
        rivals = rivals_at(model, (index.row(), column.key))
        self._ground(painter, area, chosen=bool(state & QStyle.StateFlag.State_Selected), last=last, wrong=wrong)
        if rivals is not None and not wrong:
            painter.fillRect(area.adjusted(0, 0, -1, -1), theme.color("accbg"))
        if last and index.column() == 0:
            self._words(painter, area, column.hint or column.title, "tx3", column)
        elif cell.problem:
            self._words(painter, area, cell.text, "injured", column)
        elif rivals is not None and rivals.words:
            self._words(painter, area, rivals.words, "accink", column)
        elif column.look == "check":
            if not last:
                draw_tick(painter, area, on=bool(cell.text))
        elif column.look == "outcome" and cell.text:
            draw_outcome(painter, area, cell.text, column.show(cell))
        elif cell.text:
            shown = column.show(cell)
            self._words(painter, area, shown, "tx3" if folded(shown) in UNKNOWN or shown == "–" else "tx", column)
        if index == self._view.currentIndex() and self._view.hasFocus():
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.drawRect(QRectF(area).adjusted(1, 1, -2, -2))
        painter.restore()

    def _ground(self, painter: QPainter, area: QRect, *, chosen: bool, last: bool, wrong: bool) -> None:
        many = len(self._view.selectionModel().selectedIndexes()) > 1
        token = "sel" if chosen and many else "injured_bg" if wrong else "sur2" if last else "sur"
        painter.fillRect(area, theme.color(token))
        painter.setPen(theme.color("line"))
        edge = area.left() if rtl() else area.right()
        painter.drawLine(edge, area.top(), edge, area.bottom())
        painter.drawLine(area.left(), area.bottom(), area.right(), area.bottom())
        if wrong:
            painter.setPen(QPen(theme.color("injured"), 1))
            painter.drawRect(QRectF(area).adjusted(0.5, 0.5, -1.5, -1.5))

    def _words(self, painter: QPainter, area: QRect, text: str, token: str, column: GridColumn) -> None:
        font = theme.font("cell")
        painter.setFont(font)
        painter.setPen(theme.color(token))
        inner = area.adjusted(PAD, 0, -PAD, 0)
        middle = column.look == "number"
        side = Qt.AlignmentFlag.AlignHCenter if middle else leading()
        line = text.replace("\n", " ⏎ ")
        shown = QFontMetrics(font).elidedText(line, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, f"{FSI}{shown}{PDI}")

    def helpEvent(self, event: QHelpEvent, view: object, option: QStyleOptionViewItem, index: object) -> bool:
        """Why a cell was refused, or all of a text that does not fit."""
        if event.type() != QEvent.Type.ToolTip or not isinstance(index, QModelIndex):
            return False
        reason = index.data(Qt.ItemDataRole.ToolTipRole)
        text = str(index.data() or "")
        room = option.rect.width() - 2 * PAD
        long = QFontMetrics(theme.font("cell")).horizontalAdvance(text) > room
        QToolTip.showText(event.globalPos(), tip(reason or (text if long else "")), self._view)
        return True


def draw_tick(painter: QPainter, area: QRect, *, on: bool) -> None:
    """A check box in the middle of a cell."""
    box = QRectF(area.center().x() - 7, area.center().y() - 7, 15, 15)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color("link" if on else "inp"), 1))
    painter.setBrush(theme.color("link") if on else theme.color("sur"))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    if on:
        painter.drawPixmap(box.topLeft() + QPointF(1.5, 1.5), pixmap("check", theme.hex_of("onink"), 12))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def draw_outcome(painter: QPainter, area: QRect, code: str, word: str) -> None:
    """Letter in its ink and the word on its soft background, at the leading side of a cell."""
    item = code_list("outcome").items.get(code)
    tone = item.more.get("tone", "") if item else ""
    tone = tone if tone in _TONES else "missing"
    letter = item.more.get("letter::ar" if rtl() else "letter::en", "") if item else ""
    draw_letter(painter, area.adjusted(PAD, 0, -PAD, 0), tone, letter, word)


def draw_letter(painter: QPainter, area: QRect, tone: str, letter: str, word: str, role: str = "cell_bold") -> None:
    """A chip inside ``area``."""
    bold = QFontMetrics(theme.font(role))
    side, height = theme.px(18), theme.height("chip")
    width = min(side + bold.horizontalAdvance(word) + 10, area.width()) if word else side
    left = area.right() - width + 1 if rtl() else area.left()
    box = QRectF(left, area.center().y() - height / 2 + 0.5, width, height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    shape = QPainterPath()
    shape.addRoundedRect(box, 4, 4)
    painter.setClipPath(shape)
    painter.fillRect(box, theme.color(f"{tone}_bg"))
    square = QRectF(box.right() - side if rtl() else box.left(), box.top(), side, height)
    painter.fillRect(square, theme.color(tone))
    painter.setFont(theme.font("label"))
    painter.setPen(theme.color("onink"))
    painter.drawText(square, Qt.AlignmentFlag.AlignCenter, letter)
    rest = box.adjusted(0, 0, -side, 0) if rtl() else box.adjusted(side, 0, 0, 0)
    painter.setFont(theme.font(role))
    painter.setPen(theme.color(tone))
    painter.drawText(
        rest, Qt.AlignmentFlag.AlignCenter, bold.elidedText(word, Qt.TextElideMode.ElideRight, round(rest.width()))
    )
    painter.setClipping(False)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


class GridHead(QHeaderView):
    """The titles above a grid: bold, a red star when required, the letter of an outcome in its chip."""

    def __init__(self, parent: QWidget, tones: dict[str, str] | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._tones = tones or {}
        self.setFixedHeight(theme.height("table_head"))
        self.setHighlightSections(False)
        self.setMinimumSectionSize(theme.px(30))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """One title."""
        model = self.model()
        assert isinstance(model, GridModel)
        column = model.columns[section]
        painter.save()
        painter.fillRect(rect, theme.color("sur2"))
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())
        edge = rect.left() if rtl() else rect.right()
        painter.drawLine(edge, rect.top(), edge, rect.bottom())
        inner = rect.adjusted(PAD, 0, -PAD, 0)
        tone = self._tones.get(column.key)
        if tone:
            self._chip(painter, rect.adjusted(3, 0, -3, 0), tone, column.title)
        else:
            self._title(painter, inner, column)
        painter.restore()

    def _chip(self, painter: QPainter, inner: QRect, tone: str, title: str) -> None:
        item = code_list("outcome").items[tone]
        letter = item.more.get("letter::ar" if rtl() else "letter::en", "")
        draw_letter(painter, inner, tone, letter, title, "label")

    def _title(self, painter: QPainter, inner: QRect, column: GridColumn) -> None:
        font = theme.font("label")
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(theme.color("tx2"))
        middle = column.look in ("number", "check")
        side = Qt.AlignmentFlag.AlignHCenter if middle else leading()
        inner = inner.adjusted(-5, 0, 5, 0) if middle else inner
        shown = metrics.elidedText(column.title, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, shown)
        if column.required:
            used = metrics.horizontalAdvance(shown) + 4
            painter.setPen(theme.color("injured"))
            rest = inner.adjusted(0, 0, -used, 0) if rtl() else inner.adjusted(used, 0, 0, 0)
            painter.drawText(rest, leading() | Qt.AlignmentFlag.AlignVCenter, "*")


def head_width(column: GridColumn) -> int:
    """The width a title needs."""
    words = QFontMetrics(theme.font("label")).horizontalAdvance(column.title)
    middle = column.look in ("number", "check")
    return words + (2 * PAD - 10 if middle else 2 * PAD) + (14 if column.required else 0) + 2


class RowNumbers(QHeaderView):
    """The numbers of the rows, a plus at the empty one."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setFixedWidth(theme.px(30))
        self.setDefaultSectionSize(theme.height("grid_row"))
        self.setMinimumSectionSize(theme.px(18))
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """One number."""
        painter.save()
        painter.fillRect(rect, theme.color("sur2"))
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())
        edge = rect.left() if rtl() else rect.right()
        painter.drawLine(edge, rect.top(), edge, rect.bottom())
        painter.setFont(theme.font("key"))
        painter.setPen(theme.color("tx3"))
        model = self.model()
        text = model.headerData(section, Qt.Orientation.Vertical) if model is not None else ""
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(text))
        painter.restore()
