"""The clipboard: cells with a person's data leave it again after ten seconds.

A table that was copied on purpose stays, so that there is time to open Excel; it goes when the register is locked.
"""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QTimer
from PySide6.QtGui import QGuiApplication

SENSITIVE_MS = 10_000
_MARK = "application/x-sijill-sensitive"
_OURS = "application/x-sijill"
_latest: list[bytes] = [b""]


def put(text: str, *, sensitive: bool = True) -> None:
    """Copy ``text``; when ``sensitive``, it is taken back after ten seconds unless something else was copied."""
    data = QMimeData()
    data.setData(_OURS, b"1")
    data.setText(text)
    if sensitive:
        _latest[0] = str(int(_latest[0] or b"0") + 1).encode()
        data.setData(_MARK, _latest[0])
        mark = _latest[0]
        QTimer.singleShot(SENSITIVE_MS, lambda: clear(mark))
    QGuiApplication.clipboard().setMimeData(data)


def put_table(text: str, html: str) -> None:
    """Copy a table, as text and as HTML; it stays until something else is copied or the register is locked."""
    data = QMimeData()
    data.setData(_OURS, b"1")
    data.setText(text)
    data.setHtml(html)
    _latest[0] = str(int(_latest[0] or b"0") + 1).encode()
    data.setData(_MARK, _latest[0])
    QGuiApplication.clipboard().setMimeData(data)


def clear(mark: bytes = b"") -> None:
    """Empty the clipboard if it still holds sensitive text of ours (with ``mark``: only that very copy)."""
    clipboard = QGuiApplication.clipboard()
    data = clipboard.mimeData()
    if data is None or not data.hasFormat(_MARK):
        return
    if not mark or bytes(data.data(_MARK).data()) == mark:
        clipboard.clear()


def leave() -> None:
    """Take back what is ours before the program ends: Qt would destroy it after Python is gone, and crash."""
    clipboard = QGuiApplication.clipboard()
    data = clipboard.mimeData()
    if data is not None and data.hasFormat(_OURS):
        clipboard.clear()
