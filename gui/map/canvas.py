"""The map itself: pushed, zoomed, pointed at, chosen from; by mouse, by fingers and by keys.

What is seen are two pictures that a thread draws (``drawing.py``); a push moves them, a zoom stretches them until the
sharp ones are there. Maps are never mirrored.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QSizePolicy, QWidget

from gui.map.drawing import Drawing
from gui.map.painting import AHEAD, Picture, draw_content, draw_ground
from gui.map.picking import Pick, area_rings, pick_at, spot_of, steps_of
from gui.map.scene import Scene
from gui.map.tools import TOOLS, Tool
from gui.map.viewport import Box, Viewport
from gui.resting import Rest
from gui.say import say

STEP, NOTCH, REST_MS, STILL = 90, 1.3, 40, 4
"""Pixels of an arrow key; how much nearer a notch comes; when the sharp picture is drawn; pixels that are no drag."""
ARROWS = {
    Qt.Key.Key_Left: (1, 0),
    Qt.Key.Key_Right: (-1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class Canvas(QWidget):
    """The map.

    Attributes:
        view: what is shown; scene: what is on it, None before anything was read; tool: what the hand does, None is
            pushing; pick: what is chosen, None nothing;
        covered: pixels at the left and the right that cards lie on.

    Signals:
        moved(): another part is shown; picked(object): something was chosen (:class:`Pick`, or None); opened(object):
        and opened; pointed(object): the place of the plane under the pointer, None outside;
        hovered(object): what is under it; ended(object): a tool is
        done with its corners; tooled(): another tool.
    """

    moved = Signal()
    picked = Signal(object)
    opened = Signal(object)
    pointed = Signal(object)
    hovered = Signal(object)
    ended = Signal(object)
    tooled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.view = Viewport(0.6, 0.4, 1 / 4000, 640, 480)
        self.scene: Scene | None = None
        self.tool: Tool | None = None
        self.pick: Pick | None = None
        self._hover: Pick | None = None
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._stepping, self._pushing = False, False
        self._home: Box | None = None
        self.covered = (0, 0)
        self.ground = Drawing(draw_ground, "map-ground", self)
        self.content = Drawing(draw_content, "map-content", self)
        self._soon = Rest(self, REST_MS)
        self._soon.timeout.connect(self._draw_anew)
        for layer in (self.ground, self.content):
            layer.drawn.connect(self.update)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setProperty("ring", "inside")
        self.setAccessibleName(say("Map"))
        self.grabGesture(Qt.GestureType.PinchGesture)

    def sizeHint(self) -> QSize:
        """Large."""
        return QSize(900, 600)

    # ---- what is shown

    def show_scene(self, scene: Scene, *, ground: bool = True) -> None:
        """Show something else; ``ground``: what lies under it is another too."""
        self.scene = scene
        ratio, ahead = self.devicePixelRatioF(), self.view.widened(AHEAD)
        if ground or self.ground.picture is None:
            self.ground.want(scene, ahead, ratio)
        self.content.want(scene, ahead, ratio)

    def show_box(self, box: Box, *, home: bool = False) -> None:
        """Go there; ``home``: this is also what Home goes back to."""
        if home:
            self._home = box
        left, right = self.covered
        free = Viewport.showing(box, max(120, self.width() - left - right), self.height())
        self.go(free.sized(self.width(), self.height()).aside(left, right))

    def go(self, view: Viewport) -> None:
        """Show another part."""
        if view == self.view:
            return
        sharp = view.units_per_pixel == self.view.units_per_pixel and self._holds(view)
        self.view = view
        if not sharp:
            self._soon.start()
        self.moved.emit()
        self.update()

    def use(self, name: str) -> None:
        """Take up a tool (``box``, ``lasso``, ``measure``) or, "", put it away."""
        self.tool = TOOLS[name](self._tool_done) if name else None
        self.setCursor(Qt.CursorShape.CrossCursor if name else Qt.CursorShape.ArrowCursor)
        self.tooled.emit()
        self.update()

    def choose(self, pick: Pick | None) -> None:
        """Choose something, as a click would."""
        self.pick = pick
        self._stepping = self._stepping or pick is not None
        self.picked.emit(pick)
        self.update()

    def _holds(self, view: Viewport) -> bool:
        """Whether the pictures cover a viewport."""
        for layer in (self.ground, self.content):
            if layer.picture is None:
                return False
            left, top, right, bottom = layer.picture.view.box
            l2, t2, r2, b2 = view.box
            if l2 < left or t2 < top or r2 > right or b2 > bottom:
                return False
        return True

    def _draw_anew(self) -> None:
        if self.scene is not None:
            self.show_scene(self.scene)

    # ---- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """The two pictures, then what the hand is about."""
        painter = QPainter(self)
        if self.scene is None or self.ground.picture is None:
            from gui.look import theme

            painter.fillRect(self.rect(), theme.color("map"))
            return
        palette = self.scene.palette
        painter.fillRect(self.rect(), palette.ground)
        for layer in (self.ground, self.content):
            if layer.picture is not None:
                self._put(painter, layer.picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for pick, width in ((self._hover, 1.6), (self.pick, 2.4)):
            if pick is not None and pick.kind == "area":
                self._paint_area(painter, pick, palette.chosen)
                continue
            spot = spot_of(pick, self.scene, self.content.picture, self.view) if pick is not None else None
            if spot is not None:
                painter.setPen(
                    QPen(palette.chosen, width, Qt.PenStyle.DashLine if width > 2 else Qt.PenStyle.SolidLine)
                )
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(QPointF(spot[0], spot[1]), spot[2] + 4, spot[2] + 4)
        if self.tool is not None:
            self.tool.paint(painter, self.view, palette)
            self._paint_cross(painter)

    def _paint_area(self, painter: QPainter, pick: Pick, ink: QColor) -> None:
        """The border of an area that was chosen."""
        if self.scene is None:
            return
        painter.setPen(QPen(ink, 2.4))
        for ring in area_rings(self.scene, pick, self.view):
            painter.drawPolyline(ring)

    def _put(self, painter: QPainter, picture: Picture) -> None:
        left, top, right, bottom = picture.view.box
        x0, y0 = self.view.to_pixels(left, top)
        if picture.view.units_per_pixel == self.view.units_per_pixel:
            painter.drawImage(QPointF(round(x0), round(y0)), picture.image)
            return
        x1, y1 = self.view.to_pixels(right, bottom)
        painter.drawImage(QRectF(x0, y0, x1 - x0, y1 - y0), picture.image)

    def _paint_cross(self, painter: QPainter) -> None:
        """Where Space puts a corner."""
        middle = QPointF(self.width() / 2, self.height() / 2)
        for dx, dy in ((9, 0), (0, 9)):
            painter.drawLine(middle - QPointF(dx, dy), middle + QPointF(dx, dy))

    # ---- mouse and fingers

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a push, a box or a lasso; the middle button always pushes."""
        self._pushing = self.tool is None or event.button() == Qt.MouseButton.MiddleButton
        if event.button() == Qt.MouseButton.MiddleButton:
            self._pressed = self._last = event.position()
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._pressed = self._last = event.position()
        if self.tool is None and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.use("box")
            self._pushing = False
        if self.tool is not None:
            self.tool.put(*self._spot(event))
        self._told_tool()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Push, draw, or point."""
        here = event.position()
        self.pointed.emit(self._spot(event))
        if self._pressed is not None and self._pushing:
            move = here - self._last
            self.go(self.view.moved(move.x(), move.y()))
        elif self.tool is not None:
            self.tool.follow(*self._spot(event))
            if self._pressed is not None and type(self.tool) is TOOLS["lasso"]:
                self.tool.put(*self._spot(event))
            self._told_tool()
        else:
            self._point(here)
        self._last = here

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A push that went nowhere is a click."""
        pressed, self._pressed = self._pressed, None
        if pressed is None or event.button() != Qt.MouseButton.LeftButton:
            return
        still = (event.position() - pressed).manhattanLength() <= STILL
        if self.tool is not None:
            if self.tool.dragged and not still:
                self._end_drag(event)
        elif still and self.scene is not None:
            self.choose(pick_at(self.scene, self.content.picture, self.view, pressed.x(), pressed.y()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open what is under it, come nearer where nothing is; of a measure: it is done."""
        here = event.position()
        if self.tool is not None:
            self.tool.finish()
            return
        found = pick_at(self.scene, self.content.picture, self.view, here.x(), here.y()) if self.scene else None
        if found is not None and found.kind not in ("place", "area"):
            self.opened.emit(found)
        else:
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.go(self.view.zoomed(0.5 if back else 2.0, here.x(), here.y()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Nearer and farther, what is under the pointer stays."""
        notches = (event.angleDelta().y() or event.angleDelta().x()) / 120
        self.go(self.view.zoomed(NOTCH**notches, event.position().x(), event.position().y()))
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer is elsewhere."""
        self._hover = None
        self.pointed.emit(None)
        self.update()

    def event(self, event: QEvent) -> bool:
        """Fingers: on the screen, and on the pad of a laptop."""
        if isinstance(event, QGestureEvent):
            pinch: Any = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                middle = self.mapFromGlobal(pinch.centerPoint().toPoint())
                self.go(self.view.zoomed(pinch.scaleFactor(), middle.x(), middle.y()))
                return True
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.go(self.view.zoomed(1 + event.value(), event.position().x(), event.position().y()))
            return True
        return super().event(event)

    def _point(self, here: QPointF) -> None:
        if self.scene is None:
            return
        found = pick_at(self.scene, self.content.picture, self.view, here.x(), here.y(), places=False)
        if found != self._hover:
            self._hover = found
            self.hovered.emit(found)
            self.setCursor(Qt.CursorShape.PointingHandCursor if found else Qt.CursorShape.ArrowCursor)
            self.update()

    def _spot(self, event: QMouseEvent) -> tuple[float, float]:
        x, y = self.view.to_plane(event.position().x(), event.position().y())
        return float(x), float(y)

    def _end_drag(self, event: QMouseEvent) -> None:
        if self.tool is None:
            return
        if type(self.tool) is TOOLS["box"]:
            self.tool.put(*self._spot(event))
        else:
            self.tool.finish()

    # ---- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows push, + and - zoom, Home shows all, Enter opens, Space puts a corner, Esc puts away."""
        key = Qt.Key(event.key())
        if key in ARROWS:
            across, down = ARROWS[key]
            self.go(self.view.moved(across * STEP, down * STEP))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.go(self.view.zoomed(1 / 1.5 if key == Qt.Key.Key_Minus else 1.5))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_0) and self._home is not None:
            self.show_box(self._home)
        elif not (self._tool_took(key) or self._pick_took(key)):
            super().keyPressEvent(event)

    def _tool_took(self, key: Qt.Key) -> bool:
        if self.tool is None:
            return False
        if key == Qt.Key.Key_Space:
            self.tool.put(self.view.x, self.view.y)
        elif key == Qt.Key.Key_Backspace:
            self.tool.take_back()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.tool.finish()
        elif key == Qt.Key.Key_Escape:
            self.use("")
        else:
            return False
        self._told_tool()
        return True

    def _pick_took(self, key: Qt.Key) -> bool:
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.pick is not None:
            self.opened.emit(self.pick)
        elif key == Qt.Key.Key_Escape and (self.pick is not None or self._stepping):
            self._stepping = False
            self.choose(None)
        else:
            return False
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        """From here Tab goes through what is shown, until Esc."""
        self._stepping = event.reason() != Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab goes from point to point, the heaviest first; after the last one, and after Esc, out of the map."""
        if self._stepping and self.scene is not None:
            found = steps_of(self.scene, self.content.picture, self.view)
            at = found.index(self.pick) + (1 if next else -1) if self.pick in found else (0 if next else -1)
            if 0 <= at < len(found):
                self.choose(found[at])
                return True
        return super().focusNextPrevChild(next)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The same middle, more or less around it."""
        self.view = self.view.sized(self.width(), self.height())
        self._soon.start()
        self.moved.emit()

    def _tool_done(self, tool: Tool) -> None:
        self.ended.emit(tool)
        self.update()

    def _told_tool(self) -> None:
        self.tooled.emit()
        self.update()
