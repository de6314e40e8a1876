"""What can be done with files: give one out, read one back, take a foreign one in; a big button and a key each."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from gui.look import theme
from gui.say import say
from gui.tips import tip
from gui.widgets import BigButton, row

READ_BACK, FOREIGN = "Ctrl+O", "Ctrl+I"


class Actions(QWidget):
    """The big buttons side by side.

    Signals:
        asked(str): ``export``, ``read_back``, ``foreign`` or ``entry`` was pressed.
    """

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "win")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.buttons = {
            "export": BigButton(
                "upload", say("Export…"), say("You see who gets what, and what is hidden, before a file exists."),
                "Ctrl+E",
            ),
            "read_back": BigButton(
                "file-spreadsheet", say("Read back an edited workbook…"),
                say("Every changed cell is shown before it enters. A file can also be dropped here."), READ_BACK,
            ),
            "foreign": BigButton(
                "arrow-down-to-line", say("Import a foreign table…"),
                say("Hospital lists, partner sheets, Kobo, HXL: Excel, ODS or CSV."), FOREIGN,
            ),
            "entry": BigButton(
                "clipboard-list", say("Entry workbook…"),
                say("An empty one with choices and checks, for teams without Sijill."),
            ),
        }  # fmt: skip
        for key, one in self.buttons.items():
            one.clicked.connect(lambda _=False, key=key: self.asked.emit(key))
        inside = row(*self.buttons.values(), gap=10, margins=(14, 10, 14, 6))
        for place in range(len(self.buttons)):
            inside.setStretch(place, 1)
        self.setLayout(inside)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """All as high as the one whose words need most; in a narrow window titles, the rest in tooltips."""
        super().resizeEvent(event)
        narrow = self.width() < theme.px(1100)
        for one in self.buttons.values():
            for part in one.findChildren(QLabel):
                if part.property("role") == "hint":
                    part.setVisible(not narrow)
            one.setToolTip(tip(one.accessibleDescription() if narrow else ""))
        width = (self.width() - 28 - 10 * (len(self.buttons) - 1)) // len(self.buttons)
        height = theme.px(46) if narrow else max(one.heightForWidth(width) for one in self.buttons.values())
        for one in self.buttons.values():
            one.setFixedHeight(height)
