"""The movements of a village: a table with what can be done to each of them by keyboard."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QMenu, QSizePolicy

from gui.known import Known
from gui.look import theme
from gui.look.icons import icon
from gui.say import say
from gui.table.rows import Column
from gui.table.table import RegisterTable
from gui.villages.balance import ends_words
from gui.villages.columns import movement_columns
from gui.villages.copying import copying
from gui.villages.moves import Move, count_words, ends_of, sum_ends
from gui.widgets import IconButton, KeyBox, column, icon_label, label, row, rule

SHOWN = 7
"""Movements shown at once; more scroll inside the card."""


class Ready:
    """Lines that are here already, as a listing."""

    def __init__(self, lines: Sequence[Any]) -> None:
        self.lines = list(lines)

    def first(self, limit: int) -> tuple[Sequence[int], Mapping[int, Any]]:
        """The first page."""
        numbers = range(min(limit, len(self.lines)))
        return numbers, self.rows(numbers)

    def order(self) -> array[int]:
        """All of them."""
        return array("q", range(len(self.lines)))

    def rows(self, numbers: Sequence[int]) -> Mapping[int, Any]:
        """Rows by number."""
        return {number: self.lines[number] for number in numbers}


class MovementTable(RegisterTable):
    """The table.

    Signals:
        verb(str, str): what is to be done (``copy``, ``withdraw``, ``onward``, ``return``) with which movement.
    """

    verb = Signal(str, str)

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__(columns)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        copying(self)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(lambda point: self.menu().popup(self.viewport().mapToGlobal(point)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of movements; the others are those of every list."""
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        verb = _KEYS.get((Qt.Key(event.key()), ctrl))
        if verb:
            self.ask(verb)
        elif event.key() == Qt.Key.Key_Menu:
            self.menu().popup(self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center()))
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not self.rows.rowCount():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def ask(self, verb: str) -> None:
        """Ask for something to be done with the movement under the cursor."""
        if self.current_id():
            self.verb.emit(verb, self.current_id())

    def menu(self) -> QMenu:
        """All that can be done, with its key."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for verb, drawing, words, key in deeds():
            action = menu.addAction(icon(drawing), f"{words}\t{key}")
            action.setEnabled(bool(self.current_id()))
            action.triggered.connect(lambda _=False, verb=verb: self._do(verb))
        return menu

    def _do(self, verb: str) -> None:
        if verb == "open":
            self.opened.emit(self.current_id())
        else:
            self.ask(verb)


_KEYS = {
    (Qt.Key.Key_D, True): "copy",
    (Qt.Key.Key_Delete, False): "withdraw",
    (Qt.Key.Key_M, False): "onward",
    (Qt.Key.Key_R, False): "return",
}


def deeds() -> list[tuple[str, str, str, str]]:
    """What can be done with a movement: verb, drawing, words, key."""
    return [
        ("open", "pencil-line", say("Open"), "Enter"),
        ("onward", "arrow-right", say("They moved on"), "M"),
        ("return", "undo-2", say("They returned"), "R"),
        ("copy", "copy", say("Duplicate as a new draft"), "Ctrl+D"),
        ("withdraw", "archive", say("Withdraw…"), "Del"),
    ]


class MovementsCard(QFrame):
    """Head, table, keys."""

    def __init__(self, moves: Sequence[Move], known: Known, shown: int = SHOWN) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.table = MovementTable(movement_columns(known))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        more = IconButton("ellipsis", say("What can be done with this movement"))
        more.clicked.connect(lambda: self.table.menu().popup(more.mapToGlobal(more.rect().bottomLeft())))
        self._keys = [KeyBox("Enter"), label(say("open"), "hint"), KeyBox("Ctrl+D"), label(say("duplicate"), "hint")]
        self._more_keys = [KeyBox("M"), label(say("moved on"), "hint"), KeyBox("R"), label(say("returned"), "hint")]
        head = row(
            icon_label("route", "tx", 16), label(say("Movements"), "strong"), label(summed(moves), "hint"), None,
            *self._more_keys, *self._keys, more, gap=7, margins=(12, 4, 8, 4),
        )  # fmt: skip
        nothing = label(say("No movement of this village is recorded."), "hint")
        nothing.setContentsMargins(12, 8, 12, 10)
        nothing.setVisible(not moves)
        self.table.setVisible(bool(moves))
        self.setLayout(column(head, rule(), nothing, self.table, gap=0, margins=(1, 1, 1, 1)))
        height = theme.height("row") * min(max(len(moves), 1), shown) + theme.height("table_head")
        self.table.setFixedHeight(height + 2)
        self.table.rows.counted.connect(lambda count: self.table.go_to(count - 1))  # the newest, in sight
        self.table.show_listing(lambda: Ready(moves))

    def make_narrow(self, *, narrow: bool) -> None:
        """A narrow card leaves out what can be read in the movement itself."""
        for at, one in enumerate(self.table.rows.columns):
            if one.key in ("how", "households"):
                self.table.setColumnHidden(at, narrow)
        for part in (*self._more_keys, *self._keys):
            part.setVisible(not narrow)


def summed(moves: Sequence[Move]) -> str:
    """``6 movements, 651 households``: accounts of the same people once, in every direction."""
    families = [ends_of(one.households) for one in moves if not one.counted and one.households is not None]
    count = count_words(len(moves))
    if not families:
        return count
    return say("{movements}, {households} households", movements=count, households=ends_words(sum_ends(families)))
