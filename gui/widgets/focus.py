"""The focus ring: two pixels, one pixel outside the control, on every control; never amber, never left out.

A style sheet cannot draw outside of a control, so one transparent widget follows the focus. Controls inside a drawn
frame ask for the ring around their parent with the property ``ring="parent"``; lists draw it inside the cell
(``ring="none"``).
"""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from gui.look import theme

_ROOM = 3
_FOLLOWED = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.LayoutRequest)


class FocusRing(QObject):
    """Keeps the ring around whatever has the keyboard.

    The property ``ring`` of a control: ``parent`` (around its parent), ``inside`` (within it), ``none``.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._ring: _Ring | None = None
        self._followed: list[QWidget] = []
        app.focusChanged.connect(self._moved)

    def _moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        for widget in self._followed:
            if shiboken6.isValid(widget):
                widget.removeEventFilter(self)
        if self._ring is not None and shiboken6.isValid(self._ring):
            self._ring.hide()
        target = _ringed(now)
        self._followed = [target, *_between(target)] if target is not None else []
        for widget in self._followed:
            widget.installEventFilter(self)
        self._place()

    def _place(self) -> None:
        target = self._followed[0] if self._followed else None
        if target is None or not shiboken6.isValid(target):
            return
        home = self._followed[-1].parentWidget()
        if home is None:
            return
        if self._ring is None or not shiboken6.isValid(self._ring):
            self._ring = _Ring(home)
        if self._ring.parentWidget() is not home:
            self._ring.setParent(home)
        area = QRect(target.mapTo(home, QPoint(0, 0)), target.size())
        inside = target.property("ring") == "inside"
        self._ring.setGeometry(area.adjusted(2, 2, -2, -2) if inside else area.adjusted(-_ROOM, -_ROOM, _ROOM, _ROOM))
        self._ring.setVisible(target.isVisible())
        self._ring.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the control when it, or what holds it, moves, grows or goes."""
        if event.type() in _FOLLOWED:
            self._place()
        return False


def _between(target: QWidget) -> list[QWidget]:
    """The holders of the control that are too tight for the ring; it is drawn in the first one with room."""
    tight: list[QWidget] = []
    if target.property("ring") == "inside":
        return tight
    parent = target.parentWidget()
    while parent is not None:
        area = QRect(target.mapTo(parent, QPoint(0, 0)), target.size()).adjusted(-_ROOM, -_ROOM, _ROOM, _ROOM)
        if parent.isWindow() or parent.rect().contains(area) or isinstance(parent.parent(), QAbstractScrollArea):
            break
        tight.append(parent)
        parent = parent.parentWidget()
    return tight


def _ringed(widget: QWidget | None) -> QWidget | None:
    if widget is None or widget.isWindow() or widget.property("ring") == "none":
        return None
    if widget.property("ring") == "parent":
        return widget.parentWidget()
    if isinstance(widget, QAbstractScrollArea) and not widget.inherits("QTextEdit"):  # tables and lists among them
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
