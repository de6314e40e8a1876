"""The few dialogs of the window: the report of a bug, the list of all keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QTextEdit, QWidget

from gui import clipboard, theme
from gui.say import ltr, say
from gui.widgets import Button, KeyBox, column, label, row, scrolled, words_label


class Dialog(QDialog):
    """Title row, body, footer with the main button at the trailing end; Esc closes."""

    def __init__(self, parent: QWidget | None, title: str, body: QWidget, *buttons: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        footer = QFrame()
        footer.setProperty("kind", "bar")
        footer.setLayout(row(None, *buttons, margins=(18, 10, 18, 10)))
        head = label(title, "title")
        head.setContentsMargins(18, 14, 18, 0)
        self.setLayout(column(head, body, footer, gap=10))


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


class KeysDialog(Dialog):
    """All keys, F1."""

    def __init__(self, parent: QWidget | None, keys: Sequence[tuple[str, str]]) -> None:
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(18, 0, 18, 10)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(7)
        half = (len(keys) + 1) // 2
        for place, (name, key) in enumerate(keys):
            at, side = place % half, 3 * (place // half)
            grid.addWidget(KeyBox(key), at, side, Qt.AlignmentFlag.AlignCenter)
            grid.addWidget(label(name), at, side + 1)
        grid.setColumnMinimumWidth(2, 20)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(4, 1)
        grid.setRowStretch(half, 1)
        close = Button(say("Close"), "", "Esc")
        close.clicked.connect(self.accept)
        super().__init__(parent, say("All keys"), scrolled(body), close)
        self.resize(theme.px(720), theme.px(min(520, 150 + 30 * half)))


def all_keys(window_keys: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The keys of the window and those of every list."""
    return [
        *window_keys,
        (say("Open the record"), ltr("Enter")),
        (say("Show or hide the pane beside the list"), "Space"),
        (say("Filter row"), "F"),
        (say("Search victims"), "Ctrl+F"),
        (say("Filters beside the list of victims"), "Alt+F"),
        (say("Save as complete, or the main action of a dialog"), "Ctrl+Enter"),
        (say("Close and continue later; clear the filter; cancel"), "Esc"),
    ]
