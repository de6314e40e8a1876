"""A line to type in that offers what may be meant in a list below it; the keyboard never leaves the line.

The list is a part of the window, not a window of its own: it takes no focus and no keys, so that typing always arrives
where it was meant, also on systems whose pop-ups grab the keyboard.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QKeySequence, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from gui.look import theme
from gui.look.icons import pixmap
from gui.say import rtl
from gui.widgets.keys import draw_key, key_text

AT_ONCE = 8
_OFFER = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Offer:
    """One line of the list.

    Attributes:
        value: what choosing it gives.
        label: what it is called; beside: what tells it apart, in grey.
        box: a code or key at the trailing end; icon: a drawing in front.
        quiet: it is an action, not one of the things (grey words).
    """

    value: str
    label: str
    beside: str = ""
    box: str = ""
    icon: str = ""
    quiet: bool = False


class Line(QLineEdit):
    """A line that leaves Ctrl+Z to the window when it has nothing of its own to take back.

    Signals:
        finished: it was left, or Enter was pressed.
        moved(int): Up (-1) or Down (+1) was pressed and no list is open.
    """

    finished = Signal()
    moved = Signal(int)

    def event(self, event: QEvent) -> bool:
        """Ctrl+Z and Ctrl+Y are the window's unless letters of this line can be taken back."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo, redo = event.matches(QKeySequence.StandardKey.Undo), event.matches(QKeySequence.StandardKey.Redo)
            if (undo and not self.isUndoAvailable()) or (redo and not self.isRedoAvailable()):
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes what is typed; Up and Down are offered to whoever holds the line."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & _WITH:
            self.finished.emit()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not event.modifiers() & _WITH:
            self.moved.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Coming by Tab selects all, so that typing replaces."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.ShortcutFocusReason, Qt.FocusReason.OtherFocusReason):
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving takes what is typed."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.finished.emit()


_WITH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class ListLine(Line):
    """A line with a list of offers.

    Signals:
        picked(str): an offer was chosen, with Enter, Tab or the mouse.
        asked_new(): Ctrl+Enter while the list is open.
    """

    picked = Signal(str)
    asked_new = Signal()

    def __init__(self, offers: Callable[[str], Sequence[Offer]], *, first_chosen: bool = True) -> None:
        """``offers`` gives what may be meant by the text typed so far ("" when the list is asked for).

        ``first_chosen``: the first offer is marked while typing, Enter takes it.
        """
        super().__init__()
        self._ask, self._first_chosen = offers, first_chosen
        self._list: _OfferList | None = None
        self.by_tab = False
        """Whether the offer being chosen was taken by Tab, which moves on by itself."""
        self.textEdited.connect(self._typed)

    @property
    def is_open(self) -> bool:
        """Whether the list is shown."""
        return self._list is not None and self._list.isVisible()

    def offered(self) -> list[Offer]:
        """What the open list offers."""
        return self._list.offers() if self._list is not None and self.is_open else []

    def open_list(self, text: str = "") -> None:
        """Show what may be meant by ``text`` ("": everything)."""
        found = list(self._ask(text))
        if not found or not self.isVisible():
            self.close_list()
            return
        if self._list is None or self._list.parent() is not self.window():
            self._list = _OfferList(self.window())
            self._list.chosen.connect(self._choose)
        marked = 0 if text and self._first_chosen and not found[0].quiet else -1
        self._list.show_at(self, found, marked)

    def close_list(self) -> None:
        """Hide the list."""
        if self._list is not None:
            self._list.hide()

    def take_marked(self) -> bool:
        """Choose the marked offer; False when none is marked."""
        marked = self._list.marked() if self._list is not None and self.is_open else None
        if marked is None:
            return False
        self._choose(marked.value)
        return True

    def event(self, event: QEvent) -> bool:
        """While the list is open, Esc, Enter and Ctrl+Enter belong to it; Tab takes the marked offer."""
        if isinstance(event, QKeyEvent) and self.is_open:
            if event.type() == QEvent.Type.ShortcutOverride and event.key() in _LIST_KEYS:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab:
                self.by_tab = True
                self.take_marked()
                self.by_tab = False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move in the list, Enter chooses, Esc closes it, Alt+Down opens it."""
        key, ctrl = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if self._list is not None and self.is_open and self._list_key(key, ctrl):
            return
        if key == Qt.Key.Key_F4 or (key == Qt.Key.Key_Down and not ctrl and self._wants_list(event)):
            self.open_list()
            return
        super().keyPressEvent(event)

    def _list_key(self, key: int, ctrl: bool) -> bool:
        assert self._list is not None
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._list.move_mark(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Escape:
            self.close_list()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if ctrl:
                self.close_list()
                self.asked_new.emit()
            elif not self.take_marked():
                self.close_list()
                self.finished.emit()
        else:
            return False
        return True

    def _wants_list(self, event: QKeyEvent) -> bool:
        return bool(event.modifiers() & Qt.KeyboardModifier.AltModifier) or self.property("in_cell") != "true"

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The list goes with the focus."""
        self.close_list()
        super().focusOutEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click into an empty line opens the list."""
        super().mousePressEvent(event)
        if not self.text():
            self.open_list()

    def _typed(self, text: str) -> None:
        self.open_list(text) if text.strip() else self.close_list()

    def _choose(self, value: str) -> None:
        self.close_list()
        self.picked.emit(value)


_LIST_KEYS = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down, Qt.Key.Key_Up)


class _OfferList(QFrame):
    """The list under a line."""

    chosen = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setProperty("kind", "popup")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._rows = QListWidget()
        self._rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._rows.setFrameShape(QFrame.Shape.NoFrame)
        self._rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._rows.setItemDelegate(_OfferPainter(self._rows))
        self._rows.itemClicked.connect(lambda item: self.chosen.emit(item.data(_OFFER).value))
        inside = QVBoxLayout(self)
        inside.setContentsMargins(3, 3, 3, 3)
        inside.addWidget(self._rows)
        self._line: QWidget | None = None

    def show_at(self, line: QWidget, offers: Sequence[Offer], marked: int) -> None:
        """Under ``line``, or above it when there is no room below."""
        self._rows.clear()
        for offer in offers:
            item = QListWidgetItem(offer.label)
            item.setData(_OFFER, offer)
            self._rows.addItem(item)
        self._rows.setCurrentRow(marked)
        self._line = line
        self._place(line, len(offers))
        self.show()
        self.raise_()
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def _place(self, line: QWidget, count: int) -> None:
        window = self.window()
        height = min(count, AT_ONCE) * row_height() + 8
        width = max(line.width(), min(self._widest() + 30, window.width() - 20))
        area = QRect(line.mapTo(window, QPoint(0, 0)), line.size())
        left = area.right() - width + 1 if rtl() else area.left()
        left = max(4, min(left, window.width() - width - 4))
        below = area.bottom() + 3
        top = below if below + height < window.height() or area.top() < height else area.top() - height - 3
        self.setGeometry(left, top, width, height)

    def _widest(self) -> int:
        widths = (self._rows.sizeHintForIndex(self._rows.indexFromItem(item)).width() for item in self._items())
        return max(widths, default=0)

    def _items(self) -> list[QListWidgetItem]:
        return [self._rows.item(row) for row in range(self._rows.count())]

    def offers(self) -> list[Offer]:
        """All of them."""
        return [item.data(_OFFER) for item in self._items()]

    def marked(self) -> Offer | None:
        """The marked one."""
        item = self._rows.currentItem()
        found: Offer | None = item.data(_OFFER) if item is not None else None
        return found

    def move_mark(self, step: int) -> None:
        """Up or down, round the ends."""
        count = self._rows.count()
        now = self._rows.currentRow()
        self._rows.setCurrentRow((now + step) % count if now >= 0 else (0 if step > 0 else count - 1))

    def hideEvent(self, event: object) -> None:
        """Nothing to watch while hidden."""
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Scrolling or a click elsewhere closes the list."""
        kind = event.type()
        if kind in (QEvent.Type.Wheel, QEvent.Type.MouseButtonPress) and isinstance(watched, QWidget):
            if watched is not self and not self.isAncestorOf(watched) and watched is not self._line:
                self.hide()
        elif kind == QEvent.Type.Resize and watched is self.parent():
            self.hide()
        return False


