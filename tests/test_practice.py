"""Laws of the practice register: the figures of that summer, computed from its records; the same each time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from storage.counting.attacked import medical_kinds
from storage.database.database import Database
from storage.database.rows import load_values, values_of
from storage.database.tables import tables
from storage.errors import Cancelled
from storage.fields.codes import OTHER, code_list
from storage.fields.kinds import Code, Codes
from storage.lists.listing import Query
from storage.overview.view import View
from storage.period import Period
from storage.places.gazetteer import place_id
from storage.practice import PASSPHRASE, build, filled, found
from storage.practice.photos import photo_of
from storage.practice.sample import centres, days, facilities, parents, rows
from storage.records import RECORDS
from storage.store import Store
from tests.builders import KEY
from tests.conftest import a_practice

BORDER = ("SY070300", "SY070301", "SY070302", "SY070303", "SY070304", "SY070305", "SY070402")
"""The sub-districts along the border to Turkey."""


@pytest.fixture(scope="module")
def practice(practice_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The whole practice register, built once; these laws only read it."""
    store = a_practice(practice_file, tmp_path_factory.mktemp("practice"))
    yield store
    store.close()


@cache
def standing(store: Store, kind: str) -> list[dict[str, Any]]:
    """Rows of a kind that are not withdrawn."""
    table = tables[kind]
    with store.database.reading() as connection:
        rows = connection.execute(select(table).where(table.c.withdrawn.is_(None)).order_by(table.c.n)).mappings()
        return [{**row, "id": bytes(row["id"]).hex(), **_python(kind, row)} for row in rows]


def _python(kind: str, row: Any) -> dict[str, Any]:
    loaded = load_values(kind, values_of(kind, row))
    return {f"{name}": loaded.get(name) for name in RECORDS[kind].fields}


def linked_again(store: Store, link: str) -> set[str]:
    """Records that are the second account of another."""
    return {row["second"] for row in standing(store, "link") if row["link"] == link}


def killed_civilians(store: Store) -> list[dict[str, Any]]:
    again = linked_again(store, "same_person_as")
    return [
        row
        for row in standing(store, "victim")
        if row["outcome"] == "killed" and row["civilian_status"] == "civilian" and row["id"] not in again
    ]


def test_544_civilians_were_killed_130_of_them_children(practice: Store) -> None:
    dead = killed_civilians(practice)
    assert sum(row["people_min"] for row in dead) == 544
    assert sum(row["people_min"] for row in dead if row["child"] == 1) == 130


def test_the_list_of_victims_sums_to_the_same_figures(practice: Store) -> None:
    sums = practice.listing(Query("victim")).totals()
    assert (sums["killed"], sums["injured"]) == (544, 2117)
    assert practice.listing(Query("victim", where={"outcome": "killed"})).totals()["children"] == 130


def test_the_figures_of_the_register_are_those_of_that_summer(practice: Store) -> None:
    found = practice.figures(Period(date(2019, 4, 26), date(2019, 7, 6)))
    assert (found.civilians, found.children, found.injured.named, found.medical.facilities) == (544, 130, 2117, 30)
    assert found.killed.named == 544 and found.killed.low <= 544
    idlib, hama = (practice.figures(Period(place=practice.places.suggest(code, 1)[0].id)) for code in ("SY07", "SY05"))
    assert idlib.killed.named + hama.killed.named == 544
    assert found.incidents > found.events > 0
    assert found.displaced[0] is not None and found.displaced[0] >= 300_000
    assert found.returned[0] and found.villages > found.emptied > 0


def test_2117_people_were_injured(practice: Store) -> None:
    again = linked_again(practice, "same_person_as")
    hurt = [row for row in standing(practice, "victim") if row["outcome"] == "injured" and row["id"] not in again]
    assert sum(row["people_min"] for row in hurt) == 2117
    assert 900 <= sum(row["people"] is None for row in hurt) <= 1200, "most are named one by one"


def test_the_figures_hold_day_by_day(practice: Store) -> None:
    for plan in days():
        dead = [row for row in killed_civilians(practice) if row["day"] == plan.day.isoformat()]
        assert sum(row["people_min"] for row in dead) == plan.killed, plan.day


def test_no_second_account_moves_a_figure(practice: Store) -> None:
    again = linked_again(practice, "same_person_as")
    events = linked_again(practice, "same_event_as")
    first = {row["first"] for row in standing(practice, "link") if row["link"] == "identified_as"}
    victims = {row["id"]: row for row in standing(practice, "victim")}
    assert len(again) >= 8 and len(events) >= 3 and len(first) == 3
    assert all(victims[record]["outcome"] not in ("killed", "injured") for record in again | first)
    assert not [row for row in victims.values() if row["incident"] in events]


