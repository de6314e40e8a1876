"""The focus ring: two pixels, one pixel outside the control, on every control; never amber, never left out.

A style sheet cannot draw outside of a control, so one transparent widget follows the focus. Controls inside a drawn frame
ask for the ring around their parent with the property ``ring="parent"``; lists draw it inside the cell (``ring="none"``).
"""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QApplication, QTextEdit, QWidget

from gui import theme

_ROOM = 3


class FocusRing(QObject):
    """Keeps the ring around whatever has the keyboard."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._ring: _Ring | None = None
        self._target: QWidget | None = None
        app.focusChanged.connect(self._moved)

    def _moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        if self._target is not None and shiboken6.isValid(self._target):
            self._target.removeEventFilter(self)
        self._target = _ringed(now)
        if self._ring is not None and shiboken6.isValid(self._ring):
            self._ring.hide()
        if self._target is not None:
            self._target.installEventFilter(self)
            self._place()

    def _place(self) -> None:
        target = self._target
        parent = target.parentWidget() if target is not None else None
        if target is None or parent is None:
            return
        if self._ring is None or not shiboken6.isValid(self._ring):
            self._ring = _Ring(parent)
        if self._ring.parentWidget() is not parent:
            self._ring.setParent(parent)
        self._ring.setGeometry(target.geometry().adjusted(-_ROOM, -_ROOM, _ROOM, _ROOM))
        self._ring.setVisible(target.isVisible())
        self._ring.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the control when it moves, grows or goes."""
        kind = event.type()
        if kind in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show):
            self._place()
        elif kind == QEvent.Type.Hide and self._ring is not None and shiboken6.isValid(self._ring):
            self._ring.hide()
        return False


def _ringed(widget: QWidget | None) -> QWidget | None:
    if widget is None or widget.isWindow() or widget.property("ring") == "none":
        return None
    if widget.property("ring") == "parent":
        return widget.parentWidget()
    if isinstance(widget, QAbstractItemView):
        return None
    if isinstance(widget, QAbstractScrollArea) and not isinstance(widget, QTextEdit):
        return None
    return widget


class _Ring(QWidget):
    """The ring itself; takes no mouse, no keys, no room."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Two pixels in the focus colour."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("focus"), 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 7, 7)
