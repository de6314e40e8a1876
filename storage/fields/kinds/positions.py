"""A point on the map, WGS 84, with how exactly it is known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from storage.fields.kind import Facet, Json, Kind, Reading
from storage.fields.kinds import position_text
from storage.fields.kinds.foreign import facet, is_foreign, tolerant
from storage.messages import Message, message

_STORED = re.compile(r"(-?\d{1,2}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)(?:;([a-z0-9_]+))?")


@dataclass(frozen=True)
class PositionValue:
    """Latitude and longitude in degrees, rounded to five places (about a metre).

    Attributes:
        lat, lon: north and east positive.
        precision: a code of the list ``position-precision``.
    """

    lat: float
    lon: float
    precision: str = "exact"

    def __post_init__(self) -> None:
        object.__setattr__(self, "lat", round(float(self.lat), 5) + 0.0)  # + 0.0: no minus zero
        object.__setattr__(self, "lon", round(float(self.lon), 5) + 0.0)

    def __str__(self) -> str:
        """The canonical form."""
        return f"{self.lat:.5f},{self.lon:.5f};{self.precision}"


@dataclass(frozen=True)
class Position(Kind[PositionValue]):
    """A point with its precision."""

    facets: ClassVar[Mapping[str, Facet[Any]]] = {
        "lat": facet(PositionValue, "real", lambda value: value.lat),
        "lon": facet(PositionValue, "real", lambda value: value.lon),
    }

    def parse(self, text: str, reading: Reading) -> PositionValue | None:
        """The point of decimal degrees, degrees-minutes-seconds, UTM, MGRS or a map link; None when blank."""
        found = position_text.read(text)
        return None if found is None else PositionValue(*found)

    def show(self, value: PositionValue | None, reading: Reading) -> str:
        """``35.443, 36.651 (village)``, the numbers left to right."""
        if value is None:
            return ""
        if is_foreign(value, PositionValue):
            return str(value)
        point = reading.words.ltr(f"{_degrees(value.lat)}, {_degrees(value.lon)}")
        return f"{point} ({reading.words.code('position-precision', value.precision)})"

    def store(self, value: PositionValue) -> Json:
        """``35.44300,36.65100;village``."""
        return value if is_foreign(value, PositionValue) else str(value)

    def load(self, data: Json) -> PositionValue:
        """The point of its canonical form."""
        return tolerant(_load, data)

    def check(self, value: PositionValue) -> list[Message]:
        """Degrees that are not on the earth."""
        if is_foreign(value, PositionValue):
            return []
        if abs(value.lat) > 90 or abs(value.lon) > 180:
            return [message("Latitude goes from -90 to 90 and longitude from -180 to 180.")]
        return []


def _load(data: Json) -> PositionValue:
    found = _STORED.fullmatch(data)
    if not found:
        raise ValueError(data)
    return PositionValue(float(found[1]), float(found[2]), found[3] or "exact")


def _degrees(value: float) -> str:
    """Five places without empty ones at the end."""
    whole, _, rest = f"{value:.5f}".partition(".")
    return f"{whole}.{rest.rstrip('0') or '0'}"
