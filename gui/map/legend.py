"""The card that says what the signs of the map mean, drawn by the painters of the map themselves."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from gui.look import theme
from gui.map.layers import WIDTH
from gui.map.overlays import facility_sign, village_sign, width_of
from gui.map.palette import Palette
from gui.map.points import LARGEST, LEAST
from gui.map.scene import Scene
from gui.map.signs import paint_sign, sign_words
from gui.map.telling import rough_words
from gui.say import say, say_n, words
from gui.villages.cells import tone_of
from gui.widgets import clear, column, label, row, words_label
from storage import code_list

Paint = Callable[[QPainter, Palette, QPointF], None]
SWATCH, LOW = (74, 22), 17
SIZES = ((1, 5, 10), (1, 10, 30), (10, 30, 60), (10, 50, 100), (50, 100, 300), (100, 500, 1000))


class Swatch(QWidget):
    """A sign as it stands on the map."""

    def __init__(self, paint: Paint, palette: Palette, height: int = SWATCH[1]) -> None:
        super().__init__()
        self._paint, self._palette = paint, palette
        self.setFixedSize(SWATCH[0], height)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)

    def sizeHint(self) -> QSize:
        """Small."""
        return QSize(*SWATCH)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The sign."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint(painter, self._palette, QPointF(self.width() / 2, self.height() / 2))


class LegendCard(QFrame):
    """The card."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.setFixedWidth(theme.px(WIDTH))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(2)
        self.setLayout(column(label(say("Legend"), "strong"), self._lines, gap=5, margins=(12, 8, 10, 9)))
        self._key: object = None

    def show_scene(self, scene: Scene, unit: float) -> None:
        """What is on this map; ``unit``: the radius of one killed."""
        rough = "villages" in scene.layers and bool(scene.villages.rough.any())
        key = (scene.layers, round(unit, 1), rough)
        if key == self._key:
            return
        self._key = key
        clear(self._lines)
        palette = Palette.of_theme(dark=theme.is_dark())  # on a card of the window, whatever the map is
        if "incidents" in scene.layers:
            self._rings(palette, unit)
            for sign, name in sign_words():
                self._line(partial(_sign, sign), palette, name, LOW)
        if "flows" in scene.layers:
            for people in (500, 5000):
                name = say_n("{count} person", "{count} people", people)
                self._line(partial(_flow, width_of(people)), palette, name)
        if "health" in scene.layers or "others" in scene.layers:
            self._line(_square, palette, say("hit: health facility, other facility"))
        if "villages" in scene.layers:
            for state in _states():
                name = words().code("village-state", state)
                self._line(partial(_village, state), palette, name, LOW)
            if rough:
                self._line(_rough, palette, rough_words(), LOW)

    def _rings(self, palette: Palette, unit: float) -> None:
        sizes = next((one for one in SIZES if _wide(unit, one) <= SWATCH[0]), SIZES[-1])
        high = max(SWATCH[1], round(2 * unit * sizes[-1] ** 0.5) + 4)
        numbers = " · ".join(str(one) for one in sizes)
        self._line(partial(_circles, unit, sizes), palette, say("killed: {numbers}", numbers=numbers), high)
        full = round((LARGEST / unit) ** 2)
        self._line(
            _joined,
            palette,
            say("so many incidents in one place; from {count} killed on no ring grows", count=full),
            30,
        )
        self._line(_none_killed, palette, say("nobody killed"), LOW)

    def _line(self, paint: Paint, palette: Palette, name: str, high: int = SWATCH[1]) -> None:
        told = words_label(name, "hint")
        line = row(Swatch(paint, palette, high), told, gap=8)
        line.setStretch(1, 1)
        self._lines.addLayout(line)


def _wide(unit: float, sizes: tuple[int, ...]) -> float:
    return float(sum(2 * max(LEAST, unit * one**0.5) + 2 for one in sizes)) + 2


def _circles(unit: float, sizes: tuple[int, ...], painter: QPainter, ink: Palette, at: QPointF) -> None:
    painter.setPen(QPen(ink.killed, 1.5))
    painter.setBrush(ink.fill)
    left = 2.0
    for killed in sizes:
        radius = max(LEAST, unit * killed**0.5)
        painter.drawEllipse(QPointF(left + radius, at.y()), radius, radius)
        left += 2 * radius + 2


def _joined(painter: QPainter, ink: Palette, at: QPointF) -> None:
    painter.setPen(QPen(ink.killed, 1.5))
    painter.setBrush(ink.fill)
    painter.drawEllipse(at, 10, 10)
    painter.setFont(ink.font("key_bold"))
    painter.drawText(QRectF(at.x() - 10, at.y() - 10, 20, 20), Qt.AlignmentFlag.AlignCenter, "12")


def _none_killed(painter: QPainter, ink: Palette, at: QPointF) -> None:
    painter.setPen(QPen(ink.hurt, 1.8))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(at, LEAST, LEAST)


def _sign(sign: str, painter: QPainter, ink: Palette, at: QPointF) -> None:
    paint_sign(painter, at, sign, ink.killed, 4.2)


def _states() -> list[str]:
    return [one.code for one in code_list("village-state").items.values() if not one.retired]


def _flow(wide: float, painter: QPainter, ink: Palette, at: QPointF) -> None:
    painter.setPen(QPen(ink.flow, wide))
    painter.drawLine(at - QPointF(28, 0), at + QPointF(20, 0))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.flow)
    high = 3 + wide
    painter.drawPolygon(QPolygonF([at + QPointF(18, -high), at + QPointF(30, 0), at + QPointF(18, high)]))


def _square(painter: QPainter, ink: Palette, at: QPointF) -> None:
    facility_sign(painter, QRectF(at.x() - 18, at.y() - 7, 14, 14), ink, health=True)
    facility_sign(painter, QRectF(at.x() + 4, at.y() - 7, 14, 14), ink, health=False)


def _village(state: str, painter: QPainter, ink: Palette, at: QPointF) -> None:
    painter.setPen(QPen(ink.states.get(tone_of(state), ink.faint), 1.5))
    painter.setBrush(ink.states.get(tone_of(state), ink.faint))
    painter.drawRect(QRectF(at.x() - 4.5, at.y() - 4.5, 9, 9))


def _rough(painter: QPainter, ink: Palette, at: QPointF) -> None:
    box = QRectF(at.x() - 4.5, at.y() - 4.5, 9, 9)
    village_sign(painter, box, ink.states.get(tone_of("emptied"), ink.faint), ink.ground, 100, rough=True)
