"""What the signs of a map on paper mean: items in lines that fill the width there is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from gui.map.overlays import facility_sign, village_sign, width_of
from gui.map.palette import Palette
from gui.map.points import LEAST, UNIT
from gui.map.signs import paint_sign
from gui.villages.cells import tone_of
from storage import Words, code_list

if TYPE_CHECKING:
    from exports import MapTold
    from gui.map.scene import Scene

LINE, FIRST, GAP, BESIDE = 19.0, 32.0, 16.0, 5.0
SIZES = ((1, 5, 10), (1, 10, 30), (10, 50, 100), (50, 100, 300), (100, 500, 1000))
WIDEST = 15.6
"""The largest ring the first line has room for."""
Paint = Callable[[QPainter, QPointF], None]


@dataclass(frozen=True)
class _Item:
    """A sign, how wide it is, and its words."""

    paint: Paint
    wide: float
    words: str


class Legend:
    """The legend of a picture.

    Attributes:
        height: of all its lines.
    """

    def __init__(self, told: MapTold, scene: Scene, palette: Palette, width: float) -> None:
        self._told, self._scene, self._palette, self._width = told, scene, palette, width
        self._font = palette.font("hint")
        self._metrics = QFontMetricsF(self._font)
        items = self._items(UNIT)
        self._high = FIRST if "incidents" in scene.layers and len(scene.content.incidents) else LINE
        self.height = self._high + LINE * (len(self._lines(items)) - 1) if items else 0.0

    def draw(self, painter: QPainter, at: QPointF, unit: float | None) -> None:
        """Draw it below a point; ``unit``: the radius of the ring of one killed."""
        rtl = self._told.words.rtl
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, line in enumerate(self._lines(self._items(unit or UNIT))):
            left, middle = 0.0, at.y() + (self._high + (number - 0.5) * LINE if number else self._high / 2)
            for one in line:
                text = self._metrics.horizontalAdvance(one.words) + 2
                start = at.x() + (self._width - left - one.wide if rtl else left)
                one.paint(painter, QPointF(start, middle))
                begin = start - BESIDE - text if rtl else start + one.wide + BESIDE
                painter.setFont(self._font)
                painter.setPen(self._palette.name)
                painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
                side = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
                level = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
                painter.drawText(QRectF(begin, middle - LINE / 2, text, LINE), side | level, one.words)
                left += one.wide + BESIDE + text + GAP

    def _lines(self, items: Sequence[_Item]) -> list[list[_Item]]:
        lines: list[list[_Item]] = [[]]
        left = 0.0
        for one in items:
            wide = one.wide + BESIDE + self._metrics.horizontalAdvance(one.words) + 2
            if lines[-1] and left + wide > self._width:
                lines.append([])
                left = 0.0
            lines[-1].append(one)
            left += wide + GAP
        return [line for line in lines if line]

    def _items(self, unit: float) -> list[_Item]:
        words, content, layers = self._told.words, self._scene.content, self._scene.layers
        found: list[_Item] = []
        if "incidents" in layers and len(content.incidents):
            found += [self._rings(unit), self._none_killed(), self._joined(), *self._kinds(words)]
        if "flows" in layers and len(self._scene.flows):
            for people in (500, 5000):
                named = words.n("{count} person", "{count} people", people)
                found.append(_Item(self._flow(width_of(people)), 46, named))
        if len(content.facilities):
            if "health" in layers and content.facilities.health.any():
                found.append(self._facility(words.t("health facility hit"), health=True))
            if "others" in layers and not content.facilities.health.all():
                found.append(self._facility(words.t("other facility hit"), health=False))
        if "villages" in layers and len(self._scene.villages):
            shown = {self._scene.villages.states[at] for at in self._scene.villages.state.tolist()}
            states = [one.code for one in code_list("village-state").items.values() if one.code in shown]
            found += [_Item(self._village(one), 12, words.code("village-state", one)) for one in states]
            if self._scene.villages.rough.any():
                found.append(_Item(self._rough, 12, words.t("somewhere in its sub-district")))
        return found

    def _kinds(self, words: Words) -> list[_Item]:
        told = [
            ("up", words.t("from the air")),
            ("square", words.t("barrel bombs")),
            ("diamond", words.t("shelling, missiles")),
            ("cross", words.t("cluster, incendiary, chemical")),
            ("ring", words.t("mines, planted bombs")),
            ("dot", words.t("other or not known")),
        ]
        return [_Item(self._sign(sign), 11, name) for sign, name in told]

    def _rings(self, unit: float) -> _Item:
        sizes = next((one for one in reversed(SIZES) if max(LEAST, unit * one[-1] ** 0.5) <= WIDEST), SIZES[0])
        radii = [min(max(LEAST, unit * one**0.5), WIDEST) for one in sizes]
        wide = 6 * WIDEST + 9  # whatever the sizes are: the lines are laid out before these are known
        numbers = self._told.words.ltr(" · ".join(str(one) for one in sizes))

        def paint(painter: QPainter, at: QPointF) -> None:
            painter.setPen(QPen(self._palette.killed, 1.5))
            painter.setBrush(self._palette.fill)
            beside = 0.0 if self._told.words.rtl else wide - sum(2 * one + 3 for one in radii)
            left = at.x() + beside  # next to the words
            for radius in radii:
                painter.drawEllipse(QPointF(left + radius, at.y()), radius, radius)
                left += 2 * radius + 3

        return _Item(paint, wide, self._told.words.t("killed: {numbers}", numbers=numbers))

    def _joined(self) -> _Item:
        def paint(painter: QPainter, at: QPointF) -> None:
            painter.setPen(QPen(self._palette.killed, 1.5))
            painter.setBrush(self._palette.fill)
            painter.drawEllipse(QPointF(at.x() + 8, at.y()), 8, 8)
            painter.setFont(self._palette.font("key_bold"))
            painter.drawText(QRectF(at.x(), at.y() - 8, 16, 16), Qt.AlignmentFlag.AlignCenter, "3")

        return _Item(paint, 17, self._told.words.t("so many incidents in one spot"))

    def _none_killed(self) -> _Item:
        def paint(painter: QPainter, at: QPointF) -> None:
            painter.setPen(QPen(self._palette.hurt, 1.8))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(at.x() + LEAST, at.y()), LEAST, LEAST)

        return _Item(paint, 2 * LEAST + 2, self._told.words.t("nobody killed"))

    def _sign(self, sign: str) -> Paint:
        return lambda painter, at: paint_sign(painter, QPointF(at.x() + 5, at.y()), sign, self._palette.killed, 4.2)

    def _facility(self, named: str, *, health: bool) -> _Item:
        def paint(painter: QPainter, at: QPointF) -> None:
            facility_sign(painter, QRectF(at.x(), at.y() - 7, 14, 14), self._palette, health=health)

        return _Item(paint, 14, named)

    def _flow(self, wide: float) -> Paint:
        def paint(painter: QPainter, at: QPointF) -> None:
            painter.setPen(QPen(self._palette.flow, wide))
            painter.drawLine(at, at + QPointF(34, 0))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._palette.flow)
            high = min(8.0, 3 + wide)
            tip = [at + QPointF(32, -high), at + QPointF(45, 0), at + QPointF(32, high)]
            painter.drawPolygon(QPolygonF(tip))

        return paint

    def _village(self, state: str) -> Paint:
        ink = self._palette.states.get(tone_of(state), self._palette.faint)
        share = {"emptied": 1.0, "partly_emptied": 0.5}.get(state, 0.0)

        def paint(painter: QPainter, at: QPointF) -> None:
            box = QRectF(at.x() + 1, at.y() - 4.5, 9, 9)
            painter.setPen(QPen(ink, 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box)
            painter.fillRect(QRectF(box.left(), box.bottom() - 9 * share, 9, 9 * share), ink)

        return paint

    def _rough(self, painter: QPainter, at: QPointF) -> None:
        ink = self._palette.states.get(tone_of("emptied"), self._palette.faint)
        box = QRectF(at.x() + 1, at.y() - 4.5, 9, 9)
        village_sign(painter, box, ink, self._palette.ground, 100, rough=True)
