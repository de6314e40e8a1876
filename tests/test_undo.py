"""Laws of undo: taking back, taking back what was taken back, and leaving others' work alone; edits of one save."""

from __future__ import annotations

import pytest

from storage.edits import Edit
from storage.lists.listing import Query
from storage.saving import new_id
from storage.store import Store
from tests.builders import a_victim, an_incident, change, count, name, place, victim_values
from tests.test_merging import assert_equals_specification

pytestmark = pytest.mark.usefixtures("engine")


def _facts(store: Store, *records: tuple[str, str]) -> list[object]:
    """What a person sees: values, open disputes and their rivals, whatever the stamps."""
    found: list[object] = []
    for kind, record in records:
        entry = store.read(kind, record)
        assert entry is not None
        rivals = {key: sorted(repr(rival.value) for rival in entry.disputed[key]) for key in entry.disputed}
        found.append((dict(entry.values), rivals))
    return found


def test_undo_of_undo_is_as_before_however_often(store: Store) -> None:
    record = an_incident(store, victims=2, tags=("market",))
    victims = [entry.id for entry in store.children("victim", "incident", record)]
    records = [("incident", record), *(("victim", victim) for victim in victims)]
    before = _facts(store, *records)
    done = store.save(
        [
            Edit(
                "incident",
                record,
                {"attack": "cluster", "narrative": "x", "tags": None, "place": place(store, "Mhambal")},
            ),
            Edit(
                "victim",
                victims[0],
                {"sex": "female", "sources": ("a" * 32,), "outcome": "injured"},
                why="typed wrong",
            ),
            Edit("victim", victims[1], {"withdrawn": "twice"}),
        ]
    )
    after = _facts(store, *records)
    save = done.save
    for step in range(6):
        save = store.undo(save).save
        assert _facts(store, *records) == (after if step % 2 else before), step
    assert_equals_specification(store)


def _disputed(store: Store) -> str:
    record = a_victim(store)
    seen = store.read("victim", record).seen  # type: ignore[union-attr]
    for sex in ("female", "unknown"):
        store.save([Edit("victim", record, {"sex": sex}, seen)])
    return record


def test_taking_back_a_settlement_opens_the_dispute_again_with_all_its_rivals(store: Store) -> None:
    record = _disputed(store)
    before = _facts(store, ("victim", record))
    settled = store.save([Edit("victim", record, {"sex": "male", "hospital": "A"})], why="seen by the doctor")
    after = _facts(store, ("victim", record))
    undone = store.undo(settled.save)
    assert _facts(store, ("victim", record)) == before
    assert undone.conflicts == ((record, "sex"),)
    again = store.undo(undone.save)
    assert again.skipped == ()
    assert _facts(store, ("victim", record)) == after
    assert store.conflicts() == []
    store.undo(again.save)
    assert _facts(store, ("victim", record)) == before
    assert_equals_specification(store)


def test_what_another_team_wrote_since_is_left_alone_and_reported(store: Store, other: Store) -> None:
    record = a_victim(store)
    mine = change(store, "victim", record, sex="female", hospital="A")
    other.learn(list(store.changes()))
    change(other, "victim", record, sex="unknown")
    store.learn(list(other.changes()))
    outcome = store.undo(mine.save)
    assert outcome.skipped == ((record, "sex"),)
    values = store.read("victim", record).values  # type: ignore[union-attr]
    assert (values["sex"], values.get("hospital")) == ("unknown", None)


def test_an_entry_another_team_worked_on_is_not_withdrawn_by_undo(store: Store, other: Store) -> None:
    done = store.save([Edit("victim", None, victim_values()), Edit("victim", None, victim_values())])
    other.learn(list(store.changes()))
    change(other, "victim", done.ids[0], hospital="B")
    store.learn(list(other.changes()))
    outcome = store.undo(done.save)
    assert outcome.skipped == ((done.ids[0], "withdrawn"),)
    assert [row.id for row in store.listing(Query("victim")).first(9)[1].values()] == [done.ids[0]]


