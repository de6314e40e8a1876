"""Villages as the store offers them: ledgers, states of all of them on a day, their movements, flows between them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, select

from storage.core import Core
from storage.counting.ranges import NOBODY, UNTOLD, Span
from storage.database.tables import tables
from storage.journal.since import moment_of
from storage.period import Period
from storage.villages.areas import Accounts, Children, inside, ledger_of
from storage.villages.displaced import Displaced, displaced, in_period, listed
from storage.villages.entangled import Entangled, Tangle
from storage.villages.evacuation import FIGURES, PLAIN, SEEN, begun_by, figures, observations, plain_moves
from storage.villages.flows import Flows, flows_of
from storage.villages.ledger import Figure, Ledger, in_short, population_on
from storage.villages.moves import ONWARD, OUT, RETURN, Days, Move
from storage.villages.standing import Sighting, standing_on

_M, _P, _S = tables["movement"].c, tables["population"].c, tables["village_state"].c
MANY = 400
"""Places above which everything is read instead of asking for each of them."""


@dataclass(frozen=True)
class VillageNow:
    """A village on a day, in short.

    Attributes:
        place: hex id; state, share, disputed: as in :class:`~storage.villages.standing.Standing`; rivals: states in
            dispute.
        news: the newest day on or before the day of anything told of it, "" when nothing was.
        population, left, returned, stayed: as in :class:`~storage.villages.ledger.Ledger`, ``told`` whether anybody
            gave a population; counted: people counted on the ground, None when nobody did; unexplained: see there.
    """

    place: str
    state: str = ""
    share: int | None = None
    disputed: bool = False
    rivals: tuple[str, ...] = ()
    news: str = ""
    population: Span = UNTOLD
    told: bool = False
    left: Span = NOBODY
    returned: Span = NOBODY
    stayed: Span = UNTOLD
    counted: Span | None = None
    unexplained: int = 0


@dataclass(frozen=True)
class VillageStates:
    """All places something was told of, on a day; ``counts`` has how many stand in each state ("" is not known)."""

    day: str
    villages: Mapping[str, VillageNow] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)

    def of(self, place: str) -> VillageNow:
        """One place, also when nothing was told of it."""
        return self.villages.get(place) or VillageNow(place)


class VillageMove(NamedTuple):
    """A movement as seen from one place.

    Attributes:
        id, number: of the record; role: ``out`` (they left home here), ``in`` (they came to stay here), ``return``
            (they came home here), ``onward`` (they had found shelter here and moved on), ``home`` (… and went home).
        began, arrived: first and last possible days; other: the place at the other end, "" when it is not told.
        persons: how many; stands: "" when it counts, else the id of the account that counts instead.
        disputed: whether direction, origin or destination are in dispute; draft: not complete yet.
    """

    id: str
    number: int
    role: str
    began: Days
    arrived: Days
    day: str | None
    other: str
    persons: Span
    told: bool
    stands: str
    disputed: bool
    draft: bool


class Villages(Core):
    """What is asked of villages and of movements between places."""

    _entangled: Entangled | None = None
    _states: tuple[tuple[int, str], VillageStates] | None = None

    def ledger(self, place: str, day: date | str, *, hosts: bool = True) -> Ledger:
        """The ledger of a place on a day; of an area, the sum of its communities.

        Without ``hosts``, what is told of the place as a shelter of others does not enter it at all.
        """
        children = self._tree()
        places = inside(place, children)
        with self.database.reading() as connection:
            tangle = self._tangle(connection)
            plain = PLAIN.where(begun_by(str(day)))
            once = [*_plain_at(connection, plain, places, tangle.every), *tangle.at(places)]
            told = figures(connection, _narrowed(FIGURES, _P.place, places))
            seen = observations(connection, _narrowed(SEEN, _S.place, places))
        once = once if hosts else [move for move in once if at_home(move, places)]
        return ledger_of(place, str(day), children, Accounts(once, tangle.others, told, seen))

    def village_states(self, day: date | str) -> VillageStates:
        """Every place something was told of, on a day, in one pass over the register.

        An area stands there only with what names the area itself; its sum is :meth:`ledger`.
        """
        until = str(day)
        with self.database.reading() as connection:
            moment = moment_of(connection).position, until
            if self._states is not None and self._states[0] == moment:
                return self._states[1]
            tangle = self._tangle(connection)
            once = [*plain_moves(connection, PLAIN.where(begun_by(until)), tangle.every), *tangle.once]
            told, seen = figures(connection), observations(connection)
        touching: dict[str, list[Move]] = defaultdict(list)
        for move in once:
            for place in {*move.origins, *move.destinations}:
                touching[place].append(move)
        villages: dict[str, VillageNow] = {}
        counts: Counter[str] = Counter()
        for place in sorted({*touching, *told, *seen} - {""}):
            parts = told.get(place, []), touching.get(place, []), seen.get(place, [])
            news = _news(until, *parts)
            if news:
                villages[place] = _in_short(place, until, news, *parts)
                counts[villages[place].state] += 1
        found = VillageStates(until, villages, counts)
        self._states = moment, found
        return found

    def movements_of(self, place: str) -> list[VillageMove]:
        """Standing movements that begin or end at a community, oldest first; second accounts with what counts."""
        with self.database.reading() as connection:
            tangle = self._tangle(connection)
            touching = [*_plain_at(connection, PLAIN, [place], tangle.every), *tangle.at([place], counted=False)]
        found = [_from_here(move, role, tangle.stands) for move in touching for role in _roles(move, place)]
        return sorted(found, key=lambda one: (one.day or "9999", one.number))

    def states_of(self, place: str) -> list[Sighting]:
        """Standing observations of a village, oldest first; undated ones last."""
        with self.database.reading() as connection:
            found = observations(connection, SEEN.where(_S.place == place)).get(place, [])
        return sorted(found, key=lambda one: (one.days[0] or one.days[1] or "9999", one.entered))

    def flows(self, period: Period, level: int = 3, *, shelters: int = 4, teams: Collection[str] = ()) -> Flows:
        """Origin by destination, and the turnover of each place, at an administrative level.

        With a place, the movements that begin or end in it. Places of arrival are told no closer than ``shelters``:
        a place that is closer has only the movements of its own people. ``teams``: only what these recorded.
        """
        places = set(inside(period.place, self._tree())) if period.place else set()
        with self.database.reading() as connection:
            tangle = self._tangle(connection)
            once = _listed_once(connection, period, tangle)
            if teams:
                theirs = _recorded_by(connection, teams)
                once = [move for move in once if move.id in theirs]
        chosen = [move for move in once if not places or move.origin in places or move.destination in places]
        place = self.places.get(period.place)
        if place is not None and place.level > shelters:
            chosen = [move for move in chosen if at_home(move, places)]
        kept = {move.id for move in chosen}
        replaced = {other: best for other, best in tangle.stands.items() if best in kept}
        return flows_of(chosen, min(4, max(0, level)), self._at, replaced, shelters=shelters)

    def left_home(self, period: Period) -> list[Move]:
        """The movements of a period by which people left home in its place (or anywhere), the same people once."""
        places = set(inside(period.place, self._tree())) if period.place else set()
        with self.database.reading() as connection:
            once = _listed_once(connection, period, self._tangle(connection))
        return [move for move in once if OUT in move.directions and (not places or move.origin in places)]

    def moves_once(self, connection: Connection) -> list[Move]:
        """All movements that count, the same people once, at the moment of a connection."""
        return _listed_once(connection, Period(), self._tangle(connection))

    def displaced(self, period: Period) -> Displaced:
        """How many people left home, moved on and came home in a period and area, the same people once."""
        places = inside(period.place, self._tree()) if period.place else []
        with self.database.reading() as connection:
            return displaced(connection, period, self.places, places, self._tangle(connection))

    def _tangle(self, connection: Connection) -> Tangle:
        if self._entangled is None:
            self._entangled = Entangled()
        return self._entangled.now(connection)

    def _at(self, place: str, level: int) -> str:
        book = self.places
        chain = [facts for facts in (book.get(place), *book.parents(place)) if facts]
        return next((facts.id for facts in chain if facts.level <= level), chain[-1].id if chain else "")

    def _tree(self) -> Children:
        found: dict[str, list[str]] = defaultdict(list)
        for facts in list(self.places.facts.values()):
            if facts.parent:
                found[facts.parent].append(facts.id)
        return found


def _listed_once(connection: Connection, period: Period, tangle: Tangle) -> list[Move]:
    """The movements listed under the days of a period, the same people once."""
    once = [*plain_moves(connection, PLAIN.where(*in_period(period)), tangle.every), *tangle.once]
    return [move for move in once if listed(move.day, period)]


def _recorded_by(connection: Connection, teams: Collection[str]) -> set[str]:
    """The movements that were recorded by one of these teams."""
    rows = connection.execute(select(_M.id).where(_M.team.in_(list(teams))))
    return {bytes(record).hex() for (record,) in rows}


def _plain_at(connection: Connection, plain: Select[Any], places: Sequence[str], but: Container[str]) -> list[Move]:
    """Plain movements that begin or end in these places, each once."""
    if len(places) > MANY:
        return plain_moves(connection, plain, but)
    begins = plain_moves(connection, plain.where(_M.origin.in_(places)), but)
    ends = plain_moves(connection, plain.where(_M.destination.in_(places)), but)
    inside_ = frozenset(places)
    return [*begins, *(move for move in ends if move.origin not in inside_)]


def _narrowed(statement: Select[Any], column: ColumnElement[Any], places: Sequence[str]) -> Select[Any]:
    return statement if len(places) > MANY else statement.where(column.in_(places))


def at_home(move: Move, places: Collection[str]) -> bool:
    """Whether a movement is one of people who belong to these places, not of guests."""
    leaves = OUT in move.directions and any(place in places for place in move.origins)
    return leaves or (RETURN in move.directions and any(place in places for place in move.destinations))


def _in_short(
    place: str, day: str, news: str, told: Sequence[Figure], once: Sequence[Move], seen: Sequence[Sighting]
) -> VillageNow:
    population, standing = population_on(told, day), standing_on(seen, day)
    known = in_short(place, day, population, once, seen)
    return VillageNow(
        place, standing.state, standing.share, standing.disputed, standing.rivals, news,
        population.persons, population.told, known.sums.left, known.sums.returned, known.stayed,
        known.counted.persons if known.counted else None, known.unexplained,
    )  # fmt: skip


def _news(day: str, told: Sequence[Figure], once: Sequence[Move], seen: Sequence[Sighting]) -> str:
    """The newest day, not after this one, that anything is told of."""
    newest = ""
    for first, last in [*(one.days for one in told), *(one.days for one in seen)]:
        newest = max(newest, last if last and last <= day else first if first and first <= day else "")
    for move in once:
        if move.day and newest < move.day <= day:
            newest = move.day
    return newest


def _roles(move: Move, place: str) -> list[str]:
    """What a movement means for a place, by what is shown of it and by what rivals say."""
    found = []
    for direction in move.directions:
        if place in move.origins:
            found.append({OUT: "out", ONWARD: "onward", RETURN: "home"}.get(direction, "out"))
        if place in move.destinations:
            found.append("return" if direction == RETURN else "in")
    return list(dict.fromkeys(found))


def _from_here(move: Move, role: str, stands: Mapping[str, str]) -> VillageMove:
    other = move.destination if role in ("out", "onward", "home") else move.origin
    return VillageMove(
        move.id, move.number, role, move.began, move.arrived, move.day, other, move.persons, move.told,
        stands.get(move.id, ""), move.disputed, move.draft,
    )  # fmt: skip
