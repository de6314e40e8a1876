"""What a public file tells besides incidents: people, facilities attacked and people displaced, only as sums."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from storage.counting.ranges import NOBODY, Span, add, at_most
from storage.counting.unsure_incidents import UnsureIncidents, unsure_incidents
from storage.overview.view import Where, outermost, places_of
from storage.period import Period
from storage.sharing.districts import Districts, month_of
from storage.sharing.privacy import listed
from storage.sharing.public_people import people_of
from storage.sharing.small_cells import K, Row, hidden_rows, rolled_up
from storage.villages.moves import Move

if TYPE_CHECKING:
    from storage.sharing.exporting import Frozen


@dataclass(frozen=True)
class AttackedRow:
    """Facilities of a kind attacked in a district and month: how many, and how often."""

    kind: str
    area: str
    month: str
    facilities: int
    attacks: int


@dataclass(frozen=True)
class DisplacedRow:
    """People who left home in a district and month; ``few``: fewer than ``K``, how many is not told."""

    area: str
    month: str
    low: int
    high: int | None
    few: bool = False


@dataclass(frozen=True)
class PublicTables:
    """The sums of a public file.

    Attributes:
        people: rows of at least ``K``; people_cells: how many cells there were before.
        rolled: cells put together with others; few: outcomes told only as *fewer than* ``K``.
    """

    people: tuple[Row, ...] = ()
    people_cells: int = 0
    rolled: int = 0
    few: int = 0
    facilities: tuple[AttackedRow, ...] = ()
    displaced: tuple[DisplacedRow, ...] = ()


def public_tables(source: Frozen, where: Where) -> PublicTables:
    """The sums of days and areas at one moment; areas are ids of districts, or of what lies above them."""
    districts = Districts(source.places)
    parts = _parts(source, where)
    with source.at_this_moment() as (store, connection):
        unsure = unsure_incidents(source, connection, districts)
        cells = people_of(source, store.database, connection, where, districts, unsure)
        facilities = tuple(row for part in parts for row in _facilities(store, part, districts, unsure))
        displaced = _displaced(_left_home(source, store, where), districts)
    people = tuple(rolled_up(cells, districts.above))
    rolled, few = hidden_rows(people)
    return PublicTables(people, len(cells), rolled, few, facilities, displaced)


def _parts(source: Frozen, where: Where) -> list[Period]:
    """A period for each area; of two areas of which one holds the other, only the larger."""
    place_of = {source.places.area(place) or "?": place for place in places_of(where)}
    days = Period(where.first, where.last)
    return [replace(days, place=place_of[path]) for path in outermost(place_of)] or [days]


def _left_home(source: Frozen, store: Any, where: Where) -> list[Move]:
    """Movements by which people left home in the areas, each once."""
    book, areas = source.places, outermost(source.places.area(place) or "?" for place in places_of(where))
    inside = tuple(f"{area}/" for area in areas)
    moves = store.left_home(Period(where.first, where.last))
    return [one for one in moves if not inside or f"{book.area(one.origin) or ''}/".startswith(inside)]


def _facilities(store: Any, where: Period, districts: Districts, unsure: UnsureIncidents) -> tuple[AttackedRow, ...]:
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for one in store.facilities_attacked(where).facilities:
        kind = listed(one.kind)
        for attack in one.attacks:
            hit = attack.first
            coarser = unsure.places.get(hit.incident)
            area = districts.of_path(hit.area) if coarser is None else districts.of(coarser)
            month = unsure.months.get(hit.incident, hit.day[:7])
            found[kind, area, month].append(one.facility)
    return tuple(AttackedRow(*key, len(set(hit)), len(hit)) for key, hit in sorted(found.items()))


def _displaced(moves: Sequence[Move], districts: Districts) -> tuple[DisplacedRow, ...]:
    found: dict[tuple[str, str], Span] = defaultdict(lambda: NOBODY)
    for move in moves:
        area = districts.of(move.origin if len(move.origins) == 1 else districts.common(move.origins))
        persons = move.persons if len(move.directions) == 1 else at_most(move.persons)
        key = area, month_of(*move.began)
        found[key] = add(found[key], persons)
    return tuple(_displaced_row(*key, people) for key, people in sorted(found.items()))


def _displaced_row(area: str, month: str, people: Span) -> DisplacedRow:
    low = people.low or 0
    if people.high is not None and people.high < K:
        return DisplacedRow(area, month, 0, K - 1, few=people.high > 0)
    return DisplacedRow(area, month, low if low >= K else 0, people.high)
