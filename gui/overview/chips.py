"""The areas that were chosen: a chip each, in as many lines as they need, from the leading side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from gui.look import theme
from gui.look.icons import icon
from gui.say import rtl, say

GAP = 4


class AreaChip(QToolButton):
    """An area that was chosen; a click takes it away."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setProperty("kind", "filter")
        self.setText(name)
        self.setIcon(icon("x", "tx2", 12))
        self.setToolButtonStyle(self.toolButtonStyle().ToolButtonTextBesideIcon)
        self.setAccessibleName(say("Take away the area {name}", name=name))
        self.setFixedHeight(theme.height("button"))


class Chips(QWidget):
    """The chips; hidden when there are none."""

    def __init__(self) -> None:
        super().__init__()
        self._chips: list[AreaChip] = []
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hide()

    def put(self, chips: Sequence[AreaChip]) -> None:
        """Show these; those before them go."""
        for old in self._chips:
            old.hide()
            old.deleteLater()
        self._chips = list(chips)
        for one in self._chips:
            one.setParent(self)
            one.show()
        self._arrange()
        self.setVisible(bool(chips))

    def minimumSizeHint(self) -> QSize:
        """They never make a window wider."""
        return QSize(0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or fewer of them in a line."""
        self._arrange()

    def _arrange(self) -> None:
        x, y, high = 0, 0, theme.height("button")
        for one in self._chips:
            wide = min(one.sizeHint().width(), max(self.width(), 60))
            if x and x + wide > self.width():
                x, y = 0, y + high + GAP
            one.setGeometry(self.width() - x - wide if rtl() else x, y, wide, high)
            x += wide + GAP
        self.setFixedHeight(y + high)
