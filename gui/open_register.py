"""The register that is open, or none while it is locked: what lasting parts of the program are given of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from gui.frame.opening import About, Opened

if TYPE_CHECKING:
    from storage import Register, Store


class OpenRegister(QObject):
    """The open register, its store, and the signal of every change of it.

    Never keep ``store`` or ``register`` in an attribute of your own: after locking and unlocking they are new objects.

    Signals:
        changed(Outcome): something was saved, learned or undone; screens read again what they show.
    """

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._opened: Opened | None = None

    @property
    def is_open(self) -> bool:
        """Whether the register is unlocked."""
        return self._opened is not None

    @property
    def opened(self) -> Opened:
        """The open register with its key (only for changing passphrases and backups)."""
        if self._opened is None:
            raise RuntimeError("the register is locked")
        return self._opened

    @property
    def register(self) -> Register:
        """The folder of the open register."""
        return self.opened.register

    @property
    def store(self) -> Store:
        """The store of the open register."""
        return self.opened.store

    @property
    def about(self) -> About:
        """Name of the register, team, person, device; empty while locked."""
        return self._opened.about if self._opened is not None else About()

    def take(self, opened: Opened | None) -> None:
        """The register was unlocked (or, None, locked)."""
        self._opened = opened

    def announce(self, outcome: Any) -> None:
        """Tell all screens what a save, an undo or received changes have altered."""
        self.changed.emit(outcome)
