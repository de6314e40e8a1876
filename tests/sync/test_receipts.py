"""Laws of receipts: what a laptop said it holds counts only as long as it can be true."""

from __future__ import annotations

import shutil
from pathlib import Path

from storage.core import write_meta
from storage.database.database import Database
from storage.store import Store
from storage.sync.copies import SILENCE, Copy, held_by_all, spoken
from storage.sync.folder import read_folder, write_folder
from tests.builders import KEY
from tests.sync.begun import an_entry, copied, copied_file, laptops


def carried(giver: Store, taker: Store, stick: Path) -> None:
    """A stick goes from one to the other, with nothing else on it."""
    shutil.rmtree(stick, ignore_errors=True)
    write_folder(giver, stick)
    assert not read_folder(taker, stick).refused


def restored(file: Path) -> Store:
    database = Database.open(file, KEY)
    with database.writing() as connection:
        write_meta(connection, {"restored": "yes"})
    return Store.open(database)


def test_what_a_laptop_lost_by_a_restore_is_written_for_it_again(tmp_path: Path) -> None:
    ours, theirs = laptops(tmp_path)
    stick = tmp_path / "stick"
    carried(ours, theirs, stick)
    backup = copied_file(theirs, tmp_path / "backup")
    record = an_entry(ours)
    carried(ours, theirs, stick)
    carried(theirs, ours, stick)
    assert not [one for one in write_folder(ours, tmp_path / "nothing") if one.segments]
    theirs.close()
    again = restored(backup)
    assert again.read("incident", record) is None
    carried(again, ours, stick)
    carried(ours, again, stick)
    assert again.read("incident", record) is not None
    assert again.state_hash() == ours.state_hash()
    for store in (ours, again):
        store.close()


def test_an_older_receipt_that_comes_late_takes_nothing_away(tmp_path: Path) -> None:
    ours, theirs = laptops(tmp_path)
    carried(ours, theirs, tmp_path / "stick")
    early = tmp_path / "early"
    write_folder(theirs, early)
    an_entry(ours)
    carried(ours, theirs, tmp_path / "stick")
    carried(theirs, ours, tmp_path / "stick")
    read_folder(ours, early)
    assert not [one for one in write_folder(ours, tmp_path / "nothing") if one.segments]
    for store in (ours, theirs):
        store.close()


def test_of_a_laptop_and_its_copy_each_gets_what_it_lacks(tmp_path: Path) -> None:
    ours, theirs = laptops(tmp_path)
    stick = tmp_path / "stick"
    carried(ours, theirs, stick)
    twin = copied(theirs, tmp_path / "twin")
    for store in (theirs, twin):
        an_entry(store)
    record = an_entry(ours)
    carried(ours, theirs, stick)
    carried(theirs, ours, stick)
    shutil.rmtree(stick)
    write_folder(theirs, stick)
    assert read_folder(twin, stick).cloned  # from now on it has a name of its own
    carried(twin, ours, stick)
    carried(ours, twin, stick)
    assert twin.read("incident", record) is not None
    for store in (ours, theirs, twin):
        store.close()


def test_a_copy_that_only_reads_gets_what_it_lacks_though_the_other_one_speaks_before_each_writing(
    tmp_path: Path,
) -> None:
    ours, theirs = laptops(tmp_path)
    stick = tmp_path / "stick"
    carried(ours, theirs, stick)
    twin = copied(theirs, tmp_path / "twin")
    record = an_entry(ours)
    carried(ours, theirs, stick)
    for _ in range(2):
        carried(theirs, ours, stick)
        carried(ours, twin, stick)
        carried(twin, ours, stick)
    assert twin.read("incident", record) is not None
    carried(theirs, ours, stick)
    assert not [one for one in write_folder(ours, tmp_path / "nothing") if one.segments]
    for store in (ours, theirs, twin):
        store.close()


def test_a_copy_that_is_silent_for_long_holds_up_nothing_any_more() -> None:
    copies = spoken([Copy("", {"ab": [(1, 5)]})], Copy("b", {"ab": [(1, 3)]}), "of-the-image")
    assert held_by_all(copies) == {"ab": [(1, 3)]}
    for number in range(SILENCE - 2):
        copies = spoken(copies, Copy(f"b{number}", {"ab": [(1, 4 + number)]}), copies[0].bundle)
        assert held_by_all(copies) == {"ab": [(1, min(5, 4 + number))]}
    (alone,) = spoken(copies, Copy("last", {"ab": [(1, 99)]}), copies[0].bundle)
    assert alone.vector == {"ab": [(1, 99)]}
