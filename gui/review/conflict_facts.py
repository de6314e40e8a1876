"""What the page of a conflict shows, read in a reader's thread; and what a decision about it saves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gui.known import Known
from gui.record.facts import FormFacts
from storage import (
    CONFLICT,
    LATER,
    RECORDS,
    Attached,
    Code,
    Dispute,
    Edit,
    Entry,
    Item,
    Outcome,
    Privacy,
    Ref,
    Refs,
    Stance,
    code_list,
    decision,
    judgement,
    taking_back,
)

if TYPE_CHECKING:
    from storage import Store

UNKNOWN = "unknown"
SAFE_MERGE = "O"
"""Wordings: the newest stands, so that many of them can be settled at once."""


@dataclass(frozen=True)
class ConflictFacts:
    """A conflict with the record around it.

    Attributes:
        dispute: as it stands now; entry: its record.
        names: of the sources that were named, by id.
        facts: what the editor for another value offers.
        files: that hang on the record, or on the incident it belongs to.
    """

    item: Item
    dispute: Dispute
    entry: Entry
    names: dict[str, str] = field(default_factory=dict)
    facts: FormFacts = field(default_factory=FormFacts)
    files: tuple[Attached, ...] = ()

    def files_of(self, stance: Stance) -> list[Attached]:
        """The files that were added on a laptop on which this value was written."""
        laptops = {(voice.team, voice.device) for voice in stance.voices}
        return [one for one in self.files if (one.team, one.device) in laptops]

    @property
    def sealed(self) -> bool:
        """Whether its values are shown only when asked for."""
        return is_sealed(self.dispute.kind, self.dispute.field)

    @property
    def has_unknown(self) -> bool:
        """Whether *unknown* is one of the words this field knows."""
        item = RECORDS[self.dispute.kind].fields.get(self.dispute.field)
        return item is not None and isinstance(item.kind, Code) and UNKNOWN in code_list(item.kind.list_name).items


def is_sealed(kind: str, name: str) -> bool:
    """Whether a field never shows by itself; one of a newer program is taken for sealed."""
    item = RECORDS[kind].fields.get(name) if kind in RECORDS else None
    return item is None or item.privacy is Privacy.SEALED


def is_conflict(item: Item) -> bool:
    """Whether teams disagree."""
    return item.question.group == CONFLICT


def is_safe(item: Item) -> bool:
    """Whether it may be settled together with others: only wordings, of which the newest stands."""
    known = RECORDS[item.kind].fields.get(item.question.rule) if item.kind in RECORDS else None
    return known is not None and known.merge == SAFE_MERGE


def read_conflict(store: Store, item: Item, language: str, known: Known) -> ConflictFacts | None:
    """Everything the page shows (in a reader's thread); None when it was settled meanwhile."""
    dispute = store.dispute(item.kind, item.record, item.question.rule)
    entry = store.read(item.kind, item.record)
    if dispute is None or entry is None:
        return None
    _learn(store, dispute, known)
    sources = {one for stance in dispute.stances for voice in stance.voices for one in voice.sources}
    names = {one: store.name_of("source", one, language) for one in sorted(sources)}
    return ConflictFacts(item, dispute, entry, names, _facts(store, dispute), _files(store, entry))


def _files(store: Store, entry: Entry) -> tuple[Attached, ...]:
    incident = entry.values.get("incident")
    records = [entry.id, *([str(incident)] if incident else [])]
    return tuple(file for one in records for file in store.attachments(one) if not file.withdrawn)


def learn_rivals(store: Store, items: Sequence[Item], known: Known) -> None:
    """Learn the names of records that lines of the list put against each other (in a reader's thread)."""
    for item in items:
        about = RECORDS[item.kind].fields.get(item.question.rule) if item.kind in RECORDS else None
        if item.row is None or about is None or not isinstance(about.kind, Ref | Refs):
            continue
        for value in item.row.disputed.get(item.question.rule, ()):
            for record in (value,) if isinstance(value, str) else tuple(value or ()):
                known.learn_name(store, about.kind.kind, record)


def _learn(store: Store, dispute: Dispute, known: Known) -> None:
    item = RECORDS[dispute.kind].fields.get(dispute.field)
    if item is None or not isinstance(item.kind, Ref | Refs):
        return
    for stance in (*(one.value for one in dispute.stances), *dispute.before):
        for record in (stance,) if isinstance(stance, str) else tuple(stance or ()):
            known.learn_name(store, item.kind.kind, record)


def _facts(store: Store, dispute: Dispute) -> FormFacts:
    item = RECORDS[dispute.kind].fields.get(dispute.field)
    facts = FormFacts()
    facts.learn(store)
    if item is not None and isinstance(item.kind, Ref | Refs) and item.kind.kind in RECORDS:
        for stance in dispute.stances:
            facts.note(store, dispute.kind, {dispute.field: stance.value})
    return facts


def decided(facts: ConflictFacts, value: Any, reason: str) -> list[Edit]:
    """What a decision saves; an earlier note is withdrawn with it."""
    return [*decision(facts.dispute, value, reason), *_without_note(facts.item)]


def noted(facts: ConflictFacts, note: str) -> list[Edit]:
    """What keeping it open with a note saves."""
    one = facts.dispute
    return [judgement(one.kind, one.record, one.question, LATER, note), *_without_note(facts.item)]


def _without_note(item: Item) -> list[Edit]:
    return [Edit("review", item.review, {"withdrawn": "accepted now"})] if item.review else []


def keeping(store: Store, items: Sequence[Item], reason: str) -> list[Edit]:
    """What settles several at once: the value that stands now is kept (in a thread)."""
    wanted = {(one.kind, one.record, one.question.rule): one for one in items if is_safe(one)}
    return [
        edit
        for one in store.disputes_of(wanted)
        for edit in [*decision(one, one.shown, reason), *_without_note(wanted[one.kind, one.record, one.field])]
    ]


def taking_back_all(store: Store, items: Sequence[Item], *, settled: bool) -> Callable[[], Outcome]:
    """What takes these answers back; of a decision about a conflict every rival is there again."""

    def take_back() -> Outcome:
        decisions = [item.review for item in items if settled and is_conflict(item)]
        last = Outcome()
        for steps in (store.history("review", review) for review in decisions):
            last = store.undo(steps[-1].save) if steps else last
        entries = store.read_many("review", [one.review for one in items if one.review not in ("", *decisions)])
        edits = [edit for one in entries for edit in taking_back(one.id, one.values)]
        return store.save(edits) if edits else last

    return take_back
