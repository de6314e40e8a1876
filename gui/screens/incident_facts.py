"""What the pane shows of an incident: the record, its claims, victims, links, changes; read in one go, in a thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gui.entry.credibility import grade
from gui.entry.link_cells import seen_from
from storage import Entry, Query, Range, Step, use_of

if TYPE_CHECKING:
    from storage import Store

STEPS = 400
"""No more steps of history than this are laid out."""


@dataclass(frozen=True)
class IncidentFacts:
    """An incident with what belongs to it.

    Attributes:
        row: its row of the list, with the published figures.
        claims: what sources say; sources: names of the sources by id; grades: their signs (``B2``) by claim.
        links: (code of the link, the other incident's row).
        hits: what it did to facilities, with the facility (None: not here yet).
        steps: changes of the record, newest first.
    """

    entry: Entry
    row: Any
    claims: Sequence[Entry]
    sources: Mapping[str, str]
    links: Sequence[tuple[str, Any]]
    hits: Sequence[tuple[Entry, Entry | None]]
    steps: Sequence[Step]
    grades: Mapping[str, str]


def read_incident(store: Store, record: str, language: str) -> IncidentFacts | None:
    """Everything the pane shows; None when the record is not there."""
    entry = store.read("incident", record)
    if entry is None:
        return None
    claims = [one for one in store.children("claim", "incident", record) if not one.values.get("withdrawn")]
    named = {str(one.values["source"]) for one in claims if one.values.get("source")}
    sources = {source: store.name_of("source", source, language) for source in named}
    return IncidentFacts(
        entry,
        row_of(store, "incident", record),
        claims,
        sources,
        _links(store, record),
        _hits(store, record),
        store.history("incident", record)[:STEPS],
        _grades(store, claims),
    )


def _grades(store: Store, claims: Sequence[Entry]) -> dict[str, str]:
    sources = {str(one.values["source"]) for one in claims if one.values.get("source")}
    reliable = {one.id: str(one.values.get("reliability") or "") for one in store.read_many("source", sources)}
    found = {}
    for claim in claims:
        source = str(claim.values.get("source") or "")
        use = use_of(store.children("citation", "record_id", claim.id), source)
        found[claim.id] = grade(reliable.get(source), use.credibility)
    return found


def row_of(store: Store, kind: str, record: str) -> Any | None:
    """The row of one record as lists show it."""
    listing = store.listing(Query(kind, withdrawn="with"))
    number = listing.number_of(record)
    return listing.rows([number]).get(number) if number is not None else None


def _hits(store: Store, record: str) -> list[tuple[Entry, Entry | None]]:
    damage = [one for one in store.children("damage", "incident", record) if not one.values.get("withdrawn")]
    named = dict.fromkeys(str(one.values["facility"]) for one in damage if one.values.get("facility"))
    known = {one.id: one for one in store.read_many("facility", named)}
    return [(one, known.get(str(one.values.get("facility") or ""))) for one in damage]


def _links(store: Store, record: str) -> list[tuple[str, Any]]:
    found = []
    for here, there in (("first", "second"), ("second", "first")):
        for link in store.children("link", here, record):
            other = link.values.get(there)
            if other and not link.values.get("withdrawn"):
                row = row_of(store, "incident", str(other))
                if row is not None:
                    found.append((seen_from(link.values, record)[0], row))
    return found


def spread(claims: Sequence[Entry], field: str) -> Range | None:
    """A figure over all claims that have it: lowest and highest; None when none has."""
    values = [claim.values.get(field) for claim in claims]
    ranges = [one for one in values if isinstance(one, Range) and not one.unknown]
    if not ranges:
        return None
    low = min(one.low or 0 for one in ranges)
    highs = [one.high for one in ranges]
    known = [one for one in highs if one is not None]
    return Range(low, None if len(known) < len(highs) else max(known))


def differing(claims: Sequence[Entry], field: str) -> list[tuple[Entry, Range]]:
    """The claims of a figure when they do not agree; empty when they do."""
    told = [(claim, claim.values[field]) for claim in claims if isinstance(claim.values.get(field), Range)]
    return told if len({(one.low, one.high) for _, one in told}) > 1 else []
