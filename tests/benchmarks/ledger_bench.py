"""Ledgers of any village on any date, all villages at once and flows, beside a plain SQL recount in the same run.

Run: ``python -m tests.benchmarks.ledger_bench [people]``. The floor is what plain SQL needs for the bare sums of the
same villages and days (no links, no disputes, no doubtful dates), on the same encrypted register with the same
indexes. The bar of a ledger is 16 ms; its work without waiting for other programs is shown as well.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import text

from storage.period import Period
from storage.store import Store
from tests.benchmarks.measure import line, median, p95, times
from tests.benchmarks.movements_of import communities, with_movements

RUNS, FEW, TARGET, ALL_TARGET = 300, 7, 0.016, 1.0
BY_VILLAGE = (
    "SELECT coalesce(sum(persons__min), 0), sum(persons__max) FROM movement WHERE withdrawn IS NULL "
    "AND direction = 'out' AND origin = :place AND started__first <= :day",
    "SELECT coalesce(sum(persons__min), 0), sum(persons__max) FROM movement WHERE withdrawn IS NULL "
    "AND direction = 'return' AND destination = :place AND started__first <= :day",
    "SELECT persons__min, persons__max FROM population WHERE withdrawn IS NULL AND place = :place "
    "AND day__first <= :day ORDER BY day__first DESC LIMIT 1",
    "SELECT remaining__min, remaining__max FROM village_state WHERE withdrawn IS NULL AND place = :place "
    "AND day__first <= :day ORDER BY day__first DESC LIMIT 1",
)
OF_ALL = (
    "SELECT {end}, direction, sum(persons__min), sum(persons__max), max(day) FROM movement WHERE withdrawn IS NULL "
)
OF_ALL += "AND started__first <= :day GROUP BY {end}, direction"


def recounted(store: Store, asked: dict[str, str], statements: tuple[str, ...]) -> None:
    """The bare sums, as anybody would write them."""
    with store.database.reading() as connection:
        for statement in statements:
            connection.execute(text(statement), asked).fetchall()


def main(people: int) -> list[str]:
    """The rows of the table."""
    store = with_movements(people)
    store.places  # noqa: B018 - read when a register opens
    begin = time.perf_counter()
    store.ledger(communities()[0], "2019-06-01")
    told = [line("first ledger after opening", time.perf_counter() - begin, ALL_TARGET, 1.0)]
    asked = _questions()
    ours, work = _measured([lambda one=one: store.ledger(one["place"], one["day"]) for one in asked])
    floor, _ = _measured([lambda one=one: recounted(store, one, BY_VILLAGE) for one in asked])
    told += [
        line("ledger of any village on any date, median / 16 ms", median(ours), TARGET, 1.0),
        line("ledger of any village on any date, p95 / 16 ms", p95(ours), TARGET, 1.0),
        line("  its own work, p95 / 16 ms", p95(work), TARGET, 1.0),
        line("  against four plain SQL sums, median", median(ours), median(floor), 1e9),
    ]
    days = [one["day"] for one in asked[:FEW]]
    every, _ = _measured([lambda on=on: store.village_states(on) for on in days])
    plain = tuple(OF_ALL.format(end=end) for end in ("origin", "destination"))
    sums, _ = _measured([lambda on=on: recounted(store, {"day": on}, plain) for on in days])
    told += [
        line("states and balances of all villages on a day / 1 s", median(every), ALL_TARGET, 1.0),
        line("  against two plain SQL groupings", median(every), median(sums), 1e9),
        line("the same again / 16 ms", median(times(lambda: store.village_states(days[-1]), FEW)), TARGET, 1.0),
    ]
    year = Period(date(2018, 1, 1), date(2018, 12, 31))
    for name, period in (("a year", year), ("ten years", Period())):
        told += [
            line(
                f"flows of {name} / 1 s", median(times(lambda p=period: store.flows(p).matrix(), FEW)), ALL_TARGET, 1.0
            ),
            line(f"displaced in {name} / 150 ms", median(times(lambda p=period: store.displaced(p), FEW)), 0.150, 1.0),
        ]
    store.close()
    return told


def _questions() -> list[dict[str, str]]:
    chance, places = random.Random(7), communities()
    return [
        {
            "place": chance.choice(places),
            "day": date(chance.randrange(2011, 2020), chance.randrange(1, 13), 5).isoformat(),
        }
        for _ in range(RUNS)
    ]


def _measured(some: list[Callable[[], Any]]) -> tuple[list[float], list[float]]:
    """Seconds of each, and the work of this thread in each."""
    seconds, work = [], []
    for do in some:
        worked = time.thread_time()
        seconds += times(do, 1)
        work.append(time.thread_time() - worked)
    return seconds, work


if __name__ == "__main__":
    print("\n".join(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)))
