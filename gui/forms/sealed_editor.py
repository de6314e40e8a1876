"""The field of a sealed value: what stands in it is covered until somebody asks to see it, and again soon after."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction, QHideEvent
from PySide6.QtWidgets import QLineEdit

from gui.forms.editors import Ask, LineEditor
from gui.forms.sealed import SHOWN_S
from gui.look.icons import icon
from gui.say import say
from storage import Kind


class SealedEditor(LineEditor):
    """A line whose letters are dots, as in a passphrase, until the eye is pressed; typing into it shows them too."""

    def __init__(self, kind: Kind[Any], reading: Ask, *, hint: str = "") -> None:
        super().__init__(kind, reading, hint=hint)
        self._eye = QAction(icon("eye", "tx2", 15), say("Show for 30 seconds"), self)
        self._eye.triggered.connect(self.turn)
        self.line.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self._soon = QTimer(self, singleShot=True, interval=SHOWN_S * 1000)
        self._soon.timeout.connect(self.cover)
        self.line.textEdited.connect(lambda _: self.uncover())
        self.cover()

    @property
    def covered(self) -> bool:
        """Whether the letters are dots."""
        return self.line.echoMode() == QLineEdit.EchoMode.Password

    def turn(self) -> None:
        """The eye was pressed."""
        self.uncover() if self.covered else self.cover()

    def uncover(self) -> None:
        """Show the letters for a while."""
        self.line.setEchoMode(QLineEdit.EchoMode.Normal)
        self._soon.start()

    def cover(self) -> None:
        """Dots again; an empty line shows its hint."""
        self._soon.stop()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)

    def hideEvent(self, event: QHideEvent) -> None:
        """A window that is hidden or locked covers it."""
        super().hideEvent(event)
        self.cover()
