"""The file a workbook travels in: a ZIP package whose large parts are streamed and whose first lines may be late.

A worksheet says its size before its rows, and the size is known only after them. So the head of a streamed part is
written as a *stored* deflate block of fixed length, and overwritten in place when the rows are through; the checksum
is put together from both halves. Nothing of a part is ever kept in memory or in a temporary file.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO

from isal import isal_zlib

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_DEFLATED, _UTF8, _VERSION = 8, 0x800, 20
_DAY = (1 << 5) | 1  # 1 January 1980: the package carries no clock, the same data give the same bytes
_LEVEL = 1
LIMIT = 0xFFFFFFFF
"""Bytes a part and a package may have; spreadsheet programs read no larger ones reliably."""


class TooLargeError(Exception):
    """A part or the whole package would exceed 4 GB."""


@dataclass(frozen=True)
class _Entry:
    name: bytes
    offset: int
    crc: int
    packed: int
    size: int


class Package:
    """Writes one ZIP file, part after part, to a file that can seek."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._entries: list[_Entry] = []

    def add(self, name: str, data: bytes) -> None:
        """A small part, whole."""
        part = self.stream(name, b"")
        part.write(data)
        part.close(b"")

    def stream(self, name: str, head: bytes) -> Part:
        """Begin a part whose ``head`` (at most 65,535 bytes) may be replaced by one of the same length at its end."""
        return Part(self, self._file, name.encode(), head)

    def note(self, entry: _Entry) -> None:
        """A part is complete (called by :class:`Part`)."""
        self._entries.append(entry)

    def close(self) -> None:
        """Write the directory. The file itself stays open, so that the caller can bring it safely to the disk."""
        start = self._file.tell()
        for entry in self._entries:
            self._file.write(
                _CENTRAL.pack(
                    b"PK\1\2", _VERSION, _VERSION, _UTF8, _DEFLATED, 0, _DAY, entry.crc, entry.packed, entry.size,
                    len(entry.name), 0, 0, 0, 0, 0, entry.offset,
                ) + entry.name
            )  # fmt: skip
        end, many = self._file.tell(), len(self._entries)
        if end > LIMIT:
            raise TooLargeError
        self._file.write(_END.pack(b"PK\5\6", 0, 0, many, many, end - start, start, 0))


class Part:
    """One part being written."""

    def __init__(self, package: Package, file: BinaryIO, name: bytes, head: bytes) -> None:
        self._package, self._file, self._name, self._head = package, file, name, head
        self._offset = file.tell()
        self._write_local(0, 0, 0)
        self._deflate = isal_zlib.compressobj(_LEVEL, isal_zlib.DEFLATED, -15)
        self._crc = self._size = 0
        if head:
            file.write(struct.pack("<BHH", 0, len(head), 0xFFFF ^ len(head)))
            self._head_at = file.tell()
            file.write(head)

    def write(self, data: bytes) -> None:
        """The next bytes of the part."""
        self._crc = isal_zlib.crc32(data, self._crc)
        self._size += len(data)
        if self._size + len(self._head) > LIMIT:
            raise TooLargeError
        packed = self._deflate.compress(data)
        if packed:
            self._file.write(packed)

    def close(self, head: bytes) -> None:
        """End the part; ``head`` replaces the one it was begun with and must be as long."""
        if len(head) != len(self._head):
            raise ValueError("the head of a streamed part keeps its length")
        self._file.write(self._deflate.flush())
        end = self._file.tell()
        if end > LIMIT:
            raise TooLargeError
        body_start = self._offset + _LOCAL.size + len(self._name)
        crc, size, packed = self._crc, self._size, end - body_start
        if head:
            self._file.seek(self._head_at)
            self._file.write(head)
            crc = isal_zlib.crc32_combine(isal_zlib.crc32(head), crc, size)
            size += len(head)
        self._file.seek(self._offset)
        self._write_local(crc, packed, size)
        self._file.seek(end)
        self._package.note(_Entry(self._name, self._offset, crc, packed, size))

    def _write_local(self, crc: int, packed: int, size: int) -> None:
        self._file.write(
            _LOCAL.pack(
                b"PK\3\4", _VERSION, _UTF8, _DEFLATED, 0, _DAY, crc, packed, size, len(self._name), 0
            ) + self._name
        )  # fmt: skip


def read_back(file: BinaryIO) -> str | None:
    """Read a closed package again, every byte of every part; the name of the first part that differs, or None.

    Raises:
        ValueError: the file is not a package, or its directory is damaged.
    """
    for name, offset, crc, size in _directory(file):
        file.seek(offset)
        fixed = file.read(_LOCAL.size)
        if len(fixed) < _LOCAL.size or fixed[:4] != b"PK\3\4":
            return name
        local = _LOCAL.unpack(fixed)
        if file.read(local[9]) != name.encode() or local[6] != crc:
            return name
        if _unpack(file, local[7]) != (crc, size):
            return name
    return None


def _directory(file: BinaryIO) -> list[tuple[str, int, int, int]]:
    length = file.seek(0, 2)
    file.seek(max(0, length - _END.size))
    end = file.read(_END.size)
    if len(end) < _END.size or end[:4] != b"PK\5\6":
        raise ValueError("no directory")
    _, _, _, _, many, size, start, _ = _END.unpack(end)
    if start + size + _END.size != length:
        raise ValueError("directory out of place")
    file.seek(start)
    found = []
    for _ in range(many):
        fixed = _CENTRAL.unpack(file.read(_CENTRAL.size))
        name = file.read(fixed[10]).decode()
        found.append((name, fixed[16], fixed[7], fixed[9]))
    return found


def _unpack(file: BinaryIO, packed: int) -> tuple[int, int]:
    """Checksum and size of the next part as it will be read by others."""
    unpack = isal_zlib.decompressobj(-15)
    crc = size = 0
    while packed > 0:
        data = file.read(min(packed, 1 << 18))
        if not data:
            break
        packed -= len(data)
        try:
            plain = unpack.decompress(data)
        except isal_zlib.error:  # type: ignore[misc]
            return -1, -1
        crc, size = isal_zlib.crc32(plain, crc), size + len(plain)
    return crc, size
