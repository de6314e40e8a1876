"""Laws of the board of the missing: who is sought, which bodies could be them, and what a person decides is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from storage.edits import Edit
from storage.lists.listing import Query
from storage.store import Store
from tests.builders import a_store, a_victim, age, an_incident, change, day, name, place


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = a_store(tmp_path)
    yield made
    made.close()


def missing(store: Store, **more: Any) -> str:
    told = {"outcome": "missing", "age": age("8-12"), "outcome_day": day("2019-07-04"), "outcome_place": place(store)}
    return a_victim(store, **{**told, **more})


def a_body(store: Store, **more: Any) -> str:
    told = {"name": None, "age": age("7-11"), "outcome_day": day("2019-07-06"), "outcome_place": place(store)}
    return a_victim(store, **{**told, **more})


def could_be(store: Store, record: str) -> list[str]:
    return [one.row.id for one in store.could_be(record)]


def board(store: Store) -> set[str]:
    _, rows = store.listing(Query("victim", where={"board": "lost"})).first(100)
    return {row.id for row in rows.values()}


def outcome(store: Store, record: str) -> Any:
    entry = store.read("victim", record)
    assert entry is not None
    return entry.values.get("outcome")


def test_the_missing_find_bodies_and_bodies_find_the_missing(store: Store) -> None:
    person, body = missing(store), a_body(store)
    a_body(store, sex="female")
    a_body(store, age=age("40-50"))
    a_body(store, outcome_place=place(store, "Ariha"))
    a_body(store, outcome_day=day("2019-05-01"))
    assert could_be(store, person) == [body]
    assert could_be(store, body) == [person]
    (found,) = store.could_be(person)
    assert [reason.code for reason in found.likely.reasons] == ["same_place", "days_later", "sex", "ages"]


def test_a_body_found_days_after_the_incident_is_found_by_its_own_day(store: Store) -> None:
    incident = an_incident(store)
    person = missing(store, incident=incident)
    late = a_body(store, incident=incident, outcome_day=day("2019-08-01"))
    assert could_be(store, person) == [late]
    assert could_be(store, late) == [person]


def test_a_body_with_only_a_family_is_without_a_name_still(store: Store) -> None:
    person = missing(store, name=name("سامر الأحمد"))
    body = a_body(store, name=name("/ Alahmad"), family_group="Alahmad")
    entry = store.read("victim", body)
    assert entry is not None
    if not entry.values["name"].la.given:
        assert could_be(store, person) == [body]


def test_the_identified_keeps_both_accounts_and_the_timeline_grows(store: Store) -> None:
    person, body = missing(store), a_body(store)
    before = store.read("victim", body)
    saved = store.save(store.identification(body, person, {}, "his brother knew the shirt"))
    after = store.read("victim", body)
    assert before is not None and after is not None and before.values == after.values
    assert outcome(store, person) == "killed"
    steps = {one.values["outcome"]: one.values.get("day") for one in store.children("outcome", "victim", person)}
    assert steps == {"missing": day("2019-07-04"), "killed": day("2019-07-06")}
    (found,) = store.identified_with(person)
    assert found.other.id == body and found.other_is_body
    assert found.link.values["reason"] == "his brother knew the shirt"
    (back,) = store.identified_with(body)
    assert back.other.id == person and not back.other_is_body
    store.undo(saved.save)
    assert outcome(store, person) == "missing" and store.identified_with(person) == []
    assert could_be(store, person) == [body]


def test_an_identified_body_is_offered_to_nobody_else(store: Store) -> None:
    person, body, other = missing(store), a_body(store), missing(store, name=name("علي حسن"))
    assert could_be(store, other) == [body]
    store.save(store.identification(body, person, {}, "seen"))
    assert could_be(store, other) == [] and could_be(store, body) == []


def test_an_identification_is_taken_back_though_others_wrote_since(store: Store) -> None:
    person, body = missing(store), a_body(store)
    store.save(store.identification(body, person, {}, "seen"))
    change(store, "victim", person, hospital="Ariha")
    (found,) = store.identified_with(person)
    store.save(store.identification_taken_back(found.link.id, "it was his cousin"))
    assert outcome(store, person) == "missing" and board(store) == {person}
    assert store.identified_with(body) == [] and could_be(store, person) == [body]
    withdrawn = [one.values.get("withdrawn") for one in store.children("link", "first", body)]
    assert withdrawn == ["it was his cousin"]


def test_what_is_told_apart_is_not_asked_again_until_that_is_withdrawn(store: Store) -> None:
    person, body = missing(store), a_body(store)
    link = store.save(store.told_apart(body, person, "another scar")).ids[0]
    assert could_be(store, person) == [] and could_be(store, body) == []
    change(store, "link", link, withdrawn="a mistake")
    assert could_be(store, person) == [body]


def test_a_disputed_find_is_missing_until_all_agree(store: Store) -> None:
    person, body = missing(store), a_body(store)
    seen = store.read("victim", person)
    assert seen is not None
    change(store, "victim", person, outcome="rescued")
    store.save([Edit("victim", person, {"outcome": "under_rubble"}, seen.seen)])
    change_of = store.read("victim", person)
    assert change_of is not None and len(change_of.disputed["outcome"]) == 2
    assert board(store) == {person}
    assert could_be(store, person) == [body] and could_be(store, body) == [person]
    store.save([Edit("victim", person, {"outcome": "rescued"})], why="seen alive by the team")
    assert board(store) == set()


def test_the_board_holds_those_who_are_sought(store: Store) -> None:
    person, under = missing(store), missing(store, outcome="under_rubble")
    a_victim(store)
    gone = missing(store)
    change(store, "victim", gone, withdrawn="entered twice")
    assert board(store) == {person, under}


@pytest.mark.parametrize("day_", ["0001-01-01", "9999-12-31"])
def test_days_that_cannot_be_find_nobody_and_break_nothing(store: Store, day_: str) -> None:
    person = missing(store, outcome_day=day(day_), status="draft")
    a_body(store)
    assert could_be(store, person) == []


def test_links_in_a_circle_and_to_nobody_break_nothing(store: Store) -> None:
    person, body = missing(store), a_body(store)
    for first, second in ((person, body), (body, person), (body, body), (body, "0" * 32)):
        store.save(
            [Edit("link", None, {"link": "identified_as", "about": "victim", "first": first, "second": second})]
        )
    assert could_be(store, person) == []
    assert {one.other.id for one in store.identified_with(body)} == {person, body}
    assert store.could_be("0" * 32) == [] and store.could_be("no id") == []


def plans_of(store: Store, ask: Callable[[], object]) -> list[str]:
    """How SQLite reads victims while ``ask`` runs."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.lstrip().startswith("SELECT") and "victim" in statement:
            asked.append((statement, parameters))

    with store.database.reading() as connection:
        engine = connection.engine
    event.listen(engine, "before_cursor_execute", note)
    ask()
    event.remove(engine, "before_cursor_execute", note)
    with store.database.reading() as connection:
        return [
            str(row[3])
            for statement, parameters in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]


@pytest.mark.parametrize("disputed", [False, True])
def test_the_board_and_the_candidates_are_read_by_small_indexes_never_through_everybody(
    store: Store, disputed: bool
) -> None:
    person = missing(store)
    a_body(store)
    if disputed:
        seen = store.read("victim", person)
        assert seen is not None
        change(store, "victim", person, outcome="rescued")
        store.save([Edit("victim", person, {"outcome": "under_rubble"}, seen.seen)])
    plans = plans_of(store, lambda: (board(store), store.could_be(person)))
    read = [plan for plan in plans if plan.startswith(("SEARCH victim", "SCAN victim"))]
    assert any("victim_board_withdrawn_day_area_sparse" in plan for plan in read)
    assert not [plan for plan in read if plan.startswith("SCAN") or "victim_withdrawn_day" in plan]
