"""Pairs of places that may be one: join them or keep them apart, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from gui import messages
from gui.dialogs import Dialog
from gui.jobs import Job
from gui.known import Known
from gui.look import theme
from gui.places.joining import JoinDialog
from gui.say import ltr, say, say_n, words
from gui.tips import tip
from gui.widgets import Button, column, words_label
from storage import Pair, PlaceFacts

if TYPE_CHECKING:
    from gui.context import Context

MOST = 1000
PAIR = Qt.ItemDataRole.UserRole


class SameDialog(Dialog):
    """The list of pairs; what to do with the one the cursor is on."""

    topic = "places"

    def __init__(self, context: Context, parent: QWidget | None) -> None:
        self._context, self._known = context, Known()
        self.count = words_label("", "second")
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels([say("This place"), say("may be this one"), say("Apart")])
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.tree.setAccessibleName(say("Places that may be the same"))
        for at, width in enumerate((300, 300)):
            self.tree.setColumnWidth(at, theme.px(width))
        body = QWidget()
        inside = column(self.count, self.tree, gap=8, margins=(18, 0, 18, 0))
        inside.setStretch(1, 1)
        body.setLayout(inside)
        self.same = Button(say("The same place…"), "link", "Enter", kind="primary")
        self.two = Button(say("Two places"), "x", "2")
        close = Button(say("Close"), "", "Esc")
        super().__init__(parent, say("Places that may be the same"), body, close, self.two, self.same)
        self.resize(theme.px(800), theme.px(480))
        close.clicked.connect(self.reject)
        self.same.clicked.connect(self.join_pair)
        self.two.clicked.connect(self.keep_apart)
        self.tree.itemActivated.connect(lambda *_: self.join_pair())
        self.two.shortcut_key("2")
        self.look()

    def look(self) -> None:
        """Read the pairs anew."""
        store, known = self._context.store, self._known

        def read() -> list[tuple[Pair, PlaceFacts, PlaceFacts]]:
            known.learn(store)
            book = store.places
            return [
                (pair, one, other)
                for pair in store.same_places()
                if (one := book.get(pair.one)) and (other := book.get(pair.other))
            ]

        Job(read).then(self._show).start(self)

    def _show(self, pairs: list[tuple[Pair, PlaceFacts, PlaceFacts]]) -> None:
        here = self.tree.currentItem()
        at = self.tree.indexOfTopLevelItem(here) if here is not None else 0
        pairs.sort(key=lambda found: (not found[0].sure, found[0].km is None, found[0].km or 0.0))
        self.tree.clear()
        for pair, one, other in pairs[:MOST]:
            first, second = (one, other) if weaker(one, other) else (other, one)
            km = "" if pair.km is None else say("{km} km", km=ltr(f"{pair.km:.1f}"))
            line = QTreeWidgetItem([self._called(first), self._called(second), km])
            line.setData(0, PAIR, (first.id, second.id))
            line.setToolTip(0, tip(line.text(0)))
            line.setToolTip(1, tip(line.text(1)))
            self.tree.addTopLevelItem(line)
        told = say_n("{count} pair nobody has looked at", "{count} pairs nobody has looked at", len(pairs))
        self.count.setText(told if pairs else say("No two places look like one."))
        for button in (self.same, self.two):
            button.setEnabled(bool(pairs))
        if pairs:
            self.tree.setCurrentIndex(self.tree.model().index(min(at, self.tree.topLevelItemCount() - 1), 0))
            self.tree.setFocus()

    def _called(self, place: PlaceFacts) -> str:
        parts = [
            place.name(words().language),
            self._known.area(place.id),
            ltr(place.code) if place.code else say("Proposed"),
        ]
        return " · ".join(part for part in parts if part)

    def _pair(self) -> tuple[str, str] | None:
        line = self.tree.currentItem()
        found: Any = line.data(0, PAIR) if line is not None else None
        return (str(found[0]), str(found[1])) if found else None

    def join_pair(self) -> None:
        """The first is the same as the second."""
        pair = self._pair()
        if pair is not None:
            dialog = JoinDialog(self._context, pair[0], pair[1], self)
            dialog.joined.connect(self.look)
            dialog.open()

    def keep_apart(self) -> None:
        """They are two places; the question is not asked again."""
        pair, store = self._pair(), self._context.store
        if pair is None:
            return
        Job(lambda: store.tell_apart(*pair), writes=True).then(self._kept).otherwise(messages.tell).start(self)

    def _kept(self, outcome: Any) -> None:
        self._context.announce(outcome)
        self.look()


def weaker(one: PlaceFacts, other: PlaceFacts) -> bool:
    """Whether the first is rather the double: a proposal, then GeoNames', then our own code, then an official one."""

    def rank(place: PlaceFacts) -> tuple[int, str]:
        if place.proposed or not place.code:
            return 0, place.id
        return (1 if place.code.startswith("GN") else 2 if place.code.startswith("SIJ-") else 3), place.id

    return rank(one) < rank(other)