def medical_attacks(store: Store) -> list[tuple[str, str]]:
    """Moment and facility of each attack on a medical facility since 26 April, in order."""
    kinds = {row["id"]: row["kind"] for row in standing(store, "facility")}
    moments = {row["id"]: row["moment"] for row in standing(store, "incident") if row["day"] >= "2019-04-26"}
    return sorted(
        (moments[row["incident"]], row["facility"])
        for row in standing(store, "damage")
        if kinds.get(row["facility"]) in medical_kinds() and row["incident"] in moments
    )


def test_30_medical_facilities_were_attacked_the_30th_in_kafr_nabl_on_thursday_4_july(practice: Store) -> None:
    first: dict[str, str] = {}
    for moment, facility in medical_attacks(practice):
        first.setdefault(facility, moment)
    assert len(first) == 30
    last, moment = list(first.items())[-1]
    entry = practice.read("facility", last)
    assert entry is not None and entry.values["kind"] == "hospital"
    assert entry.values["place"] == place_id("SIJ-0050")
    assert moment.startswith("2019-07-04T") and date(2019, 7, 4).strftime("%A") == "Thursday"


def test_15_were_killed_in_mhambal_on_friday_5_july_by_barrel_bombs_from_helicopters(practice: Store) -> None:
    friday, mhambal = "2019-07-05", place_id("SIJ-0138")
    here = [row for row in standing(practice, "incident") if (row["day"], row["place"]) == (friday, mhambal)]
    deadly = [row for row in here if row["named_killed"]]
    assert len(deadly) == 1 and date(2019, 7, 5).strftime("%A") == "Friday"
    assert deadly[0]["weapon"] == ("barrel_bomb",) and deadly[0]["platform"] == "helicopter"
    dead = [row for row in killed_civilians(practice) if row["incident"] == deadly[0]["id"]]
    assert sum(row["people_min"] for row in dead) == 15
    assert deadly[0]["killed_min"] <= 15 <= deadly[0]["killed_max"]


def test_at_least_300_000_people_were_displaced_towards_the_border(practice: Store) -> None:
    out = [row for row in standing(practice, "movement") if row["direction"] == "out"]
    once = [row for row in out if not row["same_people_as"]]
    assert len(once) < len(out), "some people were counted twice and linked"
    border = {facts.id for facts in practice.places.facts.values() if _in_sub_district(practice, facts.id)}
    assert sum(row["persons__min"] for row in once if row["destination"] in border) >= 300_000
    assert sum(row["persons__min"] for row in once) < 400_000


def _in_sub_district(store: Store, place: str) -> bool:
    return any(parent.code in BORDER for parent in store.places.parents(place))


def test_every_village_of_the_summer_stands_on_a_map(practice: Store) -> None:
    content = practice.map_content(View(), role="coordinator")
    assert content.unplaced["villages"] == 0
    known, rough = centres(), rows("middles")
    for row in rough:
        middle = known[parents()[row["place"]]]
        assert row["place"] not in known, "the table of places knows better"
        assert all(abs(float(row[name]) - one) < 0.2 for name, one in zip(("lat", "lon"), middle, strict=True)), row
    assert len({(row["lat"], row["lon"]) for row in rough}) == len(rough)
    named = {place_id(row["place"]) for row in rough}
    found = [row["centre"] for row in standing(practice, "place") if row["id"] in named]
    assert {point.precision for point in found} == {"subdistrict"}, "nobody may take them for measured"


def test_nobody_leaves_a_village_that_had_fewer_people(practice: Store) -> None:
    people = {row["place"]: row["persons__max"] for row in standing(practice, "population")}
    gone: dict[str, int] = {}
    for row in standing(practice, "movement"):
        if row["direction"] == "out" and not row["same_people_as"]:
            gone[row["origin"]] = gone.get(row["origin"], 0) + row["persons__min"]
    assert gone and all(count <= people[place] for place, count in gone.items())


def test_it_comes_out_the_same_each_time(practice: Store, tmp_path: Path) -> None:
    again = filled(Database.open(tmp_path / "again.db", bytes(32)))
    assert again.state_hash() == practice.state_hash()
    assert again.conflicts() == practice.conflicts()
    again.close()


