"""``store.map_content(view)``: what stands on the map of any period, areas, teams and levels of verification."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from storage.counting.reckoning import HIT
from storage.database.tables import tables
from storage.journal.since import kinds_since
from storage.overview.overview import Cube, Overviewing
from storage.overview.view import View
from storage.sync.rights import VERIFY, may

if TYPE_CHECKING:
    from storage.maps.choosing import Ground, Moved
    from storage.maps.content import MapContent, MapPlaces
    from storage.maps.single import MapSpot

STANDING = frozenset({"incident", "link", "place"})
MOVED = frozenset({"movement", "village_state", "place"})
"""Kinds of records each part of what is kept rests on."""


class MapContents(Overviewing):
    """Part of the store: the map."""

    _ground: dict[bool, Ground] | None = None
    _map_places: tuple[int, MapPlaces] | None = None

    def map_content(
        self, view: View, *, role: str | None = None, leaving: bool = False, moves: bool = True
    ) -> MapContent:
        """What stands on the map of a view; the first after a change reads what has changed.

        Args:
            role: whose eyes it is for; this laptop's of this moment, unless a window on an earlier one says.
            leaving: it is for a file of our own teams: nothing is nearer than its place.
            moves: villages and movements too, the dearest to read.
        """
        from storage.maps.choosing import Moved, chosen_facilities, chosen_flows, chosen_incidents, chosen_villages
        from storage.maps.content import MapContent

        store: Any = self
        entitled = may(store.role() if role is None else role, VERIFY)
        near = entitled and not leaving
        overview = self.overview(view)
        ground = self._stood_on(overview.cube, near=near, moves=moves)
        moved = (ground.moved if moves else None) or Moved()
        incidents, doubles, lost = chosen_incidents(overview, ground)
        facilities, withheld, unhoused = chosen_facilities(overview, ground, entitled=entitled)
        flows, unmoved = chosen_flows(overview, moved)
        unplaced = {"incidents": lost, "facilities": unhoused, "villages": moved.lost_villages, "flows": unmoved}
        villages = chosen_villages(overview, ground, moved, self)
        return MapContent(
            view, overview.position, ground.places, incidents, facilities, villages, flows, unplaced, doubles,
            withheld, near,
        )  # fmt: skip

    def map_places(self) -> MapPlaces:
        """All places, as a map names them."""
        from storage.maps import spots

        version = self.places.version
        if self._map_places is None or self._map_places[0] != version:
            self._map_places = version, spots.places_of(self.places)
        return self._map_places[1]

    def map_spots(self, kind: str, record: str, *, role: str | None = None) -> list[MapSpot]:
        """Where one record stands, as near as the map of these eyes tells it; none where nobody knows.

        Of an incident, a facility, a place; of a movement where it began, and where it went to when that is known.
        """
        from storage.maps.single import spots_of

        store: Any = self
        near = may(store.role() if role is None else role, VERIFY)
        with self.database.reading() as connection:
            return spots_of(connection, self.places, kind, record, near=near)

    def _stood_on(self, cube: Cube, *, near: bool, moves: bool) -> Ground:
        kept = self._ground or {}
        had = kept.get(near)
        if had is not None and had.cube.known is cube.known and (had.moved is not None or not moves):
            return had
        with self.database.reading() as connection:
            found = self._read_ground(connection, cube, had, near=near, moves=moves)
        self._ground = {**kept, near: found}
        return found

    def _read_ground(
        self, connection: Connection, cube: Cube, had: Ground | None, *, near: bool, moves: bool
    ) -> Ground:
        """Where everything stands, what may have moved since read again."""
        from storage.maps import facilities, incidents
        from storage.maps.choosing import Ground

        kinds = kinds_since(connection, had.cube.known.moment, cube.known.moment) if had is not None else set[str]()

        def keeps(some: Collection[str]) -> bool:
            return had is not None and had.version == self.places.version and kinds.isdisjoint(some)

        book = self.places
        version = book.version
        old: Any = had
        places = old.places if had is not None and had.version == version else self.map_places()
        told: dict[str, Any] = {}
        if keeps(STANDING) and old.cube.people is cube.people:
            told["incidents"] = old.incidents
        else:
            told["incidents"] = incidents.incidents_of(connection, cube.people.ids, book, places, near=near)
        if keeps(HIT):
            told["facilities"] = old.facilities
        else:
            told["facilities"] = facilities.facilities_of(connection, book, places, cube.attacks.struck)
        if keeps(MOVED) and (old.moved is not None or not moves):
            told["moved"] = old.moved
        elif moves:
            told["moved"] = self._read_moved(connection, places, near=near)
        return Ground(cube, near, version, places, **told)

    def _read_moved(self, connection: Connection, places: MapPlaces, *, near: bool) -> Moved:
        """Villages and movements, read anew."""
        from storage.maps import moving
        from storage.maps.choosing import Moved

        book, moves = self.places, self.moves_once(connection)
        villages, lost = moving.villages_of(connection, book, places, moves)
        return Moved(villages, lost, *moving.flows_of(moves, _teams(connection), book, places, near=near))


def _teams(connection: Connection) -> dict[str, str]:
    table = tables["movement"].c
    rows = connection.execute(select(table.id, table.team).where(table.team.isnot(None)))
    return {bytes(record).hex(): team for record, team in rows}
