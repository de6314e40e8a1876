"""Laws of bundles and of the road over files: written whole, proved, read once, refused with words, nothing lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.errors import UserError
from storage.store import Store
from storage.sync.bundle import SUFFIX, read_bundle
from storage.sync.folder import read_folder, write_folder
from tests.builders import a_store, an_incident


def files(folder: Path) -> list[Path]:
    return sorted(folder.rglob(f"*{SUFFIX}"))


def test_a_stick_that_goes_there_and_back_makes_one_register(pair: tuple[Store, Store], tmp_path: Path) -> None:
    ours, theirs = pair
    an_incident(ours)
    an_incident(theirs)
    for store in (ours, theirs, ours, theirs):
        read_folder(store, tmp_path / "stick")
        write_folder(store, tmp_path / "stick")
    read_folder(ours, tmp_path / "stick")
    assert ours.state_hash() == theirs.state_hash()
    assert ours.counts()["incident"] == 2


def test_what_the_others_have_said_they_hold_is_not_written_again(pair: tuple[Store, Store], tmp_path: Path) -> None:
    ours, theirs = pair
    an_incident(ours)
    (first,) = write_folder(ours, tmp_path)
    read_folder(theirs, tmp_path)
    write_folder(theirs, tmp_path)
    read_folder(ours, tmp_path)
    (second,) = write_folder(ours, tmp_path)
    assert first.changes > second.changes == 0 or not any(
        one.device.hex() == ours.me.device for one in second.segments
    )


def test_reading_the_same_stick_again_reads_nothing(pair: tuple[Store, Store], tmp_path: Path) -> None:
    ours, theirs = pair
    an_incident(ours)
    write_folder(ours, tmp_path)
    assert read_folder(theirs, tmp_path).bundles == 1
    again = read_folder(theirs, tmp_path)
    assert (again.bundles, again.known, again.changes) == (0, 1, 0)


def test_a_bundle_for_others_cannot_be_read(pair: tuple[Store, Store], tmp_path: Path) -> None:
    ours, _ = pair
    third = a_store(tmp_path, team="Third")
    write_folder(ours, tmp_path / "stick")
    (refused,) = read_folder(third, tmp_path / "stick").refused
    assert refused.word == "not-for-us"
    third.close()


def test_nobody_to_write_to_is_said(tmp_path: Path) -> None:
    alone = a_store(tmp_path)
    with pytest.raises(UserError, match="nobody-to-write-to"):
        write_folder(alone, tmp_path)
    alone.close()


def test_foreign_files_are_left_alone_and_told(pair: tuple[Store, Store], tmp_path: Path) -> None:
    ours, theirs = pair
    write_folder(ours, tmp_path / "stick")
    (bundle,) = files(tmp_path / "stick")
    copy = bundle.with_name(bundle.name.replace(SUFFIX, f".sync-conflict-20190704{SUFFIX}"))
    copy.write_bytes(b"rubbish")
    part = bundle.with_name(bundle.name + ".part")
    part.write_bytes(bundle.read_bytes()[:100])
    (tmp_path / "stick" / "holiday.jpg").write_bytes(b"x")
    found = read_folder(theirs, tmp_path / "stick")
    assert found.bundles == 1
    assert set(found.strangers) == {copy.name, part.name}
    assert copy.exists() and part.exists()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.floats(0, 1), how=st.sampled_from(["flip", "cut", "insert", "swap"]))
def test_a_harmed_bundle_is_refused_and_the_register_is_as_it_was(
    pair: tuple[Store, Store], tmp_path: Path, at: float, how: str
) -> None:
    ours, theirs = pair
    if not files(tmp_path / "whole"):
        an_incident(ours)
        write_folder(ours, tmp_path / "whole")
    data = bytearray(files(tmp_path / "whole")[0].read_bytes())
    place = min(int(at * len(data)), len(data) - 2)
    if how == "flip":
        data[place] ^= 1
    elif how == "cut":
        del data[place:]
    elif how == "insert":
        data[place:place] = b"\0"
    else:
        data[place], data[place + 1] = data[place + 1], data[place] ^ 1
    harmed = tmp_path / f"sijill-{'0' * 16}-000001{SUFFIX}"
    harmed.write_bytes(bytes(data))
    before, position = theirs.state_hash(), theirs.position()
    with pytest.raises(UserError):
        theirs.take_bundle(harmed)
    assert (theirs.state_hash(), theirs.position()) == (before, position)
    assert theirs.exchanges(1)[0].trouble


def test_no_word_of_what_was_typed_stands_in_the_file(pair: tuple[Store, Store], tmp_path: Path) -> None:
    ours, theirs = pair
    an_incident(ours, narrative="canary-of-the-narrative")
    write_folder(ours, tmp_path)
    (bundle,) = files(tmp_path)
    assert b"canary" not in bundle.read_bytes()
    assert any(b"canary" in line for one in read_bundle(bundle, theirs.keys).contents.segments for line in one.lines)
