"""Another language or colour in the middle of a test; style and fonts are prepared by the conftest."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from gui.look.dress import dress


def speak(app: QApplication, language: str = "en", mode: str = "light", scale: int = 100) -> None:
    """Dress ``app`` in a language; its windows and widgets built afterwards follow."""
    dress(app, language, mode, scale)
