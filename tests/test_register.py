"""Laws of the register's folder and of its encrypted file: whole or not there, one program at a time, private."""

from __future__ import annotations

import os
import random
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
from sqlalchemy import text

import storage.database.database
import storage.matching
from storage.database.binding import sqlcipher
from storage.database.database import Database, ended_uncleanly
from storage.database.soundness import findings, integrity
from storage.errors import BadValue, UserError
from storage.matching import matching
from storage.matching.matching import Person
from storage.matching.names import search_tokens
from storage.register.folders import data_home
from storage.register.register import Register, Settings, registers_in
from storage.register.vault import Effort
from tests.disk import files_up_to

ROOT = Path(__file__).resolve().parents[1]
PHRASE = "قمر زيتون مفتاح باب"
QUICK = Effort(ops=1, memory=2**16)
CANARY = "كناري-Canary-7391"


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    made, _ = Register.create(tmp_path / "سجل الفريق", PHRASE, effort=QUICK)
    yield made
    made.release()


@pytest.fixture
def key() -> bytes:
    return secrets.token_bytes(32)


@pytest.fixture
def database(tmp_path: Path, key: bytes) -> Iterator[Database]:
    opened = Database.open(tmp_path / "register.db", key)
    with opened.writing() as connection:
        connection.execute(text("CREATE TABLE line (n INTEGER PRIMARY KEY, words TEXT UNIQUE)"))
    yield opened
    opened.close()


def add(database: Database, words: str) -> None:
    with database.writing() as connection:
        connection.execute(text("INSERT INTO line (words) VALUES (:words)"), {"words": words})


def lines(database: Database) -> list[str]:
    with database.reading() as connection:
        return [str(row[0]) for row in connection.execute(text("SELECT words FROM line ORDER BY n"))]


# the folder


def test_a_new_register_is_whole_private_and_opens_both_ways(tmp_path: Path) -> None:
    register, recovery = Register.create(tmp_path / "a b" / "سجل", PHRASE, effort=QUICK)
    key = register.unlock(PHRASE)
    assert register.unlock_with_recovery(recovery) == key
    Database.open(register.database, key).close()
    names = {path.name for path in register.folder.iterdir()}
    assert names == {"register.db", "keys.json", "settings.json", "backups", "logs"}
    assert all(path.stat().st_mode & 0o077 == 0 for path in [register.folder, *register.folder.iterdir()])
    assert [path.name for path in register.folder.parent.iterdir()] == ["سجل"]


def test_what_is_put_in_first_is_there_when_the_folder_appears(tmp_path: Path) -> None:
    def fill(path: Path, key: bytes) -> None:
        assert not (tmp_path / "r").exists()
        database = Database.open(path, key)
        with database.writing() as connection:
            connection.execute(text("CREATE TABLE line (words TEXT)"))
        database.close()

    register, _ = Register.create(tmp_path / "r", PHRASE, fill=fill, effort=QUICK)
    database = Database.open(register.database, register.unlock(PHRASE))
    assert lines_table_is_there(database)
    database.close()


def lines_table_is_there(database: Database) -> bool:
    with database.reading() as connection:
        return connection.execute(text("SELECT count(*) FROM sqlite_master WHERE name = 'line'")).scalar() == 1


def test_a_folder_that_holds_something_is_never_taken(tmp_path: Path, register: Register) -> None:
    before = (register.folder / "keys.json").read_bytes()
    with pytest.raises(UserError) as trouble:
        Register.create(register.folder, "x", effort=QUICK)
    assert trouble.value.kind == "folder-taken"
    assert (register.folder / "keys.json").read_bytes() == before
    (tmp_path / "file").write_text("letter")
    with pytest.raises(UserError):
        Register.create(tmp_path / "file", "x", effort=QUICK)
    (tmp_path / "empty").mkdir()
    assert Register.create(tmp_path / "empty", "x", effort=QUICK)[0].exists


def test_two_that_make_the_same_register_at_once_make_one(tmp_path: Path) -> None:
    def make_another(path: Path, key: bytes) -> None:
        Register.create(tmp_path / "r", "the other", effort=QUICK)

    with pytest.raises(UserError) as trouble:
        Register.create(tmp_path / "r", "the slow one", fill=make_another, effort=QUICK)
    assert trouble.value.kind == "folder-taken"
    assert Register(tmp_path / "r").unlock("the other")
    assert [path.name for path in tmp_path.iterdir()] == ["r"]


