"""What a reader's thread brings for the window of a record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gui.entry.loading import kept_draft
from gui.record.facts import FormFacts

if TYPE_CHECKING:
    from gui.record.beside import Beside
    from gui.record.plan import FormPlan
    from storage import Entry, Store


@dataclass(frozen=True)
class Loaded:
    """What there is to choose from, the record as it stands, what belongs to its parts, and what a draft has kept."""

    facts: FormFacts
    entry: Entry | None = None
    parts: Mapping[str, Any] = field(default_factory=dict)
    draft: Mapping[str, Any] = field(default_factory=dict)


def load_record(
    plan: FormPlan, store: Store, record: str, given: Mapping[str, Any], parts: Sequence[Beside]
) -> Loaded:
    """Read everything the window shows (in a reader's thread)."""
    facts, entry, draft = plan.facts().learn(store), store.read(plan.kind, record), kept_draft(store, record)
    facts.note(store, plan.kind, {**given, **(entry.values if entry is not None else {})})
    found = {part.name: part.read(store, record, facts) for part in parts}
    return Loaded(facts, entry, found, draft)
