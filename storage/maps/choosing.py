"""Of all that stands on a map, what a view chooses: masks over rows of numbers, without asking the disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from storage.maps.content import OPEN, MapFacilities, MapFlows, MapIncidents, MapPlaces, VillageDays, taken
from storage.maps.facilities import Housed
from storage.maps.incidents import Standing
from storage.maps.spots import ordinal
from storage.overview.breakdown import Breakdown
from storage.overview.overview import Cube, Overview
from storage.period import Period


@dataclass(frozen=True)
class Moved:
    """Villages and movements at one moment, for one role.

    Attributes:
        homes, whose: of each movement, the path of the home of these people and the team that told it.
    """

    villages: VillageDays = field(default_factory=VillageDays)
    lost_villages: int = 0
    flows: MapFlows = field(default_factory=MapFlows)
    homes: Sequence[str] = ()
    whose: Sequence[str] = ()


@dataclass(frozen=True)
class Ground:
    """Where everything stands, at one moment, for one role.

    Attributes:
        near: whether positions within a kilometre, and places of arrival, may be told.
        moved: None while nobody has asked for villages and movements.
    """

    cube: Cube
    near: bool
    version: int
    places: MapPlaces
    incidents: Standing
    facilities: Housed
    moved: Moved | None = None


def chosen_incidents(overview: Overview, ground: Ground) -> tuple[MapIncidents, int, int]:
    """The incidents of the view that have a place; how many second accounts, how many without a place."""

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


def chosen_facilities(overview: Overview, ground: Ground, *, entitled: bool) -> tuple[MapFacilities, int, int]:
    """The facilities of the areas with the attacks of the view; how many are withheld, how many have no place."""

    housed = ground.facilities
    inside = _inside(overview, housed.areas)
    if not entitled:
        return MapFacilities(), int(inside.sum()), 0
    mine = overview.attacks[housed.hit_row] if len(housed.hit_row) else np.zeros(0, np.bool_)
    points = replace(housed.points, hit_of=housed.points.hit_of[mine], hit_day=housed.points.hit_day[mine])
    placed = inside & np.isfinite(points.x)
    return taken(points, placed), 0, int(inside.sum() - placed.sum())


def chosen_villages(overview: Overview, ground: Ground, moved: Moved, store: Any) -> VillageDays:
    """The villages of the areas."""

    if not overview.paths:
        return moved.villages
    rows = moved.villages.rows
    numbers = np.unique(rows.place)
    paths = [store.places.area(ground.places.ids[one]) or "" for one in numbers.tolist()]
    chosen = np.isin(rows.place, numbers[_inside(overview, paths)])
    return VillageDays(taken(rows, chosen), moved.villages.since[chosen])


def chosen_flows(overview: Overview, moved: Moved) -> tuple[MapFlows, int]:
    """The movements of the view with both ends known; how many have not."""

    period: Period = overview.view.period
    flows = moved.flows
    chosen = _inside(overview, moved.homes)
    first, last = (one.toordinal() if one else None for one in (period.first, period.last))
    if first is not None:
        chosen &= flows.day >= first
    if last is not None:
        chosen &= (flows.day <= last) & (flows.day != OPEN)
    if overview.view.teams:
        chosen &= np.isin(np.array(moved.whose, dtype=object), list(overview.view.teams))
    placed = chosen & np.isfinite(flows.x0) & np.isfinite(flows.x1)
    return taken(flows, placed), int(chosen.sum() - placed.sum())
