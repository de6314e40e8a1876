"""Adds made-up evacuations to a register of the benchmarks: movements, observations of villages, population figures.

One movement for twenty people of the register (50,000 for a million), between the communities of the starter table, so
that a village has hundreds of them; one in twenty is a second account of an earlier one, some are in dispute. Added
once to the register :mod:`tests.benchmarks.register_of` keeps, through ``Store.learn``; a file beside it says so.
Run: ``python -m tests.benchmarks.movements_of 1000000``.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from storage.journal.change import Change
from storage.journal.clock import make_stamp
from storage.places.gazetteer import starter_packs
from storage.store import Store
from tests.benchmarks.register_of import START, folder_of, made, opened

DEVICE, RIVAL = b"moving\0\0", b"rival\0\0\0"
DAYS, PEOPLE_A_MOVEMENT = 3000, 20
MARK = "done-movements"


def with_movements(people: int, *, cache_mb: int = 64) -> Store:
    """The store of a register of so many people with its movements; they are added when they are not there."""
    mark = folder_of(people) / MARK
    made(people)
    if not mark.exists():
        store = opened(people, cache_mb=256)
        batch: list[Change] = []
        for change in _changes(max(1000, people // PEOPLE_A_MOVEMENT)):
            batch.append(change)
            if len(batch) == 10_000:
                store.learn(batch)
                batch = []
        store.learn(batch)
        store.close()
        mark.touch()
    return opened(people, cache_mb=cache_mb)


def communities() -> list[str]:
    """Ids of the communities everything happens in."""
    return [bytes(change.record).hex() for change in starter_packs()["SY"]() if change.fields["level"] == 4]


def _changes(movements: int) -> Iterator[Change]:
    chance, places = random.Random(26), communities()
    number = 0
    for place in places:
        for year in (2010, 2014, 2018):
            number += 1
            people = chance.randrange(500, 60_000)
            fields = {"place": place, "day": f"{year}-04-01", "persons": f"{people}-{people + people // 20}"}
            yield _stamped("population", number, date(year, 4, 1), fields)
    before: list[str] = []
    for at in range(movements):
        number += 1
        day = START + timedelta(days=at * DAYS // movements)
        change = _stamped("movement", number, day, _movement(chance, day, places, before))
        yield change
        before.append(change.record.hex())
        if at % 500 == 7:
            yield _rival(
                change, number, {"persons": "11-950"} if at % 1000 == 7 else {"origin": chance.choice(places)}
            )
        if at % 10 == 3:
            number += 1
            yield _stamped("village_state", number, day, _state(chance, day, places))


def _movement(chance: random.Random, day: date, places: list[str], before: list[str]) -> dict[str, Any]:
    people = chance.randrange(5, 400)
    fields: dict[str, Any] = {
        "direction": chance.choices(("out", "onward", "return"), (75, 12, 13))[0],
        "origin": chance.choice(places),
        "started": day.isoformat() if chance.random() < 0.9 else f"{day.isoformat()[:7]}",
        "persons": f"{people}-{people + people // 10 + 1}" if chance.random() < 0.9 else f"{people}-",
        "households": str(people // 6 + 1),
        "transport": ["truck", "private_car"],
        "certainty": chance.choice(("possible", "probable", "confirmed")),
        "notes": "خرجوا مع الفجر بما خفّ حمله",
    }
    if chance.random() < 0.9:
        fields |= {"destination": chance.choice(places), "destination_known": "known"}
    if chance.random() < 0.5:
        fields["ended"] = (day + timedelta(days=2)).isoformat()
    if before and chance.random() < 0.05:
        fields["same_people_as"] = [chance.choice(before[-300:])]
    return fields


def _state(chance: random.Random, day: date, places: list[str]) -> dict[str, Any]:
    state = chance.choice(("inhabited", "partly_emptied", "emptied", "unreachable", "returning"))
    fields: dict[str, Any] = {"place": chance.choice(places), "day": day.isoformat(), "state": state}
    if chance.random() < 0.6:
        fields["remaining"] = f"{chance.randrange(900)}-{900 + chance.randrange(900)}"
    return fields


def _stamped(kind: str, number: int, day: date, fields: dict[str, Any]) -> Change:
    milliseconds = (day - date(1970, 1, 1)).days * 86_400_000 + number
    stamp = make_stamp(milliseconds, number % 65_536, DEVICE)
    record = milliseconds.to_bytes(6, "big") + b"\x71" + number.to_bytes(9, "big")
    return Change(stamp, kind, record, {**fields, "status": "complete"}, save=stamp, number=number)


def _rival(change: Change, number: int, fields: dict[str, Any]) -> Change:
    """What another team wrote of the same record without having seen it."""
    stamp = make_stamp(int.from_bytes(change.stamp[:6], "big") + 60_000, number % 65_536, RIVAL)
    return Change(stamp, change.kind, change.record, fields, save=stamp, number=number)


if __name__ == "__main__":
    with_movements(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000).close()
