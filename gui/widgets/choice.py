"""The segmented choice: up to four words side by side, one of them chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from gui.look import theme
from gui.look.icons import icon


class Segmented(QWidget):
    """A few values as joined buttons.

    Signals:
        chosen(object): the value chosen by the person (not by :meth:`choose`).
    """

    chosen = Signal(object)

    def __init__(self, options: Sequence[tuple[object, str, str]], name: str, current: object = None) -> None:
        """``options``: (value, word, icon or ""); ``name`` says what is chosen, for screen readers."""
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._values = [value for value, _, _ in options]
        self._group = QButtonGroup(self)
        inside = QHBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        for place, (_, word, icon_name) in enumerate(options):
            inside.addWidget(self._segment(place, len(options), word, icon_name))
        self.choose(current)
        self._group.idClicked.connect(lambda place: self.chosen.emit(self._values[place]))

    def _segment(self, place: int, count: int, word: str, icon_name: str) -> QToolButton:
        made = QToolButton()
        made.setText(f" {word}" if icon_name else word)
        made.setCheckable(True)
        made.setFont(theme.font("text"))
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if icon_name:
            made.setIcon(icon(icon_name, "tx2", 15))
            made.setIconSize(QSize(15, 15))
            made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        ends = "only" if count == 1 else "first" if place == 0 else "last" if place == count - 1 else "middle"
        made.setProperty("segment", ends)
        made.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        made.setFixedHeight(theme.height("button"))
        self._group.addButton(made, place)
        return made

    def choose(self, value: object) -> None:
        """Show ``value`` as chosen."""
        if value in self._values:
            self._group.button(self._values.index(value)).setChecked(True)

    def value(self) -> object:
        """The value chosen, or None."""
        place = self._group.checkedId()
        return self._values[place] if place >= 0 else None

    def button(self, value: object) -> QToolButton:
        """The segment of ``value``."""
        found = self._group.button(self._values.index(value))
        assert isinstance(found, QToolButton)
        return found