@pytest.mark.parametrize("room", [0, 10, 100, 1_000, 4_000])
def test_a_full_disk_while_making_a_register_leaves_nothing(tmp_path: Path, room: int) -> None:
    with files_up_to(room), pytest.raises(UserError) as trouble:
        Register.create(tmp_path / "r", PHRASE, effort=QUICK)
    assert trouble.value.kind == "disk-full"
    assert list(tmp_path.iterdir()) == []


def test_a_passphrase_that_is_refused_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(BadValue):
        Register.create(tmp_path / "r", " ", effort=QUICK)
    assert list(tmp_path.iterdir()) == []


CREATOR = """
import sys
from pathlib import Path
import storage.database.database  # loaded before "ready", so that the kill falls into the making
from storage.register.register import Register
from storage.register.vault import Effort
print("ready", flush=True)
for n in range(1000):
    Register.create(Path(sys.argv[1]) / str(n), "a", effort=Effort(ops=1, memory=2**16))
"""


def test_killed_while_making_registers_each_is_whole_or_absent(tmp_path: Path) -> None:
    seen = 0
    for round_ in range(6):
        home = tmp_path / str(round_)
        process = subprocess.Popen([sys.executable, "-c", CREATOR, str(home)], cwd=ROOT, stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        while round_ % 2 and not (home / "0").exists():  # however slow the machine, some are made
            time.sleep(0.002)
        time.sleep(0.02 + 0.013 * round_)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        whole = [path for path in home.glob("*") if not path.name.startswith(".")]
        assert len(registers_in(home)) == len(whole)
        for folder in whole:
            Database.open(Register(folder).database, Register(folder).unlock("a")).close()
            seen += 1
    assert seen > 0


def test_no_register_here_is_said_in_words(tmp_path: Path) -> None:
    for ask in (lambda: Register(tmp_path).unlock("x"), lambda: Register(tmp_path).claim()):
        with pytest.raises(UserError) as trouble:
            ask()
        assert trouble.value.kind == "no-register"
    assert list(tmp_path.iterdir()) == []


def test_wrong_passphrases_change_no_byte_of_keys_and_database_and_slow_down(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = time.time()
    monkeypatch.setattr("storage.register.attempts.time", lambda: moment)  # a slow machine does not use up the wait
    before = (register.database.read_bytes(), (register.folder / "keys.json").read_bytes())
    with pytest.raises(UserError) as trouble:
        register.unlock("wrong")
    assert trouble.value.kind == "wrong-passphrase"
    with pytest.raises(UserError) as trouble:
        Register(register.folder).unlock(PHRASE)  # another start of the program does not forget
    assert trouble.value.kind == "wait"
    assert 0 < register.wait_before_next() <= 1
    moment += 1
    register.unlock(PHRASE)
    assert register.wait_before_next() == 0
    assert (register.database.read_bytes(), (register.folder / "keys.json").read_bytes()) == before


def test_settings_survive_garbling_and_hold_nothing_else(register: Register) -> None:
    assert register.settings() == Settings("ar", "system")
    assert register.change_settings(language="en", theme="dark") == Settings("en", "dark")
    assert Register(register.folder).settings() == Settings("en", "dark")
    for junk in (b"", b"[]", b'{"language": "xx", "theme": 4}', b"\xff"):
        (register.folder / "settings.json").write_bytes(junk)
        assert register.settings() == Settings()


def test_the_folder_of_the_program_follows_the_desktop_standard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", "/somewhere")
    assert data_home() == Path("/somewhere/sijill")
    monkeypatch.setenv("XDG_DATA_HOME", "relative/is/ignored")
    assert data_home() == Path.home() / ".local" / "share" / "sijill"


# two programs at once

CLAIMER = """
import sys
from pathlib import Path
from storage.register.register import Register
register = Register(Path(sys.argv[1]))
register.claim()
print("claimed", flush=True)
sys.stdin.readline()
"""


def test_the_second_program_on_a_register_is_told_of_the_first(register: Register) -> None:
    arguments = [sys.executable, "-c", CLAIMER, str(register.folder)]
    first = subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, stdin=subprocess.PIPE)
    assert first.stdout is not None
    assert first.stdout.readline() == b"claimed\n"
    with pytest.raises(UserError) as trouble:
        register.claim()
    assert trouble.value.kind == "already-open"
    assert trouble.value.what.params["pid"] == str(first.pid)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    register.claim()  # a killed program holds nothing
    register.release()
    Register(register.folder).claim()


def test_a_claim_can_be_released_by_another_thread(register: Register) -> None:
    register.claim()
    thread = threading.Thread(target=register.release)
    thread.start()
    thread.join()
    other = Register(register.folder)
    other.claim()
    other.release()
    assert not (register.folder / "running.json").exists()


# the encrypted file


def test_a_block_that_ends_badly_leaves_nothing(database: Database) -> None:
    def halfway() -> None:
        with database.writing() as connection:
            connection.execute(text("INSERT INTO line (words) VALUES ('half')"))
            raise KeyError("our bug")

    with pytest.raises(KeyError):
        halfway()
    assert lines(database) == []
    add(database, "whole")
    assert lines(database) == ["whole"]


def test_a_reader_sees_one_moment(database: Database) -> None:
    add(database, "one")
    with database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM line")).scalar() == 1
        add(database, "two")
        assert connection.execute(text("SELECT count(*) FROM line")).scalar() == 1
    assert lines(database) == ["one", "two"]


def test_writers_take_turns(database: Database) -> None:
    def write(name: int) -> None:
        for number in range(20):
            with database.writing() as connection:
                count = connection.execute(text("SELECT count(*) FROM line")).scalar_one()
                connection.execute(text("INSERT INTO line VALUES (:n, :w)"), {"n": count, "w": f"{name} {number}"})

    threads = [threading.Thread(target=write, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(lines(database)) == 80


def test_a_transaction_inside_a_transaction_is_a_bug(database: Database) -> None:
    with pytest.raises(RuntimeError), database.writing():
        add(database, "inner")
    assert lines(database) == []


def test_nothing_typed_stands_in_an_exception_and_no_key_in_a_description(database: Database, key: bytes) -> None:
    add(database, CANARY)
    with pytest.raises(Exception, match="UNIQUE") as bug:
        add(database, CANARY)
    told = f"{bug.value!s} {bug.value!r} {database.engine!r} {database.engine.url}"
    assert CANARY not in told
    assert key.hex() not in told


def test_no_file_of_the_database_can_be_read_without_the_key(database: Database, tmp_path: Path) -> None:
    for number in range(300):
        add(database, f"{CANARY} {number}")
    for path in tmp_path.iterdir():
        data = path.read_bytes()
        assert CANARY.encode() not in data
        assert b"SQLite format 3" not in data
        assert b"CREATE TABLE" not in data
        assert path.stat().st_mode & 0o077 == 0
    assert (tmp_path / "register.db-wal").stat().st_size > 0


def test_bytes_and_nothing_go_into_statements_as_they_are_without_being_converted(database: Database) -> None:
    conversions = {one for one, _ in sqlcipher.adapters}
    assert {bytes, type(None)} <= conversions  # where none is known, the driver looks for one with each value
    told = (b"", b"\0\xff", bytes(16), None, "", "\u0627", 0, -1, 1 << 62, 0.5)
    with database.reading() as connection:
        raw = connection.connection.driver_connection
        back = raw.execute(f"SELECT {', '.join('?' * len(told))}", told).fetchone()
        kinds = raw.execute(f"SELECT {', '.join(['typeof(?)'] * 4)}", told[:4]).fetchone()
    assert (back, kinds) == (told, ("blob", "blob", "blob", "null"))


def test_a_wrong_key_changes_no_byte(tmp_path: Path, database: Database) -> None:
    database.close()
    before = (tmp_path / "register.db").read_bytes()
    with pytest.raises(UserError) as trouble:
        Database.open(tmp_path / "register.db", bytes(32))
    assert trouble.value.kind == "damaged"
    assert (tmp_path / "register.db").read_bytes() == before


@pytest.mark.usefixtures("log_stays")
def test_a_full_disk_at_any_write_of_a_save_keeps_all_saved_before(database: Database, tmp_path: Path) -> None:
    saved = []
    for number in range(30):
        add(database, f"before {number}")
        saved.append(f"before {number}")
    log = (tmp_path / "register.db-wal").stat().st_size
    for room in range(0, log + 300_000, 20_011):
        with files_up_to(room):
            try:
                with database.writing() as connection:
                    for number in range(40):
                        words = f"{room} {number} " + "x" * 1_000
                        connection.execute(text("INSERT INTO line (words) VALUES (:words)"), {"words": words})
            except UserError as trouble:
                assert trouble.kind == "disk-full"
            else:
                saved += [f"{room} {number} " + "x" * 1_000 for number in range(40)]
        assert lines(database) == saved
    assert len(saved) > 30
    database.close()
    assert not ended_uncleanly(tmp_path / "register.db")


def test_a_closed_register_leaves_only_its_file(database: Database, tmp_path: Path) -> None:
    add(database, "x")
    database.close()
    assert [path.name for path in tmp_path.iterdir()] == ["register.db"]


@pytest.fixture
def short_log(log_stays: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A log that is folded back from one megabyte on, and for no other reason."""
    monkeypatch.setattr(storage.database.database, "WAL_LIMIT", 2**20)


@pytest.mark.usefixtures("short_log")
def test_the_log_is_folded_back_when_all_is_quiet_and_stays_bounded(tmp_path: Path, database: Database) -> None:
    for number in range(200):
        add(database, f"{number} " + "x" * 20_000)
    assert (tmp_path / "register.db-wal").stat().st_size < 2 * 2**20
    assert (tmp_path / "register.db").stat().st_size > 2**20


@pytest.mark.usefixtures("short_log")
def test_a_log_that_cannot_be_shortened_is_not_folded_back_with_every_save(
    tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    folded: list[int] = []
    fold_back, now = database._fold, storage.database.database._FoldBack.now
    assert fold_back is not None
    monkeypatch.setattr(fold_back, "now", lambda: [folded.append(1), now(fold_back)])
    with database.reading() as connection:  # whoever reads keeps what was before, so the log can only grow
        assert connection.execute(text("SELECT count(*) FROM line")).scalar() == 0
        for number in range(150):
            add(database, f"{number} " + "x" * 20_000)
    grown = (tmp_path / "register.db-wal").stat().st_size / 2**20
    assert grown > 3
    assert len(folded) <= 6 * grown  # once for each quarter of the limit, beside the saves or within one


def test_a_quiet_moment_folds_the_log_back(database: Database, tmp_path: Path) -> None:
    before = (tmp_path / "register.db").stat().st_size
    add(database, "x" * 100_000)
    ends = time.monotonic() + 60
    while (tmp_path / "register.db").stat().st_size == before:
        assert time.monotonic() < ends
        time.sleep(0.02)
    assert lines(database) == ["x" * 100_000]


# power cuts

SAVER = """
import sys
from pathlib import Path
from sqlalchemy import text
from storage.database.database import Database
database = Database.open(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
with database.writing() as connection:
    connection.execute(text("CREATE TABLE IF NOT EXISTS line (n INTEGER PRIMARY KEY, part INTEGER)"))
with database.reading() as connection:
    n = connection.execute(text("SELECT max(n) FROM line")).scalar() or 0
while True:
    with database.writing() as connection:
        for part in range(5):
            n += 1
            connection.execute(text("INSERT INTO line VALUES (:n, :part)"), {"n": n, "part": part})
    print(n, flush=True)
"""


def test_killed_while_saving_nothing_acknowledged_is_lost_and_nothing_is_half(tmp_path: Path, key: bytes) -> None:
    path, acknowledged = tmp_path / "register.db", 0
    for round_ in range(6):
        arguments = [sys.executable, "-c", SAVER, str(path), key.hex()]
        process = subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.01 + 0.017 * round_)
        process.send_signal(signal.SIGKILL)
        told = [int(line) for line in process.communicate()[0].splitlines()]
        acknowledged = told[-1] if told else acknowledged
        database = Database.open(path, key)
        assert database.unclean
        with database.reading() as connection:
            count, newest = connection.execute(text("SELECT count(*), max(n) FROM line")).one()
        assert count == newest >= acknowledged
        assert count % 5 == 0
        database.close()


def _cut(data: bytearray, chance: random.Random) -> bytearray:
    return data[: chance.randrange(len(data))]


def _garble(data: bytearray, chance: random.Random) -> bytearray:
    start = chance.randrange(len(data))
    for place in range(start, min(len(data), start + chance.randrange(1, 200))):
        data[place] = chance.randrange(256)
    return data


@pytest.mark.usefixtures("log_stays")
@pytest.mark.parametrize("harm", [_cut, _garble])
def test_a_cut_or_garbled_log_opens_to_a_prefix_of_what_was_saved(
    tmp_path: Path, key: bytes, harm: Callable[[bytearray, random.Random], bytearray]
) -> None:
    whole = tmp_path / "whole" / "register.db"
    database = Database.open(whole, key)
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE line (n INTEGER PRIMARY KEY, words TEXT UNIQUE)"))
    database.checkpoint()
    for number in range(40):
        add(database, str(number))
    main, log = whole.read_bytes(), whole.with_name("register.db-wal").read_bytes()
    database.close()
    chance = random.Random(7)
    for round_ in range(30):
        path = tmp_path / str(round_) / "register.db"
        path.parent.mkdir()
        path.write_bytes(main)
        path.with_name("register.db-wal").write_bytes(harm(bytearray(log), chance))
        opened = Database.open(path, key)
        found = lines(opened)
        assert found == [str(number) for number in range(len(found))]
        opened.close()


def test_a_garbled_file_is_found_out_and_said_in_words(tmp_path: Path, key: bytes, database: Database) -> None:
    for number in range(400):
        add(database, f"{number} " + "x" * 500)
    database.close()
    path = tmp_path / "register.db"
    data, chance = path.read_bytes(), random.Random(3)
    for _ in range(20):
        broken = bytearray(data)
        place = chance.randrange(len(data))
        broken[place] ^= 0xFF
        path.write_bytes(broken)
        assert _troubles(path, key), f"byte {place} of {len(data)}"
    path.write_bytes(data)
    assert not _troubles(path, key)


def _troubles(path: Path, key: bytes) -> list[str]:
    try:
        raw = storage.database.database.connect(path, key, access="inspect")
    except UserError as trouble:
        assert trouble.kind == "damaged"
        return [trouble.kind]
    try:
        return findings(raw) + integrity(raw)
    except UserError as trouble:
        assert trouble.kind == "damaged"
        return [trouble.kind]
    finally:
        raw.close()


def test_after_an_unclean_end_a_damaged_file_is_not_opened(tmp_path: Path, key: bytes, database: Database) -> None:
    for number in range(400):
        add(database, f"{number} " + "x" * 500)
    database.close()
    path = tmp_path / "register.db"
    data = bytearray(path.read_bytes())
    for place in range(8192, len(data), 4096):
        data[place + 100] ^= 0xFF
    path.write_bytes(data)
    path.with_name("register.db-wal").write_bytes(b"torn")
    with pytest.raises(UserError) as trouble:
        Database.open(path, key)
    assert trouble.value.kind == "damaged"


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_folder_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(UserError) as trouble:
            Register.create(tmp_path / "r", PHRASE, effort=QUICK)
    finally:
        tmp_path.chmod(0o700)
    assert trouble.value.kind == "read-only"


def test_a_path_where_a_file_stands_in_the_way_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("letter")
    with pytest.raises(UserError) as trouble:
        Register.create(tmp_path / "file" / "r", PHRASE, effort=QUICK)
    assert trouble.value.kind in ("unreachable", "folder-taken")  # by system


def remembered() -> dict[str, int]:
    """How much each memory of the room of names holds."""
    rooms = [import_module(f"storage.matching.{one.name}") for one in iter_modules(storage.matching.__path__)]
    return {
        f"{room.__name__}.{name}": found.cache_info().currsize
        for room in rooms for name, found in vars(room).items() if hasattr(found, "cache_info")
    }  # fmt: skip


def test_a_register_that_is_given_back_leaves_no_name_in_memory(tmp_path: Path) -> None:
    register, _ = Register.create(tmp_path / "r", PHRASE, effort=QUICK)
    register.claim()
    one, other = Person(given="سعاد", family="Darwish", nickname="ام علي"), Person(given="Souad", family="درويش")
    matching.keys(one)
    matching.score(one, other)
    search_tokens("سعاد درويش")
    assert sum(remembered().values()) > 10
    register.release()
    assert {name for name, held in remembered().items() if held} == set()
