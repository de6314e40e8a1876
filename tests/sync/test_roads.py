"""One contract for all roads: whatever carries the changes, the same laws hold."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from exports.cli import COULD_NOT
from storage.database.database import Database
from storage.edits import Edit
from storage.store import Store
from storage.sync.folder import read_folder, write_folder
from storage.sync.hub_admission import admit_to_hub, begin_hub, take_admission
from storage.sync.read import Read
from tests.builders import KEY, a_store, an_incident, change
from tests.rounds import rounds
from tests.sync.hubs import a_database, keeper, own
from tests.sync.test_cli import Ask, entered, laptop  # noqa: F401 - a fixture
from tests.sync.test_segments import joined


class Stick:
    """A folder that everybody reads and writes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "stick"
        self.folder.mkdir()

    def admit(self, store: Store, by: Store) -> None:
        """Nothing to do: whoever has the stick has it."""

    def pull(self, store: Store) -> Read:
        return read_folder(store, self.folder)

    def push(self, store: Store) -> None:
        write_folder(store, self.folder)

    def holds(self, word: bytes) -> bool:
        return any(word in path.read_bytes() for path in self.folder.rglob("*") if path.is_file())


class Hub:
    """A real PostgreSQL."""

    def __init__(self, server: str) -> None:
        self.admin = a_database(server)
        self.address = own(self.admin)

    def admit(self, store: Store, by: Store) -> None:
        if store is by:
            begin_hub(store, self.admin)
        else:
            take_admission(store, admit_to_hub(by, self.admin, store.me.device))

    def pull(self, store: Store) -> Read:
        return store.pull_hub(self.address)

    def push(self, store: Store) -> None:
        store.push_hub(self.address)

    def holds(self, word: bytes) -> bool:
        with psycopg.connect(keeper(self.address)) as admin:
            rows = admin.execute("SELECT content FROM sijill_hub.segment").fetchall()
        return any(word in bytes(row[0]) for row in rows)


@pytest.fixture
def laptops(tmp_path: Path) -> Iterator[list[Store]]:
    """A coordinator's register and two others that joined it."""
    made = [a_store(tmp_path, team=team) for team in ("Ariha 2", "Khan 1", "Hama 1")]
    for store in made[1:]:
        joined(store, made[0], "verifier")  # rescuers decide no disputes
    yield made
    for store in made:
        store.close()


@pytest.fixture(params=["stick", "hub"])
def road(request: pytest.FixtureRequest, tmp_path: Path, laptops: list[Store]) -> Stick | Hub:
    made = Stick(tmp_path) if request.param == "stick" else Hub(request.getfixturevalue("postgres"))
    for store in laptops:
        made.admit(store, laptops[0])
    return made


def exchange(road: Stick | Hub, *stores: Store) -> None:
    for store in stores:
        found = road.pull(store)
        assert not found.refused and not found.apart
        road.push(store)


def alike(*stores: Store) -> bool:
    states = {(store.state_hash(), tuple(sorted(store.conflicts()))) for store in stores}
    return len(states) == 1 and len({str(sorted(store.vector().items())) for store in stores}) == 1


def test_all_become_one_register(road: Stick | Hub, laptops: list[Store]) -> None:
    for store in laptops:
        an_incident(store)
    exchange(road, *laptops, *laptops)
    assert alike(*laptops)
    assert laptops[0].counts()["incident"] == 3


def test_reading_again_changes_nothing(road: Stick | Hub, laptops: list[Store]) -> None:
    an_incident(laptops[0])
    exchange(road, *laptops, *laptops)
    before = [store.position() for store in laptops]
    assert [road.pull(store).changes for store in laptops] == [0, 0, 0]
    assert [store.position() for store in laptops] == before


def test_rivals_meet_and_one_decision_closes_them_everywhere(road: Stick | Hub, laptops: list[Store]) -> None:
    record = an_incident(laptops[0])
    exchange(road, *laptops, *laptops)
    change(laptops[0], "incident", record, weapon="barrel_bomb")
    change(laptops[1], "incident", record, weapon="artillery")
    exchange(road, *laptops, *laptops)
    assert alike(*laptops)
    assert [field for _, _, field in laptops[2].conflicts()] == ["weapon"]
    entry = laptops[2].read("incident", record)
    assert entry is not None
    laptops[2].save([Edit("incident", record, {"weapon": "artillery"}, seen=entry.seen)], why="seen by our team")
    exchange(road, *reversed(laptops), *laptops)
    assert alike(*laptops)
    assert not laptops[0].conflicts()


