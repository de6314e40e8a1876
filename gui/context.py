"""What every screen is given: the open register, its store, remembered sizes, and one signal of change."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from gui.jobs import Job
from gui.preferences import Preferences

if TYPE_CHECKING:
    from storage.register import Register
    from storage.store import Store

_REMEMBERED = "window"


class Context(QObject):
    """Handed to every room, page and entry window.

    Never keep ``store`` or ``register`` in an attribute of your own: after locking and unlocking they are new objects.

    Attributes:
        data: the folder of the registers.
        preferences: language, theme and text size, readable while locked.
        practice: whether this is the practice register.

    Signals:
        changed(Outcome): something was saved, learned or undone; screens read again what they show.
        reopened(): the register was unlocked again; readers of the old store take a new one.
        closing(): the register is about to be locked; put what is being typed into a draft now.
        restyled(): theme, text size or language changed; entry windows build themselves anew (pages are rebuilt).
        asked(str, str): open the room of a record kind and show the record id ("" = only the room).
    """

    changed = Signal(object)
    reopened = Signal()
    closing = Signal()
    restyled = Signal()
    asked = Signal(str, str)

    def __init__(self, data: Path, preferences: Preferences | None = None) -> None:
        super().__init__()
        self.data = data
        self.preferences = preferences or Preferences(data)
        self.practice = False
        self._register: Register | None = None
        self._remembered: dict[str, Any] = {}
        self._soon = QTimer(self, singleShot=True, interval=600)
        self._soon.timeout.connect(self.write_remembered)

    @property
    def register(self) -> Register:
        """The open register."""
        if self._register is None:
            raise RuntimeError("the register is locked")
        return self._register

    @property
    def store(self) -> Store:
        """The store of the open register."""
        return self.register.store

    @property
    def is_open(self) -> bool:
        """Whether the register is unlocked."""
        return self._register is not None

    def take(self, register: Register | None, remembered: dict[str, Any] | None = None) -> None:
        """The register was unlocked (or, None, locked); ``remembered`` are its stored sizes."""
        self._register = register
        if remembered is not None:
            self._remembered = remembered

    def announce(self, outcome: Any) -> None:
        """Tell all screens what a save, an undo or received changes have altered."""
        self.changed.emit(outcome)

    def setting(self, name: str, default: Any = None) -> Any:
        """A remembered size, column order or the like (JSON values), kept in the register; never waits."""
        return self._remembered.get(name, default)

    def remember(self, name: str, value: Any) -> None:
        """Keep ``value`` for the next time; written to the register a moment later."""
        if self._remembered.get(name) != value:
            self._remembered[name] = value
            self._soon.start()

    def write_remembered(self) -> None:
        """Write the remembered sizes now (also called before locking)."""
        self._soon.stop()
        if self._register is not None:
            store, values = self._register.store, dict(self._remembered)
            Job(lambda: store.set_setting(_REMEMBERED, values), writes=True).start()
