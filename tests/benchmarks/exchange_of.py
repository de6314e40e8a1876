"""Two laptops with one large register, and what one of them wrote since: what exchanging is measured on.

Both are copies of the register :mod:`tests.benchmarks.register_of` keeps, under devices of their own in one
organisation, and have heard of each other. Then one writes 100,000 changes: six new incidents with 54 people, and 40
corrections of people who were there, for each hundred; the other one corrects some of the same people, so that there
are conflicts. Kept beside the register; a later schema makes it anew.
Run: ``python -m tests.benchmarks.exchange_of 1000000``.
"""

from __future__ import annotations

import pickle
import random
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import func, select

from storage.database.database import Database, connect
from storage.database.tables import journal, tables
from storage.edits import Edit
from storage.fields.kinds import AgeValue
from storage.migrations import HEAD
from storage.records import RECORDS
from storage.saving import new_id
from storage.store import Store
from storage.sync.belonging import read_request
from storage.sync.folder import read_folder, write_folder
from tests.benchmarks.movements_of import communities
from tests.benchmarks.register_of import ATTACKS, KEY, OUTCOMES, folder_of, made
from tests.benchmarks.save_bench import victim
from tests.builders import day

CHANGES = 100_000
INCIDENTS, NEW, PART = 6, 60, 100
"""Of each hundred changes: new incidents, new records in all; the rest corrects what was there."""
RIVALS = 500
CACHE_MB = 64


def exchange_of(people: int, changes: int = CHANGES) -> Path:
    """The folder with ``ours.db`` (who reads), ``theirs.db`` (who wrote) and what they are measured against."""
    folder = folder_of(people).with_name(f"{folder_of(people).name}-exchange-{changes}-{HEAD}")
    if not (folder / "done").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        _write(folder, people, changes)
        _note_rows(folder)
        _plain(folder)
        (folder / "done").touch()
    return folder


def opened_at(path: Path) -> Store:
    """The register in a file, as a window opens it."""
    return Store.open(Database.open(path, KEY, cache_mb=CACHE_MB))


