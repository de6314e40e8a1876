"""kill -9 while saving: nothing acknowledged is lost, every save is there whole or not at all."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from storage.database.database import Database
from storage.edits import Edit
from storage.lists.listing import Query
from storage.store import Store
from tests.builders import KEY, a_store
from tests.faults.killing import begun, kill
from tests.faults.typist import VICTIMS, type_on
from tests.rounds import rounds
from tests.test_merging import assert_equals_specification

KILLS = rounds(60, 5_000, "SIJILL_KILLS")


def _kill_once(path: Path, where: str, saves: int, after: float) -> list[str]:
    process, reader = begun(type_on, str(path), where)
    assert reader.recv() == "ready"
    acknowledged = [reader.recv() for _ in range(saves)]
    time.sleep(after)
    kill(process)
    try:
        while True:
            acknowledged.append(reader.recv())
    except (EOFError, OSError):
        return acknowledged


@pytest.mark.timeout(7200 if KILLS > 100 else 300)
def test_no_acknowledged_save_is_lost_and_none_is_half_there(tmp_path: Path) -> None:
    store = a_store(tmp_path, country="")
    path = store.database.path
    assert path is not None
    where = store.save([Edit("place", None, {"name_en": "Khan", "level": 4})]).ids[0]
    store.close()
    chance = random.Random(4)
    acknowledged: list[str] = []
    for _ in range(KILLS):
        acknowledged += _kill_once(path, where, chance.randrange(5), chance.random() * 0.02)
    assert len(acknowledged) > KILLS, "the typist hardly got to save: the test would prove nothing"
    store = Store.open(Database.open(path, KEY))
    assert store.database.quick_check() == []
    incidents = {row.id for row in store.listing(Query("incident")).first(1_000_000)[1].values()}
    assert set(acknowledged) <= incidents
    people = store.listing(Query("victim")).first(1_000_000)[1].values()
    by_incident: dict[str, int] = {}
    for row in people:
        by_incident[row["incident"]] = by_incident.get(row["incident"], 0) + 1
    assert by_incident == dict.fromkeys(incidents, VICTIMS)
    assert len(store.listing(Query("victim", search="محمد")).order()) == len(people)
    assert_equals_specification(store)
    store.close()
