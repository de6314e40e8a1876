"""Makes a register of so many made-up people for the benchmarks, and keeps it in the machine's temporary folder.

Run: ``python -m tests.benchmarks.register_of 1000000``. Ten victims an incident; the changes go through
``Store.learn`` like a bundle of another team, so that journal, search index and matching keys are as in real life.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from storage.database.database import Database
from storage.journal.change import Change
from storage.journal.clock import make_stamp
from storage.places.gazetteer import starter_packs
from storage.register.register import Register, Settings, furnish
from storage.register.vault import FORMAT, VERSION, Vault, _key_id
from storage.store import Store
from tests.benchmarks.journal_of import lengthened

KEY = bytes(range(32))
JOURNAL = "SIJILL_BENCH_JOURNAL"
"""Names so many rows of the journal, where it should be longer than the people make it."""
START = date(2011, 3, 15)
DEVICE = b"bench\0\0\0"
MEN = (
    "محمد أحمد خالد علي حسن حسين عمر يوسف إبراهيم مصطفى محمود عبدالله ياسر سامر وليد فادي زياد طارق ماهر رامي"
).split()
WOMEN = ("فاطمة عائشة مريم زينب سارة هدى نور رنا سعاد أمل خديجة ليلى سلمى رغد ريم دعاء إيمان هبة سناء وفاء").split()
_FAMILIES = (
    "أحمد خطيب حسن علي شيخ حاج يوسف درويش سليمان نجار حداد عبود قاسم جمعة رحمون بكور حلاق دغيم صالح عيسى موسى "
    "زيدان كردي مصري حموي إدلبي سرميني طويل أسعد شعبان رمضان سويد عثمان حمود بدوي نعسان غجر قطيش معراتي"
).split()
FAMILIES = [first + last for first in ("", "ال") for last in _FAMILIES]
LATIN = {"محمد": "Mohammad", "أحمد": "Ahmad", "خالد": "Khaled", "علي": "Ali", "حسن": "Hasan", "فاطمة": "Fatima"}
OUTCOMES = ("killed", "injured", "injured", "injured", "missing")
ATTACKS = ("air_strike", "barrel_bombing", "artillery_shelling", "cluster_munition", "rocket_shelling")


def folder_of(people: int) -> Path:
    """Where the register of so many people is kept."""
    longer = os.environ.get(JOURNAL)
    return Path(tempfile.gettempdir()) / f"sijill-bench-{people}{f'-journal-{longer}' if longer else ''}"


def made(people: int) -> Path:
    """The database file of a register of so many people; made when it is not there."""
    folder = folder_of(people)
    path = folder / "register.db"
    if (folder / "done").exists():
        return path
    for old in folder.glob("*"):
        old.unlink()
    longer = os.environ.pop(JOURNAL, "")
    if longer:
        folder.mkdir(exist_ok=True)
        shutil.copyfile(made(people), path)
        lengthened(path, KEY, int(longer))
        os.environ[JOURNAL] = longer
    else:
        _fill(path, people)
    (folder / "done").touch()
    return path


def opened(people: int, *, cache_mb: int = 64) -> Store:
    """The store of a register of so many people."""
    return Store.open(Database.open(made(people), KEY, cache_mb=cache_mb))


@contextmanager
def borrowed(people: int, *, cache_mb: int = 64) -> Iterator[Store]:
    """The store of a copy of that register, for what writes into it; the copy goes away afterwards."""
    kept = made(people)
    with tempfile.TemporaryDirectory(prefix="sijill-bench-copy-") as folder:
        path = Path(shutil.copyfile(kept, Path(folder) / kept.name))
        store = Store.open(Database.open(path, KEY, cache_mb=cache_mb))
        try:
            yield store
        finally:
            store.close()


@contextmanager
def unlockable(people: int, passphrase: str) -> Iterator[Path]:
    """A data folder with a whole register holding a copy of it, as on a person's disk, opened by a passphrase."""
    kept = made(people)
    with tempfile.TemporaryDirectory(prefix="sijill-bench-copy-") as data:
        register = Register(Path(data) / "register")
        register.folder.mkdir()
        furnish(register, Settings())
        facts = {"format": FORMAT, "version": VERSION, "register": "0" * 32, "key_id": _key_id(KEY), "wraps": []}
        Vault(register.folder / "keys.json", facts).set_passphrase(KEY, passphrase)
        shutil.copyfile(kept, register.database)
        yield Path(data)


def _fill(path: Path, people: int) -> None:
    database = Database.open(path, KEY, cache_mb=256)
    store = Store.found(database, register="Bench", team="Bench", person="B", country="SY")
    begin = time.perf_counter()
    batch: list[Change] = []
    for done, change in enumerate(_changes(people), 1):
        batch.append(change)
        if len(batch) == 20_000:
            store.learn(batch)
            batch = []
            print(f"{done:>9} changes {time.perf_counter() - begin:6.0f} s", file=sys.stderr, flush=True)
    store.learn(batch)
    store.close()


def _changes(people: int) -> Iterator[Change]:
    chance = random.Random(2019)
    places = [bytes(change.record).hex() for change in starter_packs()["SY"]() if change.fields["level"] == 4]
    number = 0
    incidents = max(1, people // 10)
    for at in range(incidents):
        number += 1
        day = START + timedelta(days=at * 3000 // incidents)
        incident, change = _incident(chance, number, day, chance.choice(places))
        yield change
        for _ in range(10):
            number += 1
            yield _victim(chance, number, day, incident)


def _stamped(kind: str, number: int, day: date, fields: dict[str, Any]) -> Change:
    milliseconds = (day - date(1970, 1, 1)).days * 86_400_000 + number % 80_000_000
    stamp = make_stamp(milliseconds, number % 65_536, DEVICE)
    record = milliseconds.to_bytes(6, "big") + b"\x70" + number.to_bytes(9, "big")
    return Change(stamp, kind, record, {**fields, "status": "complete"}, save=stamp, number=number)


def _incident(chance: random.Random, number: int, day: date, place: str) -> tuple[str, Change]:
    fields = {
        "code": f"INC-BEN-{day.year}-XX{number}",
        "occurred": day.isoformat(),
        "time": f"{chance.randrange(24):02d}:{chance.randrange(60):02d}",
        "place": place,
        "attack": chance.choice(ATTACKS),
        "target": "residential",
        "narrative": "سقطت القذائف على الحي الشمالي قرب خزان الماء",
    }
    change = _stamped("incident", number, day, fields)
    return change.record.hex(), change


def _victim(chance: random.Random, number: int, day: date, incident: str) -> Change:
    woman = chance.random() < 0.45
    given, father = chance.choice(WOMEN if woman else MEN), chance.choice(MEN)
    name: dict[str, Any] = {"ar": {"given": given, "father": father, "family": chance.choice(FAMILIES).strip()}}
    if chance.random() < 0.3:
        name["la"] = {"given": LATIN.get(given, "Samer"), "father": LATIN.get(father, "Yousef"), "family": "al-Ahmad"}
    fields: dict[str, Any] = {
        "incident": incident,
        "name": name,
        "sex": "female" if woman else "male",
        "age": f"{chance.randrange(1, 90)}y",
        "outcome": chance.choice(OUTCOMES),
        "code": f"P-BEN-{day.year}-XX{number}",
        "civilian_status": "civilian",
    }
    return _stamped("victim", number, day, fields)


if __name__ == "__main__":
    print(made(int(sys.argv[1])))
