"""The second step of an import: spellings that are not understood for sure, each asked once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from gui.exchange.foreign_columns import StepTable
from gui.exchange.foreign_lines import Held, Line, question_columns
from gui.look import theme
from gui.say import say, say_n, words
from gui.table.line_list import ListLine, Offer
from gui.table.list_cells import also_called
from gui.widgets import Button, KeyBox, card, column, label, row, words_label
from storage import fold

if TYPE_CHECKING:
    from exports import Question
    from gui.context import Context

NEW, EMPTY = "", "-"
_NEW = "propose"
"""The value of the offer that proposes a place; an empty one would mean that nothing is marked."""


class WordsStep(QWidget):
    """The questions and their answers.

    Signals:
        changed: an answer was given or taken back.
    """

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.questions: list[Question] = []
        self.answers: dict[str, str] = {}
        self.asked: dict[str, Question] = {}
        self.told = label("", "hint")
        self.all = Button(say("Take all suggestions"), "check-check")
        self.keep = QCheckBox(say("Remember these spellings as other names of the places"))
        self.keep.setChecked(True)
        self.about = label("", "strong")
        self.line = ListLine(self._offers)
        self.line.setAccessibleName(say("Means"))
        self.line.setPlaceholderText(say("Type what is meant…"))
        self.table = StepTable(question_columns())
        self.table.setAccessibleName(say("Spellings to be understood"))
        self._labels: dict[str, str] = {}
        self._lay_out()
        self.all.clicked.connect(self.take_all)
        self.line.picked.connect(self.choose)
        self.table.opened.connect(lambda _: self.begin_choosing())
        self.table.current_row.connect(lambda _: self._tell_current())
        self.table.emptied.connect(lambda: self.choose(EMPTY))
        self.table.next_asked.connect(self.go_on)

    def _lay_out(self) -> None:
        why = words_label(
            say("Each spelling is asked once and remembered. Rows that wait for an answer are not taken."),
            "second",
        )
        self.line.setMinimumWidth(theme.px(330))
        keys = row(
            KeyBox("Enter"), label(say("choose"), "hint"), 6, KeyBox("Delete"), label(say("leave empty"), "hint"), 6,
            KeyBox("N"), label(say("next open"), "hint"), gap=5,
        )  # fmt: skip
        answer = row(self.about, self.line, None, keys, gap=10, margins=(10, 7, 10, 7))
        first = row(why, self.told, self.all, gap=12)
        first.setStretch(0, 1)
        whole = column(first, card(answer, self.table, gap=0, padding=1), self.keep, gap=9, margins=(14, 0, 14, 0))
        whole.setStretch(1, 1)
        self.setLayout(whole)

    # ---- what is shown

    def show_questions(self, questions: Sequence[Question]) -> None:
        """Those of a plan; answers given before stay."""
        self.questions = list(questions)
        self.asked |= {one.key: one for one in questions}
        self._labels = {}
        self._show(keep=False)

    @property
    def open(self) -> int:
        """How many have no answer."""
        return sum(one.key not in self.answers for one in self.questions)

    @property
    def spellings(self) -> dict[str, str]:
        """Spellings of places that shall be kept → the place; empty when they shall not."""
        answered = ((one, self.answers.get(key, "")) for key, one in self.asked.items() if one.what == "place")
        return {one.text: place for one, place in answered if len(place) > 1} if self.keep.isChecked() else {}

    def _show(self, *, keep: bool) -> None:
        lines = []
        for at, one in enumerate(self.questions):
            told = one.key in self.answers
            value = self.answers[one.key] if told else one.offer
            lines.append(Line(at, one, self._label(one, value) if told or value else "", told))
        self.table.show_listing(lambda: Held(lines), keep=keep)
        offers = sum(bool(one.offer) and one.key not in self.answers for one in self.questions)
        self.all.setEnabled(offers > 0)
        self.told.setText(say_n("{count} open", "{count} open", self.open))
        self.keep.setVisible(any(one.what == "place" for one in self.questions))

    def _label(self, question: Question, value: str) -> str:
        if value == EMPTY:
            return say("left empty")
        if value == NEW:
            return say("a new place, proposed")
        told = next((one.label for one in question.choices if one.value == value), "") or self._labels.get(value, "")
        if not told and question.what == "place":
            facts = self.context.store.places.get(value)
            told = facts.name(words().language) if facts is not None else value
        return told or value

    def _tell_current(self) -> None:
        line = self.table.line()
        self.about.setText(line.about.text[:40] if line is not None else "")
        self.line.setText(line.answer if line is not None and line.answered else "")

    # ---- answering

    def begin_choosing(self) -> None:
        """The line for the spelling under the cursor."""
        self.line.setFocus()
        self.line.selectAll()
        self.line.open_list()

    def go_on(self) -> None:
        """To the next open question, from the end to the beginning again."""
        count, here = len(self.questions), self.table.currentIndex().row()
        for step in range(1, count + 1):
            if self.questions[(here + step) % count].key not in self.answers:
                self.table.go_to((here + step) % count)
                return

    def choose(self, value: str) -> None:
        """The answer for the spelling under the cursor; the cursor goes on to the next open one."""
        line = self.table.line()
        if line is None:
            return
        self.answers[line.about.key] = NEW if value == _NEW else value
        self._show(keep=True)
        self.table.setFocus()
        self.go_on()
        self.changed.emit()

    def take_all(self) -> None:
        """Every suggestion that has no other answer."""
        for one in self.questions:
            if one.offer and one.key not in self.answers:
                self.answers[one.key] = one.offer
        self._show(keep=True)
        self.table.setFocus()
        self.changed.emit()

    def _offers(self, typed: str) -> Sequence[Offer]:
        line = self.table.line()
        if line is None:
            return []
        question: Question = line.about
        wanted = fold(typed).split()
        found = [
            Offer(one.value, one.label)
            for one in question.choices
            if one.value not in (NEW, EMPTY) and all(word in fold(one.label) for word in wanted)
        ]
        if question.what == "place":
            found += self._places(typed, {one.value for one in found})
            found.append(Offer(_NEW, say("Propose it as a new place"), icon="plus", quiet=True))
        return [*found, Offer(EMPTY, say("Leave it empty"), icon="minus", quiet=True)]

    def _places(self, typed: str, there: set[str]) -> list[Offer]:
        """Places of the gazetteer by what is typed, with the areas they lie in."""
        if not typed.strip() or not self.context.is_open:
            return []
        store, language = self.context.store, words().language
        found = []
        for facts in store.suggest_places(typed, 8):
            if facts.id in there:
                continue
            above = [one.name(language) for one in store.places.parents(facts.id) if one.level > 0][:2]
            self._labels[facts.id] = say(", ").join([facts.name(language), *above])
            beside = say(", ").join((*(also_called(facts) if facts.rivals else ()), *above))
            found.append(Offer(facts.id, facts.name(language), beside=beside, box=facts.code))
        return found
