"""Figures of any period and area, beside a plain SQL recount from the victims in the same run.

Run: ``python -m tests.benchmarks.figures_bench [people]``. The floor is what plain SQL needs to count the killed,
injured and missing of the same days and area from the victims (no claims, no links, no ranges, nobody counted once).
The bar is 150 ms; *first* is the call in which what columns cannot know is counted anew (in a reader's thread). The
figures are held against the recount of the kernel once before anything is measured (not for a million: it reads
everything).
"""

from __future__ import annotations

import random
import sys
import time
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import text

from storage.counting.recount import recounted
from storage.counting.sums import summed
from storage.counting.told_figures import figures_from
from storage.period import Period
from storage.store import Store
from tests.benchmarks.claims_of import with_claims
from tests.benchmarks.measure import line, median, p95
from tests.benchmarks.register_of import START

TARGET, FIRST_TARGET, RUNS, RECOUNTS = 0.150, 2.0, 60, 5
CHECKED = 50_000
"""People up to whom the kernel counts everything again."""
RECOUNT = (
    "SELECT outcome, sum(people_min), sum(people_max), sum(people_min) FILTER (WHERE child = 1), "
    "sum(people_min) FILTER (WHERE sex = 'female') FROM victim WHERE withdrawn IS NULL {more} GROUP BY outcome"
)


def main(people: int) -> list[str]:
    """The rows of the table."""
    store = with_claims(people)
    store.places  # noqa: B018 - read when a register opens
    if people <= CHECKED:
        check(store)
    store.figures(Period(date(2030, 1, 1)))  # the file is warm; the corrections are thrown away again
    first, changed = [], []
    for _ in range(RECOUNTS):
        store._known = None
        first.append(_timed(lambda: store.figures(Period()))[0])
        store._known = replace(store._known, position=store._known.position - 1)  # the newest change is a link
        changed.append(_timed(lambda: store.figures(Period()))[0])
    told = [
        line("figures of everything, the first after opening / 2 s", median(first), FIRST_TARGET, 1.0),
        line("figures of everything, the first after a new link / 2 s", median(changed), FIRST_TARGET, 1.0),
    ]
    asked = _questions(store)
    for name, periods in (("everything", [Period()] * 7), ("any period and area", asked)):
        seconds, work = zip(*(_timed(lambda one=one: store.figures(one)) for one in periods), strict=True)
        floor = [_timed(lambda one=one: recount(store, one))[0] for one in periods[:RECOUNTS]]
        told += [
            line(f"figures of {name}, median / 150 ms", median(list(seconds)), TARGET, 1.0),
            line(f"figures of {name}, p95 / 150 ms", p95(list(seconds)), TARGET, 1.0),
            line("  its own work, p95 / 150 ms", p95(list(work)), TARGET, 1.0),
            line("  against a plain SQL recount of the victims, median", median(list(seconds)), median(floor), 1e9),
        ]
    store.close()
    return told


def check(store: Store) -> None:
    """The figures equal a recount."""
    with store.database.reading() as connection:
        again = figures_from(summed(recounted(connection)), Period())
    found = store.figures(Period())
    for name in ("killed", "injured", "missing", "children", "women", "civilians", "events", "incidents"):
        assert getattr(found, name) == getattr(again, name), name


def recount(store: Store, period: Period) -> Any:
    """As anybody would write it."""
    more, asked = "", {}
    if period.first and period.last:
        more += " AND day >= :first AND day <= :last"
        asked |= {"first": period.first.isoformat(), "last": period.last.isoformat()}
    if period.place:
        more += " AND (area = :area OR area LIKE :below)"
        area = store.places.area(period.place) or ""
        asked |= {"area": area, "below": f"{area}/%"}
    with store.database.reading() as connection:
        return connection.execute(text(RECOUNT.format(more=more)), asked).all()


def _questions(store: Store) -> list[Period]:
    """A month, a year or five, in the whole country, a governorate or a district."""
    chance = random.Random(11)
    areas = [None, *(facts.id for facts in store.places.facts.values() if facts.level in (1, 2))]
    made = []
    for _ in range(RUNS):
        first = START + timedelta(days=chance.randrange(2600))
        made.append(Period(first, first + timedelta(days=chance.choice((30, 365, 1800))), chance.choice(areas)))
    return made


def _timed(do: Any) -> tuple[float, float]:
    """Seconds, and the work of this thread in them."""
    begin, worked = time.perf_counter(), time.thread_time()
    do()
    return time.perf_counter() - begin, time.thread_time() - worked


if __name__ == "__main__":
    print("\n".join(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)))
