"""Page-down in a list of a million people, paint included, against Qt's own QSqlTableModel on plain SQLite.

Run: ``python -m tests.benchmarks.list_bench [people]``. Each side runs in a process of its own, one after the other:
ours opens the encrypted register and shows the victims list; Qt's shows the same number of rows and columns. Measured
are a page-down until every row of the page is painted with its words, the time until every row can be reached, a jump
to anywhere, the longest pause of the window's thread, and the memory after scrolling everywhere.
"""

from __future__ import annotations

import json
import os
import random
import resource
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.measure import line, median, p95

PAGES, JUMPS = 150, 200
TARGET, PAUSE_BAR, REACH_BAR, MEMORY_BAR = 0.006, 0.050, 1.0, 300
ROOT = Path(__file__).resolve().parents[2]
COLUMNS = ("outcome", "name_ar", "name_la", "sex", "age", "place", "day", "hospital", "status", "code")
SIZE = (1060, 690)


def ours(people: int) -> dict[str, Any]:
    """The victims list on the encrypted register."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from gui.known import Known
    from gui.look.dress import clothe
    from gui.screens.victim_columns import victim_columns
    from gui.table.table import RegisterTable
    from storage.lists.listing import Query
    from tests.benchmarks.dressed import Pulse, rested, waited
    from tests.benchmarks.register_of import opened

    app = _dressed()
    store, known = opened(people), Known()
    table = RegisterTable(victim_columns(known, lambda: ""))
    table.resize(*SIZE)
    clothe(table)
    table.show()
    pulse = Pulse()
    rested(app, 1.0)
    idle, pulse.longest = pulse.longest, 0.0
    counted: list[float] = []
    begin = time.perf_counter()
    table.rows.counted.connect(lambda _: counted.append(time.perf_counter() - begin))

    def listing() -> Any:
        known.learn(store)
        return store.listing(Query("victim", sort="day"))

    table.show_listing(listing)
    waited(app, lambda: table.rows.rowCount() > 0)
    first = time.perf_counter() - begin
    waited(app, lambda: bool(counted))

    def settled() -> bool:
        top = table.rowAt(2)
        return all(table.rows.row_at(at) is not None for at in range(top, min(top + 19, table.rows.rowCount())))

    pages, paints = [], []
    for _ in range(PAGES):
        start, worked = time.perf_counter(), time.thread_time()
        QTest.keyClick(table, Qt.Key.Key_PageDown)
        table.viewport().repaint()
        paints.append(time.thread_time() - worked)
        if not settled():
            waited(app, settled)
            table.viewport().repaint()
        pages.append(time.perf_counter() - start)
        rested(app)
    jumps, chance = [], random.Random(5)
    bar = table.verticalScrollBar()
    for _ in range(JUMPS):
        start = time.perf_counter()
        bar.setValue(chance.randrange(bar.maximum()))
        waited(app, settled)
        table.viewport().repaint()
        jumps.append(time.perf_counter() - start)
    pulse.stop()
    from gui import jobs

    jobs.finish()
    store.close()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"first": first, "counted": counted[0], "pages": pages, "paints": paints, "jumps": jumps,
            "pause": pulse.longest, "idle": idle, "memory": memory}  # fmt: skip


def theirs(people: int) -> dict[str, Any]:
    """Qt's own model and view on plain SQLite."""
    from PySide6.QtCore import Qt
    from PySide6.QtSql import QSqlDatabase, QSqlTableModel
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QTableView

    from gui.look.dress import clothe
    from tests.benchmarks.dressed import rested

    app = _dressed()
    database = QSqlDatabase.addDatabase("QSQLITE")
    database.setDatabaseName(str(_plain(people)))
    assert database.open()
    table = QTableView()
    table.resize(*SIZE)
    begin = time.perf_counter()
    model = QSqlTableModel(table, database)
    model.setTable("victim")
    model.select()
    table.setModel(model)
    clothe(table)
    table.show()
    app.processEvents()
    first = time.perf_counter() - begin
    pages = []
    for _ in range(PAGES):
        start = time.perf_counter()
        QTest.keyClick(table, Qt.Key.Key_PageDown)
        table.viewport().repaint()
        pages.append(time.perf_counter() - start)
        rested(app)
    begin = time.perf_counter()
    while model.canFetchMore():
        model.fetchMore()
    reached = time.perf_counter() - begin
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"first": first, "pages": pages, "counted": reached, "memory": memory}


def _dressed() -> Any:
    from gui.frame.pauses import Tidying
    from tests.benchmarks.dressed import application

    app = application()
    Tidying(app).begin()
    return app


def _plain(people: int) -> Path:
    """A plain SQLite file with as many rows."""
    import tempfile

    path = Path(tempfile.gettempdir()) / f"sijill-bench-plain-{people}.db"
    if path.exists():
        return path
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    connection = sqlite3.connect(part)
    connection.execute(f"CREATE TABLE victim (id INTEGER PRIMARY KEY, {', '.join(COLUMNS)})")
    places = ("Khan Shaykun", "Ariha", "Saraqab", "Kafr Nobol")
    rows = (
        (n, ("Killed", "Injured")[n % 2], "محمد خالد الأحمد", "Mohammad Khaled al-Ahmad", "M", n % 90, places[n % 4],
         f"{n % 28 + 1} Jul 2019", "", "Complete", f"P-BEN-{n}")
        for n in range(people)
    )  # fmt: skip
    marks = ", ".join("?" * (len(COLUMNS) + 1))
    connection.executemany(f"INSERT INTO victim VALUES ({marks})", rows)
    connection.commit()
    connection.close()
    part.rename(path)
    return path


def main(people: int) -> list[str]:
    """The rows of the table."""
    mine, qt = _side("ours", people), _side("theirs", people)
    told = [
        line("page-down to painted words, median", median(mine["pages"]), median(qt["pages"]), 1.0),
        line("page-down to painted words, p95", p95(mine["pages"]), p95(qt["pages"]), 1.0),
        line("page-down, work of the window's thread (target 6 ms)", median(mine["paints"]), TARGET, 1.0),
        line("first rows on the screen", mine["first"], REACH_BAR, 1.0),
        line("every row can be reached", mine["counted"], REACH_BAR, 1.0),
        line("  Qt's model reaches every row", qt["counted"], REACH_BAR, 1e9),
        line("jump to anywhere, p95", p95(mine["jumps"]), REACH_BAR, 1.0),
        line("longest pause of the window's thread / 50 ms", mine["pause"], PAUSE_BAR, 1.0),
        f"{'memory after scrolling everywhere':<58} {mine['memory']:10.0f} MB  Qt's {qt['memory']:7.0f} MB  "
        f"bar {MEMORY_BAR} MB  {'ok' if mine['memory'] <= MEMORY_BAR else 'OVER'}",
    ]
    return told


def _side(which: str, people: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.benchmarks.list_bench", str(people), which]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    answer = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    if len(sys.argv) > 2:
        print(json.dumps(ours(count) if sys.argv[2] == "ours" else theirs(count)))
    else:
        print("\n".join(main(count)))
