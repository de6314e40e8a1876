"""What stands on the map besides incidents: flows as arcs, villages by state, facilities, names without overlap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPen, QPolygonF

from gui.map.palette import Palette
from gui.map.scene import House, Scene
from gui.map.viewport import Viewport
from gui.villages.cells import tone_of

if TYPE_CHECKING:
    from storage import MapFlows

THINNEST, THICKEST, MOST_PEOPLE = 1.4, 9.0, 20_000
"""Width of the thinnest and thickest arc, and the people from which on none grows thicker."""
BEND, FAN, MANY = 0.16, 0.24, 10
"""How far an arc leaves the straight line, as a part of its length; by how much those to one place differ, and how
many of them make the whole fan."""
RIM = 1.2
"""Pixels of ground at each side of an arc, so that those below part from it."""
MOST_FLOWS, MOST_NAMES = 400, 220
HALF, ASIDE, ROW = 7.0, 12.0, 14.0
"""Half the square of a facility; pixels its middle stands up and right of its place, where the rings are."""
ROLES = {1: "strong", 2: "label", 3: "label", 4: "hint"}
NEAR_ENOUGH = {1: 1.0, 2: 1 / 12_000, 3: 1 / 40_000, 4: 1 / 110_000}
"""Plane units of a pixel from which on places of a level have their names on the map."""


def width_of(people: int) -> float:
    """The width of an arc: as the root of the people, so that a hundred can still be seen beside ten thousand."""
    share = min(1.0, max(0, people) / MOST_PEOPLE) ** 0.5
    return float(THINNEST + (THICKEST - THINNEST) * share)


# ---- flows


def flows(painter: QPainter, scene: Scene, view: Viewport, palette: Palette) -> None:
    """Arcs to one side, as wide as there are people, an arrow where they went; the smallest on top, none hidden."""
    found = scene.flows
    if not len(found):
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    x0, y0 = view.to_pixels(found.x0, found.y0)
    x1, y1 = view.to_pixels(found.x1, found.y1)
    ends = (np.minimum(x0, x1) < view.width) & (np.maximum(x0, x1) > 0)
    ends &= (np.minimum(y0, y1) < view.height) & (np.maximum(y0, y1) > 0)
    bends, rim = bends_of(found), QColor(palette.ground)
    rim.setAlpha(210)
    for at in np.flatnonzero(ends)[:MOST_FLOWS].tolist():
        start, end = QPointF(x0[at], y0[at]), QPointF(x1[at], y1[at])
        paint_arc(painter, start, end, width_of(int(found.low[at])), palette.flow, bend=float(bends[at]), rim=rim)


def bends_of(found: MapFlows) -> NDArray[np.float64]:
    """How far each arc leaves the straight line: those to one place fan out in the order they come from.

    The outer ones bend outwards more than the inner ones, so that they never cross on the way.
    """
    angle = np.arctan2(found.y0 - found.y1, found.x0 - found.x1)
    order = np.lexsort((-angle, found.destination))
    goals = found.destination[order]
    starts = np.flatnonzero(np.r_[True, goals[1:] != goals[:-1]])
    sizes = np.diff(np.r_[starts, len(goals)])
    many = np.repeat(sizes, sizes)
    share = (np.arange(len(goals)) - np.repeat(starts, sizes) + 0.5) / many - 0.5
    bends = np.empty(len(goals))
    bends[order] = BEND + FAN * share * np.minimum(1.0, many / MANY)
    return bends


def paint_arc(
    painter: QPainter, start: QPointF, end: QPointF, width: float, ink: QColor, *, bend: float = BEND,
    rim: QColor | None = None,
) -> None:  # fmt: skip
    """An arc to one side, an arrow at its end; ``rim``: ground at its sides."""
    line = end - start
    length = float(np.hypot(line.x(), line.y()))
    if length < 6:
        return
    turn = start + line * 0.5 + QPointF(-line.y(), line.x()) * bend
    head = 4.0 + width * 1.1
    along = end - turn
    far = max(1.0, float(np.hypot(along.x(), along.y())))
    unit = QPointF(along.x() / far, along.y() / far)
    base = end - unit * min(head * 1.6, length * 0.5)
    path = QPainterPath(start)
    path.quadTo(turn, base)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if rim is not None:
        painter.setPen(QPen(rim, width + 2 * RIM, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawPath(path)
    painter.setPen(QPen(ink, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    painter.drawPath(path)
    across = QPointF(-unit.y(), unit.x()) * head * 0.75
    painter.setPen(QPen(rim, 1) if rim is not None else Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawPolygon(QPolygonF([end, base + across, base - across]))


# ---- villages


def villages(painter: QPainter, scene: Scene, view: Viewport, palette: Palette) -> None:
    """A square each in the ink of its state, filled as far as it is empty; a ring of dots where teams disagree.

    Broken lines: it lies somewhere in the sub-district in whose middle it stands.
    """
    found = scene.villages
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    seen = np.flatnonzero(view.seen(found.x, found.y, HALF))
    px, py = village_spots(scene, view)
    inks = [palette.states.get(tone_of(state) if state else "", palette.faint) for state in found.states]
    for at in seen.tolist():
        state, ink = found.states[found.state[at]], inks[found.state[at]]
        box = QRectF(px[at] - 4.5, py[at] - 4.5, 9, 9)
        share = {"emptied": 100, "partly_emptied": int(found.share[at]) if found.share[at] >= 0 else 50}.get(state, 0)
        village_sign(painter, box, ink, palette.ground, share, rough=bool(found.rough[at]))
        if found.disputed[at]:
            painter.setPen(QPen(ink, 1.2, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(box.center(), 9, 9)


def village_sign(painter: QPainter, box: QRectF, ink: QColor, ground: QColor, share: int, *, rough: bool) -> None:
    """The square of a village; a rough one is smaller inside a broken line."""
    painter.setPen(QPen(ink, 1.2 if rough else 1.5, Qt.PenStyle.DashLine if rough else Qt.PenStyle.SolidLine))
    painter.setBrush(ground)
    painter.drawRect(box)
    inside = box.adjusted(2, 2, -2, -2) if rough else box
    if share:
        high = inside.height() * share / 100
        painter.fillRect(QRectF(inside.left(), inside.bottom() - high, inside.width(), high), ink)


# ---- facilities


def facilities(painter: QPainter, scene: Scene, view: Viewport, palette: Palette, taken: list[QRectF]) -> None:
    """A square with a cross for health, with a roof for others, beside the place; how many stand there, if several."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(palette.font("key_bold"))
    metrics = QFontMetrics(painter.font())
    for house in scene.houses:
        spot = house_spot(house, view)
        if not (-HALF < spot.x() < view.width + HALF and -HALF < spot.y() < view.height + HALF):
            continue
        ink = palette.health if house.health else palette.other
        painter.setPen(QPen(ink, 1))
        painter.drawLine(QPointF(*view.to_pixels(house.x, house.y)), spot)
        box = QRectF(spot.x() - HALF, spot.y() - HALF, 2 * HALF, 2 * HALF)
        if len(house.rows) > 1:
            words = str(len(house.rows))
            box.setWidth(2 * HALF + metrics.horizontalAdvance(words) + 3)
            painter.setPen(QPen(palette.ground, 1))
            painter.setBrush(ink)
            painter.drawRoundedRect(box, 2, 2)
            painter.setPen(palette.ground)
            painter.drawText(box.adjusted(2 * HALF - 2, 0, 0, 0), Qt.AlignmentFlag.AlignCenter, words)
        facility_sign(painter, QRectF(box.topLeft(), QSizeF(2 * HALF, 2 * HALF)), palette, health=house.health)
        taken.append(box)


