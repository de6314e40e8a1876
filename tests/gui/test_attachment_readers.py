"""Laws of looking at files from outside: bytes decide, limits hold, and what cannot be shown is said in words."""

from __future__ import annotations

import io
import random

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from gui.attachments.heads import look_of
from gui.attachments.papers import Paper
from gui.attachments.pictures import read_picture
from gui.attachments.player import Player
from gui.attachments.reels import BYTES_A_SECOND, Reel, first_picture
from gui.attachments.speaker import Speaker
from gui.attachments.texts import read_text
from storage import UserError
from tests.media import a_film, a_lying_png, a_paper, a_photo, a_sound

FILM, SOUND, PAPER, PHOTO = a_film(), a_sound(), a_paper(3), a_photo(640, 480)


@pytest.mark.parametrize(
    ("data", "name", "way"),
    [
        (PHOTO, "list.pdf", "picture"),
        (a_photo(form="PNG"), "", "picture"),
        (PAPER, "photo.jpg", "paper"),
        (FILM, "photo.jpg", "reel"),
        (SOUND, "x", "reel"),
        (b"#EXTM3U\n#EXT-X-STREAM-INF\nhttps://example.org/a.ts\n", "film.mp4", ""),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "film.mp4", ""),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "drawing.jpg", ""),
        ("من الشاهد".encode(), "witness.txt", "text"),
        (b"MZ\0\0", "notes.txt", ""),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "film.mp4", "picture"),
        (b"", "empty.txt", "text"),
    ],
)
def test_a_file_is_what_its_bytes_say_whatever_it_is_called(data: bytes, name: str, way: str) -> None:
    assert look_of(data[:4096], name).way == way


def test_a_picture_comes_no_larger_than_asked() -> None:
    image = read_picture(io.BytesIO(PHOTO), "jpeg", 160)
    assert (image.width(), image.height()) == (160, 120)
    assert read_picture(io.BytesIO(PHOTO), "jpeg").width() == 640


def test_a_photo_taken_with_the_camera_turned_stands_upright() -> None:
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
    turned = PHOTO[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + PHOTO[2:]
    image = read_picture(io.BytesIO(turned), "jpeg")
    assert (image.width(), image.height()) == (480, 640)


def refused(data: bytes, form: str) -> str:
    with pytest.raises(UserError) as caught:
        read_picture(io.BytesIO(data), form)
    return caught.value.kind


def test_a_picture_that_claims_more_than_memory_is_refused_before_it_is_decoded() -> None:
    assert refused(a_lying_png(60_000, 60_000), "png") == "picture-too-large"
    jpeg = bytearray(PHOTO)
    frame = jpeg.index(b"\xff\xc0")
    jpeg[frame + 5 : frame + 9] = b"\xff\x00\xff\x00"
    assert refused(bytes(jpeg), "jpeg") == "picture-too-large"


def test_rubbish_and_other_formats_are_no_picture() -> None:
    assert refused(b"\xff\xd8\xff" + bytes(200), "jpeg") == "picture-spoiled"
    assert refused(PAPER, "jpeg") == "picture-spoiled"
    assert refused(a_photo(form="PNG"), "jpeg") == "picture-spoiled"
    assert refused(b"", "png") == "picture-spoiled"


def test_pictures_cut_or_changed_anywhere_are_shown_as_far_as_they_go_or_refused() -> None:
    chance = random.Random(7)
    for form in ("jpeg", "png", "webp"):
        whole = a_photo(48, 36, form=form.upper())
        for _ in range(40):
            data = bytearray(whole[: chance.randrange(1, len(whole))])
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            try:
                assert not read_picture(io.BytesIO(bytes(data)), form, 256).isNull()
            except UserError as trouble:
                assert trouble.kind.startswith("picture-")


def test_pages_of_a_document_are_drawn_and_rubbish_is_refused() -> None:
    paper = Paper(io.BytesIO(PAPER))
    assert paper.pages == 3
    assert paper.page(2, 640).width() == 640
    paper.close()
    for spoiled in (b"%PDF-1.4\n" + bytes(100), PAPER[:40], b""):
        with pytest.raises(UserError):
            Paper(io.BytesIO(spoiled))


def test_text_shows_what_would_turn_its_direction_and_says_when_it_goes_on() -> None:
    assert read_text(io.BytesIO("a\u202eb\0c".encode()), "utf-8") == ("a\ufffdbc", False)
    assert read_text(io.BytesIO("قائمة".encode("cp1256")), "utf-8")[0] == "قائمة"
    text, cut = read_text(io.BytesIO("س".encode() * 300_000), "utf-8")
    assert cut
    assert set(text) == {"س"}


# --- recordings


def test_a_film_gives_its_pictures_and_its_sound() -> None:
    reel = Reel(io.BytesIO(FILM), "mov")
    pieces = list(reel.pieces())
    reel.close()
    assert len([one for one in pieces if one.image is not None]) == 5
    assert abs(sum(len(one.sound) for one in pieces) / BYTES_A_SECOND - 0.5) < 0.1


def test_a_film_has_a_picture_for_its_tile_and_a_sound_has_none() -> None:
    image = first_picture(io.BytesIO(FILM), "mov", 32)
    assert image is not None
    assert (image.width(), image.height()) == (32, 24)
    assert first_picture(io.BytesIO(SOUND), "ogg", 32) is None


def test_recordings_cut_or_changed_anywhere_play_as_far_as_they_go_or_are_refused() -> None:
    chance = random.Random(11)
    for whole, form in ((FILM, "mov"), (SOUND, "ogg")):
        for _ in range(25):
            data = bytearray(whole[: chance.randrange(1, len(whole))] if chance.random() < 0.5 else whole)
            for _ in range(3):
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            try:
                reel = Reel(io.BytesIO(bytes(data)), form)
            except UserError as trouble:
                assert trouble.kind.startswith("reel-")
                continue
            for number, _piece in enumerate(reel.pieces()):
                if number > 500:
                    break
            reel.close()


def test_a_recording_runs_to_its_end_and_can_be_wound_back(qtbot: QtBot) -> None:
    images: list[QImage] = []
    player = Player(lambda: io.BytesIO(FILM), "mov", lambda pull: Speaker(pull, silent=True))
    player.shown.connect(images.append)
    with qtbot.waitSignal(player.opened):
        pass
    qtbot.waitUntil(lambda: bool(images))  # the first picture stands before anybody plays
    with qtbot.waitSignal(player.ended, timeout=8000):
        player.play()
    assert len(images) >= 2
    assert not player.playing
    player.seek(0.2)
    assert abs(player.position - 0.2) < 0.01
    with qtbot.waitSignal(player.ended, timeout=8000):
        player.play()
    player.close()


def test_without_a_loudspeaker_it_is_played_silently(qtbot: QtBot) -> None:
    def nothing(_pull: object) -> Speaker:
        raise OSError("no loudspeaker")

    player = Player(lambda: io.BytesIO(FILM), "mov", nothing)
    with qtbot.waitSignal(player.opened):
        pass
    with qtbot.waitSignals([player.deaf, player.ended], timeout=8000):
        player.play()
    player.close()


def test_a_spoiled_recording_is_told_and_a_closed_one_tells_nothing(qtbot: QtBot) -> None:
    player = Player(lambda: io.BytesIO(b"rubbish"), "mov")
    with qtbot.waitSignal(player.stumbled):
        pass
    player.close()
    closed = Player(lambda: io.BytesIO(FILM), "mov")
    closed.close()
    with qtbot.assertNotEmitted(closed.opened, wait=50):
        pass
