"""What happened, and what was hit: the second card."""

from __future__ import annotations

from typing import Any

from gui.entry.card import Card, CardHead
from gui.entry.choices import AttackEditor
from gui.entry.desk import Desk
from gui.forms.editors import Ask, CodeEditor, State
from gui.forms.editors_by_kind import Offers, editor_for
from gui.forms.form import FieldBox
from gui.look import theme
from gui.say import say
from gui.widgets import label, row
from storage import Kind, new_id

FIELDS = (
    "attack", "weapon", "platform", "strikes", "actor", "actor_confidence", "target", "target_note",
)  # fmt: skip


class ActorEditor(CodeEditor):
    """An actor: one of the organisation's, or a new one by its typed name."""

    def __init__(self, desk: Desk, kind: Kind[Any], reading: Ask, offers: Offers, hint: str) -> None:
        super().__init__(kind, reading, offers, hint=hint)
        self._desk = desk

    def take(self) -> None:
        """A name that no actor has becomes a new one, saved with the incident."""
        if self.untouched:
            return
        text = self.text()
        if not text.strip() or self._desk.facts.find("actor", text):
            super().take()
            return
        record = new_id()
        self._desk.facts.propose_actor(record, text)
        self.set_state(State(text.strip(), record))


class What(Card):
    """What happened and what it hit."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        form, ask = desk.form, desk.reading

        def box(name: str, **more: Any) -> FieldBox:
            return FieldBox(form, name, editor_for(form.field(name), ask), **more)

        attack = AttackEditor(form.field("attack").kind, ask)
        self.attack = FieldBox(form, "attack", attack, text="")
        actor = ActorEditor(desk, form.field("actor").kind, ask, desk.actor_offers, say("not said"))
        strikes = box("strikes", text=say("Strikes"))
        strikes.setFixedWidth(theme.px(96))
        means = row(box("weapon", aside=say("optional")), box("platform"), strikes, gap=8)
        blame = row(
            FieldBox(form, "actor", actor, aside=say("internal")),
            FieldBox(form, "actor_confidence", editor_for(form.field("actor_confidence"), ask)),
            gap=8,
        )
        for line, widths in ((means, (4, 4, 0)), (blame, (1, 1))):
            for number, stretch in enumerate(widths):
                line.setStretch(number, stretch)
        head = CardHead("zap", say("What happened"), "Alt+3", required=True)
        head.add(label(say("press the letter to choose"), "hint"))
        self.section(head, self.attack, means, blame)
        target, note = box("target", text=""), box("target_note", text="")
        hit = row(target, note, gap=8)
        hit.setStretch(0, 2)
        hit.setStretch(1, 3)
        self.section(CardHead("building-2", say("What was hit"), "Alt+4"), hit)
        self.whole.addStretch(1)
        self.entrances = {3: attack, 4: target.editor}
