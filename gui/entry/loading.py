"""What a reader's thread brings for an entry window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.entry.desk import Loaded
from gui.entry.facts import Facts

if TYPE_CHECKING:
    from storage.edits import Entry
    from storage.store import Store


def load(store: Store, record: str) -> Loaded:
    """The incident with its claims, victims and sources as they stand, and what there is to choose from."""
    facts = Facts().learn(store)
    incident = store.read("incident", record)
    if incident is None:
        return Loaded(facts)
    sources = store.read_many("source", incident.values.get("sources") or ())
    return Loaded(
        facts,
        incident,
        _standing(store.children("claim", "incident", record)),
        _standing(store.children("victim", "incident", record)),
        _standing(sources),
    )


def _standing(entries: list[Entry]) -> list[Entry]:
    return [entry for entry in entries if not entry.values.get("withdrawn")]
