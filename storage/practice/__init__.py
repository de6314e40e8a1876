"""The practice register: a made-up summer, 26 April to 6 July 2019, that comes out the same each time it is built.

Its figures are those of that summer's reports and are computed from records that are not withdrawn: 544 civilians
killed, 130 of them children; 2,117 injured; 30 medical facilities attacked, the 30th the hospital of Kafr Nabl on
Thursday 4 July; 15 killed in Mhambal on Friday 5 July by barrel bombs dropped from helicopters; at least 300,000
people displaced towards the border. Everything else, every name first of all, is made up.

How it counts: everybody killed or injured is one victim record (a named or unknown person, or a group of which the
fewest count), civilian, of one incident. A person told twice is killed in one record and *missing* or *under the
rubble* in the other, linked as the same person or left open for review; second accounts of an incident name
nobody. So the sums stay the same whether linked or possible duplicates are counted or not. Of movements *out* the
fewest persons count, those linked as the same people once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from storage.database.database import Database
from storage.errors import Cancelled
from storage.practice.building import Summer
from storage.practice.desk import at
from storage.practice.disputes import disputes, open_draft
from storage.practice.evening import last_evening
from storage.practice.files import files
from storage.practice.members import members
from storage.practice.photos import photos
from storage.practice.teams import at_work, founded
from storage.practice.twice import movements_counted_twice, second_accounts, withdrawn
from storage.register.opening import PRACTICE_PASSPHRASE as PASSPHRASE
from storage.store import Store

__all__ = ["PASSPHRASE", "build", "filled", "found"]

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]
ENDING = (
    (at(date(2019, 7, 4), 9 * 60), second_accounts),
    (at(date(2019, 7, 5), 19 * 60), movements_counted_twice),
    (at(date(2019, 7, 5), 21 * 60), withdrawn),
    (at(date(2019, 7, 6), 18 * 60), disputes),
    (at(date(2019, 7, 6), 20 * 60), files),
    (at(date(2019, 7, 6), 20 * 60 + 5), members),
    (at(date(2019, 7, 6), 20 * 60 + 10), photos),
    (at(date(2019, 7, 6), 21 * 60), last_evening),
    (at(date(2019, 7, 6), 23 * 60), open_draft),
)
"""The last evenings: what was told twice is judged before the teams disagree."""


def found(database: Database) -> Store:
    """The practice register while it is empty: our team, its laptop, the places of Syria."""
    return founded(database)


def build(store: Store, *, progress: Progress | None = None, cancelled: Stop | None = None) -> None:
    """Fill a register that :func:`found` has begun.

    Args:
        store: the register.
        progress: told how many of how many steps are done.
        cancelled: asked before each step.

    Raises:
        Cancelled: ``cancelled`` answered yes; the register is half filled and is to be thrown away.
    """
    with at_work(store) as desks:
        summer = Summer(desks)
        for moment, tell in ENDING:
            summer.plan(moment, partial(tell, summer))
        done, total = 0, len(summer)

        def step() -> None:
            nonlocal done, total
            if cancelled is not None and cancelled():
                raise Cancelled
            total = max(total, done + len(summer))  # deaths in hospital join the agenda on the way
            if progress is not None:
                progress(done, total)
            done += 1

        summer.work(step)
        summer.exchange.meet(desks["ariha"].moment, both_ways=False)
        if progress is not None:
            progress(total, total)


def filled(database: Database, *, progress: Progress | None = None, cancelled: Stop | None = None) -> Store:
    """The whole practice register in an empty database."""
    store = found(database)
    build(store, progress=progress, cancelled=cancelled)
    return store
