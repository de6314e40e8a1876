"""``store.map_content(view)``: what stands on the map of any period, areas, teams and levels of verification."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from storage.counting.reckoning import HIT, kinds_since
from storage.database.tables import tables
from storage.maps.spots import ordinal
from storage.overview.overview import Cube, Overview, Overviewing
from storage.overview.view import View
from storage.period import Period
from storage.sync.rights import VERIFY, may

if TYPE_CHECKING:
    from storage.maps.content import MapContent, MapFacilities, MapFlows, MapIncidents, MapPlaces, VillageDays
    from storage.maps.facilities import Housed
    from storage.maps.incidents import Standing

STANDING = frozenset({"incident", "link", "place"})
MOVED = frozenset({"movement", "village_state", "place"})
"""Kinds of records each part of what is kept rests on."""


@dataclass(frozen=True)
class Ground:
    """Where everything stands, at one moment, for one role.

    Attributes:
        near: whether positions within a kilometre, and places of arrival, may be told.
        homes, whose: of each movement, the path of the home of these people and the team that told it.
    """

    cube: Cube
    near: bool
    version: int
    places: MapPlaces
    incidents: Standing
    facilities: Housed
    villages: VillageDays
    lost_villages: int
    flows: MapFlows
    homes: Sequence[str]
    whose: Sequence[str]


class MapContents(Overviewing):
    """Part of the store: the map."""

    _ground: dict[bool, Ground] | None = None

    def map_content(self, view: View, *, role: str | None = None, leaving: bool = False) -> MapContent:
        """What stands on the map of a view; the first after a change reads what has changed.

        Args:
            role: whose eyes it is for; this laptop's of this moment, unless a window on an earlier one says.
            leaving: it is for a file of our own teams: nothing is nearer than its place.
        """
        from storage.maps.content import MapContent

        store: Any = self
        entitled = may(store.role() if role is None else role, VERIFY)
        near = entitled and not leaving
        overview = self.overview(view)
        ground = self._stood_on(overview.cube, near=near)
        incidents, doubles, lost = _incidents(overview, ground)
        facilities, withheld, unhoused = _facilities(overview, ground, entitled=entitled)
        flows, unmoved = _flows(overview, ground)
        unplaced = {"incidents": lost, "facilities": unhoused, "villages": ground.lost_villages, "flows": unmoved}
        return MapContent(
            view, overview.position, ground.places, incidents, facilities, _villages(overview, ground, self), flows,
            unplaced, doubles, withheld, near,
        )  # fmt: skip

    def _stood_on(self, cube: Cube, *, near: bool) -> Ground:
        kept = self._ground or {}
        had = kept.get(near)
        if had is not None and had.cube.known is cube.known:
            return had
        with self.database.reading() as connection:
            found = self._read_ground(connection, cube, had, near=near)
        self._ground = {**kept, near: found}
        return found

    def _read_ground(self, connection: Connection, cube: Cube, had: Ground | None, *, near: bool) -> Ground:
        """Where everything stands, what may have moved since read again."""
        from storage.maps import facilities, incidents, moving, spots

        since = had.cube.known.position if had is not None else 0
        kinds = kinds_since(connection, min(since, cube.known.position)) if had is not None else set[str]()

        def keeps(some: Collection[str]) -> bool:
            return had is not None and had.version == self.places.version and kinds.isdisjoint(some)

        book = self.places
        version = book.version
        old: Any = had
        places = old.places if had is not None and had.version == version else spots.places_of(book)
        told: dict[str, Any] = {}
        if keeps(STANDING) and old.cube.people is cube.people:
            told["incidents"] = old.incidents
        else:
            told["incidents"] = incidents.incidents_of(connection, cube.people.ids, book, places, near=near)
        if keeps(HIT):
            told["facilities"] = old.facilities
        else:
            told["facilities"] = facilities.facilities_of(connection, book, places, cube.attacks.struck)
        if keeps(MOVED):
            names = ("villages", "lost_villages", "flows", "homes", "whose")
            told |= {name: getattr(old, name) for name in names}
        else:
            moves = self.moves_once(connection)
            told["villages"], told["lost_villages"] = moving.villages_of(connection, book, places, moves)
            teams = _teams(connection)
            told["flows"], told["homes"], told["whose"] = moving.flows_of(moves, teams, book, places, near=near)
        return Ground(cube, near, version, places, **told)


def _teams(connection: Connection) -> dict[str, str]:
    table = tables["movement"].c
    rows = connection.execute(select(table.id, table.team).where(table.team.isnot(None)))
    return {bytes(record).hex(): team for record, team in rows}


def _incidents(overview: Overview, ground: Ground) -> tuple[MapIncidents, int, int]:
    """The incidents of the view that have a place; how many second accounts, how many without a place."""
    from storage.maps.content import MapIncidents
    from storage.overview.breakdown import Breakdown

    people, stand = overview.cube.people, ground.incidents
    chosen = overview.incidents[: len(people.ids)].copy()
    doubles = [row for row, lead in stand.double.items() if chosen[row] and chosen[lead]]
    chosen[doubles] = False
    placed = chosen & np.isfinite(stand.x)
    at = np.flatnonzero(placed)
    told = Breakdown((), people.rows.numbers[at])
    (low, high), (hurt, most) = told.shown("killed"), told.shown("injured")
    columns = people.rows.columns

    def number(name: str) -> NDArray[np.int16]:
        return columns[name].rows[at].astype(np.int16)

    days = np.array([ordinal(word) for word in columns["day"].words] or [-1], np.int32)
    ids = people.ids
    found = MapIncidents(
        [bytes(ids[row]).hex() for row in at.tolist()],
        stand.x[at],
        stand.y[at],
        days[columns["day"].rows[at]],
        low.astype(np.int32),
        high.astype(np.int32),
        hurt.astype(np.int32),
        most.astype(np.int32),
        number("attack"),
        number("team"),
        number("verification"),
        stand.precision[at],
        stand.place[at],
        columns["attack"].words,
        columns["team"].words,
        columns["verification"].words,
    )
    return found, len(doubles), int(chosen.sum() - placed.sum())


def _inside(overview: Overview, paths: Sequence[str]) -> NDArray[np.bool_]:
    wanted = overview.paths
    if not wanted:
        return np.ones(len(paths), np.bool_)
    return np.array([any(a == one or a.startswith(f"{one}/") for one in wanted) for a in paths], np.bool_)


def _facilities(overview: Overview, ground: Ground, *, entitled: bool) -> tuple[MapFacilities, int, int]:
    """The facilities of the areas with the attacks of the view; how many are withheld, how many have no place."""
    from storage.maps.content import MapFacilities, taken

    housed = ground.facilities
    inside = _inside(overview, housed.areas)
    if not entitled:
        return MapFacilities(), int(inside.sum()), 0
    mine = overview.attacks[housed.hit_row] if len(housed.hit_row) else np.zeros(0, np.bool_)
    points = replace(housed.points, hit_of=housed.points.hit_of[mine], hit_day=housed.points.hit_day[mine])
    placed = inside & np.isfinite(points.x)
    return taken(points, placed), 0, int(inside.sum() - placed.sum())


def _villages(overview: Overview, ground: Ground, store: Any) -> VillageDays:
    """The villages of the areas."""
    from storage.maps.content import VillageDays, taken

    if not overview.paths:
        return ground.villages
    rows = ground.villages.rows
    numbers = np.unique(rows.place)
    paths = [store.places.area(ground.places.ids[one]) or "" for one in numbers.tolist()]
    chosen = np.isin(rows.place, numbers[_inside(overview, paths)])
    return VillageDays(taken(rows, chosen), ground.villages.since[chosen])


def _flows(overview: Overview, ground: Ground) -> tuple[MapFlows, int]:
    """The movements of the view with both ends known; how many have not."""
    from storage.maps.content import OPEN, taken

    period: Period = overview.view.period
    flows = ground.flows
    chosen = _inside(overview, ground.homes)
    first, last = (one.toordinal() if one else None for one in (period.first, period.last))
    if first is not None:
        chosen &= flows.day >= first
    if last is not None:
        chosen &= (flows.day <= last) & (flows.day != OPEN)
    if overview.view.teams:
        chosen &= np.isin(np.array(ground.whose, dtype=object), list(overview.view.teams))
    placed = chosen & np.isfinite(flows.x0) & np.isfinite(flows.x1)
    return taken(flows, placed), int(chosen.sum() - placed.sum())
