"""The rail: one item a room, first to last, Alt+1 to Alt+0; where one is, what waits there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QLabel, QSizePolicy, QVBoxLayout, QWidget

from gui.look import theme
from gui.look.icons import pixmap
from gui.room import Room
from gui.say import ltr, rtl, say
from gui.screens.gate import brand
from gui.tips import tip

LOW = 700
VERY_LOW = 640


class RailItem(QAbstractButton):
    """A room on the rail."""

    def __init__(self, room: Room) -> None:
        super().__init__()
        self.room = room
        self.badge = 0
        self.low = False
        self.small_icon = False
        self.setCheckable(True)
        self.setText(room.title())
        self.setAccessibleName(room.title())
        self.setToolTip(tip(f"{room.title()}  Alt+{room.number}"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setProperty("ring", "inside")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As wide as the rail."""
        return QSize(theme.height("rail"), theme.height("rail_item_low" if self.low else "rail_item"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Icon, word, number, badge; the current one with an amber bar on the leading edge."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked() or self.underMouse():
            painter.fillRect(self.rect(), theme.color("railsel"))
        if self.isChecked():
            painter.fillRect(self.width() - 3 if rtl() else 0, 0, 3, self.height(), theme.color("acc"))
        token = "onrail" if self.isChecked() else "railtx"
        size = 16 if self.small_icon else 20
        drawing = pixmap(self.room.icon, token, size)
        text_height = theme.px(22)
        top = (self.height() - size - text_height) // 2 + 1
        painter.drawPixmap((self.width() - size) // 2, top, drawing)
        painter.setFont(theme.font("rail_here" if self.isChecked() else "rail"))
        painter.setPen(theme.color(token))
        words = self.rect().adjusted(2, top + size, -2, 0)
        words.setHeight(text_height)
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self.text())
        self._paint_corner(painter)

    def _paint_corner(self, painter: QPainter) -> None:
        painter.setFont(theme.font("key"))
        painter.setPen(theme.color("raillow"))
        side = Qt.AlignmentFlag.AlignLeft if rtl() else Qt.AlignmentFlag.AlignRight
        corner = self.rect().adjusted(9, 5, -9, 0)
        painter.drawText(
            corner, side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignTop, str(self.room.number)
        )
        if self.badge:
            words = "99+" if self.badge > 99 else str(self.badge)
            width = max(16, painter.fontMetrics().horizontalAdvance(words) + 8)
            middle = self.width() / 2 + (-13 if rtl() else 13)
            box = QRectF(middle - width / 2, 6, width, 16)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("acc"))
            painter.drawRoundedRect(box, 8, 8)
            painter.setPen(theme.color("acctx"))
            painter.setFont(theme.font("key_bold"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


class Rail(QWidget):
    """All rooms that exist.

    Signals:
        chosen(str): the key of the room wanted.
    """

    chosen = Signal(str)

    def __init__(self, rooms: Sequence[Room]) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(theme.height("rail"))
        self.setAccessibleName(say("Rooms"))
        self.items = {room.key: RailItem(room) for room in rooms}
        group = QButtonGroup(self)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 10)
        inside.setSpacing(0)
        name = brand("strong")
        name.setFixedHeight(theme.height("topbar"))
        inside.addWidget(name, 0, Qt.AlignmentFlag.AlignHCenter)
        for key, item in self.items.items():
            group.addButton(item)
            inside.addWidget(item)
            item.clicked.connect(lambda _=False, key=key: self.chosen.emit(key))
        inside.addStretch(1)
        hint = QLabel(ltr("Alt + 1…0"))
        hint.setFont(theme.font("key"))
        hint.setStyleSheet(f"color: {theme.hex_of('raillow')};")
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inside.addWidget(hint)
        self._hint = hint

    def show_room(self, key: str) -> None:
        """Mark where one is."""
        if key in self.items:
            self.items[key].setChecked(True)

    def set_badge(self, key: str, count: int) -> None:
        """How many things wait in a room."""
        item = self.items.get(key)
        if item is not None and item.badge != count:
            item.badge = count
            item.setAccessibleDescription(say("{count} waiting", count=count) if count else "")
            item.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lower items in a low window."""
        super().resizeEvent(event)
        window = self.window().height()
        for item in self.items.values():
            if (item.low, item.small_icon) != (window < LOW, window < VERY_LOW):
                item.low, item.small_icon = window < LOW, window < VERY_LOW
                item.updateGeometry()
        self._hint.setVisible(window >= LOW)
