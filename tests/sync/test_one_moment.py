"""Laws of two copies of one laptop that give one moment, and so one stamp, to different changes."""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import permutations, product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.edits import Edit
from storage.store import Store
from tests.rounds import RELEASE, rounds
from tests.sync.begun import copied, laptops
from tests.sync.hubs import a_hub
from tests.sync.test_machine import said_in
from tests.sync.test_segments import settle
from tests.sync.test_twins import carried, last, own, usable

PAIRS = list(permutations(range(4), 2))


@pytest.fixture
def four(tmp_path: Path) -> Iterator[list[Store]]:
    """Two laptops, a third one, and its copy, which all know one record; the clocks of the last two stand still."""
    made = laptops(tmp_path, 3)
    settle(*made)
    made[0].save([Edit("source", None, {"title": "page"})])
    settle(*made)
    made.append(copied(made[2], tmp_path / "twin"))
    moment = made[2].clock.now() + 5
    for store in made[2:]:
        store.clock.now = lambda: moment
    yield made
    for store in made:
        store.close()


def said(store: Store, field: str, value: str) -> str:
    """What is typed into the record all know."""
    (record,) = {change.record.hex() for change in store.changes() if change.fields.get("title") == "page"}
    store.save([Edit("source", record, {field: value})])
    return f"source {record} {field} {value}"


def all_meet(stores: list[Store], folder: Path, order: int = 0) -> None:
    for _ in range(2):
        for giver, taker in random.Random(order).sample(PAIRS, len(PAIRS)):
            carried(stores[giver], stores[taker], folder)
    assert len({store.state_hash() for store in stores}) == 1
    assert len({tuple(store.conflicts()) for store in stores}) == 1


@pytest.mark.parametrize(("order", "field"), [(1, "notes"), (4, "title")])
def test_what_two_copies_said_under_one_stamp_stands_in_every_history(
    four: list[Store], tmp_path: Path, order: int, field: str
) -> None:
    typed = {said(four[2], "notes", "one"), said(four[3], field, "other")}
    assert four[2].position() == four[3].position()
    assert last(four[2]) == last(four[3])
    carried(four[2], four[0], tmp_path)
    carried(four[3], four[1], tmp_path)
    all_meet(four, tmp_path, order)
    assert [typed - said_in(store) for store in four] == [set()] * 4
    assert bool(four[0].conflicts()) == (field == "notes")


def test_the_same_stamp_on_both_sides_of_a_gap_is_of_twins_and_stops_no_exchange(
    four: list[Store], tmp_path: Path
) -> None:
    ours, _, theirs, twin = four
    at = last(theirs)
    moment = theirs.clock.now()
    for store, moments in ((theirs, (0, 0, 0, 1)), (twin, (0, 1))):
        for number, later in enumerate(moments):
            store.clock.now = lambda later=later: moment + later  # type: ignore[misc]
            said(store, "notes", f"{number}")
    beyond, between = own(theirs, at + 3), own(twin, at)
    assert ours.take_in(beyond).apart == ()
    assert [one.word for one in ours.take_in(between).apart] == ["fork"]
    usable(ours)


def test_moments_of_a_twin_whose_clock_is_years_ahead_do_not_turn_a_chain_back(
    four: list[Store], tmp_path: Path
) -> None:
    ours, _, theirs, twin = four
    at = last(theirs)
    said(theirs, "notes", "now")
    ahead = theirs.clock.now() + 10 * 365 * 24 * 3600 * 1000
    for number, now in enumerate((theirs.clock.now(), ahead, ahead)):
        twin.clock.now = lambda now=now: now  # type: ignore[misc]
        said(twin, "notes", f"of the twin {number}")
    assert theirs.take_in(own(twin, at + 2)).cloned
    assert [one.word for one in theirs.take_in(own(twin, at)).apart] == ["fork"]
    assert not ours.take_in(list(theirs.segments({}))).apart


def test_whoever_edits_what_one_copy_said_has_not_seen_what_the_other_said_at_that_moment(
    four: list[Store], tmp_path: Path
) -> None:
    ours, _, theirs, twin = four
    typed = {said(theirs, "notes", "one"), said(twin, "notes", "other")}
    carried(theirs, ours, tmp_path)
    typed |= {said(ours, "notes", "edited")}
    carried(ours, twin, tmp_path)
    all_meet(four, tmp_path)
    assert [typed - said_in(store) for store in four] == [set()] * 4
    ((_, record, field),) = ours.conflicts()
    rivals = {one.value for one in ours.read("source", record).disputed[field]}
    assert rivals >= {"edited", "other"}


