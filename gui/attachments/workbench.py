"""The process in which files from outside are decoded: a decoder that crashes or hangs takes nothing down with it.

It gets the bytes of one file as it asks for them and gives back pixels and sound. It knows no key and no register, and
writes no file; how much memory it may take is limited where the system can.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import Any

from PySide6.QtGui import QImage

from gui.attachments.papers import Paper
from gui.attachments.pictures import read_picture
from gui.attachments.pipe import Pipe
from gui.attachments.reels import Piece, Reel
from gui.attachments.stills import read_still
from storage import UserError

MOST_MEMORY = 3 << 29
"""Bytes that may be written to: half as much again as the largest picture and everything around it."""
AT_ONCE = 256 << 10


class Far(io.RawIOBase):
    """The file, which lies on the other side."""

    def __init__(self, pipe: Pipe, size: int) -> None:
        self._pipe, self._size, self._at = pipe, size, 0

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go on from there."""
        self._at = max(0, offset + (0, self._at, self._size)[whence])
        return self._at

    def readinto(self, target: Any) -> int:
        """The next bytes."""
        self._pipe.send({"read": [self._at, len(target)]})
        _, data = self._pipe.receive()
        target[: len(data)] = data
        self._at += len(data)
        return len(data)


class Bench:
    """One file after the other."""

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe
        self._paper: Paper | None = None
        self._reel: Reel | None = None
        self._pieces: Iterator[Piece] = iter(())

    def work(self) -> None:
        """Do what is asked, until nobody is there any more."""
        while True:
            asked, _ = self._pipe.receive()
            try:
                self._pipe.send(*self._done(asked))
            except UserError as refused:
                self._pipe.send({"refused": refused.kind, "of": _sizes(refused)})
            except (EOFError, BrokenPipeError):
                return
            except Exception:  # noqa: BLE001 - whatever a file does to its decoder is the file's fault
                self._pipe.send({"refused": "", "of": []})

    def _done(self, asked: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        do = asked["do"]
        if do == "picture":
            read = read_still if asked["form"] == "still" else partial(read_picture, form=asked["form"])
            return _pixels(read(self._stream(asked), within=asked["within"]))
        if do == "paper":
            self._paper = Paper(self._stream(asked))
            return {"pages": self._paper.pages}, b""
        if do == "page" and self._paper is not None:
            return _pixels(self._paper.page(asked["number"], asked["width"]))
        if do == "reel":
            self._reel = reel = Reel(self._stream(asked), asked["form"], asked["width"])
            return {"seconds": reel.seconds, "pictures": reel.pictures, "sounds": reel.sounds}, b""
        if self._reel is not None:
            return self._played(self._reel, asked)
        return {}, b""

    def _played(self, reel: Reel, asked: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        if asked["do"] == "seek":
            reel.seek(asked["seconds"])
        if asked["do"] == "pieces":
            self._pieces = reel.pieces()
        if asked["do"] != "next":
            return {}, b""
        piece = next(self._pieces, None)
        if piece is None:
            return {"end": True}, b""
        told, data = _pixels(piece.image) if piece.image is not None else ({}, piece.sound)
        return {**told, "at": piece.at}, data

    def _stream(self, asked: dict[str, Any]) -> Any:
        return io.BufferedReader(Far(self._pipe, asked["size"]), AT_ONCE)


def _pixels(image: QImage) -> tuple[dict[str, Any], bytes]:
    made = image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    return {"image": [made.width(), made.height()]}, bytes(made.constBits())


def _sizes(refused: UserError) -> list[int]:
    """The width and height a refusal tells of."""
    told = (str(refused.what.params.get(name, "")).replace(",", "") for name in ("width", "height"))
    return [int(one) for one in told if one.isdecimal()]


def limit() -> None:
    """No file is written, no core of memory left behind, and no more memory taken than files need."""
    try:
        import resource
    except ImportError:
        return  # Windows: there the readers' own limits hold
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))


def main() -> None:
    """Begin; what libraries print goes nowhere, so that it is not taken for an answer."""
    read, write = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1):
        os.dup2(nowhere, standard)
    limit()
    with suppress(EOFError, BrokenPipeError):
        Bench(Pipe(read, write)).work()
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    os._exit(0)  # nothing here is worth being tidied up, and a decoder may hang while it is
