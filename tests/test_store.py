"""The contract of ``Store``, the same on the embedded encrypted file and on a real PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.edits import Draft, Edit, SaveRefused
from storage.lists.listing import Query
from storage.store import Store
from tests.builders import a_victim, an_incident, change, count, day, incident_values, name, place, victim_values

pytestmark = pytest.mark.usefixtures("engine")


def test_what_was_saved_is_read_back(store: Store) -> None:
    record = an_incident(store, strikes=count("3-5"), weapon=("barrel_bomb", "mortar"), narrative="سقطت القذائف ليلاً")
    entry = store.read("incident", record)
    assert entry is not None
    assert entry.values["strikes"] == count("3-5")
    assert entry.values["weapon"] == ("barrel_bomb", "mortar")
    assert entry.values["narrative"] == "سقطت القذائف ليلاً"
    assert entry.values["team"] == store.me.team
    assert entry.values["code"].startswith("INC-")


def test_a_save_is_one_journal_row_a_record(store: Store) -> None:
    before = store.position()
    an_incident(store, claims=1, victims=10)
    assert store.position() == before + 12


def test_all_hard_problems_come_at_once_and_nothing_is_written(store: Store) -> None:
    before = store.position(), store.state_hash()
    with pytest.raises(SaveRefused) as refused:
        store.save([Edit("incident", None, {"narrative": "?"}), Edit("victim", None, {"notes": "?"})])
    rules = {problem.rule for problem in refused.value.problems}
    assert {"incident_has_a_date", "incident_has_a_place", "incident_has_a_kind", "victim_has_an_outcome"} <= rules
    assert (store.position(), store.state_hash()) == before


def test_a_draft_accepts_anything(store: Store) -> None:
    outcome = store.save([Edit("incident", None, {"status": "draft"})])
    assert store.read("incident", outcome.ids[0]) is not None


def test_saving_what_already_stands_there_writes_nothing(store: Store) -> None:
    record = a_victim(store)
    before = store.position()
    outcome = change(store, "victim", record, sex="male")
    assert store.position() == before
    assert outcome.save == ""


def test_an_emptied_field_is_empty_and_its_old_value_is_in_the_history(store: Store) -> None:
    record = a_victim(store, hospital="مشفى كفر نبل")
    change(store, "victim", record, hospital=None)
    entry = store.read("victim", record)
    assert entry is not None
    assert "hospital" not in entry.values
    newest = store.history("victim", record)[0]
    assert (newest.field, newest.before, newest.after) == ("hospital", "مشفى كفر نبل", None)
    assert newest.who == "Tester"


def test_undo_restores_every_record_of_the_save_and_redo_brings_it_back(store: Store) -> None:
    record = an_incident(store, victims=2)
    victims = [entry.id for entry in store.children("victim", "incident", record)]
    done = store.save([
        Edit("incident", record, {"attack": "barrel_bombing"}),
        *(Edit("victim", victim, {"sex": "female"}) for victim in victims),
    ])  # fmt: skip
    undone = store.undo(done.save)
    assert store.read("incident", record).values["attack"] == "air_strike"  # type: ignore[union-attr]
    assert {store.read("victim", victim).values["sex"] for victim in victims} == {"male"}  # type: ignore[union-attr]
    store.redo(undone.save)
    assert store.read("incident", record).values["attack"] == "barrel_bombing"  # type: ignore[union-attr]


def test_undoing_a_new_record_withdraws_it_and_redo_returns_it(store: Store) -> None:
    outcome = store.save([Edit("victim", None, victim_values())])
    undone = store.undo(outcome.save)
    assert len(store.listing(Query("victim")).order()) == 0
    assert len(store.listing(Query("victim", withdrawn="only")).order()) == 1
    store.redo(undone.save)
    assert len(store.listing(Query("victim")).order()) == 1


def test_undo_leaves_alone_what_was_written_since(store: Store) -> None:
    record = a_victim(store)
    first = change(store, "victim", record, sex="female", hospital="A")
    change(store, "victim", record, sex="unknown")
    outcome = store.undo(first.save)
    entry = store.read("victim", record)
    assert entry is not None
    assert entry.values["sex"] == "unknown"
    assert "hospital" not in entry.values
    assert outcome.skipped == ((record, "sex"),)


def test_two_people_who_saw_the_same_value_disagree_and_one_settles_it(store: Store) -> None:
    record = a_victim(store)
    seen = store.read("victim", record).seen  # type: ignore[union-attr]
    store.save([Edit("victim", record, {"sex": "female"}, seen)])
    outcome = store.save([Edit("victim", record, {"sex": "unknown"}, seen)])
    assert outcome.conflicts == ((record, "sex"),)
    entry = store.read("victim", record)
    assert entry is not None
    assert [rival.value for rival in entry.disputed["sex"]] == ["unknown", "female"]
    settled = store.save([Edit("victim", record, {"sex": "unknown"}, entry.seen, why="hospital list")])
    assert store.conflicts() == []
    assert store.read("victim", record).values["sex"] == "unknown"  # type: ignore[union-attr]
    store.undo(settled.save)
    assert store.conflicts() in ([], [("victim", record, "sex")])


def test_a_withdrawn_record_leaves_lists_and_figures_and_comes_back(store: Store) -> None:
    record = an_incident(store, victims=2)
    victim = store.children("victim", "incident", record)[0].id
    done = change(store, "victim", victim, withdrawn="entered twice")
    row = next(iter(store.listing(Query("incident")).first(1)[1].values()))
    assert row["named_killed"] == 1
    store.undo(done.save)
    row = next(iter(store.listing(Query("incident")).first(1)[1].values()))
    assert row["named_killed"] == 2


def test_victims_follow_the_day_and_place_of_their_incident(store: Store) -> None:
    record = an_incident(store, victims=1)
    change(store, "incident", record, occurred=day("2019-06-01"), place=place(store, "Mhambal"))
    row = next(iter(store.listing(Query("victim")).first(1)[1].values()))
    assert row["day"] == "2019-06-01"
    assert row["where_id"] == place(store, "Mhambal")
    assert len(store.listing(Query("victim", search="محمبل")).order()) == 1
    assert len(store.listing(Query("victim", search="شيخون")).order()) == 0


def test_claims_give_a_range_and_named_victims_never_lower_the_maximum(store: Store) -> None:
    record = an_incident(store)
    store.save([Edit("claim", None, {"incident": record, "killed": count(text)}) for text in ("4", "6-8")])
    store.save([Edit("victim", None, victim_values(incident=record)) for _ in range(9)])
    row = next(iter(store.listing(Query("incident")).first(1)[1].values()))
    assert (row["killed_min"], row["killed_max"], row["named_killed"]) == (4, 9, 9)


@pytest.mark.parametrize(
    "typed", ["mohammad", "محمد", "Muhamad kh", "خالد محمد", "الاحمد", "ahmad", "khan shay", "خان شيخ"]
)
def test_a_person_is_found_in_either_script(store: Store, typed: str) -> None:
    record = an_incident(store, victims=1)
    a_victim(store, name=name("سعاد يوسف درويش"))
    found = store.listing(Query("victim", search=typed)).first(5)[1].values()
    assert [row["incident"] for row in found] == [record]


def test_lists_filter_sort_and_sum(store: Store) -> None:
    an_incident(store, occurred=day("2019-05-01"), attack="air_strike", victims=1)
    an_incident(store, occurred=day("2019-06-01"), attack="barrel_bombing", victims=2, place=place(store, "Mhambal"))
    listing = store.listing(Query("incident"))
    assert [row["day"] for row in listing.first(9)[1].values()] == ["2019-06-01", "2019-05-01"]
    assert listing.totals()["killed_min"] == 3
    for where, hits in [
        ({"attack": "barrel_bombing"}, 1),
        ({"attack": "barrel_bombing,air_strike"}, 2),
        ({"day": "2019-05-01/2019-05-31"}, 1),
        ({"killed": "2-"}, 1),
        ({"killed": "0"}, 0),
        ({"place": place(store, "SY07")}, 2),
        ({"place": place(store, "SY0705")}, 1),
        ({"status": "draft"}, 0),
        ({"sync": "here"}, 2),
        ({"sync": "received"}, 0),
    ]:
        assert len(store.listing(Query("incident", where=where)).order()) == hits, where


def test_drafts_and_settings_are_kept_until_dropped(store: Store) -> None:
    store.keep_draft(Draft("a" * 32, "incident", "", {"occurred": "4/7؟"}))
    store.keep_draft(Draft("a" * 32, "incident", "", {"occurred": "4/7"}))
    assert [dict(draft.content) for draft in store.drafts()] == [{"occurred": "4/7"}]
    store.drop_draft("a" * 32)
    assert store.drafts() == []
    store.set_setting("columns", [1, 2])
    assert store.setting("columns") == [1, 2]


def test_a_new_place_is_proposed_and_found_at_once(store: Store) -> None:
    parent = place(store, "SY070203")
    outcome = store.save(
        [Edit("place", None, {"name_ar": "مزرعة السنديان", "parent": parent, "proposed_by": store.me.team})]
    )
    found = store.suggest_places("السنديان")
    assert [facts.id for facts in found] == list(outcome.ids)
    assert store.places.area(found[0].id).startswith("SY/SY07/SY0702/SY070203/")  # type: ignore[union-attr]


def test_changes_learned_twice_or_backwards_give_the_same_state(store: Store, other: Store) -> None:
    record = an_incident(other, claims=1, victims=3)
    change(other, "incident", record, attack="cluster", place=place(other, "Mhambal"))
    changes = list(other.changes())
    store.learn(list(reversed(changes)))
    again = store.learn(changes)
    assert again.new_changes == 0
    assert store.read("incident", record).values == other.read("incident", record).values  # type: ignore[union-attr]
    mine = next(iter(store.listing(Query("incident")).first(1)[1].values()))
    theirs = next(iter(other.listing(Query("incident")).first(1)[1].values()))
    for column in ("day", "area", "killed_min", "killed_max", "named_killed", "moment"):
        assert mine[column] == theirs[column]
    assert mine.sync == "received"


def test_a_change_of_a_newer_program_is_kept_and_passed_on(store: Store, other: Store, tmp_path: Path) -> None:
    from dataclasses import replace

    record = a_victim(other)
    changes = [
        replace(one, fields={**one.fields, "blood_group": "A+", "sex": "new-code"}) if one.kind == "victim" else one
        for one in other.changes()
    ]
    store.learn(changes)
    entry = store.read("victim", record)
    assert entry is not None
    assert entry.values["blood_group"] == "A+"
    assert entry.values["sex"] == "new-code"
    assert any(one.fields.get("blood_group") == "A+" for one in store.changes())
    assert incident_values(store)["attack"]
