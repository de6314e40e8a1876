"""GeoJSON and TopoJSON as features: what is told of each area, and its border."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from exports.boundaries.opening import RawLayer
from exports.boundaries.refusals import damaged, no_degrees
from exports.boundaries.systems import Turn, told_by_geojson, told_by_prj
from exports.boundaries.topology import geometries_of, lines_of, polygons_of
from storage import Border, OffTheMapError, border

Step = Callable[[int, int], None]


@dataclass(frozen=True)
class Feature:
    """One area as a file tells of it; ``border`` is None when it has none that can be used.

    ``layer`` is what the file calls the areas it is one of, "" where it holds only one kind.
    """

    number: int
    told: Mapping[str, Any]
    border: Border | None
    layer: str = ""


def features_of(layer: RawLayer, step: Step) -> Iterator[Feature]:
    """The features of a GeoJSON or TopoJSON file.

    Raises:
        UserError: ``damaged-borders``, ``borders-projected``, ``borders-too-large``.
    """
    import orjson

    try:
        whole = orjson.loads(next(iter(layer.parts.values())).removeprefix(b"\xef\xbb\xbf"))
    except (orjson.JSONDecodeError, RecursionError, MemoryError) as fault:
        raise damaged() from fault
    if not isinstance(whole, dict):
        raise damaged()
    beside = told_by_prj(layer.parts.get(".prj", b""))
    if whole.get("type") == "Topology":
        yield from _of_topology(whole, step, beside)
        return
    turn = told_by_geojson(whole["crs"]) if whole.get("crs") else beside  # what it says of itself comes first
    features = whole.get("features") if whole.get("type") == "FeatureCollection" else [whole]
    if not isinstance(features, list):
        raise damaged()
    for number, feature in enumerate(features, 1):
        step(number, len(features))
        if isinstance(feature, dict):
            told = feature.get("properties")
            yield Feature(
                number, told if isinstance(told, dict) else {}, _border(_polygons(feature.get("geometry"), 0), turn)
            )
        features[number - 1] = None  # what was read is let go of


def _of_topology(whole: dict[str, Any], step: Step, turn: Turn) -> Iterator[Feature]:
    lines, geometries = lines_of(whole), geometries_of(whole)
    for number, (layer, geometry) in enumerate(geometries, 1):
        step(number, len(geometries))
        told = geometry.get("properties")
        made = _border(polygons_of(geometry, lines), turn)
        yield Feature(number, told if isinstance(told, dict) else {}, made, layer)


def _border(polygons: Iterable[Sequence[Any]], turn: Turn) -> Border | None:
    try:
        turned = [[turn(ring) for ring in rings] for rings in polygons]
        return border(turned) if turned else None
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