def _write(folder: Path, people: int, changes: int) -> None:
    shutil.copyfile(made(people), folder / "ours.db")
    opened_at(folder / "ours.db").close()  # which brings its tables up to this program
    shutil.copyfile(folder / "ours.db", folder / "theirs.db")
    _rename(folder / "theirs.db")
    ours, theirs = opened_at(folder / "ours.db"), opened_at(folder / "theirs.db")
    asked = read_request(theirs.request().text())
    ours.certify(asked, "rescuer")
    theirs.join(ours.grant(asked))
    stick = folder / "first"
    stick.mkdir()
    for _ in range(2):
        for writer, reader in ((theirs, ours), (ours, theirs)):
            write_folder(writer, stick)
            read_folder(reader, stick)
    there = _people(theirs, changes - changes * NEW // PART)
    ours.save_many(Edit("victim", one, {"outcome": "missing"}, why="bench") for one in there[:RIVALS])
    theirs.save_many(_edits(there, changes), why="bench", progress=_tell)
    for store in (ours, theirs):
        store.close()


def _tell(done: int, total: int) -> None:
    print(f"{done:>9} changes", file=sys.stderr, flush=True)


def _rename(path: Path) -> None:
    """The register goes on as another device."""
    raw = connect(path, KEY)
    me = orjson.loads(raw.execute("SELECT value FROM meta WHERE name = 'me'").fetchone()[0])
    me |= {"device": b"theirs\0\0".hex(), "device_name": "Theirs"}
    raw.execute("UPDATE meta SET value = ? WHERE name = 'me'", (orjson.dumps(me).decode(),))
    raw.close()


def _people(store: Store, count: int) -> list[str]:
    """Ids of so many people of the register, by lot."""
    table = tables["victim"].c
    with store.database.reading() as connection:
        most = connection.execute(select(func.max(table.n))).scalar() or 0
        chosen = random.Random(11).sample(range(1, most + 1), count)
        ids = []
        for start in range(0, count, 500):
            rows = connection.execute(select(table.id).where(table.n.in_(chosen[start : start + 500])))
            ids += [bytes(row.id).hex() for row in rows]
    random.Random(12).shuffle(ids)
    return ids


def _edits(there: Iterable[str], changes: int) -> Iterator[Edit]:
    chance, places, known = random.Random(5), communities(), iter(there)
    for _ in range(changes // PART):
        for _ in range(INCIDENTS):
            incident = new_id()
            values = {"occurred": day("2019-07-04"), "place": chance.choice(places), "attack": chance.choice(ATTACKS)}
            yield Edit("incident", incident, {**values, "narrative": "سقطت القذائف على الحي الشمالي"})
            yield from (victim(chance, incident) for _ in range(NEW // INCIDENTS - 1))
        for _ in range(PART - NEW):
            yield Edit("victim", next(known), _corrected(chance))


def _corrected(chance: random.Random) -> dict[str, Any]:
    years = chance.randrange(1, 90)
    return chance.choice((
        {"outcome": chance.choice(OUTCOMES), "cause": "explosive_weapons"},
        {"age": AgeValue(min=years, max=years, unit="years"), "severity": "critical"},
        {"notes": "تأكد الفريق من الخبر لدى الأهل", "severity": "serious"},
    ))  # fmt: skip


# ---------------------------------------------------------------------------- what it is measured against


def _note_rows(folder: Path) -> None:
    """The rows that taking the changes in leaves, as bare upserts, and the changes as documents and as lines."""
    for name in ("ours", "theirs"):
        shutil.copyfile(folder / f"{name}.db", folder / f"scratch-{name}.db")
    theirs, ours = opened_at(folder / "scratch-theirs.db"), opened_at(folder / "scratch-ours.db")
    with ours.database.reading() as connection:
        before = connection.execute(select(func.max(journal.c.seq))).scalar()
    (folder / "once").mkdir()
    write_folder(theirs, folder / "once")
    theirs.close()
    read_folder(ours, folder / "once")
    ours.close()
    raw = connect(folder / "scratch-ours.db", KEY, cache_mb=256)
    found = [_upsert(raw, "journal", "seq", f"seq > {before}")]
    kinds = [row[0] for row in raw.execute(f"SELECT DISTINCT kind FROM journal WHERE seq > {before}")]
    for kind in sorted(set(kinds) & RECORDS.keys()):
        moved = f"id IN (SELECT record FROM journal WHERE seq > {before} AND kind = '{kind}')"
        found.append(_upsert(raw, kind, "n", moved))
    (folder / "rows.pickle").write_bytes(pickle.dumps(found))
    with (folder / "documents.jsonl").open("wb") as file:
        for (fields,) in raw.execute(f"SELECT fields FROM journal WHERE seq > {before} ORDER BY seq"):
            file.write(fields.encode() + b"\n")
    raw.close()
    for name in ("scratch-ours.db", "scratch-theirs.db"):
        (folder / name).unlink()
    shutil.rmtree(folder / "once")


def _upsert(raw: Any, table: str, key: str, where: str) -> tuple[str, list[tuple[Any, ...]]]:
    names = [row[1] for row in raw.execute(f"PRAGMA table_info({table})")]
    rows = raw.execute(f"SELECT * FROM {table} WHERE {where} ORDER BY {key}").fetchall()
    put = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name != key)
    columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
    return f'INSERT INTO "{table}" ({columns}) VALUES ({marks}) ON CONFLICT ("{key}") DO UPDATE SET {put}', rows


def record_rows(folder: Path) -> list[tuple[str, list[tuple[Any, ...]]]]:
    """The upserts of the records alone, without the journal."""
    return [one for one in pickle.loads((folder / "rows.pickle").read_bytes()) if '"journal"' not in one[0]]


def _plain(folder: Path) -> None:
    """Plain SQLite with the same records and their indexes (no journal, no search), and the session's changeset."""
    import apsw

    kinds = [one[0].split('"')[1] for one in record_rows(folder)]
    raw = connect(folder / "ours.db", KEY, cache_mb=256)
    raw.execute("ATTACH DATABASE ? AS plain KEY ''", (str(folder / "plain.db"),))
    for kind in kinds:
        ((sql,),) = raw.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (kind,))
        raw.execute(sql.replace("CREATE TABLE ", "CREATE TABLE plain.", 1))
        raw.execute(f'INSERT INTO plain."{kind}" SELECT * FROM main."{kind}"')
        made_by = "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = ?"
        for (sql,) in raw.execute(made_by, (kind,)).fetchall():
            raw.execute(sql.replace("CREATE INDEX ", "CREATE INDEX plain.", 1))
    raw.close()
    shutil.copyfile(folder / "plain.db", folder / "scratch.db")
    connection = apsw.Connection(str(folder / "scratch.db"))
    session = apsw.Session(connection, "main")
    session.attach()
    with connection:
        for statement, rows in record_rows(folder):
            connection.executemany(statement, rows)
    (folder / "changeset").write_bytes(session.changeset())
    session.close()
    connection.close()
    (folder / "scratch.db").unlink()


if __name__ == "__main__":
    print(exchange_of(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
