"""The page of a conflict: the values side by side with who stands behind each, and the answers with their keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from gui.detail import pair
from gui.forms.editors import Editor
from gui.forms.editors_by_kind import editor_for
from gui.forms.sealed import Sealed
from gui.forms.sealed_editor import SealedEditor
from gui.frame.strip import day_and_clock
from gui.known import Known
from gui.look import theme
from gui.review.around import record_card
from gui.review.asked import record_line
from gui.review.conflict_facts import UNKNOWN, ConflictFacts, decided, noted
from gui.review.conflict_words import field_words, meanwhile_words, value_words, voices_words
from gui.review.evidence import files_line
from gui.review.why_line import WhyLine
from gui.rights import SETTLE
from gui.say import lead, ltr, say, say_message
from gui.widgets import (
    Button,
    KeyBox,
    Note,
    Says,
    Tag,
    card,
    clear,
    column,
    label,
    row,
    rule,
    scrolled,
    words_label,
)  # fmt: skip
from storage import RECORDS, Dispute, PlaceRef, Ref, Refs, Stance, Store

if TYPE_CHECKING:
    from gui.context import Context

WIDE = 620
SHORT = 14
"""Values up to so many letters are shown large."""


class ConflictPage(QWidget):
    """One conflict.

    Signals:
        opening: the record should be opened.
        saving(object, str): these edits settle it, or keep it open, with this reason.
        back: it should be asked again with the others.
    """

    opening = Signal()
    saving = Signal(object, str)
    back = Signal()

    def __init__(self, context: Context, known: Known) -> None:
        super().__init__()
        self._context, self._known = context, known
        self._facts: ConflictFacts | None = None
        self._later = False
        self._sides: QBoxLayout | None = None
        self.editor: Editor | None = None
        self.why = WhyLine()
        self.why.setPlaceholderText(say("For example: the hospital list is copied from the identity card"))
        self.says = Says()
        self.why.textEdited.connect(lambda _: self.says.tell("", ""))
        self._aside = label("", "hint")
        self._reason = card(
            row(label(say("Why?"), "label"), self._aside, None, gap=6), self.why, self.says, gap=5, padding=9
        )
        self._body = QVBoxLayout()
        self._body.setContentsMargins(18, 12, 18, 14)
        self._body.setSpacing(10)
        inner = QWidget()
        inner.setLayout(self._body)
        low = QWidget()
        low.setLayout(column(self._reason, margins=(18, 10, 18, 12)))
        whole = column(gap=0)
        self._area = scrolled(inner)
        whole.addWidget(self._area, 1)
        whole.addWidget(rule())
        whole.addWidget(low)
        self.setLayout(whole)

    # ---- showing

    def show_facts(self, facts: ConflictFacts, place: int, count: int, *, later: bool) -> None:
        """Lay a conflict out; ``place`` of ``count``; ``later``: it was kept open with a note."""
        same = self._facts is not None and self._facts.dispute.what == facts.dispute.what
        self._facts, self._later = facts, later
        clear(self._body)
        if not same:
            self.why.clear()
        self.says.tell("", "")
        needed, free = say("needed here; other teams will see it"), say("optional, other teams will see it")
        self._aside.setText(needed if facts.dispute.protected else free)
        one, add = facts.dispute, self._body
        add.addLayout(self._head(place, count))
        title = say("Which is right: {field}?", field=field_words(one.kind, one.field))
        add.addWidget(words_label(title, "question"))
        line = record_line(one.kind, facts.item.row, self._known)
        if line:
            add.addWidget(words_label(line, "strong"))
        if facts.item.reason:
            add.addWidget(pair(say("Why later"), facts.item.reason))
        self._sides = QHBoxLayout()
        self._sides.setSpacing(12)
        for number, stance in enumerate(one.stances, 1):
            self._sides.addWidget(self._stance(number, stance), 1)
        add.addLayout(self._sides)
        add.addLayout(self._others(len(one.stances)))
        told = meanwhile_words(facts, self._known)
        first = say("Until you decide, nothing is lost and nothing is guessed.")
        add.addWidget(Note("information", first, told, icon_name="shield"))
        if self._barred:
            add.addWidget(Note("warning", *self._context.rights.refusal(SETTLE)))
        add.addWidget(record_card(facts.entry, "", self._known, without=one.field))
        add.addStretch(1)
        self._arrange()

    def _head(self, place: int, count: int) -> QBoxLayout:
        parts = {"place": ltr(str(place)), "count": ltr(f"{count:,}")}
        tag = Tag(say("Conflict {place} of {count}", **parts), "git-pull-request-arrow", "error")
        told = say("Two teams changed the same cell before they exchanged.")
        opener = Button(say("Open record"), "external-link", "Ctrl+O")
        opener.clicked.connect(self.opening)
        line = row(tag, words_label(told, "second"), opener, gap=10)
        line.setStretch(1, 1)
        return line

    def _stance(self, number: int, stance: Stance) -> QFrame:
        facts = self._shown()
        one, voice = facts.dispute, stance.voices[0]
        text = value_words(one.kind, one.field, stance.value, self._known)
        team = voices_words([each.team for each in stance.voices]) or say("a team not known here")
        parts: list[Any] = [row(KeyBox(ltr(str(number))), label(team, "strong"), None, gap=8)]
        if facts.sealed:
            parts.append(self._covered(number - 1))
        else:
            value = words_label(lead(text) + text, "figure" if len(text) <= SHORT else "question")
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            parts.append(value)
        parts.append(pair(say("Entered"), day_and_clock(voice.when, datetime.now(UTC))))
        people = voices_words([each.who for each in stance.voices]) or say("not known here")
        laptops = voices_words([each.device for each in stance.voices])
        by = say("{who}, laptop “{device}”", who=people, device=laptops) if laptops else people
        parts.append(pair(say("By"), by))
        sources = voices_words([facts.names.get(one, "") for each in stance.voices for one in each.sources])
        parts.append(pair(say("Source"), sources or say("none named")))
        if facts.files:
            parts.append(files_line(self._context, facts.files_of(stance)))
        why = voices_words([each.why for each in stance.voices])
        if why:
            parts.append(pair(say("Why"), why))
        before = [value_words(one.kind, one.field, each, self._known) for each in one.before]
        parts.append(pair(say("Before that"), "…" if facts.sealed else voices_words(before) or say("nothing")))
        short = say("Keep {value}", value=text) if len(text) <= SHORT and not facts.sealed else say("Keep this")
        keep = Button(short, "check", str(number))
        keep.setEnabled(not self._barred)
        keep.clicked.connect(lambda: self.press(number))
        parts += [None, keep]
        return card(*parts, gap=6, padding=12)

    def _covered(self, at: int) -> Sealed:
        """A sealed value, shown for a while when somebody asks."""
        one = self._shown().dispute
        known = self._known

        def read(store: Store) -> str:
            found: Dispute | None = store.dispute(one.kind, one.record, one.field)
            if found is None or at >= len(found.stances):
                return ""
            return value_words(one.kind, one.field, found.stances[at].value, known)

        return Sealed(self._context, read, (say("Show it"), field_words(one.kind, one.field)))

    def _others(self, count: int) -> QBoxLayout:
        third = count + 1
        fourth = count + (1 if self._barred else 2)
        parts: list[Any] = []
        self.editor = None if self._barred else self._editor()
        if self.editor is not None:
            save = Button(say("Save"), "", str(third))
            save.clicked.connect(lambda: self.press(third))
            head = row(KeyBox(ltr(str(third))), label(say("Write another value"), "strong"), None, gap=8)
            line = row(self.editor, save, gap=8)
            line.setStretch(0, 1)
            parts.append(card(head, line, gap=8, padding=12))
        unsure = Button(self._unsure_words(), "", str(fourth))
        unsure.clicked.connect(lambda: self.press(fourth))
        title = say("Back to what is to do") if self._later else say("Nobody can tell")
        head = row(KeyBox(ltr(str(fourth))), label(title, "strong"), None, gap=8)
        told = say("It stays open with your note, under Later.")
        if self._later:
            told = say("It is asked again with the others.")
        elif self._may_be_unknown:
            told = say("It becomes “unknown”; what both wrote stays in the history.")
        line = row(words_label(told, "hint"), unsure, gap=8)
        line.setStretch(0, 1)
        parts.append(card(head, line, gap=8, padding=12))
        made = QHBoxLayout()
        made.setSpacing(12)
        for part in parts:
            made.addWidget(part, 1)
        self._lower = made
        return made

    def _unsure_words(self) -> str:
        if self._later:
            return say("Ask again")
        return say("Unknown") if self._may_be_unknown else say("Keep both")

    @property
    def _barred(self) -> bool:
        """Whether others decide this."""
        return self._shown().dispute.protected and not self._context.rights.may(SETTLE)

    @property
    def _may_be_unknown(self) -> bool:
        return self._shown().has_unknown and not self._barred

    def _editor(self) -> Editor | None:
        facts = self._shown()
        item = RECORDS[facts.dispute.kind].fields.get(facts.dispute.field)
        if item is None:
            return None
        known = facts.facts
        if facts.sealed:
            made: Editor = SealedEditor(item.kind, known.reading)
        elif isinstance(item.kind, PlaceRef):
            made = editor_for(item, known.reading, known.places, hint="")
        elif isinstance(item.kind, Ref | Refs):
            made = editor_for(item, known.reading, known.offers(item.kind.kind), hint="")
        else:
            made = editor_for(item, known.reading, hint="")
        made.advance.connect(lambda: self._write(made))  # Enter
        made.setAccessibleName(say("Another value"))
        return made

    # ---- what a person does

    def press(self, number: int) -> bool:
        """The answer with this number; False when there is none."""
        if self._facts is None:
            return False
        stances = self._facts.dispute.stances
        if 1 <= number <= len(stances):
            self._settle(stances[number - 1].value)
        elif number == len(stances) + 1 and self.editor is not None:
            self._write(self.editor)
        elif number == len(stances) + (1 if self._barred else 2):
            self._unsure()
        else:
            return False
        return True

    def refuse(self, text: str, again: Callable[[], object] | None = None) -> None:
        """Say beside the reason why this cannot be done yet; ``again`` does it by Enter, once there is a reason."""
        self.says.tell("error", text)
        self.why.ask(again)

    def _write(self, editor: Editor) -> None:
        editor.take()
        state = editor.state
        if state.problem is not None:
            self.says.tell("error", say_message(state.problem))
        elif state.empty:
            self.says.tell("error", say("Type the value first, then press Enter."))
        else:
            self._settle(state.value)
            return
        editor.setFocus()
        self._area.ensureWidgetVisible(editor, 0, theme.px(40))

    def _settle(self, value: Any) -> None:
        facts, reason = self._shown(), self.why.text().strip()
        if self._barred:
            self.refuse(self._context.rights.told(SETTLE))
            return
        if facts.dispute.protected and not reason:
            self.refuse(say("Write in a few words how you know, then press Enter."), lambda: self._settle(value))
            return
        self.saving.emit(decided(facts, value, reason), reason)

    def _unsure(self) -> None:
        facts, note = self._shown(), self.why.text().strip()
        if self._later:
            self.back.emit()
        elif self._may_be_unknown:
            self._settle(UNKNOWN)
        elif not note:
            self.refuse(say("Write in a few words what was tried, then press Enter."), self._unsure)
        else:
            self.saving.emit(noted(facts, note), note)

    def _shown(self) -> ConflictFacts:
        assert self._facts is not None
        return self._facts

    # ---- looks

    def _arrange(self) -> None:
        wide = self.width() >= theme.px(WIDE)
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        for part in (self._sides, getattr(self, "_lower", None)):
            if part is not None:
                part.setDirection(way)

    def resizeEvent(self, event: Any) -> None:
        """One column in a narrow window."""
        super().resizeEvent(event)
        if self._facts is not None:
            self._arrange()
