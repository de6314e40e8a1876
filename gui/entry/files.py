"""Photos and files in a form: the strip as a card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeyEvent

from gui.attachments.strip import Strip
from gui.entry.card import Card, CardHead
from gui.say import say, say_n
from gui.widgets import Button, label

if TYPE_CHECKING:
    from gui.context import Context


class FilesCard(Card):
    """Photos and files in a form."""

    def __init__(self, context: Context, kind: str, record: str, key: str, number: int) -> None:
        """``key`` gives it the keyboard; it is the section of this ``number``."""
        super().__init__()
        self.strip = Strip(context, kind, record)
        self.strip.layout().setContentsMargins(12, 5, 12, 7)  # type: ignore[union-attr]
        head = CardHead("paperclip", say("Photos and files"), key)
        self.count = label("", "hint")
        self.add = Button(say("Add…"), "plus")
        self.add.clicked.connect(self.strip.choose_files)
        head.add(self.count, self.add)
        self.section(head, self.strip, padding=0)
        self.strip.counted.connect(self._counted)
        self.entrances = {number: self.add}

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+V anywhere in the card."""
        self.strip.keyPressEvent(event)

    def _counted(self, count: int) -> None:
        self.count.setText(say_n("{count} file", "{count} files", count) if count else "")
        self.entrances = dict.fromkeys(self.entrances, self.strip.tiles if count else self.add)
