"""The inbox: every open thing stands in exactly one list, accepting settles it, a change brings it back."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import select

from storage.database.tables import tables
from storage.edits import Draft, Edit
from storage.fields.kinds import Range
from storage.review.asking import PUT_OFF, TODO, Item, Wish
from storage.review.inbox import (
    ACCEPTED,
    ASKING,
    DRAFT,
    FIT,
    GROUPS,
    LATER,
    PROPOSAL,
    RULE,
    UNVERIFIED,
    acceptance,
    judgement,
    misfit,
    questions,
    taking_back,
)
from storage.saving import new_id
from storage.store import Store
from tests.builders import a_victim, age, an_incident, change, count, day, incident_values, place, victim_values
from tests.rounds import rounds

pytestmark = pytest.mark.usefixtures("engine")


def inbox(store: Store, segment: str = TODO, **wish: Any) -> list[Item]:
    return [item for group in GROUPS for item in store.inbox(group, Wish(**wish), segment)]


def keys(items: list[Item]) -> list[tuple[str, str]]:
    return sorted((item.record, item.question.about) for item in items)


def accept(store: Store, item: Item, reason: str = "") -> str:
    return store.save(acceptance(item.kind, item.record, item.question, reason)).save


def put_off(store: Store, item: Item) -> None:
    store.save([judgement(item.kind, item.record, item.question, LATER)])


def one(store: Store, group: str) -> Item:
    (item,) = store.inbox(group)
    return item


def an_old_man(store: Store, **more: Any) -> str:
    return a_victim(store, age=age("115"), overrides={"age_is_possible": "seen on the identity card"}, **more)


def recount(store: Store) -> list[tuple[str, str]]:
    """Everything asked, from the rows themselves; people of a draft incident are finished with it."""
    found = []
    with store.database.reading() as connection:
        rows = {kind: connection.execute(select(tables[kind])).mappings().all() for kind in sorted(ASKING)}
    drafts = {bytes(row["id"]).hex() for row in rows["incident"] if row["drafted"]}
    for kind, records in rows.items():
        for row in records:
            for asked in questions(kind, row):
                if not (asked.about == DRAFT and kind == "victim" and row["incident"] in drafts):
                    found.append((bytes(row["id"]).hex(), asked.about))
    return sorted(found)


# ---- what is raised


def test_an_empty_register_asks_nothing(store: Store) -> None:
    assert inbox(store) == [] and store.inbox_counts().badge == 0


def test_a_complete_incident_waits_to_be_verified_and_is_counted_apart(store: Store) -> None:
    record = an_incident(store)
    assert one(store, UNVERIFIED).record == record
    counts = store.inbox_counts()
    assert counts.todo[UNVERIFIED] == 1 and counts.badge == 0


@pytest.mark.parametrize("said", ["verified", "did_not_occur", "cannot_be_verified"])
def test_an_incident_that_somebody_judged_is_not_asked_about(store: Store, said: str) -> None:
    an_incident(store, verification=said)
    assert store.inbox(UNVERIFIED) == []


def test_a_draft_asks_only_to_be_finished_and_its_people_with_it(store: Store) -> None:
    record = an_incident(store, status="draft", claims=1)
    store.save([Edit("victim", None, victim_values(incident=record, status="draft"))])
    assert keys(inbox(store)) == [(record, DRAFT)]


def test_a_person_left_open_alone_is_asked_about(store: Store) -> None:
    whole = an_incident(store, verification="verified")
    person = store.save([Edit("victim", None, {"status": "draft", "incident": whole, "sex": "male"})]).ids[0]
    assert keys(inbox(store)) == [(person, DRAFT)]


def test_each_doubt_gone_past_is_a_question_of_its_own(store: Store) -> None:
    person = an_old_man(store)
    change(store, "victim", person, overrides={"age_is_possible": "card", "pregnancy_and_sex_agree": "as told"})
    assert [asked for _, asked in keys(inbox(store))] == ["rule:age_is_possible", "rule:pregnancy_and_sex_agree"]


def test_fewer_names_than_claimed_are_asked_about_until_a_reason_stands_there(store: Store) -> None:
    record = an_incident(store, claims=1, verification="verified")
    assert one(store, FIT).record == record
    change(store, "incident", record, overrides={"names_fit_claims": "the families do not want it"})
    assert keys(inbox(store)) == [(record, "rule:names_fit_claims")]


def test_more_names_than_decided_are_asked_about(store: Store) -> None:
    record = an_incident(store, victims=3, verification="verified", figure_rule="decided", decided_killed=count("1"))
    assert one(store, FIT).question.what == "3 1-1"
    assert record in {item.record for item in inbox(store)}


def test_a_proposed_place_is_asked_about_once(store: Store) -> None:
    values = {"name_ar": "مزرعة السنديان", "level": 4, "parent": place(store), "proposed_by": store.me.team}
    record = store.save([Edit("place", None, values)]).ids[0]
    assert one(store, PROPOSAL).record == record and store.places.get(record).proposed  # type: ignore[union-attr]
    accept(store, one(store, PROPOSAL))
    assert store.inbox(PROPOSAL) == [] and not store.places.get(record).proposed  # type: ignore[union-attr]


def test_what_is_withdrawn_asks_nothing(store: Store) -> None:
    record = an_incident(store, claims=1)
    change(store, "incident", record, withdrawn="entered twice")
    assert inbox(store) == []


def test_what_is_being_typed_and_is_no_record_yet_is_a_draft_of_its_own(store: Store) -> None:
    kept = Draft(new_id(), "incident", "", {"form": {}})
    store.keep_draft(kept)
    assert one(store, DRAFT).draft is not None and store.inbox_counts().badge == 1
    store.save([Edit("incident", kept.id, {"status": "draft", "attack": "air_strike"})])
    assert one(store, DRAFT).draft is None, "one line for the record and the rest of its form"
    assert store.inbox_counts().badge == len(store.inbox(DRAFT)) == 1


def test_the_words_of_a_doubt_gone_past_can_be_read_again(store: Store) -> None:
    person = an_old_man(store)
    doubt = store.doubt_of("victim", person, "age_is_possible")
    assert doubt is not None and "110" in doubt.message.text
    change(store, "victim", person, age=age("30"))
    assert store.doubt_of("victim", person, "age_is_possible") is None


def test_a_long_reason_is_kept_and_asked_about(store: Store) -> None:
    luck = random.Random(1)
    reason = "".join(chr(luck.randrange(0x620, 0x64A)) for _ in range(6000))  # an index entry holds 2,700 bytes
    person = a_victim(store, age=age("115"), overrides={"age_is_possible": reason})
    assert one(store, RULE).record == person


def test_doubts_about_damage_and_facilities_are_asked_about_too(store: Store) -> None:
    record = an_incident(store, verification="verified")
    why = {"damage_names_its_facility": "a clinic nobody knows by name"}
    damage = {"incident": record, "damage": "serious", "overrides": why}
    saved = store.save([Edit("damage", None, damage)]).ids[0]
    assert keys(inbox(store)) == [(saved, "rule:damage_names_its_facility")]


# ---- judgements


def test_accepting_settles_a_question_and_a_change_brings_it_back(store: Store) -> None:
    person = an_old_man(store)
    accept(store, one(store, RULE), "the family has the card")
    assert inbox(store) == [] and store.inbox_counts().badge == 0
    change(store, "victim", person, age=age("150"))
    assert one(store, RULE).record == person


def test_another_reason_is_another_question(store: Store) -> None:
    person = an_old_man(store)
    accept(store, one(store, RULE))
    change(store, "victim", person, overrides={"age_is_possible": "a neighbour said so"})
    assert one(store, RULE).record == person


def test_another_name_brings_named_against_claimed_back(store: Store) -> None:
    record = an_incident(store, claims=1, verification="verified")
    accept(store, one(store, FIT), "the families do not want it")
    assert store.inbox(FIT) == []
    store.save([Edit("victim", None, victim_values(incident=record))])
    assert one(store, FIT).question.what == "1 2-2"


def test_verifying_in_the_inbox_verifies_the_record(store: Store) -> None:
    record = an_incident(store)
    accept(store, one(store, UNVERIFIED), "two teams saw it")
    entry = store.read("incident", record)
    assert entry is not None and entry.values["verification"] == entry.values["status"] == "verified"
    assert inbox(store) == []


def test_what_was_put_off_waits_apart(store: Store) -> None:
    an_old_man(store)
    put_off(store, one(store, RULE))
    assert inbox(store) == [] and len(inbox(store, PUT_OFF)) == 1
    counts = store.inbox_counts()
    assert counts.badge == 0 and counts.later[RULE] == 1
    (item,) = inbox(store, PUT_OFF)
    accept(store, item)
    assert inbox(store, PUT_OFF) == [] and store.inbox_counts().settled == 1


@pytest.mark.parametrize("group", [RULE, FIT, UNVERIFIED, PROPOSAL])
def test_a_judgement_can_be_taken_back(store: Store, group: str) -> None:
    _one_of_each(store)
    before = recount(store)
    accept(store, one(store, group), "why not")
    (settled,) = store.judgements()
    review = store.read("review", settled.review)
    assert review is not None and settled.reason == "why not"
    store.save(taking_back(settled.review, review.values))
    assert store.judgements() == [] and recount(store) == before == keys(inbox(store))


@pytest.mark.parametrize("group", [RULE, FIT, UNVERIFIED, PROPOSAL])
def test_undo_takes_a_judgement_back(store: Store, group: str) -> None:
    _one_of_each(store)
    before = keys(inbox(store))
    store.undo(accept(store, one(store, group), "why not"))
    assert keys(inbox(store)) == before and store.judgements() == []


def _one_of_each(store: Store) -> None:
    an_incident(store, claims=1)
    an_old_man(store)
    an_incident(store, status="draft")
    store.save([Edit("place", None, {"name_en": "New farm", "level": 4, "proposed_by": store.me.team})])


# ---- several laptops


def test_two_laptops_that_accept_the_same_do_not_disagree(store: Store, other: Store) -> None:
    _one_of_each(store)
    other.learn(list(store.changes()))
    for laptop in (store, other):
        for group in (RULE, FIT, UNVERIFIED, PROPOSAL):
            accept(laptop, one(laptop, group), "seen")
    mine, theirs = list(store.changes()), list(other.changes())
    store.learn(theirs)
    other.learn(mine)
    for laptop in (store, other):
        assert laptop.conflicts() == []
        assert [item.question.about for item in inbox(laptop)] == [DRAFT]
        assert laptop.inbox_counts().badge == 1
    assert store.state_hash() == other.state_hash()


def test_one_accepts_and_one_puts_off_accepting_counts(store: Store, other: Store) -> None:
    an_old_man(store)
    other.learn(list(store.changes()))
    accept(store, one(store, RULE))
    put_off(other, one(other, RULE))
    store.learn(list(other.changes()))
    assert inbox(store) == inbox(store, PUT_OFF) == [] and store.conflicts() == []
    counts = store.inbox_counts()
    assert counts.badge == 0 and counts.later[RULE] == 0


def test_a_judgement_that_arrives_before_its_record_waits_for_it(store: Store, other: Store) -> None:
    an_old_man(store)
    accept(store, one(store, RULE))
    changes = list(store.changes())
    reviews = [change for change in changes if change.kind == "review"]
    other.learn(reviews)
    other.learn([change for change in changes if change.kind != "review"])
    assert inbox(other) == []


# ---- the whole


@pytest.mark.parametrize("seed", range(rounds(3, 12)))
def test_every_open_thing_stands_in_exactly_one_list(store: Store, seed: int) -> None:
    luck = random.Random(seed)
    for _ in range(25):
        _something_happens(store, luck)
    todo, later = inbox(store), inbox(store, PUT_OFF)
    assert max(Counter(keys(todo + later)).values(), default=1) == 1
    accepted = {(item.record, item.question.about) for item in store.judgements(limit=1000)}
    assert sorted({*keys(todo), *keys(later)} | (accepted & set(recount(store)))) == recount(store)
    counts = store.inbox_counts()
    assert {group: len(store.inbox(group)) for group in GROUPS} == dict(counts.todo)
    assert {group: len(store.inbox(group, segment=PUT_OFF)) for group in GROUPS} == dict(counts.later)
    assert counts.settled == len(store.judgements(limit=1000))
    filtered = store.inbox_counts(Wish(team=store.me.team))
    assert (filtered.todo, filtered.later, filtered.settled) == (counts.todo, counts.later, counts.settled)


def _something_happens(store: Store, luck: random.Random) -> None:
    found = inbox(store)
    deed = luck.choice(
        ["incident", "draft", "victim", "proposal", "accept", "accept", "later", "back", "change", "undo"]
    )
    if deed == "incident":
        an_incident(store, claims=luck.randrange(3), victims=luck.randrange(4))
    elif deed == "draft":
        record = an_incident(store, status="draft")
        store.save([Edit("victim", None, victim_values(incident=record, status=luck.choice(["draft", "complete"])))])
    elif deed == "victim":
        an_old_man(store)
    elif deed == "proposal":
        store.save([Edit("place", None, {"name_en": f"Farm {luck.random()}", "proposed_by": store.me.team})])
    elif deed == "later" and found:
        put_off(store, luck.choice(found))
    elif deed == "back" and (settled := store.judgements()):
        review = store.read("review", luck.choice(settled).review)
        assert review is not None
        store.save(taking_back(review.id, review.values))
    elif deed == "change" and found:
        _change(store, luck.choice(found), luck)
    elif found and (saved := accept(store, luck.choice(found), "because")) and deed == "undo":
        store.undo(saved)


def _change(store: Store, item: Item, luck: random.Random) -> None:
    if item.kind == "incident":
        values = [{"status": "complete"}, {"verification": "not_verified"}, {"withdrawn": "twice"},
                  {"overrides": {"names_fit_claims": "because"}}]  # fmt: skip
        change(store, "incident", item.record, **luck.choice(values))
    elif item.kind == "victim":
        change(store, "victim", item.record, age=age(str(luck.randrange(100, 120))))


def test_pages_hold_everything_once_in_either_order(store: Store) -> None:
    for _ in range(7):
        an_old_man(store)
        an_incident(store, status="draft")
    for group in (RULE, DRAFT):
        newest = [item for start in range(0, 9, 3) for item in store.inbox(group, start=start, limit=3)]
        oldest = store.inbox(group, Wish(newest=False), limit=20)
        assert keys(newest) == keys(oldest) and len(newest) == 7
        assert [item.when for item in newest] == sorted((item.when for item in newest), reverse=True)


def test_filters_by_team_and_place(store: Store) -> None:
    khan, ariha = place(store, "Khan Shaykun"), place(store, "Ariha")
    team = store.save([Edit("team", None, {"name": "Khan-1"})]).ids[0]
    here = an_incident(store, place=khan)
    there = an_incident(store, place=ariha, team=team)
    an_old_man(store, incident=there)
    assert {item.record for item in inbox(store, place=khan)} == {here}
    assert {item.record for item in inbox(store, team=team)} == {there}
    assert len(inbox(store, place=ariha)) == 2
    assert store.inbox_counts(Wish(place=ariha)).todo[RULE] == 1
    accept(store, one(store, RULE))
    assert store.inbox_counts(Wish(place=ariha)).settled == 1 and store.inbox_counts(Wish(place=khan)).settled == 0


# ---- hostile data


@pytest.mark.parametrize("overrides", [[], "x", 7, {"age_is_possible": 3}, {"": ""}, {"a:b;c' --": "1"}, {"x": "%"}])
def test_strange_reasons_neither_break_nor_hide(store: Store, other: Store, overrides: Any) -> None:
    an_incident(other)
    a_victim(other)
    changes = [
        one
        if one.kind != "victim"
        else type(one)(**{**one.__dict__, "fields": {**one.fields, "overrides": overrides}})
        for one in other.changes()
    ]
    store.learn(changes)
    assert keys(inbox(store)) == recount(store)
    assert store.inbox_counts().todo[RULE] == len(store.inbox(RULE))
    for item in store.inbox(RULE):
        accept(store, item)
    assert store.inbox(RULE) == []


def test_a_judgement_of_a_newer_program_is_kept_and_asks_nothing(store: Store) -> None:
    values = {"record_id": "zz", "record_kind": "spaceship", "about": "orbit:low", "verdict": "other:maybe"}
    store.save([Edit("review", None, values), Edit("review", None, {"verdict": ACCEPTED})])
    assert inbox(store) == [] and store.inbox_counts().badge == 0
    store.judgements()


def test_no_fit_is_asked_where_nobody_claims() -> None:
    assert misfit({"named_killed": 3, "killed_min": None, "killed_max": None}) is None
    assert misfit({"named_killed": None, "killed_min": 1, "killed_max": None}) == "fewer"
    assert Range(1, None).low == 1 and day("2019-07-04") and incident_values
