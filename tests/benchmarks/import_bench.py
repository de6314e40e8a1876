"""A foreign table of 50,000 rows: preview against bare calamine reading the same file, accept against a raw insert.

``python -m tests.benchmarks.import_bench [--rows 50000] [--runs 3]``. A hospital's list is made, read, understood and
laid beside the register; then all of it is taken in. The floor of accept are the very same rows, prepared beforehand
(journal, records, origins, search and match keys), given to a bare SQLCipher connection in one transaction. Each step
runs in a process of its own, so that times and peak memory are its own. The bars: three times calamine and five
seconds; three times the raw insert; 500 MB.
"""

from __future__ import annotations

import json
import pickle
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from exports.foreign.aims import Aim
from exports.foreign.foreseeing import foreseen
from exports.foreign.mapping import Mapping
from exports.foreign.plan import ticked
from exports.foreign.reading import read_foreign
from exports.foreign.taking import edits
from storage.database.database import Database, connect
from storage.store import Store
from tests.benchmarks.measure import line, steps

ROOT = Path(__file__).resolve().parents[2]
KEY = bytes(range(32))
TIMES, AND_SECONDS, ACCEPT_BAR, MEMORY_BAR = 3, 5.0, 3, 500
GIVEN = "محمد أحمد علي حسن حسين محمود خالد مصطفى إبراهيم عمر يوسف صالح سامر باسل".split()
HEAD = ("Case", "Name", "Sex", "Age", "Outcome", "Date", "Village", "Phone", "Severity", "Hospital", "Notes", "Wounds",
        "Ward", "Entered by")  # fmt: skip
AIMS = {
    "case": Aim("victim", "key"),
    "name": Aim("victim.name"),
    "sex": Aim("victim.sex"),
    "age": Aim("victim.age"),
    "outcome": Aim("victim.outcome"),
    "date": Aim("victim.outcome_day"),
    "village": Aim("victim.outcome_place", "admin4"),
    "phone": Aim("victim.kin_phone"),
    "severity": Aim("victim.severity"),
    "hospital": Aim("victim.hospital"),
    "notes": Aim("victim.notes"),
    "wounds": Aim("victim.injuries"),
}
MAPPING = Mapping("hospital", "victim", "", AIMS)


Told = tuple[float, float]
"""Seconds of the clock and of the processor."""


class Watch:
    """Both clocks, from now on."""

    def __init__(self) -> None:
        self._start, self._busy = time.perf_counter(), time.process_time()

    def told(self) -> Told:
        """What passed."""
        return time.perf_counter() - self._start, time.process_time() - self._busy


def prepare(folder: Path, rows: int) -> None:
    """The register, the file, and what the raw insert writes."""
    store = Store.found(
        Database.open(folder / "register.db", KEY), register="Bench", team="Team A", person="Tester", country="SY"
    )
    _write_file(folder / "list.xlsx", rows, [place for place in store.places.facts.values() if place.level == 3])
    store.close()
    shutil.copy(folder / "register.db", folder / "scratch.db")
    _record(folder)


def _write_file(path: Path, rows: int, places: list[Any]) -> None:
    from openpyxl import Workbook

    dice = random.Random(5)
    families = [f"ال{a}{b}ي" for a in "بتجحدرزسشصطعغفقكلمن" for b in "ابتدرسعلمنهو"]
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Cases")
    sheet.append(HEAD)
    for number in range(rows):
        place = dice.choice(places)
        sheet.append([
            f"H-{number:06d}", " ".join([*(dice.choice(GIVEN) for _ in range(3)), dice.choice(families)]),
            dice.choice(("ذ", "أنثى", "male", "F")), dice.choice(("٣٥", "about 40", "3 months", 12, "child", "30-35")),
            dice.choice(("شهيد", "جريح", "injured", "killed")),
            dice.choice(("13/7/2019", datetime(2019, 7, dice.randint(1, 28)), date(2019, 6, 3), "5 تموز 2019")),
            dice.choice((place.name_ar, place.name_en)), f"0944 {dice.randint(100000, 999999)}",
            dice.choice(("خفيفة", "serious", "حرجة")), dice.choice(("مشفى كفرنبل", "Hospital A")),
            f"case {number}: came with the ambulance", dice.choice(("رأس", "leg", "صدر; بطن")), "B", "clerk",
        ])  # fmt: skip
    book.save(path)


