"""The map of a large register: its content, pictures and paper for each reader, and how long the window was held.

Run: ``python -m tests.benchmarks.map_content_bench [people]``. No bar but that the window always answers within 50 ms;
the rest is done by threads and said. *First* is the content of a register that was opened a moment ago.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QPdfWriter
from PySide6.QtWidgets import QApplication

from exports import MapAsked, print_map, write_map
from gui.map.page import as_picture, print_on
from storage.overview.view import View
from storage.sharing.privacy import Level
from storage.store import Store
from tests.benchmarks.claims_of import with_claims
from tests.benchmarks.dressed import application, held, rested, waited
from tests.benchmarks.measure import line
from tests.benchmarks.report_bench import READERS

ANSWERED, NO_BAR = 0.050, 1e9


def main(people: int) -> list[str]:
    """The rows of the table."""
    app = application()
    store = with_claims(people)
    store.places  # noqa: B018 - read when a register opens
    told = [
        _row("content, first after opening", lambda: store.map_content(View())),
        _row("content, again", lambda: store.map_content(View())),
    ]
    with TemporaryDirectory(prefix="sijill-bench-map-") as folder:
        for level in Level:
            asked = MapAsked("en", View(), READERS[level])
            for suffix in (".png", ".pdf"):
                target = Path(folder) / f"map{suffix}"
                do = partial(write_map, store, target, as_picture, asked)
                told.append(_row(f"{level.value}{suffix}", do))
            told.append(_row(f"{level.value}, on paper", partial(_printed, store, Path(folder), asked)))
        told += _held(app, store, Path(folder))
    store.close()
    return told


def _printed(store: Store, folder: Path, asked: MapAsked) -> None:
    paper = QPdfWriter(str(folder / "paper.pdf"))
    print_map(store, lambda told: print_on(paper, told), asked)


def _row(name: str, do: Callable[[], object]) -> str:
    begun, worked = time.perf_counter(), time.process_time()
    do()
    clock, work = time.perf_counter() - begun, time.process_time() - worked
    return line(f"map, {name} ({work:.1f} s of processor)", clock, clock, NO_BAR)


def _held(app: QApplication, store: Store, folder: Path) -> list[str]:
    """The longest pauses of the window's thread: entered for the first time, and stepping through time."""
    from gui.frame.pauses import Tidying
    from gui.map.room import MapRoom
    from tests.gui.summer import a_context

    Tidying(app).begin()
    store._cube = store._known = store._ground = None  # as after an opening
    room = MapRoom(a_context(folder, store))
    room.resize(1366, 700)

    def enter() -> None:
        room.show()
        room.entered()
        waited(app, lambda: room.found is not None and room.canvas.content.picture is not None)
        rested(app, 0.5)

    def step() -> None:
        for _ in range(20):
            room.time.step(1)
            rested(app, 0.05)

    pauses = {
        name: held(act) for name, act in (("entered for the first time", enter), ("stepping through time", step))
    }
    room.close()
    what = "the map's window was held, {}, longest / 50 ms"
    return [line(what.format(name), one, ANSWERED, 1.0) for name, one in pauses.items()]


if __name__ == "__main__":
    print("\n".join(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)))