def test_no_kind_of_record_is_empty(practice: Store) -> None:
    assert not [kind for kind, count in practice.counts().items() if not count]


def test_every_code_is_in_its_list(practice: Store) -> None:
    strange = {
        (kind, name, code)
        for kind, record in RECORDS.items()
        for row in standing(practice, kind)
        for name, item in record.fields.items()
        if isinstance(item.kind, (Code, Codes)) and row[name] is not None
        for code in ((row[name],) if isinstance(row[name], str) else row[name])
        if not code.startswith(OTHER) and code not in code_list(item.kind.list_name).items
    }
    assert not strange


def test_every_reference_leads_to_a_record(practice: Store) -> None:
    known = {kind: {row["id"] for row in _all(practice, kind)} for kind in RECORDS}
    lost = {
        (kind, name)
        for kind, record in RECORDS.items()
        for row in standing(practice, kind)
        for name, item in record.fields.items()
        if item.kind.word in ("ref", "placeref", "refs") and row[name]
        for one in ((row[name],) if isinstance(row[name], str) else row[name])
        if not any(one in ids for ids in known.values())
    }
    assert not lost


def _all(store: Store, kind: str) -> list[dict[str, Any]]:
    with store.database.reading() as connection:
        return [{"id": bytes(row.id).hex()} for row in connection.execute(select(tables[kind].c.id))]


def test_no_record_breaks_a_hard_rule(practice: Store) -> None:
    from storage.rules import hard_only, problems

    broken = [
        (kind, row["id"], problem.rule)
        for kind in RECORDS
        for row in standing(practice, kind)
        for problem in hard_only(problems(kind, {name: row[name] for name in RECORDS[kind].fields if row[name]}))
    ]
    assert not broken


def test_teams_disagree_and_no_dispute_moves_a_figure(practice: Store) -> None:
    fields = {(kind, name) for kind, _, name in practice.conflicts()}
    wanted = {("victim", "age"), ("victim", "outcome"), ("incident", "time"), ("village_state", "state")}
    assert fields >= wanted | {("claim", "killed"), ("damage", "damage"), ("movement", "destination")}
    for kind, record, name in practice.conflicts():
        entry = practice.read(kind, record)
        assert entry is not None and len(entry.disputed[name]) == 2
        if name == "outcome":
            assert entry.values["outcome"] not in ("killed", "injured")
        if name == "age":
            assert {rival.value.min >= 18 for rival in entry.disputed[name]} == {True}


def test_emptied_is_disputed_somewhere(practice: Store) -> None:
    record = next(record for kind, record, name in practice.conflicts() if (kind, name) == ("village_state", "state"))
    entry = practice.read("village_state", record)
    assert entry is not None and "emptied" in {rival.value for rival in entry.disputed["state"]}


def test_three_teams_wrote_it_and_every_state_of_a_record_is_there(practice: Store) -> None:
    teams = practice.listing(Query("incident")).facets("team")
    assert len(teams) == 3 and min(teams.values()) >= 80
    assert set(practice.listing(Query("incident")).facets("status")) >= {
        "draft",
        "complete",
        "under_review",
        "verified",
    }
    for state in ("received", "here", "shared"):
        assert practice.listing(Query("incident", where={"sync": state})).count(), state
    withdrawn = {kind for kind in RECORDS if practice.listing(Query(kind, withdrawn="only")).count()}
    assert withdrawn >= {"incident", "victim", "movement", "claim"}


def test_what_was_withdrawn_has_a_reason_and_a_history(practice: Store) -> None:
    table = tables["incident"]
    with practice.database.reading() as connection:
        records = [
            bytes(row.id).hex() for row in connection.execute(select(table).where(table.c.withdrawn.isnot(None)))
        ]
    for record in records:
        assert any(step.field == "withdrawn" and step.why for step in practice.history("incident", record))


def test_it_was_entered_in_the_summer_of_2019(practice: Store) -> None:
    for kind in ("incident", "victim", "claim", "movement"):
        moments = [row["entered"] for row in standing(practice, kind)]
        assert all(moment is not None and "2019-04" <= moment.isoformat()[:7] <= "2019-07" for moment in moments)
    every = [row["day"] for row in standing(practice, "incident")]
    assert (min(every), max(every)) == ("2019-04-26", "2019-07-06")


