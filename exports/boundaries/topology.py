"""TopoJSON: lines that neighbours share stand in it once, and areas are put together of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

from exports.boundaries.refusals import damaged, too_large

Line = list[tuple[float, float]]
MOST_CORNERS, DEEPEST = 8_000_000, 3
"""Corners of all lines, and of one area, however often it takes the same line; collections within collections."""


def geometries_of(whole: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The geometries of a topology, each with the name of the object it belongs to.

    Raises:
        UserError: ``damaged-borders``.
    """
    objects = whole.get("objects")
    if not isinstance(objects, dict):
        raise damaged()
    return [(str(layer), geometry) for layer, one in objects.items() for geometry in _geometries(one, 0)]


def lines_of(whole: Mapping[str, Any]) -> list[Line]:
    """The lines, with their corners where they are: a quantised one tells steps from corner to corner.

    Raises:
        UserError: ``damaged-borders``, ``borders-too-large``.
    """
    transform, arcs = whole.get("transform"), whole.get("arcs") or ()
    try:
        if sum(map(len, arcs)) > MOST_CORNERS:
            raise too_large()
        found: list[Line] = [[(float(one[0]), float(one[1])) for one in arc] for arc in arcs]
        if transform is None:
            return found
        (wide, high), (left, top) = transform["scale"], transform["translate"]
        return [
            [
                (x * wide + left, y * high + top)
                for x, y in accumulate(line, lambda one, step: (one[0] + step[0], one[1] + step[1]))
            ]
            for line in found
        ]
    except (TypeError, ValueError, KeyError, IndexError, OverflowError) as fault:
        raise damaged() from fault


def _geometries(one: Any, depth: int) -> Iterator[dict[str, Any]]:
    if not isinstance(one, dict) or depth > DEEPEST:
        return
    if one.get("type") != "GeometryCollection":
        yield one
        return
    inside = one.get("geometries")
    for part in inside if isinstance(inside, list) else ():
        yield from _geometries(part, depth + 1)


def polygons_of(geometry: Mapping[str, Any], lines: Sequence[Line]) -> list[list[Line]]:
    """The polygons of a geometry (of rings); none of what is no area or names lines there are not.

    Raises:
        UserError: ``borders-too-large``.
    """
    kind, arcs = geometry.get("type"), geometry.get("arcs")
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(arcs, list):
        return []
    left = [MOST_CORNERS]
    try:
        return [[_ring(ring, lines, left) for ring in rings] for rings in ([arcs] if kind == "Polygon" else arcs)]
    except (TypeError, IndexError, ValueError):
        return []


def _ring(numbers: Sequence[int], lines: Sequence[Line], left: list[int]) -> Line:
    """A ring of lines end to end; a number below zero is a line backwards, its complement."""
    found: Line = []
    for number in numbers:
        line = lines[number] if number >= 0 else lines[~number][::-1]
        left[0] -= len(line)
        if left[0] < 0:
            raise too_large()
        found += line[1:] if found else line
    return found
