"""After any step, all that is computed stands as a computation from nothing gives it: in the file and in memory."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, text, update

import storage.saving
from storage.afresh import KEYS, WORDS
from storage.database.tables import match_key, tables
from storage.edits import Edit
from storage.follow import MOVED_BY
from storage.journal.change import Change
from storage.journal.clock import make_stamp
from storage.lists.listing import Query
from storage.lists.search import drop_index, write_index
from storage.store import Store
from tests.builders import day
from tests.random_registers import (
    DAY_MS,
    HERE,
    INCIDENT,
    KINDS,
    NOW_MS,
    an_id,
    apart,
    begun_long_ago,
    everything_told,
    histories,
    parts,
    records_that_rest_on_each_other,
    said_again,
    written,
)
from tests.rounds import RELEASE, rounds


def assert_nothing_strayed(store: Store) -> None:
    """What stands in the file, and what is kept in memory, is what somebody gets who knows nothing yet."""
    fresh = Store(store.database)
    strayed = fresh.strayed()
    assert not strayed.first, strayed.first
    assert apart(everything_told(store), everything_told(fresh)) == {}


@pytest.mark.timeout(7200 if RELEASE else 300)
@settings(max_examples=rounds(2, 1500, "SIJILL_FOLLOWS"), deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), changes=histories(), ends=st.lists(st.integers(0, 30), max_size=5))
def test_whatever_arrives_in_whatever_order_nothing_strays(
    data: st.DataObject, changes: list[Change], ends: Sequence[int]
) -> None:
    arriving = data.draw(st.permutations(changes))
    at_once = data.draw(st.sampled_from((2_000, 3)))
    with tempfile.TemporaryDirectory() as folder, patch.object(storage.saving, "LEARN_AT_ONCE", at_once):
        store = begun_long_ago(Path(folder))
        said = [(store.position(), everything_told(store))]
        for part in parts(arriving, ends):
            store.learn(part)
            assert_nothing_strayed(store)
            said.append((store.position(), everything_told(store)))
        position, then = data.draw(st.sampled_from(said))
        past = store.as_it_stood(position)
        assert apart(said_again(then), said_again(everything_told(past))) == {}
        assert_nothing_strayed(past)
        past.close()
        store.close()


TORN = {
    "victim": ({"incident": INCIDENT, "outcome": "killed"}, {"outcome": "missing"}),
    "claim": ({"incident": INCIDENT, "killed": "3"}, {"killed": "12"}),
    "incident": ({"place": HERE, "occurred": "2019-07-04"}, {"occurred": "2019-07-20", "attack": "shelling"}),
    "movement": ({"origin": HERE, "direction": "out", "started": "2019-07-04"}, {"direction": "return"}),
    "link": ({"link": "same_event_as", "first": INCIDENT, "second": an_id("incident", 1)}, {"link": "part_of"}),
}


def test_a_dispute_judged_anew_without_a_change_of_its_own_is_told_as_it_is_shown_now(tmp_path: Path) -> None:
    """Once somebody else is as late as a clock that ran ahead, its rival is shown; what is kept in memory follows."""
    store = begun_long_ago(tmp_path)
    store.learn([written("place", 0, 1, code="SY", level=4)])
    store.learn([written("incident", n, 2 + n, place=HERE, occurred="2019-07-04") for n in (0, 1)])
    for at, (kind, (first, later)) in enumerate(TORN.items(), 10):
        store.learn([written(kind, 2, at, **first), written(kind, 2, at, 2, days=28, **later)])
    everything_told(store)
    store.learn([written("facility", 0, 99, 3, days=29, name_en="Hospital")])
    assert_nothing_strayed(store)
    store.close()


def test_what_has_strayed_is_found_and_put_right(tmp_path: Path) -> None:
    store = begun_long_ago(tmp_path)
    store.learn([written("place", 0, 1, code="SY", name_en="Mhambal")])
    store.learn([written(kind, 0, at, **first) for at, (kind, (first, _)) in enumerate(TORN.items(), 2)])
    souad = {"name": {"la": {"given": "Souad", "family": "Darwish"}}, "sex": "female", "incident": INCIDENT}
    store.learn([written("victim", 1, 9, **souad), written("facility", 0, 10, place=HERE)])
    assert not store.strayed().first
    with store.database.writing() as connection:
        connection.execute(update(tables["incident"]).values(area="X", killed_min=9))
        connection.execute(
            update(tables["victim"]).where(tables["victim"].c.outcome.is_(None)).values(match_keys=b"", child=1)
        )
        connection.execute(update(tables["facility"]).values(attacks=7))
        connection.execute(delete(match_key))
        connection.execute(insert(match_key), [{"key": 5, "n": 1}, {"key": -6, "n": 77}])
        drop_index(connection, "victim", [1, 2])
        write_index(connection, "incident", [(1, "nonsense"), (77, "nobody")], fresh=False)
        connection.execute(text("DELETE FROM search_place_term"))
    wrong = {("incident", "area"), ("incident", "killed_min"), ("victim", "child"), ("victim", "match_keys")}
    wrong |= {("facility", "attacks"), ("victim", KEYS), *((kind, WORDS) for kind in ("victim", "incident", "place"))}
    assert store.strayed().counts.keys() == wrong
    assert store.strayed(mend=True).counts.keys() == wrong
    assert not store.strayed().first
    assert [len(store.listing(Query("incident", search=word)).first(9)[1]) for word in ("nonsense", "mham")] == [0, 1]
    store.close()


def changed(earlier: Change, at: int, device: int = 1, *, days: int = 0, **told: Any) -> Change:
    """The same record written again by somebody who had seen what was there."""
    stamp = make_stamp(NOW_MS + days * DAY_MS + at * 1000, 0, bytes([device]) * 6 + b"\0\0")
    over = {name: (earlier.stamp,) for name in told if name in earlier.fields}
    return replace(earlier, stamp=stamp, save=stamp, fields=told, over=over, number=at)


STRUCK = written("incident", 0, 3, place=HERE, occurred="2019-07-04", attack="air_strike")
HIT = written("victim", 0, 4, incident=INCIDENT, outcome="killed", sex="male", name={"la": {"given": "Hamid"}})
SAID = [
    written("claim", n, 5 + n, incident=INCIDENT, killed=("3", "12")[n], source=an_id("source", n)) for n in (0, 1)
]
LATER = {
    "the place": ([STRUCK, HIT], [written("place", 0, 9, code="SY", name_en="Mhambal")]),
    "its parent": (
        [written("place", 0, 2, code="SY", parent=an_id("place", 1)), STRUCK],
        [written("place", 1, 9, code="C1")],
    ),
    "the incident": ([HIT], [STRUCK]),
    "what two sources are": ([STRUCK, *SAID], [written("source", 0, 9, same_group_as=an_id("source", 1))]),
    "how late it was": (
        [STRUCK, HIT, changed(replace(STRUCK, fields={}), 9, 2, days=28, occurred="2019-07-20")],
        [written("source", 0, 10, 3, days=29, title="Radio")],
    ),
}


@pytest.mark.parametrize("what", LATER)
def test_as_it_stood_knows_nothing_of_what_came_later(what: str, tmp_path: Path) -> None:
    before, later = LATER[what]
    store = begun_long_ago(tmp_path)
    store.learn(before)
    position, then = store.position(), everything_told(store)
    store.learn(later)
    past = store.as_it_stood(position)
    assert apart(then, everything_told(past)) == {}
    assert_nothing_strayed(past)
    past.close()
    store.close()


ANEW: Mapping[str, Mapping[str, Any]] = {
    "place": {
        "code": "C1", "parent": an_id("place", 1), "name_en": "Kansafra", "name_ar": "كنصفرة", "name_other": "Х",
        "aliases": ["Kafr"], "proposed_by": "a" * 32, "centre": "35.5,36.5;village",
    },
    "source": {"same_group_as": an_id("source", 1), "title": "Radio"},
    "incident": {
        "place": an_id("place", 1), "occurred": "2019-06", "time": "22:10", "verification": "verified",
        "figure_rule": "preferred_source", "preferred_claim": an_id("claim", 0), "decided_killed": "4",
        "overrides": {"names_fit_claims": "as heard"}, "attack": "shelling", "place_note": "square", "code": "X-1",
    },
    "facility": {"place": an_id("place", 1), "name_en": "School", "kind": "school"},
    "claim": {
        "incident": an_id("incident", 1), "source": an_id("source", 1), "claimed_on": "2019-07-20", "killed": "9",
        "missing": "2", "overrides": {"parts": "so"},
    },
    "victim": {
        "incident": an_id("incident", 1), "name": {"la": {"given": "Souad"}}, "other_names": [{"la": {"given": "Su"}}],
        "outcome": "missing", "people": "12", "of_group": an_id("victim", 1), "age": "9y", "outcome_day": "2019-06",
        "outcome_place": an_id("place", 1), "sex": "female", "civilian_status": "civilian", "family_group": "X",
    },
    "damage": {"incident": an_id("incident", 1), "facility": an_id("facility", 1), "damage": "minor"},
    "movement": {"origin": an_id("place", 1), "started": "2019-06", "same_people_as": [an_id("movement", 1)],
                 "direction": "return", "persons": "5"},
    "village_state": {"place": an_id("place", 1), "state": "emptied", "day": "2019-07-01"},
    "link": {"link": "part_of", "first": an_id("incident", 1)},
}  # fmt: skip
"""Every field that something else may rest on, with another value than it has."""


def rows_of(store: Store) -> dict[str, list[Any]]:
    """What stands of each kind, without what a change of its own moves anyway."""
    with store.database.reading() as connection:
        return {kind: connection.execute(select(tables[kind])).all() for kind in (*KINDS, "review")}


def test_each_field_moves_all_that_rests_on_it_and_only_kinds_that_are_said_to(tmp_path: Path) -> None:
    store, made = begun_long_ago(tmp_path), records_that_rest_on_each_other()
    store.learn(made)
    first = {one.kind: one for one in made if one.record.hex() == an_id(one.kind, 0)}
    assert_nothing_strayed(store)
    at, stood, wrote = 300, rows_of(store), {kind: [one] for kind, one in first.items()}
    for kind, fields in ANEW.items():
        for name, value in (*fields.items(), ("status", "proposed"), ("status", "verified"), ("withdrawn", "twice")):
            for told in (value, None) if name == "withdrawn" else (value,):
                at += 1
                seen = tuple(one.stamp for one in wrote[kind] if name in one.fields)
                wrote[kind].append(replace(changed(first[kind], at, **{name: told}), over={name: seen}))
                store.learn(wrote[kind][-1:])
                strayed = store.strayed().first
                assert not strayed, (kind, name, strayed)
                stands = rows_of(store)
                moved = {one for one, rows in stands.items() if rows != stood[one]} - {kind}
                assert all(kind in MOVED_BY[one] for one in moved), (kind, name, moved)
                stood = stands
    assert_nothing_strayed(store)
    store.close()


def test_what_is_entered_here_under_an_id_that_others_name_already_moves_them(tmp_path: Path) -> None:
    store, there = begun_long_ago(tmp_path), an_id("place", 1)
    store.learn([HIT, written("damage", 0, 5, incident=INCIDENT, facility=an_id("facility", 0))])
    store.save([Edit("incident", INCIDENT, {"place": there, "occurred": day("2019-07-04"), "status": "draft"})])
    assert_nothing_strayed(store)
    store.save([Edit("place", there, {"code": "SY", "name_en": "Mhambal", "status": "draft"})])
    assert_nothing_strayed(store)
    store.close()
