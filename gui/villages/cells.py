"""How villages and movements stand in the cells of a list: state tags, balance bars, arrows along the reading."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter, QPen

from gui.look import icons
from gui.say import ltr, say, words
from gui.table.cells import Canvas, Cell
from gui.table.list_cells import either, kept, short_code
from gui.villages.balance import Shares, draw_balance
from storage import code_list

TONES = {
    "ok": ("rescued", "rescued_bg"),
    "warning": ("accink", "accbg"),
    "error": ("injured", "injured_bg"),
    "information": ("missing", "missing_bg"),
    "neutral": ("tx2", "sur3"),
}
TAG = 20
"""Height of a state tag."""
BAR = 9
ICON = 13


@dataclass(frozen=True, slots=True)
class BarCell(Cell):
    """A balance bar; ``shares`` is None when nobody knows how many lived there."""

    shares: Shares | None = None


def tone_of(state: str) -> str:
    """The tone of a village state: ok, warning, error, information or neutral."""
    item = code_list("village-state").items.get(state)
    return item.more.get("tone", "neutral") if item else "neutral"


def icon_of(state: str) -> str:
    """The drawing of a village state."""
    item = code_list("village-state").items.get(state)
    return item.more.get("icon", "house-line") if item else "house-line"


def state_words(state: str, share: int | None = None) -> str:
    """``Partly emptied 60 %``; a code of a newer team as it is; ``Not known`` when nothing was ever seen."""
    if not state:
        return say("State not known")
    label = short_code("village-state", state)
    return f"{label} {ltr(f'{share} %')}" if share is not None and state == "partly_emptied" else label


def disputed_words(states: tuple[str, ...], share: int | None = None) -> str:
    """``Emptied or Partly emptied``: what teams disagree about, the safe side first."""
    return either(tuple(state_words(one, share) for one in states))


@kept
def state_cell(state: str, share: int | None, rivals: tuple[str, ...] = ()) -> Cell:
    """The state of a village as a tag; a disputed one names both, under a warning."""
    if len(rivals) > 1:
        return Cell(disputed_words(rivals, share), icon="triangle-alert", ink="accink", ground="accbg")
    if not state:
        return Cell(state_words(""), icon="house-line", ink="tx3", ground="sur")
    ink, ground = TONES.get(tone_of(state), TONES["neutral"])
    return Cell(state_words(state, share), icon=icon_of(state), ink=ink, ground=ground)


def tag(canvas: Canvas, rect: QRect, cell: Cell) -> int:
    """Paint a tag: thin frame in its ink, soft ground, drawing and words."""
    if not cell.text:
        return 0
    room = rect.width() - ICON - 17
    painter = canvas.painter
    if painter is None:
        return canvas.text(QRect(0, 0, max(room, 4), rect.height()), cell.text, "cell", cell.ink) + ICON + 17
    width = (
        int(min(canvas.shape(cell.text, "cell", max(room, 4), (), right=canvas.rtl).width + 0.99, room)) + ICON + 17
    )
    height = min(TAG + (2 if canvas.rtl else 0), rect.height() - 4)
    left = rect.right() + 1 - width if canvas.rtl else rect.left()
    box = QRectF(left + 0.5, rect.top() + (rect.height() - height) / 2 + 0.5, width - 1, height - 1)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(canvas.ink(cell.ink), 1))
    painter.setBrush(canvas.ink(cell.ground or "sur"))
    painter.drawRoundedRect(box, 4, 4)
    painter.restore()
    inner = QRect(left + 6, rect.top(), width - 12, rect.height())
    canvas.icon(inner, cell.icon, cell.ink, ICON)
    words_ = inner.adjusted(0, 0, -ICON - 4, 0) if canvas.rtl else inner.adjusted(ICON + 4, 0, 0, 0)
    canvas.text(words_.adjusted(-1, 0, 1, 0), cell.text, "cell", cell.ink)
    return width


def bar(canvas: Canvas, rect: QRect, cell: Cell) -> int:
    """Paint a balance bar over the width of the cell."""
    painter = canvas.painter
    if painter is not None and isinstance(cell, BarCell):
        box = QRectF(rect.left(), rect.top() + (rect.height() - BAR) // 2, rect.width(), BAR)
        draw_balance(painter, box, cell.shares, right=canvas.rtl)
    return rect.width()


ARROWS = {"out": ("arrow-right", "accink"), "onward": ("arrow-right", "tx2"), "return": ("redo-2", "missing")}
"""The drawing and ink of each direction; drawings that point are mirrored in an Arabic window."""


@kept
def arrow_cell(direction: str) -> Cell:
    """The arrow between origin and destination."""
    drawing, ink = ARROWS.get(direction, ("circle-help", "tx3"))
    label = words().code("direction", direction) if direction else say("direction not known")
    return Cell(icon=drawing, ink=ink, spoken=label)


def arrow(canvas: Canvas, rect: QRect, cell: Cell) -> int:
    """Paint the arrow in the middle of its cell."""
    painter = canvas.painter
    if painter is not None and cell.icon:
        side = rect.center()
        painter.drawPixmap(side.x() - 7, side.y() - 7, icons.pixmap(cell.icon, cell.ink, 15))
    return 15
