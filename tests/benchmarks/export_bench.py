"""Excel out of an encrypted register against bare openpyxl and XlsxWriter writing the same cells in the same run.

``python -m tests.benchmarks.export_bench [--rows 100000] [--runs 3] [--json]``. Each writer runs in a process of its
own, one after the other, so that times and peak memory are its own. Ours opens the register, reads it and writes a
closed, read-back file; the others get the finished cells and only write them.
"""

from __future__ import annotations

import argparse
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
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from exports import FileAsked, write_file
from exports.cells import Showing
from exports.names import Names
from exports.workbook.sheets import rows_of, sheet_of
from storage.database.database import Database
from storage.database.rows import columns_of, empty_row
from storage.database.tables import tables
from storage.edits import Edit
from storage.fields.kind import Reading
from storage.fields.kinds import DayValue
from storage.fields.words import Words
from storage.store import Store
from tests.benchmarks.measure import line
from tests.benchmarks.register_of import made

KEY = bytes(range(32))
BARS = {"openpyxl": 0.12, "xlsxwriter": 0.2}
MEMORY_BAR = 150
ROOT = Path(__file__).resolve().parents[2]
GIVEN = [
    *("أحمد", "محمد", "خالد", "عمر", "يوسف", "مريم", "فاطمة", "زينب", "هدى"),
    *("سمر", "حسن", "حسين", "علي", "مصطفى", "رنا", "آمنة", "بلال", "ياسر"),
]
FAMILY = [
    *("العلي", "الحسن", "الخطيب", "الشيخ", "السيد", "الأحمد"),
    *("البكور", "القدور", "الحمود", "النجار", "الحلاق", "الأسعد", "الرحمون"),
]
LATIN = [
    *("Ahmad", "Mohammad", "Khaled", "Omar", "Yousef", "Maryam", "Fatima"),
    *("Zeinab", "Huda", "Samar", "Hassan", "Ali", "Mustafa", "Rana"),
]


def build(folder: Path, rows: int) -> None:
    """A register with as many victims, filled below the store: the benchmark is about reading and writing out."""
    store = Store.found(Database.open(folder / "register.db", KEY), register="Bench", team="Team A", person="Tester",
                        country="SY")  # fmt: skip
    places = [place.id for place in store.places.facts.values() if place.level >= 3]
    days = [date(2019, 4, 26) + timedelta(days=n) for n in range(70)]
    incidents = list(
        store.save([Edit("incident", None, {"occurred": DayValue.on(day), "place": random.choice(places),
                    "attack": "air_strike"}) for day in days]).ids
    )  # fmt: skip
    dice = random.Random(7)
    with store.database.writing() as connection:
        for start in range(0, rows, 5_000):
            batch = [
                _victim(dice, n, n / rows, incidents, places, days) for n in range(start, min(rows, start + 5_000))
            ]
            connection.execute(insert(tables["victim"]), batch)
    store.close()


def _victim(
    dice: random.Random, number: int, along: float, incidents: list[str], places: list[str], days: list[date]
) -> dict[str, Any]:
    which = min(len(days) - 1, max(0, round(along * len(days) + dice.gauss(0, 4))))  # entered soon after it happened
    years = dice.randrange(1, 90)
    arabic = {"given": dice.choice(GIVEN), "father": dice.choice(GIVEN), "family": dice.choice(FAMILY)}
    name: dict[str, Any] = {"ar": arabic}
    if number % 3:
        name["la"] = {"given": dice.choice(LATIN), "father": dice.choice(LATIN), "family": f"Al{dice.choice(LATIN)}"}
    values: dict[str, Any] = {
        "code": f"P-TA-2019-{number:06d}",
        "incident": incidents[which],
        "name": name,
        "sex": dice.choice(("male", "female")),
        "age": f"{years}y",
        "outcome": dice.choice(("killed", "injured", "missing")),
        "outcome_day": days[which].isoformat(),
        "outcome_place": dice.choice(places),
        "hospital": f"مشفى {dice.choice(FAMILY)} الميداني",
        "cause": "explosive_weapons",
        "injuries": dice.choice((["head"], ["head", "chest"], None)),
        "civilian_status": "civilian",
        "roles": ["teacher"] if number % 9 == 0 else None,
        "displaced": dice.choice(("yes", "no", "unknown")),
        "home": dice.choice(places),
        "family_group": dice.choice(FAMILY),
        "consent": "partners",
        "notes": f"كان في السوق عند الضربة الثانية رقم {number} & نُقل بسيارة إسعاف.\nتحقّق منه فريق آخر." if number % 2
        else None,
        "status": "complete",
        "entered": f"2019-07-05T10:{number % 60:02d}:{number % 59:02d}+03:00",
    }  # fmt: skip
    row = {**empty_row("victim"), **columns_of("victim", {key: value for key, value in values.items() if value})}
    stamp = number.to_bytes(16, "big")
    return {**row, "id": stamp, "born": stamp, "head": stamp, "heads": "", "extra": "", "day": days[which].isoformat(),
            "area": "SY", "where_id": values["outcome_place"], "name_key": f"k{number}", "child": int(years < 18),
            "people_min": 1, "people_max": 1}  # fmt: skip


def cells(folder: Path, target: Path) -> None:
    """The cells of the victims' sheet as Python values, for the other writers, in batches."""
    store = Store.open(Database.open(folder / "register.db", KEY))
    words = Words("ar")
    with store.frozen() as source, target.open("wb") as file:
        names = Names(source, "ar")
        names.prepare(["incident", "place", "source", "team", "person"])
        sheet = sheet_of("victim", Showing(words, Reading(words, date.today(), name=names.name), names), set())
        columns, rows = rows_of(sheet, source, None)
        batch: list[list[Any]] = []
        for row in rows:
            batch.append([_cell(column, row[columns.index(column.column)]) for column in sheet.columns])
            if len(batch) == 500:
                pickle.dump(batch, file)
                batch = []
        pickle.dump(batch, file)
    store.close()


