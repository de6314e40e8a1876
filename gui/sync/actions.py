"""The head of the room with its options, and the three big actions: write, read, exchange with the hub."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QLabel, QMenu, QWidget

from gui.look import theme
from gui.look.icons import icon
from gui.say import rtl, say, say_n
from gui.widgets import BigButton, Button, column, heading, label, row

WRITE, READ, HUB, OPTIONS = "F5", "F6", "F7", "F8"
BARRED = frozenset({"certify", "take_out", "root_shares"})
"""Options that are for whoever certifies."""


class Actions(QWidget):
    """Title and options, below them the big buttons side by side.

    Signals:
        asked(str): ``write``, ``read``, ``hub``, or one of the options: ``ask``, ``certify``, ``join``, ``take_out``,
            ``enter_hub``, ``admit``, ``automatic``, ``root_shares``, ``root_restore``.
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
            "hub": BigButton("refresh-cw", say("Exchange with the hub"), _no_hub(), HUB),
        }  # fmt: skip
        self.options = Button(say("Options"), "settings", OPTIONS)
        self.menu = self._menu()
        self.options.clicked.connect(self.open_menu)
        for key, button in self.buttons.items():
            button.clicked.connect(lambda _=False, key=key: self.asked.emit(key))
        head = row(
            heading(say("Sync")),
            label(say("Exchange changes with the other laptops, without internet if need be"), "second"),
            None, self.options, gap=10, margins=(14, 8, 14, 0),
        )  # fmt: skip
        big = row(*self.buttons.values(), gap=12, margins=(14, 8, 14, 4))
        for place in range(len(self.buttons)):
            big.setStretch(place, 1)
        self.setLayout(column(head, big, gap=0))

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        self.deeds: dict[str, QAction] = {}
        for part in _options():
            for key, words, drawing in part:
                self.deeds[key] = menu.addAction(icon(drawing), words)
                self.deeds[key].triggered.connect(lambda _=False, key=key: self.asked.emit(key))
            menu.addSeparator()
        self.why = menu.addAction("")
        self.why.setEnabled(False)
        self.why.setVisible(False)
        return menu

    def bar(self, why: str) -> None:
        """Certifying and taking out are for others, and ``why``; "" when they are not."""
        for key in BARRED & self.deeds.keys():
            self.deeds[key].setEnabled(not why)
        self.why.setText(why)
        self.why.setVisible(bool(why))

    def open_menu(self) -> None:
        """Below its button."""
        self.menu.adjustSize()
        left = self.options.width() - self.menu.width() if not rtl() else 0
        self.menu.popup(self.options.mapToGlobal(QPoint(left, self.options.height())))
        self.menu.setActiveAction(self.menu.actions()[0])

    def tell_hub(self, name: str) -> None:
        """Which hub there is; "" for none."""
        self._help("hub", name or _no_hub())

    def tell(self, waiting: int) -> None:
        """How many changes nobody else has yet."""
        words = (
            say_n("{count} change nobody else has.", "{count} changes nobody else has.", waiting)
            if waiting
            else say("What the others lack, encrypted for them.")
        )
        self._help("write", words)

    def _help(self, key: str, words: str) -> None:
        button = self.buttons[key]
        button.setAccessibleDescription(words)
        for part in button.findChildren(QLabel):
            if part.property("role") == "hint":
                part.setText(words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """All as high as the one whose words need most."""
        super().resizeEvent(event)
        width = (self.width() - 28 - 12 * (len(self.buttons) - 1)) // len(self.buttons)
        height = max(theme.px(62), *(one.heightForWidth(width) for one in self.buttons.values()))
        for one in self.buttons.values():
            one.setFixedHeight(height)


def _no_hub() -> str:
    return say("No hub yet: enter one with an admission.")


def _options() -> tuple[tuple[tuple[str, str, str], ...], ...]:
    """The options in groups: what is asked, words, drawing."""
    return (
        (
            ("ask", say("Ask to join another register…"), "laptop"),
            ("certify", say("Certify a laptop that asks…"), "user-check"),
            ("join", say("Join with the answer…"), "link"),
            ("take_out", say("Take the chosen laptop out…"), "ban"),
        ),
        (
            ("enter_hub", say("The hub…"), "globe"),
            ("admit", say("Admit the chosen laptop to the hub…"), "user-plus"),
        ),
        (
            ("root_shares", say("Shares of the root key…"), "file-key"),
            ("root_restore", say("Restore the root key from shares…"), "key-round"),
        ),
        (("automatic", say("What goes by itself…"), "refresh-cw"),),
    )
