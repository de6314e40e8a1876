"""Decoding in a process of its own, asked for as if it were here: pictures, pages, recordings.

Whatever a file does to its decoder (a crash, a hang, a flood of memory) ends that process and is told in words; the
window and what is being typed in it go on.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Lock, Timer
from typing import Any, BinaryIO, cast
from weakref import WeakSet

from PySide6.QtGui import QImage

from gui.attachments import papers, pictures, reels, stills
from gui.attachments.pictures import SHOWN
from gui.attachments.pipe import Pipe
from gui.attachments.reels import Piece
from storage import UserError, message

SECONDS = 60.0
"""What takes longer than this is given up: the slowest laptop needs a tenth of it for the largest photo."""
IDLE = 1
"""Processes that wait for the next file, for so many seconds:"""
REST = 20.0
MOST_READ = 8 << 20
_ROOT = Path(__file__).resolve().parents[2]
_BEGIN = "import sys; sys.path.insert(0, {root!r}); from gui.attachments.workbench import main; main()"
_idle: list[Workshop] = []
_all: WeakSet[Workshop] = WeakSet()
_lock = Lock()


class Workshop:
    """One such process, and the file it is busy with."""

    def __init__(self) -> None:
        hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        self._process = subprocess.Popen(
            [sys.executable, "-c", _BEGIN.format(root=str(_ROOT))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment,
            creationflags=hidden,
        )  # fmt: skip
        read, write = cast(BinaryIO, self._process.stdout), cast(BinaryIO, self._process.stdin)
        self._pipe, self._turn = Pipe(read, write), Lock()
        self._stream: BinaryIO | None = None
        self._size = 0
        _all.add(self)

    @property
    def alive(self) -> bool:
        """Whether it can still be asked."""
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    def begin(self, stream: BinaryIO, do: str, **asked: Any) -> tuple[dict[str, Any], bytes]:
        """Take up a file: its bytes are given as they are asked for."""
        self._stream, self._size = stream, stream.seek(0, 2)
        return self.ask(do, size=self._size, **asked)

    def ask(self, do: str, **asked: Any) -> tuple[dict[str, Any], bytes]:
        """Let it do something with the file.

        Raises:
            UserError: the file is refused, ``decoder-stopped``, or what the stream raises.
        """
        with self._turn:
            clock = Timer(SECONDS, self._process.kill)
            clock.daemon = True
            clock.start()
            try:
                self._pipe.send({"do": do, **asked})
                while "read" in (answer := self._pipe.receive())[0]:
                    self._pipe.send({}, self._part(*answer[0]["read"]))
            except (EOFError, OSError, ValueError, TypeError) as gone:
                self.end()
                raise stopped() from gone
            except BaseException:  # the stream itself broke off: what the process waits for will not come
                self.end()
                raise
            finally:
                clock.cancel()
        if "refused" in answer[0]:
            raise _refusal(answer[0])
        return answer

    def _part(self, at: int, size: int) -> bytes:
        if self._stream is None or not 0 <= at <= 1 << 62 or not size >= 0:
            raise ValueError("no place")
        self._stream.seek(min(at, self._size))
        return self._stream.read(min(size, MOST_READ))

    def end(self) -> None:
        """Not needed any more."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue  # what was left to be said went nowhere


def _taken() -> Workshop:
    with _lock:
        while _idle:
            one = _idle.pop()
            if one.alive:
                return one
    return Workshop()


def _given_back(one: Workshop) -> None:
    with _lock:
        if one.alive and len(_idle) < IDLE:
            _idle.append(one)
            rest = Timer(REST, _rested, [one])
            rest.daemon = True
            rest.start()
            return
    one.end()


def _rested(one: Workshop) -> None:
    """Nothing came for a while: what it has seen goes with it."""
    with _lock:
        if one not in _idle:
            return
        _idle.remove(one)
    one.end()


