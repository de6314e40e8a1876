"""The pages of a report as a document: headings, tables, charts as objects in the text; laid out in tenths of a point.

Made and drawn in one thread, any thread: nothing here is a widget.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import escape
from threading import local

from PySide6.QtCore import QBuffer, QEventLoop, QIODevice, QMarginsF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QImage,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPyTextObject,
    QTextCharFormat,
    QTextDocument,
    QTextFormat,
    QTextOption,
)

from exports import Pages, PagesTable
from gui.look import fonts
from gui.report.drawing import LINE, MOST_LINES, draw_bars, draw_legend, draw_over_time

A4 = QSizeF(5953, 8419)
A4_PAGE = QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))
A4_PAGE.setMode(QPageLayout.Mode.FullPageMode)
SIDE, HEAD, FOOT = 425, 660, 640
DPI, FILE_DOTS = 720, 300
BODY = QRectF(SIDE, HEAD, A4.width() - 2 * SIDE, A4.height() - HEAD - FOOT)
MOST_PAGES = 2
FITS = (
    (8, 12, 2500),
    (8, 12, 2250),
    (8, 12, 2000),
    (6, 10, 2000),
    (6, 7, 2000),
    (5, 5, 2000),
    (4, 4, 2000),
    (3, 3, 2000),
)
"""Incidents and places that are told and how high a map is, less until two pages hold everything."""
CHARTS = "\u00a6charts\u00a6"
BARS, SMALLER = 0.4, 0.74
"""The share of the width that the charts beside a map have; how much smaller than a page of its own a map is."""
OBJECT = "\ufffc"
_loops = local()
_TWICE = re.compile("\u2066(\u2066[^\u2066\u2069]*\u2069)\u2069")
"""A number isolated twice: Qt turns its ends round."""
STYLE = """
h2 { font-size: 118px; font-weight: bold; margin-top: 150px; margin-bottom: 50px; }
p { font-size: 96px; margin-top: 0; margin-bottom: 40px; }
td, th { font-size: 90px; }
.lead { font-size: 108px; }
.hint { font-size: 80px; color: #444444; }
.head { background-color: #E8EDF2; font-weight: bold; }
.note { font-size: 84px; margin-bottom: 16px; }
"""


class Charts(QPyTextObject):
    """All charts, as one large letter of the text."""

    kind = QTextFormat.ObjectTypes.UserObject + 1

    def __init__(self, pages: Pages, map_high: int = FITS[0][2]) -> None:
        super().__init__()
        self._pages, self._map_high = pages, map_high
        self._days = [one for one in pages.charts if one.over_time][:1]
        beside = [one for one in pages.charts if not one.over_time][:2]
        self._beside = [replace(one, bars=one.bars[:MOST_LINES]) for one in beside]

    def intrinsicSize(self, document: QTextDocument, place: int, form: QTextFormat) -> QSizeF:
        """As wide as the page."""
        return self.size()

    def size(self) -> QSizeF:
        """How much room they take."""
        return QSizeF(BODY.width(), self._high() + 20)

    def _high(self) -> float:
        lines = max((len(one.bars) for one in self._beside), default=0)
        below = self._map_high if self._pages.map is not None else 190 + lines * LINE if lines else 0
        return 150 + (self._over_time() + 50 if self._days else 0) + below

    def _over_time(self) -> float:
        return 1200 if self._pages.map is not None else 1500

    def drawObject(
        self, painter: QPainter, rect: QRectF | QRect, document: QTextDocument, place: int, form: QTextFormat
    ) -> None:
        """Draw them where the text has them."""
        self.paint(painter, QRectF(rect))

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        """Legend, days, and two charts beside one another."""
        rtl, pages = self._pages.rtl, self._pages
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_legend(painter, QRectF(rect.left(), rect.top(), rect.width(), 130), pages.legend, pages.open_end, rtl=rtl)
        y = rect.top() + 150
        for chart in self._days:
            painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            draw_over_time(painter, QRectF(rect.left(), y, rect.width(), self._over_time()), chart)
            y += self._over_time() + 50
        if pages.map is not None:
            self._with_map(painter, QRectF(rect.left(), y, rect.width(), self._map_high))
            painter.restore()
            return
        half = (rect.width() - 200) / 2 if len(self._beside) > 1 else rect.width()
        painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
        for at, chart in enumerate(self._beside):
            left = rect.left() + (half + 200 if len(self._beside) > 1 and (at == 1) != rtl else 0)
            draw_bars(painter, QRectF(left, y, half, self._high()), chart, rtl=rtl)
        painter.restore()

    def _with_map(self, painter: QPainter, box: QRectF) -> None:
        """The map at the far side, the charts of parts one above the other beside it."""
        from gui.map.page import draw_map

        rtl, told = self._pages.rtl, self._pages.map
        bars, wide = box.width() * BARS, box.width() * (1 - BARS) - 150 if self._beside else box.width()
        painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
        for at, chart in enumerate(self._beside):
            top = box.top() + at * (190 + MOST_LINES * LINE)
            draw_bars(painter, QRectF(box.right() - bars if rtl else box.left(), top, bars, 0), chart, rtl=rtl)
        if told is not None:
            painter.translate(box.left() if rtl else box.right() - wide, box.top())
            scale = SMALLER * DPI / 96
            painter.scale(scale, scale)
            draw_map(painter, QRectF(0, 0, wide / scale, (box.height() - 40) / scale), told)


@dataclass
class Drawn:
    """A report laid out.

    Attributes:
        pages: what it says; document: its text; count: of its pages.
    """

    pages: Pages
    document: QTextDocument
    charts: Charts
    count: int

    def paint(self, painter: QPainter, number: int, dots: float) -> None:
        """Paint a page for a device of so many dots an inch, its corner at the corner of the paper."""
        painter.save()
        painter.scale(dots / DPI, dots / DPI)
        if self.pages.practice:
            _watermark(painter, self.pages)
        _head_and_foot(painter, self.pages, number, self.count)
        painter.translate(BODY.left(), BODY.top() - number * BODY.height())
        context = QAbstractTextDocumentLayout.PaintContext()
        context.clip = QRectF(0, number * BODY.height(), BODY.width(), BODY.height())
        painter.setClipRect(context.clip)
        context.palette.setColor(context.palette.ColorRole.Text, Qt.GlobalColor.black)
        self.document.documentLayout().draw(painter, context)
        painter.restore()


def drawn(pages: Pages) -> Drawn:
    """Lay a report out, on two pages if they can hold it."""
    fonts.load_window_fonts()
    fonts.load_reading_fonts()
    _loops.here = QEventLoop()  # a document sets timers, which a thread of Python's has nowhere to put without it
    made = _laid_out(pages, *FITS[0])
    for fit in FITS[1:]:
        if made.count <= MOST_PAGES:
            break
        made = _laid_out(pages, *fit)
    return made


def as_pdf(pages: Pages) -> bytes:
    """A report as a PDF file, made in memory: shaped, its fonts within it, its text to be selected."""
    made, buffer = drawn(pages), QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(FILE_DOTS)
    writer.setPageLayout(A4_PAGE)
    writer.setTitle(f"{pages.title} · {pages.within}")
    writer.setCreator("Sijill")
    _onto(writer, made)
    buffer.close()
    return bytes(buffer.data().data())


def print_on(device: QPagedPaintDevice, pages: Pages) -> None:
    """Draw a report on a printer; Qt allows that in any thread, one a device."""
    _onto(device, drawn(pages))


def _onto(device: QPagedPaintDevice, made: Drawn) -> None:
    painter = QPainter(device)
    for number in range(made.count):
        if number:
            device.newPage()
        made.paint(painter, number, device.logicalDpiX())
    painter.end()


def as_images(pages: Pages, width: int, ratio: float = 1.0) -> list[QImage]:
    """The pages as pictures so many pixels wide (of a screen so sharp)."""
    made, found = drawn(pages), []
    for number in range(made.count):
        size = QSize(round(width * ratio), round(width * ratio * A4.height() / A4.width()))
        image = QImage(size, QImage.Format.Format_RGB32)
        image.fill(0xFFFFFFFF)
        painter = QPainter(image)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        made.paint(painter, number, DPI * width * ratio / A4.width())
        painter.end()
        image.setDevicePixelRatio(ratio)
        found.append(image)
    return found


def _laid_out(pages: Pages, incidents: int, places: int, map_high: int) -> Drawn:
    document, charts = _plain_document(pages), Charts(pages, map_high)
    document.documentLayout().registerHandler(charts.kind, charts)
    document.setHtml(_html(pages, incidents, places))
    cursor = document.find(CHARTS)
    if not cursor.isNull():
        form = QTextCharFormat()
        form.setObjectType(charts.kind)
        cursor.insertText(OBJECT, form)
    document.setPageSize(QSizeF(BODY.width(), BODY.height()))
    return Drawn(pages, document, charts, document.pageCount())


def _plain_document(pages: Pages) -> QTextDocument:
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.setUseDesignMetrics(True)
    document.setDefaultFont(_font(96))
    document.setDefaultStyleSheet(STYLE)
    option = QTextOption()
    option.setTextDirection(Qt.LayoutDirection.RightToLeft if pages.rtl else Qt.LayoutDirection.LeftToRight)
    document.setDefaultTextOption(option)
    return document


def _font(pixels: int, *, bold: bool = False) -> QFont:
    made = QFont()
    made.setFamilies(list(fonts.SANS))
    made.setPixelSize(pixels)
    made.setBold(bold)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def _html(pages: Pages, incidents: int, places: int) -> str:
    side = "rtl" if pages.rtl else "ltr"
    lead = "".join(f'<p class="lead">{escape(one)}</p>' for one in pages.lead.split("\n") if one.strip())
    parts = [lead, _table(pages.figures, (24, 20, 56), pages, most=99)]
    if pages.charts:
        days = next((one.title for one in pages.charts if one.over_time), "")
        parts.append(f"<h2>{escape(days)}</h2><p>{CHARTS}</p>")
    if pages.notable is not None:
        parts.append(_table(pages.notable, (13, 27, 32, 14, 14), pages, most=incidents, breaks=True))
    if pages.places is not None:
        parts.append(_table(pages.places, (), pages, most=places))
    notes = "".join(f'<p class="note">• {escape(one)}</p>' for one in pages.notes)
    parts.append(f"<h2>{escape(pages.notes_title)}</h2>{notes}")
    return _TWICE.sub(r"\1", f'<html><body dir="{side}">{"".join(parts)}</body></html>')


def _table(
    table: PagesTable, widths: tuple[int, ...], pages: Pages, *, most: int, breaks: bool = False
) -> str:  # fmt: skip
    """A table with its title. Qt puts columns from left to right, so those of Arabic are turned round."""
    shares = widths or _shares(len(table.heads))
    order = range(len(table.heads)) if not pages.rtl else range(len(table.heads) - 1, -1, -1)
    side = 'dir="rtl" align="right"' if pages.rtl else 'dir="ltr" align="left"'

    def line(cells: tuple[str, ...], kind: str = "") -> str:
        told = "".join(f'<td width="{shares[at]}%"{kind}><p {side}>{escape(cells[at])}</p></td>' for at in order)
        return f"<tr>{told}</tr>"

    lines = [line(table.heads, ' class="head"')]
    for at, row in enumerate(table.rows[:most]):
        lines.append(line(row))
        if table.below and table.below[at]:
            told = f'<p class="hint" {side}>{escape(table.below[at])}</p>'
            lines.append(f'<tr><td colspan="{len(table.heads)}">{told}</td></tr>')
    new_page = ' style="page-break-before: always"' if breaks else ""
    after = f'<p class="hint">{escape(table.after)}</p>' if table.after else ""
    attributes = 'width="100%" cellspacing="0" cellpadding="18" border="1" style="border-collapse: collapse; '
    attributes += 'border-style: solid; border-color: #9AA5B1"'
    return f"<h2{new_page}>{escape(table.title)}</h2><table {attributes}>{''.join(lines)}</table>{after}"


def _shares(count: int) -> tuple[int, ...]:
    """Equal parts of a hundred; the first takes what is left over."""
    each = 100 // count
    return (100 - each * (count - 1), *[each] * (count - 1))


# ---- head and foot


def _text(painter: QPainter, box: QRectF, words: str, font: QFont, side: Qt.AlignmentFlag) -> None:
    painter.setFont(font)
    painter.setPen(Qt.GlobalColor.black)
    level = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
    painter.drawText(box, side | level, words)


def _head_and_foot(painter: QPainter, pages: Pages, number: int, count: int) -> None:
    rtl = pages.rtl
    painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
    lead, trail = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
    if rtl:
        lead, trail = trail, lead
    wide = A4.width() - 2 * SIDE
    first = QRectF(SIDE, 230, wide, 120)
    _text(painter, first, pages.whose, _font(80, bold=True), lead)
    _text(painter, first, pages.level, _font(80, bold=True), trail)
    second = QRectF(SIDE, 350, wide, 210)
    _text(painter, second, pages.title, _font(150, bold=True), lead)
    _text(painter, second, pages.within, _font(100), trail)
    foot = QRectF(SIDE, A4.height() - 440, wide, 130)
    for y in (580.0, foot.top() - 20):
        painter.fillRect(QRectF(SIDE, y, wide, 6), Qt.GlobalColor.black)
    page = pages.page.replace("{number}", str(number + 1)).replace("{count}", str(count))
    _text(painter, foot, page, _font(76), lead)
    _text(painter, foot, pages.made, _font(76), trail)
    below = QRectF(SIDE, foot.bottom(), wide, 130)
    _text(painter, below, pages.warning, _font(76, bold=True), Qt.AlignmentFlag.AlignHCenter)


def _watermark(painter: QPainter, pages: Pages) -> None:
    """On every page of the practice register, in a line of its own above the head."""
    box = QRectF(SIDE, 90, A4.width() - 2 * SIDE, 130)
    _text(painter, box, pages.practice, _font(84, bold=True), Qt.AlignmentFlag.AlignHCenter)
