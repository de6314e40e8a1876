"""Where facilities stand on a map: in the middle of their place, whoever looks, each once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import Connection, select

from storage.counting.attacked import ONE_FACILITY, medical_kinds
from storage.counting.joined import Classes
from storage.counting.reckoning import Struck
from storage.database.counted import counted
from storage.database.tables import tables
from storage.maps.content import AREA, OPEN, MapFacilities, MapPlaces, Whole
from storage.maps.incidents import links_of
from storage.maps.spots import Spot, Spots, cell_of, ordinal, point_of, spots_on_plane
from storage.places.gazetteer import PlaceBook
from storage.rivals import all_rivals
from storage.sharing.districts import Districts

CELL = 0.1
"""Of a facility whose place nobody told: degrees, some ten kilometres."""
_F = tables["facility"].c


@dataclass(frozen=True)
class Housed:
    """The facilities of a register.

    Attributes:
        points: each once, with every attack on it; areas: the path of the place of each.
        hit_row: for each of the attacks of ``points``, which of all attacks it is.
    """

    points: MapFacilities
    areas: list[str]
    hit_row: Whole


def facilities_of(connection: Connection, book: PlaceBook, places: MapPlaces, struck: Sequence[Struck]) -> Housed:
    """All standing facilities, with all attacks on them."""
    same = Classes(links_of(connection, ONE_FACILITY))
    rows = _rows(connection)
    leads: dict[str, str] = {}
    for record in rows:  # by id: the oldest stands for all
        leads.setdefault(same.of(record), record)
    mine = list(leads.values())
    where, found = _where(connection, [rows[one] for one in mine], book)
    x, y, precision = spots_on_plane(found)
    kinds = tuple(sorted({rows[one].kind or "" for one in mine}))
    number = {one: at for at, one in enumerate(mine)}
    of = [number.get(leads.get(same.of(one.facility), ""), OPEN) for one in struck]
    hits = [(at, row, ordinal(struck[row].where.day)) for row, at in enumerate(of) if at != OPEN]
    points = MapFacilities(
        mine,
        [rows[one].name_en or rows[one].name_ar or "" for one in mine],
        [rows[one].name_ar or rows[one].name_en or "" for one in mine],
        x,
        y,
        np.array([kinds.index(rows[one].kind or "") for one in mine], np.int16),
        np.array([rows[one].kind in medical_kinds() for one in mine], np.bool_),
        precision,
        np.array([places.at.get(place, OPEN) for place in where], np.int32),
        np.array([at for at, _, _ in hits], np.int32),
        np.array([day for _, _, day in hits], np.int32),
        kinds,
    )
    return Housed(points, [book.area(place) or "" for place in where], np.array([row for _, row, _ in hits], np.int32))


def _rows(connection: Connection) -> dict[str, Any]:
    statement = select(_F.id, _F.kind, _F.name_en, _F.name_ar, _F.place, _F.position).where(
        counted(tables["facility"])
    )
    return {bytes(row.id).hex(): row for row in connection.execute(statement.order_by(_F.id))}


def _where(connection: Connection, rows: Sequence[Any], book: PlaceBook) -> tuple[list[str], list[Spot | None]]:
    """The place of each, where several are said the one that holds them all, and where that is."""
    rivals, common, spots = all_rivals(connection, "facility"), Districts(book).common, Spots(book)
    places, found = list[str](), list[Spot | None]()
    for row in rows:
        said = rivals.get(bytes(row.id).hex(), {})
        place = (common(said["place"]) or "") if "place" in said else row.place or ""
        places.append(place)
        alone = not place and "place" not in said and "position" not in said
        found.append(spots.of(place) if place else _cell(row.position) if alone else None)
    return places, found


def _cell(position: Any) -> Spot | None:
    read = point_of(position)
    return (*cell_of(read[0], read[1], CELL), AREA) if read is not None else None
