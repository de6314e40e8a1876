"""Public redaction of a whole register beside a plain read of the same rows in the same run.

``python -m tests.benchmarks.privacy_bench [people]``. *Redaction* is everything a public file is made of: incidents
without what may not leave, people counted and their small cells rolled up, facilities, the displaced. The floor reads
the same columns of the same rows and does nothing with them. Besides the ratio there is a limit in seconds: ten for a
million victims.
"""

from __future__ import annotations

import sys
import time
from typing import Any

from sqlalchemy import select

from storage.database.counted import counted_one_by_one
from storage.database.tables import tables
from storage.period import Period
from storage.sharing.people_rows import BARE
from storage.sharing.privacy import Level
from storage.sharing.redacting import Redacted
from storage.store import Store
from tests.benchmarks.measure import line, median
from tests.benchmarks.register_of import opened

BAR, SECONDS = 2.5, 10
RUNS = 3
INCIDENTS = ("status", "occurred", "day", "place", "attack", "weapon", "platform", "target", "certainty", "killed_min",
             "killed_max", "injured_min", "injured_max", "missing_min", "missing_max")  # fmt: skip


def plain(store: Store) -> float:
    """Seconds to read the bare columns of victims and incidents."""
    begin = time.perf_counter()
    with store.frozen() as source:
        with source.at_this_moment() as (_, connection):
            cursor: Any = connection.execute(select(*BARE).where(counted_one_by_one(tables["victim"]))).cursor
            while cursor.fetchmany(5000):
                pass
        for _ in source.export_rows("incident", INCIDENTS, None, standing=True):
            pass
    return time.perf_counter() - begin


def ours(store: Store) -> float:
    """Seconds to make all of a public file's rows."""
    begin = time.perf_counter()
    with store.frozen() as source:
        seen = Redacted(source, Level.PUBLIC)
        found = seen.tables(Period())
        incidents = sum(1 for _ in seen.export_rows("incident", INCIDENTS, None, standing=True))
    seconds = time.perf_counter() - begin
    print(f"    {incidents:,} incidents; {found.people_cells:,} cells of people, {found.rolled:,} rolled up, "
          f"{len(found.people):,} rows", file=sys.stderr)  # fmt: skip
    return seconds


def main(people: int) -> None:
    """Print the rows of the table."""
    store = opened(people)
    plain(store)
    floors, mine = [], []
    for _ in range(RUNS):
        floors.append(plain(store))
        mine.append(ours(store))
    print(line(f"public redaction of {people:,} victims / plain read", median(mine), median(floors), BAR, "s"))
    print(line("    the same in seconds, limit for a million", median(mine), SECONDS * people / 1e6, 1, "s"))
    store.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
