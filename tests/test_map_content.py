"""What stands on the map: every incident once, nothing nearer than may be told, on every day as the lists say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.edits import Edit
from storage.fields.kinds import DayValue, PositionValue
from storage.lists.listing import Query
from storage.maps.clustering import clustered
from storage.maps.content import AREA, NEAR, PLACE
from storage.maps.plane import from_plane, to_plane
from storage.maps.told import map_as_told
from storage.overview.view import View
from storage.period import Period
from storage.places.gazetteer import place_id
from storage.sharing.redacting import redacted
from storage.store import Store
from tests.builders import a_store

KHAN = place_id("SIJ-0040")
LAST = date(2019, 7, 4)


def test_every_incident_with_a_place_stands_on_the_map_once(practice: Store) -> None:
    content, overview = practice.map_content(View()), practice.overview(View())
    assert len(set(content.incidents.ids)) == len(content.incidents)
    drawn = len(content.incidents) + content.unplaced["incidents"] + content.doubles
    assert drawn == int(overview.incidents.sum())
    assert np.isfinite(content.incidents.x).all()
    assert not ((content.incidents.x == 0.5) & (content.incidents.y == 0.5)).any()


def test_an_area_and_a_period_choose_what_the_overview_chooses(practice: Store) -> None:
    view = View(Period(date(2019, 5, 1), date(2019, 5, 31)), areas=(place_id("SY0703"),))
    content, whole = practice.map_content(view), set(practice.map_content(View()).incidents.ids)
    wanted = set(practice.overview(view).told(practice.overview(view).incidents))
    assert set(content.incidents.ids) == wanted & whole


def test_a_point_lies_in_the_middle_of_a_cell_and_tells_no_more(practice: Store) -> None:
    points = practice.map_content(View()).incidents
    near = points.precision == NEAR
    lat, lon = from_plane(points.x[near], points.y[near])
    for degrees in (lat, lon):
        cells = degrees / 0.01 - 0.5
        assert np.abs(cells - np.round(cells)).max() < 1e-6


def test_who_may_not_verify_sees_places_and_no_facilities(practice: Store) -> None:
    content = practice.map_content(View(), role="rescuer")
    every = practice.map_content(View())
    assert not (content.incidents.precision == NEAR).any()
    assert not len(content.facilities)
    assert content.withheld >= len(every.facilities) > 0
    arrived = content.places.level[content.flows.destination]
    assert (arrived <= 3).all()


def test_facilities_lie_in_the_middle_of_their_place(practice: Store) -> None:
    content = practice.map_content(View())
    placed = content.facilities.place >= 0
    x, y = content.places.x[content.facilities.place[placed]], content.places.y[content.facilities.place[placed]]
    own = np.isfinite(x)
    assert np.allclose(content.facilities.x[placed][own], x[own])
    assert np.allclose(content.facilities.y[placed][own], y[own])


def test_attacks_on_facilities_are_those_of_the_overview(practice: Store) -> None:
    view = View(Period(date(2019, 5, 1), date(2019, 5, 31)))
    content, figures = practice.map_content(view), practice.overview(view).figures
    health = content.facilities.health
    assert int((content.facilities.hits()[health] > 0).sum()) == figures.medical.facilities
    assert int(content.facilities.hits().sum()) == figures.facilities.attacks


@pytest.mark.parametrize("day", [date(2019, 5, 10), date(2019, 6, 20), LAST])
def test_villages_stand_as_in_their_list_on_every_day(practice: Store, day: date) -> None:
    content, listed = practice.map_content(View()), practice.village_states(day)
    villages = content.villages(day.toordinal())
    drawn = {
        content.places.ids[place]: (villages.states[state], share)
        for place, state, share in zip(
            villages.place.tolist(), villages.state.tolist(), villages.share.tolist(), strict=True
        )
    }
    told = {one.place: (one.state, -1 if one.share is None else one.share) for one in listed.villages.values()}
    assert drawn
    assert {place: told[place] for place in drawn} == drawn
    missing = {place for place, (state, _) in told.items() if state} - set(drawn)
    assert not any(np.isfinite(content.places.x[content.places.at[place]]) for place in missing)
    assert len(missing) <= content.unplaced["villages"]


def test_flows_sum_to_the_people_the_figures_have(practice: Store) -> None:
    content = practice.map_content(View())
    out = content.flows.direction == content.flows.directions.index("out")
    together = content.flows.between()
    assert together.low.sum() <= content.flows.low.sum()
    assert (np.diff(together.low) <= 0).all()
    assert int(content.flows.low[out].sum()) <= int(practice.overview(View()).figures.displaced[0])


@pytest.mark.parametrize("level", ["internal", "partner", "public"])
def test_a_map_that_leaves_is_no_nearer_than_the_file_of_its_level(practice: Store, level: str) -> None:
    with practice.frozen() as source:
        told = map_as_told(redacted(source, level), View())
    places, points = told.places, told.incidents
    assert np.allclose(points.x, places.x[points.place]) or level == "internal"
    assert not (points.precision == NEAR).any()
    assert not told.near
    if level == "public":
        assert (places.level[points.place] <= 2).all()
        assert not any(told.facilities.ids) and not len(told.villages(LAST.toordinal()))
        assert not any(points.ids)
    else:
        killed = practice.overview(View()).figures.killed
        assert points.killed_min.sum() == killed.shown[0]
    if level != "internal":
        assert not len(told.flows)


def test_ids_on_a_partners_map_are_those_of_its_file(practice: Store) -> None:
    with practice.frozen() as source:
        for_them = redacted(source, "partner")
        told = map_as_told(for_them, View())
        ids = {row[0] for row in for_them.export_rows("incident", ("id",), None, standing=True)}
    assert set(told.incidents.ids) <= ids
    assert not set(told.incidents.ids) & set(practice.map_content(View()).incidents.ids)


def test_nothing_is_read_again_while_nothing_changes(practice: Store) -> None:
    first, second = practice.map_content(View()), practice.map_content(View(teams=("0" * 32,)))
    assert first.places is second.places
    assert not len(second.incidents)


def test_a_map_of_incidents_reads_no_movements_and_the_whole_map_reads_them_later(practice: Store) -> None:
    whole = practice.map_content(View(), leaving=True)
    practice._ground = None
    alone = practice.map_content(View(), leaving=True, moves=False)
    assert alone.incidents.ids == whole.incidents.ids and alone.facilities.ids == whole.facilities.ids
    assert not len(alone.flows) and not len(alone.village_days.rows)
    again = practice.map_content(View(), leaving=True)
    assert again.flows.low.tolist() == whole.flows.low.tolist()
    assert again.village_days.since.tolist() == whole.village_days.since.tolist() and again.unplaced == whole.unplaced
    assert not len(practice.map_content(View(), leaving=True, moves=False).flows), (
        "what is asked for, whatever is kept"
    )


def test_places_in_dispute_are_drawn_where_all_of_them_lie(tmp_path: Path) -> None:
    one, two = a_store(tmp_path / "one"), a_store(tmp_path / "two", team="Khan 1")
    values = {
        "occurred": DayValue.on(date(2019, 5, 3)), "place": KHAN, "position": PositionValue(35.4432, 36.6511),
        "status": "draft",
    }  # fmt: skip
    record = one.save([Edit("incident", None, values)]).ids[0]
    two.learn(list(one.changes()))
    assert one.map_content(View()).incidents.precision.tolist() == [NEAR]
    one.save([Edit("incident", record, {"place": place_id("SIJ-0010")})])
    two.save([Edit("incident", record, {"place": place_id("SIJ-0041")})])
    one.learn(list(two.changes()))
    points = one.map_content(View()).incidents
    assert points.precision.tolist() == [AREA]
    one.close()
    two.close()


def test_what_has_no_place_is_counted_and_not_drawn(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    store.save(
        [Edit("incident", None, {"status": "draft"}), Edit("incident", None, {"place": KHAN, "status": "draft"})]
    )
    content = store.map_content(View())
    assert content.unplaced["incidents"] == 1
    assert content.incidents.precision.tolist() == [PLACE]
    store.close()


def test_a_village_whose_middle_nobody_knows_stands_rough_in_that_of_its_sub_district(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    facts = store.places.facts
    bare = [one for one in facts.values() if one.level == 4 and one.at is None and facts[one.parent].at][:3]
    seen = DayValue.on(date(2019, 5, 3))
    store.save([Edit("village_state", None, {"place": one, "state": "emptied", "day": seen})
                for one in (*(one.id for one in bare), KHAN)])  # fmt: skip
    with store.frozen() as source:
        told = map_as_told(redacted(source, "partner"), View(Period(None, LAST)))
    for content in (store.map_content(View()), told):
        found = content.villages(LAST.toordinal())
        drawn = {content.places.ids[place]: at for at, place in enumerate(found.place.tolist())}
        assert drawn.keys() == {*(one.id for one in bare), KHAN} and not content.unplaced["villages"]
        assert [bool(found.rough[drawn[one.id]]) for one in bare] == [True] * 3 and not found.rough[drawn[KHAN]]
        for one in bare:
            x, y = to_plane(*map(np.asarray, facts[one.parent].at or ()))
            assert np.allclose((found.x[drawn[one.id]], found.y[drawn[one.id]]), (x, y))
    with store.frozen() as source:
        rows = list(redacted(source, "partner").export_rows("place", ("id", "centre"), None))
    assert {row[1] for row in rows if row[0] in {one.id for one in bare}} == {None}, "no middle is made up in a file"
    store.close()


def test_a_middle_known_to_a_sub_district_is_rough_and_a_village_without_any_above_it_is_counted(
    tmp_path: Path,
) -> None:
    store = a_store(tmp_path)
    area = store.save([Edit("place", None, {"level": 3, "name_en": "Qolmira"})]).ids[0]
    lost, rough = store.save([
        Edit("place", None, {"level": 4, "name_en": "Vexolune", "parent": area}),
        Edit("place", None, {"level": 4, "name_en": "Brin", "centre": PositionValue(35.5, 36.5, "subdistrict")}),
    ]).ids  # fmt: skip
    seen = DayValue.on(date(2019, 5, 3))
    store.save([Edit("village_state", None, {"place": one, "state": "emptied", "day": seen}) for one in (lost, rough)])
    store.save([Edit("incident", None, {"place": rough, "status": "draft"})])
    content = store.map_content(View())
    found = content.villages(LAST.toordinal())
    assert [content.places.ids[one] for one in found.place] == [rough] and found.rough.tolist() == [True]
    assert content.unplaced["villages"] == 1 and content.incidents.precision.tolist() == [AREA]
    store.close()


@given(
    st.lists(st.tuples(st.floats(0.6, 0.61), st.floats(0.39, 0.4), st.integers(0, 40)), min_size=1, max_size=80),
    st.floats(1e-6, 1e-3),
)
def test_groups_hold_every_point_once_and_lie_apart(rows: list[tuple[float, float, int]], cell: float) -> None:
    x, y, weight = (np.array(column) for column in zip(*rows, strict=True))
    found = clustered(x, y, weight, cell)
    assert sorted(found.order.tolist()) == list(range(len(x)))
    assert found.count.sum() == len(x)
    assert found.weight.sum() == weight.sum()
    far = np.hypot(found.x[:, None] - found.x, found.y[:, None] - found.y)
    np.fill_diagonal(far, np.inf)
    assert far.min() >= cell * 0.999


def test_the_plane_goes_there_and_back() -> None:
    lat, lon = np.array([35.443, -33.9, 0.0]), np.array([36.651, 151.2, -179.0])
    back = from_plane(*to_plane(lat, lon))
    assert np.allclose(back[0], lat)
    assert np.allclose(back[1], lon)


def test_a_record_alone_stands_where_it_stands_on_the_large_map(practice: Store) -> None:
    content = practice.map_content(View())
    for row in range(0, len(content.incidents), 40):
        (spot,) = practice.map_spots("incident", content.incidents.ids[row])
        x, y = to_plane(spot.lat, spot.lon)
        assert (round(float(x), 9), round(float(y), 9)) == (
            round(float(content.incidents.x[row]), 9),
            round(float(content.incidents.y[row]), 9),
        )
    (house,) = practice.map_spots("facility", content.facilities.ids[0])
    assert np.allclose(to_plane(house.lat, house.lon)[0], content.facilities.x[0])


def test_a_record_alone_is_told_no_nearer_to_who_may_not_verify(practice: Store) -> None:
    content = practice.map_content(View())
    at = int(np.flatnonzero(content.incidents.precision == NEAR)[0])
    (spot,) = practice.map_spots("incident", content.incidents.ids[at], role="rescuer")
    assert spot.precision != NEAR
    movement = next(iter(practice.listing(Query("movement")).first(1)[1].values())).id
    assert len(practice.map_spots("movement", movement)) <= 2
    assert practice.map_spots("incident", "0" * 32) == []
