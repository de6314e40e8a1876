"""A look at a page before it is given away: as large as there is room for, never larger than it was drawn."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.look import theme
from gui.say import say

LEAST = 0.4
"""How small it may become in a low window, as a share of its wanted size."""


class PageLook(QWidget):
    """The picture of a page with a thin line around it, at the upper edge of its room."""

    def __init__(self) -> None:
        super().__init__()
        self._wanted, self._picture = QSize(100, 100), QPixmap()
        self.setAccessibleName(say("A look at the page"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def want(self, size: QSize) -> None:
        """How large it is where there is room."""
        self._wanted = size + QSize(2, 2)
        self.setMaximumHeight(self._wanted.height())
        self.updateGeometry()

    def show_page(self, image: QImage) -> None:
        """Show a page."""
        self._picture = QPixmap.fromImage(image)
        self.update()

    def sizeHint(self) -> QSize:
        """As it was wanted."""
        return self._wanted

    def minimumSizeHint(self) -> QSize:
        """In a low window it is smaller, so that no button of the window is out of reach."""
        return QSize(self._wanted.width(), round(self._wanted.height() * LEAST))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The page on its sheet."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        room = QSizeF(self.size()) - QSizeF(1, 1)
        sheet = QSizeF(self._wanted).scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        box = QRectF((self.width() - 1 - sheet.width()) / 2, 0, sheet.width(), sheet.height())
        painter.fillRect(box, Qt.GlobalColor.white)
        if not self._picture.isNull():
            painter.drawPixmap(box.adjusted(1, 1, 0, 0), self._picture, QRectF(self._picture.rect()))
        painter.setPen(theme.color("line"))
        painter.drawRect(box)
