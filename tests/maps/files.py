"""Files with borders and base maps as they come from outside, made for tests: nothing of any real place in them."""

from __future__ import annotations

import io
import json
import sqlite3
import struct
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import shapefile
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

Row = Mapping[str, Any]
WGS84 = 'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]]]'


def square(at: int, size: float = 0.1) -> list[list[float]]:
    """The ring of the ``at``-th of a row of squares; neighbours share a side."""
    west, south = 36.0 + at * size, 35.0
    return [[west, south], [west, south + size], [west + size, south + size], [west + size, south], [west, south]]


def geojson(path: Path, rows: Sequence[Row], rings: Sequence[Any] | None = None, **more: Any) -> Path:
    """GeoJSON with a square for each row of properties."""
    features = [
        {
            "type": "Feature",
            "properties": dict(row),
            "geometry": {"type": "Polygon", "coordinates": [rings[at] if rings else square(at)]},
        }
        for at, row in enumerate(rows)
    ]
    whole = {"type": "FeatureCollection", "features": features, **more}
    path.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    return path


def topology(path: Path, objects: Mapping[str, Sequence[Row]], *, quantised: bool = True, **more: Any) -> Path:
    """TopoJSON: a row of squares for each object, whose shared sides are one line each."""
    sides = max(map(len, objects.values())) + 1
    corners = [[36.0 + at * 0.1, 35.0 + up * 0.1] for at in range(sides) for up in (0, 1)]
    upright = [[corners[2 * at], corners[2 * at + 1]] for at in range(sides)]
    tops = [[corners[2 * at + 1], corners[2 * at + 3]] for at in range(sides - 1)]
    lows = [[corners[2 * at], corners[2 * at + 2]] for at in range(sides - 1)]
    arcs: list[Any] = [*upright, *tops, *lows]
    if quantised:
        whole = [[[round((x - 36) * 1e4), round((y - 35) * 1e4)] for x, y in arc] for arc in arcs]
        arcs = [[one, [other[0] - one[0], other[1] - one[1]]] for one, other in whole]
        more = {"transform": {"scale": [1e-4, 1e-4], "translate": [36.0, 35.0]}, **more}

    def ring(at: int) -> list[int]:
        return [at, sides + at, ~(at + 1), ~(2 * sides - 1 + at)]

    found = {
        name: {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "arcs": [ring(at)], "properties": dict(row)} for at, row in enumerate(rows)
            ],
        }
        for name, rows in objects.items()
    }
    told = {"type": "Topology", "arcs": arcs, "objects": found, **more}
    path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return path


def shape_files(
    folder: Path, name: str, rows: Sequence[Row], *, encoding: str = "utf-8", said: bool = True, prj: str = WGS84,
    rings: Sequence[Any] | None = None,
) -> Path:  # fmt: skip
    """A shapefile with a square, or a ring that is given, for each row."""
    path = folder / f"{name}.shp"
    with shapefile.Writer(str(path), shapeType=shapefile.POLYGON, encoding=encoding) as writer:
        for field in rows[0]:
            writer.field(field, "C", size=80)
        for at, row in enumerate(rows):
            writer.poly([rings[at] if rings else square(at)])
            writer.record(*row.values())
    path.with_suffix(".prj").write_text(prj, encoding="ascii")
    if said:
        path.with_suffix(".cpg").write_text(encoding, encoding="ascii")
    return path


def zipped(path: Path, files: Sequence[Path], folder: str = "borders/") -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for file in files:
            archive.write(file, folder + file.name)
    return path


def png(side: int = 256, colour: int = 120) -> bytes:
    """A grey picture."""
    line = b"\0" + bytes([colour]) * min(side, 4096)
    body = zlib.compress(line * min(side, 4096))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


Tiles = Mapping[tuple[int, int, int], bytes]
"""Zoom, column, row from the north."""
WORLD: Tiles = {
    (z, x, y): png(256, 40 * z + 8 * x + y) for z in range(3) for x in range(1 << z) for y in range(1 << z)
}


def mbtiles(path: Path, tiles: Tiles = WORLD, facts: Mapping[str, str] | None = None, script: str = "") -> Path:
    """MBTiles; ``script`` makes the tables otherwise than usual."""
    connection = sqlite3.connect(path)
    connection.executescript(
        script
        or """
        CREATE TABLE metadata (name text, value text);
        CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob);
        CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row);
        """
    )
    told = {"name": "Grey", "format": "png", "attribution": "<a href='x'>Nobody</a> ©"} if facts is None else facts
    connection.executemany("INSERT INTO metadata VALUES (?, ?)", list(told.items()))
    if not script:
        rows = [(z, x, (1 << z) - 1 - y, data) for (z, x, y), data in tiles.items()]
        connection.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
    connection.commit()
    connection.close()
    return path


def pmtiles(path: Path, tiles: Tiles = WORLD, kind: TileType = TileType.PNG) -> Path:
    buffer = io.BytesIO()
    writer = Writer(buffer)
    for at, data in sorted((zxy_to_tileid(*zxy), data) for zxy, data in tiles.items()):
        writer.write_tile(at, data)
    writer.finalize(
        {
            "tile_type": kind, "tile_compression": Compression.NONE, "min_zoom": min(z for z, _, _ in tiles),
            "max_zoom": max(z for z, _, _ in tiles), "min_lon_e7": -1800000000, "min_lat_e7": -850000000,
            "max_lon_e7": 1800000000, "max_lat_e7": 850000000, "center_zoom": 0, "center_lon_e7": 0,
            "center_lat_e7": 0,
        },
        {"name": "Grey", "attribution": "<b>Nobody</b> ©"},
    )  # fmt: skip
    path.write_bytes(buffer.getvalue())
    return path
