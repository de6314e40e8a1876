"""Charts of a report as pictures, for a document that is edited further: sharp on paper, told in words as well."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QBuffer, QIODevice, QRectF, QSizeF
from PySide6.QtGui import QImage, QPainter

from exports import Pages, Picture, Shares
from gui.look import fonts
from gui.report.document import DPI, FITS, Charts

DOTS, INCH, MOST_TOLD = 220, 25.4, 12


def as_pictures(pages: Pages) -> Sequence[Picture]:
    """The pictures, in the order they stand in."""
    fonts.load_window_fonts()
    found = []
    if pages.charts:
        charts = Charts(pages, FITS[-1][2])  # as low as can be: it has room below the figures then
        title = next((one.title for one in pages.charts if one.over_time), pages.charts[0].title)
        told = "; ".join(_told(one) for one in pages.charts)
        found.append(_picture(title, told, charts.size(), charts.paint))
    return found


def _picture(title: str, told: str, size: QSizeF, paint: Callable[[QPainter, QRectF], None]) -> Picture:
    scale = DOTS / DPI
    image = QImage((size * scale).toSize(), QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.scale(scale, scale)
    paint(painter, QRectF(0, 0, size.width(), size.height()))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return Picture(title, told, bytes(buffer.data().data()), round(size.width() / DPI * INCH) - 2)


def _told(chart: Shares) -> str:
    """The first bars of a chart in words."""
    bars = [f"{one.label}: {one.killed[0] or 0} / {one.injured[0] or 0}" for one in chart.bars[:MOST_TOLD]]
    return f"{chart.title} ({', '.join(bars)})"
