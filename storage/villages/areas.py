"""The ledger of an area: the sum of its communities, over any tree of places, circles in hostile data included."""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from storage.counting.ranges import NOBODY, Span, add, at_most, subtract, total
from storage.villages.ledger import Figure, Ledger, Population, population_on, settled
from storage.villages.moves import NO_DAYS, OUT, Move, possibly_by, surely_by
from storage.villages.standing import OnTheGround, Sighting, Standing

BETWEEN = Population(NOBODY, told=True)
"""People of an area in none of its communities: they are counted with those."""
Children = Mapping[str, Sequence[str]]
"""Places under a place, one step down."""


@dataclass
class Accounts:
    """What is told of an area and everything in it: standing records, each people once.

    Attributes:
        once: movements in which each people stands once; others: accounts left out, by the one that stands for them.
        figures, seen: population figures and observations by place.
    """

    once: Sequence[Move] = ()
    others: Mapping[str, Sequence[str]] = field(default_factory=dict)
    figures: Mapping[str, Sequence[Figure]] = field(default_factory=dict)
    seen: Mapping[str, Sequence[Sighting]] = field(default_factory=dict)


def inside(area: str, children: Children) -> list[str]:
    """The area and every place in it, each once."""
    found, waiting = {area: None}, [area]
    while waiting:
        for child in children.get(waiting.pop(), ()):
            if child not in found:
                found[child] = None
                waiting.append(child)
    return list(found)


def ledger_of(area: str, day: str, children: Children, accounts: Accounts) -> Ledger:
    """The ledger of any place on a day: of a community its own, of an area that of its parts together."""
    places = inside(area, children)
    touching = _by_place(accounts.once, set(places))
    if len(places) == 1:
        population = population_on(accounts.figures.get(area, ()), day)
        return _part(area, day, population, touching.get(area, ()), accounts)
    parts = []
    for place in places:
        leaf = not set(children.get(place, ())) - {place}
        once = touching.get(place, [])
        if leaf:
            population = population_on(accounts.figures.get(place, ()), day)
            parts.append(_part(place, day, population, once, accounts))
        else:  # what names the area itself: people, but neither a population nor a count to compare with
            rest = settled(place, day, BETWEEN, once, (), accounts.others)
            parts.append(dataclasses.replace(rest, unexplained=0))
    return _together(area, day, parts, population_of(places, day, children, accounts.figures), places, accounts)


def _part(place: str, day: str, population: Population, once: Sequence[Move], accounts: Accounts) -> Ledger:
    return settled(place, day, population, once, accounts.seen.get(place, ()), accounts.others)


def _by_place(once: Iterable[Move], places: set[str]) -> dict[str, list[Move]]:
    touching: dict[str, list[Move]] = defaultdict(list)
    for move in once:
        for place in {*move.origins, *move.destinations} & places:
            touching[place].append(move)
    return touching


def population_of(
    places: Sequence[str], day: str, children: Children, figures: Mapping[str, Sequence[Figure]]
) -> Population:
    """The population of the first of these places, each of which stands before those in it (see :func:`inside`).

    An area has the sum of its parts, and its own figure where no part of it has one.
    """
    found: dict[str, Population] = {}
    for place in reversed(places):  # a circle in hostile data never leads back to what is found already
        parts = [found[child] for child in children.get(place, ()) if child in found]
        known = [part for part in parts if part.told]
        if known:
            persons, later = total(part.persons for part in parts), any(part.later for part in known)
            found[place] = Population(persons, True, later=later, figures=sum(part.figures for part in known))
        else:
            found[place] = population_on(figures.get(place, ()), day)
    return found[places[0]]


def _together(
    area: str, day: str, parts: Sequence[Ledger], population: Population, places: Sequence[str], accounts: Accounts
) -> Ledger:
    left, returned = total(part.left for part in parts), total(part.returned for part in parts)
    villages = sum(part.population is not BETWEEN for part in parts)
    counted = [part.counted.persons for part in parts if part.counted is not None]
    ground = total(counted) if len(counted) == villages else Span(total(counted).low, None)
    remainders = [part.remainder for part in parts if part.remainder is not None]
    tallies: Counter[str] = sum((Counter(part.tallies) for part in parts), Counter())
    tallies["own_figure"] += population.told and population.day != ""
    return Ledger(
        area,
        day,
        population,
        left,
        returned,
        add(subtract(population.persons, left), returned),
        OnTheGround(ground, NO_DAYS) if counted else None,
        total(remainders) if remainders else None,
        sum(part.unexplained for part in parts),
        _within(set(places), day, accounts.once),
        total(part.arrived for part in parts),
        total(part.went for part in parts),
        Standing(),
        +tallies,
        villages,
        area=True,
    )


def _within(places: set[str], day: str, once: Iterable[Move]) -> Span:
    """People who left one place of the area for another of it."""
    found = NOBODY
    for move in once:
        if OUT not in move.directions or move.origins == move.destinations or not possibly_by(move.began, day):
            continue
        origins, destinations = places.intersection(move.origins), places.intersection(move.destinations)
        if origins and destinations:
            every = len(origins) == len(move.origins) and len(destinations) == len(move.destinations)
            firm = every and move.directions == (OUT,) and surely_by(move.began, day)
            found = add(found, move.persons if firm else at_most(move.persons))
    return found
