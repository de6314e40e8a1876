"""Clocks years off, registers restored: stamps, numbers and codes stay unique, and nothing sorts backwards."""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy import insert

from storage.database.database import Database
from storage.database.tables import meta
from storage.journal.clock import AHEAD_MS, Clock, make_stamp, new_device, next_epoch, stamp_time
from storage.store import Store
from tests.builders import KEY, a_store, a_victim, change, reopened

YEARS_MS = 10 * 365 * 24 * 3600 * 1000


def _off_by(store: Store, milliseconds: int) -> None:
    right = store.clock.now
    store.clock.now = lambda: right() + milliseconds


def _own(store: Store) -> list[bytes]:
    return [one.stamp for one in store.changes() if one.stamp[8:14].hex() == store.me.device[:12]]


def test_a_clock_set_back_ten_years_goes_on_from_where_it_was_also_after_closing(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    record = a_victim(store)
    _off_by(store, -YEARS_MS)
    change(store, "victim", record, sex="female")
    store = reopened(store)
    _off_by(store, -YEARS_MS)
    change(store, "victim", record, sex="unknown")
    stamps = _own(store)
    assert stamps == sorted(set(stamps))
    assert [step.after for step in store.history("victim", record) if step.field == "sex"] == [
        "unknown",
        "female",
        "male",
    ]
    store.close()


def test_a_clock_set_ahead_ten_years_and_back_gives_no_stamp_twice(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    record = a_victim(store)
    _off_by(store, YEARS_MS)
    change(store, "victim", record, sex="female")
    _off_by(store, -YEARS_MS)
    for number in range(70):
        change(store, "victim", record, notes=str(number))
    store = reopened(store)
    change(store, "victim", record, sex="unknown")
    stamps = _own(store)
    assert stamps == sorted(set(stamps))
    assert store.conflicts() == []
    store.close()


def test_a_clock_gives_more_than_65536_stamps_in_one_millisecond_in_order() -> None:
    clock = Clock(new_device(), now=lambda: 5)
    stamps = [clock.tick() for _ in range(70_000)]
    assert stamps == sorted(set(stamps))


def test_what_is_written_after_opening_sorts_after_what_was_read_before(tmp_path: Path) -> None:
    store, other = a_store(tmp_path), a_store(tmp_path, team="Khan 1")
    record = a_victim(other)
    _off_by(other, AHEAD_MS // 2)
    change(other, "victim", record, sex="female")
    store.learn(list(other.changes()))
    store = reopened(store)
    change(store, "victim", record, sex="unknown")
    assert [step.after for step in store.history("victim", record) if step.field == "sex"] == [
        "unknown",
        "female",
        "male",
    ]
    store.close()
    other.close()


def test_the_last_stamp_that_can_be_written_is_a_day_of_the_calendar() -> None:
    assert stamp_time(make_stamp((1 << 48) - 1, 0, bytes(8))).year == 9999


def test_an_epoch_is_drawn_anew_and_never_one_that_is_known() -> None:
    device = new_device()
    taken = {device[:6] + number.to_bytes(2, "big") for number in range(65_536) if number not in (0, 77)}
    assert next_epoch(device, taken) == device[:6] + (77).to_bytes(2, "big")
    drawn = {next_epoch(device) for _ in range(40)}
    assert len(drawn) > 35
    assert device not in drawn


def _restored(path: Path, folder: Path) -> Store:
    folder.mkdir()
    copy = folder / "register.db"
    shutil.copy(path, copy)
    database = Database.open(copy, KEY)
    with database.writing() as connection:
        connection.execute(insert(meta), {"name": "restored", "value": "1"})
    return Store.open(database)


def test_one_backup_restored_twice_gives_no_stamp_number_or_code_twice(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    a_victim(store)
    path = store.database.path
    assert path is not None
    store.close()
    before = path.read_bytes()
    registers = [Store.open(Database.open(path, KEY))]
    aside = tmp_path / "backup.db"
    aside.write_bytes(before)
    registers += [_restored(aside, tmp_path / name) for name in ("once", "twice", "again")]
    made = [[a_victim(one) for _ in range(4)] for one in registers]
    codes = [
        str(one.read("victim", record).values["code"])
        for one, ids in zip(registers, made, strict=True)
        for record in ids
    ]  # type: ignore[union-attr]
    assert len(set(codes)) == len(codes) == 16
    everything = [change for one in registers for change in one.changes()]
    numbers = {(one.stamp[8:], one.number): one.stamp for one in everything}
    assert len(numbers) == len({one.stamp for one in everything})
    assert len({one.me.device for one in registers}) == 4
    assert {one.unshared() for one in registers} == {registers[0].unshared()}
    for one in registers:
        one.learn(everything)
    assert len({one.state_hash() for one in registers}) == 1
    assert all(one.conflicts() == [] for one in registers)
    for one in registers:
        one.close()


def test_a_restored_register_opened_again_keeps_its_epoch(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    path = store.database.path
    assert path is not None
    store.close()
    restored = _restored(path, tmp_path / "once")
    device = restored.me.device
    again = reopened(restored)
    assert again.me.device == device
    again.close()
