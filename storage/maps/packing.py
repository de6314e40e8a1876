"""Shapes as few bytes: corners as whole steps from one to the next, in the register and in the outlines that ship."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import orjson

from storage.maps.plane import Floats
from storage.maps.shapes import Numbers, Shapes, boxes_of

FINE = 30
"""Bits of a unit of the plane: 2**-30 is 4 cm at the equator."""
MOST_BYTES = 512 * 1024 * 1024
"""What a layer may be when it is unpacked; more was not written here."""


def packed(shapes: Shapes, bits: int = FINE) -> bytes:
    """The rings of one detail; neither names nor coarser details."""
    whole = np.rint(shapes.xy * 2.0**bits).astype(np.int64)
    steps = np.diff(whole, axis=0, prepend=np.zeros((1, 2), np.int64)).astype("<i4")
    head = {"bits": bits, "tolerance": shapes.tolerance, "corners": len(steps), "rings": len(shapes.owners)}
    sizes = np.diff(shapes.starts).astype("<i4")
    told = orjson.dumps(head)
    columns = (sizes, shapes.owners.astype("<i4"), steps[:, 0], steps[:, 1])
    body = b"".join(_planes(column) for column in columns)
    return zlib.compress(len(told).to_bytes(4, "little") + told + body, 9)


def unpacked(data: bytes, level: int, names: Sequence[tuple[str, str, str, str]], middles: Floats) -> Shapes:
    """One detail again."""
    unzip = zlib.decompressobj()
    raw = unzip.decompress(data, MOST_BYTES)
    size = int.from_bytes(raw[:4], "little")
    head = orjson.loads(raw[4 : 4 + size])
    body, at = memoryview(raw)[4 + size :], 0
    columns: list[Numbers] = []
    for count in (head["rings"], head["rings"], head["corners"], head["corners"]):
        columns.append(_together(body[at : at + 4 * count], count))
        at += 4 * count
    sizes, owners, east, south = columns
    xy = np.cumsum(np.column_stack((east, south)), axis=0) / 2.0 ** head["bits"]
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))
    english, arabic, codes, places = zip(*names, strict=True) if names else ((), (), (), ())
    boxes = boxes_of(xy, starts, owners, len(names))
    return Shapes(level, english, arabic, codes, places, xy, starts, owners, boxes, middles, head["tolerance"])


def _planes(column: np.ndarray[tuple[int, ...], np.dtype[np.int32]]) -> bytes:
    """The lowest bytes of all numbers, then the next: like bytes lie together, which packs better."""
    return np.ascontiguousarray(column).view(np.uint8).reshape(-1, 4).T.tobytes()


def _together(data: memoryview, count: int) -> Numbers:
    lying = np.frombuffer(data, np.uint8).reshape(4, count).T
    return np.ascontiguousarray(lying).view("<i4").reshape(count).astype(np.int64)


def layer_of(level: int, names: Sequence[Sequence[str]], middles: bytes, details: Sequence[bytes]) -> Shapes:
    """The areas of a level with all their details, finest first."""
    told = [(str(one[0]), str(one[1]), str(one[2]), str(one[3])) for one in names]
    points = np.frombuffer(middles, "<f8").reshape(-1, 2)
    found = [unpacked(one, level, told, points) for one in details]
    return replace(found[0], coarser=tuple(found[1:]))
