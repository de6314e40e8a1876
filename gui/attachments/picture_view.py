"""A picture, or a page, to be looked at closely: zoom, turn, move. It is never mirrored with the window."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QGraphicsPixmapItem, QGraphicsScene, QGraphicsView

from gui.look import theme

CLOSEST = 16.0
STEP = 1.25


class PictureView(QGraphicsView):
    """One picture.

    Attributes:
        fitted: whether it is as large as the view allows; degrees: how far it was turned.

    Signals:
        zoomed(int): percent of its own size.
    """

    zoomed = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setBackgroundBrush(theme.color("map"))
        self._scene = QGraphicsScene(self)
        self._item = QGraphicsPixmapItem()
        self._item.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        self._scene.addItem(self._item)
        self.setScene(self._scene)
        self.fitted, self.degrees = True, 0

    def show_image(self, image: QImage) -> None:
        """Show this one, whole."""
        self._item.setPixmap(QPixmap.fromImage(image))
        self.setSceneRect(self._item.boundingRect())
        self.degrees = 0
        self.fit()

    def clear(self) -> None:
        """Show nothing."""
        self._item.setPixmap(QPixmap())

    def fit(self) -> None:
        """As large as there is room, never larger than it is."""
        self.fitted = True
        self._apply(self._whole())

    def zoom(self, factor: float) -> None:
        """Closer, or farther away."""
        self.fitted = False
        self._apply(min(CLOSEST, max(self._whole() / 2, self._scale * factor)))

    def real(self) -> None:
        """One point of the picture is one point of the screen."""
        self.fitted = False
        self._apply(1.0)

    def turn(self, degrees: int) -> None:
        """Turn it; the file stays as it is."""
        self.degrees = (self.degrees + degrees) % 360
        self._apply(self._whole() if self.fitted else self._scale)

    _scale = 1.0

    def _whole(self) -> float:
        box, room = self._item.boundingRect(), self.viewport().size()
        if box.isEmpty():
            return 1.0
        wide, high = (box.height(), box.width()) if self.degrees % 180 else (box.width(), box.height())
        return min(1.0, (room.width() - 4) / wide, (room.height() - 4) / high)

    def _apply(self, scale: float) -> None:
        self._scale = max(0.01, scale)
        self.resetTransform()
        self.rotate(self.degrees)
        self.scale(self._scale, self._scale)
        if self.fitted:
            self.centerOn(QPointF(self._item.boundingRect().center()))
        self.zoomed.emit(round(self._scale * 100))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A fitted picture stays fitted."""
        super().resizeEvent(event)
        if self.fitted:
            self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel zooms."""
        self.zoom(STEP if event.angleDelta().y() > 0 else 1 / STEP)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """+ − 0 1 R; arrows move it."""
        deeds = {"+": lambda: self.zoom(STEP), "=": lambda: self.zoom(STEP), "-": lambda: self.zoom(1 / STEP),
                 "0": self.fit, "1": self.real, "٠": self.fit, "١": self.real}  # fmt: skip
        if event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier):
            event.ignore()
        elif event.text() in deeds:
            deeds[event.text()]()
        elif event.key() == Qt.Key.Key_R or event.text() == "ق":
            self.turn(-90 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 90)
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            super().keyPressEvent(event)
        else:
            event.ignore()
