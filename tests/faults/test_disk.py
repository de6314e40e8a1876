"""A full disk at every write of a save: words to the user, the register as before, and the save goes through later."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from storage.edits import Draft, Edit
from storage.errors import UserError
from storage.saving import new_id
from storage.store import Store
from tests.builders import a_store, a_victim, an_incident, incident_values, reopened, victim_values
from tests.disk import files_up_to
from tests.test_merging import assert_equals_specification

PAGE = 4096
ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.usefixtures("log_stays")


def _log_size(store: Store) -> int:
    assert store.database.path is not None
    log = store.database.path.with_name(store.database.path.name + "-wal")
    return log.stat().st_size if log.exists() else 0


def _edits(store: Store) -> list[Edit]:
    record = new_id()
    people = [Edit("victim", None, victim_values(incident=record)) for _ in range(4)]
    return [Edit("incident", record, incident_values(store)), *people]


def test_a_save_refused_by_a_full_disk_changes_nothing_wherever_it_stops(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    an_incident(store, victims=2)
    edits = _edits(store)
    refused = 0
    for room in range(0, 400 * PAGE, PAGE):
        before, position = store.state_hash(), store.position()
        try:
            with files_up_to(_log_size(store) + room):
                store.save(edits)
            break
        except UserError as error:
            refused += 1
            assert error.kind == "disk-full"
            assert (store.state_hash(), store.position()) == (before, position)
    else:
        pytest.fail("the save never went through")
    assert refused >= 5, "the limit hardly ever struck: the test would prove nothing"
    assert store.read("incident", str(edits[0].id)) is not None
    store = reopened(store)
    assert store.database.quick_check() == []
    assert_equals_specification(store)
    store.close()


def test_after_a_full_disk_the_same_window_goes_on(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    with pytest.raises(UserError), files_up_to(_log_size(store) + PAGE):
        store.save(_edits(store))
    a_victim(store)
    assert store.counts()["victim"] == 1
    store.close()


def test_a_draft_refused_by_a_full_disk_leaves_the_older_draft(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    store.keep_draft(Draft("d" * 32, "incident", "", {"narrative": "before"}))
    with pytest.raises(UserError) as refused, files_up_to(_log_size(store)):
        store.keep_draft(Draft("d" * 32, "incident", "", {"narrative": "after"}))
    assert refused.value.kind == "disk-full"
    assert [draft.content["narrative"] for draft in store.drafts()] == ["before"]
    store.close()


def test_outside_of_tests_a_commit_waits_for_the_disk(tmp_path: Path) -> None:
    (tmp_path / "register.db").touch()
    program = (
        "import sys, pathlib\nfrom storage.database.database import connect\n"
        "made = connect(pathlib.Path(sys.argv[1]), bytes(32))\n"
        "print(made.execute('PRAGMA synchronous').fetchone()[0])\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "register.db")]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert told.stdout.strip() == "2", "what is told as kept must survive a power cut"
