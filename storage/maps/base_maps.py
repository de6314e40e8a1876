"""A base map is opened by what it is, not by what it is called."""

from __future__ import annotations

from pathlib import Path

from storage.database.faults import translated
from storage.errors import UserError
from storage.maps.tiles import KINDS, BaseTiles
from storage.messages import message


def open_tiles(path: Path) -> BaseTiles:
    """Open a base map; what it is is told by its first bytes.

    Raises:
        UserError: ``no-base-map``, ``vector-map``, ``damaged-map``, or what the disk says.
    """
    with translated(), path.open("rb") as file:
        start = file.read(16)
    if start == b"SQLite format 3\0":
        from storage.maps.mbtiles import MBTiles

        return MBTiles.open(path)
    if start[:7] == b"PMTiles":
        from storage.maps.pmtiles import PMTiles

        return PMTiles.open(path)
    raise UserError("no-base-map", message("This file is no base map."), KINDS)
