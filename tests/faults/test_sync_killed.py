"""kill -9 at any statement while laptops exchange: each portion whole or not at all, nothing lost, it goes on."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from storage.database.database import Database
from storage.store import Store
from storage.sync.folder import read_folder, write_folder
from tests.builders import KEY, change
from tests.faults.killing import kill_after
from tests.faults.syncer import read_stick, with_hub, write_stick
from tests.sync.begun import an_entry, laptops
from tests.sync.hubs import a_hub, sync

KILLS = 2000 if os.environ.get("SIJILL_RELEASE") else 40


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[list[Store]]:
    """Two laptops that exchanged everything."""
    made = laptops(tmp_path)
    for giver, taker in (made, made[::-1]):
        taker.take_in(list(giver.segments(taker.vector())))
    yield made
    for store in made:
        store.close()


def killed(pair: list[Store], work: Callable[[str, Connection], None], steps: int) -> Store:
    """Let the second laptop work in another process and kill it; the register opened again, and sound."""
    path = pair[1].database.path
    assert path is not None
    pair[1].close()
    kill_after(work, path, steps, ready="begun")
    pair[1] = store = Store.open(Database.open(path, KEY))
    assert store.database.quick_check() == []
    assert all(one.whole for one in store.segments({}))
    return store


def whole(pair: list[Store], work: Callable[[str, Connection], None]) -> int:
    """How many steps the work takes when nobody kills it; it went through once then."""
    path = pair[1].database.path
    assert path is not None
    pair[1].close()
    steps = kill_after(work, path, 1 << 30, ready="begun")
    pair[1] = Store.open(Database.open(path, KEY))
    return steps


def stick_of(store: Store) -> Path:
    assert store.database.path is not None
    return store.database.path.parent / "stick"


def steps_of(kills: int, most: int) -> Iterator[int]:
    chance = random.Random(kills)
    yield from (chance.randrange(most) for _ in range(kills))


@pytest.mark.timeout(7200)
def test_killed_while_taking_in_a_bundle_all_of_it_is_there_or_nothing(pair: list[Store]) -> None:
    ours = pair[0]
    stick = stick_of(pair[1])
    an_entry(ours)
    write_folder(ours, stick)
    most, taken = whole(pair, read_stick), 0
    for steps in steps_of(KILLS * 2 // 5, most):
        record = an_entry(ours)
        change(ours, "incident", record, weapon="artillery")
        write_folder(ours, stick)
        before = pair[1].vector()
        store = killed(pair, read_stick, steps)
        assert store.vector() in (before, {**before, ours.me.device: ours.vector()[ours.me.device]})
        taken += store.vector() != before
        read_folder(store, stick)
        assert store.read("incident", record) is not None
        assert store.state_hash() == ours.state_hash()
        write_folder(store, stick)
        read_folder(ours, stick)
    assert 0 < taken < KILLS * 2 // 5, "killed always before or always after: the test would prove little"


@pytest.mark.timeout(7200)
def test_killed_while_writing_a_bundle_only_whole_ones_stand_on_the_stick(pair: list[Store]) -> None:
    ours = pair[0]
    stick = stick_of(pair[1])
    an_entry(pair[1])
    for steps in steps_of(KILLS // 5, whole(pair, write_stick)):
        record = an_entry(pair[1])
        store = killed(pair, write_stick, steps)
        found = read_folder(ours, stick)
        assert not found.refused and not found.apart
        write_folder(store, stick)
        assert not read_folder(ours, stick).refused
        assert ours.read("incident", record) is not None
        assert ours.state_hash() == store.state_hash()


@pytest.mark.timeout(7200)
def test_killed_while_exchanging_with_a_hub_nothing_is_lost_or_there_twice(pair: list[Store], postgres: str) -> None:
    ours = pair[0]
    address = a_hub(postgres, *pair)
    (stick_of(pair[1]).parent / "hub").write_text(address)
    typed, pulled = {an_entry(ours), an_entry(pair[1])}, 0
    sync(ours, address)
    for steps in steps_of(KILLS * 2 // 5, whole(pair, with_hub)):
        typed |= {an_entry(ours), an_entry(pair[1])}
        sync(ours, address)
        before = pair[1].vector()
        store = killed(pair, with_hub, steps)
        pulled += store.vector() != before
        assert not store.set_apart()
    assert 0 < pulled < KILLS * 2 // 5, "killed always before or always after: the test would prove little"
    for one in (pair[1], ours, pair[1]):
        sync(one, address)
    assert ours.state_hash() == pair[1].state_hash()
    assert ours.vector() == pair[1].vector()
    assert ours.counts()["incident"] == len(typed)
    assert len(stamps := [one.stamp for one in ours.changes()]) == len(set(stamps))
