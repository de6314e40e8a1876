"""Several real registers and a stick: in the end all hold the same values and the same conflicts.

Whatever is exchanged, lost, repeated, cut or restored, whatever clocks say: every acknowledged change stands in every
history.
"""

from __future__ import annotations

import atexit
import os
import random
import shutil
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from storage.core import write_meta
from storage.database.database import Database
from storage.edits import Edit
from storage.errors import UserError
from storage.store import Store
from storage.sync.bundle import SUFFIX
from storage.sync.folder import read_folder, write_folder
from tests.builders import KEY, a_store
from tests.sync.test_segments import joined

LAPTOPS = 3
YEARS = 10 * 365 * 24 * 3600 * 1000
WORDS = st.sampled_from(["title", "notes", "reliability"])
WHO = st.integers(0, LAPTOPS - 1)
RELEASE = bool(os.environ.get("SIJILL_RELEASE"))


@cache
def _begun() -> Path:
    """Three registers that belong together, made once and copied."""
    folder = Path(tempfile.mkdtemp(prefix="sijill-machine-begun-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    stores = [a_store(folder, team=f"Team {n}", country="") for n in range(LAPTOPS)]
    for store in stores[1:]:
        joined(store, stores[0], "verifier")  # rescuers decide no disputes
    for store in stores:
        store.close()
    return folder


class Laptops(RuleBasedStateMachine):
    """Three laptops of one organisation; the stick is a folder that is copied, lost and cut."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="sijill-machine-"))
        shutil.copytree(_begun(), self.folder, dirs_exist_ok=True)
        files = sorted(self.folder.glob("*/register.db"), key=lambda path: int(path.parent.name[5:]))
        self.stores = [Store.open(Database.open(path, KEY)) for path in files]
        self.shelf: list[bytes] = []
        self.typed: set[bytes] = set()
        self.records: list[str] = []
        self.saved: dict[int, Path] = {}

    @rule(who=WHO)
    def enter(self, who: int) -> None:
        outcome = self.stores[who].save([Edit("source", None, {"title": f"source {len(self.records)}"})])
        self.records.append(outcome.ids[0])
        self._note(who)

    @rule(who=WHO, pick=st.integers(0, 99), word=WORDS, value=st.text("abc", min_size=1, max_size=2))
    def change(self, who: int, pick: int, word: str, value: str) -> None:
        known = [one for one in self.records if self.stores[who].read("source", one)]
        if known:
            given = value[0] if word == "reliability" else value
            self.stores[who].save([Edit("source", known[pick % len(known)], {word: given})])
            self._note(who)

    @rule(who=WHO, years=st.sampled_from([-YEARS, 0, YEARS]))
    def clock(self, who: int, years: int) -> None:
        self.stores[who].clock.now = lambda: time.time_ns() // 1_000_000 + years

    @rule(who=WHO)
    def write(self, who: int) -> None:
        stick = self.folder / f"stick-{len(self.shelf)}"
        write_folder(self.stores[who], stick)
        self.shelf += [path.read_bytes() for path in stick.rglob(f"*{SUFFIX}")]

    @rule(who=WHO, seed=st.integers(0, 999), cut=st.booleans())
    def read(self, who: int, seed: int, cut: bool) -> None:
        """Some of all that was ever written, in any order, again and again; a cut one is refused."""
        chance = random.Random(seed)
        for data in chance.sample(self.shelf, k=chance.randint(0, len(self.shelf))):
            self._take(who, data[: len(data) // 2] if cut and chance.random() < 0.3 else data)

    @rule(who=WHO)
    def back_up(self, who: int) -> None:
        path = self.folder / f"backup-{who}.db"
        for old in self.folder.glob(f"backup-{who}.db*"):
            old.unlink()
        self._copy(who, path)
        self.saved[who] = path

    @rule(who=WHO)
    def restore(self, who: int) -> None:
        """What was not carried off since the backup is gone with the laptop; nobody was told it is safe."""
        if who not in self.saved:
            return
        self._carry_off(who)
        self.stores[who].close()
        place = self.folder / f"restored-{len(list(self.folder.iterdir()))}" / "register.db"
        place.parent.mkdir()
        for part in self.saved[who].parent.glob(self.saved[who].name + "*"):
            shutil.copy(part, place.parent / part.name.replace(self.saved[who].name, "register.db"))
        database = Database.open(place, KEY)
        with database.writing() as connection:
            write_meta(connection, {"restored": "yes"})
        self.stores[who] = Store.open(database)

    @invariant()
    def sound(self) -> None:
        for store in getattr(self, "stores", []):
            assert not store.set_apart()

    def teardown(self) -> None:
        if not hasattr(self, "stores"):
            return
        for _ in range(2):
            for who in range(LAPTOPS):
                self._carry_off(who)
        hashes = {store.state_hash() for store in self.stores}
        disputes = {tuple(sorted(store.conflicts())) for store in self.stores}
        journals = [{change.stamp for change in store.changes()} for store in self.stores]
        assert len(hashes) == 1
        assert len(disputes) == 1
        assert all(self.typed <= journal for journal in journals)
        for store in self.stores:
            store.close()
        shutil.rmtree(self.folder)

    # ---- inside

    def _note(self, who: int) -> None:
        store = self.stores[who]
        own = store.me.device[:12]
        self.typed |= {change.stamp for change in store.changes() if change.stamp[8:14].hex() == own}

    def _take(self, who: int, data: bytes) -> None:
        path = self.folder / f"sijill-{'0' * 16}-000001{SUFFIX}"
        path.write_bytes(data)
        try:
            self.stores[who].take_bundle(path)
        except UserError as refused:
            assert refused.kind in {"damaged-bundle", "not-a-bundle", "not-for-us"}, refused.kind

    def _carry_off(self, who: int) -> None:
        """Everything of one laptop reaches all others, which answer."""
        stick = self.folder / "last-stick"
        write_folder(self.stores[who], stick)
        for other in self.stores:
            if other is not self.stores[who]:
                found: Any = read_folder(other, stick)
                assert not found.refused and not found.apart
        shutil.rmtree(stick)

    def _copy(self, who: int, path: Path) -> None:
        source = self.stores[who].database.path
        assert source is not None
        for part in source.parent.glob("register.db*"):
            shutil.copy(part, path.parent / part.name.replace("register.db", path.name))


Laptops.TestCase.settings = settings(
    max_examples=300 if RELEASE else 4,
    stateful_step_count=50 if RELEASE else 12,
    deadline=None,
    derandomize=not RELEASE,
    suppress_health_check=list(HealthCheck),
)
TestLaptops = pytest.mark.timeout(3600 if RELEASE else 600)(Laptops.TestCase)
