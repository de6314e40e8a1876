"""Changes nobody should have written: taken in, kept, shown raw and passed on; or refused with words."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from storage.database.database import Database
from storage.edits import Edit, SaveRefused
from storage.errors import UserError
from storage.fields.words import Words
from storage.journal.change import Change
from storage.journal.clock import make_stamp
from storage.journal.journal import load_states
from storage.journal.merge import merged
from storage.lists.listing import Query
from storage.records import RECORDS
from storage.saving import new_id
from storage.store import Store
from tests.begun import KEY, lay
from tests.builders import a_victim, change, reading, victim_values

NOW_MS = 1_562_000_000_000
RECORD = bytes(range(16))
RELEASE = bool(os.environ.get("SIJILL_RELEASE"))


def written(kind: str, fields: dict[str, Any], number: int = 1, device: int = 9, **more: Any) -> Change:
    """A change another device wrote."""
    stamp = make_stamp(NOW_MS + number, 0, bytes([device]) * 6 + b"\0\0")
    return Change(stamp, kind, more.pop("record", RECORD), fields, number=number, save=stamp, **more)


def assert_kept(store: Store) -> None:
    """Every record has the canonical values and heads of the specification, whatever their type."""
    for (kind, record), fields in merged(store.changes()).items():
        if kind not in RECORDS:
            continue
        with store.database.reading() as connection:
            state = load_states(connection, kind, [record])[record]
        assert state.values == {name: one.value for name, one in fields.items() if one.value is not None}
        assert {name: tuple(sorted(state.heads_of(name))) for name in fields} == {
            name: one.heads for name, one in fields.items()
        }


def look_at_everything(store: Store) -> None:
    """Whatever is stored can be read, listed, summed, shown in words and hashed."""
    for kind in RECORDS:
        listing = store.listing(Query(kind, withdrawn="with"))
        for row in listing.first(50)[1].values():
            entry = store.read(kind, row.id)
            assert entry is not None
            for name, field in RECORDS[kind].fields.items():
                field.kind.show(entry.values.get(name), reading("ar"))
                field.kind.show(row[name], reading())
            store.history(kind, row.id)
            assert store.name_of(kind, row.id, "ar") is not None
        listing.totals()
    store.state_hash()
    store.conflicts()


HUGE = 10**40
STRANGE: list[Any] = [
    ["a", 1, None],
    [],
    {},
    {"given": 5},
    {"ar": ["x"]},
    {"ar": {"given": 7}},
    [{"ar": {"given": None}}],
    [[["x"]]],
    HUGE,
    -HUGE,
    (1 << 63) - 1,
    3.5,
    1e300,
    True,
    False,
    0,
    "",
    "\0",
    "a\0b",
    "٣\u202e",
    "9" * 30,
    "9" * 5000 + "y",
    "9" * 400 + "y",
    "-",
    "'",
    '"',
    "2019-99-99",
    "9999999-01-01",
    "x" * 20_000,
    "\U0001f600\u0600",
    {"en": "later"},
    "nan,nan;village",
    "a/b%_",
    "ffff" * 8,
    "zz" * 16,
]


@pytest.mark.parametrize("kind", ["victim", "incident", "place", "claim", "movement", "facility", "source", "link"])
def test_forms_of_another_type_are_kept_and_shown_raw(store: Store, kind: str) -> None:
    names = list(RECORDS[kind].fields)
    changes = []
    for number, value in enumerate(STRANGE, start=1):
        record = number.to_bytes(16, "big")
        changes.append(written(kind, dict.fromkeys(names, value), number, record=record))
    store.learn(changes)
    assert_kept(store)
    look_at_everything(store)
    assert store.learn(changes).new_changes == 0


def test_values_beside_wrong_ones_still_count(store: Store) -> None:
    store.learn([written("victim", {"name": {"ar": {"given": "سعاد"}}, "sex": 5, "outcome": "killed", "roles": "x"})])
    row = next(iter(store.listing(Query("victim", search="souad")).first(5)[1].values()))
    assert row["outcome"] == "killed"
    entry = store.read("victim", RECORD.hex())
    assert entry is not None
    assert entry.values["sex"] == "5"
    assert entry.values["roles"] == ("x",)
    change(store, "victim", RECORD.hex(), outcome="injured", name=victim_values()["name"])
    assert_kept(store)


def test_two_kinds_may_share_an_id_without_touching_each_other(store: Store) -> None:
    early = make_stamp(NOW_MS, 7, b"\7" * 6 + b"\0\0")
    for number, kind in enumerate(("victim", "incident", "source"), start=1):
        one = written(kind, {"notes": "a", "status": "draft"}, 10 * number, device=8)
        two = written(kind, {"notes": kind, "status": "complete"}, 10 * number + 1, over={"notes": (early,)})
        store.learn([two, one])
    assert {name for _, _, name in store.conflicts()} >= {"status"}
    assert len(store.conflicts()) == len(set(store.conflicts())) >= 5
    entry = store.read("victim", RECORD.hex())
    assert entry is not None
    assert set(entry.disputed) == {"notes", "status"}
    assert {step.after for step in store.history("victim", RECORD.hex())} == {"a", "victim", "draft", "complete"}
    store.save([Edit("victim", RECORD.hex(), {"status": "draft", "notes": "b"})])
    assert {kind for kind, _, _ in store.conflicts()} == {"incident", "source"}
    late = replace(written("source", {"notes": "old"}), stamp=early)
    store.learn([late, replace(late, stamp=make_stamp(NOW_MS, 8, b"\7" * 6 + b"\0\0"), kind="victim")])
    assert_kept(store)


def test_a_new_record_may_carry_the_id_of_another_kind_in_one_save(store: Store) -> None:
    record = a_victim(store)
    store.save([Edit("source", record, {"title": "list"}), Edit("victim", record, {"sex": "female"})])
    assert store.read("victim", record).values["sex"] == "female"  # type: ignore[union-attr]
    assert store.read("source", record).values["title"] == "list"  # type: ignore[union-attr]
    assert_kept(store)


def test_a_change_that_replaces_itself_or_another_record_stops_nothing(store: Store) -> None:
    one = written("victim", {"sex": "male", "notes": "x"})
    itself = replace(one, over={"sex": (one.stamp,)})
    other = written("victim", {"sex": "female"}, 2, over={"sex": (one.stamp,)}, record=b"\1" * 16)
    store.learn([other, itself])
    assert_kept(store)
    look_at_everything(store)


def test_kinds_and_fields_of_a_newer_program_travel_through(store: Store, other: Store) -> None:
    long = "f" * 100_000
    store.learn(
        [
            written("hologram", {"depth": [1, {"a": None}]}),
            written("victim", {long: "v", "x" * 3000: HUGE, "notes": "n"}, 2, over={long: (b"\1" * 16,)}),
            written("victim", {long: "w"}, 3, device=8),
        ]
    )
    assert store.undo(written("hologram", {}).stamp.hex()).save == ""
    assert store.listing(Query("victim")).count() == 1
    assert_kept(store)
    other.learn(list(store.changes()))
    assert_kept(other)
    assert {name for kind, _, name in other.conflicts() if kind == "victim"} == {long}


def test_stamps_beyond_the_calendar_can_be_shown(store: Store) -> None:
    stamp = b"\xff" * 6 + bytes(10)
    store.learn([written("victim", {"sex": "male"}), replace(written("victim", {"sex": "female"}), stamp=stamp)])
    assert store.read("victim", RECORD.hex()).disputed["sex"][0].when.year == 9999  # type: ignore[union-attr]
    look_at_everything(store)


@pytest.mark.parametrize(
    "broken",
    [
        {"stamp": b"short"},
        {"record": b""},
        {"who": b"x"},
        {"save": b"1"},
        {"number": -1},
        {"number": 1 << 63},
        {"number": 1.5},
        {"kind": "vic\0tim"},
        {"kind": ""},
        {"why": "\ud800"},
        {"why": "\0"},
        {"fields": {"notes": "\udfff"}},
        {"fields": {"": 1}},
        {"fields": {"notes": float("nan")}},
        {"fields": {"notes": b"bytes"}},
        {"fields": {"a\0": 1}},
        {"fields": {5: 1}},
        {"over": {"notes": (b"x",)}},
        {"fields": {"notes": {1: 2}}},
    ],
)
def test_what_is_no_change_at_all_is_refused_with_words_and_nothing_is_taken_in(
    store: Store, broken: dict[str, Any]
) -> None:
    before = store.position(), store.state_hash()
    good = written("victim", {"sex": "male"})
    with pytest.raises(UserError) as refused:
        store.learn([good, replace(written("victim", {"notes": "x"}, 2), **broken)])
    assert refused.value.kind == "malformed-changes"
    assert Words("ar").say(refused.value.what) != str(refused.value.what)
    assert (store.position(), store.state_hash()) == before


def test_a_pit_of_brackets_is_refused_with_words(store: Store) -> None:
    pit: Any = []
    for _ in range(5000):
        pit = [pit]
    with pytest.raises(UserError):
        store.learn([written("victim", {"notes": pit})])


def test_a_letter_torn_in_half_is_refused_with_words_beside_its_field(store: Store) -> None:
    with pytest.raises(SaveRefused) as refused:
        store.save([Edit("victim", None, victim_values(notes="a\ud83d"))])
    assert [(problem.rule, problem.fields) for problem in refused.value.problems] == [
        ("text_can_be_written", ("notes",))
    ]
    assert "letter" in str(refused.value.problems[0].message)


@pytest.mark.parametrize(
    "bad", ["", "x", "12", "g" * 32, "A" * 32, "a" * 33, " " * 32, "aa " * 8 + "aaaaaaaa", "é" * 32]
)
def test_an_id_that_is_none_finds_nothing_and_is_refused_with_words(store: Store, bad: str) -> None:
    assert store.read("victim", bad) is None
    assert store.history("victim", bad) == []
    assert store.children("victim", "incident", bad) == []
    assert store.children("victim", "no such field", bad) == []
    assert store.listing(Query("victim")).number_of(bad) is None
    assert store.undo(bad).save == ""
    if bad:
        with pytest.raises(SaveRefused) as refused:
            store.save([Edit("victim", bad, {"status": "draft"})])
        assert [problem.rule for problem in refused.value.problems] == ["id_is_well_formed"]


def test_nul_and_ten_million_letters_are_kept_as_they_are(store: Store) -> None:
    long = "سقط البرميل. " * 800_000
    record = store.save(
        [Edit("incident", None, {"status": "draft", "narrative": long, "code": "a\0b"}, why="be\0cause")]
    )
    store.save([Edit("place", None, {"name_ar": "قرية " * 400_000, "code": "C" * 50_000, "level": 4})])
    store.save([Edit("victim", None, victim_values(withdrawn="سبب" * 5000))])
    entry = store.read("incident", record.ids[0])
    assert entry is not None
    assert entry.values["narrative"] == long
    assert entry.values["code"] == "a\0b"
    assert store.history("incident", record.ids[0])[0].why == "because"
    assert len(store.listing(Query("victim", withdrawn="only")).order()) == 1
    assert_kept(store)


@contextmanager
def _a_register() -> Iterator[Store]:
    with tempfile.TemporaryDirectory() as folder:
        facts: dict[str, Any] = {"register": "T", "team": "T", "person": "P"}
        store = Store.found(Database.open(lay(Path(folder) / "own" / "register.db", ""), KEY, cache_mb=1), **facts)
        yield store
        store.close()


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12)
    | st.sampled_from(["a" * 32, RECORD.hex(), "3-5", "2019-07-04", "killed"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["ar", "la", "nick", "given", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)
KINDS = st.sampled_from(["victim", "incident", "place", "claim", "facility", "movement", "unheard of"])


@st.composite
def hostile(draw: st.DrawFn) -> list[Change]:
    """Changes with any values, over each other, themselves and nothing, of few records that share ids."""
    stamps = [make_stamp(NOW_MS + n % 3, n, bytes([n % 3]) * 6 + b"\0\0") for n in range(8)]
    found = []
    for stamp in draw(st.lists(st.sampled_from(stamps), unique=True, min_size=1)):
        kind = draw(KINDS)
        names = [*(RECORDS[kind].fields if kind in RECORDS else ()), "of a newer program"]
        fields = draw(st.dictionaries(st.sampled_from(names), JSON, min_size=1, max_size=4))
        over = {name: tuple(draw(st.sets(st.sampled_from(stamps), max_size=2))) for name in fields}
        record = draw(st.sampled_from([RECORD, b"\xaa" * 16]))
        found.append(Change(stamp, kind, record, fields, over, save=stamp))
    return found


@pytest.mark.timeout(7200 if RELEASE else 300)
@settings(max_examples=2000 if RELEASE else 8, deadline=None, suppress_health_check=list(HealthCheck))
@given(changes=hostile(), parts=st.integers(1, 8))
@example(changes=[written("victim", {"sources": 3}), written("victim", {"sources": ["a"]}, 2, device=8)], parts=1)
@example(
    changes=[
        written("incident", {"place": ["a"]}),
        written("incident", {"place": "b"}, 2, device=8),
        written("place", {"name_en": "Khan"}, 3),
    ],
    parts=3,
)
def test_any_changes_in_any_parts_are_kept_and_read(changes: list[Change], parts: int) -> None:
    with _a_register() as store, _a_register() as second:
        for start in range(parts):
            store.learn(changes[start::parts])
        second.learn(changes[::-1])
        assert_kept(store)
        look_at_everything(store)
        mine = {record for kind, record in merged(changes)}
        for kind in RECORDS:
            for record in mine:
                theirs = second.read(kind, record.hex())
                found = store.read(kind, record.hex())  # fields have no order
                assert repr(theirs and sorted(theirs.values.items())) == repr(found and sorted(found.values.items()))
        store.undo(changes[0].stamp.hex())
        assert_kept(store)


def test_an_edit_that_says_nothing_writes_nothing(store: Store) -> None:
    before = store.position()
    store.save([Edit("claim", None, {}), Edit("claim", new_id(), {"notes": None})])
    assert store.position() == before