def test_people_are_told_in_all_the_ways_people_are_told(practice: Store) -> None:
    people = standing(practice, "victim")
    names = [row["name"] for row in people if row["name"] is not None]
    both = [name for name in names if name.ar.given and name.la.given]
    assert len(both) > len(names) / 2
    assert [name for name in names if not name.la.given] and [name for name in names if not name.ar.given]
    ages = [row["age"] for row in people if row["age"] is not None]
    assert {age.unit for age in ages} >= {"y", "m", "w", "d"} and any(age.band == "?" for age in ages)
    assert any(row["name"] is None and row["people"] is None for row in people), "somebody nobody could name"
    assert any(row["people"] is not None and row["people"].min != row["people"].max for row in people)


def test_named_and_claimed_mostly_agree_and_sometimes_do_not(practice: Store) -> None:
    deadly = [row for row in standing(practice, "incident") if row["named_killed"]]
    fits = [row for row in deadly if row["killed_min"] <= row["named_killed"] <= (row["killed_max"] or 999)]
    assert 0.75 < len(fits) / len(deadly) < 1
    for fit in ("fewer", "more"):
        assert practice.listing(Query("incident", where={"named": fit})).count(), fit


def test_every_room_has_something_to_show(practice: Store) -> None:
    kinds = {"facility", "damage", "function", "movement", "village_state", "population", "source", "citation",
             "outcome", "link", "review", "claim", "attachment", "actor"}  # fmt: skip
    assert all(standing(practice, kind) for kind in kinds)
    links = {row["link"] for row in standing(practice, "link")}
    assert links >= {"double_tap_of", "part_of", "follows", "same_event_as", "same_person_as", "identified_as"}
    members = [row for row in standing(practice, "victim") if row["of_group"]]
    groups = {row["id"]: row for row in standing(practice, "victim") if row["people"] is not None}
    assert len(members) >= 6
    for record in {row["of_group"] for row in members}:
        mine = sum(row["people_min"] for row in members if row["of_group"] == record)
        assert groups[record]["people_min"] == groups[record]["people"].min - mine
    steps = standing(practice, "outcome")
    assert any(sum(step["victim"] == one["victim"] for step in steps) > 1 for one in steps[:50])
    assert any(row["credibility"] for row in standing(practice, "citation"))


def test_places_are_proposed_accepted_and_taught(practice: Store) -> None:
    proposed = [row for row in standing(practice, "place") if row["proposed_by"]]
    assert {row["status"] for row in proposed} == {"complete", "verified"} and len(proposed) == 4
    assert practice.suggest_places("سراقب المدينة")[0].code == "SIJ-0008"
    asked = [pair for pair in practice.same_places() if {pair.one, pair.other} & {row["id"] for row in proposed}]
    assert asked, "one proposal is a slip of a known name"
    assert {row["verdict"] for row in standing(practice, "review")} == {"accepted", "later"}


def test_its_pictures_are_files_whose_bytes_are_the_same_on_every_machine(practice: Store) -> None:
    told = [row for row in standing(practice, "attachment") if str(row["file_name"]).startswith("IMG_")]
    assert len(told) == 8
    data = photo_of("a")
    assert data == photo_of("a") != photo_of("b")
    assert sha256(data).hexdigest() == "94521985765006714c68414948cbcf2a2f36ff28f372950904874e0ef73868ad"
    assert len(data) == told[0]["size"]


def test_a_draft_is_waiting(practice: Store) -> None:
    assert [draft.kind for draft in practice.drafts()] == ["incident"]


def test_it_is_a_practice_register_whose_passphrase_is_known(practice: Store) -> None:
    assert practice.about()["practice"] is True and PASSPHRASE == "practice"


def test_its_own_clock_is_right_again_after_the_summer(practice: Store) -> None:
    assert practice.now().year > 2019 and practice.clock.now() > 1_577_836_800_000


def test_the_plan_names_no_place_twice_and_hits_30_medical_facilities() -> None:
    plans = [plan for plan in facilities() if plan.medical]
    assert len(plans) == 30 and len({plan.key for plan in facilities()}) == len(facilities())


def test_cancel_is_heard_and_progress_is_told(tmp_path: Path) -> None:
    store = found(Database.open(tmp_path / "half.db", KEY))
    told: list[tuple[int, int]] = []
    with pytest.raises(Cancelled):
        build(store, progress=lambda done, total: told.append((done, total)), cancelled=lambda: len(told) > 3)
    assert [done for done, _ in told] == [0, 1, 2, 3] and all(done < total for done, total in told)
    store.close()


def test_nothing_computed_has_strayed(practice: Store) -> None:
    assert not practice.strayed().first
