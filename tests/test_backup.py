"""Laws of backups: whole or not there, checked, opened by the passphrase of their day; restoring deletes nothing."""

from __future__ import annotations

import json
import random
import re
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.database.database import Database
from storage.errors import Cancelled, UserError
from storage.register import volumes
from storage.register.backup import (
    DATABASE,
    KEPT_LAST,
    KEYS,
    MANIFEST,
    dated_backup,
    dated_backups,
    outdated,
    read_manifest,
    unpack,
    write_backup,
)
from storage.register.register import Register
from storage.register.restoring import Restored, restore
from storage.register.vault import Effort, Vault
from storage.register.volumes import kind_at, largest_file, linux_mounts, mac_mounts
from tests.disk import files_up_to

ROOT = Path(__file__).resolve().parents[1]
QUICK = Effort(ops=1, memory=2**16)
CANARY = "كناري-Canary-7391"
LINES = 300


def fill(path: Path, key: bytes) -> None:
    database = Database.open(path, key)
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE line (n INTEGER PRIMARY KEY, words TEXT)"))
        connection.execute(text("CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)"))
        connection.execute(text("CREATE TABLE alembic_version (version_num TEXT NOT NULL)"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('0001')"))
        rows = [{"words": f"{CANARY} {number} " + "x" * 300} for number in range(LINES)]
        connection.execute(text("INSERT INTO line (words) VALUES (:words)"), rows)
    database.close()


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register.create(tmp_path / "سجل", "a", fill=fill, effort=QUICK)[0]


@pytest.fixture
def database(register: Register) -> Iterator[Database]:
    opened = Database.open(register.database, register.unlock("a"))
    yield opened
    opened.close()


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "فلاشة"
    folder.mkdir()
    return folder / "نسخة.sijill"


def by_passphrase(vault: Vault) -> bytes:
    return vault.open("a")


def add(database: Database, words: str) -> None:
    with database.writing() as connection:
        connection.execute(text("INSERT INTO line (words) VALUES (:words)"), {"words": words})


def count_in(register: Register, passphrase: str = "a") -> int:
    database = Database.open(register.database, register.unlock(passphrase))
    with database.reading() as connection:
        count = int(connection.execute(text("SELECT count(*) FROM line")).scalar_one())
    database.close()
    return count


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def rewrite(file: Path, changes: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> None:
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()} | changes
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


# writing


def test_a_backup_holds_everything_said_in_its_manifest(register: Register, database: Database, target: Path) -> None:
    told: list[tuple[int, int]] = []
    info = write_backup(register, database, target, progress=lambda done, total: told.append((done, total)))
    assert info == read_manifest(target)
    assert info.counts == {"alembic_version": 1, "line": LINES, "meta": 0}
    assert info.schema == "0001"
    assert [path.name for path in target.parent.iterdir()] == [target.name]
    assert target.stat().st_mode & 0o077 == 0
    assert told == sorted(told)
    assert told[-1] == (100, 100)


def test_nothing_in_a_backup_can_be_read_without_the_key(register: Register, database: Database, target: Path) -> None:
    write_backup(register, database, target)
    data = target.read_bytes()
    assert CANARY.encode() not in data
    assert b"SQLite format 3" not in data


def test_a_backup_is_one_moment_though_others_go_on_saving(
    register: Register, database: Database, target: Path
) -> None:
    info = write_backup(register, database, target, progress=lambda done, total: add(database, "meanwhile"))
    assert info.counts["line"] == LINES
    with database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM line")).scalar_one() > LINES


@pytest.mark.parametrize("when", [1, 60, 85])
def test_cancel_leaves_the_old_backup_and_nothing_else(
    register: Register, database: Database, target: Path, when: int
) -> None:
    target.write_bytes(b"the old backup")
    reached: list[int] = []

    def progress(done: int, total: int) -> None:
        reached.append(done)

    with pytest.raises(Cancelled):
        write_backup(
            register, database, target, progress=progress, cancelled=lambda: bool(reached) and reached[-1] >= when
        )
    assert everything(target.parent) == {target.name: b"the old backup"}


def test_a_full_disk_at_any_write_leaves_the_old_backup_and_nothing_else(
    register: Register, database: Database, target: Path
) -> None:
    target.write_bytes(b"the old backup")
    size = register.database.stat().st_size
    for room in [*range(0, size, size // 12), size + 500, size + 1_500]:
        with files_up_to(room), pytest.raises(UserError) as trouble:
            write_backup(register, database, target)
        assert trouble.value.kind == "disk-full"
        assert everything(target.parent) == {target.name: b"the old backup"}
    write_backup(register, database, target)
    assert read_manifest(target).counts["line"] == LINES


BACKER = """
import sys
from pathlib import Path
from storage.register.backup import write_backup
from storage.database.database import Database
from storage.register.register import Register
register = Register(Path(sys.argv[1]))
database = Database.open(register.database, register.unlock("a"))
print("ready", flush=True)
while True:
    write_backup(register, database, Path(sys.argv[2]))
"""


def test_killed_while_writing_there_is_a_whole_backup(register: Register, target: Path, tmp_path: Path) -> None:
    for round_ in range(6):
        arguments = [sys.executable, "-c", BACKER, str(register.folder), str(target)]
        process = subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE)
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        while not target.exists():
            time.sleep(0.002)
        time.sleep(0.003 * round_)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert restore(target, tmp_path / f"r{round_}", by_passphrase).info.counts["line"] == LINES
        for path in target.parent.glob("*.part*"):
            assert CANARY.encode() not in path.read_bytes()
    database = Database.open(register.database, register.unlock("a"))
    write_backup(register, database, target)
    database.close()
    assert [path.name for path in target.parent.iterdir()] == [target.name]  # the next one clears what was left


@pytest.mark.parametrize("left", [b"", b"half a page", bytes(range(256)) * 64])
def test_half_a_copy_of_a_killed_backup_is_no_damaged_register(
    register: Register, database: Database, target: Path, left: bytes
) -> None:
    copy = target.with_name(target.name + ".db.part")
    for end in ("", "-wal", "-journal"):
        copy.with_name(copy.name + end).write_bytes(left)
    write_backup(register, database, target)
    assert [path.name for path in target.parent.iterdir()] == [target.name]


# restoring


def test_a_backup_restores_on_another_computer(
    register: Register, database: Database, target: Path, tmp_path: Path
) -> None:
    write_backup(register, database, target)
    result = restore(target, tmp_path / "new" / "سجل", by_passphrase)
    assert result.aside is None
    assert count_in(result.register) == LINES
    assert restored_mark(result) == "1"


def restored_mark(result: Restored) -> str:
    database = Database.open(result.register.database, result.register.unlock("a"))
    with database.reading() as connection:
        found = connection.execute(text("SELECT value FROM meta WHERE name = 'restored'")).scalar_one()
    database.close()
    return str(found)


def test_the_register_that_stood_there_is_put_aside_whole(
    register: Register, database: Database, target: Path
) -> None:
    register.change_settings(language="en")
    dated_backup(register, database)
    write_backup(register, database, target)
    add(database, "after the backup")
    database.close()
    before = everything(register.folder)
    result = restore(target, register.folder, by_passphrase)
    assert result.aside is not None
    after = everything(result.aside)
    after.pop("lock", None)
    assert after == before
    assert count_in(Register(result.aside)) == LINES + 1
    assert count_in(register) == LINES
    assert register.settings().language == "en"
    assert [path.name for _, path in dated_backups(register)] == [
        path.name for _, path in dated_backups(Register(result.aside))
    ]


def test_a_backup_opens_with_the_passphrase_of_its_day(
    register: Register, database: Database, target: Path, tmp_path: Path
) -> None:
    write_backup(register, database, target)
    register.vault.set_passphrase(register.unlock("a"), "b", effort=QUICK)
    restore(target, tmp_path / "old", by_passphrase)
    with pytest.raises(UserError) as trouble:
        restore(target, tmp_path / "new", lambda vault: vault.open("b"))
    assert trouble.value.kind == "wrong-passphrase"
    assert not (tmp_path / "new").exists()


def test_a_register_open_elsewhere_is_not_replaced(register: Register, database: Database, target: Path) -> None:
    write_backup(register, database, target)
    database.close()
    register.claim()
    before = everything(register.folder)
    with pytest.raises(UserError) as trouble:
        restore(target, register.folder, by_passphrase)
    assert trouble.value.kind == "already-open"
    assert everything(register.folder) == before
    assert sorted(path.name for path in register.folder.parent.iterdir()) == ["سجل", "فلاشة"]
    register.release()


def test_a_newer_backup_is_refused_with_words_before_anything_is_written(
    register: Register, database: Database, target: Path, tmp_path: Path
) -> None:
    write_backup(register, database, target)
    with pytest.raises(UserError) as trouble:
        restore(target, tmp_path / "r", by_passphrase, known=["0000"])
    assert trouble.value.kind == "newer-schema"
    manifest = json.loads(zipfile.ZipFile(target).read(MANIFEST))
    rewrite(target, {MANIFEST: json.dumps(manifest | {"version": 2}).encode()})
    with pytest.raises(UserError) as trouble:
        restore(target, tmp_path / "r", by_passphrase)
    assert trouble.value.kind == "newer-schema"
    assert not (tmp_path / "r").exists()


def test_a_full_disk_while_restoring_leaves_all_as_it_was(
    register: Register, database: Database, target: Path
) -> None:
    write_backup(register, database, target)
    database.close()
    before = everything(register.folder.parent)
    size = register.database.stat().st_size
    for room in [0, 500, *range(2_000, size, size // 8)]:
        with files_up_to(room), pytest.raises(UserError) as trouble:
            restore(target, register.folder, by_passphrase)
        assert trouble.value.kind == "disk-full"
        assert everything(register.folder.parent) == before


def test_a_cut_or_garbled_backup_is_refused_and_nothing_is_touched(
    register: Register, database: Database, target: Path
) -> None:
    write_backup(register, database, target)
    database.close()
    before = everything(register.folder)
    whole, chance = target.read_bytes(), random.Random(11)
    for round_ in range(40):
        data = bytearray(whole)
        place = chance.randrange(len(data))
        data = data[:place] if round_ % 2 else data
        if round_ % 2 == 0:
            data[place] ^= 1 << chance.randrange(8)
        target.write_bytes(data)
        try:
            restored = restore(target, register.folder.with_name(f"r{round_}"), by_passphrase)
        except UserError as trouble:
            assert trouble.kind in ("not-a-backup", "damaged", "newer-schema")
        else:
            assert count_in(restored.register) == LINES  # a byte nobody reads, such as a date in the zip
        assert everything(register.folder) == before


def test_a_backup_whose_table_of_contents_is_garbled_in_any_bit_is_refused_in_words_or_read(
    register: Register, database: Database, target: Path, tmp_path: Path
) -> None:
    write_backup(register, database, target)
    whole, refused = target.read_bytes(), 0
    entries = [at.start() for at in re.finditer(b"PK\x01\x02", whole)]
    tells = [entry + place for entry in entries for place in (6, 8, 10, 42, 43, 45)]  # version, flags, way, where
    for place in (*tells, *range(whole.rindex(b"PK\x05\x06") + 16, whole.rindex(b"PK\x05\x06") + 20)):
        for bit in (0, 5, 6, 7):
            data = bytearray(whole)
            data[place] ^= 1 << bit
            target.write_bytes(data)
            try:
                unpack(target, tmp_path, KEYS)
            except UserError as trouble:
                assert trouble.kind == "not-a-backup", (place, bit)
                refused += 1
    assert refused > len(tells)


@pytest.mark.parametrize(
    "changes",
    [
        {MANIFEST: b"{}"},
        {MANIFEST: b"[" * 50_000},
        {KEYS: b"{}"},
        {DATABASE: b""},
        {MANIFEST: b"x" * (2**20 + 1)},
    ],
)
def test_a_backup_made_by_a_stranger_is_refused(
    register: Register, database: Database, target: Path, tmp_path: Path, changes: dict[str, bytes]
) -> None:
    write_backup(register, database, target)
    rewrite(target, changes)
    with pytest.raises(UserError) as trouble:
        restore(target, tmp_path / "r", by_passphrase)
    assert trouble.value.kind == "not-a-backup"
    assert not (tmp_path / "r").exists()


def test_a_compressed_flood_is_refused(register: Register, database: Database, target: Path, tmp_path: Path) -> None:
    write_backup(register, database, target)
    rewrite(target, {DATABASE: b"\0" * 50_000_000}, zipfile.ZIP_DEFLATED)
    with pytest.raises(UserError) as trouble:
        restore(target, tmp_path / "r", by_passphrase)
    assert trouble.value.kind == "not-a-backup"


@pytest.mark.parametrize("data", [b"", b"PK", b"letter to the office"])
def test_what_is_no_backup_is_said_in_words(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.sijill").write_bytes(data)
    with pytest.raises(UserError) as trouble:
        restore(tmp_path / "x.sijill", tmp_path / "r", by_passphrase)
    assert trouble.value.kind == "not-a-backup"
    with pytest.raises(UserError) as trouble:
        restore(tmp_path / "gone.sijill", tmp_path / "r", by_passphrase)
    assert trouble.value.kind == "unreachable"


# dated backups


def test_dated_backups_are_named_by_time_and_never_overwrite(register: Register, database: Database) -> None:
    now = datetime(2026, 11, 22, 22, 40, 5, tzinfo=UTC)
    first = dated_backup(register, database, now=now)
    second = dated_backup(register, database, now=now)
    assert {first.path.name, second.path.name} == {"2026-11-22T22-40-05Z.sijill", "2026-11-22T22-40-05Z-2.sijill"}
    assert [made for made, _ in dated_backups(register)] == [now, now]


def test_the_last_ten_and_one_a_day_for_a_fortnight_are_kept(tmp_path: Path) -> None:
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    made = [now - timedelta(hours=hour) for hour in range(0, 24 * 40, 3)]
    backups = [(moment, tmp_path / str(moment)) for moment in made]
    gone = set(outdated(backups, now))
    kept = [moment for moment, path in backups if path not in gone]
    assert kept[:KEPT_LAST] == made[:KEPT_LAST]
    assert {moment.date() for moment in kept} == {(now - timedelta(days=day)).date() for day in range(15)}
    assert len(kept) < KEPT_LAST + 15
    assert outdated(backups[:KEPT_LAST], now + timedelta(days=4_000)) == []  # a clock set wrong


def test_only_dated_backups_are_ever_removed(register: Register, database: Database) -> None:
    mine = register.backups / "before the move.sijill"
    mine.write_bytes(b"mine")
    now = datetime(2026, 1, 1, tzinfo=UTC)
    for number in range(KEPT_LAST + 2):
        stamp = (now + timedelta(minutes=number)).strftime("%Y-%m-%dT%H-%M-%SZ")
        (register.backups / f"{stamp}.sijill").write_bytes(b"old")
    dated_backup(register, database, now=now + timedelta(days=100))
    assert mine.read_bytes() == b"mine"
    assert len(dated_backups(register)) == KEPT_LAST


def test_where_no_large_file_can_stand_it_is_said_before_anything_is_written(
    register: Register, database: Database, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(volumes, "largest_file", lambda _: 1000)
    with pytest.raises(UserError, match="larger-than-disk-takes"):
        write_backup(register, database, target)
    assert not list(target.parent.glob("*part*")) and not target.exists()
    monkeypatch.setattr(volumes, "largest_file", lambda _: None)
    assert write_backup(register, database, target).path.exists()


def test_the_innermost_mount_says_which_files_a_folder_holds() -> None:
    mounted = linux_mounts(
        "/dev/sda1 / ext4 rw 0 0\n/dev/sdb1 /media/a\\040b vfat rw 0 0\nx /media/a\\040b/c ext4 rw 0 0\n"
    )
    assert kind_at(Path("/media/a b/d"), mounted) == "vfat"
    assert kind_at(Path("/media/a b/c/d"), mounted) == "ext4"
    assert kind_at(Path("/media/a bc"), mounted) == "ext4"
    told = "/dev/disk3s1 on / (apfs, local)\n/dev/disk4s1 on /Volumes/My (1) STICK (msdos, local, nodev)\n"
    assert kind_at(Path("/Volumes/My (1) STICK/x"), mac_mounts(told)) == "msdos"
    assert largest_file(ROOT) is None  # whoever keeps a checkout on FAT32 has other cares
