"""Where one record stands on a map, for the small maps in forms and panes: as near as the large one tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from storage.database.rows import id_bytes
from storage.database.tables import tables
from storage.maps.incidents import incident_spot
from storage.maps.moving import Coarse
from storage.maps.spots import Spot, Spots
from storage.places.gazetteer import PlaceBook
from storage.rivals import rivals_of
from storage.sharing.districts import Districts
from storage.villages.moves import OUT


class MapSpot(NamedTuple):
    """A spot of a record.

    Attributes:
        lat, lon: in degrees; precision: ``NEAR``, ``PLACE`` or ``AREA``; place: the id of the place it stands for.
    """

    lat: float
    lon: float
    precision: int
    place: str


def spots_of(connection: Connection, book: PlaceBook, kind: str, record: str, *, near: bool) -> list[MapSpot]:
    """Where it stands; of a movement up to two spots."""
    if kind == "place":
        return _told(Spots(book).of(record), record)
    read = _row(connection, kind, record)
    if read is None:
        return []
    row, rivals = read
    if kind == "movement":
        return _movement(row, rivals, book, near=near)
    place = _place(row, rivals, "place", book)
    sure = near and kind == "incident" and not {"place", "position"} & rivals.keys()
    return _told(incident_spot(place, row["position"] if sure else None, Spots(book)), place)


def _row(
    connection: Connection, kind: str, record: str
) -> tuple[Mapping[str, Any], Mapping[str, Sequence[Any]]] | None:  # fmt: skip
    table, identity = tables[kind], id_bytes(record)
    row = connection.execute(select(table).where(table.c.id == identity)).mappings().first()
    if row is None or identity is None:
        return None
    return dict(row), rivals_of(connection, kind, {identity: row["heads"]}).get(identity, {})


def _place(row: Mapping[str, Any], rivals: Mapping[str, Sequence[Any]], name: str, book: PlaceBook) -> str:
    """A place; where several are said, the one that holds them all."""
    return (Districts(book).common(rivals[name]) or "") if name in rivals else row[name] or ""


def _movement(
    row: Mapping[str, Any], rivals: Mapping[str, Sequence[Any]], book: PlaceBook, *, near: bool
) -> list[MapSpot]:  # fmt: skip
    coarse, spots = Coarse(book), Spots(book)
    origin, target = (_place(row, rivals, name, book) for name in ("origin", "destination"))
    if not near:
        target = coarse.of(target)
        origin = origin if row["direction"] == OUT else coarse.of(origin)
    return [*_told(spots.of(origin), origin), *_told(spots.of(target), target)]


def _told(spot: Spot | None, place: str) -> list[MapSpot]:
    return [MapSpot(*spot, place)] if spot is not None else []
