"""Head and foot of the import: which file, which step; what is promised, back, on, accept."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gui.look import theme
from gui.say import ltr, say, say_n
from gui.tips import tip
from gui.widgets import Button, Tag, column, heading, icon_label, label, polish, row, words_label

STEPS = ("columns", "words", "rows")


class ForeignHead(QWidget):
    """Title row with the steps.

    Signals:
        closing: nothing is to be taken in.
    """

    closing = Signal()

    def __init__(self, file: str) -> None:
        super().__init__()
        self.title = label(say("Import a foreign table"), "strong")
        self.file = Tag(ltr(file), "file-spreadsheet")
        self.file.setToolTip(tip(file))
        self.file.setMaximumWidth(theme.px(330))
        self.steps = {
            "columns": label(say("1 Columns"), "hint"),
            "words": label(say("2 Words and places"), "hint"),
            "rows": label(say("3 Rows"), "hint"),
        }
        close = Button(say("Close, change nothing"), "", "Esc")
        close.clicked.connect(self.closing)
        chevron = icon_label("chevron-right", "tx2", 16)
        parts: list[QWidget] = []
        for one in self.steps.values():
            parts += [one, icon_label("chevron-right", "tx3", 13)]
        self._steps = QWidget()
        self._steps.setLayout(row(*parts[:-1], gap=8))
        self.setLayout(
            column(
                row(heading(say("Exchange")), chevron, self.title, self.file, 12, self._steps, None, close, gap=8),
                margins=(14, 9, 14, 8),
            )
        )

    def show_step(self, step: str) -> None:
        """Which step one is at; "" for none."""
        for name, one in self.steps.items():
            polish(one, role="strong" if name == step else "hint")
        self._steps.setVisible(bool(step))

    def make_narrow(self, *, narrow: bool) -> None:
        """Fewer words in a narrow window."""
        self.title.setVisible(not narrow)
        self.file.setMaximumWidth(theme.px(210 if narrow else 330))


class ForeignFoot(QWidget):
    """What is promised, and the buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.promise = words_label(
            say("Nothing is written until you accept. A backup is made first, and one Undo takes all of it back."),
            "second",
        )
        self.errors = Button(say("Save what was not taken…"), "file-spreadsheet")
        self.back = Button(say("Back"), "chevron-left")
        self.onward = Button("", "check", "Ctrl+Enter", kind="primary", size="main").shortcut_key("Ctrl+Return")
        inside = row(
            icon_label("shield", "tx2", 16), self.promise, self.errors, self.back, self.onward, gap=9,
            margins=(14, 8, 14, 10),
        )  # fmt: skip
        inside.setStretch(1, 1)
        self.setLayout(inside)

    def show_step(self, step: str, *, wanting: int = 0, ticked: int = 0, lost: int = 0) -> None:
        """The buttons of a step.

        Args:
            step: one of ``STEPS``; wanting: questions without an answer; ticked: rows that would be taken.
            lost: rows that could not be.
        """
        self.setVisible(bool(step))
        self.back.setVisible(step != "columns")
        self.errors.setVisible(step == "rows" and lost > 0)
        if step == "columns":
            self.onward.set_word(say("Go on"))
        elif step == "words":
            waiting = say_n("Go on, {count} left open", "Go on, {count} left open", wanting)
            self.onward.set_word(waiting if wanting else say("Go on"))
        else:
            taken = say_n("Take in {count} record", "Take in {count} records", ticked)
            self.onward.set_word(taken if ticked else say("Nothing is ticked"))
        self.onward.setEnabled(step != "rows" or ticked > 0)
