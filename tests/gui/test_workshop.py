"""Laws of decoding elsewhere: whatever a file does to its decoder, the window goes on and says it in words."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gui.attachments import workshop
from gui.attachments.pictures import read_picture as read_here
from gui.attachments.workshop import Paper, Reel, close_all, first_picture, read_picture
from storage import UserError
from tests.gui.test_attachment_readers import FILM, PAPER, PHOTO, SOUND

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _ended() -> Iterator[None]:
    yield
    close_all()


def test_what_is_decoded_elsewhere_is_what_is_decoded_here() -> None:
    far, near = read_picture(io.BytesIO(PHOTO), "jpeg", 160), read_here(io.BytesIO(PHOTO), "jpeg", 160)
    assert far == near.convertToFormat(far.format())
    paper = Paper(io.BytesIO(PAPER))
    assert paper.pages == 3 and paper.page(1, 300).width() == 300
    paper.close()
    reel = Reel(io.BytesIO(FILM), "mov")
    assert reel.pictures and sum(piece.image is not None for piece in reel.pieces()) > 3
    reel.seek(0)
    assert next(reel.pieces()).at < 0.2
    reel.close()
    assert first_picture(io.BytesIO(SOUND), "ogg", 32) is None


def test_a_file_that_is_refused_elsewhere_is_refused_in_the_same_words_and_the_next_is_read_by_the_same() -> None:
    with pytest.raises(UserError, match="picture-spoiled"):
        read_picture(io.BytesIO(PHOTO[:300]), "jpeg")
    with pytest.raises(UserError, match="paper-spoiled"):
        Paper(io.BytesIO(b"%PDF-1.4 nothing"))
    first = {one.pid for one in workshop._idle}
    read_picture(io.BytesIO(PHOTO), "jpeg", 64)
    assert {one.pid for one in workshop._idle} == first


class Killing(io.BytesIO):
    """A file over which the decoder is killed while it reads it."""

    def read(self, size: int | None = -1) -> bytes:
        for one in list(workshop._all):
            if one.alive:
                os.kill(one.pid, signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
        return super().read(size)


def test_a_decoder_killed_over_a_file_is_told_and_the_next_file_gets_another() -> None:
    for asked in (lambda: read_picture(Killing(PHOTO), "jpeg"), lambda: Paper(Killing(PAPER)),
                  lambda: Reel(Killing(FILM), "mov")):  # fmt: skip
        with pytest.raises(UserError, match="decoder-stopped"):
            asked()
    assert read_picture(io.BytesIO(PHOTO), "jpeg", 64).width() == 64


@pytest.mark.parametrize(
    "program",
    [
        "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
        "import time; time.sleep(600)",
        "import sys; sys.stdout.buffer.write(bytes(100)); sys.stdout.flush(); import time; time.sleep(600)",
        "import sys; sys.stdout.buffer.write(b'\\xff' * 100); sys.stdout.flush(); import time; time.sleep(600)",
        "import sys; a = b'{\"image\": [9, 9]}'; sys.stdout.buffer.write(bytes([len(a), 0, 0, 0, 0, 0, 0, 0]) + a)",
        "import sys; a = b'{\"read\": [0, -1]}'; sys.stdout.buffer.write(bytes([len(a), 0, 0, 0, 0, 0, 0, 0]) + a)",
    ],
    ids=["crashes", "hangs", "mumbles", "shouts", "lies", "asks"],
)
def test_a_decoder_that_is_not_itself_any_more_is_ended_and_told(
    monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    monkeypatch.setattr(workshop, "_BEGIN", program.replace("{", "{{").replace("}", "}}"))
    monkeypatch.setattr(workshop, "SECONDS", 0.3 if "sleep" in program else 20)
    with pytest.raises(UserError, match="decoder-stopped"):
        read_picture(io.BytesIO(PHOTO), "jpeg")
    assert not any(one.alive for one in workshop._all if one not in workshop._idle)


def test_a_stream_that_breaks_off_says_its_own_words_and_leaves_no_process() -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise UserError("damaged-attachment", workshop.stopped().what, None)

    with pytest.raises(UserError, match="damaged-attachment"):
        read_picture(Broken(PHOTO), "jpeg")
    assert not [one for one in workshop._all if one.alive]


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such limits")
def test_a_decoder_can_write_no_file_and_take_no_flood_of_memory(tmp_path: Path) -> None:
    program = (
        "from gui.attachments.workbench import limit; limit()\n"
        "try:\n f = open('x', 'wb', buffering=0); f.write(b'a'); print('wrote')\nexcept OSError: print('refused')\n"
        "try:\n a = bytearray(8 << 30); print('had')\nexcept MemoryError: print('refused')\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{program}"], cwd=tmp_path,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.stdout.split() == ["refused", "refused"] if sys.platform == "linux" else told.stdout
