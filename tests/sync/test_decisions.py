"""Decisions travel by bundles: they close a conflict everywhere; decided differently it is one conflict again."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.edits import Edit, SaveRefused
from storage.review.disputes import decision
from storage.review.inbox import CONFLICT
from storage.store import Store
from storage.sync.folder import read_folder, write_folder
from tests.builders import a_store, an_incident, change
from tests.sync.test_segments import give, joined, ours, settle, theirs

__all__ = ["ours", "theirs"]


def a_conflict(ours: Store, theirs: Store) -> str:
    record = an_incident(ours)
    settle(ours, theirs)
    change(ours, "incident", record, weapon="barrel_bomb")
    change(theirs, "incident", record, weapon="artillery")
    settle(ours, theirs)
    return record


def decide(store: Store, record: str, value: str) -> None:
    found = store.dispute("incident", record, "weapon")
    assert found is not None
    store.save(decision(found, value, f"seen: {value}"))


def test_a_decision_closes_the_conflict_on_the_other_laptop_with_the_next_bundle(ours: Store, theirs: Store) -> None:
    record = a_conflict(ours, theirs)
    found = theirs.dispute("incident", record, "weapon")
    assert found is not None
    assert {one.voices[0].team for one in found.stances} == {"Ariha 2", "Khan 1"}
    decide(theirs, record, "artillery")
    settle(ours, theirs)
    for store in (ours, theirs):
        assert store.conflicts() == [] and store.inbox(CONFLICT) == []
        assert [one.question.about for one in store.judgements()] == ["conflict:weapon"]
    assert ours.state_hash() == theirs.state_hash()


def test_one_conflict_decided_differently_on_two_laptops_is_one_conflict_on_both(ours: Store, theirs: Store) -> None:
    record = a_conflict(ours, theirs)
    decide(ours, record, "barrel_bomb")
    decide(theirs, record, "artillery")
    settle(ours, theirs)
    for store in (ours, theirs):
        assert [(one.record, one.question.about) for one in store.inbox(CONFLICT)] == [(record, "conflict:weapon")]
        assert store.inbox_counts().todo[CONFLICT] == 1 and store.judgements() == []
    assert [one.question.what for one in ours.inbox(CONFLICT)] == [one.question.what for one in theirs.inbox(CONFLICT)]
    decide(ours, record, "artillery")
    settle(ours, theirs)
    assert ours.conflicts() == theirs.conflicts() == []


def test_who_reads_a_conflict_and_its_decision_at_once_is_told_of_no_conflict(
    ours: Store, theirs: Store, tmp_path: Path
) -> None:
    third, stick = a_store(tmp_path / "third", team="Third"), tmp_path / "stick"
    joined(third, ours)
    record = an_incident(ours)
    settle(ours, theirs)
    change(ours, "incident", record, weapon="barrel_bomb")
    write_folder(ours, stick)
    change(theirs, "incident", record, weapon="artillery")
    write_folder(theirs, stick)
    assert read_folder(theirs, stick).conflicts == 1
    assert read_folder(ours, stick).conflicts == 1
    decide(ours, record, "artillery")
    write_folder(ours, stick)
    found = read_folder(third, stick)
    assert found.bundles > 1 and found.conflicts == len(third.conflicts()) == 0
    third.close()


def test_what_arrived_is_not_decided_without_a_reason_either(ours: Store, theirs: Store) -> None:
    record = a_conflict(ours, theirs)
    with pytest.raises(SaveRefused):
        theirs.save([Edit("incident", record, {"weapon": "artillery"})])
    assert len(theirs.conflicts()) == 1


def test_decided_alike_on_two_laptops_it_is_decided(ours: Store, theirs: Store) -> None:
    record = a_conflict(ours, theirs)
    decide(ours, record, "artillery")
    decide(theirs, record, "artillery")
    settle(ours, theirs)
    for store in (ours, theirs):
        assert store.conflicts() == [] and store.inbox(CONFLICT) == []
        assert store.inbox_counts().todo[CONFLICT] == 0


def test_among_three_laptops_different_decisions_are_one_conflict_shown_once_to_each(
    ours: Store, theirs: Store, tmp_path: Path
) -> None:
    third = a_store(tmp_path, team="Third 3", country="")
    joined(third, ours, "verifier")
    everybody = (ours, theirs, third)
    record = a_conflict(ours, theirs)
    settle(*everybody)
    for store, value in zip(everybody, ("barrel_bomb", "artillery", "mortar"), strict=True):
        decide(store, record, value)
    give(ours, third)  # the third hears of one decision first, of the other later, and of nothing twice
    give(theirs, third)
    settle(*everybody)
    asked = [store.inbox(CONFLICT) for store in everybody]
    assert [[(one.record, one.question.about) for one in items] for items in asked] == [
        [(record, "conflict:weapon")]
    ] * 3
    assert len({items[0].question.what for items in asked}) == 1
    found = third.dispute("incident", record, "weapon")
    assert found is not None and [len(one.voices) for one in found.stances] == [1, 1, 1]
    assert all(store.inbox_counts().todo[CONFLICT] == 1 and store.judgements() == [] for store in everybody)
    assert all(("review", one) not in {(kind, name) for kind, _, name in store.conflicts()} for store in everybody
               for one in ("verdict", "what", "reason"))  # fmt: skip
    decide(third, record, "mortar")
    settle(*everybody)
    assert {store.state_hash() for store in everybody} == {ours.state_hash()}
    assert all(store.conflicts() == [] and store.inbox(CONFLICT) == [] for store in everybody)
    third.close()
