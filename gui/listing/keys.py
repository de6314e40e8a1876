"""The further keys of a list: copying, columns, saved filters; letters also where an Arabic keyboard has them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

COLUMN_LETTERS = ("c", "C", "ؤ")
_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def wished(event: QKeyEvent, *, rtl: bool) -> str:
    """What a key asks of a list: ``copy``, ``copy-heads``, ``columns``, ``saved``, ``onward``, ``back`` or ""."""
    key = event.key()
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if held == Qt.KeyboardModifier.NoModifier:
        return "columns" if key == Qt.Key.Key_C or event.text() in COLUMN_LETTERS else ""
    if held == Qt.KeyboardModifier.ControlModifier:
        return "copy" if key in (Qt.Key.Key_C, Qt.Key.Key_Insert) else ""
    if held != _HELD:
        return ""
    if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
        return "onward" if (key == Qt.Key.Key_Right) != rtl else "back"
    return {Qt.Key.Key_C: "copy-heads", Qt.Key.Key_F: "saved"}.get(Qt.Key(key), "")
