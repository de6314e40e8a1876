"""What reading a file has found, and where it tells more than can be seen or heard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO

CHUNK = 1 << 18


class OddFileError(Exception):
    """The file is not built as its kind says, so nothing in it is relied upon."""


@dataclass(frozen=True)
class Cut:
    """Bytes ``start`` to ``end`` of a file are replaced by ``put``; None: by zeros, so that nothing moves."""

    start: int
    end: int
    put: bytes | None = b""


@dataclass
class Found:
    """What a file is.

    Attributes:
        media: code of the list ``media``.
        cuts: what frees it of all that is no picture and no sound; None when that is not known of its kind.
        exif: its EXIF (a TIFF); texts: places where a position may be written.
        made: when it says it was made.
    """

    media: str
    cuts: list[Cut] | None = None
    exif: bytes = b""
    texts: list[bytes] = field(default_factory=list)
    made: datetime | None = None


def freed(file: BinaryIO, size: int, cuts: Sequence[Cut]) -> Iterator[bytes]:
    """The file without what was cut out."""
    at = 0
    for cut in sorted(cuts, key=lambda one: (one.start, one.end)):
        if cut.start < at:
            if cut.end <= at:
                continue  # inside of what is gone already
            cut = Cut(at, cut.end, None if cut.put is None else b"")
        yield from _between(file, at, cut.start)
        if cut.put is None:
            yield from _zeros(cut.end - cut.start)
        elif cut.put:
            yield cut.put
        at = cut.end
    yield from _between(file, at, size)


def _between(file: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    file.seek(start)
    while start < end:
        found = file.read(min(CHUNK, end - start))
        if not found:
            return
        start += len(found)
        yield found


def _zeros(count: int) -> Iterator[bytes]:
    while count > 0:
        yield bytes(min(CHUNK, count))
        count -= CHUNK
