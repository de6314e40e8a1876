"""What the page of a question shows: the record around it, what was doubted, who claims what, who changed what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gui.entry.credibility import graded
from gui.screens.incident_facts import row_of
from storage import RECORDS, Entry, Item, PlaceFacts, Problem, Step, problems, use_of

if TYPE_CHECKING:
    from storage import Store

STEPS = 60
CLAIMS = 12
SHOWN: Mapping[str, tuple[str, ...]] = {
    "incident": ("occurred", "time", "place_note", "attack", "weapon", "target", "certainty", "verification"),
    "victim": ("sex", "age", "people", "outcome", "outcome_day", "hospital", "cause", "civilian_status", "roles"),
    "movement": ("direction", "started", "ended", "households", "persons", "children", "certainty"),
    "facility": ("kind", "function", "run_by"),
    "claim": ("claimed_on", "killed", "injured", "missing", "source_note"),
    "damage": ("damage", "closed", "closed_days", "personnel_killed", "personnel_injured"),
    "place": ("code", "aliases", "notes"),
    "outcome": ("outcome", "day", "hospital", "said_by"),
    "function": ("function", "day"),
    "population": ("day", "persons", "households"),
    "village_state": ("state", "day", "share", "remaining"),
}
"""Fields of a record that the page shows; sealed ones never."""


@dataclass(frozen=True)
class ClaimLine:
    """What one source says: its name with its signs, and the claim."""

    source: str
    entry: Entry


@dataclass(frozen=True)
class ItemFacts:
    """A question with the record around it.

    Attributes:
        entry: the record as it stands; None when it is only being typed, or not here.
        incident: the row of the incident it belongs to (of an incident itself, its own).
        doubt: what the rule still says; reason: why its author went past it.
        missing: what keeps a draft, or a row of a file, from being complete.
        origins: file, sheet and row it came from.
        claims, narrative: of the incident.
        alike: places that are called nearly the same.
        steps: changes of the record, newest first; who, device: names of persons and devices by id.
    """

    item: Item
    entry: Entry | None = None
    incident: Any | None = None
    doubt: Problem | None = None
    reason: str = ""
    missing: Sequence[Problem] = ()
    claims: Sequence[ClaimLine] = ()
    narrative: str = ""
    alike: Sequence[PlaceFacts] = ()
    steps: Sequence[Step] = ()
    judge: str = ""
    origins: Sequence[tuple[str, str, int]] = ()


def read_item(store: Store, item: Item, language: str) -> ItemFacts:
    """Everything the page shows (in a reader's thread)."""
    known = item.kind in RECORDS
    entry = store.read(item.kind, item.record) if known else None
    judge = store.name_of("person", item.who, language) if item.who else ""
    if entry is None:
        return ItemFacts(item, judge=judge)
    values, group = entry.values, item.question.group
    incident = _incident_of(item.kind, entry)
    claims = _claims(store, incident, language) if incident and group != "proposal" else ()
    doubt = store.doubt_of(item.kind, item.record, item.question.rule) if group == "rule" else None
    overrides = values.get("overrides") or {}
    whole = {**values, "status": "complete"}
    return ItemFacts(
        item,
        entry,
        row_of(store, "incident", incident) if incident else None,
        doubt,
        str(overrides.get(item.question.rule) or "") if isinstance(overrides, Mapping) else "",
        [one for one in problems(item.kind, whole, item.record) if one.hard] if group in ("draft", "confirm") else (),
        claims,
        str(values.get("narrative") or values.get("public_account") or "") if item.kind == "incident" else "",
        _alike(store, item) if group == "proposal" else (),
        store.history(item.kind, item.record)[:STEPS],
        judge,
        _origins(store, item) if group == "confirm" else (),
    )


def _origins(store: Store, item: Item) -> list[tuple[str, str, int]]:
    rows = [
        one.values for one in store.children("intake", "record_id", item.record) if not one.values.get("withdrawn")
    ]
    return [(str(one.get("file_name") or ""), str(one.get("sheet") or ""), int(one.get("row") or 0)) for one in rows]


def _incident_of(kind: str, entry: Entry) -> str:
    return entry.id if kind == "incident" else str(entry.values.get("incident") or "")


def _claims(store: Store, incident: str, language: str) -> list[ClaimLine]:
    standing = [one for one in store.children("claim", "incident", incident) if not one.values.get("withdrawn")]
    found = []
    for claim in standing[:CLAIMS]:
        source = str(claim.values.get("source") or "")
        entry = store.read("source", source) if source else None
        name = store.name_of("source", source, language) if source else ""
        name = name or str(claim.values.get("source_note") or "")
        reliability = str(entry.values.get("reliability") or "") if entry is not None else ""
        use = use_of(store.children("citation", "record_id", claim.id), source)
        found.append(ClaimLine(graded(name, reliability, use.credibility), claim))
    return found


def _alike(store: Store, item: Item) -> list[PlaceFacts]:
    mine = store.places.get(item.record)
    if mine is None:
        return []
    found: dict[str, PlaceFacts] = {}
    for name in mine.names:
        found.update((one.id, one) for one in store.suggest_places(name, 6) if one.id != mine.id)
    return list(found.values())[:6]
