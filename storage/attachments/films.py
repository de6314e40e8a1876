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

from storage.attachments.boxes import Box, Boxes, cuts_of, emptied, tells
from storage.attachments.found import Cut, Found, OddFileError
from storage.attachments.stills import STILLS, still

MOST_SAMPLES = 2_000_000
_TELLING = frozenset((b"udta", b"meta", b"uuid", b"free", b"skip"))
_PARTS = frozenset(b"ftyp styp moov mdat moof mfra sidx ssix pdin wide".split())
_OF_MOVIE = frozenset(b"mvhd trak mvex iods cmov".split())
"""What plays; phones and dashboards write further boxes of their own, with the route or a second film in them."""
_SINCE = datetime(1904, 1, 1, tzinfo=UTC)


@dataclass
class _Track:
    box: Box
    handler: bytes = b""
    tables: dict[bytes, bytes] = field(default_factory=dict)


def film(file: BinaryIO, size: int) -> Found:
    """What a file of boxes is, and what of it tells."""
    reader = Boxes(file, size)
    top = list(reader.boxes(0, size))
    brand = reader.content(top[0], 4096)[:4] if top and top[0].kind == b"ftyp" else b""
    if brand in STILLS:
        return still(reader, top)
    found, tracks = Found("video", []), list[_Track]()
    for box in top:
        if box.kind == b"moov":
            _movie(reader, box, found, tracks)
        elif box.kind not in _PARTS:
            tells(reader, box, found)
    if not tracks:
        raise OddFileError
    for track in tracks:
        if track.handler not in (b"vide", b"soun"):
            if any(box.kind == b"moof" for box in top):
                raise OddFileError  # its samples lie scattered over fragments
            cuts_of(found).extend(_samples(track, size))
            cuts_of(found).extend(emptied(track.box))
    if not any(track.handler == b"vide" for track in tracks):
        found.media = "sound"
    return found


def _movie(reader: Boxes, movie: Box, found: Found, tracks: list[_Track]) -> None:
    for box in reader.inside(movie):
        if box.kind == b"mvhd":
            found.made = _moment(reader.content(box, 4096))
        elif box.kind == b"trak":
            track = _Track(box)
            tracks.append(track)
            for part in reader.inside(box):
                if part.kind in _TELLING:
                    tells(reader, part, found)
                elif part.kind == b"mdia":
                    _media(reader, part, track, found)
        elif box.kind not in _OF_MOVIE:
            tells(reader, box, found)


def _media(reader: Boxes, media: Box, track: _Track, found: Found) -> None:
    for box in reader.inside(media):
        if box.kind == b"hdlr":
            track.handler = reader.content(box, 4096)[8:12]
        elif box.kind in _TELLING:
            tells(reader, box, found)
        elif box.kind == b"minf":
            for part in reader.inside(box):
                for table in reader.inside(part) if part.kind == b"stbl" else ():
                    if table.kind in (b"stsc", b"stsz", b"stco", b"co64"):
                        track.tables[table.kind] = reader.content(table)


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
