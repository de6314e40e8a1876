"""A copy of a film that leaves holds what is seen and heard, and nothing else."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache

import av
import numpy as np
import pytest

from storage.attachments.boxes import Box, Boxes
from storage.attachments.found import freed
from storage.attachments.inside import look_inside
from tests.attachments.files import CANARY, box

MADE = datetime(2019, 7, 4, 19, 10, 5, tzinfo=UTC)
PARTED = {"movflags": "frag_keyframe+empty_moov", "frag_duration": "200000"}
_ROOMS = (b"moov", b"trak", b"mdia", b"minf", b"stbl")


def copied(data: bytes) -> bytes:
    file = io.BytesIO(data)
    found = look_inside(file, len(data), "x.mp4")
    assert found.cuts is not None and found.media == "video"
    return b"".join(freed(file, len(data), found.cuts))


@cache
def a_film(form: str = "mp4", sound: str = "aac", parted: bool = False) -> bytes:
    target = io.BytesIO()
    with av.open(target, "w", format=form, options=PARTED if parted else {}) as film:
        film.metadata["creation_time"] = MADE.isoformat()
        video = film.add_stream("mpeg4", rate=10)
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        audio = film.add_stream(sound, rate=48_000)
        audio.layout = "stereo"
        for number in range(8):
            surface = np.full((48, 64, 3), 60 + 20 * number, np.uint8)
            film.mux(video.encode(av.VideoFrame.from_ndarray(surface, "rgb24")))
            wave = (np.sin(np.arange(2 * 4800) / 9) * 9000).astype(np.int16).reshape(1, -1)
            heard = av.AudioFrame.from_ndarray(wave, "s16", "stereo")
            heard.sample_rate, heard.pts = 48_000, number * 4800
            film.mux(audio.encode(heard))
        film.mux(video.encode(None))
        film.mux(audio.encode(None))
    return target.getvalue()


def shown(data: bytes) -> list[bytes]:
    """All that is seen and heard."""
    with av.open(io.BytesIO(data)) as film:
        return [frame.to_ndarray().tobytes() for frame in film.decode()]


def boxes_of(data: bytes) -> list[Box]:
    reader, found = Boxes(io.BytesIO(data), len(data)), list[Box]()

    def walk(some: list[Box]) -> None:
        for one in some:
            found.append(one)
            if one.kind in _ROOMS:
                walk(list(reader.inside(one)))

    walk(list(reader.boxes(0, len(data))))
    return found


FILMS: dict[str, Callable[[], bytes]] = {
    "mp4": a_film,
    "mov with plain sound": lambda: a_film("mov", "pcm_s16le"),
    "in fragments": lambda: a_film("mp4", "aac", True),
}


@pytest.mark.parametrize("name", FILMS)
def test_what_is_seen_and_heard_is_as_it_was(name: str) -> None:
    data = FILMS[name]()
    copy = copied(data)
    assert len(copy) == len(data) and shown(copy) == shown(data) and len(shown(data)) > 8


@pytest.mark.parametrize("name", FILMS)
def test_no_head_tells_when_it_was_filmed_and_by_what(name: str) -> None:
    data = FILMS[name]()
    copy = copied(data)
    assert b"Handler" in data and b"Handler" not in copy
    heads = [one for one in boxes_of(copy) if one.kind in (b"mvhd", b"tkhd", b"mdhd")]
    assert len(heads) == 5
    assert not any(copy[one.body + 4 : one.body + 12].strip(b"\0") for one in heads)


@pytest.mark.parametrize("name", FILMS)
def test_bytes_to_which_nothing_points_are_in_no_copy(name: str) -> None:
    data = FILMS[name]() + box(b"mdat", CANARY) + box(b"wide", CANARY)
    copy = copied(data)
    assert CANARY not in copy and shown(copy) == shown(data)


def test_what_was_cut_off_at_the_end_of_a_film_lies_in_no_copy() -> None:
    data = bytearray(a_film())
    parts = [one for one in boxes_of(bytes(data)) if one.kind == b"stsz"]
    last = parts[0].body + 8 + 4 * int.from_bytes(data[parts[0].body + 8 : parts[0].body + 12], "big")
    size = int.from_bytes(data[last : last + 4], "big")
    data[last : last + 4] = (size - 6).to_bytes(4, "big")  # a program that shortens a film leaves its bytes there
    found = look_inside(io.BytesIO(data), len(data), "x.mp4")
    [rest] = [one for one in found.cuts or () if one.put is None and one.end - one.start == 6]
    assert data[rest.start : rest.end].strip(b"\0") and not copied(bytes(data))[rest.start : rest.end].strip(b"\0")


def test_boxes_that_nobody_knows_tell_wherever_they_stand() -> None:
    data = a_film()
    for kind in (b"trak", b"mdia", b"minf", b"stbl"):
        one = next(found for found in boxes_of(data) if found.kind == kind)
        with_more = _put_in(data, one, box(b"\xa9who", CANARY))
        copy = copied(with_more)
        assert CANARY in with_more and CANARY not in copy and shown(copy) == shown(data)


def _put_in(data: bytes, where: Box, more: bytes) -> bytes:
    """A box more at the end of another one, and all around it longer; its film lies before the head, so none moves."""
    made = bytearray(data)
    for one in boxes_of(data):
        if one.start <= where.start and one.end >= where.end and one.kind in _ROOMS:
            made[one.start : one.start + 4] = (one.end - one.start + len(more)).to_bytes(4, "big")
    made[where.end : where.end] = more
    return bytes(made)
