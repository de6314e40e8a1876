"""All benchmarks behind one command, one table: ours, the floor measured in the same run, their ratio, the bar.

::

    python -m tests.benchmarks [--people 1000000] [--only start,save,search,…] [--journal 3000000]

The register of so many people (and one of a tenth, for growth) is made by ``register_of`` when it is not there, which
takes half an hour for a million, and is kept in the machine's temporary folder (``sijill-bench-<people>``, 1.5 GB).
Each part runs in a process of its own and writes only into copies. Times are those of this machine at this moment, so
the ratio is what to read; the load is printed because other work on the machine disturbs even ratios; above one a
core, measure what is OVER again. The exit code is 1 when a row is OVER or a part did not finish.

* *start* (``start_bench``): from before the process is spawned to a letter in the passphrase field, against a bare
  PySide6 window; from Enter to the first page of incidents, less Argon2id.
* *save* (``save_bench``): acknowledged saves against raw single-row SQLCipher commits.
* *search* (``search_bench``): each letter of names typed in both scripts, to 50 rows ready to paint.
* *list* (``list_bench``): page-down with paint against Qt's own model on plain SQLite, jumps, pauses, memory.
* *export* (``export_bench``): 100,000 victims to a closed workbook against openpyxl and XlsxWriter.
* *reread* (``reread_bench``): an edited workbook of 100,000 victims read back, against bare calamine.
* *import* (``import_bench``): 50,000 foreign rows previewed and taken in, against bare calamine and a raw insert.
* *privacy* (``privacy_bench``): public redaction with small cells against a plain read of the same rows.
* *growth* (``growth_bench``): save, search and page-down, a tenth of the people against all.
* *exchange* (``exchange_bench``): a bundle of 100,000 changes written, read and taken in, against bare upserts of the
  same rows, a changeset of SQLite's session extension, and PouchDB.
* *hub* (``hub_bench``): as many changes over a hub on a real PostgreSQL against ``COPY`` of their rows.
* *ledger* (``ledger_bench``): ledgers, states of all villages and flows against plain SQL; it adds movements.
* *figures* (``figures_bench``): figures of any period and area against a plain SQL recount; it adds claims and links.
* *overview* (``overview_bench``): the overview to repainted charts, a frame of brushing, how long the window is held.
* *report* (``report_bench``): a situation report for each reader.
* *map_content* (``map_content_bench``): the map of the register, its pictures for each reader, how long it is held.
* *map* (``map_bench``): a frame of pushing and zooming against a naive map of pyqtgraph with the same data.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.register_of import JOURNAL, made

PARTS = ("start", "save", "search", "list", "export", "reread", "import", "privacy", "growth", "ledger", "figures",
         "overview", "report", "map_content", "map", "exchange", "hub")  # fmt: skip
ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Run the parts asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Benchmarks: a table of ratios.")
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--only", default=",".join(PARTS), help="parts, with commas between them")
    parser.add_argument("--journal", type=int, default=0, help="so many rows of the journal, more than people make")
    given = parser.parse_args()
    if given.journal:
        os.environ[JOURNAL] = str(given.journal)
    parts = [part for part in given.only.split(",") if part]
    if unknown := sorted(set(parts) - set(PARTS)):
        parser.error(f"no such part: {', '.join(unknown)}")
    if set(parts) - {"map", "export", "reread", "import"}:
        made(given.people)
    if set(parts) & {"growth"}:
        made(given.people // 10)
    return max([_run(part, given.people) for part in parts], default=0)


def _run(part: str, people: int) -> int:
    """One part in its own process, its rows printed when it is done; 1 when a row is OVER or it did not finish."""
    print(
        f"== {part}, load {' '.join(f'{load:.1f}' for load in os.getloadavg())} on {os.cpu_count()} cores", flush=True
    )
    size = ["--table"] if part == "export" else [str(people)]
    command = [sys.executable, "-m", f"tests.benchmarks.{part}_bench", *size]
    ran = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    print(ran.stdout, end="", flush=True)
    if ran.returncode:
        print(f"{part}: did not finish", flush=True)
    return int(bool(ran.returncode) or "OVER" in ran.stdout)


if __name__ == "__main__":
    raise SystemExit(main())
