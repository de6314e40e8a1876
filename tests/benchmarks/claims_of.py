"""Adds made-up claims, links and damage to a register of the benchmarks: what figures rest on.

Two claims for one incident in four (some by two sources of one group), a hundredth of the incidents linked as one
event, second strikes or parts, one person in five hundred told twice, one incident in ten that hit a facility, some
disputes. Added once to the register :mod:`tests.benchmarks.register_of` keeps, through ``Store.learn``; a file beside
it says so.
Run: ``python -m tests.benchmarks.claims_of 1000000``.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from storage.database.tables import tables
from storage.journal.change import Change
from storage.journal.clock import make_stamp
from storage.store import Store
from tests.benchmarks.movements_of import communities, with_movements
from tests.benchmarks.register_of import folder_of, opened

DEVICE, RIVAL = b"claims\0\0", b"claims2\0"
MARK = "done-claims"
SOURCES, FACILITIES = 400, 3000
TODAY = date(2019, 7, 1)
KINDS = ("hospital", "health_centre", "school", "bakery", "mosque", "ambulance_point")


def with_claims(people: int, *, cache_mb: int = 64) -> Store:
    """The store of a register of so many people with claims and movements; they are added when they are not there."""
    mark = folder_of(people) / MARK
    with_movements(people).close()
    if not mark.exists():
        store = opened(people, cache_mb=256)
        batch: list[Change] = []
        for change in _changes(*_there(store)):
            batch.append(change)
            if len(batch) == 10_000:
                store.learn(batch)
                batch = []
        store.learn(batch)
        store.close()
        mark.touch()
    return opened(people, cache_mb=cache_mb)


def _there(store: Store) -> tuple[list[str], list[str]]:
    """Ids of the incidents and of some victims (every tenth), in order of entry."""
    with store.database.reading() as connection:
        found = []
        for kind, step in (("incident", 1), ("victim", 10)):
            table = tables[kind].c
            rows = connection.execute(select(table.id).where(table.n % step == 0).order_by(table.n))
            found.append([bytes(row.id).hex() for row in rows])
    return found[0], found[1]


def _changes(incidents: Sequence[str], victims: Sequence[str]) -> Iterator[Change]:
    chance = random.Random(33)
    numbers = iter(range(1, 1 << 40))
    sources = [_stamped("source", next(numbers), _source(at)) for at in range(SOURCES)]
    for at in range(0, SOURCES - 1, 10):  # one in ten belongs to the group of the next
        sources[at].fields["same_group_as"] = sources[at + 1].record.hex()
    yield from sources
    places = communities()
    facilities = [_stamped("facility", next(numbers), _facility(chance, places)) for _ in range(FACILITIES)]
    yield from facilities
    for at, incident in enumerate(incidents):
        for source in chance.sample(sources, 2) if at % 4 == 0 else ():
            claim = _stamped("claim", next(numbers), _claim(chance, incident, source.record.hex()))
            yield claim
            if at % 4000 == 7:
                yield _rival(claim, next(numbers), {"killed": "1-99"})
        if at % 10 == 3:
            hit = {"incident": incident, "facility": chance.choice(facilities).record.hex(), "damage": "serious"}
            yield _stamped("damage", next(numbers), hit)
        if at % 100 == 50:
            kind = ("same_event_as", "double_tap_of", "part_of", "same_event_as")[at // 100 % 4]
            yield _link(next(numbers), kind, "incident", incidents[at - 1], incident)
    for at in range(1, len(victims), 50):
        yield _link(next(numbers), "same_person_as", "victim", victims[at], victims[at - 1])


def _source(at: int) -> dict[str, Any]:
    return {"title": f"مصدر {at}", "kind": "media", "reliability": "BCD"[at % 3]}


def _facility(chance: random.Random, places: Sequence[str]) -> dict[str, Any]:
    return {"kind": chance.choice(KINDS), "name_ar": "مرفق", "place": chance.choice(places)}


def _claim(chance: random.Random, incident: str, source: str) -> dict[str, Any]:
    killed = chance.randrange(6)
    fields: dict[str, Any] = {"incident": incident, "source": source, "claimed_on": "2019-06-30"}
    fields["killed"] = f"{killed}-{killed + 2}" if chance.random() < 0.95 else f"{killed}-"
    fields["injured"] = str(chance.randrange(12))
    if chance.random() < 0.3:
        fields["killed_children"] = str(chance.randrange(3))
    return fields


def _link(number: int, kind: str, about: str, first: str, second: str) -> Change:
    return _stamped("link", number, {"link": kind, "about": about, "first": first, "second": second})


def _stamped(kind: str, number: int, fields: dict[str, Any], device: bytes = DEVICE) -> Change:
    milliseconds = (TODAY - date(1970, 1, 1)).days * 86_400_000 + number % 80_000_000
    stamp = make_stamp(milliseconds, number % 65_536, device)
    record = milliseconds.to_bytes(6, "big") + b"\x71" + number.to_bytes(9, "big")
    return Change(stamp, kind, record, {**fields, "status": "complete"}, save=stamp, number=number)


def _rival(change: Change, number: int, fields: dict[str, Any]) -> Change:
    """What another team says of the same record without having seen it."""
    other = _stamped(change.kind, number, fields, RIVAL)
    return Change(other.stamp, change.kind, change.record, fields, save=other.stamp, number=number)


if __name__ == "__main__":
    with_claims(int(sys.argv[1])).close()
