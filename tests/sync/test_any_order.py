"""All orders of up to six bundles: whatever comes first, the register is the same, and so are its open conflicts.

Each step from one set of bundles to a larger one is taken once (720 orders have 192 different steps, 120 of five
bundles 80): if the register after a set does not show how it came about, no order can lead elsewhere. The quick run
takes those of five bundles and some orders of six, ``--release`` all of all.
"""

from __future__ import annotations

import os
import random
import shutil
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

import pytest

from storage.database.database import Database
from storage.edits import Edit
from storage.errors import UserError
from storage.store import Store
from storage.sync.bundle import SUFFIX, Contents, write_bundle
from storage.sync.chain import Vector
from tests.builders import KEY, change
from tests.sync.begun import an_entry, copied, laptops
from tests.test_merging import assert_equals_specification

RELEASE = bool(os.environ.get("SIJILL_RELEASE"))
Facts = tuple[str, tuple[tuple[str, str, str], ...], str]


@dataclass(frozen=True)
class Case:
    """Six bundles of three laptops, and a fourth one that reads them: with all certificates known, and with none."""

    bundles: list[Path]
    reader: Path
    stranger: Path


class Writer:
    """A laptop that writes only its own new changes into each of its bundles."""

    def __init__(self, store: Store, reader: Store, folder: Path) -> None:
        self.store, self._reader, self._folder = store, reader, folder
        self._told: Vector = store.vector()

    def bundle(self, *, everything: bool = False) -> Path:
        """``everything``: all it ever wrote, the certificates of the others among it."""
        own = self.store.me.device
        now = self.store.vector()
        theirs = {**now, own: [] if everything else self._told.get(own, [])}
        found = tuple(self.store.segments(theirs))
        self._told = now
        to = self._reader.me.device[:12], self._reader.keys.recipient
        contents = Contents(own, self.store.membership().root, "2019-07-04T08:00:00+00:00", (to[0],), {}, {}, found)
        path = self._folder / f"sijill-{own}-{len(list(self._folder.iterdir())):06d}{SUFFIX}"
        write_bundle(path, contents, self.store.keys, [to[1]])
        return path


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Entries, rivals, a decision that saw them, somebody who did not, a withdrawal, what was taken back."""
    folder = tmp_path_factory.mktemp("orders")
    stores = laptops(folder, 4)
    stranger = stores[3].database.path
    assert stranger is not None
    shutil.copytree(stranger.parent, folder / "stranger")
    reader = stores[3]
    for store in stores[1:]:
        store.take_in(list(stores[0].segments({})))
    (folder / "out").mkdir()
    a, b, c = (Writer(store, reader, folder / "out") for store in stores[:3])
    record = an_entry(a.store)
    bundles = [a.bundle(everything=True)]
    for one in (b, c):
        _all_to(one.store, a.store)
    change(b.store, "incident", record, weapon="artillery", notes="b")
    change(c.store, "incident", record, weapon="barrel_bomb", notes="c")
    an_entry(c.store)
    bundles += [b.bundle(), c.bundle()]
    _all_to(a.store, b.store, c.store)
    a.store.save([Edit("incident", record, {"weapon": "artillery"})], why="seen by our team")
    bundles.append(a.bundle())
    undone = b.store.save([Edit("incident", record, {"weapon": "rocket", "attack": "shelling"})]).save
    b.store.undo(undone)
    change(b.store, "incident", record, weapon="cluster_munition")  # without having seen the decision
    bundles.append(b.bundle())
    c.store.save([Edit("incident", record, {"withdrawn": "twice"})], why="twice")
    bundles.append(c.bundle())
    for store in stores:
        store.close()
    assert reader.database.path is not None
    return Case(bundles, reader.database.path, folder / "stranger" / "register.db")


def _all_to(taker: Store, *givers: Store) -> None:
    for giver in givers:
        taker.take_in(list(giver.segments(taker.vector())))


def facts(store: Store) -> Facts:
    return store.state_hash(), tuple(sorted(store.conflicts())), str(sorted(store.vector().items()))


def begin(file: Path, folder: Path) -> Store:
    folder.mkdir(parents=True)
    return Store.open(Database.open(Path(shutil.copy(file, folder / "register.db")), KEY))


def test_every_step_from_one_set_of_bundles_to_a_larger_one_leads_to_the_same_register(
    case: Case, tmp_path: Path
) -> None:
    bundles = case.bundles[: 6 if RELEASE else 5]
    stores = {frozenset[int](): begin(case.reader, tmp_path / "none")}
    known: dict[frozenset[int], Facts] = {}
    steps = 0
    for size in range(len(bundles)):
        for done in [one for one in stores if len(one) == size]:
            for number in set(range(len(bundles))) - done:
                store = copied(stores[done], tmp_path / f"{steps}")
                store.take_bundle(bundles[number])
                whole = done | {number}
                now = facts(store)
                assert known.setdefault(whole, now) == now, (sorted(done), number)
                stores.setdefault(whole, store)
                steps += 1
                if stores[whole] is not store:
                    store.close()
            stores[done].close()
    last = stores[frozenset(range(len(bundles)))]
    assert steps == len(bundles) << (len(bundles) - 1)
    assert len(last.conflicts()) >= 2
    assert_equals_specification(last)
    last.close()


@pytest.mark.timeout(1800)
def test_all_orders_lead_to_the_same_register(case: Case, tmp_path: Path) -> None:
    orders = list(permutations(case.bundles))
    ends = set()
    for n, order in enumerate(orders if RELEASE else random.Random(6).sample(orders, 12)):
        store = begin(case.reader, tmp_path / f"{n}")
        for path in order:
            store.take_bundle(path)
        ends.add(facts(store))
        store.close()
        shutil.rmtree(tmp_path / f"{n}")
    assert len(ends) == 1


@pytest.mark.timeout(1800)
def test_bundles_of_laptops_nobody_knows_yet_wait_until_their_certificates_come(case: Case, tmp_path: Path) -> None:
    ends = set()
    orders = list(permutations(case.bundles))
    for n, order in enumerate(orders if RELEASE else random.Random(7).sample(orders, 4)):
        store = begin(case.stranger, tmp_path / f"{n}")
        left = list(order)
        while left:
            refused = []
            for path in left:
                try:
                    store.take_bundle(path)
                except UserError as trouble:
                    assert trouble.kind == "not-certified"
                    refused.append(path)
            assert refused != left, "the first laptop's own bundle is refused by nobody"
            left = refused
        ends.add(facts(store))
        store.close()
        shutil.rmtree(tmp_path / f"{n}")
    assert len(ends) == 1
