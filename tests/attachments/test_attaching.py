"""Attached files lie encrypted beside the register, each once, whole or not at all; what is done with them is told."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage.attachments.locked import FRAME
from storage.edits import Edit, SaveRefused
from storage.errors import Cancelled, UserError
from storage.lists.listing import Query
from storage.saving import new_id
from storage.store import Store
from tests.attachments.files import CANARY, PLACE, a_photo
from tests.builders import a_store, reopened
from tests.disk import files_up_to

STILLS = Path(__file__).resolve().parents[1] / "data" / "stills"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = a_store(tmp_path, country="")
    yield made
    made.close()


def chest(store: Store) -> Path:
    assert store.database.path is not None
    return store.database.path.parent / "attachments"


def lying(store: Store) -> list[Path]:
    return sorted(chest(store).iterdir()) if chest(store).exists() else []


def attach(store: Store, data: bytes | None = None, record: str = "", name: str = "IMG_1.jpg") -> str:
    return store.attach(io.BytesIO(data or a_photo()), "incident", record or new_id(), name=name)


def read(store: Store, attachment: str) -> bytes:
    with store.attachment_stream(attachment) as file:
        return file.read()


def acts(store: Store, attachment: str) -> list[str]:
    return [one.act for one in store.custody(attachment)]


def test_a_file_is_attached_with_what_it_tells_and_read_back(store: Store, tmp_path: Path) -> None:
    source = tmp_path / "IMG_1.jpg"
    source.write_bytes(a_photo())
    record = new_id()
    made = store.attach(source, "incident", record, title="The house", notes="from the north")
    (one,) = store.attachments(record)
    assert one == store.attached(made)
    assert (one.id, one.media, one.title, one.file_name, one.notes) == (
        made,
        "photo",
        "The house",
        "IMG_1.jpg",
        "from the north",
    )
    assert one.here and not one.damaged and one.has_position and one.size == len(a_photo())
    assert one.taken is not None and one.taken.isoformat() == "2019-07-04T22:10:05+03:00"
    assert (one.author, one.team) == ("Tester", "Ariha 2") and one.holders == (one.device,)
    entry = store.read("attachment", made)
    assert entry is not None and entry.values["position"] == PLACE
    assert read(store, made) == a_photo()
    assert store.attachment_counts([record, "0" * 32]) == {record: 1}
    assert acts(store, made) == ["added"]


def test_nothing_of_a_file_can_be_read_on_the_disk(store: Store) -> None:
    attach(store)
    store.database.checkpoint()
    (locked,) = lying(store)
    assert locked.stat().st_mode & 0o777 == 0o600
    for path in [*lying(store), *chest(store).parent.glob("register.db*")]:
        data = path.read_bytes()
        assert (
            CANARY not in data and b"JFIF" not in data and b"IMG_1" not in data and b"IMG_1" not in path.name.encode()
        )


def test_any_part_of_a_file_is_read_by_itself(store: Store) -> None:
    data = os.urandom(3 * FRAME + 777)
    made = attach(store, data)
    with store.attachment_stream(made) as file:
        for at in (0, 1, FRAME - 1, FRAME, 2 * FRAME + 5, 3 * FRAME + 776, len(data)):
            file.seek(at)
            assert file.read(FRAME + 3) == data[at : at + FRAME + 3]
        assert file.seek(-7, os.SEEK_END) == len(data) - 7
        assert file.read() == data[-7:]


def test_the_same_photo_on_two_records_is_one_file(store: Store) -> None:
    first, second = attach(store), attach(store)
    assert len(lying(store)) == 1
    assert read(store, first) == read(store, second)


def test_the_same_photo_twice_on_one_record_is_refused_in_words(store: Store) -> None:
    record = new_id()
    made = attach(store, record=record)
    with pytest.raises(UserError) as refused:
        attach(store, record=record)
    assert refused.value.kind == "already-attached"
    assert len(lying(store)) == len(store.attachments(record)) == 1
    store.save([Edit("attachment", made, {"withdrawn": "of another house"})])
    attach(store, record=record)  # struck, so it may be added anew
    assert store.attachment_counts([record]) == {record: 1}
    assert [one.withdrawn for one in store.attachments(record)] == ["of another house", ""]


@pytest.mark.parametrize("place", [20, 5000])
def test_a_file_altered_on_the_disk_is_refused_and_asked_for_again(store: Store, place: int) -> None:
    made = attach(store, os.urandom(9000))
    (path,) = lying(store)
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)
    with pytest.raises(UserError) as refused:
        read(store, made)
    assert refused.value.kind == "damaged-attachment"
    assert store.check_attachments() == (0, [made])
    assert [one.id for one in store.missing_attachments()] == [made]
    assert list(store.lacking_files().values()) == [[(1, 9000)]]


@pytest.mark.parametrize("cut", [10, 16, FRAME + 16 + 16, FRAME + 40])
def test_a_file_cut_short_is_refused(store: Store, cut: int) -> None:
    made = attach(store, os.urandom(2 * FRAME))
    os.truncate(lying(store)[0], cut)
    with pytest.raises(UserError) as refused:
        read(store, made)
    assert refused.value.kind == "damaged-attachment"


def test_frames_of_one_file_cannot_be_exchanged_for_others(store: Store) -> None:
    made = attach(store, os.urandom(3 * FRAME))
    (path,) = lying(store)
    data, step = path.read_bytes(), FRAME + 16
    path.write_bytes(data[:16] + data[16 + step : 16 + 2 * step] + data[16 : 16 + step] + data[16 + 2 * step :])
    with pytest.raises(UserError):
        read(store, made)


def test_a_file_that_is_gone_is_noted_at_the_next_opening_and_sound_again_when_it_is_back(store: Store) -> None:
    made = attach(store)
    (path,) = lying(store)
    data = path.read_bytes()
    path.unlink()
    store = reopened(store)
    assert [one.id for one in store.missing_attachments()] == [made]
    with pytest.raises(UserError) as refused:
        read(store, made)
    assert refused.value.kind == "not-here"
    path.write_bytes(data)
    store = reopened(store)
    assert read(store, made) == a_photo()
    store.close()


def test_what_a_power_cut_left_is_swept_away_after_a_day_and_nothing_else(store: Store) -> None:
    made = attach(store)
    stray, fresh, foreign = (chest(store) / name for name in ("0" * 32, "1" * 32 + ".part", "notes.txt"))
    for path in (stray, fresh, foreign):
        path.write_bytes(b"noise")
    for path in (stray, foreign, *lying(store)[-1:]):
        os.utime(path, (1, 1))
    store = reopened(store)
    assert not stray.exists() and fresh.exists() and foreign.exists()
    assert read(store, made) == a_photo()
    store.close()


def test_a_full_disk_leaves_nothing_and_says_so(store: Store) -> None:
    record = new_id()
    before = store.state_hash()
    with files_up_to(300_000), pytest.raises(UserError) as refused:
        attach(store, os.urandom(1_000_000), record)
    assert refused.value.kind == "disk-full"
    assert not lying(store) and store.state_hash() == before and not store.attachments(record)


def test_stopping_leaves_nothing(store: Store) -> None:
    record = new_id()

    def stop(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        store.attach(io.BytesIO(os.urandom(3 << 20)), "incident", record, name="a", pace=stop)
    assert not lying(store) and not store.attachments(record)


def test_an_empty_file_and_a_folder_are_refused_in_words(store: Store, tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").touch()
    record = new_id()
    for source, word in (
        (tmp_path / "empty.jpg", "empty-file"),
        (tmp_path, "not-a-file"),
        (tmp_path / "no", "not-a-file"),
    ):
        with pytest.raises(UserError) as refused:
            store.attach(source, "incident", record)
        assert refused.value.kind == word
    assert not lying(store)


def test_each_opening_and_export_stands_in_the_custody_of_a_file(store: Store, tmp_path: Path) -> None:
    made = attach(store)
    store.opened(made)
    store.opened(made)
    assert acts(store, made) == ["added", "opened"], "within an hour it is one opening"
    start = store.now
    store.now = lambda: start() + timedelta(hours=2)
    store.opened(made)
    digest = store.export_attachment(made, tmp_path / "copy.jpg", recipient="A court")
    assert acts(store, made) == ["added", "opened", "opened", "exported"]
    assert store.custody(made)[-1].recipient == "A court"
    assert CANARY not in (tmp_path / "copy.jpg").read_bytes() and len(digest) == 64
    (left,) = store.listing(Query("disclosure")).first(9)[1].values()
    assert (left["recipient"], left["sha256"], left["level"]) == ("A court", digest, "partner")
    assert read(store, made) == a_photo(), "the original stays as it was"


@pytest.mark.parametrize("name", ["grid.heic", "plain.avif"])
def test_a_photo_of_a_newer_phone_has_its_place_sealed_and_leaves_without_it(
    store: Store, tmp_path: Path, name: str
) -> None:
    made = store.attach(STILLS / name, "incident", new_id())
    one, entry = store.attached(made), store.read("attachment", made)
    assert one is not None and entry is not None
    assert (one.media, one.has_position, entry.values["position"]) == ("photo", True, PLACE)
    assert one.taken is not None and one.taken.isoformat() == "2019-07-04T22:10:05+03:00"
    store.export_attachment(made, tmp_path / name, recipient="A court")
    assert CANARY not in (tmp_path / name).read_bytes()
    assert read(store, made) == (STILLS / name).read_bytes(), "the original stays as it was"


def test_what_cannot_be_freed_leaves_only_as_it_is_and_on_wish(store: Store, tmp_path: Path) -> None:
    made = attach(store, b"%PDF-1.4 something", name="list.pdf")
    target = tmp_path / "list.pdf"
    with pytest.raises(UserError) as refused:
        store.export_attachment(made, target)
    assert refused.value.kind == "cannot-strip" and not target.exists()
    store.export_attachment(made, target, whole=True)
    assert target.read_bytes() == b"%PDF-1.4 something"


def test_custody_is_only_ever_added(store: Store) -> None:
    made = attach(store)
    (line,) = store.children("custody", "attachment", made)
    with pytest.raises(SaveRefused):
        store.save([Edit("custody", line.id, {"act": "opened"})])
    with pytest.raises(SaveRefused):
        store.save([Edit("custody", line.id, {"withdrawn": "no"})])
    assert acts(store, made) == ["added"]


def test_taking_an_entry_back_strikes_the_file_and_keeps_its_custody(store: Store) -> None:
    record = new_id()
    made = attach(store, record=record)
    store.undo(store.history("attachment", made)[0].save)
    assert store.attachments(record)[0].withdrawn
    assert acts(store, made) == ["added"]
    (line,) = store.children("custody", "attachment", made)
    assert "withdrawn" not in line.values
