"""Saving what a file brings: part after part, and yet one save, the same as if it had been saved at once."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

import storage.bulk
from storage.database.database import Database
from storage.database.rows import store_values
from storage.database.tables import match_key, tables
from storage.edits import Edit, Ready, SaveRefused
from storage.saving import new_id
from storage.store import Store
from tests.builders import KEY, a_store, age, count, day, incident_values, name, victim_values
from tests.test_merging import assert_equals_specification

STAMPS = frozenset({"born", "head", "heads", "entered"})
"""What tells when a record was written, and so differs between two stores."""


def _many(store: Store) -> list[Edit]:
    """Records that rest on one another, in an order in which parts come before what they rest on."""
    incidents, group = [new_id() for _ in range(4)], new_id()
    edits = [
        Edit("victim", new_id(), victim_values(incident=incident, name=name(f"سامر{n} خالد الأحمد"), age=age(str(n))))
        for n, incident in enumerate(incidents * 4)
    ]
    edits += [Edit("victim", new_id(), victim_values(of_group=group, incident=incidents[0]))]
    edits += [Edit("claim", new_id(), {"incident": one, "killed": count("3-5")}) for one in incidents]
    edits += [Edit("incident", one, incident_values(store, occurred=day(f"2019-07-0{n + 1}")))
              for n, one in enumerate(incidents)]  # fmt: skip
    edits += [Edit("victim", group, victim_values(people=count("6"), name=None, incident=incidents[0]))]
    return edits


def _rows(store: Store) -> dict[str, Any]:
    """Every column of every record, stamps aside."""
    found: dict[str, Any] = {}
    with store.database.reading() as connection:
        for kind, table in tables.items():
            rows = connection.execute(select(table).order_by(table.c.id)).mappings()
            found[kind] = [{key: value for key, value in row.items() if key not in STAMPS} for row in rows]
        found["keys"] = connection.execute(select(match_key).order_by(match_key.c.key, match_key.c.n)).all()
    return found


@pytest.mark.parametrize("ready", [False, True])
def test_a_bulk_save_leaves_the_register_as_one_save_would(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, ready: bool
) -> None:
    one = a_store(tmp_path)
    edits = _many(one)
    path = one.database.path
    assert path is not None
    one.close()
    other_path = Path(shutil.copyfile(path, tmp_path / "copy.db"))
    one, other = (Store.open(Database.open(file, KEY)) for file in (path, other_path))
    monkeypatch.setattr(storage.bulk, "AT_ONCE", 3)
    whole = one.save(edits, why="a file")
    told = [Ready(e.kind, e.id, store_values(e.kind, e.values)) for e in edits] if ready else edits
    parts = other.save_many(told, why="a file")
    assert _rows(other) == _rows(one)
    assert (parts.ids, parts.created, parts.kinds, parts.conflicts) == (
        whole.ids, whole.created, whole.kinds, whole.conflicts,
    )  # fmt: skip
    assert_equals_specification(other)
    assert [hit.id for hit in _search(other, "samer")] == [hit.id for hit in _search(one, "samer")]
    other.undo(parts.save)
    one.undo(whole.save)
    assert _rows(other) == _rows(one)
    one.close()
    other.close()


def _search(store: Store, text: str) -> list[Any]:
    from storage import Query

    _, rows = store.listing(Query("victim", search=text)).first(50)
    return list(rows.values())


def test_a_bulk_save_is_one_save_on_both_engines(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage.bulk, "AT_ONCE", 2)
    told: list[tuple[int, int]] = []
    edits = [Ready("victim", new_id(), store_values("victim", victim_values(status="proposed"))) for _ in range(5)]
    outcome = store.save_many(edits, progress=lambda done, total: told.append((done, total)), expected=5)
    assert told == [(2, 5), (4, 5), (5, 5)]
    assert store.counts()["victim"] == 5
    assert len({step.save for one in outcome.ids for step in store.history("victim", one)}) == 1
    store.undo(outcome.save)
    assert_equals_specification(store)
    assert all(_values(store, one).get("withdrawn") for one in outcome.ids)


def _values(store: Store, record: str) -> Mapping[str, Any]:
    entry = store.read("victim", record)
    assert entry is not None
    return entry.values


def test_a_bulk_save_that_is_refused_late_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = a_store(tmp_path)
    monkeypatch.setattr(storage.bulk, "AT_ONCE", 2)
    before = store.state_hash()
    edits = [Edit("victim", None, victim_values()) for _ in range(5)]
    with pytest.raises(SaveRefused):
        store.save_many([*edits, Edit("victim", None, {"sex": "male", "status": "complete"})])
    assert store.state_hash() == before
    torn = Ready("victim", new_id(), {"hospital": "\ud800", "status": "proposed"})
    with pytest.raises(SaveRefused):
        store.save_many([*edits, torn])
    assert store.state_hash() == before
    store.close()
