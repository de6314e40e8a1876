"""A QR code, black on white in every theme, with the quiet zone scanners need."""

from __future__ import annotations

from collections.abc import Sequence

import segno
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.look import theme
from gui.say import say

QUIET = 4


def matrix_of(text: str) -> list[bytes]:
    """The squares of the code: rows of 0 and 1."""
    return [bytes(row) for row in segno.make(text, error="l", micro=False).matrix]


class QrCode(QWidget):
    """Paints such squares, each a whole number of pixels wide."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[bytes] = ()
        self.setAccessibleName(say("The request as a QR code"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_rows(self, rows: Sequence[bytes]) -> None:
        """Paint these."""
        self._rows = rows
        self.updateGeometry()
        self.update()

    @property
    def _side(self) -> int:
        return max(2, theme.px(3))

    def sizeHint(self) -> QSize:
        """As large as the squares."""
        side = (len(self._rows) + 2 * QUIET) * self._side if self._rows else theme.px(290)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """White ground, black squares."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(Qt.GlobalColor.white))
        side = self._side
        for down, line in enumerate(self._rows):
            for across, dark in enumerate(line):
                if dark:
                    box = QRectF((across + QUIET) * side, (down + QUIET) * side, side, side)
                    painter.fillRect(box, QColor(Qt.GlobalColor.black))