@pytest.mark.parametrize("seed", range(rounds(2, 8)))
def test_in_whatever_order_they_meet_no_edit_is_missing(road: Stick | Hub, laptops: list[Store], seed: int) -> None:
    chance, typed = random.Random(seed), set[bytes]()
    record = an_incident(laptops[0])
    exchange(road, *laptops, *laptops)
    for _ in range(12):
        store = chance.choice(laptops)
        does: Callable[[], object] = chance.choice([
            lambda store=store: change(store, "incident", record, weapon=chance.choice(["artillery", "barrel_bomb"])),
            lambda store=store: an_incident(store),
            lambda store=store: road.pull(store),
            lambda store=store: road.push(store),
        ])  # fmt: skip
        does()
        typed |= {one.stamp for one in store.changes() if one.stamp[8:].hex() == store.me.device}
    exchange(road, *laptops, *laptops)
    assert alike(*laptops)
    assert all(typed <= {one.stamp for one in store.changes()} for store in laptops)


def test_a_clone_is_noticed_shown_and_goes_on_under_a_name_of_its_own(
    road: Stick | Hub, laptops: list[Store], tmp_path: Path
) -> None:
    ours, theirs, _ = laptops
    exchange(road, *laptops, *laptops)
    path = theirs.database.path
    assert path is not None
    (tmp_path / "twin").mkdir()
    for part in path.parent.glob("register.db*"):
        shutil.copy(part, tmp_path / "twin" / part.name)
    twin = Store.open(Database.open(tmp_path / "twin" / "register.db", KEY))
    an_incident(theirs)
    an_incident(twin)
    exchange(road, theirs)
    road.push(twin)
    assert road.pull(twin).cloned or road.pull(theirs).cloned
    an_incident(twin)
    road.push(twin)
    road.push(theirs)
    road.pull(ours)
    assert "fork" in {one.word for one in ours.set_apart()}
    twin.close()


def test_what_a_revoked_laptop_adds_is_set_apart(road: Stick | Hub, laptops: list[Store]) -> None:
    ours, theirs, _ = laptops
    exchange(road, *laptops, *laptops)
    ours.revoke(theirs.me.device[:12], "lost")
    an_incident(theirs)
    road.push(theirs)
    before = ours.counts().get("incident", 0)
    road.pull(ours)
    assert ours.counts().get("incident", 0) == before


def test_nothing_that_was_typed_can_be_read_on_the_way(road: Stick | Hub, laptops: list[Store]) -> None:
    an_incident(laptops[0], narrative="canary-of-the-narrative")
    road.push(laptops[0])
    assert not road.holds(b"canary")
    assert not road.holds(b"narrative")


def test_the_command_line_makes_a_hub_admits_and_exchanges(
    laptop: Callable[[str], Ask],  # noqa: F811 - the fixture
    postgres: str,
    tmp_path: Path,
) -> None:
    ours, theirs = laptop("Ariha 2"), laptop("Khan 1")
    theirs("join-request", tmp_path / "request")
    ours("certify", tmp_path / "request", "--answer", tmp_path / "answer")
    theirs("join", tmp_path / "answer")
    admin = a_database(postgres)
    entered(tmp_path / "Ariha 2")
    assert "ready" in ours("hub", "init", admin)
    assert "is admitted" in ours("hub", "admit", admin, "Khan 1 A", "--answer", tmp_path / "admission")
    assert "can exchange" in theirs("hub", "login", tmp_path / "admission")
    assert "written" in ours("sync", own(admin))
    assert '"changes": ' in theirs("sync", own(admin), "--json")
    ours("sync", own(admin))
    assert "name it" in ours("hub", "admit", admin, code=COULD_NOT)
    ours("hub", "dismiss", admin, "Khan 1 A")
    assert "refused the name" in theirs("sync", own(admin), code=COULD_NOT)
