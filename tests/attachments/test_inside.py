"""What files tell of themselves is read, and gone from every copy that leaves; the picture is as it was."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from datetime import UTC
from typing import Any

import av
import pytest

from storage.attachments.found import freed
from storage.attachments.inside import look_inside, position_in, taken_at
from tests.attachments.files import (
    CANARY,
    PLACE,
    a_film,
    a_photo,
    a_picture,
    a_png,
    a_still,
    a_wav,
    a_webp,
    an_mp3,
    pixels,
)

Maker = Callable[[], bytes]
TELLING = {"jpg": a_photo, "png": a_png, "webp": a_webp, "mp4": a_film, "heic": a_still}


def looked(data: bytes, name: str = "x") -> tuple[str, str, bytes | None]:
    """Media, position, and the copy that leaves."""
    file = io.BytesIO(data)
    found = look_inside(file, len(data), name)
    copy = None if found.cuts is None else b"".join(freed(file, len(data), found.cuts))
    return found.media, position_in(found), copy


@pytest.mark.parametrize("form", TELLING)
def test_the_place_in_a_file_is_read_and_leaves_with_no_copy(form: str) -> None:
    data = TELLING[form]()
    media, position, copy = looked(data)
    assert media == ("video" if form == "mp4" else "photo")
    assert position == PLACE
    assert copy is not None
    assert CANARY in data and CANARY not in copy
    assert looked(copy)[1] == ""
    for mark in (b"Exif\0\0II*", b"35,26", b"+35.4", b"2019:07:04"):
        assert mark not in copy.replace(b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01", b"")


@pytest.mark.parametrize("form", ["jpg", "png", "webp"])
def test_the_picture_itself_is_as_it_was(form: str) -> None:
    data = TELLING[form]()
    copy = looked(data)[2]
    assert copy is not None and pixels(copy) == pixels(data)
    assert looked(copy)[2] == copy, "what is free stays as it is"


def test_a_photo_taken_on_its_side_stays_upright_without_telling_more() -> None:
    copy = looked(a_photo(orientation=6))[2]
    assert copy is not None and CANARY not in copy
    found = look_inside(io.BytesIO(copy), len(copy), "x.jpg")
    assert found.exif[18:20] == bytes([6, 0]) and len(found.exif) == 26


def test_nothing_moves_in_a_film_and_its_pictures_are_untouched() -> None:
    data = a_film()
    copy = looked(data)[2]
    assert copy is not None and len(copy) == len(data)
    assert bytes(range(1, 201)) in copy
    assert copy.count(b"trak") == 1


@pytest.mark.parametrize(
    ("data", "name", "media"),
    [
        (a_film(sound_only=True), "voice.m4a", "sound"),
        (a_wav(), "a.wav", "sound"),
        (an_mp3(), "a.mp3", "sound"),
        (a_picture("BMP"), "a.bmp", "photo"),
        (b"%PDF-1.4 \n%%EOF", "a.pdf", "document"),
        ("قائمة أسماء\n".encode(), "a.txt", "document"),
        (b"PK\3\4" + bytes(30), "a.docx", "document"),
    ],
)
def test_every_file_is_of_some_kind(data: bytes, name: str, media: str) -> None:
    assert looked(data, name)[0] == media


@pytest.mark.parametrize(("maker", "sound"), [(a_wav, bytes(range(200))), (an_mp3, b"\xff\xfb\x90\x00" + bytes(300))])
def test_recordings_leave_without_their_notes(maker: Maker, sound: bytes) -> None:
    copy = looked(maker())[2]
    assert copy is not None and sound in copy and CANARY not in copy


@pytest.mark.parametrize(
    "data", [b"%PDF-1.4", b"PK\3\4", b"fLaC", b"\x1aE\xdf\xa3", b"MM\0*rest", b"?", a_picture("BMP")]
)
def test_what_is_not_understood_counts_as_telling(data: bytes) -> None:
    assert looked(data)[2] is None


def test_when_a_photo_was_taken_is_read_with_its_zone() -> None:
    data = a_photo()
    taken = taken_at(look_inside(io.BytesIO(data), len(data), "x"), UTC)
    assert taken is not None and taken.isoformat() == "2019-07-04T22:10:05+03:00"


@pytest.mark.parametrize("form", TELLING)
def test_a_file_built_to_mislead_is_read_in_bounds_and_never_leaves_half_freed(form: str) -> None:
    chance = random.Random(form)
    data = TELLING[form]()
    for _ in range(150):
        odd = bytearray(data[: chance.randrange(20, len(data))] if chance.random() < 0.3 else data)
        for _ in range(chance.randrange(1, 6)):
            odd[chance.randrange(len(odd))] = chance.randrange(256)
        media, position, copy = looked(bytes(odd))
        assert media in ("photo", "video", "sound", "document")
        assert len(position) < 40
        assert copy is None or len(copy) <= len(odd) + 64


@pytest.mark.parametrize("form", ["mp4", "mov"])
def test_a_film_of_a_real_writer_plays_as_before_without_telling(form: str) -> None:
    data = written(form)
    file = io.BytesIO(data)
    found = look_inside(file, len(data), "x")
    assert found.media == "video" and found.cuts is not None and CANARY in data
    copy = b"".join(freed(file, len(data), found.cuts))
    assert CANARY not in copy and frames(copy) == frames(data) and len(frames(data)) == 6
    assert form == "mp4" or position_in(found) == PLACE


def written(form: str) -> bytes:
    buffer = io.BytesIO()
    with av.open(buffer, "w", format=form) as film:
        told = {"comment": CANARY.decode(), "location": "+35.4430+036.6510/"}
        film.metadata.update(told)
        stream: Any = film.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for shade in range(6):
            picture = av.VideoFrame(64, 48, "rgb24")
            picture.planes[0].update(bytes([shade * 30]) * picture.planes[0].buffer_size)
            film.mux(stream.encode(picture))
        film.mux(stream.encode())
    return buffer.getvalue()


def frames(data: bytes) -> list[bytes]:
    with av.open(io.BytesIO(data)) as film:
        return [bytes(one.reformat(format="rgb24").planes[0]) for one in film.decode(video=0)]


def _segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2, "big") + body


@pytest.mark.parametrize("more", [
    _segment(0xE0, b"JFXX\0\x10" + CANARY), _segment(0xE0, b"JFIF\0\1\2\0\0\1\0\1\x05\x02" + CANARY),
    _segment(0xE0, b"AVI1" + CANARY), _segment(0xEE, b"Adobe\0\x64\0\0\0\0\1" + CANARY),
    _segment(0xEE, b"notes" + CANARY), _segment(0xF7, CANARY), _segment(0xB5, CANARY),
    _segment(0xEB, b"JP\0\0" + CANARY),
])  # fmt: skip
def test_a_small_picture_of_before_and_segments_nobody_knows_leave_with_no_photo(more: bytes) -> None:
    plain = a_picture()
    for data in (plain[:2] + more + plain[2:], plain[:20] + more + plain[20:]):
        copy = looked(data)[2]
        assert copy is not None and CANARY not in copy
        assert pixels(copy) == pixels(plain) and looked(copy)[2] == copy


def _ogg(*packets: bytes, more: bytes = b"", serial: bytes = b"one!") -> bytes:
    """Pages of one stream, a packet each."""
    data = b""
    for at, packet in enumerate(packets):
        whole, rest = divmod(len(packet), 255)
        flags = bytes([2 if at == 0 else 4 if at == len(packets) - 1 else 0])
        table = b"\xff" * whole + bytes([rest])
        data += b"OggS\0" + flags + bytes(8) + serial + at.to_bytes(4, "little") + bytes(4) + bytes([len(table)])
        data += table + packet
    return data + more


def _notes(*notes: bytes, writer: bytes = b"Lavf61") -> bytes:
    told = [len(writer).to_bytes(4, "little") + writer, len(notes).to_bytes(4, "little")]
    return b"OpusTags" + b"".join(told + [len(one).to_bytes(4, "little") + one for one in notes])


SOUND = bytes(range(200))
PLACED = b"LOCATION=" + CANARY


@pytest.mark.parametrize(("notes", "more", "leaves"), [
    (_notes(b"ENCODER=Lavc61 libopus"), b"", True), (_notes(), b"", True),
    (_notes(PLACED), b"", False), (_notes(b"encoder=" + b"x" * 5000, PLACED), b"", False),
    (_notes(writer=b"x" * 5000 + CANARY), b"", False), (_notes() + CANARY, b"", False),
    (_notes(), CANARY, False), (_notes(), _ogg(b"OpusHead", _notes(PLACED), SOUND), False),
    (_notes(), _ogg(CANARY, serial=b"two!"), False), (_notes()[:-2], b"", False),
])  # fmt: skip
def test_a_recording_of_pages_leaves_only_when_the_whole_of_its_notes_names_but_its_writer(
    notes: bytes, more: bytes, leaves: bool
) -> None:
    data = _ogg(b"OpusHead" + bytes(11), notes, SOUND, SOUND, more=more)
    copy = looked(data)[2]
    assert copy == (data if leaves else None)


def test_nothing_behind_the_last_sound_of_a_telephone_leaves() -> None:
    for begin, frame in ((b"#!AMR\n", b"\x3c" + bytes(31)), (b"#!AMR-WB\n", b"\x44" + bytes(60))):
        sound = begin + frame * 3
        assert looked(sound)[2] == sound
        assert looked(sound + b"\xff" + CANARY)[2] == sound
        assert looked(begin + CANARY)[2] is None


@pytest.mark.parametrize("behind", [
    b"TAG" + CANARY.ljust(125, b"\0"), b"LYRICSBEGIN" + CANARY + b"LYRICS200", b"APETAGEX" + bytes(24) + CANARY,
    b"\0" * 200 + b"3DI" + CANARY, CANARY,
])  # fmt: skip
def test_nothing_behind_the_last_frame_of_a_song_leaves(behind: bytes) -> None:
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    sound = frame * 4
    assert looked(sound + behind)[2] == sound == looked(sound)[2]
    assert looked(sound + CANARY * 200 + sound)[2] is None, "perhaps it goes on behind it"
