"""What the pane of the map tells of what was chosen, read in a reader's thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from gui.known import COARSE, Known
from gui.map.picking import Pick
from gui.map.scene import Scene
from storage import ROAD, UNKNOWN_PLACE, Period, View

if TYPE_CHECKING:
    from storage import Figures, Flow, Store, VillageNow

MOST_GOALS = 5


@dataclass(frozen=True)
class PlaceFacts:
    """A place on the map.

    Attributes:
        place: hex id; days: first and last day of its incidents; village: how it stood on the last day shown;
        went: where people went, the most first; unknown: those of whom nobody knows.
    """

    place: str
    figures: Figures
    days: tuple[date, date] | None
    village: VillageNow
    went: Sequence[tuple[str, Flow]] = ()
    unknown: Flow | None = None


@dataclass(frozen=True)
class GroupFacts:
    """Incidents that stand together: their ids, the newest first, and their places."""

    records: Sequence[str]
    places: Sequence[str]
    killed: int
    injured: int
    lines: Sequence[tuple[str, str, int, int]] = field(default_factory=tuple)
    """Of each: id, attack, day (ordinal), place number."""


@dataclass(frozen=True)
class FacilityFacts:
    """Facilities in one place: of each its row number, and the days (ordinals) it was hit, of those shown."""

    place: str
    rows: Sequence[tuple[int, Sequence[int]]]


Facts = PlaceFacts | GroupFacts | FacilityFacts


def read(store: Store, scene: Scene, pick: Pick, known: Known) -> Facts:
    """Read it."""
    known.learn(store)
    content = scene.content
    if pick.kind in ("place", "village", "area"):
        return place_facts(store, scene, content.places.ids[pick.rows[0]])
    if pick.kind == "facility":
        return facility_facts(scene, pick.rows)
    return group_facts(scene, pick.rows)


def place_facts(store: Store, scene: Scene, place: str) -> PlaceFacts:
    """A place, within what the map shows: days, teams, verification."""
    view = narrowed(scene.content.view, scene.days)
    overview = store.overview(replace(view, areas=(place,), period=replace(view.period, place=None)))
    keys = sorted(key for key in overview.days.keys if len(key) == 10)
    days = (date.fromisoformat(keys[0]), date.fromisoformat(keys[-1])) if keys else None
    last = view.period.last or store.now().date()
    period = Period(view.period.first, view.period.last, place)
    flows = store.flows(period, 4, shelters=4 if scene.content.near else COARSE, teams=view.teams)
    went = {
        goal: flow for (origin, goal), flow in flows.matrix("out").cells.items() if origin == place and goal != place
    }
    unknown = went.pop(UNKNOWN_PLACE, None)
    road = went.pop(ROAD, None)
    unknown = road + unknown if road and unknown else road or unknown
    goals = sorted(went.items(), key=lambda one: -(one[1].persons.low or 0))
    return PlaceFacts(place, overview.figures, days, store.village_states(last).of(place), goals, unknown)


def group_facts(scene: Scene, rows: Sequence[int]) -> GroupFacts:
    """Incidents that stand together."""
    points, places = scene.content.incidents, scene.content.places
    ordered = sorted(rows, key=lambda at: int(points.day[at]), reverse=True)
    numbers = dict.fromkeys(int(points.place[at]) for at in ordered)
    lines = [
        (points.ids[at], points.attacks[points.attack[at]], int(points.day[at]), int(points.place[at]))
        for at in ordered
    ]
    return GroupFacts(
        [points.ids[at] for at in ordered],
        [places.ids[one] for one in numbers if one >= 0],
        int(sum(points.killed_min[at] for at in ordered)),
        int(sum(points.injured_min[at] for at in ordered)),
        lines,
    )


def facility_facts(scene: Scene, rows: Sequence[int]) -> FacilityFacts:
    """Facilities in one place, with the attacks on each in the days shown; those hit most first."""
    points, places = scene.content.facilities, scene.content.places
    days: dict[int, list[int]] = {row: [] for row in rows}
    for of, day in zip(points.hit_of.tolist(), points.hit_day.tolist(), strict=True):
        if of in days and (scene.days is None or scene.days[0] <= day <= scene.days[1]):
            days[of].append(day)
    number = int(points.place[rows[0]])
    place = places.ids[number] if number >= 0 else ""
    return FacilityFacts(place, sorted(((row, sorted(days[row])) for row in rows), key=lambda one: -len(one[1])))


def narrowed(view: View, days: tuple[int, int] | None) -> View:
    """The view on the window of time alone."""
    if days is None:
        return view
    first, last = (date.fromordinal(max(1, one)) for one in days)
    return replace(view, period=replace(view.period, first=first, last=last))
