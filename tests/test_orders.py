"""What is computed depends on the changes alone, never on their order: areas, days, figures, search hits, keys."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

import storage.saving
from storage.database.tables import match_key, tables
from storage.derive import Deriver
from storage.journal.change import Change
from storage.journal.clock import make_stamp
from storage.journal.journal import by_record, load_states
from storage.lists.listing import Query
from storage.matching.people import keys_of
from storage.records import RECORDS
from storage.store import Store
from tests.random_registers import begun_long_ago

RELEASE = bool(os.environ.get("SIJILL_RELEASE"))
NOW_MS = 1_562_000_000_000
WEEK_MS = 7 * 24 * 3600 * 1000


def _id(kind: int, number: int) -> str:
    return f"{kind:02x}{number:030x}"


PLACES, INCIDENTS, VICTIMS, CLAIMS, OTHERS = ([_id(kind, number) for number in range(3)] for kind in range(5))
SOME_PLACE, SOME_INCIDENT = st.sampled_from([*PLACES, None]), st.sampled_from([*INCIDENTS, None])
COUNTS = st.sampled_from(["1", "3-5", "4-", "-6", "?", "~7", None])
DAYS = st.sampled_from(["2019-07-04", "2019-06", "../2019-05-01", None])
WITHDRAWN = st.sampled_from([None, None, "twice"])
NAMES = st.sampled_from(
    [
        {"ar": {"given": "محمد", "family": "الأحمد"}},
        {"la": {"given": "Souad", "family": "Darwish"}},
        {"ar": {"given": "سعاد"}},
        None,
    ]
)
FIELDS: dict[str, dict[str, Any]] = {
    "place": {
        "code": st.sampled_from(["SY", "SY07", "C1", None]),
        "parent": SOME_PLACE,
        "name_en": st.sampled_from(["Mhambal", "Kansafra"]),
        "name_ar": st.sampled_from(["محمبل", None]),
        "aliases": st.sampled_from([["Mhembel"], ["Kafr Nabl"], None]),
    },
    "incident": {
        "place": SOME_PLACE,
        "occurred": DAYS,
        "time": st.sampled_from(["22:10", "dawn", None]),
        "withdrawn": WITHDRAWN,
        "figure_rule": st.sampled_from(["range", "named_victims", "preferred_source", "decided", None]),
        "preferred_claim": st.sampled_from(CLAIMS),
        "decided_killed": COUNTS,
    },
    "victim": {
        "incident": SOME_INCIDENT,
        "name": NAMES,
        "outcome": st.sampled_from(["killed", "injured", "under_rubble", "safe", None]),
        "people": COUNTS,
        "age": st.sampled_from(["9y", "40y", "child", None]),
        "outcome_place": SOME_PLACE,
        "withdrawn": WITHDRAWN,
        "sex": st.sampled_from(["male", "female"]),
        "outcome_day": DAYS,
    },
    "claim": {"incident": SOME_INCIDENT, "killed": COUNTS, "missing": COUNTS, "withdrawn": WITHDRAWN},
    "movement": {"origin": SOME_PLACE, "started": DAYS},
    "facility": {"place": SOME_PLACE, "name_en": st.sampled_from(["Hospital", None])},
    "village_state": {"place": SOME_PLACE},
}
RECORDS_OF = {"place": PLACES, "incident": INCIDENTS, "victim": VICTIMS, "claim": CLAIMS}
SEARCHES = ["mhambal", "محمبل", "kansafra", "souad", "محمد", "ahmad", "kafr nabl", "c1", "sy07", "hospital"]


@st.composite
def histories(draw: st.DrawFn) -> list[Change]:
    """A history of few records on three devices, one of which may run a month ahead; edits see some of what was."""
    ahead = draw(st.sampled_from([0, 4 * WEEK_MS]))
    changes: list[Change] = []
    for number in range(draw(st.integers(4, 24))):
        kind = draw(st.sampled_from([*RECORDS_OF, "incident", "victim", *FIELDS]))
        record = bytes.fromhex(draw(st.sampled_from(RECORDS_OF.get(kind, OTHERS))))
        device = draw(st.integers(0, 2))
        names = draw(st.sets(st.sampled_from(sorted(FIELDS[kind])), min_size=1))
        fields = {name: draw(FIELDS[kind][name]) for name in sorted(names)}
        known = [one for one in changes if (one.kind, one.record) == (kind, record)]
        seen = known[: draw(st.integers(0, len(known)))] if draw(st.booleans()) else known
        over = {name: tuple(one.stamp for one in seen if name in one.fields) for name in fields}
        ms = NOW_MS + number * 1000 + (ahead if device == 2 else 0)
        stamp = make_stamp(ms, 0, bytes([device + 1]) * 6 + b"\0\0")
        changes.append(Change(stamp, kind, record, fields, over, save=stamp, number=number))
    return changes


def _register(folder: str, name: str) -> Store:
    return begun_long_ago(Path(folder) / name)


def everything_computed(store: Store) -> dict[Any, Any]:
    """All columns by record id, search hits and keys."""
    found: dict[Any, Any] = {}
    with store.database.reading() as connection:
        for kind in FIELDS:
            for row in connection.execute(select(tables[kind])).mappings():
                kept = {name: value for name, value in row.items() if name not in ("n", "head", "heads")}
                kept["match_keys"] = sorted(kept.get("match_keys") or b"")
                state = load_states(connection, kind, [bytes(row["id"])])[bytes(row["id"])]
                kept["heads"] = {name: state.heads_of(name) for name in sorted({*state.values, *state.heads})}
                kept["disputed"] = state.disputed
                found[kind, bytes(row["id"]).hex()] = kept
        victim = tables["victim"]
        joined = select(victim.c.id, match_key.c.key).join(match_key, match_key.c.n == victim.c.n)
        found["keys"] = sorted((bytes(row.id).hex(), row.key) for row in connection.execute(joined))
        found["all keys"] = len(connection.execute(select(match_key)).all())
    for kind in ("place", "incident", "victim", "facility", "movement"):
        for typed in SEARCHES:
            rows = store.listing(Query(kind, search=typed, withdrawn="with")).first(99)[1].values()
            found[kind, "search", typed] = sorted(row.id for row in rows)
    return found


def assert_computed_afresh(store: Store) -> None:
    """Derived columns and keys are what a computation from nothing gives."""
    with store.database.reading() as connection:
        deriver = Deriver(connection, store._read_places(), store._believing(connection))
        for kind in FIELDS:
            rows = {bytes(row["id"]): row for row in connection.execute(select(tables[kind])).mappings()}
            states = load_states(connection, kind, rows)
            deriver.fill(kind, list(states.values()))
            for record, state in states.items():
                stored = {name: rows[record][name] for name in state.derived}
                assert stored == state.derived, (kind, record.hex())
                if kind == "victim":
                    wanted = sorted(keys_of(state.values, state.derived))
                    query = select(match_key.c.key).where(match_key.c.n == state.n).order_by(match_key.c.key)
                    assert list(connection.execute(query).scalars()) == wanted
    assert all(kind in RECORDS for kind in FIELDS)


def _apart(one: Any, two: Any) -> Any:
    """Where two rows differ, for the message of a test that did not hold."""
    if not isinstance(one, dict) or not isinstance(two, dict):
        return one, two
    return {name: (value, two.get(name)) for name, value in one.items() if value != two.get(name)}


def _parts(changes: Sequence[Change], cuts: Sequence[int]) -> list[Sequence[Change]]:
    ends = sorted({min(cut, len(changes)) for cut in cuts} | {0, len(changes)})
    return [changes[start:end] for start, end in pairwise(ends)]


@pytest.mark.timeout(7200 if RELEASE else 300)
@settings(max_examples=3000 if RELEASE else 10, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), changes=histories(), cuts=st.lists(st.integers(0, 24), max_size=5))
def test_what_is_computed_does_not_depend_on_the_order_of_arrival(
    data: st.DataObject, changes: list[Change], cuts: list[int]
) -> None:
    shuffled = data.draw(st.permutations(changes))
    with tempfile.TemporaryDirectory() as folder:
        one, two = _register(folder, "one"), _register(folder, "two")
        with patch.object(storage.saving, "LEARN_AT_ONCE", data.draw(st.sampled_from((2_000, 3)))):
            one.learn(changes)  # at once, and in parts that rest on each other
        for part in _parts(shuffled, cuts):
            two.learn(part)
        first, second = everything_computed(one), everything_computed(two)
        differing = {key: (first[key], second.get(key)) for key in first if first[key] != second.get(key)}
        apart = {key: _apart(*pair) for key, pair in differing.items()}
        assert apart == {}, apart
        assert_computed_afresh(one)
        assert_computed_afresh(two)
        one.close()
        two.close()


@given(changes=histories(), at_once=st.integers(1, 9))
@settings(max_examples=300 if RELEASE else 30, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_large_take_goes_record_by_record_and_leaves_nothing_out(changes: list[Change], at_once: int) -> None:
    parts = list(by_record(changes, at_once))
    assert sorted(one.stamp for part in parts for one in part) == sorted(one.stamp for one in changes)
    records = [{(one.kind, one.record) for one in part} for part in parts]
    assert sum(map(len, records)) == len(set().union(*records)), "a record stands in two parts"
    for part in parts:
        for kind, record in {(one.kind, one.record) for one in part}:
            mine = [one for one in part if (one.kind, one.record) == (kind, record)]
            assert mine == [one for one in changes if (one.kind, one.record) == (kind, record)]


def _one(kind: str, record: str, number: int, device: int = 1, **fields: Any) -> Change:
    stamp = make_stamp(NOW_MS + number, 0, bytes([device]) * 6 + b"\0\0")
    return Change(stamp, kind, bytes.fromhex(record), fields, save=stamp, number=number)


def test_a_code_moves_the_area_of_an_incident_of_which_only_what_was_replaced_comes_with_it(tmp_path: Path) -> None:
    store = _register(str(tmp_path), "one")
    late = _one("incident", INCIDENTS[0], 1, decided_killed="1")
    newer = _one("incident", INCIDENTS[0], 3, place=PLACES[0], decided_killed="2")
    store.learn(
        [_one("place", PLACES[0], 2, name_en="Mhambal"), replace(newer, over={"decided_killed": (late.stamp,)})]
    )
    store.learn([late, _one("place", PLACES[0], 4, code="SY07")])
    assert_computed_afresh(store)
    store.close()


def test_a_parent_that_says_no_more_than_a_name_moves_what_happened_below_it(tmp_path: Path) -> None:
    store = _register(str(tmp_path), "one")
    store.learn([
        _one("place", PLACES[0], 1, parent=PLACES[1], code="SY07"), _one("incident", INCIDENTS[0], 2, place=PLACES[0]),
    ])  # fmt: skip
    store.learn([_one("place", PLACES[1], 3, name_en="Mhambal")])
    assert_computed_afresh(store)
    store.close()


def test_a_name_of_a_place_is_found_by_in_an_incident_of_which_something_else_comes_with_it(tmp_path: Path) -> None:
    store = _register(str(tmp_path), "one")
    store.learn([_one("incident", INCIDENTS[0], 1, place=PLACES[0], decided_killed="1")])
    store.learn(
        [_one("incident", INCIDENTS[0], 3, decided_killed="2"), _one("place", PLACES[0], 2, name_en="Mhambal")]
    )
    rows = store.listing(Query("incident", search="mhambal")).first(9)[1].values()
    assert [row.id for row in rows] == [INCIDENTS[0]]
    store.close()


def test_what_is_searched_by_a_place_in_dispute_follows_the_names_of_each_of_its_places(tmp_path: Path) -> None:
    store = _register(str(tmp_path), "one")
    first = _one("place", PLACES[0], 1, name_en="Mhambal")
    store.learn([first, _one("place", PLACES[1], 2, name_en="Hish")])
    store.learn([_one("incident", INCIDENTS[0], 5 + n, 1 + n, place=PLACES[n]) for n in range(2)])
    store.learn([replace(_one("place", PLACES[0], 9, name_en="Kansafra"), over={"name_en": (first.stamp,)})])
    words = ("mhambal", "kansafra", "hish")
    found = [len(store.listing(Query("incident", search=word)).first(9)[1]) for word in words]
    assert found == [0, 1, 1]
    store.close()


def test_a_parent_that_arrives_later_moves_the_area_of_the_places_below_it(tmp_path: Path) -> None:
    store = _register(str(tmp_path), "one")
    store.learn(
        [_one("incident", INCIDENTS[0], 3, place=PLACES[1]), _one("victim", VICTIMS[0], 4, incident=INCIDENTS[0])]
    )
    store.learn([_one("place", PLACES[1], 2, code="C1", parent=PLACES[0])])
    store.learn([_one("place", PLACES[0], 1, code="SY")])
    for kind in ("place", "incident", "victim"):
        areas = {row["area"] for row in store.listing(Query(kind, where={"place": PLACES[0]})).first(9)[1].values()}
        assert "SY/C1" in areas, kind
    store.close()


def test_two_proposals_under_one_parent_have_areas_of_their_own(tmp_path: Path) -> None:
    store = _register(str(tmp_path), "one")
    store.learn(
        [
            _one("place", PLACES[0], 1, code="SY"),
            *(_one("place", PLACES[n], 1 + n, 2, parent=PLACES[0]) for n in (1, 2)),
        ]
    )
    store.learn([_one("incident", INCIDENTS[0], 9, place=PLACES[1])])
    found = [store.listing(Query("incident", where={"place": place})).count() for place in PLACES]
    assert found == [1, 1, 0]
    store.close()


def test_codes_with_signs_of_search_patterns_mean_themselves(tmp_path: Path) -> None:
    store = _register(str(tmp_path), "one")
    codes = ["S_", "SX", "%", "S%", "S_/..", "sy", "SY"]
    places = [_id(9, number) for number in range(len(codes))]
    store.learn(
        [_one("place", place, n, n + 1, code=code) for n, (place, code) in enumerate(zip(places, codes, strict=True))]
    )
    store.learn([_one("incident", _id(8, n), 50 + n, n + 1, place=place) for n, place in enumerate(places)])
    for n, place in enumerate(places):
        rows = store.listing(Query("incident", where={"place": place})).first(9)[1].values()
        assert [row.id for row in rows] == [_id(8, n)]
    store.close()


def test_a_dispute_judged_anew_in_a_save_keeps_what_else_the_save_moved(tmp_path: Path) -> None:
    """The horizon moves in the transaction that also moves the disputed record: victims and search follow both."""
    store = _register(str(tmp_path), "one")
    ahead = 4 * WEEK_MS
    store.learn(
        [
            _one("place", PLACES[0], 1, code="SY", name_en="Mhambal"),
            _one("incident", INCIDENTS[0], 2, place=PLACES[0], occurred="2019-07-04", attack="air_strike"),
            _one("victim", VICTIMS[0], 3, incident=INCIDENTS[0], outcome="killed"),
            _one("incident", INCIDENTS[0], 4 + ahead, 2, attack="cluster"),
        ]
    )
    old = next(one for one in store.changes() if one.kind == "incident")
    late = _one("incident", INCIDENTS[0], 5 + ahead, 3, occurred="2019-06-01")
    store.learn([replace(late, over={"occurred": (old.stamp,)})])
    row = next(iter(store.listing(Query("victim")).first(1)[1].values()))
    assert row["day"] == "2019-06-01"
    assert_computed_afresh(store)
    store.close()