def test_an_undo_whose_predecessor_has_not_arrived_empties_nothing(store: Store, other: Store) -> None:
    record = a_victim(other, hospital="A")
    late = change(other, "victim", record, hospital="B")
    store.learn([one for one in other.changes() if one.save.hex() == late.save])
    outcome = store.undo(late.save)
    assert outcome.skipped == ((record, "hospital"),)
    assert store.read("victim", record).values["hospital"] == "B"  # type: ignore[union-attr]


def test_two_edits_of_one_record_in_one_save_are_one_change_and_no_rivals(store: Store) -> None:
    record, old = new_id(), a_victim(store)
    before = store.position()
    outcome = store.save(
        [
            Edit("victim", record, victim_values(sex="female")),
            Edit("victim", old, {"sex": "female", "notes": "a"}),
            Edit("victim", record, {"sex": "male", "hospital": "A"}),
            Edit("victim", old, {"sex": "male"}),
        ]
    )
    assert store.position() == before + 2
    assert outcome.ids == (record, record, old, old)
    assert store.conflicts() == []
    assert store.read("victim", record).values["sex"] == "male"  # type: ignore[union-attr]
    assert store.read("victim", old).values["notes"] == "a"  # type: ignore[union-attr]


def test_a_form_that_saw_an_old_value_disagrees_only_where_it_wrote(store: Store) -> None:
    record = a_victim(store, hospital="A")
    seen = store.read("victim", record).seen  # type: ignore[union-attr]
    change(store, "victim", record, sex="female", hospital="B", notes="new")
    store.save(
        [Edit("victim", record, {"hospital": "C", "notes": "mine"}, seen), Edit("victim", record, {"cause": "burns"})]
    )
    assert {key for _, _, key in store.conflicts()} == {"hospital", "notes"}
    assert store.read("victim", record).values["sex"] == "female"  # type: ignore[union-attr]
    store.save([Edit("victim", record, {"sex": "female"}, seen)])
    assert {key for _, _, key in store.conflicts()} == {"hospital", "notes"}


def test_moving_a_victim_and_taking_it_back_moves_the_figures(store: Store) -> None:
    first, second = an_incident(store, victims=1), an_incident(store, victims=1)
    victim = store.children("victim", "incident", first)[0].id
    moved = change(store, "victim", victim, incident=second)
    named = {row.id: row["named_killed"] for row in store.listing(Query("incident")).first(9)[1].values()}
    assert named == {first: 0, second: 2}
    store.undo(moved.save)
    named = {row.id: row["named_killed"] for row in store.listing(Query("incident")).first(9)[1].values()}
    assert named == {first: 1, second: 1}


def test_a_group_of_at_least_so_many_has_no_upper_figure(store: Store) -> None:
    record = an_incident(store)
    store.save([Edit("victim", None, {"incident": record, "people": count("at least 12"), "outcome": "killed"})])
    row = next(iter(store.listing(Query("incident")).first(1)[1].values()))
    assert (row["killed_min"], row["killed_max"], row["named_killed"]) == (12, None, 12)
    totals = store.listing(Query("incident")).totals()
    assert totals["killed_max"] >= totals["killed_min"] == 12


def test_numbers_of_changes_have_no_gap_whatever_was_refused_or_taken_back(store: Store) -> None:
    from storage.edits import SaveRefused

    record = a_victim(store)
    done = change(store, "victim", record, sex="female", name=name("سعاد درويش"))
    with pytest.raises(SaveRefused):
        store.save([Edit("victim", None, victim_values()), Edit("incident", None, {"notes": "?"})])
    store.undo(store.undo(done.save).save)
    change(store, "victim", record, sex="female")
    mine = sorted(one.number for one in store.changes() if one.stamp[8:].hex() == store.me.device)
    assert mine == list(range(1, len(mine) + 1))
