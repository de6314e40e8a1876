"""Fields with their label above and their message below; the passphrase field with *Show*."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from gui.look import theme
from gui.look.icons import pixmap
from gui.say import say
from gui.widgets.buttons import Button
from gui.widgets.layout import icon_label, label, polish, words_label

_ICONS = {"ok": ("check", "rescued"), "warning": ("triangle-alert", "accink"), "error": ("circle-alert", "injured")}


class Says(QWidget):
    """One line under a field: icon and words; empty it takes no room."""

    def __init__(self) -> None:
        super().__init__()
        self._inside = QHBoxLayout(self)
        self._inside.setContentsMargins(1, 0, 1, 0)
        self._inside.setSpacing(5)
        self._drawing: QLabel | None = None
        self._words: QLabel | None = None
        self.setVisible(False)

    def tell(self, state: str, text: str) -> None:
        """Say ``text`` as ok, warning, error or "" (quiet); "" as text hides the line."""
        if text or self._words is not None:
            drawing, words_ = self._parts()
            name, token = _ICONS.get(state, ("", ""))
            drawing.setVisible(bool(name))
            if name:
                drawing.setPixmap(pixmap(name, token, 14))
            words_.setText(text)
            polish(words_, state=state)
        self.setVisible(bool(text))

    def _parts(self) -> tuple[QLabel, QLabel]:
        """The drawing and the words, made with the first thing it says: most fields never say anything."""
        if self._drawing is None or self._words is None:
            self._drawing, self._words = QLabel(self), words_label("", "message")
            self._inside.addWidget(self._drawing, 0, Qt.AlignmentFlag.AlignTop)
            self._inside.addWidget(self._words, 1)
        return self._drawing, self._words

    def words(self) -> str:
        """What it says now."""
        return self._words.text() if self._words is not None and not self.isHidden() else ""


class Labelled(QWidget):
    """A field with its label above, a red star when required, a grey aside at the trailing end, words below."""

    def __init__(self, text: str, field: QWidget, *, required: bool = False, aside: str = "") -> None:
        super().__init__()
        self.field = field
        head = QHBoxLayout()
        head.setSpacing(4)
        self.name = label(text, "label")
        self.name.setBuddy(field)
        field.setAccessibleName(text)
        typed = field.focusProxy()
        if typed is not None and not typed.accessibleName():
            typed.setAccessibleName(text)  # what has the keyboard is what is read out
        head.addWidget(self.name)
        self.star = label("*", "star")
        self.star.setVisible(required)
        head.addWidget(self.star)
        head.addStretch(1)
        self.aside = label(aside, "hint")
        self.aside_icon = QLabel()
        head.addWidget(self.aside)
        head.addWidget(self.aside_icon)
        self.says = Says()
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(4)
        inside.addLayout(head)
        inside.addWidget(field)
        inside.addSpacing(1)
        inside.addWidget(self.says)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def tell(self, state: str, text: str) -> None:
        """Words under the field; the border follows ``state``."""
        self.says.tell(state, text)
        polish(self.field, state=state if state in ("error", "warning") else "")

    def set_aside(self, text: str, icon_name: str = "") -> None:
        """The grey words at the trailing end of the label."""
        self.aside.setText(text)
        self.aside_icon.setVisible(bool(icon_name))
        if icon_name:
            self.aside_icon.setPixmap(pixmap(icon_name, "tx3", 14))


class PassphraseField(QFrame):
    """A passphrase: dots, a key drawing, *Show* with Alt+S; watches Caps Lock.

    Signals:
        edited(str): the text changed.
        submitted(): Enter was pressed.
        caps(bool): Caps Lock seems to be on (judged by what a letter key gave).
        script(str): the keyboard writes ``"ar"`` or ``"en"`` letters (judged by the last one).
    """

    edited = Signal(str)
    submitted = Signal()
    caps = Signal(bool)
    script = Signal(str)

    def __init__(self, *, with_show: bool = True) -> None:
        super().__init__()
        self.setProperty("kind", "field")
        self.line = QLineEdit()
        self.line.setProperty("bare", "true")
        self.line.setProperty("ring", "parent")
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData)
        self.line.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setFocusProxy(self.line)
        self.setFixedHeight(theme.height("main_button") + 2)
        inside = QHBoxLayout(self)
        inside.setContentsMargins(9, 0, 6, 0)
        inside.setSpacing(8)
        inside.addWidget(icon_label("key-round", "tx2", 16))
        inside.addWidget(self.line, 1)
        self._show = Button(say("Show"), "eye", "Alt+S", kind="plain")
        if not with_show:
            self._show.hide()
        self._show.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._show.clicked.connect(self.toggle)
        inside.addWidget(self._show)
        if with_show:
            QShortcut(QKeySequence("Alt+S"), self).activated.connect(self.toggle)
        self.line.textChanged.connect(self.edited)
        self.line.returnPressed.connect(self.submitted)
        self.line.installEventFilter(self)

    def text(self) -> str:
        """What was typed."""
        return self.line.text()

    def clear(self) -> None:
        """Forget what was typed (also for undo)."""
        self.line.clear()

    @property
    def shown(self) -> bool:
        """Whether the letters can be read."""
        return self.line.echoMode() == QLineEdit.EchoMode.Normal

    def toggle(self) -> None:
        """Show or hide the letters."""
        self.show_letters(shown=not self.shown)

    def show_letters(self, *, shown: bool) -> None:
        """Show or hide the letters."""
        mode = QLineEdit.EchoMode
        self.line.setEchoMode(mode.Normal if shown else mode.Password)
        self._show.set_word(say("Hide") if shown else say("Show"), "eye-off" if shown else "eye")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Judge Caps Lock and the keyboard's language by the letters typed."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._judge(event)
        return False

    def _judge(self, event: QKeyEvent) -> None:
        text = event.text()
        if event.key() == Qt.Key.Key_CapsLock:
            return
        if len(text) == 1 and text.isalpha():
            self.script.emit("ar" if "\u0600" <= text <= "\u06ff" else "en")
        if len(text) == 1 and text.isalpha() and text.upper() != text.lower():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps.emit(text.isupper() != shift)
