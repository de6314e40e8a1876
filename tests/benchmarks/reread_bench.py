"""An edited workbook read back and compared against bare calamine reading the same file, in the same run.

``python -m tests.benchmarks.reread_bench [--rows 100000] [--runs 3]``. A register of so many victims is exported
and every fiftieth row changed in the file. Each reader runs in a process of its own, so that times and peak memory are
its own. The bar: twice the bare reader and three seconds, 500 MB.
"""

from __future__ import annotations

import json
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from exports import FileAsked, read_back, write_file
from storage.database.database import Database
from storage.store import Store
from tests.benchmarks.export_bench import KEY, build
from tests.benchmarks.measure import line, steps

ROOT = Path(__file__).resolve().parents[2]
TIMES, AND_SECONDS, MEMORY_BAR = 2, 3.0, 500


def prepare(folder: Path, rows: int) -> None:
    """The register, its workbook, and the edits in the file."""
    build(folder, rows)
    store = Store.open(Database.open(folder / "register.db", KEY))
    with store.frozen() as source:
        write_file(source, folder / "out.xlsx", FileAsked(language="ar"))
    store.close()
    _edit(folder / "out.xlsx", folder / "edited.xlsx")


def _edit(path: Path, target: Path) -> None:
    """The same file with every fiftieth hospital written anew, below any spreadsheet library."""
    number = 0

    def other(found: re.Match[bytes]) -> bytes:
        nonlocal number
        number += 1
        return found[0] if number % 50 else found[0].replace(found[1], "مشفى آخر".encode())

    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, re.sub("<t>(مشفى [^<]*الميداني)</t>".encode(), other, data))


def bare(folder: Path) -> int:
    """What calamine alone needs."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(folder / "edited.xlsx")
    return sum(len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)


def ours(folder: Path) -> int:
    """Open the register, read the file, compare."""
    store = Store.open(Database.open(folder / "register.db", KEY))
    found = read_back(store, folder / "edited.xlsx", language="ar")
    store.close()
    return len(found.changes)


READERS: dict[str, Callable[[Path], int]] = {"calamine": bare, "sijill": ours}


def measure(name: str, folder: Path) -> None:
    """Run one reader here and print its seconds and megabytes."""
    start, busy = time.perf_counter(), time.process_time()
    found = READERS[name](folder)
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "cpu": busy, "peak_mb": peak, "found": found}))


def in_process_of_its_own(*arguments: str) -> str:
    command = [sys.executable, "-m", "tests.benchmarks.reread_bench", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout


def table(rows: int, runs: int) -> list[str]:
    """The rows of the common table."""
    with tempfile.TemporaryDirectory(prefix="sijill-bench-reread-") as name:
        in_process_of_its_own("--step", "prepare", "--folder", name, "--rows", str(rows))
        seen: dict[str, list[dict[str, float]]] = {reader: [] for reader in READERS}
        for _ in range(runs):
            for reader in READERS:
                seen[reader].append(json.loads(in_process_of_its_own("--step", reader, "--folder", name)))
    found = {
        reader: {key: statistics.median(one[key] for one in results) for key in results[0]}
        for reader, results in seen.items()
    }
    mine, floor = found["sijill"], found["calamine"]
    told = []
    for what, key in (
        (f"read back {rows:,} victims / bare calamine", "seconds"),
        ("    the same in processor time", "cpu"),
    ):
        bar = round(TIMES + AND_SECONDS / floor[key], 2)
        told.append(line(what, mine[key], floor[key], bar, "s"))
    told.append(line(f"    memory ({mine['found']:,.0f} changes found)", mine["peak_mb"], MEMORY_BAR, 1, "MB"))
    return told


if __name__ == "__main__":
    raise SystemExit(steps(__doc__, 100_000, prepare, measure, table))
