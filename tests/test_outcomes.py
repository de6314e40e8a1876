"""Laws of an outcome over time: the newest step holds, in whatever order it came; disputes read on the safe side."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from storage.counting.outcomes import (
    OutcomePoint,
    current,
    earlier_account,
    follow_up,
    in_order,
    shown,
    timeline,
)
from storage.fields.kinds import DayValue

OUTCOMES = ("missing", "under_rubble", "killed", "injured", "rescued", "safe")
START = date(2019, 7, 4)


def at(outcome: str, days: int | None = None, record: str = "1", **more: str) -> OutcomePoint:
    return OutcomePoint(
        outcome, None if days is None else DayValue.on(START + timedelta(days=days)), id=record, **more
    )


points = st.builds(at, st.sampled_from(OUTCOMES), st.none() | st.integers(0, 9), st.uuids().map(lambda one: one.hex))
several = st.lists(points, max_size=7, unique_by=lambda one: one.id)


@given(several, st.randoms(use_true_random=False))
def test_the_order_in_which_steps_arrive_is_irrelevant(steps: list[OutcomePoint], chance: object) -> None:
    mixed = list(steps)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert in_order(mixed) == in_order(steps) and current(mixed) == current(steps)


@given(several)
def test_dated_steps_stand_in_the_order_of_their_days(steps: list[OutcomePoint]) -> None:
    days = [one.first for one in in_order(steps) if one.first]
    assert days == sorted(days)


@given(several)
def test_a_step_later_than_all_others_holds(steps: list[OutcomePoint]) -> None:
    newest = at("killed", 40, "f" * 32)
    assert current([*steps, newest]) == newest
    undated = at("safe", None, "f" * 32)
    assert current([*steps, undated]) == undated, "what is written now, without a day, is news"


@given(several, several)
def test_following_the_steps_twice_changes_nothing_more(before: list[OutcomePoint], after: list[OutcomePoint]) -> None:
    values = {"outcome": "missing", "outcome_day": DayValue.on(START)}
    once = {**values, **follow_up(values, before, after)}
    assert follow_up(once, after, after) == {}


@given(several, points)
def test_nothing_told_before_is_lost_from_the_timeline(steps: list[OutcomePoint], own: OutcomePoint) -> None:
    values = {"outcome": own.outcome, "outcome_day": own.day}
    line = timeline(values, steps)
    assert [one for one in line if one.id] == in_order(steps)
    assert own.outcome in [one.outcome for one in line]
    days = [one.first for one in line if one.first]
    assert days == sorted(days)


def test_a_newer_step_sets_outcome_day_place_and_hospital() -> None:
    values = {"outcome": "missing", "outcome_day": DayValue.on(START), "hospital": "Ariha"}
    found = at("injured", 2, place="p", hospital="Idlib")
    changed = follow_up(values, [], [found])
    assert changed == {"outcome": "injured", "outcome_day": found.day, "outcome_place": "p", "hospital": "Idlib"}


def test_a_step_that_does_not_say_where_keeps_the_place_that_was_known() -> None:
    values = {"outcome": "missing", "outcome_day": DayValue.on(START), "outcome_place": "p"}
    assert "outcome_place" not in follow_up(values, [], [at("killed", 2)])


def test_an_older_step_changes_nothing() -> None:
    values = {"outcome": "killed", "outcome_day": DayValue.on(START + timedelta(days=3))}
    assert follow_up(values, [], [at("missing", 0)]) == {}


def test_taking_the_newest_step_out_gives_the_outcome_before_it_back() -> None:
    missing, killed = at("missing", 0, "1"), at("killed", 3, "2")
    values = {"outcome": "killed", "outcome_day": killed.day}
    assert follow_up(values, [missing, killed], [missing]) == {"outcome": "missing", "outcome_day": missing.day}


def test_the_first_step_keeps_what_the_fields_said_before_it() -> None:
    values = {"outcome": "missing", "outcome_day": DayValue.on(START), "outcome_place": "p"}
    kept = earlier_account(values, [], [at("killed", 3)])
    assert kept == {"outcome": "missing", "day": DayValue.on(START), "place": "p"}
    assert earlier_account(values, [at("missing", 0)], [at("missing", 0), at("killed", 3)]) == {}
    assert earlier_account({}, [], [at("killed", 3)]) == {}


def test_missing_until_all_agree_found_and_death_unconfirmed_until_all_agree() -> None:
    for rivals in permutations(("killed", "missing", "rescued")):
        assert shown(rivals[0], rivals).outcome == "missing"
    assert shown("rescued", ("rescued", "under_rubble")).outcome == "under_rubble"
    assert shown("injured", ("injured", "killed")).unconfirmed
    assert not shown("killed").unconfirmed
    assert shown("killed", ("killed", "killed")).rivals == ()
