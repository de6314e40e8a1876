"""The fonts shipped with the program: Noto Sans with Arabic UI for the window, Naskh for reading, Mono for keys."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QFontDatabase

FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"
SANS = ("Noto Sans", "Noto Sans Arabic UI")
NASKH = ("Noto Naskh Arabic", "Noto Sans")
MONO = ("Noto Sans Mono", "Noto Sans Arabic UI")
_WINDOW = ("NotoSans-Regular", "NotoSans-Bold", "NotoSansArabicUI-Regular", "NotoSansArabicUI-Bold")
_READING = ("NotoNaskhArabic-Regular", "NotoNaskhArabic-Bold", "NotoSansMono-Regular", "NotoSansMono-Bold")
_loaded: set[str] = set()


def load_window_fonts() -> None:
    """Load what the first window needs (a few milliseconds)."""
    _load(_WINDOW)


def load_reading_fonts() -> None:
    """Load the fonts of narratives and recovery keys; may be called again and again."""
    _load(_READING)


def _load(names: tuple[str, ...]) -> None:
    for name in names:
        if name not in _loaded:
            QFontDatabase.addApplicationFont(str(FONTS / f"{name}.ttf"))
            _loaded.add(name)
