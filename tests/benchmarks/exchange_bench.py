"""A bundle of 100,000 changes between two laptops with a register of a million people: written, read, taken in.

``python -m tests.benchmarks.exchange_bench [people] [--changes 100000] [--runs 3]``. Each step runs in a process of
its own, on copies, taking turns.

* *apply*: the one transaction in which the changes are judged, appended, merged, indexed. Its floors: the very rows it
  leaves (records and journal) as bare upserts, ready made, by the driver alone in one transaction on a copy of the
  same encrypted file, once with what we taught the driver (``storage/database/binding.py``, twice as fast: the
  stricter floor) and once by the driver as anybody gets it; and a changeset of SQLite's session extension with those
  records (apsw; without encryption, journal and search).
* *build and read*: everything else, from the button on one laptop to the end on the other: chains, signature,
  compression, encryption, the stick read back; opened, proved, parsed.
* *PouchDB*, which people would take for this, replicates as many documents (the fields of the same changes) from one
  LevelDB to an empty other. It comes from npm; without npm that row is left out and said so.

The clock is disturbed by whatever else writes to the same disk; the rows in processor time less so.
"""

from __future__ import annotations

import argparse
import json
import pickle
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from storage.database.binding import sqlcipher
from storage.database.database import Database, connect
from storage.store import Store
from storage.sync.bundle import read_bundle
from storage.sync.folder import read_folder, write_folder
from tests.benchmarks.exchange_of import CACHE_MB, CHANGES, exchange_of, opened_at
from tests.benchmarks.measure import line
from tests.benchmarks.register_of import KEY

ROOT = Path(__file__).resolve().parents[2]
RAW_BAR, SESSION_BAR, BEYOND_BAR, SIZE_BAR, POUCH_BAR, MEMORY_BAR = 3, 2, 2.0, 0.2, 0.25, 600
POUCH = "pouchdb@9.0.0"

Told = dict[str, float]


class Watch:
    """Both clocks, from now on."""

    def __init__(self) -> None:
        self._start, self._busy = time.perf_counter(), time.process_time()

    def told(self, **more: float) -> Told:
        return {"seconds": time.perf_counter() - self._start, "cpu": time.process_time() - self._busy, **more}


class Watched(Store):
    """A store that says how long its transactions took."""

    inside: Told = {"seconds": 0.0, "cpu": 0.0}  # noqa: RUF012 - one a process

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        watch = Watch()
        with super()._write() as connection:
            yield connection
        for name, value in watch.told().items():
            self.inside[name] += value


def build(folder: Path, work: Path) -> Told:
    """What the others lack, onto a stick."""
    store = opened_at(Path(shutil.copyfile(folder / "theirs.db", work / "theirs.db")))
    stick = work / "stick"
    shutil.rmtree(stick, ignore_errors=True)
    stick.mkdir()
    watch = Watch()
    write_folder(store, stick)
    told = watch.told()
    plain, size = _sizes(store, stick)
    store.close()
    return {**told, "size": size, "plain": plain}


def _sizes(store: Store, stick: Path) -> tuple[float, float]:
    """Megabytes of the changes as lines of JSON, and of the bundles."""
    files = list(stick.rglob("*.sijill-bundle"))
    found = [read_bundle(path, store.keys).contents for path in files]
    lines = sum(len(text) + 1 for one in found for part in one.segments for text in part.lines)
    lines += sum(len(text) + 1 for one in found for text in one.common)
    return lines / 1e6, sum(path.stat().st_size for path in files) / 1e6


def take(folder: Path, work: Path) -> Told:
    """What is on the stick, into the register."""
    path = Path(shutil.copyfile(folder / "ours.db", work / "ours.db"))
    store = Watched.open(Database.open(path, KEY, cache_mb=CACHE_MB))
    store.places  # noqa: B018 - read when a window opens
    watch = Watch()
    found = read_folder(store, work / "stick")
    told = watch.told(changes=found.changes, conflicts=found.conflicts)
    told |= {f"apply {name}": value for name, value in Watched.inside.items()}
    store.close()
    return told


def raw(folder: Path, work: Path) -> Told:
    """The rows, ready made, by the driver alone."""
    path = shutil.copyfile(folder / "ours.db", work / "raw.db")
    written = pickle.loads((folder / "rows.pickle").read_bytes())
    connection = connect(Path(path), KEY, cache_mb=CACHE_MB)
    watch = Watch()
    connection.execute("BEGIN IMMEDIATE")
    for statement, rows in written:
        connection.executemany(statement, rows)
    connection.execute("COMMIT")
    told = watch.told()
    connection.close()
    return told