def close_all() -> None:
    """The register is locked, or the program ends: nothing of a file stays in anybody's memory."""
    with _lock:
        _idle.clear()
    for one in list(_all):
        one.end()


atexit.register(close_all)


def read_picture(stream: BinaryIO, form: str, within: int = SHOWN) -> QImage:
    """As :func:`gui.attachments.pictures.read_picture`."""
    one = _taken()
    try:
        return _image(*one.begin(stream, "picture", form=form, within=within))
    finally:
        _given_back(one)


class Paper:
    """An open document; as :class:`gui.attachments.papers.Paper`."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._one = stream, Workshop()
        try:
            told, _ = self._one.begin(stream, "paper")
            self.pages = _count(told.get("pages"), papers.MOST_PAGES)
        except BaseException:
            self._one.end()
            raise

    def page(self, number: int, width: int) -> QImage:
        """A page, drawn ``width`` points wide as far as its shape allows."""
        return _image(*self._one.ask("page", number=number, width=width))

    def close(self) -> None:
        """Let go of it."""
        self._one.end()
        self._stream.close()


class Reel:
    """An open recording, used by one thread; as :class:`gui.attachments.reels.Reel`."""

    def __init__(self, stream: BinaryIO, form: str, width: int = 1280) -> None:
        self._stream, self._one = stream, Workshop()
        try:
            told, _ = self._one.begin(stream, "reel", form=form, width=width)
            self.seconds = max(0.0, float(told.get("seconds", 0)))
            self.pictures, self.sounds = bool(told.get("pictures")), bool(told.get("sounds"))
        except BaseException:
            self.close()
            raise

    def pieces(self) -> Iterator[Piece]:
        """Everything from here to the end; what cannot be read is passed over."""
        self._one.ask("pieces")
        while True:
            told, data = self._one.ask("next")
            if told.get("end") or not isinstance(told.get("at"), (int, float)):
                return
            yield Piece(told["at"], _image(told, data)) if "image" in told else Piece(told["at"], sound=data)

    def seek(self, seconds: float) -> None:
        """Go on from the last whole picture before this second."""
        self._one.ask("seek", seconds=seconds)

    def close(self) -> None:
        """Let go of it."""
        self._one.end()
        self._stream.close()


def first_picture(stream: BinaryIO, form: str, width: int) -> QImage | None:
    """A picture from the beginning of a recording, for its tile; None when it has none."""
    return reels.first_of(Reel(stream, form, width))


def _image(told: dict[str, Any], data: bytes) -> QImage:
    """Pixels as a picture, if they are one."""
    try:
        width, height = (_count(side, 1 << 15) for side in told["image"])
    except (KeyError, TypeError, ValueError) as odd:
        raise stopped() from odd
    if not width or not height or len(data) != width * height * 4:
        raise stopped()
    return QImage(data, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied).copy()


def _count(told: Any, most: int) -> int:
    if type(told) is not int or not 0 <= told <= most:
        raise stopped()
    return told


def _refusal(told: dict[str, Any]) -> UserError:
    known: dict[str, Callable[[], UserError]] = {
        "picture-spoiled": pictures.spoiled, "picture-unknown": stills.unknown,
        "paper-spoiled": papers.spoiled, "paper-locked": papers.locked,
        "reel-spoiled": reels.spoiled, "reel-too-large": reels.too_large,
    }  # fmt: skip
    word, sides = told.get("refused"), told.get("of")
    if word == "picture-too-large":
        width, height = sides if isinstance(sides, list) and len(sides) == 2 else (0, 0)
        return pictures.too_large(width if type(width) is int else 0, height if type(height) is int else 0)
    return known[word]() if isinstance(word, str) and word in known else stopped()


def stopped() -> UserError:
    """The process did not come to an end with this file."""
    return UserError(
        "decoder-stopped",
        message("What reads this kind of file stopped over this one, or took too long. Everything else goes on."),
        message("The file is kept as it came, and may be made to do harm. Open a copy on another computer only."),
    )
