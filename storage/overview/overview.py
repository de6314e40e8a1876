"""``store.overview(view)``: the figures of any period, areas and teams, and what they are told apart by.

Everything is added up from rows kept in memory (``cube.py``), which are read again when something they rest on has
changed. The figures equal ``store.figures`` of the same period and area at any time (a test holds the two together).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import orjson
from sqlalchemy import Connection

from storage.counting.reckoning import (
    COUNTED,
    FOREVER,
    HIT,
    Known,
    Reckoning,
    tallies,
)
from storage.counting.spread import Spread
from storage.counting.sums import PLACE
from storage.counting.told_figures import Figures, figures_from
from storage.journal.since import kinds_since
from storage.overview.view import View, outermost
from storage.period import Period
from storage.villages.standing import standing_on

if TYPE_CHECKING:
    from storage.overview.breakdown import Breakdown
    from storage.overview.cube import Chosen, Rows, Whole
    from storage.overview.filling import Attacks, People

HOURS, WEEKDAYS = 24, 7
MOVED_IN = frozenset({"movement", "link", "place"})
"""Kinds of records the rows of movements rest on."""


@dataclass(frozen=True)
class Cube:
    """All that is added up, at one moment.

    Attributes:
        known: what was counted one by one; people, attacks, moves: the rows.
        chains: the ids of the places from the country down, for each path of an area.
    """

    known: Known
    people: People
    attacks: Attacks
    moves: Rows
    chains: Mapping[str, tuple[tuple[int, str], ...]]


@dataclass(frozen=True)
class Overview:
    """The figures of a view; parts are worked out when they are asked for and kept.

    Attributes:
        view: what it covers; position: journal position it belongs to.
    """

    view: View
    cube: Cube
    paths: tuple[str, ...]

    def narrowed(self, first: date, last: date) -> Overview:
        """The same areas, teams and moment on other days; nothing is read for it."""
        period = replace(self.view.period, first=first, last=last)
        return Overview(replace(self.view, period=period), self.cube, self.paths)

    @property
    def position(self) -> int:
        """The journal position these figures belong to."""
        return self.cube.known.moment.position

    @cached_property
    def figures(self) -> Figures:
        """The figures as a whole."""
        people = self.cube.people
        found = figures_from(tuple(int(one) for one in people.rows.sums(self._people)), self.view.period)
        hits = [one for one, mine in zip(self.cube.attacks.struck, self.attacks, strict=True) if mine]
        return replace(
            found,
            disputed=int(self.disputes.sum()),
            unsettled=self._unsettled(),
            displaced=self._moved("out"),
            returned=self._moved("return"),
            villages=self._left(),
            emptied=self._emptied(),
            **tallies(hits, self.cube.known.medical),
        )

    @cached_property
    def days(self) -> Breakdown:
        """By day, the earliest first; a month or year without a day has a part of its own, "" what has no date."""
        return self._by("day")

    def spread(self) -> Spread:
        """Its numbers apart by day, area, kind of attack and weapons."""
        from storage.overview.breakdown import apart

        return Spread(self.view.period, *apart(self.cube.people.rows, self._people))

    def by(self, part: str) -> Breakdown:
        """By ``attack``, ``weapon``, ``platform``, ``target``, ``verification`` or ``team``, most killed first.

        ``place/2`` is by the places (ids) of that level of administration, "" for what is not told so exactly. An
        incident with several weapons counts with each of them.
        """
        if part not in self._told:
            self._told[part] = self._by(part).largest_first()
        return self._told[part]

    def records(self, part: str, key: str) -> list[str]:
        """The incidents (hex ids) behind a part, the newest first: of ``days``, of ``by(part)``, or of an ``hour``.

        ``key`` is a key of the part; of ``day`` also two days with a slash, of ``hour`` weekday and hour as ``3/14``;
        a part of "" is everything.
        """
        rows = self.cube.people.rows
        if part == "hour":
            chosen = self.cube.people.hour == _cell(key)
        elif part == "day" and "/" in key:
            first, _, last = key.partition("/")
            chosen = rows.within(first, last)
        elif part:
            column, keys_of = self._keys(part)
            chosen = rows.columns[column].where([key in keys_of(word) for word in rows.columns[column].words])
        else:
            chosen = self._people
        return self.told(self.incidents & chosen)

    def told(self, chosen: Chosen) -> list[str]:
        """The ids (hex) of chosen incidents, the newest first."""
        ids, day = self.cube.people.ids, self.cube.people.rows.columns["day"]
        found = chosen.nonzero()[0].tolist()
        return [bytes(ids[at]).hex() for at in sorted(found, key=lambda at: day.words[day.rows[at]], reverse=True)]

    @cached_property
    def incidents(self) -> Chosen:
        """Which rows are incidents of the view, without what corrects them."""
        chosen = self._people.copy()
        chosen[len(self.cube.people.ids) :] = False
        return chosen

    @cached_property
    def attacks(self) -> Chosen:
        """Which of the attacks on facilities are in the view."""
        return self._chosen(self.cube.attacks.rows)

    @cached_property
    def disputes(self) -> Chosen:
        """Which of the incidents teams disagree about are in the view."""
        return self._chosen(self.cube.people.disputed)

    @cached_property
    def hours(self) -> Whole:
        """Events by weekday (Monday first) and hour of the clock; those told without an hour are left out."""
        found = self.cube.people.rows.sums_by(
            self.cube.people.hour, WEEKDAYS * HOURS, self._people & (self.cube.people.hour >= 0)
        )
        return found[:, PLACE["events"]].reshape(WEEKDAYS, HOURS)

    # ------------------------------------------------------------------------------------- what is chosen

    @cached_property
    def _told(self) -> dict[str, Breakdown]:
        return {}

    @cached_property
    def _people(self) -> Chosen:
        return self._chosen(self.cube.people.rows)

    def _by(self, part: str) -> Breakdown:
        from storage.overview.breakdown import broken_down

        return broken_down(self.cube.people.rows, self._people, *self._keys(part))

    def _keys(self, part: str) -> tuple[str, Callable[[str], Sequence[str]]]:
        """The column a part rests on, and the keys of each of its words."""
        name, _, level = part.partition("/")
        if name == "place":
            chains, wanted = self.cube.chains, int(level)
            return "area", lambda path: (next((place for at, place in chains.get(path, ()) if at == wanted), ""),)
        return name, _codes if name == "weapon" else lambda word: (word,)

    def _chosen(self, rows: Rows) -> Chosen:
        """The rows of the view; verification only where rows have it."""
        period = self.view.period
        first, last = (one.isoformat() if one else "" for one in (period.first, period.last))
        chosen = rows.within(first, last)
        if self.paths:
            chosen = chosen & rows.inside(self.paths)
        if self.view.teams:
            chosen = chosen & rows.columns["team"].among(self.view.teams)
        if self.view.verification and "verification" in rows.columns:
            chosen = chosen & rows.columns["verification"].among(self.view.verification)
        return chosen

    @cached_property
    def _moves(self) -> Chosen:
        return self._chosen(self.cube.moves)

    def _moved(self, direction: str) -> tuple[int, int | None]:
        rows = self.cube.moves
        low, high, open_, *_ = (int(n) for n in rows.sums(self._moves & rows.columns["direction"].among((direction,))))
        return low, None if open_ else high

    def _unsettled(self) -> int:
        """Incidents that are in the view by one of the days that were said, and not by another one."""
        found: dict[int, set[bool]] = defaultdict(set)
        days = self.cube.people.days
        for owner, mine in zip(days.numbers[:, 0].tolist(), self._chosen(days).tolist(), strict=True):
            found[owner].add(mine)
        return sum(len(sides) > 1 for sides in found.values())

    def _left(self) -> int:
        """Places people left: each origin is an area of its own."""
        rows = self.cube.moves
        stated = self._moves & rows.columns["direction"].among(("out",)) & (rows.numbers[:, -1] > 0)
        area = rows.columns["area"]
        return len({area.words[at] for at in set(area.rows[stated].tolist())} - {""})

    def _emptied(self) -> int:
        last = self.view.period.last.isoformat() if self.view.period.last else FOREVER
        return sum(
            standing_on(seen, last).state == "emptied"
            for where, seen in self.cube.known.seen
            if not self.paths or any(where == one or where.startswith(f"{one}/") for one in self.paths)
        )


class Overviewing(Reckoning):
    """Overviews as the store offers them."""

    _cube: Cube | None = None

    def overview(self, view: View) -> Overview:
        """The figures of a view. The first after an opening or a change reads what has changed; others only add up."""
        cube = self.cube()
        wanted = (self.places.area(place) or "?" for place in view.places)
        return Overview(view, cube, outermost(wanted))

    def cube(self) -> Cube:
        """What overviews are added up from, of this moment."""
        with self.database.reading() as connection:
            known = self._not_in_columns(connection)
            had = self._cube
            if had is None or had.known is not known:
                had = self._cube = self._filled(connection, known, had)
        return had

    def _filled(self, connection: Connection, known: Known, had: Cube | None) -> Cube:
        """The rows, those read again whose records have changed since."""
        from storage.overview import filling

        kinds = kinds_since(connection, had.known.moment, known.moment) if had else set[str]()

        def keeps(some: Collection[str]) -> bool:
            return had is not None and kinds.isdisjoint(some)

        return Cube(
            known,
            had.people if had and keeps(COUNTED) else filling.people(self.database, connection, known.corrections),
            had.attacks if had and keeps(HIT) else filling.attacks(known.attacks),
            had.moves
            if had and keeps(MOVED_IN)
            else filling.movements(connection, self._tangle(connection), lambda place: self.places.area(place) or ""),
            had.chains if had and keeps({"place"}) else self._chains(),
        )

    def _chains(self) -> dict[str, tuple[tuple[int, str], ...]]:
        """The places from the country down by the path of an area, each with its level of administration."""
        book, found = self.places, {}
        for facts in list(book.facts.values()):
            path = book.area(facts.id)
            if path is not None:
                found[path] = tuple((one.level, one.id) for one in [*reversed(book.parents(facts.id)), facts])
        return found


def previous(view: View) -> View | None:
    """The same view of as many days just before; None for a period that is open at an end."""
    first, last = view.period.first, view.period.last
    if first is None or last is None:
        return None
    length = last - first + timedelta(days=1)
    return replace(view, period=Period(first - length, last - length, view.period.place))


def _codes(word: str) -> Sequence[str]:
    try:
        found = orjson.loads(word) if word else []
    except ValueError:
        return (word,)
    return [str(one) for one in found] if isinstance(found, list) and found else ("",)


def _cell(key: str) -> int:
    weekday, _, hour = key.partition("/")
    return int(weekday) * HOURS + int(hour)
