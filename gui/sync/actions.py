"""The three big actions: write for the others, read what they wrote, join and certify."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QMenu, QWidget

from gui import theme
from gui.icons import icon
from gui.say import say, say_n
from gui.widgets import BigButton, row

WRITE, READ, MEMBERS = "F5", "F6", "F7"


class Actions(QWidget):
    """The big buttons side by side; the third opens a menu.

    Signals:
        asked(str): ``write``, ``read``, ``ask``, ``certify``, ``join`` or ``take_out``.
    """

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "win")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.buttons = {
            "write": BigButton(
                "upload", say("Write to a stick"), say("What the others lack, encrypted for them."), WRITE
            ),
            "read": BigButton(
                "arrow-down-to-line", say("Read from a stick"), say("From any laptop of this register."), READ
            ),
            "members": BigButton(
                "user-plus", say("Join, certify"), say("Let a laptop into this register."), MEMBERS
            ),
        }  # fmt: skip
        self.menu = self._menu()
        for key in ("write", "read"):
            self.buttons[key].clicked.connect(lambda _=False, key=key: self.asked.emit(key))
        self.buttons["members"].clicked.connect(self.open_menu)
        inside = row(*self.buttons.values(), gap=12, margins=(14, 10, 14, 4))
        for place in range(len(self.buttons)):
            inside.setStretch(place, 1)
        self.setLayout(inside)

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        for key, words, drawing in (
            ("ask", say("Ask to join another register…"), "laptop"),
            ("certify", say("Certify a laptop that asks…"), "user-check"),
            ("join", say("Join with the answer…"), "link"),
            ("take_out", say("Take the chosen laptop out…"), "ban"),
        ):
            menu.addAction(icon(drawing), words).triggered.connect(lambda _=False, key=key: self.asked.emit(key))
        return menu

    def open_menu(self) -> None:
        """Below its button."""
        button = self.buttons["members"]
        self.menu.popup(button.mapToGlobal(QPoint(0, button.height())))
        self.menu.setActiveAction(self.menu.actions()[0])

    def tell(self, waiting: int) -> None:
        """How many changes nobody else has yet."""
        words = (
            say_n("{count} change nobody else has.", "{count} changes nobody else has.", waiting)
            if waiting
            else say("What the others lack, encrypted for them.")
        )
        button = self.buttons["write"]
        button.setAccessibleDescription(words)
        hints = [part for part in button.findChildren(QLabel) if part.property("role") == "hint"]
        for part in hints:
            part.setText(words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """All as high as the one whose words need most."""
        super().resizeEvent(event)
        width = (self.width() - 28 - 12 * (len(self.buttons) - 1)) // len(self.buttons)
        height = max(theme.px(62), *(one.heightForWidth(width) for one in self.buttons.values()))
        for one in self.buttons.values():
            one.setFixedHeight(height)
