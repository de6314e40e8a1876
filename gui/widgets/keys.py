"""The little box that shows a key beside the action it does; always written left to right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.look import theme
from gui.say import rtl

_ARROWS = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓"}
# surface: (fill, line, text); None is no fill
_COLORS = {"plain": ("sur2", "line", "tx3"), "amber": ("acckey", "accline", "acctx"), "strip": ("sur2", "inp", "tx3")}


ARABIC = {"L": "م", "P": "ح", "I": "ه", "M": "ة", "S": "س", ",": "و", ".": "ز"}
"""Single keys, and what an Arabic keyboard writes with them."""
ARABIC |= {str(digit): chr(ord("٠") + digit) for digit in range(10)}


def on_key(page: QWidget, key: str, do: Callable[[], object]) -> None:
    """Let a key do something while the keyboard is in ``page`` and nothing is typed; on Arabic keyboards as well."""
    for one in filter(None, (key, ARABIC.get(key, ""))):
        shortcut = QShortcut(QKeySequence(one), page)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(do)


def key_text(key: str) -> str:
    """``Ctrl+Enter``, ``Alt+→``: how a key is written in its box. *onward* and *back* point with the window."""
    if key in ("Alt+onward", "Alt+back"):
        return "Alt+→" if (key == "Alt+onward") != rtl() else "Alt+←"
    return "+".join(_ARROWS.get(part, part) for part in key.split("+"))


class KeyBox(QWidget):
    """A key, drawn as a small box.

    ``surface`` is ``plain``, ``amber`` (on the primary button) or ``strip``.
    """

    def __init__(self, key: str, surface: str = "plain", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self._surface = surface
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def key(self) -> str:
        """The key it names."""
        return self._key

    def sizeHint(self) -> QSize:
        """As wide as the key's name."""
        metrics = QFontMetrics(theme.font("key"))
        return QSize(max(18, metrics.horizontalAdvance(key_text(self._key)) + 10), metrics.height() + 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box and the name of the key."""
        painter = QPainter(self)
        fill, line, text = (theme.color(token) for token in _COLORS[self._surface])
        if not self.isEnabled():
            fill, line, text = QColor(0, 0, 0, 0), theme.color("line"), theme.color("tx3")
        draw_key(painter, QRectF(self.rect()), key_text(self._key), (fill, line, text))


def draw_key(painter: QPainter, box: QRectF, text: str, colors: tuple[QColor, QColor, QColor]) -> None:
    """Paint a key box (also for delegates and menus)."""
    fill, line, ink = colors
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(line, 1))
    painter.setBrush(fill)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    painter.setPen(ink)
    painter.setFont(theme.font("key"))
    painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