def house_spot(house: House, view: Viewport) -> QPointF:
    """Where its sign stands, in pixels: up and right of the place, the second kind beside the first."""
    x, y = view.to_pixels(house.x, house.y)
    return QPointF(x + ASIDE + (26 if house.second else 0), y - ASIDE)


def village_spots(scene: Scene, view: Viewport) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where the signs of villages stand: down and left of their places when rings are shown."""
    x, y = view.to_pixels(scene.villages.x, scene.villages.y)
    across, down = scene.village_rows
    x, y = x + across * ROW, y + down * ROW
    return (x - ASIDE, y + ASIDE) if "incidents" in scene.layers else (x, y)


def facility_sign(painter: QPainter, box: QRectF, palette: Palette, *, health: bool) -> None:
    """The square of a facility."""
    middle, arm = box.center(), box.width() * 0.3
    painter.setPen(QPen(palette.ground, 1))
    painter.setBrush(palette.health if health else palette.other)
    painter.drawRoundedRect(box, 2, 2)
    painter.setPen(QPen(palette.ground, 2))
    if health:
        painter.drawLine(middle - QPointF(arm, 0), middle + QPointF(arm, 0))
        painter.drawLine(middle - QPointF(0, arm), middle + QPointF(0, arm))
    else:
        roof = [middle + QPointF(-arm, 0), middle + QPointF(0, -arm), middle + QPointF(arm, 0)]
        painter.drawPolyline(QPolygonF(roof))
        painter.drawLine(middle + QPointF(-arm, arm), middle + QPointF(arm, arm))


# ---- names


def names(painter: QPainter, scene: Scene, view: Viewport, palette: Palette, taken: list[QRectF]) -> None:
    """Names of areas in their middle, of places beside a small square; larger ones first, none over another."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    left = MOST_NAMES
    for level in sorted(NEAR_ENOUGH):
        if view.units_per_pixel <= NEAR_ENOUGH[level] and left > 0:
            left -= _level(painter, scene, view, palette, taken, level, left)


