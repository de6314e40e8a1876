"""The foot of the table of changes with its keys, and the bar below: what is promised, what goes where, Accept."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.exchange.changes import CHANGED, CONFLICT, NEW
from gui.look import theme
from gui.say import ltr, say, say_n
from gui.widgets import Button, KeyBox, icon_label, label, row, words_label


class ChangesFoot(QWidget):
    """Keys, and how many lines are shown."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "foot")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(theme.px(31))
        self.shown = label("", "hint")
        keys = (
            ("Space", say("tick or untick")),
            ("Ctrl+A", say("all")),
            ("Ctrl+Space", say("whole column")),
            ("Enter", say("open record")),
            ("N", say("next difference")),
        )
        hints: list[QWidget | int] = []
        for key, words in keys:
            hints += [KeyBox(key), label(words, "hint"), 6]
        self._hints = QWidget()
        self._hints.setLayout(row(*hints, gap=5))
        self.setLayout(row(self._hints, None, self.shown, gap=8, margins=(10, 0, 10, 0)))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_count(self, shown: int, whole: int) -> None:
        """``11 of 44 shown``."""
        self.shown.setText(say("{shown} of {total} shown", shown=ltr(f"{shown:,}"), total=ltr(f"{whole:,}")))


class AcceptBar(QWidget):
    """What is promised, what the ticks mean, and the button."""

    def __init__(self) -> None:
        super().__init__()
        promise = say(
            "Nothing is written until you accept. A backup is made first, and one Undo takes all of it back."
        )
        self.promise = words_label(promise, "second")
        self.means = words_label("", "hint")
        self.means.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        self.accept = Button("", "check", "Ctrl+Enter", kind="primary", size="main").shortcut_key("Ctrl+Return")
        inside = row(icon_label("shield", "tx2", 16), self.promise, self.means, self.accept, gap=9,
                     margins=(0, 0, 0, 0))  # fmt: skip
        inside.setStretch(1, 3)
        inside.setStretch(2, 2)
        self.setLayout(inside)

    def show_ticks(self, ticked: dict[int, int], missing: int) -> None:
        """How much would be written, and what becomes of the rest."""
        count = ticked[CHANGED] + ticked[NEW] + ticked[CONFLICT]
        words = say_n("Accept {count} change", "Accept {count} changes", count)
        self.accept.set_word(words if count else say("Nothing is ticked"))
        self.accept.setEnabled(count > 0)
        told = []
        if ticked[CONFLICT]:
            told.append(say_n("{count} conflict goes to Review", "{count} conflicts go to Review", ticked[CONFLICT]))
        if missing:
            told.append(
                say_n(
                    "{count} missing row stays in the register", "{count} missing rows stay in the register", missing
                )
            )
        self.means.setText(" · ".join(told))
