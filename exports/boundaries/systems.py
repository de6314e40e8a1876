"""Coordinate systems of files with borders: what a .prj or a GeoJSON says of them, turned into degrees of WGS 84.

Degrees need nobody; PROJ is loaded when another system is met. What is said comes from outside: it is measured, may
name no file, and PROJ never looks into the network.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from math import isfinite
from typing import Any

from exports.boundaries.refusals import does_not_fit, unknown_system

Ring = Sequence[Sequence[float]]
Turn = Callable[[Ring], Ring]
"""Corners as the file has them, to longitude and latitude."""

LONGEST, DEEPEST = 20_000, 40
"""Letters of a description, and brackets within brackets."""
_DEGREES = re.compile(r"(?i)crs:?84|\b4326\b|wgs.?84")
_PLAIN = re.compile(r'(?is)^\s*GEOG(?:CS|CRS)\[\s*"[^"]*WGS[ _]?(?:19)?84')
_FILES = re.compile(r"(?i)PARAMETERFILE|GEOIDMODEL|geoidgrids|nadgrids\s*=\s*(?!@null)")
_NAMED = re.compile(r"(?i)\b(EPSG|ESRI|OGC)\b[^\d]{1,3}(?:[\d.]*[^\d.])?(\d{3,6})\s*$")


def plain(ring: Ring) -> Ring:
    """Degrees, as they are."""
    return ring


def told_by_prj(text: bytes) -> Turn:
    """The system a .prj beside a file tells; without one its coordinates are taken for degrees.

    Raises:
        UserError: ``borders-projected``, of a description that is not understood.
    """
    said = text[: LONGEST + 1].decode("utf-8", "replace").strip("\ufeff\0 \r\n\t")
    if not said or _PLAIN.match(said):
        return plain
    if len(said) > LONGEST or _depth(said) > DEEPEST or _FILES.search(said):
        raise unknown_system()
    return _turn(lambda crs: crs.from_wkt(said))


def told_by_geojson(said: Any) -> Turn:
    """The system a GeoJSON of the older kind names; without one they are degrees.

    Raises:
        UserError: ``borders-projected``, of one that is not known.
    """
    if not isinstance(said, dict):
        return plain
    properties = said.get("properties")
    told = (properties.get("name") or properties.get("href")) if isinstance(properties, dict) else ""
    name = str(told or "")[:200]
    if _DEGREES.search(name):
        return plain
    found = _NAMED.search(name)
    if found is None:
        raise unknown_system()
    return _turn(lambda crs: crs.from_authority(found[1].upper(), found[2]))


def _depth(said: str) -> int:
    deep = most = 0
    for sign in said:
        deep += (sign in "[(") - (sign in "])")
        most = max(most, deep)
    return most


def _turn(find: Callable[[Any], Any]) -> Turn:
    import pyproj
    from pyproj.network import set_network_enabled  # type: ignore[attr-defined]

    set_network_enabled(active=False)
    try:
        system = find(pyproj.CRS)
        if not (system.is_projected or system.is_geographic):
            raise unknown_system()
        into = pyproj.Transformer.from_crs(system, "EPSG:4326", always_xy=True)
    except pyproj.exceptions.ProjError as fault:
        raise unknown_system() from fault
    metres = bool(system.is_projected)

    def turn(ring: Ring) -> Ring:
        x, y = [float(one[0]) for one in ring], [float(one[1]) for one in ring]
        if metres and x and max(map(abs, x)) <= 180 and max(map(abs, y)) <= 90:
            raise does_not_fit()  # an area within a stone's throw of the origin: degrees under a wrong name
        lon, lat = into.transform(x, y)
        if not all(map(isfinite, (*lon, *lat))):
            raise does_not_fit()
        return list(zip(lon, lat, strict=True))

    return turn
