"""The map on a printer: a thread draws the page, the window's thread only hands it over, a strip a turn."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtGui import QImage, QPagedPaintDevice, QPainter

from gui.map.page import DOTS, PAGE, as_image
from gui.turns import Turns

if TYPE_CHECKING:
    from exports import MapTold

PAPER_DOTS = 300
"""Pixels of an inch of paper."""
STRIP = 100
"""Pixels handed over in one go: the printer's side works on them for some milliseconds."""


def drawn(told: MapTold) -> QImage:
    """The page in the sharpness of paper; may be called in any thread."""
    return as_image(told, round(PAGE.width() * PAPER_DOTS / DOTS)).convertToFormat(QImage.Format.Format_RGB888)


class Handing(QObject):
    """A drawn page on its way to a printer.

    Signals:
        far(int, int): so many strips of so many.
        done: the device has it all and is closed.
    """

    far = Signal(int, int)
    done = Signal()

    def __init__(self, image: QImage, device: QPagedPaintDevice, parent: QObject) -> None:
        super().__init__(parent)
        self._image, self._device = image, device
        self._painter: QPainter | None = None
        self._turns = Turns(self)

    def start(self) -> None:
        """Begin."""
        strips = range(0, self._image.height(), STRIP)
        self._turns.add([self._open, *(self._strip(top) for top in strips), self.close, self.done.emit])

    def close(self) -> None:
        """No more strips; a device must not go while it is painted on."""
        if self._painter is not None:
            self._painter.end()
            self._painter = None

    def _open(self) -> None:
        self._painter = QPainter(self._device)

    def _strip(self, top: int) -> Callable[[], None]:
        def hand() -> None:
            if self._painter is None:
                return
            wide, high = self._image.width(), self._image.height()
            below = min(top + STRIP + 1, high)  # one line twice: no hair of white between two strips
            paper = self._device.pageLayout().fullRectPixels(self._device.logicalDpiX())
            scale = min(paper.width() / wide, paper.height() / high)
            place = QRect(0, round(top * scale), round(wide * scale), round(below * scale) - round(top * scale))
            self._painter.drawImage(place, self._image, QRect(0, top, wide, below - top))
            self.far.emit(below, high)

        return hand