def as_it_comes(folder: Path, work: Path) -> Told:
    """The same by the driver as it comes, without our conversions of bytes and nothing."""
    for kind in (bytes, type(None)):
        del sqlcipher.adapters[kind, sqlcipher.PrepareProtocol]
    return raw(folder, work)


def session(folder: Path, work: Path) -> Told:
    """The records as a changeset of the session extension."""
    import apsw

    changeset = (folder / "changeset").read_bytes()
    connection = apsw.Connection(shutil.copyfile(folder / "plain.db", work / "plain.db").as_posix())
    for setting in ("journal_mode = WAL", "synchronous = FULL", f"cache_size = {-1024 * CACHE_MB}"):
        connection.pragma(*setting.split(" = "))
    watch = Watch()
    with connection:
        apsw.Changeset.apply(changeset, connection)
    told = watch.told()
    connection.close()
    return told


def pouch(folder: Path, work: Path) -> Told:
    """As many documents, from one PouchDB to another."""
    home = Path(tempfile.gettempdir()) / "sijill-bench-pouchdb"
    if not (home / "node_modules" / "pouchdb").exists():
        home.mkdir(exist_ok=True)
        (home / "package.json").write_text("{}")
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", POUCH], cwd=home, check=True, capture_output=True)
    script = Path(__file__).with_name("pouch_peer.js")
    command = ["node", str(script), str(home), str(folder / "documents.jsonl"), str(work)]
    return dict(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


STEPS: dict[str, Callable[[Path, Path], Told]] = {
    "build": build, "take": take, "raw": raw, "as it comes": as_it_comes, "session": session, "pouch": pouch,
}  # fmt: skip


def table(people: int, changes: int, runs: int) -> list[str]:
    """The rows of the common table."""
    folder = exchange_of(people, changes)
    steps = [name for name in STEPS if name != "pouch" or shutil.which("npm")]
    seen: dict[str, list[Told]] = {name: [] for name in steps}
    for _ in range(runs):
        with tempfile.TemporaryDirectory(prefix="sijill-bench-copy-") as work:
            for name in steps:
                seen[name].append(_in_process_of_its_own(name, folder, Path(work)))
    found = {
        name: {key: statistics.median(one[key] for one in results) for key in results[0]}
        for name, results in seen.items()
    }
    return [*_applied(people, found), *_beyond(found)]


def _applied(people: int, found: dict[str, Told]) -> list[str]:
    take = found["take"]
    what = f"apply {take['changes']:,.0f} changes to {people:,} people"
    told = []
    for key, of in (("seconds", what), ("cpu", "    the same in processor time")):
        told += [
            line(f"{of} / raw upserts", take[f"apply {key}"], found["raw"][key], RAW_BAR, "s"),
            line("    / the driver as it comes", take[f"apply {key}"], found["as it comes"][key], RAW_BAR, "s"),
            line(f"{of} / changeset", take[f"apply {key}"], found["session"][key], SESSION_BAR, "s"),
        ]
    return told


def _beyond(found: dict[str, Told]) -> list[str]:
    take, made = found["take"], found["build"]
    beyond = made["seconds"] + take["seconds"] - take["apply seconds"]
    told = [
        line("build and read it, beyond the apply / 2 s", beyond, BEYOND_BAR, 1, "s"),
        f"    build {made['seconds']:.2f} s, read {take['seconds'] - take['apply seconds']:.2f} s",
        line("the bundle / plain JSON", made["size"], made["plain"], SIZE_BAR, "MB"),
        line(f"    memory while reading ({take['conflicts']:,.0f} conflicts)", take["peak_mb"], MEMORY_BAR, 1, "MB"),
    ]
    if "pouch" not in found:
        return [*told, "    PouchDB not measured: there is no npm here"]
    whole = made["seconds"] + take["seconds"]
    return [
        *told,
        line("build, read, apply / PouchDB replicates as many", whole, found["pouch"]["seconds"], POUCH_BAR, "s"),
    ]


def _in_process_of_its_own(step: str, folder: Path, work: Path) -> Told:
    command = [sys.executable, "-m", "tests.benchmarks.exchange_bench", "--step", step, "--folder", str(folder)]
    ran = subprocess.run([*command, "--work", str(work)], check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    return dict(json.loads(ran.stdout.splitlines()[-1]))


def main() -> int:
    """The whole of it, or one step in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("people", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--changes", type=int, default=CHANGES)
    parser.add_argument("--runs", type=int, default=3)
    for hidden in ("--step", "--folder", "--work"):
        parser.add_argument(hidden, help=argparse.SUPPRESS)
    given: Any = parser.parse_args()
    if given.step is None:
        print("\n".join(table(given.people, given.changes, given.runs)))
        return 0
    told = STEPS[given.step](Path(given.folder), Path(given.work))
    told["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(told))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
