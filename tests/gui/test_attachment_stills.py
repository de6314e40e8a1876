"""Laws of photos of newer phones: shown as they were taken, freed of what they tell, refused in words when odd.

The files in ``tests/data/stills`` were written by other programs (libheif 1.23, libavif 1.4) from one painting of four
colours; ``grid.heic`` is stored in squares, as phones do it, ``turned`` and ``mirrored`` were taken with the phone so.
"""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from gui.attachments import workshop
from gui.attachments.heads import look_of
from gui.attachments.stills import read_still
from storage import UserError
from storage.attachments.found import freed
from storage.attachments.inside import look_inside, position_in
from tests.attachments.files import CANARY, PLACE

STILLS = Path(__file__).resolve().parents[1] / "data" / "stills"
RED, GREEN, BLUE, YELLOW = (200, 30, 30), (30, 180, 40), (30, 40, 200), (230, 220, 60)
PAINTED = {
    "grid.heic": ((300, 220), (RED, GREEN, BLUE, YELLOW)),
    "turned.heic": ((70, 90), (BLUE, RED, YELLOW, GREEN)),
    "mirrored.heic": ((70, 90), (RED, BLUE, GREEN, YELLOW)),
    "plain.avif": ((90, 70), (RED, GREEN, BLUE, YELLOW)),
}


def bytes_of(name: str) -> bytes:
    return (STILLS / name).read_bytes()


def quarters(image: QImage) -> list[QColor]:
    """The middle of each quarter: top left, top right, bottom left, bottom right."""
    width, height = image.width(), image.height()
    return [image.pixelColor(width * x // 4, height * y // 4) for y in (1, 3) for x in (1, 3)]


def is_painted(image: QImage, colours: tuple[tuple[int, int, int], ...]) -> bool:
    return all(
        abs(seen - meant) <= 4
        for colour, known in zip(quarters(image), colours, strict=True)
        for seen, meant in zip((colour.red(), colour.green(), colour.blue()), known, strict=True)
    )


def free_copy(data: bytes) -> bytes:
    file = io.BytesIO(data)
    cuts = look_inside(file, len(data), "x").cuts
    assert cuts is not None
    return b"".join(freed(file, len(data), cuts))


@pytest.mark.parametrize("name", ["edges", "odd", "grey"])
def test_a_photo_looks_as_another_decoder_draws_it_also_where_colours_meet(name: str) -> None:
    """Fewer colours than points, an odd number of points, greys in the narrow range; beside each what libavif drew.

    The last line of an odd picture has half a colour, of which decoders make what they like.
    """
    seen = read_still(io.BytesIO(bytes_of(f"{name}.avif")))
    drawn = QImage.fromData(bytes_of(f"{name}.png")).convertToFormat(seen.format())
    assert seen.size() == drawn.size()
    points = [(x, y) for x in range(seen.width() // 2 * 2) for y in range(seen.height() // 2 * 2)]
    for one, other in ((seen.pixelColor(*at), drawn.pixelColor(*at)) for at in points):
        apart = zip(one.getRgb()[:3], other.getRgb()[:3], strict=True)
        assert max(abs(mine - theirs) for mine, theirs in apart) <= 3


@pytest.mark.parametrize("name", PAINTED)
def test_a_photo_of_a_newer_phone_is_shown_upright_at_any_size(name: str) -> None:
    data, (size, colours) = bytes_of(name), PAINTED[name]
    assert look_of(data[:4096]).form == "still"
    image = read_still(io.BytesIO(data))
    assert (image.width(), image.height()) == size and is_painted(image, colours)
    small = read_still(io.BytesIO(data), 32)
    assert max(small.width(), small.height()) == 32 and is_painted(small, colours)


@pytest.mark.parametrize("name", PAINTED)
def test_its_copy_for_others_shows_the_same_and_tells_nothing(name: str) -> None:
    data = bytes_of(name)
    copy = free_copy(data)
    assert read_still(io.BytesIO(copy)) == read_still(io.BytesIO(data))
    assert len(copy) == len(data) and free_copy(copy) == copy
    told = look_inside(io.BytesIO(data), len(data), name)
    if name in ("grid.heic", "plain.avif"):
        assert CANARY in data and position_in(told) == PLACE
    for mark in (CANARY, b"2019:07:04", b"35,26", b"Exif"):
        assert mark not in copy


def test_squares_leave_no_seam_and_none_is_missing_unseen() -> None:
    image = read_still(io.BytesIO(bytes_of("grid.heic")), 160)
    row = [image.pixelColor(x, image.height() // 4).red() for x in range(image.width() // 2 - 4)]
    assert max(row) - min(row) <= 4
    data = bytes_of("grid.heic")
    fewer = data.replace(b"dimg\0\1\0\6", b"dimg\0\1\0\5")
    assert refused(fewer) == "picture-unknown"


def refused(data: bytes) -> str:
    with pytest.raises(UserError) as caught:
        read_still(io.BytesIO(data))
    return caught.value.kind


def test_a_photo_that_claims_more_than_memory_is_refused_before_it_is_decoded() -> None:
    data = bytes_of("grid.heic")
    assert refused(data.replace(b"\1\x2c\0\xdc", b"\xff\xff\xff\xff")) == "picture-too-large"
    assert refused(bytes_of("plain.avif").replace(bytes([0, 0, 0, 90, 0, 0, 0, 70]), b"\0\0\xff\xff" * 2)) == (
        "picture-too-large"
    )


def test_photos_cut_or_changed_anywhere_are_shown_or_refused_in_words() -> None:
    chance = random.Random(11)
    for name in PAINTED:
        whole = bytes_of(name)
        for _ in range(60):
            data = bytearray(whole[: chance.randrange(1, len(whole))] if chance.random() < 0.3 else whole)
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            try:
                assert not read_still(io.BytesIO(bytes(data)), 64).isNull()
            except UserError as trouble:
                assert trouble.kind.startswith("picture-")


def test_they_are_decoded_in_the_process_of_decoders_and_refused_in_the_same_words() -> None:
    try:
        image = workshop.read_picture(io.BytesIO(bytes_of("grid.heic")), "still", 64)
        assert is_painted(image, PAINTED["grid.heic"][1])
        with pytest.raises(UserError, match="picture-unknown"):
            workshop.read_picture(io.BytesIO(bytes_of("grid.heic")[:200]), "still")
    finally:
        workshop.close_all()
