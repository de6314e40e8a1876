"""Where incidents stand on a map, and which of them tell of an event that another one stands for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sqlalchemy import Connection, select

from storage.counting.joined import Classes, Pair
from storage.database.counted import counted
from storage.database.tables import tables
from storage.journal.journal import chunks
from storage.maps.content import OPEN, MapPlaces, Real, Small, Whole
from storage.maps.spots import Spot, Spots, cell_of, near_class, point_of, spots_on_plane
from storage.places.gazetteer import PlaceBook
from storage.rivals import all_rivals
from storage.sharing.districts import Districts

CELL = 0.01
AT_ONCE = 200
_I, _L = tables["incident"].c, tables["link"].c


@dataclass(frozen=True)
class Standing:
    """Where incidents stand, a row for each of the ids asked for; not a number where nobody knows."""

    x: Real
    y: Real
    precision: Small
    place: Whole
    double: Mapping[int, int] = field(default_factory=dict)


def incidents_of(
    connection: Connection, ids: Sequence[bytes], book: PlaceBook, places: MapPlaces, *, near: bool
) -> Standing:
    """Where these incidents stand; ``near``: positions within a kilometre may be told."""
    where, points = _placed(connection)
    common, spots = Districts(book).common, Spots(book)
    for record, rivals in all_rivals(connection, "incident").items():
        one = bytes.fromhex(record)
        if one in where and "place" in rivals:
            where[one] = common(rivals["place"]) or ""
        if "place" in rivals or "position" in rivals:
            points.pop(one, None)  # whichever of the points is true lies in the place, or perhaps in neither
    told = [where.get(one, "") for one in ids]
    points = points if near else {}
    found = [incident_spot(place, points.get(one), spots) for place, one in zip(told, ids, strict=True)]
    x, y, precision = spots_on_plane(found)
    return Standing(
        x,
        y,
        precision,
        np.fromiter((places.at.get(place, OPEN) for place in told), np.int32, len(told)),
        _doubles(connection, ids),
    )


def _placed(connection: Connection) -> tuple[dict[bytes, str], dict[bytes, Any]]:
    """The place of each incident, and the positions of those that have one, by id."""
    where, points = dict[bytes, str](), dict[bytes, Any]()
    cursor: Any = connection.execute(select(_I.id, _I.place, _I.position).where(counted(tables["incident"]))).cursor
    while rows := cursor.fetchmany(AT_ONCE):
        where.update((record, place or "") for record, place, _ in rows)
        points.update((record, position) for record, _, position in rows if position)
    return where, points


def incident_spot(place: str, position: Any, spots: Spots) -> Spot | None:
    """The middle of the cell of a position that may be told, else of the place."""
    read = point_of(position) if position else None
    if read is not None:
        lat, lon = cell_of(read[0], read[1], CELL)
        return lat, lon, near_class(read[2])
    return spots.of(place)


def _doubles(connection: Connection, ids: Sequence[bytes]) -> dict[int, int]:
    """Rows that tell of an event another row stands for: the earliest of them as the register sorts them."""
    pairs = links_of(connection, "same_event_as")
    if not pairs:
        return {}
    named = {record for pair in pairs for record in pair}
    at = {record: number for number, one in enumerate(ids) if (record := bytes(one).hex()) in named}
    classes = Classes([pair for pair in pairs if pair[0] in at and pair[1] in at])
    moment = dict(_moments(connection, list(at)))
    found: dict[int, int] = {}
    for records in classes.members().values():
        lead = min(records, key=lambda one: (not moment.get(one), moment.get(one) or "", one))
        found.update((at[one], at[lead]) for one in records if one != lead)
    return found


def _moments(connection: Connection, records: Sequence[str]) -> Iterable[tuple[str, str]]:
    for part in chunks([bytes.fromhex(one) for one in records]):
        for row in connection.execute(select(_I.id, _I.moment).where(_I.id.in_(part))):
            yield bytes(row.id).hex(), row.moment or ""


def links_of(connection: Connection, kind: str) -> list[Pair]:
    """Standing links of a kind."""
    rows = connection.execute(select(_L.first, _L.second).where(counted(tables["link"]), _L.link == kind))
    return [(row.first, row.second) for row in rows if row.first and row.second]
