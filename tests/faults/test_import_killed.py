"""kill -9 while a table of places comes in: the register has all of it or nothing, and opens either way."""

from __future__ import annotations

import os
from pathlib import Path

from storage.database.database import Database
from storage.store import Store
from tests.builders import KEY, a_store
from tests.faults.importer import NEW, OLD, VILLAGES, a_table, import_newer
from tests.faults.killing import kill_after

KILLS = 40 if os.environ.get("SIJILL_RELEASE") else 2


def test_a_killed_import_leaves_all_or_nothing_and_can_be_begun_anew(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    store.take_pack(store.plan_pack(a_table(OLD)))
    path, before = store.database.path, store.state_hash()
    assert path is not None
    store.close()
    for steps in range(KILLS):
        kill_after(import_newer, path, steps, ready="planned")
        store = Store.open(Database.open(path, KEY))
        assert store.database.quick_check() == []
        whole = store.places.by_code(f"C{2 * VILLAGES - 1:05d}") is not None
        assert whole or store.state_hash() == before
        store.close()
    store = Store.open(Database.open(path, KEY))
    plan = store.plan_pack(a_table(NEW))
    store.take_pack(plan, plan.sure())
    assert store.plan_pack(a_table(NEW)).counts()["same"] == 2 * VILLAGES
    store.close()
