"""Attached files follow their records over stick, folder and hub: resumed, limited, asked for, proved; or refused."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.attachments.carrying import write_parcels
from storage.attachments.freight import Freight
from storage.attachments.parcel import STEP, Part, sealed_parcel
from storage.edits import Edit
from storage.errors import Cancelled, UserError
from storage.saving import new_id
from storage.store import Store
from storage.sync.folder import read_folder, write_folder
from storage.sync.read import Read
from tests.attachments.files import CANARY, a_photo
from tests.builders import a_store
from tests.disk import files_up_to
from tests.sync.begun import laptops
from tests.sync.hubs import keeper, standing_in_the_way, sync
from tests.sync.test_segments import joined

Pair = tuple[Store, Store]


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    """Two laptops of one organisation, without tables of places: files need none."""
    ours, theirs = laptops(tmp_path / "laptops")
    yield ours, theirs
    ours.close()
    theirs.close()


def attach(store: Store, data: bytes | None = None) -> str:
    return store.attach(io.BytesIO(data or a_photo()), "incident", new_id(), name="IMG_1.jpg")


def read(store: Store, attachment: str) -> bytes:
    with store.attachment_stream(attachment) as file:
        return file.read()


def parcels(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.sijill-files"))


def missing(store: Store) -> list[str]:
    return [one.id for one in store.missing_attachments()]


def carry(giver: Store, taker: Store, folder: Path, **limit: int) -> tuple[Freight, Read]:
    freight = Freight(limit.get("limit", 1 << 40))
    write_folder(giver, folder, freight=freight)
    return freight, read_folder(taker, folder)


def test_a_photo_follows_its_record_with_the_first_stick(pair: Pair, tmp_path: Path) -> None:
    ours, theirs = pair
    made = attach(theirs)
    freight, found = carry(theirs, ours, tmp_path)
    assert freight.files == found.files == 1 and freight.bytes == found.file_bytes == len(a_photo())
    assert read(ours, made) == a_photo() and not missing(ours) and not found.refused
    assert [one.act for one in ours.custody(made)] == ["added", "received"]
    (one,) = [one for one in ours.all_attachments() if one.id == made]
    assert one.author == "Tester" and len(one.holders) == 2
    carry(ours, theirs, tmp_path)
    assert ours.state_hash() == theirs.state_hash()
    assert [one.act for one in theirs.custody(made)] == ["added", "received"]


def test_what_others_have_and_what_lies_there_is_not_written_again(pair: Pair, tmp_path: Path) -> None:
    ours, theirs = pair
    attach(theirs)
    write_folder(theirs, tmp_path)
    write_folder(theirs, tmp_path)
    assert len(parcels(tmp_path)) == 1, "it lies there"
    read_folder(ours, tmp_path)
    carry(ours, theirs, tmp_path)
    (tmp_path / "fresh").mkdir()
    freight, _ = carry(theirs, ours, tmp_path / "fresh")
    assert not parcels(tmp_path / "fresh") and freight.bytes == freight.left == 0, "they said they have it"


def test_a_file_that_did_not_arrive_is_asked_for_by_receipt(pair: Pair, tmp_path: Path) -> None:
    ours, theirs = pair
    made = attach(theirs)
    write_folder(theirs, tmp_path)
    for one in parcels(tmp_path):
        one.unlink()
    read_folder(ours, tmp_path)
    assert missing(ours) == [made]
    (tmp_path / "back").mkdir()
    carry(ours, theirs, tmp_path / "back")
    carry(theirs, ours, tmp_path / "back")
    assert read(ours, made) == a_photo()


def test_a_third_laptop_gets_the_file_from_the_second(pair: Pair, tmp_path: Path) -> None:
    ours, theirs = pair
    third = a_store(tmp_path, team="Hama 1", country="")
    joined(third, ours)
    made = attach(theirs)
    carry(theirs, ours, tmp_path / "one")
    carry(ours, third, tmp_path / "two")
    assert read(third, made) == a_photo()
    third.close()


def test_what_another_laptop_wrote_into_the_folder_for_all_is_not_written_again(pair: Pair, tmp_path: Path) -> None:
    ours, theirs = pair
    third = a_store(tmp_path / "third", team="Hama 1", country="")
    joined(third, ours)
    shared = tmp_path / "shared"
    carry(ours, theirs, shared)
    made = attach(theirs)
    write_folder(theirs, shared)
    assert read_folder(ours, shared).files == 1
    write_folder(ours, shared)
    assert len(parcels(shared)) == 1, "the third can read what lies there"
    read_folder(third, shared)
    assert read(third, made) == a_photo()
    third.close()


def test_a_long_film_comes_in_parts_within_the_limit_the_smallest_file_first(pair: Pair, tmp_path: Path) -> None:
    ours, theirs = pair
    film = os.urandom(3 * STEP + 123)
    long, short = attach(theirs, film), attach(theirs)
    freight, found = carry(theirs, ours, tmp_path, limit=2 * STEP)
    assert freight.bytes <= 2 * STEP and freight.left and found.files == 1
    assert read(ours, short) == a_photo() and missing(ours) == [long]
    have = ours.missing_attachments()[0].have
    assert 0 < have < len(film)
    freight, found = carry(theirs, ours, tmp_path, limit=10 * STEP)
    assert read(ours, long) == film and not freight.left
    assert found.file_bytes == len(film) - have, "nothing comes twice"
    assert len(list((ours._chest().folder).iterdir())) == 2, "the parts are gone"


def test_reading_keeps_to_the_limit_and_goes_on(pair: Pair, tmp_path: Path) -> None:
    ours, theirs = pair
    made = [attach(theirs, os.urandom(STEP - 5)) for _ in range(3)]
    write_folder(theirs, tmp_path)
    freight = Freight(STEP)
    assert read_folder(ours, tmp_path, freight=freight).files == 1 and freight.left
    assert len(missing(ours)) == 2
    read_folder(ours, tmp_path)
    assert not missing(ours) and {read(ours, one)[:1] for one in made}


def test_the_limit_of_the_register_holds_where_none_is_told(pair: Pair, tmp_path: Path) -> None:
    _, theirs = pair
    theirs.set_setting("attachments-limit-mb", 0)
    attach(theirs)
    write_folder(theirs, tmp_path)
    assert not parcels(tmp_path) and theirs.exchange_limit() == 0


@pytest.mark.parametrize("harm", ["altered", "cut", "emptied", "noise"])
def test_a_part_that_is_damaged_on_its_way_is_refused_and_comes_again(pair: Pair, tmp_path: Path, harm: str) -> None:
    ours, theirs = pair
    made = attach(theirs)
    write_folder(theirs, tmp_path)
    (path,) = parcels(tmp_path)
    sound = path.read_bytes()
    altered = sound[:-40] + bytes([sound[-40] ^ 1]) + sound[-39:]
    path.write_bytes({"altered": altered, "cut": sound[:-9], "emptied": b"", "noise": b"x" * 99}[harm])
    found = read_folder(ours, tmp_path)
    assert [one.word for one in found.refused] == ["damaged-parcel" if harm in ("altered", "cut") else "not-a-parcel"]
    assert missing(ours) == [made] and not found.files
    carry(ours, theirs, tmp_path)
    carry(theirs, ours, tmp_path)
    assert read(ours, made) == a_photo()


def forged(store: Store, taker: Store, folder: Path, part: Part, **more: str) -> Read:
    told = {"organisation": store.membership().root, "carrier": store.me.device} | more
    path = folder / f"sijill-{told['carrier']}-{'0' * 16}.sijill-files"
    before = path.stat().st_mtime_ns if path.exists() else 0
    path.write_bytes(sealed_parcel(part, store.keys, [taker.keys.recipient], **told))  # type: ignore[arg-type]
    later = max(path.stat().st_mtime_ns, before + 10_000_000)  # two of one size in one tick of the disk are one file
    os.utime(path, ns=(later, later))
    return read_folder(taker, folder)


def test_bytes_that_are_not_those_that_were_attached_are_refused(pair: Pair, tmp_path: Path) -> None:
    ours, theirs = pair
    made = attach(theirs)
    (one,) = theirs.all_attachments()
    write_folder(theirs, tmp_path)
    for path in parcels(tmp_path):
        path.unlink()
    read_folder(ours, tmp_path)
    found = forged(theirs, ours, tmp_path, Part(one.sha256, one.size, 0, os.urandom(one.size)))
    assert [one.word for one in found.refused] == ["wrong-hash"]
    half = one.size // 2
    forged(theirs, ours, tmp_path, Part(one.sha256, one.size, 0, os.urandom(half)))
    found = forged(theirs, ours, tmp_path, Part(one.sha256, one.size, half, a_photo()[half:]))
    assert [one.word for one in found.refused] == ["wrong-hash"]
    assert missing(ours) == [made] and not list(ours._chest().folder.iterdir())
    assert ours.missing_attachments()[0].have == 0, "what had come of it is thrown away"


def test_strangers_and_the_revoked_bring_no_files(pair: Pair, tmp_path: Path) -> None:
    ours, theirs = pair
    stranger = a_store(tmp_path, team="Nobody", country="")
    attach(theirs)
    write_folder(theirs, tmp_path)
    for path in parcels(tmp_path):
        path.unlink()
    read_folder(ours, tmp_path)
    (one,) = ours.missing_attachments()
    part = Part(one.sha256, one.size, 0, a_photo())
    stranger.begin_organisation()
    assert [one.word for one in forged(stranger, ours, tmp_path, part).refused] == ["other-organisation"]
    root = ours.membership().root
    found = forged(stranger, ours, tmp_path, part, organisation=root, carrier=theirs.me.device)
    assert "not-certified" in [one.word for one in found.refused]
    ours.revoke(theirs.me.device[:12], "lost")
    assert "not-certified" in [one.word for one in forged(theirs, ours, tmp_path, part).refused]
    assert len(missing(ours)) == 1
    stranger.close()


def test_a_file_that_no_record_tells_of_takes_no_room(pair: Pair, tmp_path: Path) -> None:
    ours, theirs = pair
    attach(theirs)
    write_folder(theirs, tmp_path)
    for path in parcels(tmp_path):
        path.unlink()
    read_folder(ours, tmp_path)
    found = forged(theirs, ours, tmp_path, Part("ab" * 32, 5, 0, b"hello"))
    assert not found.files and not found.refused and not ours._chest().folder.exists()


def test_other_files_in_the_folder_are_left_alone(pair: Pair, tmp_path: Path) -> None:
    ours, theirs = pair
    attach(theirs)
    write_folder(theirs, tmp_path)
    (path,) = parcels(tmp_path)
    shutil.copy(path, path.with_name(path.stem + " (conflict).sijill-files"))
    (path.parent / "x.sijill-files.part").write_bytes(b"half")
    before = sorted(one.name for one in path.parent.iterdir())
    found = read_folder(ours, tmp_path)
    assert found.files == 1 and not found.refused
    assert sorted(one.name for one in path.parent.iterdir()) == before


def test_a_full_disk_while_reading_keeps_what_came_and_says_so(pair: Pair, tmp_path: Path) -> None:
    ours, theirs = pair
    small, large = attach(theirs), attach(theirs, os.urandom(2 * STEP))
    write_folder(theirs, tmp_path)
    read_folder(ours, tmp_path, freight=Freight(0))
    with files_up_to(STEP):
        found = read_folder(ours, tmp_path)
    assert [one.word for one in found.refused] == ["disk-full"]
    assert read(ours, small) == a_photo() and missing(ours) == [large]
    read_folder(ours, tmp_path)
    assert not missing(ours)


def test_a_person_stops_the_writing_and_what_is_written_is_whole(pair: Pair, tmp_path: Path) -> None:
    ours, theirs = pair
    for _ in range(3):
        attach(theirs, os.urandom(1000))
    answers = iter([False] * 6 + [True] * 100)
    with pytest.raises(Cancelled):
        write_folder(theirs, tmp_path, cancelled=lambda: next(answers) and bool(parcels(tmp_path)))
    assert 0 < len(parcels(tmp_path)) < 3 and not list(tmp_path.rglob("*.part"))
    read_folder(ours, tmp_path)
    carry(theirs, ours, tmp_path)
    assert not missing(ours)


def test_files_for_one_laptop_are_closed_to_the_others(tmp_path: Path) -> None:
    ours, second, third = laptops(tmp_path / "laptops", 3)
    made = attach(ours)
    folder = tmp_path / "stick"
    folder.mkdir()
    ours.write_bundles(folder)
    write_parcels(ours, folder, Freight(1 << 30), [second.me.device[:12]])
    assert [one.word for one in read_folder(third, folder).refused] == ["not-for-us"]
    assert read_folder(second, folder).files == 1 and read(second, made) == a_photo()
    write_folder(ours, tmp_path / "another")
    assert read_folder(third, tmp_path / "another").files == 1
    for store in (ours, second, third):
        store.close()


def test_nothing_in_the_folder_tells_what_the_files_are(pair: Pair, tmp_path: Path) -> None:
    _, theirs = pair
    attach(theirs)
    write_folder(theirs, tmp_path)
    (one,) = theirs.all_attachments()
    for path in tmp_path.rglob("*"):
        assert one.sha256[:16] not in path.name and "IMG" not in path.name
        assert path.is_dir() or not any(mark in path.read_bytes() for mark in (CANARY, one.sha256.encode(), b"JFIF"))


# --------------------------------------------------------------------------------------------- hub


def test_a_photo_follows_its_record_over_the_hub(pair: Pair, hub: str) -> None:
    ours, theirs = pair
    film = os.urandom(2 * STEP + 9)
    photo, long = attach(theirs), attach(theirs, film)
    sync(theirs, hub)
    found = ours.pull_hub(hub)
    assert found.files == 2 and not found.refused
    assert read(ours, photo) == a_photo() and read(ours, long) == film
    freight = Freight(1 << 40)
    ours.push_hub(hub, freight=freight)
    assert freight.bytes == freight.left == 0, "it is there already"


def test_the_hub_goes_on_where_the_limit_or_a_cut_stopped_it(pair: Pair, hub: str, postgres: str) -> None:
    ours, theirs = pair
    film = os.urandom(4 * STEP)
    made = attach(theirs, film)
    freight = Freight(STEP)
    theirs.push_hub(hub, freight=freight)
    assert freight.bytes == STEP and freight.left == 3 * STEP
    with standing_in_the_way(postgres) as proxy:
        proxy.after = int(1.7 * STEP)
        with pytest.raises(UserError):
            theirs.push_hub(proxy.address(theirs, hub), patience=5)
        proxy.after = None
        freight = Freight(1 << 40)
        theirs.push_hub(proxy.address(theirs, hub), freight=freight)
        assert freight.bytes <= 2 * STEP
        proxy.after = int(2.5 * STEP)
        with pytest.raises(UserError):
            ours.pull_hub(proxy.address(ours, hub), patience=5)
    assert ours.missing_attachments()[0].have >= STEP
    found = ours.pull_hub(hub)
    assert found.file_bytes <= 3 * STEP and read(ours, made) == film


def test_the_hub_cannot_tell_which_photos_it_keeps(pair: Pair, hub: str) -> None:
    import psycopg

    _, theirs = pair
    attach(theirs)
    sync(theirs, hub)
    (one,) = theirs.all_attachments()
    with psycopg.connect(keeper(hub)) as admin:
        ((name, content),) = admin.execute("SELECT name, content FROM sijill_hub.piece").fetchall()
    assert bytes(name).hex() != one.sha256 and CANARY not in bytes(content)


def test_a_piece_altered_on_the_hub_is_refused_and_stops_nothing_else(pair: Pair, hub: str) -> None:
    import psycopg

    ours, theirs = pair
    data = [a_photo(), a_photo(salt=b"the other one")]
    made = [attach(theirs, one) for one in data]
    sync(theirs, hub)
    with psycopg.connect(keeper(hub)) as admin:
        admin.execute("SET ROLE sijill_hub_owner")
        admin.execute("ALTER TABLE sijill_hub.piece NO FORCE ROW LEVEL SECURITY")
        last = "octet_length(content) - 9"
        admin.execute(
            f"UPDATE sijill_hub.piece SET content = set_byte(content, {last}, 255 - get_byte(content, {last}))"
            " WHERE name = (SELECT max(name) FROM sijill_hub.piece)".encode()
        )
        admin.execute("ALTER TABLE sijill_hub.piece FORCE ROW LEVEL SECURITY")
    found = ours.pull_hub(hub)
    assert [one.word for one in found.refused] == ["damaged-parcel"]
    assert len(missing(ours)) == 1
    assert [read(ours, one) == whole for one, whole in zip(made, data, strict=True) if one not in missing(ours)] == [
        True
    ]


def test_an_older_hub_carries_the_changes_and_says_that_it_keeps_no_files(pair: Pair, hub: str) -> None:
    import psycopg

    ours, theirs = pair
    attach(theirs)
    with psycopg.connect(keeper(hub)) as admin:
        admin.execute("DROP TABLE sijill_hub.piece")
    out, into = Freight(1 << 40), Freight(1 << 40)
    theirs.push_hub(hub, freight=out)
    ours.pull_hub(hub, freight=into)
    assert out.unable and into.unable and len(missing(ours)) == 1


def test_a_struck_file_is_not_asked_for(pair: Pair, tmp_path: Path) -> None:
    ours, theirs = pair
    made = attach(theirs)
    theirs.save([Edit("attachment", made, {"withdrawn": "of somebody else"})])
    carry(theirs, ours, tmp_path)
    assert not parcels(tmp_path) and not missing(ours) and not ours.lacking_files()
