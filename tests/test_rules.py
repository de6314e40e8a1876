"""Rules and doubts: what keeps a record from being complete, what only asks for a second look."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from storage.edits import Edit
from storage.fields.kinds import PositionValue
from storage.rule import RULES
from storage.rules import (
    children_against_killed,
    movement_against_village,
    outcome_goes_back,
    position_against_place,
    problems,
    same_place_and_day,
)
from storage.store import Store
from tests.builders import a_victim, age, an_incident, change, count, day, place, victim_values

pytestmark = pytest.mark.usefixtures("engine")


def _doubts(store: Store, kind: str, record: str) -> set[str]:
    found = store.warnings(kind, record)
    assert all(not problem.hard and problem.record == record and problem.fields for problem in found)
    return {problem.rule for problem in found}


@pytest.mark.parametrize(
    ("kind", "values", "rule"),
    [
        ("victim", {"age": "111"}, "age_is_possible"),
        ("victim", {"age": "9", "roles": ("teacher",)}, "a_child_has_no_profession"),
        ("victim", {"age": "30", "vulnerability": ("separated_child",)}, "age_and_child_agree"),
        ("victim", {"age": "9", "vulnerability": ("elderly_alone",)}, "age_and_child_agree"),
        ("victim", {"sex": "male", "pregnant": "yes"}, "pregnancy_and_sex_agree"),
        ("claim", {"killed": "4", "killed_children": "5"}, "parts_are_not_above_the_whole"),
        ("claim", {"killed": "~4", "killed_rescuers": "5"}, "parts_are_not_above_the_whole"),
        ("claim", {"claimed_on": "2219-01-01"}, "claim_is_not_in_the_future"),
        ("movement", {"persons": "10", "women": "at least 11"}, "groups_are_not_above_the_persons"),
        ("movement", {"started": "2019-07-05", "ended": "2019-07-04"}, "arrival_is_not_before_departure"),
        ("movement", {"started": "2219-01-01"}, "movement_is_not_in_the_future"),
        ("village_state", {"day": "2219-01-01"}, "seen_in_the_future"),
        ("outcome", {"day": "2219-01-01"}, "seen_in_the_future"),
        ("damage", {"damage": "serious"}, "damage_names_its_facility"),
    ],
)
def test_a_rule_speaks_when_it_is_broken_and_not_before(kind: str, values: dict[str, Any], rule: str) -> None:
    read = {"age": age, "day": day, "started": day, "ended": day, "claimed_on": day}
    counted = {"killed", "killed_children", "killed_rescuers", "persons", "women"}
    typed = {
        name: (count(text) if name in counted else read[name](text) if name in read else text)
        for name, text in values.items()
    }
    assert rule in {problem.rule for problem in problems(kind, typed)}
    for name in typed:
        rest = {other: value for other, value in typed.items() if other != name}
        assert rule not in {problem.rule for problem in problems(kind, rest)}, name
    assert {law.name for law in RULES[kind]} >= {rule}


def test_pure_rules_over_several_records_say_when_they_are_broken() -> None:
    assert children_against_killed(3, 2)
    assert not children_against_killed(2, 2)
    assert not children_against_killed(2, None)
    assert outcome_goes_back(["injured", "killed", "missing"])
    assert not outcome_goes_back(["missing", "under_rubble", "killed", "killed"])
    assert not outcome_goes_back([])
    assert movement_against_village(11, 10)
    assert not movement_against_village(10, 10)
    assert not movement_against_village(None, 10)
    assert position_against_place(26, 4)
    assert not position_against_place(24, 4)
    assert same_place_and_day(["INC-1"])
    assert not same_place_and_day([])


def test_names_and_claims_that_differ_are_a_doubt_until_a_reason_is_given(store: Store) -> None:
    record = an_incident(store, claims=1, victims=1)
    assert _doubts(store, "incident", record) == {"names_fit_claims"}
    store.save([Edit("victim", None, victim_values(incident=record))])
    assert _doubts(store, "incident", record) == set()
    children = [Edit("victim", None, victim_values(incident=record, age=age("9"))) for _ in range(3)]
    store.save(children)
    assert _doubts(store, "incident", record) == {"names_fit_claims", "children_fit_killed"}
    change(store, "incident", record, overrides={"names_fit_claims": "two lists", "children_fit_killed": "same"})
    assert _doubts(store, "incident", record) == set()


def test_another_incident_of_the_day_is_a_doubt_until_they_are_linked(store: Store) -> None:
    first = an_incident(store, place=place(store, "SIJ-0040"))
    assert _doubts(store, "incident", first) == set()
    second = an_incident(store, place=place(store, "SIJ-0040"))
    third = an_incident(store, place=place(store, "SIJ-0040"), occurred=day("2019-07-05"))
    assert [_doubts(store, "incident", one) for one in (first, second, third)] == [{"second_strike"}] * 2 + [set()]
    store.save([Edit("link", None, {"link": "double_tap_of", "first": second, "second": first})])
    assert [_doubts(store, "incident", one) for one in (first, second)] == [set(), set()]


def test_a_point_far_from_its_place_is_a_doubt(store: Store) -> None:
    where = place(store, "SIJ-0040")
    centre = store.read("place", where).values["centre"]  # type: ignore[union-attr]
    record = an_incident(store, place=where, position=centre)
    assert _doubts(store, "incident", record) == set()
    change(store, "incident", record, position=replace(centre, lat=centre.lon, lon=centre.lat))
    assert _doubts(store, "incident", record) == {"point_fits_place"}
    change(store, "incident", record, position=PositionValue(centre.lat + 0.4, centre.lon))
    assert _doubts(store, "incident", record) == {"point_fits_place"}


def test_damage_without_a_facility_is_a_doubt_of_its_incident(store: Store) -> None:
    record = an_incident(store)
    done = store.save([Edit("damage", None, {"incident": record, "damage": "serious"})])
    assert _doubts(store, "incident", record) == {"damage_names_its_facility"}
    change(store, "damage", done.ids[0], withdrawn="twice")
    assert _doubts(store, "incident", record) == set()


def test_an_outcome_that_goes_back_from_killed_is_a_doubt(store: Store) -> None:
    record = a_victim(store)
    assert _doubts(store, "victim", record) == set()
    change(store, "victim", record, outcome="injured")
    assert _doubts(store, "victim", record) == {"outcome_goes_back"}
    other = a_victim(store, outcome="killed")
    steps = [("2019-07-06", "killed"), ("2019-07-04", "missing"), ("2019-07-05", "under_rubble")]
    for when, outcome in steps:
        store.save([Edit("outcome", None, {"victim": other, "day": day(when), "outcome": outcome})])
    assert _doubts(store, "victim", other) == set()
    store.save([Edit("outcome", None, {"victim": other, "day": day("2019-07-07"), "outcome": "missing"})])
    assert _doubts(store, "victim", other) == {"outcome_goes_back"}


def test_more_people_than_live_in_a_village_cannot_leave_it_without_a_doubt(store: Store) -> None:
    where = place(store, "SIJ-0040")
    for when, persons in (("2019-01-01", "900"), ("2018-01-01", "5000"), ("2020-01-01", "5000")):
        store.save([Edit("population", None, {"place": where, "day": day(when), "persons": count(persons)})])
    moved = {"origin": where, "started": day("2019-07-04"), "persons": count("1000-1200")}
    record = store.save([Edit("movement", None, moved)]).ids[0]
    assert _doubts(store, "movement", record) == {"movement_fits_village"}
    change(store, "movement", record, persons=count("800-1200"))
    assert _doubts(store, "movement", record) == set()


def test_nothing_is_doubted_of_what_is_withdrawn_or_not_there(store: Store) -> None:
    record = a_victim(store, age=age("115"), withdrawn="twice")
    assert store.warnings("victim", record) == []
    assert store.warnings("victim", "f" * 32) == []
    assert store.warnings("team", store.me.team) == []
