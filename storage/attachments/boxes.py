"""Files built of boxes (films, recordings, photos of newer phones); sizes are believed as far as the file goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from storage.attachments.found import Cut, Found, OddFileError

MOST_BOXES = 20_000
LONGEST_TEXT = 1 << 20


@dataclass(frozen=True)
class Box:
    """A box: from ``start``, what it holds from ``body``, up to ``end``."""

    kind: bytes
    start: int
    body: int
    end: int


class Boxes:
    """Reads boxes, as many as a film can have."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self.file, self.size, self._left = file, size, MOST_BOXES

    def boxes(self, start: int, end: int) -> Iterator[Box]:
        """The boxes between two places; they must fill it."""
        while start + 8 <= end:
            self._left -= 1
            head = self.read(start, min(16, end - start))
            length, kind, body = int.from_bytes(head[:4], "big"), head[4:8], start + 8
            if length == 1:
                length, body = int.from_bytes(head[8:16], "big"), start + 16
            stop = start + length if length else end
            if stop < body or stop > end or self._left < 0:
                raise OddFileError
            yield Box(kind, start, body, stop)
            start = stop

    def inside(self, box: Box, skip: int = 0) -> Iterator[Box]:
        """The boxes in a box."""
        return self.boxes(box.body + skip, box.end)

    def read(self, start: int, count: int) -> bytes:
        """Bytes of the file, all of them."""
        self.file.seek(start)
        found = self.file.read(count)
        while len(found) < count:
            more = self.file.read(count - len(found))
            if not more:
                raise OddFileError
            found += more
        return found

    def content(self, box: Box, most: int = 64 << 20) -> bytes:
        """What a box holds."""
        if box.end - box.body > most:
            raise OddFileError
        return self.read(box.body, box.end - box.body)


def emptied(box: Box) -> list[Cut]:
    """A box that tells is renamed *free* and emptied, so that nothing moves."""
    return [Cut(box.start + 4, box.start + 8, b"free"), Cut(box.body, box.end, None)]


def tells(reader: Boxes, box: Box, found: Found) -> None:
    """What a box tells is read, and gone from every copy."""
    found.texts.append(reader.read(box.body, min(box.end - box.body, LONGEST_TEXT)))
    cuts_of(found).extend(emptied(box))


def cuts_of(found: Found) -> list[Cut]:
    """Where it is cut: known of a file of boxes as long as nothing odd is met."""
    assert found.cuts is not None
    return found.cuts
