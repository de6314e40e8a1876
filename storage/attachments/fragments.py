"""Films written piece by piece (fragments, as browsers and some cameras record): where their samples lie."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from storage.attachments.boxes import Box, Boxes, tells
from storage.attachments.found import Found, OddFileError

MOST_SAMPLES = 2_000_000
_OF_FRAGMENT = frozenset(b"mfhd traf".split())
_OF_TRACK = frozenset(b"tfhd tfdt trun sbgp sgpd saiz saio senc subs sdtp".split())
_OWN_BASE, _DESCRIBED, _LASTING, _SIZED, _MARKED = 0x1, 0x2, 0x8, 0x10, 0x20
_FROM_FRAGMENT = 0x2_0000
_PLACED, _FIRST_MARKED = 0x1, 0x4
_OF_SAMPLE = (0x100, 0x200, 0x400, 0x800)
"""What may be told of each sample, four bytes each: how long, how large, marks, when it is shown."""


def usual_sizes(reader: Boxes, extends: Box) -> dict[int, int]:
    """Track to the size of its samples where none is told."""
    found = {}
    for box in reader.inside(extends):
        if box.kind == b"trex":
            told = reader.content(box, 4096)
            found[_number(told, 4)] = _number(told, 16)
    return found


def stretches(reader: Boxes, fragment: Box, usual: Mapping[int, int], found: Found) -> Iterator[tuple[int, int]]:
    """From where to where the samples of a fragment lie; what tells in it goes."""
    base = fragment.start
    for box in reader.inside(fragment):
        if box.kind == b"traf":
            for start, end in _of_track(reader, box, (fragment.start, base), usual, found):
                base = end
                yield start, end
        elif box.kind not in _OF_FRAGMENT:
            tells(reader, box, found)


def _of_track(
    reader: Boxes, track: Box, bases: tuple[int, int], usual: Mapping[int, int], found: Found
) -> Iterator[tuple[int, int]]:
    size, base, end = 0, bases[1], bases[1]
    for box in reader.inside(track):
        if box.kind == b"tfhd":
            size, base = _head(reader.content(box, 4096), bases, usual)
            end = base
        elif box.kind == b"trun":
            start, end = _run(reader.content(box), base, end, size)
            if not 0 <= start <= end <= reader.size:
                raise OddFileError
            yield start, end
        elif box.kind not in _OF_TRACK:
            tells(reader, box, found)


def _head(told: bytes, bases: tuple[int, int], usual: Mapping[int, int]) -> tuple[int, int]:
    """The usual size of the samples, and the place from which the others are counted."""
    flags, at = _number(told, 0) & 0xFF_FFFF, 8
    base = bases[0] if flags & _FROM_FRAGMENT else bases[1]
    if flags & _OWN_BASE:
        base, at = _number(told, at, 8), at + 8
    at += 4 * sum(bool(flags & one) for one in (_DESCRIBED, _LASTING))
    return (_number(told, at) if flags & _SIZED else usual.get(_number(told, 4), 0)), base


def _run(told: bytes, base: int, before: int, size: int) -> tuple[int, int]:
    flags, count, at, start = _number(told, 0) & 0xFF_FFFF, _number(told, 4), 8, before
    if flags & _PLACED:
        start, at = base + int.from_bytes(told[at : at + 4], "big", signed=True), at + 4
    at += 4 * bool(flags & _FIRST_MARKED)
    each = [bool(flags & one) for one in _OF_SAMPLE]
    width = 4 * sum(each)
    if count > MOST_SAMPLES or len(told) < at + count * width:
        raise OddFileError
    if not each[1]:
        return start, start + count * size
    at += 4 * each[0]
    return start, start + sum(_number(told, at + one * width) for one in range(count))


def _number(told: bytes, at: int, width: int = 4) -> int:
    if len(told) < at + width:
        raise OddFileError
    return int.from_bytes(told[at : at + width], "big")
