"""The cards of the entry window on a page that scrolls: three columns on a laptop, two on a small screen."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from gui.entry.claims import Claims
from gui.entry.desk import Desk
from gui.entry.facilities import FacilitiesHit
from gui.entry.files import FilesCard
from gui.entry.findings import Finding
from gui.entry.linked import Linked
from gui.entry.reasons import Doubts
from gui.entry.victims import Victims
from gui.entry.what import What
from gui.entry.when_where import WhenWhere
from gui.entry.words_and_sources import More, Narrative, Sources
from gui.forms.form import FieldBox
from gui.grid.grid import Grid
from gui.look import theme
from gui.widgets import column, row, scrolled

WIDE = 1180
"""Narrower windows have two columns instead of three."""


class Body(QWidget):
    """All cards."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.when, self.what, self.claims = WhenWhere(desk), What(desk), Claims(desk)
        self.victims, self.narrative, self.sources, self.more = (
            Victims(desk),
            Narrative(desk),
            Sources(desk),
            More(desk),
        )
        self.facilities, self.linked = FacilitiesHit(desk), Linked(desk)
        self.files = FilesCard(desk.context, "incident", desk.id, "Alt+0", 0)
        self.cards = [
            self.when, self.what, self.claims, self.victims, self.facilities, self.narrative, self.sources,
            self.files, self.linked, self.more,
        ]  # fmt: skip
        self._columns = 0
        self._top = row(gap=10)
        words = row(self.narrative, self.sources, gap=10)
        words.setStretch(0, 1)
        words.setStretch(1, 1)
        self._below = column(self.victims, self.facilities, words, self.files, self.linked, self.more, gap=10)
        self.setLayout(column(self._top, self._below, None, gap=10, margins=(12, 10, 12, 12)))
        self.arrange(theme.px(WIDE))

    def grids(self) -> dict[str, Grid]:
        """The grids by name."""
        return {
            "claims": self.claims.grid,
            "victims": self.victims.grid,
            "facilities": self.facilities.grid,
            "sources": self.sources.grid,
            "links": self.linked.grid,
        }

    def box(self, name: str) -> FieldBox | None:
        """The box of a field."""
        return next((box for box in self.findChildren(FieldBox) if box.name == name), None)

    def hold(self, grid: str, doubts: Doubts) -> None:
        """Show doubts in the card they belong to."""
        cards = {"claims": self.claims, "victims": self.victims, "facilities": self.facilities}
        doubts.setContentsMargins(10, 4, 10, 8)
        whole = cards.get(grid, self.what).whole
        whole.insertWidget(whole.count() - (0 if grid in ("victims", "facilities") else 1), doubts)

    def enter(self, number: int) -> None:
        """Give the keyboard to a section."""
        for card in self.cards:
            if card.enter(number):
                return

    def go_to(self, finding: Finding) -> None:
        """Give the keyboard to the place of a finding."""
        if finding.grid:
            self.grids()[finding.grid].go_to(finding.row, finding.name)
            return
        self.more.holds(finding.name)
        box = self.box(finding.name)
        if box is not None:
            box.editor.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def arrange(self, width: int) -> None:
        """Three columns or two."""
        columns = 3 if width >= theme.px(WIDE) else 2
        if columns == self._columns:
            return
        self._columns = columns
        for card in (self.when, self.what, self.claims):
            self._top.removeWidget(card)
            self._below.removeWidget(card)
        for card in (self.when, self.what, self.claims)[:columns]:
            self._top.addWidget(card)
        for number, share in enumerate((300, 365, 340)[:columns]):
            self._top.setStretch(number, share)
        if columns == 2:
            self._below.insertWidget(0, self.claims)

    def order_tabs(self) -> None:
        """Tab goes through the cards in their order (called when they stand in a window)."""
        for first, second in pairwise(self._chain()):
            QWidget.setTabOrder(first, second)

    def _chain(self) -> list[QWidget]:
        found: list[QWidget] = []
        for card in self.cards:
            for widget in card.findChildren(QWidget):
                tabbed = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
                if tabbed and widget.focusProxy() is None and widget.window() is self.window():
                    found.append(widget)
        return found


class Page(QScrollArea):
    """The body, scrolled so that whatever has the keyboard can be seen."""

    @classmethod
    def around(cls, body: QWidget) -> QScrollArea:
        """A page with this body."""
        area = scrolled(body)

        def follow(_old: QWidget | None, now: QWidget | None) -> None:
            if now is not None and body.isAncestorOf(now):
                show(now)
                QTimer.singleShot(0, now, lambda: show(now))  # fields that grew above it have moved it by then

        def show(now: QWidget) -> None:
            if body.isAncestorOf(now):
                corner = now.mapTo(body, QPoint(0, 0))
                part = QRect(corner, now.size())
                area.ensureVisible(part.center().x(), part.bottom(), 0, 26)
                area.ensureVisible(part.center().x(), part.top(), 0, 40)

        app = QApplication.instance()
        if isinstance(app, QApplication):
            connection = app.focusChanged.connect(follow)
            body.destroyed.connect(lambda: app.focusChanged.disconnect(connection))
        return area
