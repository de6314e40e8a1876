"""Ledgers and flows in words and as JSON values: the same numbers as the screens, arrival places kept coarse."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from exports.commands.placing import SHELTERS
from storage import (
    DIRECTIONS,
    ROAD,
    UNKNOWN_PLACE,
    UNTOLD,
    Count,
    Day,
    DayValue,
    Flow,
    Flows,
    Ledger,
    Matrix,
    Period,
    Range,
    Reading,
    Span,
    Words,
)

if TYPE_CHECKING:
    from storage import Store


class Telling:
    """Ledgers and flows as facts for other programs and as lines for eyes."""

    def __init__(self, store: Store, words: Words) -> None:
        self._store = store
        self._words = words
        self._reading = Reading(words, store.now().date())

    def level(self, place: str) -> int:
        """The level of a place; 4 when it is not known, which is the most careful."""
        facts = self._store.places.get(place)
        return facts.level if facts else 4

    def ledger_facts(self, found: Ledger, *, closed: bool) -> dict[str, Any]:
        """A ledger as JSON values; ``closed`` leaves out what is told of guests."""
        population, counted, standing = found.population, found.counted, found.standing
        guests = {name: None if closed else ends(getattr(found, name)) for name in ("arrived", "went", "hosted")}
        return {
            "place": self._place(found.place),
            "date": found.day,
            "population": {
                **ends(population.persons), "known": population.told, "day": population.day or None,
                "later": population.later,
            },
            "left": ends(found.left),
            "returned": ends(found.returned),
            "stayed": ends(found.shown),
            "computed": ends(found.stayed),
            "counted": counted and {**ends(counted.persons), "first": counted.days[0], "last": counted.days[1]},
            "remainder": found.remainder and ends(found.remainder),
            "unexplained": found.unexplained,
            "within": ends(found.within),
            "guests": guests,
            "state": {
                "code": standing.state or None, "share": standing.share, "day": standing.day or None,
                "in_dispute": list(standing.rivals),
            },
            "places": found.places,
            "notes": [self._words.say(note) for note in found.notes],
            "sealed": self._guests_sealed() if closed else None,
        }  # fmt: skip

    def ledger_lines(self, found: Ledger, *, closed: bool) -> Iterator[str]:
        """A ledger as lines with tabs."""
        say, population = self._words.t, found.population
        yield f"{self._name(found.place)}\t{self._day(found.day)}"
        yield f"{say('Known population')}\t{self._people(population.persons)}"
        yield f"{say('Left')}\t{self._people(found.left)}"
        yield f"{say('Returned')}\t{self._people(found.returned)}"
        yield f"{say('Stayed, computed')}\t{self._people(found.shown)}"
        if found.counted is not None:
            yield f"{say('Counted on the ground')}\t{self._people(found.counted.persons)}"
        yield f"{say('Unexplained')}\t{self._unexplained(found)}"
        if found.area:
            yield f"{say('Of those who left, still in the area')}\t{self._people(found.within)}"
        if not closed:
            yield f"{say('People from elsewhere who are here')}\t{self._people(found.hosted)}"
        if found.standing.state:
            yield f"{say('State of the village')}\t{self._words.code('village-state', found.standing.state)}"
        yield from (self._words.say(note) for note in found.notes)
        if closed:
            yield self._guests_sealed()

    def flow_facts(self, found: Flows, period: Period) -> dict[str, Any]:
        """Flows as JSON values."""
        table = found.matrix()
        return {
            "from": period.first and period.first.isoformat(),
            "to": period.last and period.last.isoformat(),
            "place": period.place and self._place(period.place),
            "level": found.level,
            "destinations_level": min(found.level, SHELTERS),
            "sealed": self._arrivals_sealed(),
            "directions": {word: flow_ends(found.matrix(word).total) for word in DIRECTIONS},
            "origins": [{"place": self._place(one), **flow_ends(flow)} for one, flow in table.rows.items()],
            "destinations": [{"place": self._place(one), **flow_ends(flow)} for one, flow in table.columns.items()],
            "cells": [
                {"origin": self._key(origin), "destination": self._key(destination), "direction": direction,
                 **flow_ends(flow)}
                for (origin, destination, direction), flow in sorted(found.cells.items(), key=self._order)
            ],
            "total": flow_ends(table.total),
            "communities": [
                {"place": self._place(place), **{
                    side: flow_ends(getattr(turnover, side))
                    for side in ("departures", "arrivals", "onward", "returns")
                }}
                for place, turnover in sorted(found.communities.items(), key=lambda one: self._key(one[0]))
            ],
            "same_people_left_out": len(found.replaced),
        }  # fmt: skip

    def flow_lines(self, found: Flows, period: Period) -> Iterator[str]:
        """Flows as lines with tabs: the matrix of each direction, then the turnover of each place."""
        say = self._words.t
        for direction in DIRECTIONS:
            table = found.matrix(direction)
            if table.total.count:
                yield from self._matrix_lines(self._words.code("direction", direction), table)
                yield ""
        sides = say("Left home"), say("Arrivals"), say("Moved on"), say("Returned")
        yield "\t".join((say("Place"), *sides))
        for place, one in sorted(found.communities.items(), key=lambda pair: self._name(pair[0])):
            flows_ = one.departures, one.arrivals, one.onward, one.returns
            yield "\t".join((self._name(place), *map(self._cell, flows_)))
        yield self._arrivals_sealed()

    def _matrix_lines(self, title: str, table: Matrix) -> Iterator[str]:
        total = self._words.t("Total")
        yield "\t".join((title, *map(self._name, table.columns), total))
        for origin, row in table.rows.items():
            cells = (table.cell(origin, one) for one in table.columns)
            yield "\t".join((self._name(origin), *map(self._cell, cells), self._cell(row)))
        yield "\t".join((total, *map(self._cell, table.columns.values()), self._cell(table.total)))

    def _unexplained(self, found: Ledger) -> str:
        say, count = self._words.t, found.unexplained
        if not count:
            return say("nothing")
        if count > 0:
            return say("at least {count} more than the movements explain", count=count)
        return say("at least {count} fewer than the movements explain", count=-count)

    def _cell(self, flow: Flow) -> str:
        return self._people(flow.persons) if flow.count else ""

    def _people(self, persons: Span) -> str:
        if persons == UNTOLD:
            return self._words.t("not known")
        return Count().show(Range(persons.low, persons.high), self._reading)

    def _day(self, day: str) -> str:
        return Day().show(DayValue.on(date.fromisoformat(day)), self._reading)

    def _name(self, place: str) -> str:
        if place == ROAD:
            return self._words.code("destination-known", ROAD)
        if place == UNKNOWN_PLACE:
            return self._words.t("Place not known")
        return self._store.name_of("place", place, self._words.language)

    def _key(self, place: str) -> str:
        facts = self._store.places.get(place)
        return facts.code or place if facts else place

    def _order(self, cell: tuple[tuple[str, str, str], Flow]) -> tuple[str, ...]:
        return tuple(map(self._key, cell[0]))

    def _place(self, place: str) -> dict[str, Any]:
        facts = self._store.places.get(place)
        if facts is None:
            return {"code": place, "level": None, "name": self._name(place)}
        return {"code": facts.code, "id": place, "level": facts.level, "name": facts.name(self._words.language)}

    def _arrivals_sealed(self) -> str:
        return self._words.t("Places of arrival are protected: they are told no closer than the sub-district.")

    def _guests_sealed(self) -> str:
        return self._words.t("Places of arrival are protected: guests of a single village are not told.")


def ends(persons: Span) -> dict[str, int | None]:
    """A range as JSON; ``null`` is an open end."""
    return {"min": persons.low, "max": persons.high}


def flow_ends(flow: Flow) -> dict[str, Any]:
    """The people and the number of movements of a cell."""
    return {"people": ends(flow.persons), "movements": flow.count}
