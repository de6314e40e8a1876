"""One laptop's program is older for a while: nothing that newer ones write is lost, and after the update all agree."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from storage.database.database import Database
from storage.migrations import must_migrate
from storage.store import Store
from tests.builders import KEY, change
from tests.sync.begun import an_entry, laptops
from tests.sync.older import OLDER, leave_as
from tests.sync.test_segments import settle
from tests.test_merging import assert_equals_specification


@pytest.mark.parametrize("revision", OLDER)
def test_after_an_update_on_one_side_all_agree_about_what_both_sides_wrote_before(
    tmp_path: Path, revision: str
) -> None:
    ours, theirs = laptops(tmp_path)
    record = an_entry(ours)
    ours.attach(io.BytesIO(b"what was seen"), "incident", record, name="seen.txt")
    settle(ours, theirs)
    change(theirs, "incident", record, weapon=("mortar",))
    change(ours, "incident", record, weapon=("landmine",))
    path = theirs.database.path
    assert path is not None
    before = theirs.state_hash()
    theirs.close()
    leave_as(path, revision)
    database = Database.open(path, KEY)
    assert must_migrate(database)
    theirs = Store.open(database)
    assert theirs.state_hash() == before
    settle(ours, theirs)
    assert ours.state_hash() == theirs.state_hash()
    assert ours.vector() == theirs.vector()
    assert ours.conflicts() == theirs.conflicts() != []
    assert_equals_specification(theirs)
    for store in (ours, theirs):
        store.close()
