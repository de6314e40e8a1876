"""What a reader's thread brings for an entry window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gui.entry.claim_cells import CREDIBILITY, QUOTE
from gui.entry.desk import Loaded
from gui.entry.facts import Facts
from gui.entry.link_cells import seen_from
from storage import Entry, use_of

if TYPE_CHECKING:
    from storage import Store


def load(store: Store, record: str) -> Loaded:
    """The incident with everything that belongs to it as it stands, and what there is to choose from."""
    facts = Facts().learn(store)
    facts.facilities.learn(store)
    facts.others.learn(store)
    draft = kept_draft(store, record)
    incident = store.read("incident", record)
    if incident is None:
        return Loaded(facts, draft=draft)
    sources = store.read_many("source", incident.values.get("sources") or ())
    damage = _standing(store.children("damage", "incident", record))
    links = _standing(links_of(store, record))
    facts.facilities.learn_more(store, {str(one.values["facility"]) for one in damage if one.values.get("facility")})
    facts.others.learn_more(store, {seen_from(one.values, record)[1] for one in links} - {""})
    return Loaded(
        facts,
        incident,
        [judged(store, claim) for claim in _standing(store.children("claim", "incident", record))],
        _standing(store.children("victim", "incident", record)),
        _standing(sources),
        damage,
        links,
        draft,
    )


def links_of(store: Store, incident: str) -> list[Entry]:
    """Links with other incidents, from either end, oldest first."""
    found = {one.id: one for end in ("first", "second") for one in store.children("link", end, incident)}
    return [found[record] for record in sorted(found) if found[record].values.get("about") in ("incident", None)]


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
