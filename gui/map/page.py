"""A map on paper: with its head, legend, scale, north and what it rests on; as PNG, SVG, PDF, or part of a report.

Everything is laid out in units of a ninety-sixth of an inch, on any painter; nothing here is a widget, so that it can
be drawn in any thread. Words come with the picture: its language may be another than the window's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPaintDevice,
    QPainter,
    QPdfWriter,
    QPen,
    QPolygonF,
)

from gui.look import fonts, theme
from gui.map.page_legend import Legend
from gui.map.painting import paint_content, paint_ground
from gui.map.palette import Palette
from gui.map.points import Marks
from gui.map.scene import Ground, Scene, bounds
from gui.map.viewport import Box, Viewport

if TYPE_CHECKING:
    from exports import MapTold
    from storage import MapVillages

PAGE = QSizeF(1123, 794)
"""A4 across the paper."""
SIDE, HEAD = 34.0, 74.0
DOTS, SHARP = 96, 2.0
"""Units of an inch; pixels of a unit in a PNG."""
INK, PALE, LINE = QColor("#16202A"), QColor("#3F4F5E"), QColor("#9AA5B1")
ROOM = 2.5e-4
"""Some ten kilometres around what is shown."""
WORLD: Box = (0.0, 0.1, 1.0, 0.7)
LONGEST = 130
"""Units of the longest scale bar."""


@dataclass(frozen=True)
class PagePalette(Palette):
    """The inks of paper, and fonts whose size does not hang on the device."""

    def font(self, role: str = "hint") -> QFont:
        """The font of a role."""
        return page_font(role)


def page_font(role: str) -> QFont:
    """The font of a role in units of the page."""
    made = theme.font(role)
    made.setPixelSize(round(theme.points(role) * DOTS / 72))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


@dataclass(frozen=True)
class PageScene(Scene):
    """A scene whose villages stand as on a day of their own."""

    last: int | None = None

    @cached_property
    def villages(self) -> MapVillages:
        """The villages on that day."""
        return self.content.villages(self.last if self.last is not None else 0)


def scene_of(told: MapTold) -> PageScene:
    """What is drawn of a picture."""
    return PageScene(
        Ground(told.countries, dict(told.levels)), told.content, None, told.layers, told.least,
        arabic=told.words.rtl, last=told.last,
    )  # fmt: skip


def box_of(told: MapTold) -> Box:
    """What is shown of the plane: as asked, else everything that is drawn, else the boundaries, else the world."""
    if told.box is not None:
        return told.box
    boxes = [box for box in (told.content.box, _flows_box(told)) if box is not None]
    boxes = boxes or [one.bounds for one in told.levels.values() if one.bounds is not None]
    left, top, right, bottom = bounds(boxes) or WORLD
    return left - ROOM, top - ROOM, right + ROOM, bottom + ROOM


def _flows_box(told: MapTold) -> Box | None:
    flows = scene_of(told).flows
    if "flows" not in told.layers or not len(flows):
        return None
    x, y = np.r_[flows.x0, flows.x1], np.r_[flows.y0, flows.y1]
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def draw_map(painter: QPainter, rect: QRectF, told: MapTold) -> None:
    """The map with its legend, scale and north in a rectangle; the painter counts in units of the page."""
    scene, palette = scene_of(told), PagePalette(**vars(Palette.of_print()))
    legend = Legend(told, scene, palette, rect.width())
    credits = _credits(told)
    foot = QFontMetricsF(page_font("key")).height() + 4 if credits else 0.0
    # the sizes of rings are known only when the map was drawn, and how high the legend is decides how high the map is
    high = rect.height() - legend.height - foot - 6
    place = QRectF(rect.left(), rect.top(), rect.width(), high)
    drawn = _paint(painter, place, told, scene, palette)
    legend.draw(painter, QPointF(rect.left(), place.bottom() + 6), drawn.unit if drawn is not None else None)
    if credits:
        _line(painter, QRectF(rect.left(), rect.bottom() - foot, rect.width(), foot), credits, "key", told, PALE)


def _paint(painter: QPainter, place: QRectF, told: MapTold, scene: Scene, palette: Palette) -> Marks | None:
    view = Viewport.showing(box_of(told), round(place.width()), round(place.height()))
    painter.save()
    painter.setClipRect(place)
    painter.translate(place.topLeft())
    painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(QRectF(0, 0, place.width(), place.height()), palette.ground)
    paint_ground(painter, scene, view, palette)
    drawn = paint_content(painter, scene, view, palette)
    scale_bar(painter, QPointF(place.width() - 14, place.height() - 12), view, told, palette)
    painter.restore()
    painter.setPen(QPen(LINE, 0.8))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(place)
    return drawn


def scale_bar(painter: QPainter, corner: QPointF, view: Viewport, told: MapTold, palette: Palette) -> None:
    """A round length on the ground at the middle of the map, and where north is; its lower right corner is given."""
    from storage import from_plane, metres_per_unit, round_length

    say, words = told.words.t, told.words
    lat, _ = from_plane(view.x, view.y)
    metres = float(metres_per_unit(lat)) * view.units_per_pixel
    length = round_length(metres * LONGEST)
    shown = (
        say("{count} km", count=f"{length / 1000:,g}") if length >= 1000 else say("{count} m", count=f"{length:,g}")
    )
    right, base = corner.x() - 26, corner.y() - 2
    left = right - length / metres
    ends = [QPointF(left, base - 6), QPointF(left, base), QPointF(right, base), QPointF(right, base - 6)]
    painter.fillRect(QRectF(left - 8, base - 28, right - left + 44, 36), QColor(255, 255, 255, 215))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(palette.name, 1.4))
    painter.drawPolyline(QPolygonF(ends))
    painter.setFont(page_font("hint"))
    middle = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
    painter.drawText(QRectF(left - 30, base - 30, right - left + 60, 25), middle, words.ltr(shown))
    x, top = corner.x() - 8, base - 24
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(palette.name)
    painter.drawPolygon([QPointF(x, top), QPointF(x + 5, top + 14), QPointF(x, top + 10), QPointF(x - 5, top + 14)])
    painter.setPen(palette.name)
    painter.setFont(page_font("key_bold"))
    painter.drawText(QRectF(x - 10, base - 11, 20, 14), Qt.AlignmentFlag.AlignCenter, say("N"))


def draw_page(painter: QPainter, told: MapTold) -> None:
    """A whole page: head, map, foot."""
    painter.fillRect(QRectF(QPointF(0, 0), PAGE), Qt.GlobalColor.white)
    wide = PAGE.width() - 2 * SIDE
    if told.practice:
        _line(painter, QRectF(SIDE, 6, wide, 16), told.practice, "key_bold", told, INK, middle=True)
    _line(painter, QRectF(SIDE, 20, wide, 18), told.whose, "hint", told, PALE)
    _line(painter, QRectF(SIDE, 20, wide, 18), told.level, "label", told, INK, trailing=True)
    _line(painter, QRectF(SIDE, 38, wide, 28), told.title, "title", told, INK)
    _line(painter, QRectF(SIDE, 38, wide, 28), told.within, "text", told, PALE, trailing=True)
    painter.fillRect(QRectF(SIDE, HEAD - 6, wide, 1.2), INK)
    notes = " ".join(told.notes)
    draw_map(painter, QRectF(SIDE, HEAD, wide, PAGE.height() - HEAD - 62), told)
    painter.fillRect(QRectF(SIDE, PAGE.height() - 56, wide, 1.2), INK)
    _line(painter, QRectF(SIDE, PAGE.height() - 52, wide, 18), notes, "hint", told, PALE)
    _line(painter, QRectF(SIDE, PAGE.height() - 34, wide, 18), told.made, "hint", told, PALE)
    _line(painter, QRectF(SIDE, PAGE.height() - 34, wide, 18), told.warning, "label", told, INK, trailing=True)


def _credits(told: MapTold) -> str:
    return told.words.t("Boundaries: {whose}", whose=" · ".join(told.credits)) if told.credits else ""


def _line(
    painter: QPainter, box: QRectF, text: str, role: str, told: MapTold, ink: QColor, *, trailing: bool = False,
    middle: bool = False,
) -> None:  # fmt: skip
    rtl = told.words.rtl
    side = Qt.AlignmentFlag.AlignRight if trailing != rtl else Qt.AlignmentFlag.AlignLeft
    side = Qt.AlignmentFlag.AlignHCenter if middle else side
    painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
    font = page_font(role)
    painter.setFont(font)
    painter.setPen(ink)
    text = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute, text)


# ---- files


@contextmanager
def painting(device: QPaintDevice) -> Iterator[QPainter]:
    """A painter that is put away whatever happens: a device must not go while it is painted on."""
    painter = QPainter(device)
    try:
        yield painter
    finally:
        painter.end()


def as_picture(told: MapTold, kind: str) -> bytes:
    """The page as a file of a kind (``png``, ``svg``, ``pdf``), made in memory."""
    fonts.load_window_fonts()
    return {"png": _as_png, "svg": _as_svg, "pdf": _as_pdf}[kind](told)


def as_image(told: MapTold, width: int, ratio: float = 1.0) -> QImage:
    """The page as a picture so many pixels wide (of a screen so sharp)."""
    fonts.load_window_fonts()
    scale = width * ratio / PAGE.width()
    image = QImage(round(width * ratio), round(PAGE.height() * scale), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)  # the page may end within its last line
    with painting(image) as painter:
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.scale(scale, scale)
        draw_page(painter, told)
    image.setDevicePixelRatio(ratio)
    return image


def _as_png(told: MapTold) -> bytes:
    image = as_image(told, round(PAGE.width() * SHARP))
    image.setDotsPerMeterX(round(DOTS * SHARP / 0.0254))
    image.setDotsPerMeterY(round(DOTS * SHARP / 0.0254))
    buffer = _buffer()
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def _as_svg(told: MapTold) -> bytes:
    from PySide6.QtSvg import QSvgGenerator

    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    made = QSvgGenerator()
    made.setOutputDevice(buffer)
    made.setSize(QSize(round(PAGE.width()), round(PAGE.height())))
    made.setViewBox(QRectF(QPointF(0, 0), PAGE))
    made.setResolution(DOTS)
    made.setTitle(told.title)
    made.setDescription(told.within)
    with painting(made) as painter:
        draw_page(painter, told)
    buffer.close()
    return bytes(data.data())


def _as_pdf(told: MapTold) -> bytes:
    buffer = _buffer()
    writer = pdf_on(buffer)
    writer.setTitle(f"{told.title} · {told.within}")
    writer.setCreator("Sijill")
    with painting(writer) as painter:
        painter.scale(writer.resolution() / DOTS, writer.resolution() / DOTS)
        draw_page(painter, told)
    buffer.close()
    return bytes(buffer.data().data())


def print_on(device: QPagedPaintDevice, told: MapTold) -> None:
    """Draw the page on a printer; Qt allows that in any thread, one a device."""
    fonts.load_window_fonts()
    whole = device.pageLayout().fullRectPixels(device.logicalDpiX())
    scale = min(whole.width() / PAGE.width(), whole.height() / PAGE.height())
    with painting(device) as painter:
        painter.scale(scale, scale)
        draw_page(painter, told)


def pdf_on(buffer: QBuffer) -> QPdfWriter:
    """A writer of one page across the paper."""
    writer = QPdfWriter(buffer)
    writer.setResolution(300)
    writer.setPageLayout(across())
    return writer


def across() -> QPageLayout:
    """A4 across the paper, to its edges."""
    layout = QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Landscape, QMarginsF(0, 0, 0, 0))
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout


def _buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer
