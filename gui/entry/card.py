"""A card of the entry window: a head with its drawing, title and key, and the fields below a thin line."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from gui.look import theme
from gui.say import say
from gui.widgets import KeyBox, column, icon_label, label, row
from gui.widgets.layout import Part


class CardHead(QWidget):
    """Drawing, title, star, key; at the trailing end what is worth knowing."""

    def __init__(self, icon_name: str, title: str, key: str, *, required: bool = False) -> None:
        super().__init__()
        self.setFixedHeight(theme.px(31))
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(12, 0, 12, 0)
        self.line.setSpacing(7)
        self.line.addWidget(icon_label(icon_name, "tx", 16))
        self.line.addWidget(label(title, "strong"))
        if required:
            self.line.addWidget(label("*", "star"))
        if key:
            self.line.addWidget(KeyBox(key))
        self.line.addStretch(1)

    def add(self, *parts: QWidget) -> None:
        """More at the trailing end."""
        for part in parts:
            self.line.addWidget(part)


class Card(QFrame):
    """One part of the incident. ``enter`` gives it the keyboard (Alt+digit)."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.whole = QVBoxLayout(self)
        self.whole.setContentsMargins(1, 1, 1, 1)
        self.whole.setSpacing(0)
        self.entrances: dict[int, QWidget] = {}

    def section(self, head: CardHead, *parts: Part, gap: int = 6, padding: int = 12) -> QVBoxLayout:
        """A head, a thin line, and what stands below it."""
        thin = QFrame()
        thin.setProperty("kind", "rule")
        thin.setFixedHeight(1)
        self.whole.addWidget(head)
        self.whole.addWidget(thin)
        made = column(*parts, gap=gap, margins=(padding, 8 if padding else 0, padding, 9 if padding else 0))
        self.whole.addLayout(made)
        return made

    def enter(self, number: int) -> bool:
        """Give the keyboard to section ``number``; False when it is not here."""
        widget = self.entrances.get(number)
        if widget is None:
            return False
        widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True


def key_hints(*pairs: tuple[str, str]) -> QWidget:
    """Keys with what they do, in grey."""
    parts: list[Part] = []
    for key, words in pairs:
        parts += [KeyBox(key), label(words, "hint"), 6]
    made = QWidget()
    made.setLayout(row(*parts, gap=5))
    return made


def wide(layout: QLayout, *, least: int = 0) -> QWidget:
    """A layout as a widget that takes the width it gets."""
    made = QWidget()
    made.setLayout(layout)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    made.setMinimumWidth(least)
    return made


def optional_words() -> str:
    """The grey word after the label of a field that may stay empty."""
    return say("optional")
