"""One village beside the list: its ledger, its movements, its state over time, who stayed and why, what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from gui.detail import Line, timeline_part
from gui.history import history_lines
from gui.known import Known
from gui.look import theme
from gui.map.mini import record_map
from gui.say import ltr, say, words
from gui.table.list_cells import range_words
from gui.villages.cells import disputed_words, icon_of, state_words, tone_of
from gui.villages.columns import short_day
from gui.villages.facts import VillageFacts
from gui.villages.ledger_card import LedgerCard
from gui.villages.movements_card import MovementsCard
from gui.villages.moves import ends_of
from gui.villages.time_card import TimeCard
from gui.widgets import (
    Button,
    LinkButton,
    Tag,
    clear,
    column,
    heading,
    icon_label,
    label,
    row,
    rule,
    scrolled,
    words_label,
)
from gui.widgets.layout import Part
from storage import DayValue, Step

if TYPE_CHECKING:
    from gui.context import Context

SOON = 6
"""Changes shown before all of them are asked for."""
NARROW = 720


class VillageDetail(QWidget):
    """The trailing side of the room.

    Signals:
        verb(str, str): what is to be done, with which record: ``record``, ``state``, ``population`` of the village;
            ``open``, ``copy``, ``withdraw``, ``onward``, ``return`` a movement; ``open:<kind>`` another record.
        shown: a village is laid out.
    """

    verb = Signal(str, str)
    shown = Signal()

    def __init__(self, context: Context, known: Known) -> None:
        super().__init__()
        self._context, self._known = context, known
        self.facts: VillageFacts | None = None
        self.movements: MovementsCard | None = None
        self.time: TimeCard | None = None
        self._all = False
        self._head = QVBoxLayout()
        self._body = QVBoxLayout()
        self._body.setSpacing(10)
        self._body.setContentsMargins(14, 2, 14, 14)
        inner = QWidget()
        inner.setLayout(self._body)
        self.area: QScrollArea = scrolled(inner)
        self._head.setContentsMargins(14, 10, 14, 8)
        self.setLayout(column(self._head, self.area, gap=0))
        self._later = QTimer(self, singleShot=True, interval=0)
        self.say_nothing(say("Choose a village to see it here."))

    def say_nothing(self, text: str) -> None:
        """No village is chosen."""
        self.facts = None
        self.movements = self.time = None
        self._empty()
        self._body.addWidget(words_label(text, "hint"))
        self._body.addStretch(1)

    def _empty(self) -> None:
        clear(self._head)
        clear(self._body)

    def show_village(self, facts: VillageFacts) -> None:
        """Lay a village out; the same one read again keeps its place and its movement."""
        same = self.facts is not None and self.facts.village.id == facts.village.id
        at = self.area.verticalScrollBar().value() if same else 0
        move = self.movements.table.current_id() if same and self.movements is not None else ""
        had = same and self.movements is not None and self.movements.table.hasFocus()
        self._all = self._all and same
        self.setUpdatesEnabled(False)
        self._empty()
        self.facts = facts
        self._lay_out(facts)
        self.setUpdatesEnabled(True)
        if same:
            QTimer.singleShot(0, self, lambda: self.area.verticalScrollBar().setValue(at))
        if move:
            self._go_to_move(move, focus=had)
        self._fit()
        self.shown.emit()

    def _lay_out(self, facts: VillageFacts) -> None:
        self._head.addLayout(self._heading(facts))
        self.movements = MovementsCard(facts.moves, self._known)
        self.movements.table.opened.connect(lambda record: self.verb.emit("open", record))
        self.movements.table.verb.connect(self.verb)
        self.time = TimeCard(facts, self._known)
        self.time.opened.connect(lambda kind, record: self.verb.emit(f"open:{kind}", record))
        self.time.history_asked.connect(self.show_all_changes)
        self._ledger = LedgerCard(facts, self._known)
        self._body.addWidget(record_map(self._context, "place", facts.village.id))
        for part in (self._ledger, self.movements, self.time):
            self._body.addWidget(part)
        beside = row(self._people(facts), self._stayed(facts), gap=10)
        beside.setStretch(0, 1)
        beside.setStretch(1, 1)
        self._body.addLayout(beside)
        self.history = self._history(facts)
        self._body.addWidget(self.history)
        self._body.addStretch(1)

    def _heading(self, facts: VillageFacts) -> Any:
        village = facts.village
        name, other = village.names(words().language)
        beside = " · ".join(part for part in (other, ltr(village.code) if village.code else "") if part)
        standing = facts.ledger.standing
        shown = disputed_words(village.rivals, village.share) if len(village.rivals) > 1 else state_words(
            village.state, village.share
        )  # fmt: skip
        tone = "warning" if standing.disputed else tone_of(village.state) if village.state else ""
        tag = Tag(shown, icon_of(village.state), "" if tone == "neutral" else tone)
        title = heading(name)
        title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        code = label(beside, "second")
        code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        code.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.state_button = Button(say("Change the state"), "house", "Ctrl+H")
        self.state_button.clicked.connect(lambda: self.verb.emit("state", village.id))
        self.record_button = Button(say("Record a movement"), "plus", "Ctrl+N", kind="primary")
        self.record_button.clicked.connect(lambda: self.verb.emit("record", village.id))
        parents = label(self._known.area(village.id), "hint")
        parents.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        day = label(say("on {day}", day=short_day(DayValue.on(facts.day), self._known)), "hint")
        first = row(title, code, self.state_button, self.record_button, gap=8)
        first.setStretch(1, 1)
        return column(first, row(tag, day, parents, gap=8), gap=6)

    def _people(self, facts: VillageFacts) -> QFrame:
        add = LinkButton(say("Add a figure"))
        add.clicked.connect(lambda: self.verb.emit("population", facts.village.id))
        lines: list[Part] = []
        for one in facts.counts:
            value = one.values
            people = range_words(*ends_of(value.get("persons"))) or "?"
            told = say("{people} people", people=people)
            families = range_words(*ends_of(value.get("households")))
            if families:
                told = say("{people}, {households} households", people=told, households=families)
            day = short_day(value.get("day"), self._known) if value.get("day") else say("no date")
            lines.append(
                self._line(day, told, facts.sources.get(str(value.get("source") or ""), ""), "population", one.id)
            )
        if not lines:
            lines.append(words_label(say("Nobody has said how many people live here."), "hint"))
        return _card("users", say("People of this village"), lines, add)

    def _stayed(self, facts: VillageFacts) -> QFrame:
        told = [
            one
            for one in reversed(facts.seen)
            if one.entry.values.get("who_stayed") or one.entry.values.get("why_stayed")
        ]
        lines: list[Part] = []
        for one in told[:3]:
            value = one.entry.values
            who = say(", ").join(words().code("vulnerability", str(code)) for code in value.get("who_stayed") or ())
            why = str(value.get("why_stayed") or "")
            day = short_day(value.get("day"), self._known)
            lines.append(
                self._line(day, say(": ").join(part for part in (who, why) if part), "", "village_state", one.entry.id)
            )
        lines += self._left_behind(facts)
        if not lines:
            lines.append(words_label(say("Nobody has said who stayed, or why."), "hint"))
        return _card("life-buoy", say("Who stayed, and why"), lines, None)

    def _left_behind(self, facts: VillageFacts) -> list[Part]:
        told = [one for one in facts.moves if one.left_behind and one.origin == facts.village.id]
        return [
            self._line(short_day(one.started, self._known), one.left_behind, "", "movement", one.id)
            for one in told[-2:]
        ]

    def _line(self, day: str, told: str, beside: str, kind: str, record: str) -> QWidget:
        when = LinkButton(day or say("no date"))
        when.setToolTip(say("Open"))
        when.clicked.connect(lambda: self.verb.emit(f"open:{kind}", record))
        said = column(words_label(told, "paneText"), gap=0)
        if beside:
            said.addWidget(words_label(beside, "hint"))
        made = QWidget()
        inside = row(gap=10)
        inside.addWidget(when, 0, Qt.AlignmentFlag.AlignTop)
        inside.addLayout(said, 1)
        made.setLayout(inside)
        return made

    def _history(self, facts: VillageFacts) -> QFrame:
        lines = []
        ordered = sorted(facts.steps, key=lambda one: one[1].when, reverse=True)
        for kind, group in _saves(ordered):
            lines += [(kind, line) for line in history_lines(kind, group, self._known)]
        shown = lines if self._all else lines[:SOON]
        more = None
        if len(lines) > len(shown):
            more = LinkButton(say("All changes ({count})", count=facts.changes))
            more.clicked.connect(self.show_all_changes)
        told = [_with_kind(kind, line) for kind, line in shown]
        part = timeline_part("", told, more)
        for empty in part.findChildren(QLabel)[:1]:
            empty.hide()
        return _card("history", say("Who changed what"), [part], None)

    def show_all_changes(self) -> None:
        """Every change, below everything else."""
        if self.facts is None:
            return
        self._all = True
        old = self.history
        self.history = self._history(self.facts)
        self._body.replaceWidget(old, self.history)
        old.hide()
        old.deleteLater()
        QTimer.singleShot(0, self, lambda: self.area.ensureWidgetVisible(self.history, 0, 400))

    def go_to_move(self, record: str) -> None:
        """Put the cursor on a movement."""
        self._go_to_move(record, focus=True)

    def _go_to_move(self, record: str, *, focus: bool) -> None:
        moves = self.facts.moves if self.facts is not None else ()
        at = next((number for number, one in enumerate(moves) if one.id == record), -1)
        if at < 0 or self.movements is None:
            return
        table = self.movements.table
        table.rows.counted.connect(lambda _: table.go_to(at))
        table.go_to(at)
        if focus:
            table.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Key boxes give way in a narrow window."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Shorter words and no key boxes in a narrow window."""
        if self.facts is None or self.movements is None:
            return
        narrow = self.width() < theme.px(NARROW)
        self.state_button.set_word(say("State") if narrow else say("Change the state"))
        self.record_button.set_word(say("Movement") if narrow else say("Record a movement"))
        for button in (self.state_button, self.record_button):
            button.show_key(shown=not narrow)
        self._ledger.make_narrow(narrow=narrow)
        self.movements.make_narrow(narrow=narrow)


def _card(drawing: str, title: str, lines: Sequence[Part], action: QWidget | None) -> QFrame:
    made = QFrame()
    made.setProperty("kind", "card")
    head = row(icon_label(drawing, "tx", 16), label(title, "strong"), None, gap=7, margins=(12, 6, 12, 6))
    if action is not None:
        head.addWidget(action)
    body = column(*lines, None, gap=6, margins=(12, 8, 12, 10))
    made.setLayout(column(head, rule(), body, gap=0, margins=(1, 1, 1, 1)))
    return made


def _saves(ordered: Sequence[tuple[str, Step]]) -> list[tuple[str, list[Step]]]:
    """Steps of one save of one kind together, newest first."""
    return [
        (kind, [step for _, step in group]) for (_, kind), group in groupby(ordered, lambda one: (one[1].save, one[0]))
    ]


def _with_kind(kind: str, line: Line) -> Line:
    return replace(line, what=say("{kind}: {what}", kind=words().kind(kind), what=line.what))
