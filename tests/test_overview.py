"""Laws of an overview: its parts leave nobody out, its areas count nobody twice, and it says what the figures say."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from storage.database.counted import counted
from storage.database.tables import tables
from storage.overview.breakdown import OPEN
from storage.overview.overview import previous
from storage.overview.quality import DOUBTS, Doubt
from storage.overview.view import View, outermost
from storage.period import Period
from storage.store import Store
from tests.builders import a_store, place
from tests.conftest import a_practice
from tests.test_figures import incident

STANDS = counted(tables["victim"])
TRAITS = ("attack", "weapon", "platform", "target", "verification", "team")
SPRING = Period(date(2019, 4, 26), date(2019, 7, 6))


days = st.dates(date(2019, 4, 20), date(2019, 7, 10))


def test_the_practice_register_says_what_was_said(practice: Store) -> None:
    found = practice.overview(View()).figures
    assert (found.killed.shown[0], found.children, found.injured.shown[0]) == (544, 130, 2117)
    assert found.medical.facilities == 30
    assert found.displaced[0] is not None and found.displaced[0] >= 300_000


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ends=st.tuples(st.none() | days, st.none() | days), where=st.sampled_from([None, "SY", "SY07", "SY05"]))
def test_any_period_and_area_is_what_the_figures_say(practice: Store, ends: Any, where: str | None) -> None:
    first, last = sorted(ends) if None not in ends else ends
    period = Period(first, last, place(practice, where) if where else None)
    found = practice.overview(View(period))
    assert found.figures == practice.figures(period)
    for figure in ("killed", "injured", "missing"):
        low, high = found.days.shown(figure)
        assert ((low <= high) | (high == OPEN)).all()


@pytest.mark.parametrize("trait", [*TRAITS, "day", "place/1", "place/2", "place/3"])
def test_the_parts_leave_nobody_out(practice: Store, trait: str) -> None:
    found = practice.overview(View(SPRING))
    parts = found.days if trait == "day" else found.by(trait)
    whole = found.figures
    if trait != "weapon":  # an incident with two weapons stands with both
        assert parts.count("killed_named").sum() == whole.killed.named
        assert parts.count("killed_low").sum() == whole.killed.low
        assert parts.count("incidents").sum() == whole.incidents
    assert parts.count("incidents").sum() >= whole.incidents
    assert len(parts) > 1 or trait == "team"
    for at in range(len(parts)):
        told = found.records(trait, parts.keys[at])
        assert len(told) == len(set(told)) >= parts.count("events")[at]
    assert len({one for key in parts.keys for one in found.records(trait, key)}) == len(found.records("", ""))


def test_an_area_within_another_counts_once(practice: Store) -> None:
    idlib, hama, whole = place(practice, "SY07"), place(practice, "SY05"), place(practice, "SY")
    inside = next(one.id for one in practice.places.facts.values() if one.parent == idlib)
    both = practice.overview(View(areas=(idlib, inside))).figures
    assert both == practice.overview(View(areas=(idlib,))).figures
    apart = [practice.overview(View(areas=(one,))).figures for one in (idlib, hama)]
    together = practice.overview(View(areas=(idlib, hama))).figures
    assert together.incidents == sum(one.incidents for one in apart)
    assert together.killed.named == sum(one.killed.named for one in apart)
    assert together.incidents == practice.overview(View(areas=(whole,))).figures.incidents


def test_teams_and_judgements_narrow_and_add_up(practice: Store) -> None:
    whole = practice.overview(View()).figures
    teams = practice.overview(View()).by("team").keys
    assert sum(practice.overview(View(teams=(one,))).figures.incidents for one in teams) == whole.incidents
    verified = practice.overview(View(verification=("verified",))).figures
    assert 0 < verified.incidents == verified.verified < whole.incidents


def test_hours_hold_each_incident_told_with_a_clock_time_once(practice: Store) -> None:
    hours = practice.overview(View()).hours
    assert hours.shape == (7, 24)
    assert 0 < hours.sum() <= practice.overview(View()).figures.incidents
    for day, hour in zip(*hours.nonzero(), strict=True):
        assert len(practice.overview(View()).records("hour", f"{day}/{hour}")) >= hours[day, hour]


def test_the_time_before_is_as_long_and_ends_the_day_before() -> None:
    before = previous(View(Period(date(2019, 7, 1), date(2019, 7, 7))))
    assert before is not None
    assert before.period == Period(date(2019, 6, 24), date(2019, 6, 30))
    assert previous(View(Period(None, date(2019, 7, 7)))) is None


def test_areas_of_which_one_holds_the_other_are_one() -> None:
    assert outermost(["SY/SY07", "SY/SY07/1", "SY/SY070"]) == ("SY/SY07", "SY/SY070")


def test_a_change_is_seen_at_once_and_nothing_is_read_without_one(practice_file: Path, tmp_path: Path) -> None:
    store = a_practice(practice_file, tmp_path)
    before = store.overview(View())
    assert store.overview(View()).cube is before.cube
    store.save([incident(store, "2019-07-05")])
    after = store.overview(View())
    assert after.figures.incidents == before.figures.incidents + 1
    assert after.cube.moves is before.cube.moves
    assert after.figures == store.figures(Period())
    store.close()


def test_doubts_are_told_as_a_whole_and_by_team(practice: Store) -> None:
    overview = practice.overview(View())
    found = {one.key: one for one in practice.quality(overview)}
    assert tuple(found) == DOUBTS
    for one in found.values():
        assert 0 <= one.count <= one.of
        assert sum(share[0] for share in one.teams.values()) == one.count
    figures = overview.figures
    assert found["not_verified"].of - found["not_verified"].count == figures.verified
    assert found["disputed"].count == figures.disputed
    with practice.database.reading() as connection:
        ages = [row.age__years_min for row in connection.execute(select(tables["victim"]).where(STANDS))]
    assert found["no_age"].count == sum(one is None for one in ages)
    assert found["no_age"].of == len(ages)


def test_whipple_is_100_for_even_ages_and_500_for_round_ones() -> None:
    assert Doubt("ages_heaped", 8, 40).index == 100
    assert Doubt("ages_heaped", 40, 40).index == 500
    assert Doubt("days_heaped", 0, 0).index == 100


def test_a_register_without_incidents_has_an_overview(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    found = store.overview(View())
    assert found.figures == store.figures(Period()) and len(found.days) == 0 and not found.spread().cells
    assert not found.hours.any() and not found.records("", "")
    assert {one.count for one in store.quality(found)} == {0}
    store.close()
