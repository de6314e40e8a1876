"""kill -9 and a full disk while a foreign table comes in: all of it or nothing, and it can be begun anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from exports.foreign.foreseeing import foreseen
from exports.foreign.plan import ticked
from exports.foreign.taking import edits
from storage import UserError
from storage.database.database import Database
from storage.store import Store
from tests.builders import KEY, a_store, reopened
from tests.disk import files_up_to
from tests.faults.killing import kill_after
from tests.faults.taker import FILE, ROWS, take_in
from tests.foreign_tables import HOSPITAL, a_list, a_row

KILLS = 40 if os.environ.get("SIJILL_RELEASE") else 2
PAGE = 4096
pytestmark = pytest.mark.usefixtures("log_stays")


def test_a_killed_import_leaves_all_rows_or_none_and_can_be_begun_anew(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    path, before = store.database.path, store.state_hash()
    assert path is not None
    store.close()
    for steps in range(KILLS):
        kill_after(take_in, path, steps, ready="foreseen")
        store = Store.open(Database.open(path, KEY))
        assert store.database.quick_check() == []
        assert store.counts()["victim"] in (0, ROWS)
        assert store.counts()["victim"] or store.state_hash() == before
        store.close()
    store = Store.open(Database.open(path, KEY))
    plan = foreseen(store, FILE, HOSPITAL, language="en")
    store.save_many(edits(store, plan, ticked(plan, None), {}, None))
    assert foreseen(store, FILE, HOSPITAL, language="en").counts()["same"] == ROWS
    assert store.counts()["victim"] == store.counts()["intake"] == ROWS
    store.close()


def test_an_import_refused_by_a_full_disk_leaves_nothing_wherever_it_stops(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    file = a_list([a_row(number) for number in range(60)])
    refused = 0
    for room in (0, 1, 4, 12, 30, 60, 100, 160, 240, 400, 800):
        before = store.state_hash()
        plan = foreseen(store, file, HOSPITAL, language="en")
        try:
            with files_up_to(_log_size(store) + room * PAGE):
                store.save_many(edits(store, plan, ticked(plan, None), {}, None))
            break
        except UserError as error:
            refused += 1
            assert error.kind == "disk-full"
            assert store.state_hash() == before
    assert refused >= 4, "the limit hardly ever struck: the test would prove nothing"
    store = reopened(store)
    assert store.database.quick_check() == []
    assert store.counts()["victim"] == 60
    store.close()


def _log_size(store: Store) -> int:
    assert store.database.path is not None
    log = store.database.path.with_name(store.database.path.name + "-wal")
    return log.stat().st_size if log.exists() else 0
