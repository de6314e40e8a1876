"""What a reader's thread brings for an entry window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gui.entry.claim_cells import CREDIBILITY, QUOTE
from gui.entry.desk import Loaded
from gui.entry.facts import Facts
from storage import Entry, use_of

if TYPE_CHECKING:
    from storage import Store


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
        [judged(store, claim) for claim in _standing(store.children("claim", "incident", record))],
        _standing(store.children("victim", "incident", record)),
        _standing(sources),
        draft,
    )


def kept_draft(store: Store, form: str) -> Mapping[str, Any]:
    """What a draft has kept of this form, when there is one."""
    return next((draft.content for draft in store.drafts() if draft.id == form), {})


def _standing(entries: list[Entry]) -> list[Entry]:
    return [entry for entry in entries if not entry.values.get("withdrawn")]


def judged(store: Store, claim: Entry) -> Entry:
    """A claim with the credibility of what its source says here, as if that were one of its fields."""
    source = str(claim.values.get("source") or "")
    if not source:
        return claim
    citations = store.children("citation", "record_id", claim.id)
    use = use_of(citations, source)
    if not use.credibility:
        return claim
    return replace(claim, values={**claim.values, CREDIBILITY: use.credibility, QUOTE: use.quote})
