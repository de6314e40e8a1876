"""The sixteen digits two people read to each other: four large groups."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from gui.look import theme
from gui.say import say
from gui.widgets import column, label


class Numbers(QWidget):
    """Four boxes, left to right in every language."""

    def __init__(self) -> None:
        super().__init__()
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._boxes = [label("····", "code") for _ in range(4)]
        inside = QHBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(7)
        for text in self._boxes:
            text.setAlignment(Qt.AlignmentFlag.AlignCenter)
            text.setFont(theme.font("code"))
            box = QFrame()
            box.setProperty("kind", "keygroup")
            box.setMinimumWidth(theme.px(70))
            box.setLayout(column(text, margins=(6, 6, 6, 6)))
            inside.addWidget(box)

    def show_digits(self, told: str) -> None:
        """Show ``1234 5678 9012 3456``."""
        for box, group in zip(self._boxes, told.split(), strict=True):
            box.setText(group)
        self.setAccessibleName(say("Numbers to compare: {numbers}", numbers=told))

    def told(self) -> str:
        """What stands there."""
        return " ".join(box.text() for box in self._boxes)
