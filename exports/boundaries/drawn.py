"""GeoJSON as features: what is told of each area, and its border."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from exports.boundaries.opening import RawLayer
from exports.boundaries.refusals import damaged, no_degrees
from storage import Border, OffTheMapError, border

Step = Callable[[int, int], None]
DEGREES = re.compile(r"(?i)crs:?84|4326|wgs.?84")


@dataclass(frozen=True)
class Feature:
    """One area as a file tells of it; ``border`` is None when it has none that can be used."""

    number: int
    told: Mapping[str, Any]
    border: Border | None


def features_of(layer: RawLayer, step: Step) -> Iterator[Feature]:
    """The features of a GeoJSON file.

    Raises:
        UserError: ``damaged-borders``, ``borders-projected``.
    """
    import orjson

    try:
        whole = orjson.loads(next(iter(layer.parts.values())).removeprefix(b"\xef\xbb\xbf"))
    except (orjson.JSONDecodeError, RecursionError, MemoryError) as fault:
        raise damaged() from fault
    if not isinstance(whole, dict):
        raise damaged()
    system = whole.get("crs")
    if isinstance(system, dict) and not DEGREES.search(str(system)[:500]):
        raise no_degrees()
    features = whole.get("features") if whole.get("type") == "FeatureCollection" else [whole]
    if not isinstance(features, list):
        raise damaged()
    for number, feature in enumerate(features, 1):
        step(number, len(features))
        if isinstance(feature, dict):
            told = feature.get("properties")
            yield Feature(number, told if isinstance(told, dict) else {}, _border(feature.get("geometry")))
        features[number - 1] = None  # what was read is let go of


def _border(geometry: Any) -> Border | None:
    try:
        polygons = list(_polygons(geometry, 0))
        return border(polygons) if polygons else None
    except OffTheMapError as fault:
        raise no_degrees() from fault
    except (TypeError, ValueError, IndexError, KeyError):
        return None


def _polygons(geometry: Any, depth: int) -> Iterator[Any]:
    if not isinstance(geometry, dict) or depth > 3:
        return
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "Polygon":
        yield coordinates
    elif kind == "MultiPolygon" and isinstance(coordinates, list):
        yield from coordinates
    elif kind == "GeometryCollection" and isinstance(geometry.get("geometries"), list):
        for one in geometry["geometries"]:
            yield from _polygons(one, depth + 1)
