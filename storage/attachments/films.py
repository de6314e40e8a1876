"""Films, and whatever else is built of boxes (MP4, MOV, 3GP, M4A, HEIC): where they tell more than is seen and heard.

Nothing moves in such a file, because its parts point to each other by their place: a box that tells is renamed *free*
and emptied, and a track that is neither picture nor sound (phones write one that says where each second was filmed) is
emptied sample by sample.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import BinaryIO

from storage.attachments.found import Cut, Found, OddFileError

MOST_BOXES = 20_000
MOST_SAMPLES = 2_000_000
LONGEST_TEXT = 1 << 20
_TELLING = frozenset((b"udta", b"meta", b"uuid", b"free", b"skip"))
_STILLS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
_SINCE = datetime(1904, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Box:
    """A box: from ``start``, what it holds from ``body``, up to ``end``."""

    kind: bytes
    start: int
    body: int
    end: int


@dataclass
class _Track:
    box: Box
    handler: bytes = b""
    tables: dict[bytes, bytes] = field(default_factory=dict)


class _Film:
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


def film(file: BinaryIO, size: int) -> Found:
    """What a file of boxes is, and what of it tells."""
    reader = _Film(file, size)
    top = list(reader.boxes(0, size))
    brand = reader.content(top[0], 4096)[:4] if top and top[0].kind == b"ftyp" else b""
    if brand in _STILLS:
        return _still(reader, top)
    found, tracks = Found("video", []), list[_Track]()
    for box in top:
        if box.kind == b"moov":
            _movie(reader, box, found, tracks)
        elif box.kind in _TELLING:
            _tells(reader, box, found)
    if not tracks:
        raise OddFileError
    for track in tracks:
        if track.handler not in (b"vide", b"soun"):
            if any(box.kind == b"moof" for box in top):
                raise OddFileError  # its samples lie scattered over fragments
            _cuts(found).extend(_samples(track, size))
            _cuts(found).extend(_emptied(track.box))
    if not any(track.handler == b"vide" for track in tracks):
        found.media = "sound"
    return found


def _movie(reader: _Film, movie: Box, found: Found, tracks: list[_Track]) -> None:
    for box in reader.inside(movie):
        if box.kind == b"mvhd":
            found.made = _moment(reader.content(box, 4096))
        elif box.kind == b"trak":
            track = _Track(box)
            tracks.append(track)
            for part in reader.inside(box):
                if part.kind in _TELLING:
                    _tells(reader, part, found)
                elif part.kind == b"mdia":
                    _media(reader, part, track, found)
        elif box.kind in _TELLING:
            _tells(reader, box, found)


def _media(reader: _Film, media: Box, track: _Track, found: Found) -> None:
    for box in reader.inside(media):
        if box.kind == b"hdlr":
            track.handler = reader.content(box, 4096)[8:12]
        elif box.kind in _TELLING:
            _tells(reader, box, found)
        elif box.kind == b"minf":
            for part in reader.inside(box):
                for table in reader.inside(part) if part.kind == b"stbl" else ():
                    if table.kind in (b"stsc", b"stsz", b"stco", b"co64"):
                        track.tables[table.kind] = reader.content(table)


def _tells(reader: _Film, box: Box, found: Found) -> None:
    found.texts.append(reader.read(box.body, min(box.end - box.body, LONGEST_TEXT)))
    _cuts(found).extend(_emptied(box))


def _emptied(box: Box) -> list[Cut]:
    return [Cut(box.start + 4, box.start + 8, b"free"), Cut(box.body, box.end, None)]


def _samples(track: _Track, size: int) -> Iterator[Cut]:
    """Where the samples of a track lie: chunk by chunk, by the tables of the track."""
    chunks, runs, sizes = _chunks(track.tables), _runs(track.tables), _sizes(track.tables)
    sample = 0
    for number, start in enumerate(chunks, 1):
        while len(runs) > 1 and number >= runs[1][0]:
            runs.pop(0)
        count = runs[0][1] if runs else 0
        if sample + count > len(sizes):
            raise OddFileError
        length = sum(sizes[sample : sample + count])
        if start + length > size:
            raise OddFileError
        sample += count
        yield Cut(start, start + length, None)
    if sample != len(sizes):
        raise OddFileError


def _chunks(tables: dict[bytes, bytes]) -> list[int]:
    wide = b"co64" in tables
    return _numbers(tables.get(b"co64" if wide else b"stco", bytes(8))[4:], 8 if wide else 4)


def _runs(tables: dict[bytes, bytes]) -> list[tuple[int, int]]:
    """From which chunk on how many samples lie in each."""
    table = tables.get(b"stsc", bytes(8))[4:]
    count = int.from_bytes(table[:4], "big")
    if count > MOST_SAMPLES:
        raise OddFileError
    flat = _numbers((3 * count).to_bytes(4, "big") + table[4:], 4)
    return [(flat[at], flat[at + 1]) for at in range(0, len(flat), 3)]


def _sizes(tables: dict[bytes, bytes]) -> list[int]:
    table = tables.get(b"stsz", bytes(12))
    same, count = int.from_bytes(table[4:8], "big"), int.from_bytes(table[8:12], "big")
    if count > MOST_SAMPLES:
        raise OddFileError
    return [same] * count if same else _numbers(table[8:], 4)


def _numbers(table: bytes, width: int) -> list[int]:
    """A count of four bytes and as many numbers."""
    count = int.from_bytes(table[:4], "big")
    if count > 3 * MOST_SAMPLES or len(table) < 4 + count * width:
        raise OddFileError
    return [int.from_bytes(table[at : at + width], "big") for at in range(4, 4 + count * width, width)]


def _moment(head: bytes) -> datetime | None:
    seconds = int.from_bytes(head[4:12] if head[:1] == b"\1" else head[4:8], "big")
    try:
        return _SINCE + timedelta(seconds=seconds) if seconds else None
    except OverflowError:
        return None


# --------------------------------------------------------------------------------------------- stills


def _still(reader: _Film, top: list[Box]) -> Found:
    """HEIC and AVIF: a list of items and where each lies; those that draw nothing are emptied."""
    found = Found("photo", [])
    for box in top:
        if box.kind == b"meta":
            parts = {part.kind: part for part in reader.inside(box, 4)}
            kinds = _items(reader, parts[b"iinf"]) if b"iinf" in parts else {}
            places = _places(reader.content(parts[b"iloc"], 4 << 20)) if b"iloc" in parts else {}
            for item, kind in kinds.items():
                if kind in (b"Exif", b"mime", b"uri "):
                    _empty_item(reader, found, kind, places.get(item, []))
        elif box.kind in (b"uuid", b"free", b"skip", b"udta"):
            _tells(reader, box, found)
    return found


def _empty_item(reader: _Film, found: Found, kind: bytes, places: list[tuple[int, int]]) -> None:
    content = b""
    for start, length in places:
        if start + length > reader.size or length > 16 << 20:
            raise OddFileError
        content += reader.read(start, length)
        _cuts(found).append(Cut(start, start + length, None))
    if kind == b"Exif":
        found.exif = content[4 + int.from_bytes(content[:4], "big") :]
    else:
        found.texts.append(content)


def _items(reader: _Film, box: Box) -> dict[int, bytes]:
    version = reader.read(box.body, 1)[0]
    found = {}
    for entry in reader.inside(box, 8 if version else 6):
        head = reader.content(entry, 1 << 16)
        if entry.kind != b"infe" or head[0] < 2:
            raise OddFileError
        width = 2 if head[0] == 2 else 4
        found[int.from_bytes(head[4 : 4 + width], "big")] = head[6 + width : 10 + width]
    return found


def _places(table: bytes) -> dict[int, list[tuple[int, int]]]:
    """Item to its stretches (start, length), of those items that lie in the file itself."""
    version, sizes = table[0], int.from_bytes(table[4:6], "big")
    offset, length, start = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index = sizes & 15 if version else 0
    at = 6

    def number(width: int) -> int:
        nonlocal at
        if at + width > len(table):
            raise OddFileError
        at += width
        return int.from_bytes(table[at - width : at], "big")

    found = {}
    for _ in range(number(2 if version < 2 else 4)):
        item = number(2 if version < 2 else 4)
        method = number(2) & 15 if version else 0
        number(2)
        base, places = number(start), []
        for _ in range(number(2)):
            number(index)
            first = base + number(offset)
            places.append((first, number(length)))
        if method == 0:
            found[item] = places
    return found


def _cuts(found: Found) -> list[Cut]:
    assert found.cuts is not None
    return found.cuts
