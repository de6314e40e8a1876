"""Laws of bundles and of the road over files: written whole, proved, read once, refused with words, nothing lost."""

from __future__ import annotations

import os
from pathlib import Path
from shutil import copyfile, rmtree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.edits import Edit
from storage.errors import Cancelled, UserError
from storage.store import Store
from storage.sync.bundle import SUFFIX, read_bundle
from storage.sync.folder import read_folder, write_folder
from storage.sync.known_folder import exchange_folder, forget_place, mark_of, require_place
from tests.builders import a_store, an_incident
from tests.rounds import rounds
from tests.sync.begun import an_entry, laptops
from tests.sync.test_segments import joined


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


def test_what_lies_there_already_is_not_written_again(pair: tuple[Store, Store], tmp_path: Path) -> None:
    ours, theirs = pair
    an_incident(ours)
    (first,) = write_folder(ours, tmp_path)
    assert write_folder(ours, tmp_path) == []
    an_incident(ours)
    (second,) = write_folder(ours, tmp_path)
    assert 0 < second.changes < first.changes
    assert read_folder(theirs, tmp_path).changes and theirs.counts()["incident"] == 2


def test_a_folder_in_which_everybody_writes_by_itself_comes_to_rest(pair: tuple[Store, Store], tmp_path: Path) -> None:
    for store in pair:
        an_incident(store)
    for _ in range(6):
        written = []
        for store in pair:
            read_folder(store, tmp_path)
            written += write_folder(store, tmp_path)
    assert written == [] and pair[0].state_hash() == pair[1].state_hash()


def test_what_another_one_wrote_there_for_all_is_not_written_once_more(
    pair: tuple[Store, Store], tmp_path: Path
) -> None:
    ours, theirs = pair
    an_incident(ours)
    third = a_store(tmp_path, team="Third")
    joined(third, ours)
    (first,) = write_folder(ours, tmp_path / "stick")
    read_folder(theirs, tmp_path / "stick")
    (second,) = write_folder(theirs, tmp_path / "stick")
    assert {one.device.hex()[:12] for one in second.segments} == {theirs.me.device[:12]} and not second.common
    read_folder(third, tmp_path / "stick")
    assert third.counts()["incident"] == 1 and third.counts()["team"] == 3
    files(tmp_path / "stick")[[one.name for one in files(tmp_path / "stick")].index(first.name)].unlink()
    (again,) = write_folder(theirs, tmp_path / "stick")
    assert again.changes >= first.changes, "what was taken away is written by whoever holds it"
    third.close()


@pytest.mark.parametrize("harm", ["gone", "cut", "altered"])
def test_what_was_harmed_or_taken_away_is_written_again(pair: tuple[Store, Store], tmp_path: Path, harm: str) -> None:
    ours, theirs = pair
    an_incident(ours)
    (first,) = write_folder(ours, tmp_path)
    (bundle,) = files(tmp_path)
    data = bundle.read_bytes()
    bundle.write_bytes({"gone": b"", "cut": data[:-20], "altered": data[:-1] + bytes([data[-1] ^ 1])}[harm])
    if harm == "gone":
        bundle.unlink()
    (again,) = write_folder(ours, tmp_path)
    assert again.changes == first.changes
    assert read_folder(theirs, tmp_path).changes and theirs.counts()["incident"] == 1


def test_who_joins_later_gets_what_lies_there_for_the_others(pair: tuple[Store, Store], tmp_path: Path) -> None:
    ours, theirs = pair
    an_incident(ours)
    write_folder(ours, tmp_path / "stick")
    third = a_store(tmp_path, team="Third")
    joined(third, ours)
    write_folder(ours, tmp_path / "stick")
    for store in (theirs, third):
        read_folder(store, tmp_path / "stick")
        assert store.counts()["incident"] == 1
    third.close()


def test_cancelling_anywhere_within_one_bundle_leaves_no_file(pair: tuple[Store, Store], tmp_path: Path) -> None:
    ours, theirs = pair
    an_incident(ours)
    for patience in range(1_000):
        left = [patience]

        def soon(left: list[int] = left) -> bool:
            left[0] -= 1
            return left[0] < 0

        try:
            write_folder(ours, tmp_path / "stick", cancelled=soon)
            break
        except Cancelled:
            assert not [one for one in (tmp_path / "stick").rglob("*") if one.is_file()]
    assert patience > 3, "it was asked while it read, sealed and wrote"
    (bundle,) = files(tmp_path)
    asked: list[int] = []
    with pytest.raises(Cancelled):
        read_bundle(bundle, theirs.keys, lambda: bool(asked) or asked.append(1) is not None)
    assert read_folder(theirs, tmp_path).bundles == 1


