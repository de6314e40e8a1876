"""Workbooks of the old kind (.xls), measured before the reader may build anything of them.

The reader makes room for what such a file says of itself, and copies a text for each cell that shows it. So the stream
of the workbook is taken out of its container, its records are walked, and only what fits is given to the reader, in a
container made here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from struct import Struct, pack, pack_into, unpack_from

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_SECTOR = 512
_SMALLEST = 4096
MOST_TEXT = 128 << 20
"""Letters of all cells together."""

_BOF, _EOF, _SHEET, _LOCKED, _TEXTS, _MORE, _EXTENT = 0x0809, 0x000A, 0x0085, 0x002F, 0x00FC, 0x003C, 0x0200
_NUMBERS = frozenset((0x0203, 0x0204, 0x0205, 0x027E, 0x00FD, 0x0006))
_LABEL, _MANY = 0x00FD, 0x00BD
_HEAD = Struct("<HH")


class Locked(Exception):
    """It opens with a password only."""


class TooLarge(Exception):
    """It holds more than fits, or says so."""


@dataclass
class Extent:
    """How far the cells of the sheets reach, together.

    Attributes:
        most: how many cells fit; cells: how much room the sheets ask for, empty ones between full ones counted in.
    """

    most: int
    cells: int = 0
    text: int = 0
    sizes: list[int] = field(default_factory=list)


def plain_workbook(data: bytes, most_cells: int, stop: Callable[[], None]) -> bytes:
    """The workbook of an old file in a container of our own.

    Raises:
        Locked, TooLarge: as told. ValueError, IndexError, struct.error: it is damaged.
    """
    names = dict(_entries(data))
    if "EncryptedPackage" in names or "EncryptionInfo" in names:
        raise Locked
    name = "Workbook" if "Workbook" in names else "Book"
    stream = bytearray(_stream(data, *names[name]))
    _measure(stream, most_cells, stop)
    return _contained(bytes(stream), name)


# --------------------------------------------------------------------------------------------- the container


def _sector_size(data: bytes) -> int:
    shift = unpack_from("<H", data, 30)[0]
    if shift not in (9, 12):
        raise ValueError("sectors of no known size")
    return 1 << int(shift)


def _sector(data: bytes, number: int, size: int) -> bytes:
    start = (number + 1) * size
    found = data[start : start + size]
    if not found:
        raise ValueError("a sector beyond the end")
    return found.ljust(size, b"\0")


def _longs(data: bytes) -> tuple[int, ...]:
    return unpack_from(f"<{len(data) // 4}I", data)


def _chain(data: bytes, first: int, table: list[int], size: int) -> bytes:
    """The bytes of the sectors from ``first`` on; a chain that bites its tail is damage."""
    parts: list[bytes] = []
    number, most = first, len(data) // size + 1
    while number < _FAT - 1:
        parts.append(_sector(data, number, size))
        if len(parts) > most:
            raise ValueError("sectors in a circle")
        number = table[number]
    return b"".join(parts)


def _table(data: bytes, size: int) -> list[int]:
    """Which sector follows which."""
    listed = [one for one in _longs(data[76:512]) if one < _FAT - 1]
    number, most = unpack_from("<I", data, 68)[0], len(data) // size + 1
    seen = 0
    while number < _FAT - 1:
        more = _longs(_sector(data, number, size))
        listed += [one for one in more[:-1] if one < _FAT - 1]
        number, seen = more[-1], seen + 1
        if seen > most:
            raise ValueError("sectors in a circle")
    if len(listed) > most:
        raise ValueError("more sectors than bytes")
    return [follower for one in listed for follower in _longs(_sector(data, one, size))]


def _entries(data: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
    """The streams: name, first sector and length. The root comes first."""
    size = _sector_size(data)
    listed = _chain(data, unpack_from("<I", data, 48)[0], _table(data, size), size)
    for at in range(0, len(listed) - 127, 128):
        length = min(unpack_from("<H", listed, at + 64)[0], 64)
        name = listed[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
        yield name, (unpack_from("<I", listed, at + 116)[0], unpack_from("<I", listed, at + 120)[0])


def _stream(data: bytes, first: int, length: int) -> bytes:
    size = _sector_size(data)
    table = _table(data, size)
    if length > len(data):
        raise ValueError("longer than its file")
    if length >= unpack_from("<I", data, 56)[0]:
        return _chain(data, first, table, size)[:length]
    root = next(where for name, where in _entries(data) if name == "Root Entry")
    small = _chain(data, root[0], table, size)
    followers = list(_longs(_chain(data, unpack_from("<I", data, 60)[0], table, size)))
    return _chain(bytes(64) + small, first, followers, 64)[:length]


def _contained(stream: bytes, name: str) -> bytes:
    """A container that holds one stream."""
    stream = stream.ljust(max(_SMALLEST, -(-len(stream) // _SECTOR) * _SECTOR), b"\0")
    body = len(stream) // _SECTOR
    fats = 1
    while fats * 128 < body + 1 + fats:
        fats += 1
    listed = 0 if fats <= 109 else -(-(fats - 109) // 127)
    while fats * 128 < body + 1 + fats + listed:
        fats += 1
        listed = 0 if fats <= 109 else -(-(fats - 109) // 127)
    first_fat, first_list = body + 1, body + 1 + fats
    follow = [*range(1, body), _END, _END, *[_FAT] * fats, *[_FAT - 1] * listed]
    follow += [_FREE] * (fats * 128 - len(follow))
    tables = [first_fat + at for at in range(fats)]
    head = bytearray(b"\xff" * _SECTOR)
    head[:76] = bytes(76)
    head[:8] = MAGIC
    pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    pack_into("<IIIIIIIII", head, 44, fats, body, 0, _SMALLEST, _END, 0, first_list if listed else _END, listed, 0)
    pack_into(f"<{min(fats, 109)}I", head, 76, *tables[:109])
    lists = b""
    for at in range(listed):
        some = tables[109 + at * 127 : 109 + (at + 1) * 127]
        following = first_list + at + 1 if at + 1 < listed else _END
        lists += pack("<128I", *some, *[_FREE] * (127 - len(some)), following)
    entries = _entry("Root Entry", 5, 1, _END, 0) + _entry(name, 2, _FREE, 0, len(stream)) + bytes(256)
    return b"".join((bytes(head), stream, entries, pack(f"<{len(follow)}I", *follow), lists))


def _entry(name: str, kind: int, child: int, first: int, length: int) -> bytes:
    raw = name.encode("utf-16-le")
    return (
        raw.ljust(64, b"\0")
        + pack("<HBBIII", len(raw) + 2, kind, 1, _FREE, _FREE, child)
        + bytes(36)
        + pack("<III", first, length, 0)
    )


# --------------------------------------------------------------------------------------------- the records


def _records(stream: bytearray, start: int) -> Iterator[tuple[int, int, int]]:
    """Kind, where its data begins, and how long it is, until the end of the part."""
    at, end = start, len(stream)
    head = _HEAD.unpack_from
    while at + 4 <= end:
        kind, length = head(stream, at)
        if at + 4 + length > end:
            raise ValueError("a record beyond the end")
        yield kind, at + 4, length
        if kind == _EOF:
            return
        at += 4 + length


def _measure(stream: bytearray, most: int, stop: Callable[[], None]) -> None:
    """Refuses what is too large; what sheets say of their own size is made harmless."""
    extent, sheets = Extent(most), []
    pieces: list[tuple[int, int]] = []
    before = 0
    for kind, at, length in _records(stream, 0):
        if kind == _LOCKED and length > 1 and stream[at : at + 2] != b"\0\0":
            raise Locked
        if kind == _SHEET:
            sheets.append(unpack_from("<I", stream, at)[0])
        if kind == _TEXTS or (kind == _MORE and before == _TEXTS):
            pieces.append((at, length))
            before = _TEXTS
        else:
            before = kind
    if pieces:
        extent.sizes = _text_sizes(stream, pieces)
    if len(sheets) > 256:
        raise TooLarge
    for start in sheets:
        stop()
        _measure_sheet(stream, start, extent, stop)
    if any(_says_much(stream, start, most) for start in sheets):
        raise TooLarge


def _measure_sheet(stream: bytearray, start: int, extent: Extent, stop: Callable[[], None]) -> None:
    rows, columns, count, text = 0, 0, 0, 0
    sizes = extent.sizes
    place = _HEAD.unpack_from
    for kind, at, length in _records(stream, start):
        if kind in _NUMBERS and length >= 4:
            row, column = place(stream, at)
            if kind == _LABEL and length >= 10:
                number = unpack_from("<I", stream, at + 6)[0]
                text += sizes[number] if number < len(sizes) else 0
        elif kind == _MANY and length >= 6:
            row, column = place(stream, at)[0], unpack_from("<H", stream, at + length - 2)[0]
        elif kind == _EXTENT:
            pack_into(f"<{length}s", stream, at, bytes(length))
            continue
        else:
            continue
        rows, columns, count = max(rows, row + 1), max(columns, column + 1), count + 1
        if not count & 0x7FFF:
            stop()
    extent.cells += rows * columns
    extent.text += text
    if extent.cells > extent.most or extent.text > MOST_TEXT:
        raise TooLarge


def _says_much(stream: bytearray, start: int, most: int) -> bool:
    """Whether a sheet's own word of its size survived, as when the records of two sheets overlap."""
    return any(kind == _EXTENT and any(stream[at : at + length]) for kind, at, length in _records(stream, start))


