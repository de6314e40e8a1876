"""The signs that tell kinds of attack apart on a map: plain shapes, the same for all who see no colours."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from gui.say import say

SIGNS: Mapping[str, tuple[str, ...]] = {
    "up": ("air_strike", "drone_strike"),
    "square": ("barrel_bombing",),
    "diamond": ("artillery_shelling", "rocket_shelling", "ground_missile", "naval_bombardment"),
    "cross": ("cluster_munition", "incendiary_attack", "chemical_attack"),
    "ring": ("explosive_remnant", "ied", "suicide_attack"),
}
"""Each sign and the kinds of attack (codes) it stands for; all others are a dot."""
_OF = {code: sign for sign, codes in SIGNS.items() for code in codes}
SIZE = 3.2


def sign_of(attack: str) -> str:
    """The sign of a kind of attack."""
    return _OF.get(attack, "dot")


def sign_words() -> list[tuple[str, str]]:
    """What each sign means."""
    return [
        ("up", say("from the air")),
        ("square", say("barrel bombs")),
        ("diamond", say("shelling, missiles")),
        ("cross", say("cluster, incendiary, chemical")),
        ("ring", say("mines, planted bombs")),
        ("dot", say("other or not known")),
    ]


def paint_sign(painter: QPainter, middle: QPointF, sign: str, ink: QColor, size: float = SIZE) -> None:
    """Draw a sign."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    x, y = middle.x(), middle.y()
    if sign == "up":
        _polygon(painter, (x, y - size), (x + size, y + size * 0.8), (x - size, y + size * 0.8))
    elif sign == "square":
        painter.drawRect(QRectF(x - size * 0.8, y - size * 0.8, size * 1.6, size * 1.6))
    elif sign == "diamond":
        _polygon(painter, (x, y - size * 1.1), (x + size * 1.1, y), (x, y + size * 1.1), (x - size * 1.1, y))
    elif sign == "cross":
        painter.setPen(QPen(ink, 1.6))
        painter.drawLine(QPointF(x - size * 0.9, y - size * 0.9), QPointF(x + size * 0.9, y + size * 0.9))
        painter.drawLine(QPointF(x - size * 0.9, y + size * 0.9), QPointF(x + size * 0.9, y - size * 0.9))
    elif sign == "ring":
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(ink, 1.4))
        painter.drawEllipse(middle, size * 0.8, size * 0.8)
    else:
        painter.drawEllipse(middle, size * 0.62, size * 0.62)


def _polygon(painter: QPainter, *corners: tuple[float, float]) -> None:
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