def test_cancelling_while_a_long_journal_is_sealed_keeps_what_is_sealed(
    pair: tuple[Store, Store], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.sync.holding.LONGEST_SEGMENT", 3)
    ours, theirs = pair
    an_incident(ours, claims=4, victims=4)
    asked: list[int] = []
    with pytest.raises(Cancelled):
        write_folder(ours, tmp_path, cancelled=lambda: bool(asked.append(1)) or len(asked) > 1)
    with ours.database.reading() as connection:
        sealed = ours._vector(connection)[ours.me.device][-1][1]
    assert 0 < sealed < ours.vector()[ours.me.device][-1][1]
    write_folder(ours, tmp_path)
    read_folder(theirs, tmp_path)
    assert theirs.counts()["victim"] == 4


def test_progress_of_writing_never_goes_back_and_ends_at_the_whole(pair: tuple[Store, Store], tmp_path: Path) -> None:
    ours, _ = pair
    an_incident(ours, victims=4)
    told: list[tuple[int, int]] = []
    write_folder(ours, tmp_path, progress=lambda done, total: told.append((done, total)))
    parts = [done / total for done, total in told]
    assert parts == sorted(parts) and 0 < parts[-1] <= 1


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


@pytest.mark.parametrize("first", ["unknown", "known"])
def test_a_file_in_the_folder_may_prove_who_wrote_another_whatever_they_are_called(tmp_path: Path, first: str) -> None:
    """The second laptop has never met the third; the first one's bundle brings the third one's certificate."""
    root, second, third = laptops(tmp_path, 3)
    shared, carried = tmp_path / "shared", tmp_path / "carried"
    write_folder(third, shared)
    read_folder(root, shared)
    write_folder(root, shared)
    read_folder(third, shared)
    record = third.save([Edit("source", None, {"title": "seen"})]).ids[0]
    write_folder(third, shared)
    carried.mkdir()
    for path in shared.rglob(f"*{SUFFIX}"):
        unknown = path.name[7:19] == third.me.device[:12]
        place = carried / ("a" if unknown == (first == "unknown") else "z")
        place.mkdir(exist_ok=True)
        copyfile(path, place / path.name)
    found = read_folder(second, carried)
    assert [one.word for one in found.refused] == ["not-for-us"], "the first one was written before anybody knew us"
    assert second.read("source", record) is not None
    for store in (root, second, third):
        store.close()


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


@settings(max_examples=rounds(15, 40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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


def test_a_file_that_is_refused_each_time_is_logged_once_and_taken_in_when_it_can_be(
    pair: tuple[Store, Store], tmp_path: Path
) -> None:
    ours, theirs = pair
    an_incident(ours)
    write_folder(ours, tmp_path)
    (bundle,) = files(tmp_path)
    whole = bundle.read_bytes()
    bundle.write_bytes(whole[:-1])
    before = len(theirs.exchanges())
    for _ in range(3):
        assert [one.word for one in read_folder(theirs, tmp_path).refused] == ["damaged-bundle"]
    assert len(theirs.exchanges()) == before + 1
    bundle.write_bytes(whole[:-2])  # another file
    read_folder(theirs, tmp_path)
    assert len(theirs.exchanges()) == before + 2
    bundle.write_bytes(whole)
    assert read_folder(theirs, tmp_path).bundles == 1


def test_no_word_of_what_was_typed_stands_in_the_file(pair: tuple[Store, Store], tmp_path: Path) -> None:
    ours, theirs = pair
    an_incident(ours, narrative="canary-of-the-narrative")
    write_folder(ours, tmp_path)
    (bundle,) = files(tmp_path)
    assert b"canary" not in bundle.read_bytes()
    assert any(b"canary" in line for one in read_bundle(bundle, theirs.keys).contents.segments for line in one.lines)


def test_what_lies_in_the_place_of_another_organisation_is_left_alone_and_counted(
    pair: tuple[Store, Store], tmp_path: Path
) -> None:
    ours, theirs = pair
    others = laptops(tmp_path / "others")
    for one in (others[0], theirs):
        write_folder(one, tmp_path / "stick")
    for _ in range(2):
        found = read_folder(ours, tmp_path / "stick")
        assert (found.elsewhere, found.refused) == (1, [])
    assert found.known == 1
    assert not [one for one in ours.exchanges() if one.trouble], "and the log does not tell of it each time"


def test_what_was_written_before_a_laptop_joined_is_for_others_and_no_harm(tmp_path: Path) -> None:
    ours, _ = laptops(tmp_path)
    write_folder(ours, tmp_path / "stick")
    later = a_store(tmp_path, team="Later", country="")
    joined(later, ours)
    found = read_folder(later, tmp_path / "stick")
    assert len(found.for_others) == 1 and found.harmed == [] and not found.shut_out


def test_a_laptop_that_was_taken_out_sees_that_it_is_written_to_no_longer(tmp_path: Path) -> None:
    ours, second, third = laptops(tmp_path, 3)
    write_folder(ours, tmp_path / "stick")
    assert not read_folder(third, tmp_path / "stick").shut_out
    ours.revoke(third.me.device, "lost")
    an_entry(ours)
    write_folder(ours, tmp_path / "stick")
    assert read_folder(third, tmp_path / "stick").shut_out
    assert not read_folder(second, tmp_path / "stick").shut_out


@pytest.mark.parametrize("left", [b"", b"age-encr", bytes(4096)])
def test_what_a_stick_holds_that_was_pulled_out_too_early_is_told_as_harmed(
    pair: tuple[Store, Store], tmp_path: Path, left: bytes
) -> None:
    (tmp_path / f"sijill-{'0' * 16}-000001{SUFFIX}").write_bytes(left)
    (one,) = read_folder(pair[0], tmp_path).refused
    assert one.word == "damaged-bundle"


def test_a_folder_whose_share_is_away_is_written_to_by_nobody_until_a_person_says_it_is_empty(
    pair: tuple[Store, Store], tmp_path: Path
) -> None:
    ours, _ = pair
    shared, away = tmp_path / "shared", tmp_path / "away"
    shared.mkdir()
    an_incident(ours)
    exchange_folder(ours, shared)
    shared.rename(away)  # the share falls: where it was shown stands an empty folder
    shared.mkdir()
    for exchange in (exchange_folder, require_place):
        with pytest.raises(UserError) as trouble:
            exchange(ours, shared)
        assert trouble.value.kind == "place-is-away" and not list(shared.iterdir())
    shared.rmdir()
    away.rename(shared)
    exchange_folder(ours, shared)
    rmtree(shared)
    shared.mkdir()
    forget_place(ours, shared)
    assert exchange_folder(ours, shared)[1], "chosen anew, everything is written there again"
    rmtree(shared)
    with pytest.raises(UserError) as trouble:
        require_place(ours, shared)
    assert trouble.value.kind == "unreachable"


def test_a_folder_that_nobody_wrote_to_may_be_empty_and_it_is_said(pair: tuple[Store, Store], tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    found, _ = exchange_folder(pair[0], shared)
    assert found.empty and not exchange_folder(pair[1], shared)[0].empty


@pytest.mark.skipif(os.name != "posix", reason="links and pipes of this kind")
def test_links_and_pipes_laid_on_a_stick_lead_no_write_elsewhere_and_hold_nothing_up(tmp_path: Path) -> None:
    ours, theirs = laptops(tmp_path)
    stick, other = tmp_path / "stick", tmp_path / "other file"
    other.write_bytes(b"of somebody")
    own = stick / "sijill" / ours.membership().root[:16] / ours.me.device[:12]
    own.mkdir(parents=True)
    (own / f"sijill-{ours.me.device}-000001.sijill-bundle.part").symlink_to(other)
    os.mkfifo(own.parent / "known")
    os.mkfifo(own / f"sijill-{ours.me.device}-000009.sijill-bundle")
    assert mark_of(stick, ours.membership().root) == ""
    record = an_entry(ours)
    write_folder(ours, stick)
    assert other.read_bytes() == b"of somebody"
    read_folder(theirs, stick)
    assert theirs.read("incident", record) is not None