def _text_sizes(stream: bytearray, pieces: list[tuple[int, int]]) -> list[int]:
    """How many letters each shared text has; the first record says how many texts there are."""
    ends = {at + length: following for (at, length), (following, _) in pairwise(pieces)}
    limits = [at + length for at, length in pieces]
    count = unpack_from("<I", stream, pieces[0][0] + 4)[0]
    if count > sum(length for _, length in pieces) // 3:
        raise TooLarge
    sizes: list[int] = []
    at, limit = pieces[0][0] + 8, 0
    for _ in range(count):
        if at >= limits[limit] and at in ends:
            at, limit = ends[at], limit + 1
        at, limit, letters = _after_text(stream, at, limit, limits, ends)
        sizes.append(letters)
    return sizes


def _after_text(
    stream: bytearray, at: int, limit: int, limits: list[int], ends: dict[int, int]
) -> tuple[int, int, int]:  # fmt: skip
    """Where the next text begins, in which piece, and how many letters this one has."""
    letters, flags = unpack_from("<HB", stream, at)
    at += 3
    runs = extra = 0
    if flags & 8:
        runs, at = unpack_from("<H", stream, at)[0], at + 2
    if flags & 4:
        extra, at = unpack_from("<I", stream, at)[0], at + 4
    wide, left = flags & 1, letters
    while left:
        room = (limits[limit] - at) // (2 if wide else 1)
        if room >= left:
            at, left = at + left * (2 if wide else 1), 0
        else:
            left -= max(room, 0)
            at, limit = ends[limits[limit]], limit + 1
            wide, at = stream[at] & 1, at + 1
    skip = runs * 4 + extra
    while skip > limits[limit] - at:
        skip -= limits[limit] - at
        at, limit = ends[limits[limit]], limit + 1
    return at + skip, limit, letters
