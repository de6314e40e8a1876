"""Printing a sheet to paper or to a file, a page at a time between the window's other work; can be cancelled."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QObject, QSize, QTimer, Signal
from PySide6.QtGui import QImage, QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter

from gui.printing.sheet import DPI, Sheet

SLICE = 0.012
"""Seconds of measuring in one go."""
FILE_DOTS = 300


class PrintRun(QObject):
    """One print under way.

    Signals:
        far(int, int): so many steps of so many (measuring, then painting).
        done: the last page is painted and the device is closed.
    """

    far = Signal(int, int)
    done = Signal()

    def __init__(self, sheet: Sheet, device: QPagedPaintDevice, dots: float, parent: QObject) -> None:
        super().__init__(parent)
        self.sheet, self._device, self._dots = sheet, device, dots
        self._painter: QPainter | None = None
        self._page = 0
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._step)

    @property
    def handed(self) -> int:
        """Pages that were painted: what has begun on a printer cannot be taken back."""
        return self._page

    def start(self) -> None:
        """Begin."""
        self._timer.start()

    def cancel(self) -> None:
        """Stop; what came out so far is for the one who asked for it to throw away."""
        self._timer.stop()
        if self._painter is not None:
            self._painter.end()
            self._painter = None

    def _step(self) -> None:
        sheet = self.sheet
        if not sheet.ready:
            until = perf_counter() + SLICE
            while not sheet.ready and perf_counter() < until:
                sheet.measure_one()
            self.far.emit(sheet.measured, 2 * len(sheet.blocks))
            return
        sheet.measure()
        if self._painter is None:
            self._painter = QPainter(self._device)
        elif self._page:
            self._device.newPage()
        sheet.paint(self._painter, self._page, self._dots)
        self._page += 1
        self.far.emit(len(sheet.pages) + self._page, 2 * len(sheet.pages))
        if self._page == len(sheet.pages):
            self.cancel()
            self.done.emit()


def page_layout(sheet: Sheet) -> QPageLayout:
    """The paper a sheet is laid out for; its margins are part of the sheet."""
    way = QPageLayout.Orientation.Landscape if sheet.across else QPageLayout.Orientation.Portrait
    made = QPageLayout(QPageSize(QPageSize.PageSizeId.A4), way, QMarginsF(0, 0, 0, 0))
    made.setMode(QPageLayout.Mode.FullPageMode)
    return made


def to_pdf(sheet: Sheet, parent: QObject, take: Callable[[bytes], object]) -> PrintRun:
    """Print into memory; ``take`` gets the file."""
    buffer = QBuffer(parent)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(FILE_DOTS)
    writer.setPageLayout(page_layout(sheet))
    writer.setTitle("Sijill")
    writer.setCreator("Sijill")
    run = PrintRun(sheet, writer, FILE_DOTS, parent)

    def finish() -> None:
        buffer.close()
        take(bytes(buffer.data().data()))
        buffer.deleteLater()

    run.done.connect(finish)
    return run


def as_image(sheet: Sheet, number: int, width: int, ratio: float = 1.0) -> QImage:
    """A page as a picture so many pixels wide (of a screen so sharp), for the preview."""
    dots = DPI * width * ratio / sheet.page.width()
    height = sheet.page.height() * width / sheet.page.width()
    image = QImage(QSize(round(width * ratio), round(height * ratio)), QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    image.setDevicePixelRatio(1.0)
    painter = QPainter(image)
    sheet.paint(painter, number, dots)
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image
