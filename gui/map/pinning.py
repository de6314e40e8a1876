"""A pin put on the map: the map, the pin, its coordinates and how near it is meant; nothing is set before it is taken.

How near a pin is meant follows from how near the map was when it was put: a pin on a map of a whole district is not
within some metres. So the one who puts it comes nearer first, and the words below say what will be noted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gui.dialogs import Dialog
from gui.jobs import Job
from gui.look import theme
from gui.map.canvas import STILL, Canvas
from gui.map.mini import EXACT
from gui.map.mini_drawing import around, paint_spot, view_of
from gui.map.scene import bounds
from gui.map.telling import position_words
from gui.say import ltr, rtl, say, words
from gui.widgets import Button, column, label, row, words_label
from storage import NEAR, MapSpot, PositionValue, from_plane, metres_per_unit, to_plane

if TYPE_CHECKING:
    from gui.context import Context
    from gui.map.picking import Pick
    from gui.map.scene import Scene

HAND = 8
"""Pixels by which a hand misses."""
CLASSES = ((30.0, "exact"), (150.0, "100m"), (1500.0, "1km"), (6000.0, "village"), (20_000.0, "subdistrict"))
"""The class of precision of a pin that may be so many metres off."""
COUNTRY: tuple[float, float, float, float] = (0.55, 0.35, 0.65, 0.45)
Done = Callable[[PositionValue | None], object]


def class_of(metres: float) -> str:
    """How near a pin is that may be so far off."""
    return next((code for most, code in CLASSES if metres <= most), "district")


class PinCanvas(Canvas):
    """A map on which a click, or Space in its middle, puts the pin.

    Attributes:
        pin: where it is, in the plane, None before it is put.

    Signals:
        pinned(): it was put.
    """

    pinned = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.pin: tuple[float, float] | None = None
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(say("Map to put the pin on"))
        self.setAccessibleDescription(
            say("Arrows move the map, + and - zoom, Space puts the pin into the middle, Enter takes it.")
        )

    def put(self, x: float, y: float) -> None:
        """Put the pin."""
        self.pin = (x, y)
        self.pinned.emit()
        self.update()

    def choose(self, pick: Pick | None) -> None:
        """Nothing is chosen here."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click puts the pin; a push moves the map."""
        pressed = self._pressed
        super().mouseReleaseEvent(event)
        here = event.position()
        still = pressed is not None and (here - pressed).manhattanLength() <= STILL
        if still and event.button() == Qt.MouseButton.LeftButton:
            x, y = self.view.to_plane(here.x(), here.y())
            self.put(float(x), float(y))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Come nearer."""
        self.go(self.view.zoomed(2.0, event.position().x(), event.position().y()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The cross stays a cross."""
        super().mouseMoveEvent(event)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space puts the pin into the middle."""
        if event.key() == Qt.Key.Key_Space:
            self.put(self.view.x, self.view.y)
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab leaves the map."""
        return QWidget.focusNextPrevChild(self, next)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The map, a cross in its middle while the keyboard is here, the pin."""
        super().paintEvent(event)
        if self.scene is None:
            return
        painter, palette = QPainter(self), self.scene.palette
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(palette.chosen, 1.4))
            self._paint_cross(painter)
        if self.pin is not None:
            x, y = self.view.to_pixels(*self.pin)
            lat, _ = from_plane(self.pin[0], self.pin[1])
            pixel = float(metres_per_unit(lat)) * self.view.units_per_pixel
            paint_spot(painter, QPointF(float(x), float(y)), EXACT, palette, pixel)


class PinDialog(Dialog):
    """The dialog.

    Attributes:
        canvas: the map; precision: the class the pin would be noted with, "" before it is put.
    """

    topic = "map_pin"

    def __init__(
        self, context: Context, parent: QWidget | None, done: Done, pin: PositionValue | None, near: MapSpot | None
    ) -> None:
        """``pin``: the one there is; ``near``: where to look first."""
        self._context, self._done, self._near = context, done, near
        self.precision = pin.precision if pin is not None else ""
        self.canvas = PinCanvas()
        self.canvas.setMinimumHeight(theme.px(300))
        self._shown = label("", "strong")
        self._told = words_label("", "hint")
        self.off = Button(say("Take it away"), "trash-2")
        self.off.setVisible(pin is not None)
        self.back = Button(say("Cancel"), "x", "Esc")
        self.take = Button(say("Take this point"), "map-pin", "Ctrl+Enter", kind="primary").shortcut_key("Ctrl+Return")
        body = QWidget()
        lines = column(self.canvas, row(self._shown, None, gap=8), self._told, gap=6, margins=(18, 4, 18, 4))
        lines.setStretch(0, 1)
        body.setLayout(lines)
        super().__init__(parent, say("Pin on the map"), body, self.off, self.back, self.take)
        self.resize(theme.px(820), theme.px(560))
        if pin is not None:
            x, y = to_plane(pin.lat, pin.lon)
            self.canvas.pin = (float(x), float(y))
        self._connect()
        self._tell()
        self._read(pin)

    def _connect(self) -> None:
        self.canvas.pinned.connect(self._put)
        self.canvas.opened.connect(lambda _: self.accept_pin())
        self.off.clicked.connect(lambda: self._end(None))
        self.back.clicked.connect(self.reject)
        self.take.clicked.connect(self.accept_pin)
        self._context.closing.connect(self.close)
        self._context.restyled.connect(self.close)

    def _read(self, pin: PositionValue | None) -> None:
        store, dark, arabic = self._context.store, theme.is_dark(), rtl()
        start = [MapSpot(pin.lat, pin.lon, NEAR, "")] if pin is not None else [self._near] if self._near else []

        def show(scene: Scene) -> None:
            box = view_of(start, 400, 300).box if start else _ground_box(scene) or COUNTRY
            self.canvas.show_box(box, home=True)
            self.canvas.show_scene(scene)
            self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
            self._tell()

        Job(lambda: around(store, dark=dark, arabic=arabic)).then(show).start(self)

    def _put(self) -> None:
        x, y = self.canvas.pin or (0.5, 0.5)
        lat, _ = from_plane(x, y)
        self.precision = class_of(HAND * float(metres_per_unit(lat)) * self.canvas.view.units_per_pixel)
        self._tell()

    def _tell(self) -> None:
        pin = self.canvas.pin
        self.take.setEnabled(pin is not None)
        if pin is None:
            self._shown.setText(say("No pin yet"))
            self._told.setText(say("Come as near as you are sure, then click; or press Space for the middle."))
            return
        self._shown.setText(position_words(*pin))
        near = words().code("position-precision", self.precision)
        parts = [say("It will be noted as: {precision}.", precision=near), self._nearest(*pin)]
        self._told.setText(" ".join(part for part in parts if part))

    def _nearest(self, x: float, y: float) -> str:
        """The community nearest to the pin, with how far it is."""
        scene = self.canvas.scene
        if scene is None:
            return ""
        places = scene.content.places
        with np.errstate(invalid="ignore"):
            far = np.where((places.level == 4) & places.offered, np.hypot(places.x - x, places.y - y), np.inf)
        if not len(far) or not np.isfinite(np.nanmin(far)):
            return ""
        at = int(np.nanargmin(far))
        lat, _ = from_plane(x, y)
        kilometres = float(far[at]) * float(metres_per_unit(lat)) / 1000
        name = (places.names_ar if rtl() else places.names_en)[at]
        return say("Nearest place: {name}, {km} km.", name=name, km=ltr(f"{kilometres:.1f}"))

    def accept_pin(self) -> None:
        """Take the point."""
        if self.canvas.pin is None:
            return
        lat, lon = (float(one) for one in from_plane(*self.canvas.pin))
        self._end(PositionValue(lat, lon, self.precision or "exact"))

    def _end(self, value: PositionValue | None) -> None:
        self._done(value)
        self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on the map takes the point."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.canvas.hasFocus():
            self.accept_pin()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Room for a map."""
        return QSize(theme.px(820), theme.px(560))


def _ground_box(scene: Scene) -> tuple[float, float, float, float] | None:
    """All boundaries there are."""
    return bounds([one.bounds for one in scene.ground.levels.values() if one.bounds is not None])


def show_pinning(
    context: Context, parent: QWidget, done: Done, pin: PositionValue | None = None, near: MapSpot | None = None
) -> PinDialog:  # fmt: skip
    """Open the dialog; one that is open already makes room for it."""
    for there in parent.findChildren(PinDialog):
        there.close()
    made = PinDialog(context, parent, done, pin, near)
    made.show()
    return made
