"""Shapefiles as features. The parts are in memory already, and measured: a length that lies meets their end."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from exports.boundaries.drawn import Feature, Step
from exports.boundaries.opening import RawLayer
from exports.boundaries.refusals import damaged, no_degrees
from exports.boundaries.systems import Turn, told_by_prj
from storage import Border, OffTheMapError, border_of_rings

POLYGONS = (5, 15, 25)
HEADER = 100
_LOOKED_AT = 1 << 20
_PAGES = {"1256": "cp1256", "windows1256": "cp1256", "cp1256": "cp1256", "1252": "cp1252", "88591": "latin-1",
          "iso88591": "latin-1", "iso88596": "iso8859-6", "88596": "iso8859-6", "latin1": "latin-1"}  # fmt: skip


def features_of(layer: RawLayer, step: Step) -> Iterator[Feature]:
    """The features of a shapefile.

    Raises:
        UserError: ``damaged-borders``, ``borders-projected``.
    """
    import shapefile

    turn = told_by_prj(layer.parts.get(".prj", b""))
    size = 2 * int.from_bytes(layer.parts[".shp"][24:28], "big")  # it counts in words of two bytes
    if ".dbf" not in layer.parts or not HEADER <= size <= len(layer.parts[".shp"]):
        raise damaged()
    faults = (
        struct.error, ValueError, IndexError, KeyError, TypeError, OverflowError, MemoryError, EOFError,
        AssertionError, AttributeError, shapefile.ShapefileException,
    )  # fmt: skip
    try:
        reader = shapefile.Reader(
            shp=io.BytesIO(layer.parts[".shp"][:size]), dbf=io.BytesIO(layer.parts[".dbf"]),
            encoding=_encoding(layer), encodingErrors="replace",
        )  # fmt: skip
        yield from _features(reader, step, turn)
    except faults as fault:
        raise damaged() from fault


def _features(reader: Any, step: Step, turn: Turn) -> Iterator[Feature]:
    if reader.shapeType not in POLYGONS:
        return
    total = max(1, reader.numRecords or 0)
    for number, one in enumerate(reader.iterShapeRecords(), 1):
        step(min(number, total), total)
        yield Feature(number, one.record.as_dict(), _border(one.shape, turn))


def _border(shape: Any, turn: Turn) -> Border | None:
    if shape.shapeType not in POLYGONS or not shape.points:
        return None
    ends = [*shape.parts, len(shape.points)]
    try:
        return border_of_rings([turn(shape.points[one:other]) for one, other in pairwise(ends)])
    except OffTheMapError as fault:
        raise no_degrees() from fault


def _encoding(layer: RawLayer) -> str:
    """How its texts are written: what it says; else UTF-8 where that fits, else Arabic Windows."""
    said = re.sub(r"[^a-z0-9]", "", layer.parts.get(".cpg", b"")[:40].decode("latin-1").lower())
    if said:
        return _PAGES.get(said, "utf-8")
    text = layer.parts[".dbf"][32:]
    foreign = sum(byte > 0x7F for byte in text[:_LOOKED_AT])
    broken = text[:_LOOKED_AT].decode("utf-8", "replace").count("\ufffd")
    return "utf-8" if broken * 10 <= foreign else "cp1256"  # a name cut at the end of its field breaks one letter