def _level(
    painter: QPainter, scene: Scene, view: Viewport, palette: Palette, taken: list[QRectF], level: int, most: int
) -> int:
    places = scene.content.places
    called = places.names_ar if scene.arabic else places.names_en
    with np.errstate(invalid="ignore"):
        chosen = (places.level == level) & places.offered & view.seen(places.x, places.y)
    at = np.flatnonzero(chosen)
    if not len(at):
        return 0
    at = at[np.argsort(-_weight(scene)[at], kind="stable")][: most * 6]
    px, py = view.to_pixels(places.x, places.y)
    painter.setFont(palette.font(ROLES[level]))
    metrics, drawn = QFontMetrics(painter.font()), 0
    for one in at.tolist():
        if drawn < most and _name(painter, metrics, palette, taken, called[one], QPointF(px[one], py[one]), level):
            drawn += 1
    return drawn


def _name(
    painter: QPainter, metrics: QFontMetrics, palette: Palette, taken: list[QRectF], text: str, at: QPointF, level: int
) -> bool:
    """Write one where there is room: beside its place at either side, above or below; whether there was."""
    wide, high = metrics.horizontalAdvance(text), metrics.height()
    area = level < 4
    tries = [(-wide / 2, -high / 2)] if area else []
    tries += [(7, -high / 2), (-wide - 7, -high / 2), (-wide / 2, -high - 5), (-wide / 2, 5)]
    for dx, dy in tries:
        box = QRectF(at.x() + dx, at.y() + dy, wide, high)
        if not any(box.intersects(other) for other in taken):
            taken.append(box)
            _write(painter, palette, box, text, palette.name if level in (1, 4) else palette.faint)
            if not area and not any(other.contains(at) for other in taken):  # a ring has its number there
                painter.fillRect(QRectF(at.x() - 2, at.y() - 2, 4, 4), palette.faint)
            return True
    return False


def _write(painter: QPainter, palette: Palette, box: QRectF, text: str, ink: QColor) -> None:
    """Words with a thin rim of the ground, so that lines below do not cut them."""
    painter.setPen(palette.ground)
    for dx, dy in ((-1, 0), (1, 0), (0, -1), (0, 1)):
        painter.drawText(box.translated(dx, dy), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, text)
    painter.setPen(ink)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, text)


def _weight(scene: Scene) -> NDArray[np.float64]:
    """How much happened at each place, so that the names that matter come first."""
    places, points = scene.content.places, scene.content.incidents
    known = points.place >= 0
    found = np.bincount(points.place[known], minlength=len(places.ids)).astype(np.float64)
    for ends in (scene.flows.origin, scene.flows.destination):
        found += np.bincount(ends[ends >= 0], minlength=len(places.ids)) * 3.0
    return found
