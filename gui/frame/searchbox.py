"""Search everything, Ctrl+K: a field in the top bar and the list of hits below it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gui.context import Context
from gui.frame.hit import Hit
from gui.jobs import Job
from gui.look import theme
from gui.look.icons import pixmap
from gui.resting import Rest
from gui.say import rtl, say
from gui.widgets import KeyBox, column, icon_label, words_label

PAUSE_MS = 60
MOST = 14
_HIT = Qt.ItemDataRole.UserRole


class SearchBox(QFrame):
    """The field; asks ``context.find`` in a reading thread and shows the newest answer only."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._job: Job[list[Hit]] | None = None
        self.setProperty("kind", "field")
        self.setFixedHeight(theme.height("button"))
        self.line = QLineEdit()
        self.line.setProperty("bare", "true")
        self.line.setProperty("ring", "parent")
        self.line.setPlaceholderText(say("Search victims, places, incidents…"))
        self.line.setAccessibleName(say("Search everything"))
        self.setFocusProxy(self.line)
        inside = QHBoxLayout(self)
        inside.setContentsMargins(9, 0, 7, 0)
        inside.setSpacing(8)
        inside.addWidget(icon_label("search", "tx3", 15))
        inside.addWidget(self.line, 1)
        inside.addWidget(KeyBox("Ctrl+K"))
        self.popup = _Popup(self)
        self._soon = Rest(self, PAUSE_MS)
        self._soon.timeout.connect(self._ask)
        self.line.textEdited.connect(self._typed)
        self.popup.list.clicked.connect(self._open)
        self.line.installEventFilter(self)

    def begin(self) -> None:
        """Ctrl+K: put the cursor here."""
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    def _typed(self) -> None:
        if self.line.text().strip():
            self._soon.start()
        else:
            self._soon.stop()
            self.popup.hide()

    def _ask(self) -> None:
        find, typed = self._context.find, self.line.text().strip()
        if find is None or not typed:
            return
        if self._job is not None:
            self._job.cancel()
        self._job = Job(lambda: find(typed)).then(self._show).start(self)

    def _show(self, hits: list[Hit]) -> None:
        if self.line.hasFocus():
            self.popup.show_hits(hits[:MOST], self)

    def _open(self, index: QModelIndex) -> None:
        hit = index.data(_HIT)
        self.popup.hide()
        if isinstance(hit, Hit):
            self.line.clear()
            self._context.asked.emit(hit.kind, hit.id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows walk through the hits, Enter opens, Esc closes; leaving the field closes too."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        if event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            self.popup.hide()
        return False

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key == Qt.Key.Key_Escape and (self.popup.isVisible() or self.line.text()):
            self.popup.hide()
            self.line.clear()
            return True
        if not self.popup.isVisible():
            return False
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.popup.step(1 if key == Qt.Key.Key_Down else -1)
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.popup.list.currentIndex())
            return True
        return False


class _Popup(QFrame):
    """The hits, drawn over the page; never takes the focus from the field."""

    def __init__(self, box: QWidget) -> None:
        super().__init__(box)
        self.setProperty("kind", "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.model = QStandardItemModel(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(_HitPainter(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.nobody = words_label("", "second")
        self.setLayout(column(self.list, self.nobody, gap=0, margins=(4, 4, 4, 4)))
        self.nobody.setContentsMargins(8, 6, 8, 6)
        self.hide()

    def show_hits(self, hits: list[Hit], box: QWidget) -> None:
        """Show the hits under the field, or say that there are none."""
        if self.parentWidget() is not box.window():
            self.setParent(box.window())
        self.model.clear()
        for hit in hits:
            item = QStandardItem(hit.title)
            item.setData(hit, _HIT)
            self.model.appendRow(item)
        self.list.setVisible(bool(hits))
        self.nobody.setVisible(not hits)
        self.nobody.setText(
            say("Nobody found under this name. Try the family name, or record a new person.") if not hits else ""
        )
        if hits:
            self.list.setCurrentIndex(self.model.index(0, 0))
            self.list.setFixedHeight(len(hits) * row_height() + 2)
        self.setFixedWidth(max(box.width(), theme.px(420)))
        self.adjustSize()
        corner = box.mapTo(box.window(), QPoint(0, box.height() + 4))
        self.move(min(corner.x(), box.window().width() - self.width() - 8), corner.y())
        self.show()
        self.raise_()

    def step(self, by: int) -> None:
        """Go up or down."""
        row = (self.list.currentIndex().row() + by) % max(1, self.model.rowCount())
        self.list.setCurrentIndex(self.model.index(row, 0))


def row_height() -> int:
    """The height of a hit."""
    return theme.height("row")


class _HitPainter(QStyledItemDelegate):
    """A hit: icon, title, detail beside it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """One row."""
        return QSize(100, row_height())

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint it, mirrored in Arabic."""
        hit = index.data(_HIT)
        box: QRect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, theme.color("sel"))
        x = box.right() - 26 if rtl() else box.left() + 8
        painter.drawPixmap(x, box.top() + (box.height() - 16) // 2, pixmap(hit.icon, "tx3", 16))
        lead = Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        lead |= Qt.AlignmentFlag.AlignRight if rtl() else Qt.AlignmentFlag.AlignLeft
        words = box.adjusted(10, 0, -34, 0) if rtl() else box.adjusted(34, 0, -10, 0)
        painter.setFont(theme.font("cell_bold"))
        painter.setPen(theme.color("tx"))
        metrics = QFontMetrics(theme.font("cell_bold"))
        title = metrics.elidedText(hit.title, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, lead, title)
        used = metrics.horizontalAdvance(title) + 12
        rest = words.adjusted(0, 0, -used, 0) if rtl() else words.adjusted(used, 0, 0, 0)
        painter.setFont(theme.font("cell"))
        painter.setPen(theme.color("tx3"))
        detail = QFontMetrics(theme.font("cell")).elidedText(hit.detail, Qt.TextElideMode.ElideRight, rest.width())
        painter.drawText(rest, lead, detail)
