"""The pane beside a list: a part of the page in a wide window, a drawer over the list in a narrow one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Qt
from PySide6.QtWidgets import QSplitter, QWidget

from gui.listing.plan import Plan
from gui.look import theme
from gui.say import rtl

if TYPE_CHECKING:
    from gui.context import Context

WIDE = 1200
"""Windows narrower than this show the pane as a drawer over the list."""
PANE = 352


class Beside(QObject):
    """Where the pane stands, how wide it is, and whether it is open."""

    def __init__(self, context: Context, plan: Plan, page: QWidget, head: QWidget) -> None:
        super().__init__(page)
        self._context, self._plan, self._page, self._head = context, plan, page, head
        self._drawer = False
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setHandleWidth(1)
        self.split.setChildrenCollapsible(False)

    def hold(self, listing: QWidget) -> None:
        """Put the list between the side panel and the pane."""
        if self._plan.side is not None:
            self.split.addWidget(self._plan.side)
        self.split.addWidget(listing)
        self.split.setStretchFactor(self.split.indexOf(listing), 1)
        self._plan.pane.setParent(self._page)
        self._plan.pane.hide()

    @property
    def wide(self) -> bool:
        """Whether there is room for the pane beside the list."""
        return self._page.window().width() >= WIDE

    @property
    def drawn(self) -> bool:
        """Whether the pane is a drawer that covers the list now."""
        return self._drawer and self._plan.pane.isVisible() and not self.wide

    def turn(self) -> bool:
        """Open or close the pane; whether it is open now."""
        shown = not self._plan.pane.isVisible()
        if self.wide:
            self._context.remember(f"{self._plan.key}.pane", shown)
        self._drawer = shown
        self.arrange()
        return shown

    def arrange(self) -> None:
        """Put the pane where the width of the window wants it."""
        pane, page = self._plan.pane, self._page
        if self.wide:
            if self.split.indexOf(pane) < 0:
                self.split.addWidget(pane)
                self.split.setStretchFactor(self.split.indexOf(pane), 0)
            pane.setMinimumWidth(theme.px(300))
            pane.setVisible(bool(self._context.setting(f"{self._plan.key}.pane", self._plan.pane_open)))
            self._size()
        else:
            if self.split.indexOf(pane) >= 0:
                pane.setParent(page)
                self._drawer = False
            width = min(theme.px(PANE), page.width() - 60)
            top = self._head.height()
            pane.setGeometry(QRect(0 if rtl() else page.width() - width, top, width, page.height() - top))
            pane.setVisible(self._drawer)
            pane.raise_()

    def remember(self) -> None:
        """Keep how wide a person has made the pane."""
        if self.wide and self._plan.pane.isVisible():
            self._context.remember(f"{self._plan.key}.pane_width", self._plan.pane.width())

    def _size(self) -> None:
        place = self.split.indexOf(self._plan.pane)
        sizes: list[int] = self.split.sizes()
        wanted = int(self._context.setting(f"{self._plan.key}.pane_width", theme.px(PANE)))
        if place > 0 and abs(sizes[place] - wanted) > 1 and any(sizes):
            sizes[place - 1] += sizes[place] - wanted
            sizes[place] = wanted
            self.split.setSizes(sizes)
