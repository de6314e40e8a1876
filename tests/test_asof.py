"""The past is what the changes that had arrived by then make of it."""

from __future__ import annotations

import random
from typing import Any

import pytest

from storage.database.rows import load_values
from storage.edits import Edit
from storage.store import Store
from tests.builders import a_victim, an_incident, change, count, incident_values, name
from tests.test_computed import changes_of

pytestmark = pytest.mark.usefixtures("engine")


def now(store: Store, kind: str, records: list[str]) -> dict[str, Any]:
    return {
        entry.id: (dict(entry.values), entry.seen.heads, set(entry.disputed))
        for entry in store.read_many(kind, records)
    }


def then(store: Store, position: int, kind: str, records: list[str]) -> dict[str, Any]:
    found = store.standing_at(position, kind, records)
    return {
        record: (
            {name: value for name, value in load_values(kind, one.values).items() if value is not None},
            one.seen.heads,
            set(one.disputed),
        )
        for record, one in found.items()
    }


def test_every_position_is_as_it_was_when_it_was_now(store: Store) -> None:
    chance = random.Random(5)
    records = [a_victim(store) for _ in range(3)]
    told: list[tuple[int, dict[str, Any]]] = []
    for _ in range(25):
        told.append((store.position(), now(store, "victim", records)))
        record = chance.choice(records)
        change(store, "victim", record, **chance.choice([
            {"hospital": f"place {chance.randrange(9)}"},
            {"notes": None},
            {"outcome": chance.choice(["killed", "injured", "missing"])},
            {"people": count(str(chance.randrange(1, 9)))},
            {"withdrawn": chance.choice(["twice", None])},
        ]))  # fmt: skip
        if chance.random() < 0.2:
            records.append(a_victim(store, name=name("سارة حسن العلي")))
    for position, values in told:
        assert then(store, position, "victim", records) == values


def test_what_arrived_later_does_not_count_whenever_it_was_written(store: Store, other: Store) -> None:
    record = a_victim(other)
    first = changes_of(other)
    change(other, "victim", record, hospital="A")
    late = [one for one in changes_of(other) if one not in first]
    store.learn(first)
    position = store.position()
    change(store, "victim", record, hospital="B")
    after = store.position()
    store.learn(late)
    assert "hospital" not in store.standing_at(position, "victim", [record])[record].values
    assert store.standing_at(after, "victim", [record])[record].values["hospital"] == "B"
    assert store.standing_at(store.position(), "victim", [record])[record].disputed == {"hospital"}


def test_a_record_that_was_not_known_is_not_there(store: Store) -> None:
    position = store.position()
    record = an_incident(store)
    assert store.standing_at(position, "incident", [record, "no id", "0" * 32]) == {}
    assert set(store.changed_since(position)) == {"incident"}
    assert store.changed_since(store.position()) == {}


def test_an_edit_of_somebody_who_saw_the_past_disputes_what_was_written_since(store: Store) -> None:
    record = a_victim(store, hospital="A")
    position = store.position()
    change(store, "victim", record, hospital="B")
    seen = store.standing_at(position, "victim", [record])[record].seen
    outcome = store.save([Edit("victim", record, {"hospital": "C"}, seen)])
    assert outcome.conflicts == ((record, "hospital"),)


def test_what_nobody_touched_since_is_not_worked_out_again(store: Store) -> None:
    record = store.save([Edit("incident", None, incident_values(store))]).ids[0]
    position = store.position()
    a_victim(store)
    assert then(store, position, "incident", [record]) == now(store, "incident", [record])