def _cell(column: Any, value: Any) -> Any:
    if column.split is not None:
        value = column.split(value)[column.part]
    return column.convert(value) if value is not None and column.convert is not None else value


def batches(path: Path) -> Iterator[list[list[Any]]]:
    with path.open("rb") as file:
        while True:
            try:
                yield pickle.load(file)
            except EOFError:
                return


def ours(folder: Path, target: Path) -> None:
    store = Store.open(Database.open(folder / "register.db", KEY))
    with store.frozen() as source:
        write_file(source, target, FileAsked(language="ar"))
    store.close()


def bare_openpyxl(folder: Path, target: Path) -> None:
    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Victims")
    for batch in batches(folder / "cells.pickle"):
        for row in batch:
            sheet.append(row)
    workbook.save(target)


def bare_xlsxwriter(folder: Path, target: Path) -> None:
    import xlsxwriter  # type: ignore[import-untyped]

    workbook = xlsxwriter.Workbook(str(target), {"constant_memory": True, "strings_to_formulas": False,
                                                 "strings_to_urls": False})  # fmt: skip
    sheet = workbook.add_worksheet("Victims")
    day, moment = (
        workbook.add_format({"num_format": "yyyy-mm-dd"}),
        workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    )
    at = 0
    for batch in batches(folder / "cells.pickle"):
        for row in batch:
            for place, value in enumerate(row):
                if value is None:
                    continue
                if isinstance(value, date):
                    sheet.write_datetime(at, place, value, moment if isinstance(value, datetime) else day)
                elif isinstance(value, str):
                    sheet.write_string(at, place, value)
                else:
                    sheet.write_number(at, place, value)
            at += 1
    workbook.close()


WRITERS: dict[str, Callable[[Path, Path], None]] = {
    "sijill": ours,
    "openpyxl": bare_openpyxl,
    "xlsxwriter": bare_xlsxwriter,
}


def measure(name: str, folder: Path) -> None:
    """Run one writer here and print its seconds and megabytes."""
    target = folder / f"{name}.xlsx"
    start, busy = time.perf_counter(), time.process_time()
    WRITERS[name](folder, target)
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "cpu": busy, "peak_mb": peak, "file_mb": target.stat().st_size / 1e6}))


def in_process_of_its_own(*arguments: str) -> str:
    command = [sys.executable, "-m", "tests.benchmarks.export_bench", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout


def run(rows: int, runs: int, kept: Path | None = None) -> dict[str, Any]:
    """Medians of all writers, and ours as a ratio of the others; ``kept``: copy this register, build none."""
    with tempfile.TemporaryDirectory() as name:
        if kept is not None:
            shutil.copyfile(kept, Path(name) / "register.db")
        else:
            in_process_of_its_own("--step", "build", "--folder", name, "--rows", str(rows))
        in_process_of_its_own("--step", "cells", "--folder", name)
        seen: dict[str, list[dict[str, float]]] = {writer: [] for writer in WRITERS}
        for _ in range(runs):
            for writer in WRITERS:
                seen[writer].append(json.loads(in_process_of_its_own("--step", writer, "--folder", name)))
    found: dict[str, Any] = {"rows": rows, "runs": runs}
    for writer, results in seen.items():
        found[writer] = {key: statistics.median(one[key] for one in results) for key in results[0]}
    for writer, bar in BARS.items():
        ratio, cpu = (found["sijill"][key] / found[writer][key] for key in ("seconds", "cpu"))
        found[f"of_{writer}"] = {"ratio": ratio, "cpu": cpu, "bar": bar}
    return found


def table(rows: int, runs: int) -> list[str]:
    """The rows of the common table: a register as the store learned it, and one of victims told in full."""
    told = []
    for what, kept in (("learned", made(rows)), ("full", None)):
        found = run(rows, runs, kept)
        ours = found["sijill"]
        for writer, bar in BARS.items():
            words = f"export {rows:,} victims, {what} register / {writer}"
            told.append(line(words, ours["seconds"], found[writer]["seconds"], bar, "s"))
            told.append(line("    the same in time of the processor", ours["cpu"], found[writer]["cpu"], bar, "s"))
        told.append(line("    memory while exporting", ours["peak_mb"], MEMORY_BAR, 1, "MB"))
    return told


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--table", action="store_true", help="rows of the common table")
    parser.add_argument("--step", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step == "build":
        build(given.folder, given.rows)
    elif given.step == "cells":
        cells(given.folder, given.folder / "cells.pickle")
    elif given.step:
        measure(given.step, given.folder)
    elif given.table:
        print("\n".join(table(given.rows, 1)))
    else:
        return report(run(given.rows, given.runs), as_json=given.json)
    return 0


def report(found: dict[str, Any], *, as_json: bool) -> int:
    if as_json:
        print(json.dumps(found))
    else:
        for writer in WRITERS:
            one = found[writer]
            time_of = f"{one['seconds']:8.2f} s {one['cpu']:8.2f} s cpu"
            print(f"{writer:12} {time_of} {one['peak_mb']:8.0f} MB {one['file_mb']:8.1f} MB file")
        for writer in BARS:
            one = found[f"of_{writer}"]
            print(f"ratio to {writer:12} {one['ratio']:.3f} (cpu {one['cpu']:.3f}, bar {one['bar']})")
    kept = all(found[f"of_{writer}"]["ratio"] <= bar for writer, bar in BARS.items())
    return 0 if kept and found["sijill"]["peak_mb"] <= MEMORY_BAR else 1


if __name__ == "__main__":
    raise SystemExit(main())
