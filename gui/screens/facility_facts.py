"""What the pane shows of a facility: attacks, closures, how it worked over time, its doubles; read in a thread.

The exact position is not among it: it is read when somebody asks to see it, see ``gui/forms/sealed.py``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from gui.entry.known_facilities import names_of
from gui.screens.incident_facts import row_of
from storage import RECORDS, Entry, Privacy, Step

if TYPE_CHECKING:
    from storage import Store

STEPS = 400
MOST_DOUBLES = 20


@dataclass(frozen=True)
class Blow:
    """What one incident did to the facility: the record of the damage, and the incident (None: not here yet)."""

    damage: Entry
    incident: Entry | None

    @property
    def day(self) -> date | None:
        """When it was, as far as anybody knows."""
        occurred = self.incident.values.get("occurred") if self.incident is not None else None
        return getattr(occurred, "first", None) or getattr(occurred, "last", None)


@dataclass(frozen=True)
class FacilityFacts:
    """A facility with what belongs to it.

    Attributes:
        blows: attacks on it and on its doubles, the newest first; states: how it worked, the earliest first.
        doubles: links that say another record is the same facility, with that record's row.
        near: records called nearly so in the same place that nobody has linked with it: id and name.
        has_position: whether an exact position is recorded; the position itself is not here.
    """

    entry: Entry
    row: Any
    blows: Sequence[Blow]
    states: Sequence[Entry]
    doubles: Sequence[tuple[Entry, Any]]
    steps: Sequence[Step]
    near: Sequence[tuple[str, str]]
    has_position: bool


def read_facility(store: Store, record: str) -> FacilityFacts | None:
    """Everything the pane shows; None when the record is not there."""
    entry = store.read("facility", record)
    if entry is None:
        return None
    doubles = _doubles(store, record)
    family = [record, *(str(row.id) for _, row in doubles)]
    states = [one for each in family for one in store.children("function", "facility", each) if _stands(one)]
    return FacilityFacts(
        unsealed(entry),
        row_of(store, "facility", record),
        _blows(store, family),
        sorted(states, key=lambda one: str(day_of(one) or "")),
        doubles,
        store.history("facility", record)[:STEPS],
        doubles_of(store, record, entry.values) if _stands(entry) else (),
        entry.values.get("position") is not None or "position" in entry.disputed,
    )


def unsealed(entry: Entry) -> Entry:
    """A record without the values of its sealed fields."""
    fields = RECORDS[entry.kind].fields
    sealed = {name for name, item in fields.items() if item.privacy is Privacy.SEALED}
    return replace(
        entry,
        values={name: value for name, value in entry.values.items() if name not in sealed},
        disputed={name: rivals for name, rivals in entry.disputed.items() if name not in sealed},
    )


def doubles_of(store: Store, own: str, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Facilities called nearly so in the same place that nobody has linked with this one: id and name."""
    linked = {
        str(link.values.get(there) or "")
        for here, there in (("first", "second"), ("second", "first"))
        for link in store.children("link", here, own)
        if not link.values.get("withdrawn")
    }
    near = store.similar_facilities(values.get("kind"), values.get("place"), names_of(values))
    wanted = [record for record, _ in near if record != own and record not in linked][:3]
    return [(one.id, next(iter(names_of(one.values)), "")) for one in store.read_many("facility", wanted)]


def day_of(state: Entry) -> date | None:
    """The day from which a state holds."""
    day = state.values.get("day")
    return getattr(day, "first", None) or getattr(day, "last", None)


def _stands(entry: Entry) -> bool:
    return not entry.values.get("withdrawn")


def _blows(store: Store, family: Sequence[str]) -> list[Blow]:
    damage = [one for each in family for one in store.children("damage", "facility", each) if _stands(one)]
    named = [str(one.values["incident"]) for one in damage if one.values.get("incident")]
    incidents = {one.id: one for one in store.read_many("incident", dict.fromkeys(named))}
    found = [Blow(one, incidents.get(str(one.values.get("incident") or ""))) for one in damage]
    standing = [one for one in found if one.incident is None or _counts(one.incident)]
    return sorted(standing, key=lambda one: (str(one.day or ""), one.damage.id), reverse=True)


def _counts(incident: Entry) -> bool:
    return _stands(incident) and incident.values.get("verification") != "did_not_occur"


def _doubles(store: Store, record: str) -> list[tuple[Entry, Any]]:
    """Other records of the same facility, also through third ones; circles end."""
    found: list[tuple[Entry, Any]] = []
    seen, ahead = {record}, [record]
    while ahead and len(found) < MOST_DOUBLES:
        one = ahead.pop(0)
        for here, there in (("first", "second"), ("second", "first")):
            for link in store.children("link", here, one):
                other = str(link.values.get(there) or "")
                if link.values.get("link") != "same_facility_as" or not _stands(link) or other in seen or not other:
                    continue
                seen.add(other)
                row = row_of(store, "facility", other)
                if row is not None:
                    found.append((link, row))
                    ahead.append(other)
    return found
