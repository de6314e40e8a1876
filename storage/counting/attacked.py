"""Which facilities were attacked: each once, numbered in the order of its first attack; and how many attacks.

Pure functions: *the 30th medical facility attacked since 26 April* is the 30th of :attr:`Attacked.medical`.

An **attack** is one facility hit in one event. Records of one event (``same_event_as``) are one event, and so is a
second strike (``double_tap_of``: WHO SSA asks of one attack whether there was a *secondary attack*); what an umbrella
says of a facility is not counted beside what its parts say (``part_of``). Records of one facility
(``same_facility_as``) are one facility. What is withdrawn and incidents that did not occur are left out before (see
``facilities.py``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from storage.counting.joined import Classes, Pair
from storage.fields.codes import code_list

ONE_EVENT = frozenset({"same_event_as", "double_tap_of"})
UMBRELLA = "part_of"
ONE_FACILITY = "same_facility_as"
UNSAID = ("", "unknown", "other")


@lru_cache(maxsize=1)
def medical_kinds() -> frozenset[str]:
    """Kinds of facility that give health care: the column ``medical`` of the code list ``facility-kind`` says why."""
    return frozenset(item.code for item in code_list("facility-kind").items.values() if item.more.get("medical"))


class Hit(NamedTuple):
    """A standing record that an incident hit a facility.

    Attributes:
        facility, incident: ids of the two records.
        day, moment: when, as the incident has it (ISO); "" when nobody knows. Moments sort by text.
        area: where, as the incident has it (a path of codes).
    """

    facility: str
    incident: str
    day: str = ""
    moment: str = ""
    area: str = ""

    @property
    def order(self) -> tuple[bool, str, str, str]:
        """Hits of one facility and facilities by their first hit; those without a day come last."""
        return (not self.day, self.moment or self.day, self.facility, self.incident)


@dataclass(frozen=True)
class Links:
    """Standing links, as pairs of record ids (first, second).

    Attributes:
        events: records of one event, second strikes; parts: (part, umbrella); facilities: records of one facility.
    """

    events: Sequence[Pair] = ()
    parts: Sequence[Pair] = ()
    facilities: Sequence[Pair] = ()


class Attack(NamedTuple):
    """One facility hit in one event; it belongs to its earliest hit.

    Attributes:
        facility: the record that stands for the facility; hits: what was written down of it, the earliest first.
    """

    facility: str
    hits: tuple[Hit, ...]

    @property
    def first(self) -> Hit:
        """The hit that says when and where."""
        return self.hits[0]


class AttackedFacility(NamedTuple):
    """A facility and its attacks within a period.

    Attributes:
        facility: the record that stands for it; records: all records of it, itself included.
        kind: code of the list ``facility-kind``, "" when nobody said.
        number: its place among all facilities attacked; of_kind: among those of its kind;
            of_medical: among the medical ones, 0 when it is none.
        attacks: the earliest first.
    """

    facility: str
    records: tuple[str, ...]
    kind: str
    number: int
    of_kind: int
    of_medical: int
    attacks: tuple[Attack, ...]

    @property
    def first(self) -> Hit:
        """Its first hit in the period."""
        return self.attacks[0].first


class Tally(NamedTuple):
    """Distinct facilities and attacks on them."""

    facilities: int = 0
    attacks: int = 0


@dataclass(frozen=True)
class Attacked:
    """All facilities attacked in a period, in the order of their first attack in it."""

    facilities: tuple[AttackedFacility, ...] = ()
    kinds: Mapping[str, Tally] = field(default_factory=dict)

    @property
    def medical(self) -> tuple[AttackedFacility, ...]:
        """The medical ones (WHO SSA), in order."""
        return tuple(one for one in self.facilities if one.of_medical)

    @property
    def whole(self) -> Tally:
        """All facilities."""
        return _tally(self.facilities)

    @property
    def whole_medical(self) -> Tally:
        """The medical ones."""
        return _tally(self.medical)


def attacked(
    hits: Iterable[Hit], kinds: Mapping[str, str], links: Links, within: Callable[[Hit], bool] = lambda _: True
) -> Attacked:
    """Count what was hit.

    Args:
        hits: all standing hits of the events and facilities asked about.
        kinds: kind of each *standing* facility by its id, "" when not said. Hits on a record that is not among them
            count only when a link says it is the same as one that is.
        links: standing links.
        within: whether an attack, by its first hit, belongs to the period and area asked about.
    """
    known = sorted(set(hits), key=lambda hit: hit.order)  # from here on everything keeps this order
    same = Classes(links.facilities)
    lead = _leads(same, kinds)
    grouped: dict[str, list[Attack]] = defaultdict(list)
    for attack in _attacks(known, links, {hit.facility: lead.get(same.of(hit.facility), "") for hit in known}):
        if within(attack.hits[0]):
            grouped[attack.facility].append(attack)
    return _numbered(grouped, same, kinds)


def _attacks(hits: Sequence[Hit], links: Links, facility_of: Mapping[str, str]) -> Iterable[Attack]:
    """Hits, the earliest first, put together: one attack a facility and event."""
    events = Classes(links.events)
    together: dict[Pair, list[Hit]] = {}
    for hit in hits:
        facility = facility_of[hit.facility]
        if facility:
            together.setdefault((facility, events.of(hit.incident)), []).append(hit)
    gone = _covered(list(together), _umbrellas(links.parts, events)) if links.parts else set()
    return (Attack(key[0], tuple(found)) for key, found in together.items() if key not in gone)


def _covered(keys: Sequence[Pair], above: Callable[[str], set[str]]) -> set[Pair]:
    """What umbrellas say of a facility that a part of them says too; in a circle the earliest stands for all."""
    place = {key: number for number, key in enumerate(keys)}
    return {
        (facility, umbrella)
        for facility, part in keys
        for umbrella in above(part) - {part}
        if (facility, umbrella) in place
        and (part not in above(umbrella) or place[facility, part] < place[facility, umbrella])
    }


def _umbrellas(parts: Sequence[Pair], events: Classes) -> Callable[[str], set[str]]:
    """All events an event is a part of, directly or through others; circles end."""
    direct: dict[str, set[str]] = defaultdict(set)
    for part, umbrella in parts:
        direct[events.of(part)].add(events.of(umbrella))

    def above(event: str) -> set[str]:
        found: set[str] = set()
        ahead = list(direct.get(event, ()))
        while ahead:
            one = ahead.pop()
            if one not in found:
                found.add(one)
                ahead += direct.get(one, ())
        return found

    return above


def _leads(same: Classes, kinds: Mapping[str, str]) -> dict[str, str]:
    """The record that stands for each facility: the oldest standing one (ids follow the time of entry)."""
    lead: dict[str, str] = {}
    for record in sorted(kinds):
        lead.setdefault(same.of(record), record)
    return lead


def _numbered(grouped: Mapping[str, Sequence[Attack]], same: Classes, kinds: Mapping[str, str]) -> Attacked:
    members: dict[str, list[str]] = defaultdict(list)
    for record in sorted(kinds):
        members[same.of(record)].append(record)
    found, tallies = [], dict[str, Tally]()
    medical = 0
    for number, facility in enumerate(grouped, 1):
        records = tuple(members[same.of(facility)])
        said = [kinds[record] for record in records]
        kind = next((one for one in said if one.partition(":")[0] not in UNSAID), said[0])
        had = tallies.get(kind, Tally())
        tallies[kind] = Tally(had.facilities + 1, had.attacks + len(grouped[facility]))
        healing = kind in medical_kinds()
        medical += healing
        of_medical = medical if healing else 0
        attacks = tuple(grouped[facility])
        found.append(AttackedFacility(facility, records, kind, number, tallies[kind].facilities, of_medical, attacks))
    return Attacked(tuple(found), tallies)


def _tally(facilities: Sequence[AttackedFacility]) -> Tally:
    return Tally(len(facilities), sum(len(one.attacks) for one in facilities))
