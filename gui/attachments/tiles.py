"""The attachments of a record as tiles: small picture, name, and what is to be known of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QImage, QKeyEvent, QPainter, QPainterPath, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate

from gui.attachments import thumbs
from gui.attachments.told import icon_of, name_of, size_words, spoken, state_words
from gui.jobs import Job
from gui.look import theme
from gui.look.icons import pixmap
from gui.tips import tip

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyleOptionViewItem

    from storage import Attached, Store

ONE = Qt.ItemDataRole.UserRole
IMAGE = Qt.ItemDataRole.UserRole + 1
WIDE, HIGH = 108, 76
"""The picture on a tile."""
GAP = 8


class Tiles(QListWidget):
    """Tiles in rows.

    Signals:
        opened(str): look at this one; removing(str): take it out; menu_asked(str, QPoint): what can be done with it.
    """

    opened = Signal(str)
    removing = Signal(str)
    menu_asked = Signal(str, QPoint)

    def __init__(self, name: str, rows: int = 2) -> None:
        """``rows``: more of them scroll."""
        super().__init__()
        self._most = rows
        self._job: Job[QImage] | None = None
        self.setAccessibleName(name)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(_Tile(self))
        self.setDragEnabled(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self.itemDoubleClicked.connect(lambda item: self.opened.emit(item.data(ONE).id))
        self._fit()

    def show_all(self, found: Sequence[Attached]) -> None:
        """Show these; the one that was chosen stays chosen."""
        at = self.key()
        self.clear()
        for one in found:
            item = QListWidgetItem(name_of(one))
            item.setData(ONE, one)
            item.setData(IMAGE, thumbs.kept(one))
            item.setToolTip(tip(name_of(one)))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken(one))
            self.addItem(item)
            if one.id == at:
                self.setCurrentItem(item)
        if self.count() and self.currentRow() < 0:
            self.setCurrentRow(0)
        self._fit()

    def draw(self, store: Callable[[], Store | None]) -> None:
        """Make the small pictures that are lacking, one after the other, so that other readers are never kept long."""
        lacking = next((one for one in self._items() if one.data(IMAGE) is None and one.data(ONE).here), None)
        open_ = store()
        if lacking is None or open_ is None or (self._job is not None and not self._job.finished):
            return
        one = lacking.data(ONE)

        def drawn(image: QImage) -> None:
            thumbs.keep(one, image)
            for item in self._items():
                if item.data(ONE).sha256 == one.sha256:
                    item.setData(IMAGE, image)

        self._job = Job(lambda: thumbs.draw(open_, one)).then(drawn).lastly(lambda: self._next(store, one))
        self._job.start(self)

    def _next(self, store: Callable[[], Store | None], done: Attached) -> None:
        if thumbs.kept(done) is not None:
            self.draw(store)

    def key(self) -> str:
        """The one that is chosen."""
        item = self.currentItem()
        return str(item.data(ONE).id) if item is not None else ""

    def choose(self, record: str) -> None:
        """Put the cursor on one."""
        for item in self._items():
            if item.data(ONE).id == record:
                self.setCurrentItem(item)

    def _items(self) -> list[QListWidgetItem]:
        return [item for at in range(self.count()) if (item := self.item(at)) is not None]

    def _menu(self, point: QPoint) -> None:
        item = self.itemAt(point) or self.currentItem()
        if item is not None:
            self.menu_asked.emit(item.data(ONE).id, self.viewport().mapToGlobal(point))

    def _fit(self) -> None:
        """As high as its rows, up to the most that are shown at once."""
        tile = tile_size()
        across = max(1, (self.viewport().width() or self.width()) // tile.width())
        rows = min(self._most, -(-self.count() // across)) if self.count() else 0
        high = rows * tile.height() + 4
        if self.height() != high or self.minimumHeight() != high:
            self.setFixedHeight(high)
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAsNeeded
            if self.count() > across * self._most
            else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or fewer tiles beside each other."""
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space look at it, Del takes it out."""
        key, at = event.key(), self.key()
        if at and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(at)
        elif at and key == Qt.Key.Key_Delete:
            self.removing.emit(at)
        elif at and key == Qt.Key.Key_Menu:
            place = self.visualItemRect(self.currentItem()).center()
            self.menu_asked.emit(at, self.viewport().mapToGlobal(place))
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier or key == Qt.Key.Key_Escape:
            event.ignore()  # pasting, and the window's own keys
        else:
            super().keyPressEvent(event)


def tile_size() -> QSize:
    """A tile with the room around it."""
    words = QFontMetrics(theme.font("hint")).height()
    return QSize(theme.px(WIDE) + GAP, theme.px(HIGH) + 2 * words + GAP + 6)


class _Tile(QStyledItemDelegate):
    """Paints a tile."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """All are alike."""
        return tile_size()

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Ground, picture, name, state."""
        one, image = index.data(ONE), index.data(IMAGE)
        half = GAP // 2
        whole: QRect = option.rect.adjusted(half, half, -half, -half)
        frame = QRect(whole.left(), whole.top(), whole.width(), theme.px(HIGH))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._ground(painter, frame, option)
        if isinstance(image, QImage) and not image.isNull():
            self._picture(painter, frame, image)
            if one.media == "video":
                self._mark(painter, frame, "play")
        else:
            drawing = icon_of(one) if one.here else "cloud-off"
            place = QRect(0, 0, 26, 26)
            place.moveCenter(frame.center())
            painter.drawPixmap(place, pixmap("circle-alert" if one.damaged else drawing, "tx3", 26))
        self._words(painter, QRect(whole.left(), frame.bottom() + 3, whole.width(), whole.height()), one)
        painter.restore()

    def _ground(self, painter: QPainter, frame: QRect, option: QStyleOptionViewItem) -> None:
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        with_keys = bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.setBrush(theme.color("sel" if chosen else "sur2"))
        width = 2 if chosen else 1
        painter.setPen(QPen(theme.color("focus" if chosen and with_keys else "inp" if chosen else "line"), width))
        painter.drawRoundedRect(QRectF(frame).adjusted(1, 1, -1, -1), 4, 4)

    def _picture(self, painter: QPainter, frame: QRect, image: QImage) -> None:
        inside = frame.adjusted(3, 3, -3, -3)
        size = image.size().scaled(inside.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(QPoint(0, 0), size)
        place.moveCenter(inside.center())
        painter.drawImage(place, image)

    def _mark(self, painter: QPainter, frame: QRect, drawing: str) -> None:
        """A dark disc under the sign, so that it can be seen on any picture."""
        disc = QRectF(0, 0, 28, 28)
        disc.moveCenter(QRectF(frame).center())
        path = QPainterPath()
        path.addEllipse(disc)
        painter.fillPath(path, theme.color("rail"))
        place = QRect(0, 0, 16, 16)
        place.moveCenter(disc.center().toPoint())
        painter.drawPixmap(place, pixmap(drawing, "onrail", 16))

    def _words(self, painter: QPainter, box: QRect, one: Any) -> None:
        font = theme.font("hint")
        metrics = QFontMetrics(font)
        painter.setFont(font)
        state = state_words(one)
        lines = (("tx", name_of(one)), ("accink" if state else "tx3", state or size_words(one.size)))
        for number, (ink, text) in enumerate(lines):
            line = QRect(box.left(), box.top() + number * metrics.height(), box.width(), metrics.height())
            painter.setPen(theme.color(ink))
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, line.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, shown)
