"""The page of one question: what is asked, the record around it, the answers with their keys. No answer is pushed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QSizePolicy, QVBoxLayout, QWidget

from gui.detail import fact, pair, timeline_part
from gui.frame.strip import day_and_clock
from gui.history import history_lines, reason_words
from gui.known import Known
from gui.look import theme
from gui.review.answers import Answers
from gui.review.around import record_card
from gui.review.asked import (
    GROUP_ICONS,
    explained,
    figures_told,
    group_title,
    isolated,
    question_words,
    record_line,
    rule_title,
    tag_words,
)
from gui.review.facts import ItemFacts
from gui.review.why_line import WhyLine
from gui.rights import Rights
from gui.say import ltr, say, say_message, say_n, words
from gui.table.list_cells import range_words
from gui.widgets import (
    Button,
    Chip,
    Note,
    Tag,
    card,
    clear,
    column,
    icon_label,
    label,
    row,
    rule,
    scrolled,
    words_label,
)
from storage import Count, Item, PlaceFacts, Range

WIDE, LOW = 760, 620
CHANGES = 8
FIGURES = ("killed", "injured", "missing")


class ItemPage(QWidget):
    """One question.

    Signals:
        opening: the record should be opened.
        answered(str): ``accept``, ``later``, ``back`` (to what is to do) or ``drop`` (throw away what was typed).
    """

    opening = Signal()
    answered = Signal(str)

    def __init__(self, known: Known, rights: Rights) -> None:
        super().__init__()
        self._known = known
        self._columns: QBoxLayout | None = None
        self.why = WhyLine()
        self.answers = Answers(self.why, rights)
        self.answers.answered.connect(self.answered)
        self._body = QVBoxLayout()
        self._body.setContentsMargins(18, 12, 18, 14)
        self._body.setSpacing(10)
        inner = QWidget()
        inner.setLayout(self._body)
        self._low = QWidget()
        self._low.setLayout(column(self.answers, margins=(18, 10, 18, 12)))
        self._low.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._low.hide()
        whole = column(gap=0)
        whole.addWidget(scrolled(inner), 1)
        whole.addWidget(rule())
        whole.addWidget(self._low)
        self.setLayout(whole)
        self.setMinimumWidth(theme.px(360))

    def show_nothing(self, text: str) -> None:
        """Nothing is chosen."""
        self._empty()
        line = words_label(text, "lead")
        line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._body.addSpacing(theme.px(70))
        self._body.addWidget(line)
        self._body.addStretch(1)

    def show_several(self, groups: Sequence[str], segment: str) -> None:
        """Several are chosen; ``groups`` are those of each."""
        self._empty()
        self._body.addWidget(label(say_n("{count} chosen", "{count} chosen", len(groups)), "question"))
        for group in dict.fromkeys(groups):
            icon, ink = GROUP_ICONS.get(group, ("list", "tx2"))
            count = groups.count(group)
            self._body.addLayout(row(icon_label(icon, ink), label(f"{group_title(group)}: {count:,}"), None))
        if "draft" in groups:
            self._body.addWidget(words_label(say("What was left open can only be finished by opening it."), "hint"))
        self._answer(sorted(set(groups)), segment)

    def show_facts(self, facts: ItemFacts, place: int, count: int, segment: str) -> None:
        """Lay a question out; ``place`` of ``count`` in its group."""
        self._empty()
        item, add = facts.item, self._body
        add.addLayout(self._head(facts, place, count, segment))
        add.addWidget(words_label(question_words(item), "question"))
        line = record_line(item.kind, item.row, self._known)
        if line:
            add.addWidget(words_label(line, "strong"))
        self._columns = row(gap=12)
        leading = [part for part in (self._asked(facts), self._figures(facts), self._alike(facts)) if part is not None]
        trailing = [part for part in (self._record(facts), self._history(facts)) if part is not None]
        for parts in (leading, trailing):
            if parts:
                side = column(*parts, None, gap=10)
                self._columns.addLayout(side, 1)
        add.addLayout(self._columns)
        self._answer([kind_of(item)], segment)
        self._arrange()

    # ---- parts

    def _head(self, facts: ItemFacts, place: int, count: int, segment: str) -> QBoxLayout:
        item = facts.item
        group = item.question.group
        icon, _ = GROUP_ICONS.get(group, ("list", "tx2"))
        if segment == "settled":
            tag, told = Tag(say("Settled"), "check-check", "ok"), _settled_words(facts)
        else:
            tag, told = Tag(tag_words(group, place, count), icon), explained(item)
        opener = Button(say("Open record"), "external-link", "Ctrl+O")
        opener.setVisible(item.file is None)
        opener.clicked.connect(self.opening)
        line = row(tag, words_label(told, "second"), opener, gap=10)
        line.setStretch(1, 1)
        return line

    def _asked(self, facts: ItemFacts) -> QFrame | None:
        item, group = facts.item, facts.item.question.group
        parts: list[QWidget] = []
        if group == "rule":
            parts.append(_title(rule_title(item.question.rule)))
            gone = say("The doubt itself has gone: the record was changed.")
            parts.append(words_label(say_message(facts.doubt.message) if facts.doubt else gone))
            parts.append(pair(say("Reason given"), facts.reason or say("none")))
            parts += self._author(facts)
        elif item.file is not None:
            parts += self._file(item, facts.judge)
        elif group == "confirm":
            parts += self._origin(facts)
        elif group == "draft":
            parts.append(_title(say("Still missing before it is complete")))
            parts += [words_label("• " + say_message(one.message)) for one in facts.missing]
            if not facts.missing:
                parts.append(words_label(say("Nothing is missing; it only has to be saved as complete."), "second"))
            parts += self._author(facts)
        if item.reason:
            parts.append(
                pair(say("Why it was settled") if item.verdict == "accepted" else say("Why later"), item.reason)
            )
        return card(*parts, gap=7) if parts else None

    def _author(self, facts: ItemFacts) -> list[QWidget]:
        first = facts.steps[-1] if facts.steps else None
        if first is None or facts.entry is None:
            return []
        team = self._known.team(str(facts.entry.values.get("team") or ""))
        shown = day_and_clock(first.when, datetime.now(UTC))
        return [pair(say("Entered"), shown), pair(say("By"), " · ".join(one for one in (first.who, team) if one))]

    def _file(self, item: Item, who: str) -> list[QWidget]:
        """What waits of a whole file."""
        if item.file is None:
            return []
        numbers = [pair(words().kind(kind, several=True), f"{count:,}") for kind, count in item.file.kinds.items()]
        told = say("Every row also stands below, to be looked at and answered alone.")
        taken = item.file.taken
        parts: list[QWidget] = []
        if taken is not None:
            parts.append(pair(say("Came in"), day_and_clock(taken, datetime.now(UTC))))
        parts += [pair(say("By"), who)] if who else []
        return [_title(say("What waits of it")), *numbers, *parts, words_label(told, "hint")]

    def _origin(self, facts: ItemFacts) -> list[QWidget]:
        """Which rows of which files say so, and what the record still lacks."""
        parts: list[QWidget] = [_title(say("Where it comes from"))]
        for file, sheet, number in facts.origins:
            told = say("row {row}", row=ltr(str(number)))
            if sheet:
                told = say("sheet {sheet}, row {row}", sheet=isolated(sheet), row=ltr(str(number)))
            parts.append(pair(isolated(file), told))
        if not facts.origins:
            parts.append(words_label(say("No file of it is known here."), "hint"))
        if facts.missing:
            parts.append(_title(say("Confirmed, it becomes a draft: this is missing")))
            parts += [words_label("• " + say_message(one.message)) for one in facts.missing]
        return parts

    def _figures(self, facts: ItemFacts) -> QFrame | None:
        if facts.incident is None:
            return None
        parts: list[QWidget] = [_title(say("Named and claimed"))]
        for figure in FIGURES:
            claimed = range_words(facts.incident[f"{figure}_min"], facts.incident[f"{figure}_max"])
            named = range_words(facts.incident[f"named_{figure}"] or 0, facts.incident[f"named_{figure}_max"])
            if claimed or named not in ("", "0"):
                parts.append(_figure_line(figure, named or "0", claimed or "?"))
        for claim in facts.claims:
            parts.append(fact(self._claim_words(claim.entry.values), isolated(claim.source or say("a source"))))
        if not facts.claims:
            parts.append(words_label(say("No source says how many."), "hint"))
        return card(*parts, gap=7)

    def _claim_words(self, values: Any) -> str:
        counts = {one: values.get(one) for one in FIGURES}
        return figures_told({
            one: Count().show(value, self._known.reading())
            for one, value in counts.items()
            if isinstance(value, Range)
        })  # fmt: skip

    def _record(self, facts: ItemFacts) -> QFrame | None:
        if facts.entry is None:
            return None
        return record_card(facts.entry, facts.narrative, self._known)

    def _history(self, facts: ItemFacts) -> QFrame | None:
        if facts.entry is None or not facts.steps:
            return None
        lines = history_lines(facts.entry.kind, facts.steps, self._known)[:CHANGES]
        return card(timeline_part(say("Who changed what"), lines))

    def _alike(self, facts: ItemFacts) -> QFrame | None:
        if facts.item.question.group != "proposal":
            return None
        parts: list[QWidget] = [_title(say("Places that are called nearly the same"))]
        parts += [fact(self._known.parents(one.id), _name(one)) for one in facts.alike]
        if not facts.alike:
            parts.append(words_label(say("None in this register."), "hint"))
        return card(*parts, gap=6)

    # ---- answers

    def _answer(self, groups: Sequence[str], segment: str) -> None:
        first = say("Nothing is lost and nothing is guessed.")
        told = say("You can take this back at any time: Ctrl+Z now, or under Settled later.")
        self._body.addWidget(Note("information", first, told, icon_name="shield"))
        self._body.addStretch(1)
        self.answers.show_for(groups, segment)
        self._low.show()

    def _empty(self) -> None:
        self._columns = None
        self._low.hide()
        clear(self._body)

    def _arrange(self) -> None:
        if self._columns is not None:
            wide = self.width() >= theme.px(WIDE)
            way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
            self._columns.setDirection(way)

    def resizeEvent(self, event: Any) -> None:
        """One column in a narrow window."""
        super().resizeEvent(event)
        self.answers.make_low(low=self.height() < theme.px(LOW))
        self._arrange()


def kind_of(item: Item) -> str:
    """What is answered: the group of a question, what is being typed (``typed``), a whole file (``file``)."""
    return "typed" if item.draft is not None else "file" if item.file is not None else item.question.group


def _title(text: str) -> QWidget:
    return label(text, "strong")


def _name(place: PlaceFacts) -> str:
    other = place.name_en if words().language == "ar" else place.name_ar
    return " · ".join(dict.fromkeys(one for one in (place.name(words().language), other) if one))


def _figure_line(figure: str, named: str, claimed: str) -> QWidget:
    names = {"killed": say("Killed"), "injured": say("Injured"), "missing": say("Missing")}
    part = QWidget()
    title = label(names[figure], "hint")
    title.setFixedWidth(theme.px(70))
    told = say("{named} named, {claimed} claimed", named=named, claimed=claimed)
    part.setLayout(row(title, Chip(figure, claimed), label(told, "paneText"), None, gap=8))
    return part


def _settled_words(facts: ItemFacts) -> str:
    if facts.judge:
        return say("{who} settled this.", who=facts.judge)
    return say("Somebody settled this.") + (" " + reason_words(facts.item.reason) if facts.item.reason else "")