def test_of_copies_that_were_made_one_after_the_other_all_is_written_again_from_where_the_first_parts(
    four: list[Store], tmp_path: Path
) -> None:
    ours, _, theirs, early = four
    at, typed = last(theirs), {said(theirs, "notes", "before the second copy")}
    said(early, "notes", "of the first copy")
    late = copied(theirs, tmp_path / "late")
    typed |= {said(theirs, "title", "one")}
    said(late, "title", "other")
    assert theirs.take_in(own(late, at + 1)).cloned
    first = own(early, at)
    assert ours.take_in(first).apart == ()
    assert ours.take_in(list(theirs.segments({}))).apart, "what both copies share is contradicted by the first one"
    theirs.take_in(first)
    ours.take_in(list(theirs.segments({})))
    assert typed <= said_in(ours)
    late.close()


def test_power_that_goes_as_a_copy_is_met_leaves_it_as_easily_told_apart(
    four: list[Store], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, _, theirs, twin = four
    at, typed = last(theirs), {said(theirs, "notes", "one"), said(twin, "notes", "other")}
    ours.take_in(own(twin, at))
    with monkeypatch.context() as cut, pytest.raises(SystemExit):
        cut.setattr(Store, "_go_on_as_another", lambda _: sys.exit())
        theirs.take_in(own(twin, at))
    ours.take_in(list(theirs.segments({})))
    assert typed <= said_in(ours)


def test_each_of_several_copies_is_taken_from_a_hub_though_they_use_the_same_numbers(
    four: list[Store], tmp_path: Path, postgres: str
) -> None:
    ours, _, theirs, _ = four
    hub, apart = a_hub(postgres, ours, theirs), []
    copies = [theirs, *(copied(theirs, tmp_path / f"copy-{number}") for number in range(2))]
    for number, store in enumerate(copies):
        said(store, "notes", f"of copy {number}")
    for store in copies:
        store.push_hub(hub)
        ours.pull_hub(hub)
        apart.append(len(ours.set_apart()))
    assert apart == [0, 1, 2]
    for store in copies[1:]:
        store.close()


ROUNDS = rounds(2, 200)
WHO, PICK = st.integers(0, 5), st.integers(0, 9)
STEPS = st.one_of(
    st.tuples(st.sampled_from(["enter", "take back", "time passes"]), WHO, PICK),
    st.tuples(st.just("change"), WHO, PICK),
    st.tuples(st.just("copy"), WHO, PICK),
    st.tuples(st.just("carry"), WHO, WHO),
    st.tuples(st.just("carry"), WHO, WHO),
)


@pytest.mark.timeout(max(300, ROUNDS * 10))
@settings(max_examples=ROUNDS, deadline=None, derandomize=not RELEASE, suppress_health_check=list(HealthCheck))
@given(thirds=st.integers(1, 2 if RELEASE else 1), steps=st.lists(STEPS, min_size=6, max_size=30 if RELEASE else 12))
def test_whatever_copies_write_while_time_stands_still_stands_in_every_history(
    thirds: int, steps: list[tuple[str, int, int]]
) -> None:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
        stores = laptops(Path(folder), thirds + 1)
        settle(*stores)
        moment, typed = stores[0].clock.now() + 5, set[str]()
        for store in stores:
            opened.callback(store.close)
        for place, (what, who, pick) in enumerate([("copy", thirds, 0), *steps]):
            moment += what == "time passes"
            if what == "copy" and len(stores) < thirds + (4 if RELEASE else 3):
                stores.append(copied(stores[who % len(stores)], Path(folder) / f"copy-{place}"))
                opened.callback(stores[-1].close)
            for store in stores:
                store.clock.now = lambda moment=moment: moment  # type: ignore[misc]
            store = stores[who % len(stores)]
            _step(store, what, pick, stores[pick % len(stores)], Path(folder))
            typed |= said_in(store, by=store.me.device[:12])
        for giver, taker in [*permutations(stores, 2)] * (4 if RELEASE else 3):
            carried(giver, taker, Path(folder))
        typed = {one for one in typed if " code " not in one}  # of copies, which give the same ones, one is given anew
        assert [typed - said_in(store) for store in stores] == [set()] * len(stores)
        assert len({store.state_hash() for store in stores}) == 1
        assert len({tuple(sorted(store.conflicts())) for store in stores}) == 1


def _step(store: Store, what: str, pick: int, other: Store, folder: Path) -> None:
    changes = [one for one in store.changes() if one.kind == "source"]
    known = list(dict.fromkeys(one.record.hex() for one in changes))
    own = [one.save.hex() for one in changes if one.stamp[8:].hex() == store.me.device]
    if what == "enter" or (what == "change" and not known):
        store.save([Edit("source", None, {"title": f"page {len(known)}"})])
    elif what == "change":
        field, value = list(product(["notes", "title", "reliability"], "abc"))[pick % 9]
        store.save([Edit("source", known[pick % 2 % len(known)], {field: value})], why="as heard")
    elif what == "take back" and own:
        store.undo(own[-1])
    elif what == "carry" and other is not store:
        carried(store, other, folder)
