"""The soft note: an icon, a bold first sentence, then what to do. It never blocks anything."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from gui.look import theme
from gui.look.icons import pixmap
from gui.say import lead
from gui.widgets.layout import polish, words_label

_ICONS = {
    "warning": ("triangle-alert", "accink"),
    "error": ("circle-alert", "injured"),
    "information": ("lightbulb", "missing"),
    "ok": ("circle-check", "rescued"),
    "": ("shield", "tx2"),
}


class Note(QFrame):
    """A note inside a page.

    ``kind`` is ``warning``, ``error``, ``information``, ``ok`` or ``""`` (quiet).
    """

    def __init__(self, kind: str, first: str, then: str = "", *, icon_name: str = "") -> None:
        super().__init__()
        self.setProperty("kind", "note")
        self._drawing = QLabel()
        self._icon_name = icon_name
        self._first = words_label("", "text")
        self._first.setTextFormat(Qt.TextFormat.RichText)
        self._inside = QHBoxLayout(self)
        self._inside.setContentsMargins(14, 9, 14, 10)
        self._inside.setSpacing(10)
        self._inside.addWidget(self._drawing, 0, Qt.AlignmentFlag.AlignTop)
        self._inside.addWidget(self._first, 1)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._write(kind, first, then)

    def tell(self, kind: str, first: str, then: str = "") -> None:
        """Say something else, and be seen."""
        self._write(kind, first, then)
        self.show()

    def _write(self, kind: str, first: str, then: str) -> None:
        polish(self, state=kind)
        name, token = _ICONS[kind]
        self._drawing.setPixmap(pixmap(self._icon_name or name, token, 17))
        tint = theme.hex_of("tx" if kind else "tx2")
        words = f"<b>{_escaped(first)}</b> {_escaped(then)}" if then else _escaped(first)
        start = lead(f"{first} {then}")
        self._first.setText(f'<span style="color:{tint}; line-height:140%">{start}{words}</span>')
        self.setAccessibleName(f"{first} {then}".strip())

    def add(self, action: QWidget) -> None:
        """An action at the trailing end of the note."""
        self._inside.addWidget(action, 0, Qt.AlignmentFlag.AlignVCenter)

    def words(self) -> str:
        """What it says."""
        return self.accessibleName()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
