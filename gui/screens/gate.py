"""What stands before the register: the frame shared by unlocking and by the recovery key.

A dark side with the name of the program and how things stand, the form in the middle, the language at the trailing
corner, a status strip below.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.look import theme
from gui.say import rtl, say
from gui.widgets import KeyBox, Segmented, column, icon_label, label, row, scrolled, words_label

FORM_WIDTH = 430


def brand(size: str = "brand") -> QWidget:
    """The amber mark and the name of the program, in both scripts."""
    whole = QWidget()
    mark = QFrame()
    mark.setStyleSheet(f"background: {theme.hex_of('acc')}; border-radius: 3px;")
    mark.setFixedSize(*((14, 34) if size == "brand" else (9, 18)))
    first, second = ("سجلّ", "Sijill") if rtl() else ("Sijill", "سجلّ")
    name = label(first, size)
    name.setStyleSheet("color: #FFFFFF;")
    parts: list[QWidget] = [mark, name]
    if size == "brand":
        other = label(second, "brand2")
        other.setFont(theme.font("figure"))
        parts.append(other)
    inside = QHBoxLayout(whole)
    inside.setContentsMargins(0, 0, 0, 0)
    inside.setSpacing(12 if size == "brand" else 8)
    for part in parts:
        inside.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
    inside.addStretch(1)
    return whole


def help_at(page: QWidget, topic: str) -> None:
    """F1 opens a task card, also before there is a register."""

    def show() -> None:
        from gui.guide.window import show_help

        show_help(topic)

    QShortcut(QKeySequence("F1"), page).activated.connect(show)


class Gate(QWidget):
    """The frame; ``show_form`` puts a form in its middle.

    Signals:
        language(str): another language was chosen.
    """

    language = Signal(str)

    def __init__(self, form: QWidget, *, choose_language: bool = True) -> None:
        super().__init__()
        self.setProperty("surface", "win")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._facts = QVBoxLayout()
        self._facts.setSpacing(10)
        self._side = self._make_side()
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.setSpacing(0)
        outside.addLayout(row(self._side, self._make_middle(form), gap=0), 1)
        outside.addWidget(self._make_strip())
        if not choose_language:
            self._tongues.hide()
        help_at(self, "unlock")

    def _make_side(self) -> QWidget:
        side = QWidget()
        side.setObjectName("side")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        tagline = words_label(
            say("The register of your team.")
            + "\n"
            + say("It stays on this device, locked, and works without internet."),
            "lead",
        )
        side.setLayout(column(brand(), 14, tagline, None, self._facts, margins=(46, 54, 40, 46)))
        return side

    def _make_middle(self, form: QWidget) -> QWidget:
        body = QWidget()
        form.setFixedWidth(theme.px(FORM_WIDTH))
        body.setLayout(
            column(None, row(None, form, None, gap=0), None, margins=(14, 56, 14, 20)),
        )
        middle = QWidget()
        tongues = Segmented([("ar", "عربي", ""), ("en", "EN", "")], say("Language"), "ar" if rtl() else "en")
        tongues.chosen.connect(lambda chosen: self.language.emit(str(chosen)))
        area = scrolled(body)
        inside = QVBoxLayout(middle)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(area)
        self._tongues = tongues
        tongues.setParent(middle)
        return middle

    def _make_strip(self) -> QWidget:
        strip = QWidget()
        strip.setObjectName("strip")
        strip.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        strip.setFixedHeight(theme.height("status"))
        self.locked_words = QLabel("")
        close = row(KeyBox("F1", "strip"), label(say("Help"), "hint"), 8, gap=6)
        for part in (KeyBox("Alt+F4", "strip"), label(say("Close"), "hint")):
            close.addWidget(part)
        strip.setLayout(
            row(
                icon_label("laptop", "tx2", 14),
                label(say("This device"), "hint"),
                8,
                icon_label("wifi-off", "tx2", 14),
                label(say("No internet needed"), "hint"),
                8,
                self.locked_words,
                None,
                close,
                gap=6,
                margins=(10, 0, 14, 0),
            )
        )
        return strip

    def add_fact(self, icon_name: str, text: str) -> None:
        """One line at the foot of the side: last backup, changes not yet shared."""
        drawing, words = icon_label(icon_name, "railtx", 16), words_label(text, "text")
        self._facts.addLayout(row(drawing, words, gap=8))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The side narrows with the window; the language stays in the trailing corner."""
        width = event.size().width()
        self._side.setFixedWidth(420 if width >= 1200 else 320 if width >= 900 else 240)
        middle = width - self._side.width()
        self._tongues.adjustSize()
        x = 18 if rtl() else middle - self._tongues.width() - 18
        self._tongues.move(x, 18)
        self._tongues.raise_()
        super().resizeEvent(event)
