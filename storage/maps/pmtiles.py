"""PMTiles: tiles in one file with directories of its own (version 3). Directories are unpacked within bounds."""

from __future__ import annotations

import zlib
from collections import OrderedDict
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO

from pmtiles import tile as form

from storage.database.faults import translated
from storage.errors import UserError
from storage.maps.tiles import DEEPEST, LARGEST_TILE, BaseTiles, bounds_in_plane, damaged_map, plain, vector_map

HEADER = 127
LARGEST_DIRECTORY, LARGEST_ENTRIES = 1 << 20, 8 << 20
"""Bytes of a directory as it lies in the file, and unpacked."""
MOST_ENTRIES = 500_000
DEPTH = 4
KEPT = 16
"""Directories kept in memory."""
PICTURES = (form.TileType.PNG, form.TileType.JPEG, form.TileType.WEBP)
FAULTS = (OSError, ValueError, KeyError, IndexError, EOFError, OverflowError, MemoryError, zlib.error)

Directory = list[Any]


class PMTiles(BaseTiles):
    """A base map in a PMTiles file."""

    @classmethod
    def open(cls, path: Path) -> PMTiles:
        """Open a file.

        Raises:
            UserError: ``damaged-map``, ``vector-map``, or what the disk says.
        """
        with translated():
            file = path.open("rb")
        try:
            return cls._opened(file, path.stem)
        except (*FAULTS, form.MagicNumberNotFound, form.SpecVersionUnsupported) as fault:
            file.close()
            raise damaged_map() from fault
        except UserError:
            file.close()
            raise

    @classmethod
    def _opened(cls, file: BinaryIO, name: str) -> PMTiles:
        head: Any = form.deserialize_header(file.read(HEADER))
        if head["tile_type"] in (form.TileType.MVT, form.TileType.MLT):
            raise vector_map()
        low, high = head["min_zoom"], head["max_zoom"]
        if head["tile_type"] not in PICTURES or not 0 <= low <= high <= DEEPEST:
            raise damaged_map()
        degrees = (head[f"{one}_e7"] / 1e7 for one in ("min_lon", "min_lat", "max_lon", "max_lat"))
        facts = _facts(file, head)
        found = cls(facts.get("name") or name, facts.get("attribution", ""), bounds_in_plane(*degrees), (low, high))
        found._file, found._head, found._lock, found._known = file, head, Lock(), OrderedDict()
        found._size = file.seek(0, 2)
        if not found._directory(head["root_offset"], head["root_length"]):
            raise damaged_map()
        return found

    _file: BinaryIO
    _head: Any
    _lock: Lock
    _known: OrderedDict[tuple[int, int], Directory]
    _size: int

    def _read(self, z: int, x: int, y: int) -> bytes | None:
        with self._lock:
            try:
                return self._found(form.zxy_to_tileid(z, x, y))
            except FAULTS:
                return None

    def _found(self, wanted: int) -> bytes | None:
        offset, length = self._head["root_offset"], self._head["root_length"]
        for _ in range(DEPTH):
            entry = form.find_tile(self._directory(offset, length), wanted)
            if entry is None:
                return None
            if entry.run_length:
                data = self._piece(self._head["tile_data_offset"] + entry.offset, entry.length, LARGEST_TILE)
                return _unpacked(data, self._head["tile_compression"], LARGEST_TILE)
            offset, length = self._head["leaf_directory_offset"] + entry.offset, entry.length
        return None

    def _directory(self, offset: int, length: int) -> Directory:
        known = self._known.pop((offset, length), None)
        if known is None:
            data = self._piece(offset, length, LARGEST_DIRECTORY)
            known = entries(_unpacked(data, self._head["internal_compression"], LARGEST_ENTRIES))
        self._known[offset, length] = known
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        return known

    def _piece(self, offset: int, length: int, most: int) -> bytes:
        if length > most or offset + length > self._size:
            raise ValueError("more than there is")
        self._file.seek(offset)
        return self._file.read(length)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._file.close()


def entries(data: bytes) -> Directory:
    """The entries of an unpacked directory."""
    numbers = _numbers(data)
    count = numbers[0]
    if count > MOST_ENTRIES or len(numbers) != 1 + 4 * count:
        raise ValueError("no directory")
    steps, runs, lengths, offsets = (numbers[1 + part * count : 1 + (part + 1) * count] for part in range(4))
    found: Directory = []
    at, after = 0, 0
    for step, run, length, offset in zip(steps, runs, lengths, offsets, strict=True):
        at += step
        begins = after if offset == 0 and found else offset - 1
        after = begins + length
        found.append(form.Entry(at, begins, length, run))
    return found


def _numbers(data: bytes) -> list[int]:
    """Whole numbers of seven bits a byte, lowest first."""
    found: list[int] = []
    value = shift = 0
    for byte in data:
        value |= (byte & 0x7F) << shift
        if byte & 0x80:
            shift += 7
            if shift > 63:
                raise ValueError("a number without an end")
        else:
            found.append(value)
            value = shift = 0
    return found


def _unpacked(data: bytes, how: form.Compression, most: int) -> bytes:
    if how is form.Compression.NONE:
        return data
    if how is not form.Compression.GZIP:
        raise ValueError("packed in a way that is not read here")
    unzip = zlib.decompressobj(wbits=31)
    found = unzip.decompress(data, most)
    if unzip.unconsumed_tail:
        raise ValueError("more than fits")
    return found


def _facts(file: BinaryIO, head: Any) -> dict[str, str]:
    """What the file tells of itself; nothing when that cannot be read."""
    import orjson

    try:
        file.seek(head["metadata_offset"])
        data = file.read(min(head["metadata_length"], LARGEST_DIRECTORY))
        found = orjson.loads(_unpacked(data, head["internal_compression"], LARGEST_ENTRIES))
    except FAULTS:
        return {}
    return {name: plain(found[name]) for name in ("name", "attribution") if isinstance(found, dict) and name in found}
