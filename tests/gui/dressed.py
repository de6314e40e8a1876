"""Another language or colour in the middle of a test; style and fonts are prepared by the conftest."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from gui.look import theme
from gui.look.dress import choose, clothe


def speak(app: QApplication, language: str = "en", mode: str = "light", scale: int = 100) -> None:
    """Dress ``app`` in a language; widgets built afterwards follow.

    A sheet it wears already is not put on again: that looks at every class of widget anew.
    """
    choose(app, language, mode, scale)
    if app.styleSheet() != theme.style_sheet():
        clothe(app)
