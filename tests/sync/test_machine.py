"""Several real registers and all roads between them: in the end all hold the same values and the same conflicts.

Whatever is exchanged, lost, repeated, cut, restored or cloned, whatever clocks say, whatever programs of other years
write: every acknowledged change stands in every history.
"""

from __future__ import annotations

import random
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from storage.core import write_meta
from storage.database.database import Database
from storage.edits import Edit
from storage.errors import UserError
from storage.store import Store
from storage.sync.bundle import SUFFIX
from storage.sync.entitled import MEMBERSHIP
from storage.sync.folder import read_folder, write_folder
from storage.sync.read import Read
from storage.sync.taking import REVOKED
from tests.builders import KEY
from tests.rounds import RELEASE, rounds
from tests.sync.begun import copied, copied_file, laptops
from tests.sync.hubs import a_hub, standing_in_the_way, sync
from tests.sync.older import OLDER, leave_as
from tests.test_merging import assert_equals_specification

YEARS = 10 * 365 * 24 * 3600 * 1000
WORDS = st.sampled_from(["title", "notes", "reliability"])
MOST, CLONES = 6, 1
GRAINS = [1, 20, 60_000]
"""Milliseconds between two moments of a clock."""
WHO = st.integers(0, MOST - 1)
WALKS = rounds(8, 300, "SIJILL_WALKS")
"""By stick and folder; over a hub a fifth of them."""
STEPS = rounds(20, 50, "SIJILL_STEPS")
HARMED = {"damaged-bundle", "not-a-bundle", "not-for-us"}


