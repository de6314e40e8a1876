"""Conflicts in the inbox: each listed once, decided by one edit with a reason, closed everywhere, taken back whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy.event import listen, remove

from storage.edits import Edit, SaveRefused
from storage.lists.listing import Query
from storage.review.disputes import Dispute, decision
from storage.review.inbox import BADGE, CONFLICT, LATER, judgement
from storage.review.items import PUT_OFF, TODO, Item
from storage.review.wishes import Wish
from storage.store import Store
from tests.builders import a_victim, age, an_incident, change, place

pytestmark = pytest.mark.usefixtures("engine")


def meet(store: Store, other: Store) -> None:
    """Both learn all that the other knows."""
    mine, theirs = list(store.changes()), list(other.changes())
    store.learn(theirs)
    other.learn(mine)


def apart(store: Store, other: Store, kind: str, record: str, ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    """Two laptops write different things before they meet."""
    meet(store, other)
    change(store, kind, record, **ours)
    change(other, kind, record, **theirs)
    meet(store, other)


def an_age(store: Store, other: Store) -> str:
    record = a_victim(store, age=age("30"))
    apart(store, other, "victim", record, {"age": age("34")}, {"age": age("43")})
    return record


def the(store: Store) -> Dispute:
    (item,) = store.inbox(CONFLICT)
    found = store.dispute(item.kind, item.record, item.question.rule)
    assert found is not None
    return found


def keep(store: Store, text: str, why: str = "identity card") -> str:
    found = the(store)
    (value,) = (one.value for one in found.stances if one.value == age(text))
    return store.save(decision(found, value, why), why=why).save


def test_every_open_conflict_is_listed_once_and_counted(store: Store, other: Store) -> None:
    record = an_age(store, other)
    incident = an_incident(store)
    ours, theirs = {"notes": "a", "weapon": "barrel_bomb"}, {"notes": "b", "weapon": "artillery"}
    apart(store, other, "incident", incident, ours, theirs)
    listed = {(item.kind, item.record, item.question.rule) for item in store.inbox(CONFLICT)}
    assert listed == set(store.conflicts()) and ("victim", record, "age") in listed
    counts = store.inbox_counts()
    assert counts.todo[CONFLICT] == len(store.conflicts()) == 3
    others = sum(counts.todo[group] for group in BADGE if group != CONFLICT)
    assert counts.badge == 3 + others
    assert keys(store) == keys(other)


def test_a_page_of_conflicts_asks_the_register_as_often_however_many_there_are(store: Store, other: Store) -> None:
    people = [a_victim(store, age=age("30")) for _ in range(9)]
    asked: list[int] = []
    for some in (people[:2], people[2:]):
        meet(store, other)
        for laptop, years in ((store, "34"), (other, "43")):
            laptop.save([Edit("victim", one, {"age": age(years)}) for one in some])
        meet(store, other)
        with statements(store) as told:
            assert len(store.inbox(CONFLICT)) == len(store.conflicts())
        asked.append(len(told))
    assert asked[0] == asked[1] and len(store.conflicts()) == 9


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """What is asked of the database inside the block."""
    told: list[str] = []

    def note(*event: Any) -> None:
        told.append(str(event[2]))

    engine = store.database.engine
    listen(engine, "before_cursor_execute", note)
    try:
        yield told
    finally:
        remove(engine, "before_cursor_execute", note)


def keys(store: Store, segment: str = TODO, **wish: Any) -> list[tuple[str, str, str]]:
    found: list[Item] = store.inbox(CONFLICT, Wish(**wish), segment)
    return sorted((item.record, item.question.about, item.question.what) for item in found)


def test_a_conflict_says_who_wrote_what_on_which_laptop_and_what_stood_there_before(
    store: Store, other: Store
) -> None:
    an_age(store, other)
    found = the(store)
    assert [one.value for one in found.stances] == [age("34"), age("43")] and found.before == (age("30"),)
    assert [(one.voices[0].who, one.voices[0].team) for one in found.stances] == [
        (laptop.me.person_name, laptop.me.team_name) for laptop in (store, other)
    ]
    assert [one.voices[0].device for one in found.stances] == [store.me.device_name, other.me.device_name]
    assert found.protected and found.shown in (age("34"), age("43"))


def test_a_protected_field_is_not_decided_without_a_reason(store: Store, other: Store) -> None:
    record = an_age(store, other)
    before = store.position()
    for edits in (decision(the(store), age("34")), [Edit("victim", record, {"age": age("50")})]):
        with pytest.raises(SaveRefused) as refused:
            store.save(edits, why="  ")
        (problem,) = refused.value.problems
        assert problem.fields == ("age",) and problem.hard
    assert store.position() == before and len(store.conflicts()) == 1
    store.save([Edit("victim", record, {"hospital": "Ariha"})])
    assert len(store.conflicts()) == 1


def test_wordings_are_decided_without_a_reason(store: Store, other: Store) -> None:
    record = a_victim(store)
    apart(store, other, "victim", record, {"notes": "a"}, {"notes": "b"})
    found = the(store)
    assert not found.protected
    store.save(decision(found, "b"))
    assert store.conflicts() == []


def test_a_decision_closes_the_conflict_on_every_laptop_and_stands_under_settled(store: Store, other: Store) -> None:
    record = an_age(store, other)
    keep(store, "34")
    meet(store, other)
    for laptop in (store, other):
        assert laptop.conflicts() == [] and keys(laptop) == [] and laptop.inbox_counts().todo[CONFLICT] == 0
        assert laptop.read("victim", record).values["age"] == age("34")  # type: ignore[union-attr]
        (judged,) = laptop.judgements()
        assert (judged.question.about, judged.reason) == ("conflict:age", "identity card")
    assert store.state_hash() == other.state_hash()


def test_one_undo_brings_the_whole_conflict_back_with_those_who_wrote_it(store: Store, other: Store) -> None:
    an_age(store, other)
    before = the(store)
    store.undo(keep(store, "34"))
    after = the(store)
    assert sorted(map(repr, (one.value for one in after.stances))) == sorted(
        map(repr, (one.value for one in before.stances))
    )
    assert {(repr(one.value), one.voices[0].team) for one in after.stances} == {
        (repr(one.value), one.voices[0].team) for one in before.stances
    }
    assert store.judgements() == []


def test_two_different_decisions_are_one_conflict_again_and_two_equal_ones_none(store: Store, other: Store) -> None:
    an_age(store, other)
    keep(store, "34")
    keep(other, "43")
    meet(store, other)
    for laptop in (store, other):
        assert len(laptop.inbox(CONFLICT)) == 1
        assert laptop.inbox_counts().todo[CONFLICT] == 1 and laptop.judgements() == []
        assert {one.voices[0].why for one in the(laptop).stances} == {"identity card"}
    assert keys(store) == keys(other)
    keep(store, "34", "seen")
    keep(other, "34", "seen too")
    meet(store, other)
    assert store.conflicts() == other.conflicts() == [] and store.state_hash() == other.state_hash()


def test_what_is_kept_open_with_a_note_waits_under_later_until_something_new_is_written(
    store: Store, other: Store
) -> None:
    record = an_age(store, other)
    found = the(store)
    store.save([judgement(found.kind, found.record, found.question, LATER, "nobody knows")])
    meet(store, other)
    for laptop in (store, other):
        assert keys(laptop) == [] and laptop.inbox_counts().todo[CONFLICT] == 0
        (item,) = laptop.inbox(CONFLICT, segment=PUT_OFF)
        assert item.reason == "nobody knows" and laptop.inbox_counts().later[CONFLICT] == 1
        assert len(laptop.conflicts()) == 1
    change(other, "victim", record, notes="something else")
    assert keys(other) == []
    other.save([Edit("victim", record, {"age": age("44")}, why="the mother")])
    store.undo(store.save([Edit("victim", record, {"age": age("45")}, why="the aunt")]).save)
    meet(store, other)
    assert len(keys(store)) == 1 and keys(store, PUT_OFF) == []


def test_filters_narrow_by_kind_field_team_and_place(store: Store, other: Store) -> None:
    record = an_age(store, other)
    incident = an_incident(store, place=place(store, "Ariha"))
    apart(store, other, "incident", incident, {"weapon": "barrel_bomb"}, {"weapon": "artillery"})
    source = store.save([Edit("source", None, {"title": "list"})]).ids[0]
    apart(store, other, "source", source, {"reliability": "a"}, {"reliability": "b"})
    assert [one[0] for one in keys(store, kind="incident")] == [incident]
    assert [one[0] for one in keys(store, kind="victim", field="age")] == [record]
    assert keys(store, kind="victim", field="sex") == []
    assert {one[0] for one in keys(store, team=store.me.team)} == {record, incident, source}
    assert keys(store, team=other.me.team) == []
    assert [one[0] for one in keys(store, place=place(store, "Ariha"))] == [incident]
    found = {("incident", "weapon", 1), ("source", "reliability", 1), ("victim", "age", 1)}
    assert set(store.conflict_fields()) == found
    wish = Wish(kind="incident")
    assert store.inbox_counts(wish).todo[CONFLICT] == 1


def test_pages_join_without_gaps_in_both_orders(store: Store, other: Store) -> None:
    records = [a_victim(store, age=age("30")) for _ in range(7)]
    meet(store, other)
    for laptop, text in ((store, "34"), (other, "43")):
        for record in records:
            change(laptop, "victim", record, age=age(text))
    meet(store, other)
    for newest in (True, False):
        whole = store.inbox(CONFLICT, Wish(newest=newest), limit=99)
        wish = Wish(newest=newest)
        paged = [one for start in (0, 3, 6) for one in store.inbox(CONFLICT, wish, start=start, limit=3)]
        assert [item.key for item in paged] == [item.key for item in whole] and len(whole) == 7
        assert [item.when for item in whole] == sorted((item.when for item in whole), reverse=newest)
    item = whole[0]
    assert item.row is not None and set(map(repr, item.row.disputed["age"])) == {repr(age("34")), repr(age("43"))}


def test_what_is_no_conflict_has_none_to_show(store: Store) -> None:
    record = a_victim(store)
    assert store.dispute("victim", record, "age") is None
    assert store.dispute("victim", "nothing", "age") is None
    assert store.dispute("newer", record, "age") is None
    assert store.conflict_fields() == []


def test_a_place_is_found_by_each_name_teams_gave_it_until_one_is_decided(store: Store, other: Store) -> None:
    record = place(store, "Ariha")
    incident = an_incident(store, place=record)
    apart(store, other, "place", record, {"name_en": "Vexolune"}, {"name_en": "Brintaquay"})
    for laptop in (store, other, Store(other.database)):
        for typed in ("Vexolune", "Brintaquay", "brintaq"):
            assert [one.id for one in laptop.suggest_places(typed, slips=False)] == [record]
        said = laptop.places.facts[record]
        assert said.contested and set(said.names_said("en")) == {"Vexolune", "Brintaquay"} == {
            *said.contested,
            said.name_en,
        }
    for typed in ("Vexolune", "Brintaquay"):
        assert [row.id for row in store.listing(Query("place", search=typed)).first(3)[1].values()] == [record]
        assert [row.id for row in store.listing(Query("incident", search=typed)).first(3)[1].values()] == [incident]
    (item,) = store.inbox(CONFLICT)
    found = store.dispute(item.kind, item.record, item.question.rule)
    assert found is not None
    settled = store.save(decision(found, "Vexolune", "signpost")).save
    assert not store.suggest_places("Brintaquay", slips=False) and not store.places.facts[record].rivals
    assert not store.listing(Query("incident", search="Brintaquay")).first(3)[1]
    store.undo(settled)
    assert [one.id for one in store.suggest_places("Brintaquay", slips=False)] == [record]


def test_a_place_joined_to_another_takes_its_rival_names_along(store: Store, other: Store) -> None:
    real, double = place(store, "Ariha"), store.save([Edit("place", None, {"level": 4, "name_en": "Qolmira"})]).ids[0]
    apart(store, other, "place", double, {"name_en": "Vexolune"}, {"name_en": "Brintaquay"})
    store.join_place(double, real)
    assert [store.suggest_places(one, slips=False)[0].id for one in ("Vexolune", "Brintaquay")] == [real, real]
