"""Whatever people do by whatever door, on laptops that exchange: nothing computed strays, in the file or in memory."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from storage.database.database import Database
from storage.database.rows import load_values
from storage.edits import Edit, Outcome, SaveRefused
from storage.errors import UserError
from storage.review.inbox import CONFLICT, GROUPS, LATER, acceptance, judgement
from storage.store import Store
from storage.sync.folder import read_folder, write_folder
from tests.builders import KEY
from tests.random_registers import FIELDS, KINDS, MANY, an_id, records_that_rest_on_each_other
from tests.rounds import RELEASE, rounds
from tests.sync.begun import laptops
from tests.test_what_follows import assert_nothing_strayed

WHO, NUMBER, PICK = st.integers(0, 1), st.integers(0, MANY - 1), st.integers(0, 99)
KIND = st.sampled_from([*KINDS, "incident", "victim"])


class People(RuleBasedStateMachine):
    """Two laptops of one organisation; each step by a door of the store is followed by the comparison."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="sijill-follows-"))
        self.stores = laptops(self.folder)
        for store in self.stores:
            store.learn(records_that_rest_on_each_other())
        self.saves: list[list[str]] = [[], []]
        self.moments: list[list[int]] = [[], []]

    # ---- what people do

    @rule(
        who=WHO, data=st.data(), records=st.lists(st.tuples(KIND, NUMBER), min_size=1, max_size=4), old=st.booleans()
    )
    def save(self, who: int, data: st.DataObject, records: Sequence[tuple[str, int]], *, old: bool) -> None:
        edits = []
        for kind, number in dict.fromkeys(records):
            told = {name: data.draw(FIELDS[kind][name]) for name in data.draw(_some_of(kind))}
            if "status" in told or data.draw(st.booleans()):
                told["status"] = data.draw(st.sampled_from(["draft", "draft", "proposed", "verified", "complete"]))
            entry = self.stores[who].read(kind, an_id(kind, number)) if old else None
            edits.append(Edit(kind, an_id(kind, number), load_values(kind, told), entry and entry.seen, "as heard"))
        self._do(who, lambda store: store.save(edits, why="as heard"))

    @rule(who=WHO, data=st.data(), kind=KIND, number=NUMBER)
    def correct(self, who: int, data: st.DataObject, kind: str, number: int) -> None:
        name = data.draw(st.sampled_from(sorted(FIELDS[kind])))
        told = {name: data.draw(FIELDS[kind][name])}
        self._do(who, lambda store: store.save([Edit(kind, an_id(kind, number), load_values(kind, told))], why="so"))

    @rule(who=WHO, kind=KIND, number=NUMBER, back=st.booleans())
    def withdraw(self, who: int, kind: str, number: int, *, back: bool) -> None:
        values = {"withdrawn": None if back else "twice"}
        self._do(who, lambda store: store.save([Edit(kind, an_id(kind, number), values, why="twice")]))

    @rule(who=WHO, pick=PICK)
    def undo(self, who: int, pick: int) -> None:
        saves = self.saves[who]
        if saves:
            self._do(who, lambda store: store.undo(saves[-1 - pick % min(4, len(saves))]))

    @rule(who=WHO, one=NUMBER, other=NUMBER)
    def join_places(self, who: int, one: int, other: int) -> None:
        self._do(who, lambda store: store.join_place(an_id("place", one), an_id("place", other), why="the same"))

    @rule(who=WHO, group=st.sampled_from(GROUPS), pick=PICK, later=st.booleans())
    def answer(self, who: int, group: str, pick: int, *, later: bool) -> None:
        items = [one for one in self.stores[who].inbox(group) if one.draft is None and one.file is None]
        if items:
            one = items[pick % len(items)]
            put_off = later or group == CONFLICT
            given = [judgement(one.kind, one.record, one.question, LATER, "later")] if put_off else []
            edits = given or acceptance(one.kind, one.record, one.question, "seen")
            self._do(who, lambda store: store.save(edits, why="seen"))

    @rule(who=WHO, pick=PICK)
    def decide(self, who: int, pick: int) -> None:
        store = self.stores[who]
        torn = store.conflicts()
        if torn:
            kind, record, field = torn[pick % len(torn)]
            entry = store.read(kind, record)
            assert entry is not None
            rivals = entry.disputed[field]
            edit = Edit(kind, record, {field: rivals[pick % len(rivals)].value}, entry.seen, "asked again")
            self._do(who, lambda store: store.save([edit], why="asked again"))

    @rule(who=WHO)
    def confirm(self, who: int) -> None:
        self._do(who, lambda store: store.save(store.confirmations(store.waiting_records()), why="seen"))

    @rule(role=st.sampled_from(["rescuer", "verifier", "coordinator"]))
    def certify(self, role: str) -> None:
        self._do(0, lambda store: store.certify(self.stores[1].request(), role))

    # ---- between them

    @rule(who=WHO)
    def exchange(self, who: int) -> None:
        write_folder(self.stores[who], self.folder / "shared")
        self._do(1 - who, lambda store: read_folder(store, self.folder / "shared"))

    @rule(who=WHO, least=st.integers(0, 20), most=st.integers(0, 40))
    def hear_some(self, who: int, least: int, most: int) -> None:
        heard = [one for one in self.stores[1 - who].changes() if one.kind in FIELDS][least:most]
        self._do(who, lambda store: store.learn(heard))

    # ---- what a laptop does by itself

    @rule(who=WHO)
    def open_again(self, who: int) -> None:
        path = self.stores[who].database.path
        assert path is not None
        self.stores[who].close()
        self.stores[who] = Store.open(Database.open(path, KEY))
        assert_nothing_strayed(self.stores[who])

    @rule(who=WHO, pick=PICK)
    def look_back(self, who: int, pick: int) -> None:
        moments = self.moments[who]
        if moments:
            past = self.stores[who].as_it_stood(moments[pick % len(moments)])
            try:
                assert_nothing_strayed(past)
            finally:
                past.close()

    def teardown(self) -> None:
        for store in getattr(self, "stores", ()):
            store.close()
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder, ignore_errors=True)

    def _do(self, who: int, act: Callable[[Store], Any]) -> None:
        store = self.stores[who]
        self.moments[who].append(store.position())
        try:
            outcome = act(store)
        except (SaveRefused, UserError):
            return  # what may not be written is not
        if isinstance(outcome, Outcome) and outcome.save:
            self.saves[who].append(outcome.save)
        assert_nothing_strayed(store)


def _some_of(kind: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(sorted(FIELDS[kind])), min_size=1, max_size=5, unique=True)


@pytest.mark.timeout(7200 if RELEASE else 300)
def test_whatever_people_do_nothing_computed_strays() -> None:
    run_state_machine_as_test(
        People,
        settings=settings(
            max_examples=rounds(2, 200, "SIJILL_FOLLOWS"),
            stateful_step_count=rounds(8, 40),
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.generate],
        ),
    )