class Laptops(RuleBasedStateMachine):
    """Two to six laptops of one organisation, sticks that are copied, lost and cut, and a folder many write into."""

    server = ""

    @initialize(
        count=st.sampled_from([2, 3, MOST]),
        each_with_each=st.booleans() if RELEASE else st.just(value=False),
        grain=st.sampled_from(GRAINS),
    )
    def begin(self, count: int, each_with_each: bool, grain: int) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="sijill-machine-"))
        self.stores = laptops(self.folder, count)
        self.each_with_each = each_with_each
        self.shelf: list[bytes] = []
        self.typed: set[str] = set()
        self.gone: set[str] = set()
        self.cloned = 0
        self.records: list[str] = []
        self.saved: dict[int, Path] = {}
        self.copies = 0
        self.grain = grain
        for store in self.stores:
            self._ticking(store)
        self.hub = a_hub(self.server, *self.stores) if self.server else ""

    # ---- what people do

    @rule(who=WHO)
    def enter(self, who: int) -> None:
        outcome = self._store(who).save([Edit("source", None, {"title": f"source {len(self.records)}"})])
        self.records.append(outcome.ids[0])
        self._note(who)

    @rule(who=WHO, pick=st.integers(0, 99), word=WORDS, value=st.text("abc", min_size=1, max_size=2))
    def change(self, who: int, pick: int, word: str, value: str) -> None:
        record = self._known(who, pick)
        if record:
            given = value[0] if word == "reliability" else value
            self._store(who).save([Edit("source", record, {word: given})], why="as heard")
            self._note(who)

    @rule(who=WHO, pick=st.integers(0, 99), again=st.booleans())
    def withdraw(self, who: int, pick: int, again: bool) -> None:
        record = self._known(who, pick)
        if record:
            self._store(who).save([Edit("source", record, {"withdrawn": None if again else "twice"})], why="twice")
            self._note(who)

    @rule(who=WHO)
    def take_back(self, who: int) -> None:
        store = self._store(who)
        own = [one for one in store.changes() if one.kind == "source" and one.stamp[8:].hex() == store.me.device]
        if own:
            store.undo(own[-1].save.hex())
            self._note(who)

    @rule(who=WHO, years=st.sampled_from([-YEARS, 0, YEARS]))
    def clock(self, who: int, years: int) -> None:
        self._ticking(self._store(who), years)

    @rule(grain=st.sampled_from(GRAINS))
    def tick_coarsely(self, grain: int) -> None:
        """Moments of all laptops are alike for so long; copies of one then give the same stamps, too."""
        self.grain = grain

    @rule(who=WHO, pick=st.integers(0, 99), word=st.sampled_from(["colour", "depth"]), value=st.integers(0, 3))
    def write_as_a_newer_program(self, who: int, pick: int, word: str, value: int) -> None:
        """A kind and a field this program has never heard of, signed and counted like any other."""
        store = self._store(who)
        record = self._known(who, pick)
        with store._write() as connection:
            sign = store._signer(connection)
            new = sign("hologram", bytes([pick]) * 16, {word: value}, {}, "")
            more = [sign("source", bytes.fromhex(record), {word: value}, {}, "")] if record else []
            store._move(connection, [new, *more], set(), learned=True)
        self._note(who)

    @rule(who=WHO, revision=st.sampled_from(OLDER))
    def update_the_program(self, who: int, revision: str) -> None:
        """Until just now an older program kept this register; today's brings it up."""
        path = self._store(who).database.path
        assert path is not None
        self._store(who).close()
        leave_as(path, revision)
        self.stores[who % len(self.stores)] = self._ticking(Store.open(Database.open(path, KEY)))

    # ---- roads

    @rule(who=WHO)
    def write(self, who: int) -> None:
        self.copies += 1
        stick = self.folder / f"stick-{self.copies}"
        write_folder(self._store(who), stick)
        self.shelf += [path.read_bytes() for path in stick.rglob(f"*{SUFFIX}")]

    @rule(who=WHO, seed=st.integers(0, 999), cut=st.booleans())
    def read(self, who: int, seed: int, cut: bool) -> None:
        """Some of all that was ever written, in any order, again and again; a cut one is refused."""
        chance = random.Random(seed)
        for data in chance.sample(self.shelf, k=chance.randint(0, len(self.shelf))):
            self._take(who, data[: chance.randrange(len(data))] if cut and chance.random() < 0.3 else data)

    @rule(seed=st.integers(0, 999))
    def lose(self, seed: int) -> None:
        chance = random.Random(seed)
        self.shelf = [data for data in self.shelf if chance.random() < 0.7]

    @rule(who=WHO, litter=st.sampled_from(["", ".part", ".sync-conflict-20190704", "cut"]))
    def share(self, who: int, litter: str) -> None:
        """The folder that something carries about: read, then written, while it leaves its own files there."""
        folder = self.folder / "shared"
        found = read_folder(self._store(who), folder, road="folder") if folder.exists() else Read()
        out = {"not-certified"} if self.gone else set()  # who knows that a laptop is out refuses what it left there
        assert {one.word for one in found.refused} <= HARMED | out, found.refused
        write_folder(self._store(who), folder, road="folder")
        files = sorted(folder.rglob(f"sijill-*{SUFFIX}"))
        if litter and files:
            last = files[-1]
            own = last.name.partition(".")[0]
            name = "sijill-" + "0" * 16 + f"-000009{SUFFIX}" if litter == "cut" else f"{own}{litter}{SUFFIX}"
            last.with_name(name).write_bytes(last.read_bytes()[: last.stat().st_size // 2])

    @rule(who=WHO, after=st.integers(0, 30_000), cut=st.booleans())
    def over_the_hub(self, who: int, after: int, cut: bool) -> None:
        if not self.hub:
            return
        with standing_in_the_way(self.hub) as proxy:
            proxy.after = after if cut else None
            try:
                sync(self._store(who), proxy.address(self._store(who), self.hub))
            except UserError as trouble:
                assert cut and trouble.kind == "hub-away", trouble.kind

    # ---- what happens to laptops

    @rule(who=WHO)
    def back_up(self, who: int) -> None:
        self.copies += 1
        self.saved[who % len(self.stores)] = copied_file(self._store(who), self.folder / f"copy-{self.copies}")

    @rule(who=WHO)
    def restore(self, who: int) -> None:
        """What was not carried off since the backup is gone with the laptop; nobody was told it is safe.

        Others say first what they hold: one that was restored itself is given again what it held before.
        """
        who %= len(self.stores)
        if who not in self.saved:
            return
        for other in range(len(self.stores)):
            self._carry_off(other, [self.stores[who]])
        self._carry_off(who, self.stores)
        self.stores[who].close()
        self.copies += 1
        place = self.folder / f"copy-{self.copies}"
        shutil.copytree(self.saved[who].parent, place)
        database = Database.open(place / "register.db", KEY)
        with database.writing() as connection:
            write_meta(connection, {"restored": "yes"})
        self.stores[who] = self._ticking(Store.open(database))

    @rule(who=WHO)
    def clone(self, who: int) -> None:
        """Somebody copies the disk, and both go on under one name."""
        if self.cloned < CLONES:
            self.cloned += 1
            self.stores.append(self._ticking(copied(self._store(who), self.folder / f"clone-{self.cloned}")))

    @rule(who=WHO)
    def revoke(self, who: int) -> None:
        """The first laptop takes another one out, which goes on writing and does not know; its copies go with it."""
        device = self._store(who).me.device[:12]
        if not self.gone and device != self.stores[0].me.device[:12] and len(self._names()) > 2:
            self.stores[0].revoke(device, "lost")
            self.gone.add(device)

    # ---- what always holds

    @invariant()
    def sound(self) -> None:
        for store in getattr(self, "stores", []):
            assert self.gone or self.cloned or not store.set_apart()

    def teardown(self) -> None:
        if not hasattr(self, "stores"):
            return
        self._all_meet()
        if self.gone:  # a person decides about what a laptop wrote that was taken out; the decision travels
            for one in self.stores[0].set_apart():
                if one.word == REVOKED and not one.settled:
                    self.stores[0].take_apart(one.n)
            self._all_meet()
        live = self._standing()
        for store in live:
            self._all_said(said_in(store))
        assert len({store.state_hash() for store in live}) == 1
        assert len({tuple(sorted(store.conflicts())) for store in live}) == 1
        if not self.gone and not self.cloned:
            assert len({str(sorted(store.vector().items())) for store in live}) == 1
        for store in (live[0], live[-1]):
            assert_equals_specification(store)
            assert all(one.whole for one in store.segments({}))
        for store in self.stores:
            store.close()
        shutil.rmtree(self.folder)

    # ---- inside

    def _all_said(self, said: set[str]) -> None:
        """Nothing typed is missing. Record numbers are given, not typed: of twins, which give the same ones, one gives
        another later, so there each record has a number, whichever it is."""
        numbers = {one for one in self.typed if " code " in one} if self.cloned else set()
        assert self.typed - numbers <= said, "something typed is in no history"
        assert {_whose(one) for one in numbers} <= {_whose(one) for one in said if " code " in one}, "without a number"

    def _store(self, who: int) -> Store:
        return self.stores[who % len(self.stores)]

    def _ticking(self, store: Store, years: int = 0) -> Store:
        """The same laptop by the coarse clock that all go by."""
        store.clock.now = lambda: time.time_ns() // 1_000_000 // self.grain * self.grain + years
        return store

    def _standing(self) -> list[Store]:
        """The laptops that belong."""
        return [store for store in self.stores if store.me.device[:12] not in self.gone]

    def _names(self) -> set[str]:
        return {store.me.device[:12] for store in self._standing()}

    def _all_meet(self) -> None:
        """Each with each, or, which is less, all with the first; twins learn of each other from third ones only."""
        each_with_each = self.each_with_each or self.cloned
        for _ in range(3 if self.gone or self.cloned else 2):
            for who in range(len(self.stores)):
                self._carry_off(who, self.stores if each_with_each else self.stores[:1])
            if not each_with_each:
                self._carry_off(0, self.stores)

    def _known(self, who: int, pick: int) -> str:
        known = [one for one in self.records if self._store(who).read("source", one)]
        return known[pick % len(known)] if known else ""

    def _note(self, who: int) -> None:
        store = self._store(who)
        if store.me.device[:12] not in self.gone:
            self.typed |= said_in(store, by=store.me.device[:12])

    def _take(self, who: int, data: bytes) -> None:
        path = self.folder / f"sijill-{'0' * 16}-000001{SUFFIX}"
        path.write_bytes(data)
        try:
            self._store(who).take_bundle(path)
        except UserError as refused:
            assert refused.kind in HARMED | {"not-certified"}, refused.kind

    def _carry_off(self, who: int, to: list[Store]) -> None:
        """Everything of one laptop reaches others."""
        stick = self.folder / "last-stick"
        others = [store for store in to if store is not self.stores[who]]
        if not others:
            return
        write_folder(self.stores[who], stick)
        for other in others:
            found: Any = read_folder(other, stick)
            assert self.gone or self.cloned or not found.apart
            assert {one.word for one in found.refused} <= {"not-certified", "not-for-us"}, found.refused
        shutil.rmtree(stick)


def _whose(said: str) -> str:
    return said.partition(" code ")[0]


def said_in(store: Store, by: str = "") -> set[str]:
    """What stands in a register's journal, of all or of one device: record, field and value, whoever wrote it down."""
    return {
        f"{change.kind} {change.record.hex()} {name} {value}"
        for change in store.changes()
        if not by or change.stamp[8:14].hex() == by
        for name, value in change.fields.items()
        if change.kind not in MEMBERSHIP
    }


def _run(machine: type[Laptops], walks: int, steps: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=walks, stateful_step_count=steps, deadline=None, derandomize=not RELEASE,
            suppress_health_check=list(HealthCheck), phases=list(Phase) if RELEASE else [Phase.generate],
        ),
    )  # fmt: skip


@pytest.mark.timeout(max(600, WALKS * STEPS))
def test_two_to_six_laptops_become_one_register_by_stick_and_folder() -> None:
    _run(Laptops, WALKS, STEPS)


@pytest.mark.timeout(max(600, WALKS * STEPS))
def test_two_to_six_laptops_become_one_register_over_a_hub_as_well(postgres: str) -> None:
    class OverHub(Laptops):
        server = postgres

    _run(OverHub, max(2, WALKS // 5), STEPS)
