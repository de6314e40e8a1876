"""Canaries: nothing a person typed stands readable in any file the program wrote, temporary ones included."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from tests.sync.hubs import a_database

ROOT = Path(__file__).resolve().parents[2]
CANARIES = ("Zanbaqcanary", "كناريزنبق", "canary-passphrase-lamp-bridge-salt", "+963-944-777-123", "36.98765")

TYPING = """
import io
import os
import sys
from pathlib import Path
from storage.register.backup import dated_backup, write_backup
from storage.edits import Draft, Edit
from storage.errors import UserError
from storage.fields.kinds import NameValue, Parts, PositionValue
from storage.register.opening import open_register
from storage.register.register import Register
from storage.register.restoring import restore
from tests.builders import incident_values
from storage.saving import new_id

latin, arabic, passphrase, phone, longitude = sys.argv[2:]
register = Register(Path(sys.argv[1]))
key = register.unlock(passphrase)
opened = open_register(register, key)
store = opened.store
record = new_id()
name = NameValue(ar=Parts(given=arabic), la=Parts(given=latin))
where = PositionValue(lat=35.44, lon=float(longitude), precision="exact")
edits = [Edit("incident", record, incident_values(store, narrative=arabic + " " + latin, position=where))]
person = {"incident": record, "name": name, "outcome": "killed", "kin_phone": phone}
edits += [Edit("victim", None, person) for _ in range(50)]
store.save(edits)
store.keep_draft(Draft("d" * 32, "incident", "", {"narrative": latin + arabic}))
store.set_setting("search", latin)
told = "".join((latin, arabic, phone, longitude)).encode() * 2000
store.attach(io.BytesIO(told + os.urandom(8)), "incident", record, name=latin + ".jpg", title=arabic, notes=phone)
write_backup(register, store.database, register.folder.parent / "stick.sijill")
dated_backup(register, store.database)
try:
    store.database._writer.connect().exec_driver_sql("SELECT ? FROM nowhere", (latin,))
except Exception as error:
    print(error, repr(error), file=sys.stderr)
if "crash" in os.environ:
    os._exit(9)
"""

EXCHANGING = """
import io
import os
import sys
from pathlib import Path
from storage.edits import Edit
from storage.errors import UserError
from storage.fields.kinds import NameValue, Parts, PositionValue
from storage.register.backup import dated_backup
from storage.register.opening import open_register
from storage.register.register import Register
from storage.sync.folder import read_folder, write_folder
from storage.sync.hub_admission import admit_to_hub, begin_hub, take_admission
from tests.builders import incident_values
from tests.sync.hubs import own, sync
from tests.sync.test_segments import joined

stick, admin, latin, arabic, passphrase, phone, longitude, *places = sys.argv[1:]
registers = [Register(Path(place)) for place in places]
opened = [open_register(register, register.unlock(passphrase)) for register in registers]
ours, theirs = (one.store for one in opened)
joined(theirs, ours, "verifier")
where = PositionValue(lat=35.44, lon=float(longitude), precision="exact")
told = incident_values(ours, narrative=arabic + " " + latin, position=where)
record = ours.save([Edit("incident", None, told)]).ids[0]
name = NameValue(ar=Parts(given=arabic), la=Parts(given=latin))
person = {"incident": record, "name": name, "outcome": "killed", "kin_phone": phone}
ours.save([Edit("victim", None, person) for _ in range(20)])
ours.attach(io.BytesIO((latin + arabic).encode() * 4000), "incident", record, name=latin + ".txt", title=arabic)
begin_hub(ours, admin)
take_admission(theirs, admit_to_hub(ours, admin, theirs.me.device))
for store in (ours, theirs, ours, theirs):
    read_folder(store, Path(stick))
    write_folder(store, Path(stick))
    sync(store, own(admin))
for store in (ours, theirs):
    store.save([Edit("incident", record, {"weapon": ("mortar",) if store is ours else ("landmine",)})], why=latin)
for store in (ours, theirs, ours):
    read_folder(store, Path(stick))
    write_folder(store, Path(stick))
assert theirs.conflicts() and theirs.attachments(record) and not theirs.missing_attachments()
dated_backup(registers[1], theirs.database)
for path in Path(stick).rglob("*.sijill-bundle"):
    path.write_bytes(path.read_bytes()[:-40])
    try:
        theirs.take_bundle(path)
    except UserError as refused:
        print(refused, repr(refused), file=sys.stderr)
