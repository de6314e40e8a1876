"""Buttons that show their icon, their word and their key."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from gui.look import theme
from gui.look.icons import icon, pixmap
from gui.tips import tip
from gui.widgets.keys import KeyBox, key_text
from gui.widgets.layout import column, label, words_label


class Button(QPushButton):
    """Icon, word, key box (``onward``: the arrow after the word).

    ``kind`` is ``""``, ``primary``, ``plain`` or ``danger``; ``size`` is ``""`` or ``main``.

    The key is shown only; the window's actions (or ``shortcut``) make it work.
    """

    def __init__(
        self, text: str, icon_name: str = "", key: str = "", *, kind: str = "", size: str = "", onward: bool = False
    ) -> None:
        super().__init__()
        self._icon_name, self._kind = icon_name, kind
        self.setProperty("kind", kind)
        self._main = size == "main"
        self.setProperty("large", "true" if self._main else "")
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._drawing = QLabel() if icon_name else None
        self._word = label(text, "onbutton")
        self._key = KeyBox(key, "amber" if kind == "primary" else "plain") if key else None
        inside = QHBoxLayout(self)
        inside.setContentsMargins(6, 0, 6, 0) if kind == "plain" else inside.setContentsMargins(11, 0, 11, 0)
        inside.setSpacing(7)
        inside.addStretch(1)
        parts = (self._word, self._drawing, self._key) if onward else (self._drawing, self._word, self._key)
        for part in parts:
            if part is not None:
                part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
                inside.addWidget(part)
        inside.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._draw()

    def shortcut_key(self, key: str) -> Button:
        """Let ``key`` press this button while its window is in front."""
        QShortcut(QKeySequence(key), self).activated.connect(self.animateClick)
        return self

    def set_word(self, text: str, icon_name: str = "") -> None:
        """Another word (and icon)."""
        self._word.setText(text)
        self.setAccessibleName(text)
        if icon_name:
            self._icon_name = icon_name
        self._draw()
        self.updateGeometry()

    def show_key(self, *, shown: bool) -> None:
        """Show the key box, or (in a narrow place) name the key in the tooltip only."""
        if self._key is not None:
            self._key.setVisible(shown)
            self.setToolTip(tip("" if shown else key_text(self._key.key)))
            self.updateGeometry()

    def word(self) -> str:
        """The word on it."""
        return self._word.text()

    def sizeHint(self) -> QSize:
        """Room for icon, word and key."""
        inside = self.layout()
        wanted = inside.sizeHint() if inside is not None else QSize()
        return QSize(wanted.width() + 2, theme.height("main_button" if self._main else "button"))

    def minimumSizeHint(self) -> QSize:
        """Words are never cut."""
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        """The icon pales with the button."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self._draw()

    def _draw(self) -> None:
        token = "acctx" if self._kind == "primary" else "injured" if self._kind == "danger" else "tx"
        if not self.isEnabled():
            token = "tx3"
        if self._drawing is not None:
            self._drawing.setPixmap(pixmap(self._icon_name, token, 16))


class LinkButton(QPushButton):
    """An action that looks like a link."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setProperty("kind", "link")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)


class IconButton(QToolButton):
    """Close, zoom, play: an icon alone, with a tooltip and a name for those who cannot see it."""

    def __init__(self, icon_name: str, text: str, size: int = 16) -> None:
        super().__init__()
        self.setIcon(icon(icon_name, "tx2", size))
        self.setIconSize(QSize(size, size))
        self.setToolTip(tip(text))
        self.setAccessibleName(text)
        self.setProperty("kind", "plain")
        self.setFixedSize(theme.px(28), theme.px(28))


class BigButton(QPushButton):
    """A big action: icon, title, one line of help, key; ``checkable`` for a choice between big things."""

    def __init__(self, icon_name: str, title: str, help_text: str, key: str = "", *, checkable: bool = False) -> None:
        super().__init__()
        self.setProperty("kind", "big")
        self.setCheckable(checkable)
        self.setAccessibleName(title)
        self.setAccessibleDescription(help_text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        drawing = QLabel()
        drawing.setPixmap(pixmap(icon_name, "tx2", 26))
        title_label, help_label = label(title, "strong"), words_label(help_text, "hint")
        inside = QHBoxLayout(self)
        inside.setContentsMargins(14, 12, 14, 12)
        inside.setSpacing(12)
        inside.addWidget(drawing, 0, Qt.AlignmentFlag.AlignTop)
        inside.addLayout(column(title_label, help_label, gap=2), 1)
        parts: list[QWidget] = [drawing, title_label, help_label]
        if key:
            box = KeyBox(key)
            inside.addWidget(box, 0, Qt.AlignmentFlag.AlignVCenter)
            parts.append(box)
        for part in parts:
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """The line of help may wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as the wrapped words."""
        inside = self.layout()
        return max(theme.px(62), inside.heightForWidth(width) if inside is not None else 0)

    def sizeHint(self) -> QSize:
        """As the words want it."""
        inside = self.layout()
        wanted = inside.sizeHint() if inside is not None else QSize(200, 62)
        return QSize(wanted.width(), self.heightForWidth(max(wanted.width(), self.width())))

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for half a page."""
        return QSize(180, self.heightForWidth(max(180, self.width())))
