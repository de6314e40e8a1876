"""The overview of any period and area to repainted charts, and a day's step of the brush.

Run: ``python -m tests.benchmarks.overview_bench [people]``. The bars are 300 ms from asking to repainted charts (the
floor row is a plain SQL recount of the same victims) and 50 ms a frame of brushing (20 frames a second). *First* is
the reading of everything into memory after opening, in a reader's thread. *Held* is how long the window's thread did
not answer, in the whole room: entered for the first time, asked for other days, brushed.
"""

from __future__ import annotations

import os
import random
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QWidget

from gui.charts.bars import Bars
from gui.known import Known
from gui.look.dress import clothe
from gui.overview.charts import Charts
from gui.overview.reading import bins_of, frame_of
from storage import Overview
from storage.overview.view import View
from storage.period import Period
from storage.store import Store
from tests.benchmarks.claims_of import with_claims
from tests.benchmarks.dressed import application, held, rested, waited
from tests.benchmarks.figures_bench import recount
from tests.benchmarks.measure import line, median, p95, timed
from tests.benchmarks.register_of import START

TARGET, FRAME, FIRST, RUNS = 0.300, 0.050, 3.0, 40


def main(people: int) -> list[str]:
    """The rows of the table."""
    app = application()
    store = with_claims(people)
    store.places  # noqa: B018 - read when a register opens
    store.figures(Period(date(2030, 1, 1)))
    known = Known()
    known.learn(store)
    charts = Charts(known)
    for step in charts.making():
        step()
    charts.resize(1000, 900)
    clothe(charts)
    charts.show()
    began = time.perf_counter()
    store.overview(View())
    told = [line("overview, everything read into memory once / 3 s", time.perf_counter() - began, FIRST, 1.0)]
    asked = _questions(store)
    spent = [timed(lambda one=one: _shown(store, charts, one)) for one in asked]
    floor = [timed(lambda one=one: recount(store, one.period)) for one in asked[:5]]
    told += [
        line("overview of any period and area to repainted charts, median / 300 ms", median(spent), TARGET, 1.0),
        line("overview of any period and area to repainted charts, p95 / 300 ms", p95(spent), TARGET, 1.0),
        line("  against a plain SQL recount of the victims, median", median(spent), median(floor), 1e9),
    ]
    told += _brushed(store, charts)
    charts.close()
    told += _held(app, store)
    store.close()
    return told


def _shown(store: Store, charts: Charts, view: View) -> None:
    found = store.overview(view)
    assert found.figures.incidents >= 0
    _show(charts, found)
    _painted(charts)


def _show(charts: Charts, found: Overview) -> None:
    frame = frame_of(found.days, found.view)
    for step in charts.showing(found, bins_of(found.days, frame) if frame else []):
        step()


def _painted(charts: Charts) -> None:
    """Everything repainted, as the window would."""
    for one in (charts.days, charts.heat, *charts.findChildren(Bars)):
        widget: QWidget = one
        widget.grab()


def _brushed(store: Store, charts: Charts) -> list[str]:
    whole = store.overview(View(Period(START, START + timedelta(days=365))))
    _show(charts, whole)
    frames = []
    first = START + timedelta(days=100)
    for width in range(1, 61):
        frames.append(timed(lambda last=first + timedelta(days=width): _frame(charts, whole, first, last)))
    return [
        line("a frame of brushing: figures, parts, hours, painted; median / 50 ms", median(frames), FRAME, 1.0),
        line("a frame of brushing, p95 / 50 ms", p95(frames), FRAME, 1.0),
    ]


def _held(app: QApplication, store: Store) -> list[str]:
    """The longest pauses of the window's thread while the room is used."""
    from gui.frame.pauses import Tidying
    from gui.listing.filter_fields import Condition
    from gui.overview.room import OverviewRoom
    from tests.gui.summer import a_context

    Tidying(app).begin()
    store._cube = store._known = None  # as after an opening
    with TemporaryDirectory() as folder:
        room = OverviewRoom(a_context(Path(folder), store))
        room.resize(1366, 700)
        clothe(room)

        def enter() -> None:
            room.show()
            room.entered()
            waited(app, lambda: room.charts is not None and bool(room.charts.days.bins) and bool(room.doubts._doubts))
            rested(app, 0.3)

        def ask() -> None:
            for year in range(2012, 2018):
                before = room.shown
                room.asked.ask_days(Condition(f"{year}-01-01/{year}-12-31", str(year)))
                waited(app, lambda before=before: room.shown is not before)
                rested(app, 0.3)

        def brush() -> None:
            assert room.charts is not None
            days = room.charts.days
            first = days.bins[0].first.toordinal()
            for last in range(10, 70):
                days.brush(first, first + last + 0.5, done=False)
                rested(app, 0.03)

        acts = (("entered for the first time", enter), ("asked for other days", ask), ("brushed", brush))
        pauses = {name: held(act) for name, act in acts}
        room.close()
    return [line(f"the window was held, {name}, longest / 50 ms", one, FRAME, 1.0) for name, one in pauses.items()]


def _frame(charts: Charts, whole: Any, first: date, last: date) -> None:
    charts.days.put_brush((first, last))
    now = whole.narrowed(first, last)
    assert now.figures.incidents >= 0
    charts.show_parts(now)
    charts.catch_up()
    _painted(charts)


def _questions(store: Store) -> list[View]:
    chance = random.Random(11)
    areas = [(), *((facts.id,) for facts in store.places.facts.values() if facts.level in (1, 2))]
    found = []
    for _ in range(RUNS):
        first = START + timedelta(days=chance.randrange(2600))
        area = chance.choice(areas)
        period = Period(first, first + timedelta(days=chance.choice((30, 365, 1800))), area[0] if area else None)
        found.append(View(period))
    return found


if __name__ == "__main__":
    print("\n".join(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)))
