"""kill -9 while saving: nothing acknowledged is lost, every save is there whole or not at all."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from pathlib import Path

from storage.database.database import Database
from storage.lists.listing import Query
from storage.store import Store
from tests.builders import KEY, a_store
from tests.faults.typist import VICTIMS, type_on
from tests.test_merging import assert_equals_specification

KILLS = 5000 if os.environ.get("SIJILL_RELEASE") else 20


def _kill_once(path: Path, saves: int, after: float) -> list[str]:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.faults.typist"])
    reader, writer = context.Pipe(duplex=False)
    process = context.Process(target=type_on, args=(str(path), writer))
    process.start()
    writer.close()
    assert reader.recv() == "ready"
    acknowledged = [reader.recv() for _ in range(saves)]
    time.sleep(after)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    try:
        while True:
            acknowledged.append(reader.recv())
    except (EOFError, OSError):
        return acknowledged


def test_no_acknowledged_save_is_lost_and_none_is_half_there(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    path = store.database.path
    assert path is not None
    store.close()
    chance = random.Random(4)
    acknowledged: list[str] = []
    for _ in range(KILLS):
        acknowledged += _kill_once(path, chance.randrange(5), chance.random() * 0.02)
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
