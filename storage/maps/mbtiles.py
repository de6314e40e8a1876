"""MBTiles: tiles in an SQLite file. Read-only, nothing in it is executed but the look-up of a tile.

The file may have been made to harm: its ``tiles`` may be a view with any expression in it. So only reading is
authorised, functions that touch anything but their arguments are not trusted, and an answer that takes too many steps
is broken off.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from threading import Lock
from typing import Any

from sqlcipher3 import dbapi2  # it carries a current SQLite; without a key it reads plain files

from storage.database.faults import translated
from storage.maps.tiles import DEEPEST, LARGEST_TILE, BaseTiles, bounds_in_plane, damaged_map, picture_size, vector_map

FAULTS = (dbapi2.Error, dbapi2.Warning, UnicodeError, OverflowError, ValueError, MemoryError)
STEPS, MOST = 1_000, 2_000
"""Steps of SQLite's machine between two looks, and looks after which an answer is broken off: two million steps."""
BEFORE = ("trusted_schema=OFF", "cell_size_check=ON", "query_only=ON", "mmap_size=0", "cache_size=-4000")
HARMLESS = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ})
FUNCTIONS = frozenset({"length", "coalesce", "ifnull"})
_TILE = """
    SELECT tile_data FROM tiles
    WHERE zoom_level = ? AND tile_column = ? AND tile_row = ? AND length(tile_data) <= ? LIMIT 1
"""


class MBTiles(BaseTiles):
    """A base map in SQLite."""

    @classmethod
    def open(cls, path: Path) -> MBTiles:
        """Open a file.

        Raises:
            UserError: ``damaged-map``, ``vector-map``, or what the disk says.
        """
        try:
            with translated():
                reader = _Reader(path)
        except FAULTS as fault:
            raise damaged_map() from fault
        try:
            facts = dict(reader.rows("SELECT name, value FROM metadata WHERE length(value) < 20000 LIMIT 100", ()))
            if str(facts.get("format", "")).lower() in ("pbf", "mvt"):
                raise vector_map()
            zooms = _zooms(reader) if _plain_view(reader) else None
            if zooms is None:
                raise damaged_map()
            found = cls(facts.get("name") or path.stem, facts.get("attribution", ""), _bounds(facts), zooms)
            found._reader = reader
            found._require_pictures()
        except FAULTS as fault:
            reader.close()
            raise damaged_map() from fault
        except BaseException:
            reader.close()
            raise
        return found

    _reader: _Reader

    def _read(self, z: int, x: int, y: int) -> bytes | None:
        try:
            rows = self._reader.rows(_TILE, (z, x, (1 << z) - 1 - y, LARGEST_TILE))
        except FAULTS:
            return None
        return rows[0][0] if rows and isinstance(rows[0][0], bytes) else None

    def _require_pictures(self) -> None:
        query = "SELECT tile_data FROM tiles WHERE zoom_level = ? AND length(tile_data) BETWEEN 30 AND ? LIMIT 1"
        for zoom in range(self.zooms[0], self.zooms[1] + 1):
            for (data,) in self._reader.rows(query, (zoom, LARGEST_TILE)):
                if not isinstance(data, bytes) or picture_size(data) is None:
                    raise vector_map()
                return
        raise damaged_map()

    def close(self) -> None:
        """Let go of the file."""
        self._reader.close()


class _Reader:
    """One connection for all threads; one asks at a time."""

    def __init__(self, path: Path) -> None:
        address = path.absolute().as_uri() + "?mode=ro&immutable=1"
        self._lock, self._looks = Lock(), 0
        self._connection: Any = dbapi2.connect(address, uri=True, check_same_thread=False)
        try:
            for word in BEFORE:
                self._connection.execute(f"PRAGMA {word}")
        except BaseException:
            self.close()
            raise
        self._connection.set_authorizer(_permitted)
        self._connection.set_progress_handler(self._look, STEPS)

    def _look(self) -> int:
        self._looks += 1
        return int(self._looks > MOST)

    def rows(self, query: str, values: tuple[int, ...]) -> list[Any]:
        """The answer."""
        with self._lock:
            if self._connection is None:
                return []
            self._looks = 0
            found: list[Any] = self._connection.execute(query, values).fetchall()
            return found

    def close(self) -> None:
        """No more answers."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None


def _permitted(action: int, _one: str | None, other: str | None, *_: str | None) -> int:
    """Only to read; of functions those that cannot make much of little."""
    harmless = action in HARMLESS or (action == sqlite3.SQLITE_FUNCTION and str(other).lower() in FUNCTIONS)
    return sqlite3.SQLITE_OK if harmless else sqlite3.SQLITE_DENY


def _plain_view(reader: _Reader) -> bool:
    """Whether ``tiles`` is a table, or a view that joins two of them: one that glues texts could fill the memory."""
    told = reader.rows("SELECT sql FROM sqlite_master WHERE name = 'tiles' AND length(sql) < 4000 LIMIT 2", ())
    return len(told) == 1 and "||" not in str(told[0][0])


def _zooms(reader: _Reader) -> tuple[int, int] | None:
    """The zooms there are tiles of: asked one by one, as what the file says of itself may be anything."""
    query = "SELECT 1 FROM tiles WHERE zoom_level = ? LIMIT 1"
    there = [zoom for zoom in range(DEEPEST + 1) if reader.rows(query, (zoom,))]
    return (there[0], there[-1]) if there else None


def _bounds(facts: dict[str, Any]) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = (float(one) for one in str(facts.get("bounds", "")).split(","))
    except ValueError:
        return bounds_in_plane(0, 0, 0, 0)
    return bounds_in_plane(west, south, east, north)
