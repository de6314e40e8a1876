"""What must be known before unlocking: language, theme, text size, motion, minutes until locking, the window's place.

Kept beside the register (``settings.json`` by the storage floor, ``window.ini`` here); nothing about people or places
is ever written into either. Before a register exists the choices are only remembered, and written once it does.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

from gui.frame.opening import has_register
from gui.jobs import Job

AUTO_LOCK = (1, 2, 5, 10, 15, 30)


class Preferences:
    """A handful of choices of this device for the register in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._values: dict[str, Any] = {}
        self.folder = folder
        self.read(folder)

    def read(self, folder: Path) -> None:
        """Take up the choices kept in ``folder``; what was chosen there wins over what was chosen meanwhile."""
        self.folder = folder
        if has_register(folder):
            file = _file(folder)
            self._values |= {name: file.value(name) for name in file.allKeys()}
            self._values |= _settings_of(folder)

    def moved_in(self, folder: Path) -> None:
        """The register now exists in ``folder``: write there what was chosen before."""
        self.folder = folder
        for name, value in self._values.items():
            self._write(name, value)

    @property
    def language(self) -> str:
        """``"ar"``, ``"en"``, or "" when nobody chose yet."""
        return str(self._values.get("language", ""))

    @language.setter
    def language(self, language: str) -> None:
        self._keep("language", language)

    @property
    def theme(self) -> str:
        """``"system"``, ``"light"`` or ``"dark"``."""
        return str(self._values.get("theme", "system"))

    @theme.setter
    def theme(self, theme: str) -> None:
        self._keep("theme", theme)

    @property
    def text_size(self) -> int:
        """Percent: 100, 115 or 130."""
        return self._number("text_size", 100)

    @text_size.setter
    def text_size(self, percent: int) -> None:
        self._keep("text_size", percent)

    @property
    def motion(self) -> str:
        """``"system"``, or ``"less"``: nothing moves by itself, whatever the system says."""
        return str(self._values.get("motion", "system"))

    @motion.setter
    def motion(self, motion: str) -> None:
        self._keep("motion", motion)

    @property
    def auto_lock(self) -> int:
        """Minutes without a key or the mouse after which the register is locked."""
        return self._number("auto_lock", 5)

    @auto_lock.setter
    def auto_lock(self, minutes: int) -> None:
        self._keep("auto_lock", minutes)

    @property
    def geometry(self) -> QByteArray:
        """Place and size of the main window, as Qt keeps it."""
        value = self._values.get("geometry")
        return value if isinstance(value, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._keep("geometry", geometry)

    def _number(self, name: str, default: int) -> int:
        try:
            return int(self._values.get(name, default))
        except (TypeError, ValueError):
            return default

    def _keep(self, name: str, value: object) -> None:
        if self._values.get(name) != value:
            self._values[name] = value
            self._write(name, value)

    def _write(self, name: str, value: object) -> None:
        if not has_register(self.folder):
            return
        if name in ("language", "theme"):
            folder, choice = self.folder, {name: str(value)}
            Job(lambda: _change_settings(folder, choice), writes=True).start()
        else:
            folder = self.folder
            Job(lambda: _file(folder).setValue(name, value), writes=True).start()


def _file(folder: Path) -> QSettings:
    return QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)


def _settings_of(folder: Path) -> dict[str, str]:
    """Language and theme, read here because the storage floor is not loaded before the first window."""
    try:
        found = json.loads((folder / "settings.json").read_bytes())
        return {name: str(found[name]) for name in ("language", "theme") if name in found}
    except (OSError, ValueError, TypeError):
        return {}


def _change_settings(folder: Path, choice: dict[str, str]) -> None:
    from storage import Register

    Register(folder).change_settings(**choice)
