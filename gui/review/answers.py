"""The answers to a question, each in a card of its own with its key; none of them is suggested by its looks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from gui.review.asked import accept_words
from gui.review.why_line import WhyLine
from gui.rights import VERIFY, Rights
from gui.say import say
from gui.widgets import Button, LinkButton, Says, card, clear, column, label, row, words_label

ASKS_REASON = "fit"
"""Accepting that named and claimed differ needs a reason."""
VERIFIES = frozenset({"unverified", "unentitled", "proposal"})
"""To accept these is to say that something is verified."""
FROM_FILES = frozenset({"confirm", "file"})
"""What came in files can be refused."""


class Answers(QWidget):
    """Cards of answers and the line for a reason.

    Signals:
        answered(str): ``accept``, ``later``, ``back``, ``refuse``, ``open`` or ``drop``.
    """

    answered = Signal(str)

    def __init__(self, why: WhyLine, rights: Rights) -> None:
        super().__init__()
        self.why, self._rights = why, rights
        self.why.setPlaceholderText(say("For example: the families do not want the names written down"))
        self.says = Says()
        self._cards = QHBoxLayout()
        self._cards.setSpacing(12)
        self._aside = label("", "hint")
        self._reason = card(
            row(label(say("Why?"), "label"), self._aside, None, gap=6), self.why, self.says, gap=5, padding=9
        )
        self._hints: list[QWidget] = []
        self._is_low = False
        self.setLayout(column(self._cards, self._reason, gap=10))
        self.why.textEdited.connect(lambda _: self.says.tell("", ""))

    def show_for(self, groups: Sequence[str], segment: str) -> None:
        """The answers that fit these groups of questions in this segment."""
        clear(self._cards)
        self._hints = []
        self.says.tell("", "")
        self.why.clear()
        answers = [group for group in groups if group not in ("draft", "typed")]
        needed = segment != "settled" and ASKS_REASON in groups
        needed_words, free = say("needed here; other teams will see it"), say("optional, other teams will see it")
        to_refuse = say("needed to refuse; other teams will see it")
        only_files = segment == "todo" and set(groups) <= FROM_FILES
        self._aside.setText(needed_words if needed else to_refuse if only_files else free)
        self._reason.setVisible(segment != "settled" and groups != ["typed"])
        if segment == "settled":
            self._add(
                "1",
                "undo-2",
                say("Take the answer back"),
                say("The question is to be settled again; the history keeps both."),
                "back",
            )
            return
        if answers:
            title, told = accept_words(answers[0]) if len(answers) == 1 else _accept_all()
            barred = self.barred(answers)
            self._add("1", "check", title, barred or told, "accept", free=not barred)
        else:
            told = say("It opens where it was left.")
            self._add("Enter", "pencil-line", say("Go on with it"), told, "open")
        if groups == ["typed"]:
            self._throw_away()
        elif groups == ["file"]:
            self._refuse("2")
        elif segment == "later":
            self._add(
                "2", "rotate-ccw", say("Back to what is to do"), say("It is asked again with the others."), "back"
            )
        else:
            self._add("2", "clock", say("Later"), say("It waits under Later until somebody takes it up."), "later")
        self._third(groups)

    def _third(self, groups: Sequence[str]) -> None:
        if set(groups) <= FROM_FILES and groups != ["file"]:
            self._refuse("3")
        if groups == ["unentitled"]:
            told = say("It goes back to those that are to be verified; nothing else of it changes.")
            self._add("3", "eye", say("Not verified"), told, "unverify")

    def barred(self, groups: Sequence[str]) -> str:
        """Why this laptop may not accept these, "" when it may."""
        return "" if self._rights.may(VERIFY) or not VERIFIES & set(groups) else self._rights.told(VERIFY)

    def _refuse(self, key: str) -> None:
        told = say("Withdrawn with your reason; nothing is deleted, and it can be taken back.")
        self._add(key, "archive", say("Refuse"), told, "refuse")

    def make_low(self, *, low: bool) -> None:
        """In a low window the lines below the answers give way."""
        self._is_low = low
        for hint in self._hints:
            hint.setVisible(not low)

    def refuse(self, text: str, again: Callable[[], object] | None = None) -> None:
        """Say beside the reason why this cannot be done yet; ``again`` does it by Enter, once there is a reason."""
        self.says.tell("error", text)
        self._reason.setVisible(True)
        self.why.ask(again)

    def _add(self, key: str, icon: str, title: str, told: str, answer: str, *, free: bool = True) -> None:
        button = Button(title, icon, key)
        button.setEnabled(free)
        button.clicked.connect(lambda: self.answered.emit(answer))
        hint = words_label(told, "hint")
        hint.setVisible(not self._is_low or not free)
        self._hints += [hint] if free else []
        self._cards.addWidget(card(button, hint, None, gap=6, padding=9), 1)

    def _throw_away(self) -> None:
        drop, sure, stay = (
            LinkButton(say("Throw away")),
            LinkButton(say("Yes, throw away")),
            LinkButton(say("Keep it")),
        )
        asked = words_label(say("Throw it away? What was typed is then gone."), "hint", "warning")

        def ask(*, asking: bool) -> None:
            for part in (asked, sure, stay):
                part.setVisible(asking)
            drop.setVisible(not asking)

        drop.clicked.connect(lambda: ask(asking=True))
        stay.clicked.connect(lambda: ask(asking=False))
        sure.clicked.connect(lambda: self.answered.emit("drop"))
        made: QFrame = card(row(drop, sure, stay, None), asked, None, gap=6, padding=9)
        ask(asking=False)
        self._cards.addWidget(made, 1)


def _accept_all() -> tuple[str, str]:
    return say("Accept all that are chosen"), say("Each is accepted as if it were alone; one reason stands with all.")


def digit_of(text: str) -> str:
    """The digit of a key in any script, "" for every other key."""
    return str(int(text)) if text.isdecimal() and len(text) == 1 else ""
