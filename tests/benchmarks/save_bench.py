"""Saving on a register of a million people against one raw single-row SQLCipher commit of the same run.

Run: ``python -m tests.benchmarks.save_bench [people]``. Both sides write with WAL and ``synchronous=FULL`` on the same
disk; raw and ours take turns, so that a slow moment of the disk meets both. A copy of the register is written to.
"""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path
from typing import Any

from storage.database.database import connect
from storage.edits import Edit
from storage.fields.kinds import AgeValue, NameValue, Parts
from storage.lists.listing import Query
from storage.saving import new_id
from storage.store import Store
from tests.benchmarks.measure import line, median, p95, times
from tests.benchmarks.register_of import FAMILIES, KEY, MEN, borrowed
from tests.builders import count, day, place

RUNS = 200


def raw_floor(folder: Path) -> Any:
    """One committed row of about a victim's size, nothing else."""
    raw = connect(folder / "raw.db", KEY, cache_mb=64)
    raw.execute("CREATE TABLE IF NOT EXISTS row (n INTEGER PRIMARY KEY, body TEXT)")
    body = "x" * 600

    def commit() -> None:
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("INSERT INTO row (body) VALUES (?)", (body,))
        raw.execute("COMMIT")

    return commit


def victim(chance: random.Random, incident: str) -> Edit:
    """A person as typed in the grid."""
    parts = Parts(chance.choice(MEN), chance.choice(MEN), "", chance.choice(FAMILIES).strip())
    years = chance.randrange(1, 90)
    values = {"incident": incident, "name": NameValue(ar=parts), "sex": "male", "outcome": "killed"}
    return Edit("victim", None, {**values, "age": AgeValue(min=years, max=years, unit="years")})


def incident_with(store: Store, chance: random.Random, people: int, where: str) -> str:
    """One save: an incident in the place ``where``, a claim, so many victims; gives the incident.

    The place is found beforehand, as in the window: type-ahead is measured where it is typed.
    """
    record = new_id()
    values = {"occurred": day("2019-07-04"), "place": where, "attack": "air_strike"}
    edits = [Edit("incident", record, values), Edit("claim", None, {"incident": record, "killed": count("10")})]
    store.save([*edits, *(victim(chance, record) for _ in range(people))])
    return record


def main(people: int) -> list[str]:
    """The rows of the table."""
    with borrowed(people) as store:
        floor, ten, one = measured(store, RUNS)
    return [
        line(f"save incident + 10 victims, {people:,} people: p95 / p95", p95(ten), p95(floor), 30),
        line(f"save incident + 10 victims, {people:,} people: p95 / median", p95(ten), median(floor), 30),
        line(f"save incident + 10 victims, {people:,} people: median", median(ten), median(floor), 30),
        line(f"save one victim, {people:,} people: p95 / p95", p95(one), p95(floor), 12),
        line(f"save one victim, {people:,} people: p95 / median", p95(one), median(floor), 12),
        line(f"save one victim, {people:,} people: median", median(one), median(floor), 12),
    ]


def measured(store: Store, runs: int) -> tuple[list[float], list[float], list[float]]:
    """Seconds of raw commits, of incidents with ten victims and of single victims, taking turns."""
    chance = random.Random(7)
    store.listing(Query("incident")).first(60)
    floor: list[float] = []
    ten: list[float] = []
    one: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        commit = raw_floor(Path(folder))
        homes: list[str] = []
        where = place(store)
        for _ in range(runs):
            floor += times(commit, 1)
            ten += times(lambda: homes.append(incident_with(store, chance, 10, where)), 1)
            floor += times(commit, 1)
            one += times(lambda: store.save([victim(chance, homes[-1])]), 1)
    return floor, ten, one


if __name__ == "__main__":
    print("\n".join(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)))
