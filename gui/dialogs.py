"""The frame of every dialog, and the one that reports a bug."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFrame, QTextEdit, QWidget

from gui import clipboard
from gui.look import theme
from gui.look.dress import clothe
from gui.say import say
from gui.widgets import Button, column, label, row, words_label


class Dialog(QDialog):
    """Title row, body, footer with the main button at the trailing end; Esc closes, F1 opens its task card."""

    topic = ""
    """Its task card."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        body: QWidget,
        *buttons: QWidget,
        beside: QWidget | None = None,
        foot: QWidget | None = None,
    ) -> None:
        """``beside`` stands after the title, ``foot`` before the buttons."""
        super().__init__(parent)
        if parent is None:
            clothe(self)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        footer = QFrame()
        footer.setProperty("kind", "bar")
        inside = row(foot or QWidget(), *buttons, margins=(18, 10, 18, 10))
        inside.setStretch(0, 1)
        footer.setLayout(inside)
        head = row(label(title, "title"), *([beside] if beside else []), None, gap=12, margins=(18, 14, 18, 0))
        self.setLayout(column(head, body, footer, gap=10))
        if self.topic:
            QShortcut(QKeySequence("F1"), self).activated.connect(self._help)

    def _help(self) -> None:
        from gui.guide.window import show_help

        show_help(self.topic)


class BugDialog(Dialog):
    """Says that the fault is ours, that the work is safe, and shows the report."""

    def __init__(self, parent: QWidget | None, report: str) -> None:
        self.text = QTextEdit()
        self.text.setReadOnly(True)
        self.text.setPlainText(report)
        self.text.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.text.setLineWrapMode(QTextEdit.LineWrapMode.NoWrap)
        body = QWidget()
        body.setLayout(
            column(
                words_label(say("Something in the program went wrong. What you saved is safe.")),
                words_label(
                    say("Go on working. If it happens again, give this report to who looks after the program."),
                    "second",
                ),
                self.text,
                words_label(say("The report names places in the program only, nothing that anybody typed."), "hint"),
                margins=(18, 0, 18, 0),
            )
        )
        copy = Button(say("Copy the report"), "copy")
        copy.clicked.connect(lambda: clipboard.put(report, sensitive=False))
        close = Button(say("Go on"), "", "Esc", kind="primary")
        close.clicked.connect(self.accept)
        super().__init__(parent, say("The fault is ours"), body, copy, close)
        self.resize(theme.px(620), theme.px(380))
