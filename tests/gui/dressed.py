"""Dressing the application of a test once, then speaking a language."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from gui.dress import dress, prepare

_prepared: list[bool] = []


def speak(app: QApplication, language: str = "en", mode: str = "light", scale: int = 100) -> None:
    """Dress ``app`` in a language; fonts and style only the first time."""
    if not _prepared:
        prepare(app)
        _prepared.append(True)
    dress(app, language, mode, scale)