print("exchanged", flush=True)  # what follows leaves nothing behind, not even what waits to be printed
os._exit(9)
"""


def _run(folder: Path, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"TMPDIR": str(folder / "tmp"), "HOME": str(folder / "home"), "PYTHONPATH": str(ROOT), **more}
    env |= {"XDG_DATA_HOME": str(folder / "home"), "XDG_CACHE_HOME": str(folder / "home")}
    return subprocess.run([sys.executable, *command], env=env, cwd=ROOT, capture_output=True, text=True, check=False)


def _leaks(folder: Path, *texts: str, since: int = 0) -> list[str]:
    """Where a canary stands; ``since``: only files written after that (nanoseconds), where others work as well."""
    found = []
    for file in folder.rglob("*"):
        if file.is_file() and file.name != "passphrase.txt":
            with suppress(FileNotFoundError):  # a running server takes files of its own away
                data = file.read_bytes() if file.stat().st_mtime_ns >= since else b""
                found += [f"{word} in {file.name}" for word in CANARIES for form in _forms(word) if form in data]
    return found + [f"{word} was printed" for word in CANARIES for text in texts if word in text]


def _forms(word: str) -> list[bytes]:
    """As it may stand in a file, each form once; two bytes a letter of plain Latin differ in their edges alone.

    No form ends in a zero: files are full of them, and a search would stop at each.
    """
    narrow, wide = [word.encode("utf-8"), word.encode("unicode_escape")], word.encode("utf-16-le")
    return list(dict.fromkeys([*narrow, wide.rstrip(b"\0"), word.encode("utf-16-be").lstrip(b"\0")]))


def _begun(folder: Path, team: str = "T") -> Path:
    for name in ("tmp", "home"):
        (folder / name).mkdir(exist_ok=True)
    secret, data = folder / "passphrase.txt", folder / f"data {team}"
    secret.write_text(CANARIES[2])
    made = _run(folder, "main.py", "new", "--data", str(data), "--passphrase-file", str(secret),
                "--team", team, "--person", CANARIES[0])  # fmt: skip
    assert made.returncode == 0, made.stderr
    return next(path.parent for path in data.rglob("keys.json"))


def test_nothing_typed_is_readable_in_any_file_after_work_a_crash_and_a_check(tmp_path: Path) -> None:
    register = _begun(tmp_path)
    done = _run(tmp_path, "-c", TYPING, str(register), CANARIES[0], CANARIES[1], *CANARIES[2:])
    assert done.returncode == 0, done.stderr
    crashed = _run(tmp_path, "-c", TYPING, str(register), CANARIES[0], CANARIES[1], *CANARIES[2:], crash="1")
    assert crashed.returncode == 9, crashed.stderr
    log = register / "register.db-wal"
    assert log.exists(), "the crash left no log: the scan would miss it"
    secret = str(tmp_path / "passphrase.txt")
    checked = _run(tmp_path, "main.py", "check", "--data", str(register), "--passphrase-file", secret)
    assert checked.returncode == 0, checked.stderr
    printed = [done.stdout, done.stderr, crashed.stdout, crashed.stderr, checked.stdout, checked.stderr]
    assert len(list((register / "backups").iterdir())) >= 1
    assert len(list((register / "attachments").iterdir())) == 2
    assert _leaks(tmp_path, *printed) == []


def test_nothing_typed_or_attached_is_readable_where_laptops_exchange(tmp_path: Path, postgres: str) -> None:
    """Stick, hub (tables, log, write-ahead log), backups, attached files, temporary files, what is told."""
    before = tmp_path.stat().st_mtime_ns - 10**9  # clocks of disks tick more slowly
    registers = [_begun(tmp_path, team) for team in ("T", "U")]
    admin, stick = a_database(postgres), tmp_path / "stick"
    stick.mkdir()
    done = _run(tmp_path, "-c", EXCHANGING, str(stick), admin, *CANARIES, *map(str, registers))
    assert done.returncode == 9 and "exchanged" in done.stdout, done.stderr
    assert len(list(stick.rglob("*.sijill-bundle"))) >= 3 and list(stick.rglob("*.sijill-files"))
    assert _leaks(tmp_path, done.stdout, done.stderr) == []
    assert not [path for path in stick.rglob("*") if any(word in str(path) for word in CANARIES)]
    with psycopg.connect(admin, autocommit=True) as keeper:
        keeper.execute("CHECKPOINT")
        ((data,),) = keeper.execute("SHOW data_directory").fetchall()
    assert _leaks(Path(data), since=before) == []


@pytest.mark.parametrize("code", ["utf-8", "utf-16-le", "utf-16-be", "unicode_escape"])
@pytest.mark.parametrize("word", CANARIES)
def test_the_scan_finds_a_canary_where_there_is_one(tmp_path: Path, word: str, code: str) -> None:
    (tmp_path / "log.txt").write_bytes(bytes(9) + f"saved {word} at last".encode(code) + bytes(9))
    assert _leaks(tmp_path) != []
