"""kill -9 while files are attached and while they arrive: each is whole or not there, and what was said to be is."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest

from storage.database.database import Database
from storage.store import Store
from storage.sync.folder import read_folder, write_folder
from tests.builders import KEY, a_store
from tests.faults.attacher import LENGTHS, RECORD, attach_some, content, read_some
from tests.faults.killing import kill_after
from tests.sync.test_segments import joined

KILLS = 40 if os.environ.get("SIJILL_RELEASE") else 4


def whole(store: Store) -> list[int]:
    """The numbers of the attached files, each read through."""
    found = []
    for one in store.attachments(RECORD):
        with store.attachment_stream(one.id) as file:
            assert file.read() == content(int(one.file_name.removesuffix(".bin")))
        found.append(int(one.file_name.removesuffix(".bin")))
        assert [line.act for line in store.custody(one.id)][:1] == ["added"]
    return found


def test_killed_while_attaching_each_file_is_whole_or_not_there(tmp_path: Path) -> None:
    store = a_store(tmp_path, country="")
    path = store.database.path
    assert path is not None
    store.close()
    for steps in range(1, 2 * KILLS, 2):
        kill_after(attach_some, path, steps, ready="opened")
        store = Store.open(Database.open(path, KEY))
        found = whole(store)
        assert found == list(range(len(found)))
        assert not store.missing_attachments() and store.check_attachments() == (len(found), [])
        store.close()
    for stray in (path.parent / "attachments").iterdir():
        os.utime(stray, (1, 1))
    store = Store.open(Database.open(path, KEY))
    assert whole(store) == found and len(list((path.parent / "attachments").iterdir())) == len(found)
    store.close()


@pytest.mark.parametrize("step", [0, 1, 2, 3] if KILLS < 10 else range(20))
def test_killed_while_files_arrive_the_next_reading_goes_on(tmp_path: Path, step: int) -> None:
    ours, theirs = a_store(tmp_path, country=""), a_store(tmp_path, country="", team="Khan 1")
    joined(theirs, ours)
    for number in range(len(LENGTHS)):
        ours.attach(io.BytesIO(content(number)), "incident", RECORD, name=f"{number}.bin")
    write_folder(ours, tmp_path / "stick")
    path = theirs.database.path
    assert path is not None
    theirs.close()
    kill_after(read_some, json.dumps([str(path), str(tmp_path / "stick")]), 1 + step, ready="opened")  # type: ignore[arg-type]
    theirs = Store.open(Database.open(path, KEY))
    assert theirs.database.quick_check() == []
    read_folder(theirs, tmp_path / "stick")
    assert whole(theirs) == [0, 1, 2, 3] and not theirs.missing_attachments()
    assert all(
        [line.act for line in theirs.custody(one.id)] == ["added", "received"] for one in theirs.attachments(RECORD)
    )
    theirs.close()
    ours.close()
