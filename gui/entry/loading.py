"""What a reader's thread brings for an entry window."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gui.entry.desk import Loaded
from gui.entry.facts import Facts

if TYPE_CHECKING:
    from storage import Entry, Store


def load(store: Store, record: str) -> Loaded:
    """The incident with its claims, victims and sources as they stand, and what there is to choose from."""
    facts = Facts().learn(store)
    draft = kept_draft(store, record)
    incident = store.read("incident", record)
    if incident is None:
        return Loaded(facts, draft=draft)
    sources = store.read_many("source", incident.values.get("sources") or ())
    return Loaded(
        facts,
        incident,
        _standing(store.children("claim", "incident", record)),
        _standing(store.children("victim", "incident", record)),
        _standing(sources),
        draft,
    )


def kept_draft(store: Store, form: str) -> Mapping[str, Any]:
    """What a draft has kept of this form, when there is one."""
    return next((draft.content for draft in store.drafts() if draft.id == form), {})


def _standing(entries: list[Entry]) -> list[Entry]:
    return [entry for entry in entries if not entry.values.get("withdrawn")]
