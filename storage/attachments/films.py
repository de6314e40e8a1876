"""Films, and whatever else is built of boxes (MP4, MOV, 3GP, M4A, HEIC): where they tell more than is seen and heard.

Nothing moves in such a file, because its parts point to each other by their place: a box that tells is renamed *free*
and emptied, and a track that is neither picture nor sound (phones write one that says where each second was filmed) is
emptied sample by sample. So are bytes that no picture or sound points to, and the moments in the heads.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import BinaryIO

from storage.attachments.boxes import Box, Boxes, cuts_of, emptied, tells
from storage.attachments.found import Cut, Found, OddFileError
from storage.attachments.fragments import MOST_SAMPLES, stretches, usual_sizes
from storage.attachments.stills import STILLS, still

_PARTS = frozenset(b"ftyp styp moov mdat moof mfra sidx ssix pdin".split())
_OF_TRACK = frozenset(b"tkhd edts mdia tref tapt load".split())
_OF_MEDIA = frozenset(b"mdhd hdlr minf elng".split())
_OF_KIND = frozenset(b"vmhd smhd nmhd hmhd gmhd sthd hdlr dinf stbl".split())
_OF_TABLES = frozenset(
    b"stsd stts ctts cslg stsc stsz stco co64 stss stps stsh sdtp stdp padb sgpd sbgp subs saiz saio".split()
)
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
    found, tracks, usual = Found("video", []), list[_Track](), dict[int, int]()
    for box in top:
        if box.kind == b"moov":
            _movie(reader, box, found, tracks, usual)
        elif box.kind not in _PARTS:
            tells(reader, box, found)
    if not tracks:
        raise OddFileError
    try:
        _leave_samples(reader, top, tracks, usual, found)
    except OddFileError:  # where and when it was made is known all the same
        found.cuts = None
    if not any(track.handler == b"vide" for track in tracks):
        found.media = "sound"
    return found


def _leave_samples(reader: Boxes, top: list[Box], tracks: list[_Track], usual: dict[int, int], found: Found) -> None:
    """Of all that lies in a film, the pictures and the sound are left."""
    kept = [one for box in top if box.kind == b"moof" for one in stretches(reader, box, usual, found)]
    ends = sorted([*(start for track in tracks for start in _chunks(track.tables)), *(box.end for box in top)])
    for track in tracks:
        if track.handler in (b"vide", b"soun"):
            kept += _open(track, ends) if _is_steady(track) else _samples(track, reader.size)
            continue
        if any(box.kind == b"moof" for box in top):
            raise OddFileError  # its samples lie scattered over fragments
        cuts_of(found).extend(Cut(start, end, None) for start, end in _samples(track, reader.size))
        cuts_of(found).extend(emptied(track.box))
    _leave_only(kept, top, found)


def _is_steady(track: _Track) -> bool:
    """Sound of one size throughout: of bytes or of something else, which only whoever plays it knows for sure."""
    return track.handler == b"soun" and any(track.tables.get(b"stsz", bytes(12))[4:8])


def _open(track: _Track, ends: list[int]) -> Iterator[tuple[int, int]]:
    """Each chunk, up to the next one of any track, or the end of the box: nothing that may be heard is taken away."""
    for start in _chunks(track.tables):
        after = bisect_right(ends, start)
        if after < len(ends):
            yield start, ends[after]


def _leave_only(kept: list[tuple[int, int]], top: list[Box], found: Found) -> None:
    """Bytes that no picture and no sound points to go: of what was cut out of a film they may be the rest."""
    kept.sort()
    place = 0
    for box in top:
        if box.kind != b"mdat":
            continue
        at = box.body
        while place < len(kept) and kept[place][0] < box.end:
            start, end = kept[place]
            if at < start:
                cuts_of(found).append(Cut(at, start, None))
            at = max(at, end)
            if end > box.end:
                break
            place += 1
        if at < box.end:
            cuts_of(found).append(Cut(at, box.end, None))


def _movie(reader: Boxes, movie: Box, found: Found, tracks: list[_Track], usual: dict[int, int]) -> None:
    for box in reader.inside(movie):
        if box.kind == b"mvhd":
            found.made = _moment(reader.content(box, 4096))
            _timeless(reader, box, found)
        elif box.kind == b"trak":
            track = _Track(box)
            tracks.append(track)
            for part in _known(reader, box, _OF_TRACK, found):
                if part.kind == b"tkhd":
                    _timeless(reader, part, found)
                elif part.kind == b"mdia":
                    _media(reader, part, track, found)
        elif box.kind == b"mvex":
            usual.update(usual_sizes(reader, box))
        elif box.kind not in _OF_MOVIE:
            tells(reader, box, found)


def _media(reader: Boxes, media: Box, track: _Track, found: Found) -> None:
    for box in _known(reader, media, _OF_MEDIA, found):
        if box.kind == b"mdhd":
            _timeless(reader, box, found)
        elif box.kind == b"hdlr":
            track.handler = reader.content(box, 4096)[8:12]
            _nameless(box, found)
        elif box.kind == b"minf":
            for part in _known(reader, box, _OF_KIND, found):
                if part.kind == b"hdlr":
                    _nameless(part, found)
                for table in _known(reader, part, _OF_TABLES, found) if part.kind == b"stbl" else ():
                    if table.kind in (b"stsc", b"stsz", b"stco", b"co64"):
                        track.tables[table.kind] = reader.content(table)


def _known(reader: Boxes, box: Box, names: frozenset[bytes], found: Found) -> Iterator[Box]:
    """The boxes in a box that are known by name; all others tell."""
    for one in reader.inside(box):
        if one.kind in names:
            yield one
        else:
            tells(reader, one, found)


def _timeless(reader: Boxes, head: Box, found: Found) -> None:
    """When it was made and last changed, to the second, as the clock of the phone had it."""
    length = 16 if reader.read(head.body, 1) == b"\1" else 8
    if head.end - head.body < 4 + length:
        raise OddFileError
    cuts_of(found).append(Cut(head.body + 4, head.body + 4 + length, None))


def _nameless(handler: Box, found: Found) -> None:
    """Programs and phones write their name there."""
    if handler.end > handler.body + 24:
        cuts_of(found).append(Cut(handler.body + 24, handler.end, None))


def _samples(track: _Track, size: int) -> Iterator[tuple[int, int]]:
    """From where to where the samples of a track lie: chunk by chunk, by the tables of the track."""
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
        yield start, start + length
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
