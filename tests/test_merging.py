"""The laws of merging: real stores against the pure specification, any devices, any subset, any order, repeated."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from storage.database.database import Database
from storage.database.rows import load_values
from storage.edits import Edit
from storage.journal.change import Change
from storage.journal.clock import make_stamp
from storage.journal.merge import FieldState, horizon, merged, newest_of, waiting
from storage.records import RECORDS
from storage.saving import new_id
from storage.store import Store
from tests.begun import KEY, lay

RELEASE = bool(os.environ.get("SIJILL_RELEASE"))
FIELDS: dict[str, Sequence[Any]] = {
    "sex": ("male", "female", None),
    "hospital": ("A", "B", "C", None),
    "sources": (("a" * 32,), ("b" * 32,), ("a" * 32, "c" * 32), None),
    "notes": ("x", "y"),
}
YEARS_MS = 10 * 365 * 24 * 3600 * 1000


class Devices(RuleBasedStateMachine):
    """Three laptops with clocks years apart edit the same people and exchange any part of what they know."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.stores: list[Store] = []
        self.acknowledged: list[tuple[str, str, Any]] = []

    @initialize(skews=st.lists(st.sampled_from([-YEARS_MS, 0, 0, YEARS_MS]), min_size=3, max_size=3))
    def begin(self, skews: list[int]) -> None:
        self.people = [new_id(), new_id()]
        for number, skew in enumerate(skews):
            path = lay(Path(self.folder.name) / f"{number}" / "register.db", "")
            identity = bytes([number + 1]) * 6 + b"\0\0"
            facts = {"register": "T", "team": f"T{number}", "person": "P"}
            store = Store.found(Database.open(path, KEY, cache_mb=1), identity=identity, **facts)
            base = store.clock.now
            store.clock.now = lambda base=base, skew=skew: base() + skew
            self.stores.append(store)

    @rule(
        device=st.integers(0, 2),
        person=st.integers(0, 1),
        field=st.sampled_from(sorted(FIELDS)),
        pick=st.integers(0, 3),
    )
    def edit(self, device: int, person: int, field: str, pick: int) -> None:
        value = FIELDS[field][pick % len(FIELDS[field])]
        values = {field: value, "outcome": "killed"} if value is not None else {"outcome": "killed", field: None}
        edited = Edit(
            "victim", self.people[person], {"notes": "x", **values}, why="as heard"
        )  # it may settle a dispute
        outcome = self.stores[device].save([edited])
        if outcome.save and value is not None:
            self.acknowledged.append((self.people[person], field, value))

    @rule(giver=st.integers(0, 2), taker=st.integers(0, 2), data=st.data())
    def exchange(self, giver: int, taker: int, data: st.DataObject) -> None:
        changes = list(self.stores[giver].changes())
        chosen = data.draw(st.lists(st.sampled_from(changes), max_size=12)) if changes else []
        self.stores[taker].learn(chosen)

    @rule(device=st.integers(0, 2), person=st.integers(0, 1))
    def undo_last(self, device: int, person: int) -> None:
        store = self.stores[device]
        own = [c for c in store.changes() if c.kind == "victim" and c.stamp[8:].hex() == store.me.device]
        if own:
            store.undo(own[-1].save.hex())

    @invariant()
    def every_store_equals_the_specification(self) -> None:
        for store in self.stores:
            assert_equals_specification(store)

    def teardown(self) -> None:
        if self.stores:
            self._converge()
        for store in self.stores:
            store.close()
        self.folder.cleanup()

    def _converge(self) -> None:
        everything = [change for store in self.stores for change in store.changes()]
        for store in self.stores:
            store.learn(everything)
        assert len({store.state_hash() for store in self.stores}) == 1
        assert len({tuple(sorted(store.conflicts())) for store in self.stores}) == 1
        for record, field, value in self.acknowledged:
            steps = self.stores[0].history("victim", record)
            assert any(step.field == field and step.after == value for step in steps), "something typed is missing"


def assert_equals_specification(store: Store) -> None:
    """The fast form has the same values, heads and conflicts as ``merge.py``."""
    changes = list(store.changes())
    expected = {one: fields for one, fields in merged(changes).items() if one[0] in RECORDS}  # others only travel
    conflicts = {
        (kind, record.hex(), name)
        for (kind, record), fields in expected.items()
        for name, state in fields.items()
        if state.conflict
    }
    assert set(store.conflicts()) == conflicts
    for (kind, record), fields in expected.items():
        entry = store.read(kind, record.hex())
        assert entry is not None
        _assert_fields(kind, entry.values, entry.seen.heads, fields)


def _assert_fields(kind: str, values: Any, heads: Any, expected: dict[str, FieldState]) -> None:
    for name, state in expected.items():
        shown = values.get(name)
        if isinstance(shown, tuple):  # a set of links has no order; what the specification gives is read as it is
            assert shown == load_values(kind, {name: state.value})[name], name
        elif isinstance(shown, (str, int, type(None))):
            assert shown == state.value or name in ("entered", "since"), name
        assert tuple(sorted(heads.get(name, ()))) == state.heads, name


TestDevices = Devices.TestCase
TestDevices.runTest = pytest.mark.timeout(7200 if RELEASE else 300)(TestDevices.runTest)
TestDevices.settings = settings(
    max_examples=2000 if RELEASE else 12,
    stateful_step_count=100 if RELEASE else 20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def _change(ms: int, device: int, value: str, over: tuple[bytes, ...] = ()) -> Change:
    stamp = make_stamp(ms, 0, bytes([device]) * 6 + b"\0\0")
    return Change(stamp, "victim", b"v" * 16, {"sex": value}, {"sex": over} if over else {}, save=stamp)


def test_settling_a_conflict_settles_it_everywhere() -> None:
    a, b = _change(1000, 1, "male"), _change(2000, 2, "female")
    settled = _change(3000, 1, "male", (a.stamp, b.stamp))
    assert merged([a, b])["victim", b"v" * 16]["sex"].conflict
    assert merged([b, settled, a])["victim", b"v" * 16]["sex"] == FieldState("male", (settled.stamp,), False)


def test_equal_values_of_two_people_are_no_conflict() -> None:
    a, b = _change(1000, 1, "male"), _change(2000, 2, "male")
    assert not merged([a, b])["victim", b"v" * 16]["sex"].conflict


def test_a_clock_ten_years_ahead_never_wins_against_a_believed_one() -> None:
    right, wrong = _change(1000, 1, "male"), _change(1000 + YEARS_MS, 2, "female")
    state = merged([right, wrong])["victim", b"v" * 16]["sex"]
    assert state.value == "male"
    assert state.conflict
    assert horizon(newest_of([right, wrong])) < 1000 + YEARS_MS


def test_a_change_whose_predecessor_is_missing_counts_and_the_gap_is_shown() -> None:
    missing = make_stamp(500, 0, b"\3" * 6 + b"\0\0")
    late = _change(1000, 1, "male", (missing,))
    assert merged([late])["victim", b"v" * 16]["sex"].value == "male"
    assert waiting([late]) == {missing}
