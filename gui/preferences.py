"""What must be known before unlocking: language, theme, text size, window place, the register opened last.

Nothing about people or places is ever written here; it lies unencrypted beside the register.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

_FILE = "window.ini"
AUTO_LOCK = (1, 2, 5, 10, 15, 30)


class Preferences:
    """A handful of choices of this device, in ``window.ini`` of the data folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = QSettings(str(folder / _FILE), QSettings.Format.IniFormat)

    @property
    def language(self) -> str:
        """``"ar"``, ``"en"``, or "" when nobody chose yet."""
        return self._text("language", "")

    @language.setter
    def language(self, language: str) -> None:
        self._keep("language", language)

    @property
    def theme(self) -> str:
        """``"system"``, ``"light"`` or ``"dark"``."""
        return self._text("theme", "system")

    @theme.setter
    def theme(self, theme: str) -> None:
        self._keep("theme", theme)

    @property
    def text_size(self) -> int:
        """Percent: 100, 115 or 130."""
        return int(self._text("text_size", "100"))

    @text_size.setter
    def text_size(self, percent: int) -> None:
        self._keep("text_size", str(percent))

    @property
    def auto_lock(self) -> int:
        """Minutes without a key or the mouse after which the register is locked."""
        return int(self._text("auto_lock", "5"))

    @auto_lock.setter
    def auto_lock(self, minutes: int) -> None:
        self._keep("auto_lock", str(minutes))

    @property
    def last_register(self) -> str:
        """The folder of the register opened last, or ""."""
        return self._text("last_register", "")

    @last_register.setter
    def last_register(self, folder: str) -> None:
        self._keep("last_register", folder)

    @property
    def geometry(self) -> QByteArray:
        """Place and size of the main window, as Qt keeps it."""
        value: Any = self._file.value("geometry")
        return value if isinstance(value, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._keep("geometry", geometry)

    def _text(self, name: str, default: str) -> str:
        return str(self._file.value(name, default))

    def _keep(self, name: str, value: object) -> None:
        self._file.setValue(name, value)
