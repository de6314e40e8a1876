"""Who will read the file: our own teams, one partner, everybody. One card each; the choice decides what is in it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QMouseEvent, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QRadioButton, QWidget

from gui.say import say
from gui.widgets import KeyBox, column, icon_label, label, polish, row, rule, words_label
from storage import Level

LEVELS = (Level.INTERNAL, Level.PARTNER, Level.PUBLIC)
_SIGNS = {Level.INTERNAL: "lock", Level.PARTNER: "handshake", Level.PUBLIC: "globe"}


class ReaderCard(QFrame):
    """One of them: a radio button, a sign, what is in such a file, who such readers are."""

    def __init__(self, level: Level, title: str, what: str, who: str) -> None:
        super().__init__()
        self.level = level
        self.setProperty("kind", "reader")
        self.button = QRadioButton()
        self.button.setProperty("ring", "parent")
        self.button.setAccessibleName(title)
        self.button.setAccessibleDescription(f"{what}. {who}")
        self.button.toggled.connect(lambda on: polish(self, state="chosen" if on else ""))
        words = column(label(title, "strong"), words_label(what, "hint"), gap=0)
        inside = row(self.button, icon_label(_SIGNS[level], "tx", 18), words, label(who, "hint"),
                     gap=10, margins=(11, 6, 11, 6))  # fmt: skip
        inside.setStretch(2, 1)
        self.setLayout(inside)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click anywhere on the card chooses it."""
        if event.button() == Qt.MouseButton.LeftButton and self.button.isEnabled():
            self.button.setFocus(Qt.FocusReason.MouseFocusReason)
            self.button.setChecked(True)


class ReaderCards(QWidget):
    """The three cards.

    Signals:
        chosen(Level): another reader was chosen by the person.
    """

    chosen = Signal(object)

    def __init__(self, level: Level, within: Mapping[Level, str] | None = None) -> None:
        """``within``: what is in a file for each of them, where it is not what an export holds."""
        super().__init__()
        told = {
            Level.INTERNAL: (say("Internal"), say("Everything, names too"), say("our teams")),
            Level.PARTNER: (say("Partner"), say("Names only with consent"), say("one organisation")),
            Level.PUBLIC: (say("Public"), say("No names, only sums"), say("press, website")),
        }
        within = within or {}
        self.cards = {
            one: ReaderCard(one, title, within.get(one, what), who) for one, (title, what, who) in told.items()
        }
        self._group = QButtonGroup(self)
        frame = QFrame()
        frame.setProperty("kind", "readers")
        inside = column(gap=0, margins=(1, 1, 1, 1))
        for number, card in enumerate(self.cards.values()):
            if number:
                inside.addWidget(rule())
            inside.addWidget(card)
            self._group.addButton(card.button, number)
        frame.setLayout(inside)
        head = row(label(say("Who will read it?"), "label"), label("*", "star"), None, KeyBox("Alt+1…3"), gap=4)
        self.setLayout(column(head, frame, gap=4))
        self.put(level)
        self._group.idToggled.connect(self._toggled)

    @property
    def level(self) -> Level:
        """The reader chosen."""
        return LEVELS[self._group.checkedId()]

    def put(self, level: Level) -> None:
        """Show this reader as chosen; nothing is announced."""
        self._group.blockSignals(True)
        self.cards[level].button.setChecked(True)
        self._group.blockSignals(False)

    def focus(self) -> None:
        """Give the keyboard to the reader chosen."""
        self.cards[self.level].button.setFocus(Qt.FocusReason.OtherFocusReason)

    def listen(self, window: QWidget) -> None:
        """Alt+1 to Alt+3 choose, wherever the keyboard is in ``window``."""
        for number, level in enumerate(LEVELS, 1):
            QShortcut(QKeySequence(f"Alt+{number}"), window).activated.connect(lambda level=level: self._key(level))

    def _key(self, level: Level) -> None:
        if self.isEnabled():
            self.cards[level].button.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.cards[level].button.setChecked(True)

    def _toggled(self, _number: int, on: bool) -> None:
        if on:
            self.chosen.emit(self.level)
