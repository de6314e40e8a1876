"""Makes the journal of a register of the benchmarks longer: people are corrected again and again, by another team.

Each person's notes are written, then written anew over what stood there, until the journal has so many rows; through
``Store.learn``, like a bundle. Run: ``python -m tests.benchmarks --journal 3000000 --only start,save,search``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import func, select

from storage.database.database import Database
from storage.database.tables import journal, tables
from storage.journal.change import Change
from storage.journal.clock import make_stamp
from storage.store import Store

DEVICE = b"longer\0\0"
BEGIN_MS = 1_735_689_600_000
"""The first of January 2025, after everything that stands in these registers."""
TOGETHER, AT_ONCE = 1_000, 20_000
WORDS = ("تأكد الفريق من الخبر لدى الأهل", "زاره الفريق مرة ثانية", "راجع الفريق سجل المشفى")


def lengthened(path: Path, key: bytes, rows: int) -> None:
    """Bring the journal of this register up to so many rows."""
    store = Store.open(Database.open(path, key, cache_mb=256))
    with store.database.reading() as connection:
        there = connection.execute(select(func.max(journal.c.seq))).scalar() or 0
    batch: list[Change] = []
    for number, change in enumerate(_corrections(store, rows - there), 1):
        batch.append(change)
        if len(batch) == AT_ONCE:
            store.learn(batch)
            batch = []
            print(f"{there + number:>9} rows of the journal", file=sys.stderr, flush=True)
    store.learn(batch)
    store.close()


def _corrections(store: Store, count: int) -> Iterator[Change]:
    """A thousand people at a time, so that what is written together lies together."""
    number, before = 0, dict[bytes, bytes]()
    while number < count:
        for people in _people(store):
            for words in WORDS[:2]:
                for record in people:
                    number += 1
                    stamp = make_stamp(BEGIN_MS + number * 20, 0, DEVICE)
                    over = {"notes": (before[record],)} if record in before else {}
                    before[record] = stamp
                    yield Change(stamp, "victim", record, {"notes": words}, over, save=stamp, number=number)
                    if number == count:
                        return


def _people(store: Store) -> Iterator[list[bytes]]:
    table, last = tables["victim"].c, 0
    while True:
        with store.database.reading() as connection:
            query = select(table.n, table.id).where(table.n > last).order_by(table.n).limit(TOGETHER)
            rows = connection.execute(query).all()
        if not rows:
            return
        last = rows[-1].n
        yield [bytes(row.id) for row in rows]