def _record(folder: Path) -> None:
    """Every row that taking the file in inserts, as the driver gets it."""
    from sqlalchemy import event

    store = Store.open(Database.open(folder / "scratch.db", KEY))
    plan = foreseen(store, read_foreign(folder / "list.xlsx"), MAPPING, language="ar")
    written: list[tuple[str, list[Any]]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, executemany: bool) -> None:
        if executemany and statement.lstrip().upper().startswith("INSERT"):
            written.append((statement, [tuple(row) for row in parameters]))

    event.listen(store.database.engine, "before_cursor_execute", note)
    store.save_many(edits(store, plan, ticked(plan, None), {}, None))
    store.close()
    (folder / "rows.pickle").write_bytes(pickle.dumps(written))


def calamine(folder: Path) -> tuple[Told, int]:
    """What calamine alone needs."""
    from python_calamine import CalamineWorkbook

    watch = Watch()
    book = CalamineWorkbook.from_path(folder / "list.xlsx")
    found = sum(len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)
    return watch.told(), found


def preview(folder: Path) -> tuple[Told, int]:
    """Read, understand, lay beside the register."""
    store = Store.open(Database.open(folder / "register.db", KEY))
    watch = Watch()
    plan = foreseen(store, read_foreign(folder / "list.xlsx"), MAPPING, language="ar")
    told = watch.told()
    store.close()
    return told, plan.counts()["new"]


def accept(folder: Path) -> tuple[Told, int]:
    """Take it in, from the finished plan to the commit."""
    shutil.copy(folder / "register.db", folder / "scratch.db")
    store = Store.open(Database.open(folder / "scratch.db", KEY))
    plan = foreseen(store, read_foreign(folder / "list.xlsx"), MAPPING, language="ar")
    watch = Watch()
    outcome = store.save_many(edits(store, plan, ticked(plan, None), {}, None))
    told = watch.told()
    store.close()
    return told, len(outcome.created)


def raw(folder: Path) -> tuple[Told, int]:
    """The same rows, ready made, by the driver alone."""
    shutil.copy(folder / "register.db", folder / "scratch.db")
    written = pickle.loads((folder / "rows.pickle").read_bytes())
    connection = connect(folder / "scratch.db", KEY)
    watch = Watch()
    connection.execute("BEGIN IMMEDIATE")
    for statement, rows in written:
        connection.executemany(statement, rows)
    connection.commit()
    told = watch.told()
    connection.close()
    return told, sum(len(rows) for _, rows in written)


STEPS: dict[str, Callable[[Path], tuple[Told, int]]] = {
    "calamine": calamine,
    "preview": preview,
    "raw": raw,
    "accept": accept,
}


def measure(name: str, folder: Path) -> None:
    """Run one step here and print its seconds and megabytes."""
    (seconds, busy), found = STEPS[name](folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "cpu": busy, "peak_mb": peak, "found": found}))


def in_process_of_its_own(*arguments: str) -> str:
    command = [sys.executable, "-m", "tests.benchmarks.import_bench", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout


def table(rows: int, runs: int) -> list[str]:
    """The rows of the common table."""
    with tempfile.TemporaryDirectory(prefix="sijill-bench-import-") as name:
        in_process_of_its_own("--step", "prepare", "--folder", name, "--rows", str(rows))
        seen: dict[str, list[dict[str, float]]] = {step: [] for step in STEPS}
        for _ in range(runs):
            for step in STEPS:
                seen[step].append(json.loads(in_process_of_its_own("--step", step, "--folder", name)))
    found = {
        step: {key: statistics.median(one[key] for one in results) for key in results[0]}
        for step, results in seen.items()
    }
    told = []
    for what, ours, floor in (("preview of {rows:,} foreign rows / bare calamine", "preview", "calamine"),
                              ("accept of {rows:,} rows / raw insert of the same", "accept", "raw")):  # fmt: skip
        for key, label in (("seconds", what.format(rows=rows)), ("cpu", "    the same in processor time")):
            bar = round(TIMES + AND_SECONDS / found[floor][key], 2) if ours == "preview" else ACCEPT_BAR
            told.append(line(label, found[ours][key], found[floor][key], bar, "s"))
    peak = max(found["preview"]["peak_mb"], found["accept"]["peak_mb"])
    told.append(line(f"    memory ({found['accept']['found']:,.0f} records made)", peak, MEMORY_BAR, 1, "MB"))
    return told


if __name__ == "__main__":
    raise SystemExit(steps(__doc__, 50_000, prepare, measure, table))
