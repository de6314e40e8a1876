"""A situation report of a large register, gathered, drawn as PDF and written, for each reader.

Run: ``python -m tests.benchmarks.report_bench [people]``. The bar is 5 s for any of them. *First* is the report of a
register that was opened a moment ago and has nothing in memory yet, as on the command line; the others are what the
window asks for. A Word document beside them shows that its way is no dearer.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from exports import ReportAsked, Sharing, write_logged
from gui import report_drawing
from storage.overview.view import View
from storage.period import Period
from storage.sharing.privacy import Level
from storage.store import Store
from tests.benchmarks.claims_of import with_claims
from tests.benchmarks.measure import line
from tests.benchmarks.register_of import START

TARGET = 5.0
READERS = {
    Level.INTERNAL: Sharing(),
    Level.PARTNER: Sharing(Level.PARTNER, "Relief partner", "joint assessment"),
    Level.PUBLIC: Sharing(Level.PUBLIC, "our website", "monthly report"),
}


def main(people: int) -> list[str]:
    """The rows of the table."""
    store = with_claims(people)
    store.places  # noqa: B018 - read when a register opens
    with TemporaryDirectory(prefix="sijill-bench-report-") as folder:
        told = [_row("everything, inside, first", lambda: _written(store, folder, View(), Level.INTERNAL))]
        for name, view in _views(store).items():
            for level in Level:
                told.append(_row(f"{name}, {level.value}", lambda v=view, at=level: _written(store, folder, v, at)))
        document = _row("a year, inside, Word", lambda: _written(store, folder, _year(), Level.INTERNAL, ".docx"))
    store.close()
    return [*told, document]


def _row(name: str, do: Callable[[], None]) -> str:
    begun, worked = time.perf_counter(), time.process_time()
    do()
    clock, work = time.perf_counter() - begun, time.process_time() - worked
    return line(f"report of {name} ({work:.1f} s of processor)", clock, TARGET, 1.0)


def _written(store: Store, folder: str, view: View, level: Level, suffix: str = ".pdf") -> None:
    write_logged(store, Path(folder) / f"report{suffix}", report_drawing, ReportAsked("ar", view, READERS[level]))


def _views(store: Store) -> dict[str, View]:
    areas = tuple(facts.id for facts in store.places.facts.values() if facts.code in ("SY07", "SY05"))
    return {"everything": View(), "a year": _year(), "two governorates": View(areas=areas)}


def _year() -> View:
    return View(Period(START + timedelta(days=1100), START + timedelta(days=1464)))


if __name__ == "__main__":
    print("\n".join(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)))