def row_height() -> int:
    """The height of one offer."""
    return theme.px(28 if rtl() else 27)


class _OfferPainter(QStyledItemDelegate):
    """Label in bold, grey words beside it, the code in a box at the trailing end."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """As wide as its words."""
        offer: Offer = index.data(_OFFER)
        bold, plain = QFontMetrics(theme.font("cell_bold")), QFontMetrics(theme.font("cell"))
        width = bold.horizontalAdvance(offer.label) + plain.horizontalAdvance(offer.beside) + 44
        width += QFontMetrics(theme.font("key")).horizontalAdvance(offer.box) + (20 if offer.icon else 0)
        return QSize(width, row_height())

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One offer."""
        offer: Offer = index.data(_OFFER)
        area = option.rect
        state = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, theme.color("sel"))
        area = area.adjusted(8, 0, -8, 0)
        if offer.box:
            area = self._box(painter, area, key_text(offer.box))
        if offer.icon:
            side = QRect(area.right() - 14 if rtl() else area.left(), area.center().y() - 7, 14, 14)
            painter.drawPixmap(side.topLeft(), pixmap(offer.icon, "tx3", 14))
            area = area.adjusted(0, 0, -20, 0) if rtl() else area.adjusted(20, 0, 0, 0)
        area = self._words(
            painter, area, offer.label, "cell" if offer.quiet else "cell_bold", "tx3" if offer.quiet else "tx"
        )
        if offer.beside:
            self._words(painter, area, offer.beside, "cell", "tx3")
        painter.restore()

    def _box(self, painter: QPainter, area: QRect, text: str) -> QRect:
        metrics = QFontMetrics(theme.font("key"))
        width = metrics.horizontalAdvance(text) + 12
        left = area.left() if rtl() else area.right() - width
        box = QRectF(left, area.center().y() - 8, width, 17)
        draw_key(painter, box, text, (theme.color("sur2"), theme.color("line"), theme.color("tx3")))
        return area.adjusted(width + 8, 0, 0, 0) if rtl() else area.adjusted(0, 0, -width - 8, 0)

    def _words(self, painter: QPainter, area: QRect, text: str, role: str, token: str) -> QRect:
        font = theme.font(role)
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(theme.color(token))
        side = Qt.AlignmentFlag.AlignRight if rtl() else Qt.AlignmentFlag.AlignLeft
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(area.width(), 0))
        side |= Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(area, side, f"\u2068{shown}\u2069")  # in the direction of its own words
        used = metrics.horizontalAdvance(shown) + 10
        return area.adjusted(0, 0, -used, 0) if rtl() else area.adjusted(used, 0, 0, 0)
