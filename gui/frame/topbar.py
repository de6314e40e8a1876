"""The bar above every room: the register (its menu), the team, search, the language, the lock."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from gui.context import Context
from gui.frame.searchbox import SearchBox
from gui.look import theme
from gui.look.icons import icon
from gui.say import rtl, say
from gui.widgets import Button, Segmented, Tag


class TopBar(QWidget):
    """The bar.

    Signals:
        language(str): another language was chosen.
        locking(): the lock was pressed.
    """

    language = Signal(str)
    locking = Signal()

    def __init__(self, context: Context, menu: QMenu) -> None:
        super().__init__()
        self.setObjectName("topbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(theme.height("topbar"))
        about = context.about
        self.register = QToolButton()
        self.register.setProperty("kind", "register")
        self.register.setText(" " + (about.name or say("Register")))
        self.register.setIcon(icon("book-open", "tx", 18))
        self.register.setIconSize(QSize(18, 18))
        self.register.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.register.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.register.setMenu(menu)
        self.register.setFont(theme.font("strong"))
        self.register.setToolTip(say("Menu: undo, export, backup, lock"))
        self.register.setAccessibleName(say("Menu of the register {name}", name=about.name))
        self.team = Tag(about.team, "users")
        self.search = SearchBox(context)
        tongues = Segmented([("ar", "عربي", ""), ("en", "EN", "")], say("Language"), "ar" if rtl() else "en")
        tongues.chosen.connect(lambda chosen: self.language.emit(str(chosen)))
        self.lock = Button(say("Lock"), "lock", "Ctrl+L")
        self.lock.clicked.connect(self.locking)
        inside = QHBoxLayout(self)
        inside.setContentsMargins(6, 0, 12, 1)
        inside.setSpacing(10)
        inside.addWidget(self.register)
        inside.addWidget(self.team)
        inside.addStretch(1)
        inside.addWidget(self.search)
        inside.addStretch(1)
        inside.addWidget(tongues)
        inside.addWidget(self.lock)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Search is widest in a wide window; the team steps back in a narrow one."""
        width = event.size().width()
        self.search.setFixedWidth(theme.px(420) if width >= 1200 else max(220, width // 3 - 20))
        self.team.setVisible(width >= 900)
        super().resizeEvent(event)
