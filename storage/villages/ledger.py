"""The ledger of a village: known population = stayed + left - returned, on any date, with every range carried through.

Rules, and where they come from (IOM DTM *mobility tracking*, CCCM/REACH ISMI; what they leave open is decided here):

* **Population** is the number of people who *belong* to the place, wherever they are now; leaving does not lower it.
  The newest figure dated on or before the day counts, else the earliest later one, and the ledger says so. Several
  figures of one day make a range. A figure in households only leaves the number of people open: families are never
  multiplied into persons.
* **Left** are the people of movements *out* of the place, **returned** those of movements *return* to it. People
  who had found shelter here and move on, or go home, were never part of its population: they stand apart as *hosted*.
* A movement whose days are not sure counts on a day with its low end once it surely has happened, and with its high
  end as soon as it may have: doubt about the day becomes a range of people. A return, or an arrival of others, surely
  happened by its last day of arrival.
* Accounts of the same people count once (see :mod:`storage.villages.moves`). Withdrawn records never count; drafts
  count, as they do in every list, and the ledger says how many there are.
* **Safe side.** While teams dispute the direction or the origin of a movement, its people may all still be inside:
  its low end is 0 for every place and direction somebody names. A dispute about the number is the range of all rivals.
* **Stayed** is computed (population - left + returned). It may fall below zero, which is a finding, not an error.
* **Counted** is what was seen on the ground. The remainder compares it with what is computed *for the day of the
  count* and is 0 when both ranges can be true at once. Without a count, nobody is known to be there, but
  never fewer than 0.
* **An area** is the sum of its communities and of records that name no place closer than the area itself; a sum over
  parts equals the whole. People who fled from one of its communities to another have left home: they count as left,
  and *within* says how many of them are still inside the area. A population figure of the area itself is used only
  where no part of it has one. Someone whose destination is their own village has not left it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from storage.counting.ranges import NOBODY, UNTOLD, Span, add, gap, hull, people, subtract
from storage.messages import Message, message
from storage.villages.moves import DIRECTIONS, NO_DAYS, OUT, Days, Move, counted_once, left_out, possibly_by, surely_by
from storage.villages.sides import Sums, entries_of, summed
from storage.villages.standing import OnTheGround, Sighting, Standing, counted_on, standing_on

DIRECTED = frozenset(DIRECTIONS)


class Figure(NamedTuple):
    """One standing population record: its days, how many people (and whether anybody told), who says so."""

    id: str
    entered: bytes = b""
    days: Days = NO_DAYS
    persons: Span = UNTOLD
    told: bool = False
    households: bool = False
    source: str = ""
    draft: bool = False


@dataclass(frozen=True)
class Population:
    """The population a ledger starts from.

    Attributes:
        persons: how many; told: whether anybody gave a number of people.
        day: EDTF-like text of its last possible day, "" when undated or a sum; later: whether it is later than the
            day asked for.
        households: a figure in households exists, but none in people.
        source: id of the source of the newest figure, "" for a sum; figures: how many figures it was made of.
    """

    persons: Span = UNTOLD
    told: bool = False
    day: str = ""
    later: bool = False
    households: bool = False
    source: str = ""
    figures: int = 0


@dataclass(frozen=True)
class Ledger:
    """The balance of a place on a day.

    Attributes:
        place: hex id; day: ISO.
        population: what it starts from; left, returned: movements out of and back to the place, the same people once.
        stayed: population - left + returned, as it comes out (for the eye use :attr:`shown`).
        counted: people counted on the ground, None when nobody counted.
        remainder: counted less computed, on the day of the count; None when nothing was counted.
        unexplained: the least difference between both: 0 when they agree, above 0 when more people are there than the
            movements explain, below 0 when fewer. Without a count: by how much more people left than lived there.
        within: people of ``left`` whose destination lies inside the place itself (an area's own displaced).
        arrived, went: others who found shelter here, and those of them who moved on or went home; hosted: the rest.
        standing: state of a village (empty for an area).
        tallies: how many records were treated in a way a person should know of; see :attr:`notes`.
        places: how many communities stand in the sum; area: whether it is such a sum.
        movements: ids of the movements of a village that were counted; replaced: accounts of the same people left out,
            and which one stands for each; disputed: movements the safe side decided about.
    """

    place: str
    day: str
    population: Population = Population()
    left: Span = NOBODY
    returned: Span = NOBODY
    stayed: Span = UNTOLD
    counted: OnTheGround | None = None
    remainder: Span | None = None
    unexplained: int = 0
    within: Span = NOBODY
    arrived: Span = NOBODY
    went: Span = NOBODY
    standing: Standing = field(default_factory=Standing)
    tallies: Mapping[str, int] = field(default_factory=dict)
    places: int = 1
    area: bool = False
    movements: tuple[str, ...] = ()
    replaced: Mapping[str, str] = field(default_factory=dict)
    disputed: tuple[str, ...] = ()

    @property
    def shown(self) -> Span:
        """Who stayed or is back, as a number of people: nothing below zero."""
        return people(self.stayed)

    @property
    def hosted(self) -> Span:
        """Others who are here: those who arrived less those who went on."""
        return people(subtract(self.arrived, self.went))

    @property
    def notes(self) -> tuple[Message, ...]:
        """What a person should know before using the figures, as sentences."""
        return tuple(_notes(self))


def balance(
    place: str,
    day: str,
    figures: Sequence[Figure] = (),
    moves: Iterable[Move] = (),
    seen: Sequence[Sighting] = (),
) -> Ledger:
    """The ledger of one community on a day (ISO), from its standing records; any order of them gives the same.

    ``moves`` must hold every account of the same people: those that name another origin as well.
    """
    once, stands = counted_once(moves)
    return settled(place, day, population_on(figures, day), once, seen, left_out(stands))


def settled(
    place: str,
    day: str,
    population: Population,
    once: Sequence[Move],
    seen: Sequence[Sighting],
    others: Mapping[str, Sequence[str]] | None = None,
) -> Ledger:
    """The ledger of one community from movements in which each people stands once (others' movements do no harm).

    ``others`` holds, by the record that counts, the accounts of the same people it stands for.
    """
    known = in_short(place, day, population, once, seen)
    mine = [move for move in once if _touches(move, place, day)]
    tallies = _tallies(mine, place, day)
    others = others or {}
    replaced = {other: move.id for move in mine for other in others.get(move.id, ())}
    tallies.update(replaced=len(replaced), drafts=sum(one.draft for one in seen))
    sums = known.sums
    return Ledger(
        place, day, population, sums.left, sums.returned, known.stayed, known.counted, known.remainder,
        known.unexplained, NOBODY, sums.arrived, sums.went, standing_on(seen, day),
        +_with_population(tallies, population), movements=tuple(move.id for move in mine), replaced=replaced,
        disputed=tuple(move.id for move in mine if move.disputed),
    )  # fmt: skip


class InShort(NamedTuple):
    """The figures of a ledger without what is said about them."""

    sums: Sums
    stayed: Span
    counted: OnTheGround | None
    remainder: Span | None
    unexplained: int


def in_short(place: str, day: str, population: Population, once: Iterable[Move], seen: Sequence[Sighting]) -> InShort:
    """The figures of one community from movements in which each people stands once."""
    entries = entries_of(place, once)
    sums = summed(entries, (day, day))
    stayed, counted = _stayed(population, sums), counted_on(seen, day)
    if counted is None:
        return InShort(sums, stayed, None, None, gap(UNTOLD, stayed))
    then = stayed if counted.days == (day, day) else _stayed(population, summed(entries, counted.days))
    return InShort(sums, stayed, counted, subtract(counted.persons, then), gap(counted.persons, then))


def _stayed(population: Population, sums: Sums) -> Span:
    return add(subtract(population.persons, sums.left), sums.returned)


def _with_population(tallies: Counter[str], population: Population) -> Counter[str]:
    return tallies + Counter(
        unpopulated=not population.told and not population.households,
        in_households=not population.told and population.households,
        later=population.later,
    )


def _touches(move: Move, place: str, day: str) -> bool:
    """Whether a movement may have touched the place by the day."""
    if place in move.origins:
        return possibly_by(move.began, day)
    return place in move.destinations and possibly_by(move.arrived, day)


def _tallies(mine: Iterable[Move], place: str, day: str) -> Counter[str]:
    """How many movements of the place were treated in which way."""
    tallies: Counter[str] = Counter()
    for move in mine:
        here = place in move.origins
        tallies["disputed"] += move.disputed
        tallies["undated"] += not surely_by(move.began if here else move.arrived, day)
        if not move.told:
            tallies["households" if move.households else "shares" if move.share else "uncounted"] += 1
        tallies["drafts"] += move.draft
        tallies["undirected"] += not DIRECTED.intersection(move.directions)
        tallies["inside"] += here and place in move.destinations and OUT in move.directions
    return tallies


def population_on(figures: Sequence[Figure], day: str) -> Population:
    """The population to start from on a day."""
    told = [one for one in figures if one.told]
    if not told:
        return Population(households=any(one.households for one in figures), figures=len(figures))
    known = [one for one in told if _last(one) <= day]
    when = max(map(_last, known)) if known else min(map(_last, told))
    chosen = [one for one in told if _last(one) == when]
    newest = max(chosen, key=lambda one: (one.entered, one.id))
    persons = hull(one.persons for one in chosen)
    return Population(persons, True, when, not known, False, newest.source, len(chosen))


def _last(figure: Figure) -> str:
    return figure.days[1] or figure.days[0] or ""


def _notes(ledger: Ledger) -> Iterable[Message]:
    count = ledger.tallies.get
    if not ledger.area:
        if count("unpopulated"):
            yield message("Nobody has said how many people live here.")
        if count("in_households"):
            yield message("The population is known in households only; nobody has said how many people.")
        if count("later"):
            yield message("The population figure is later than this day.")
    else:
        for name, text in (
            ("unpopulated", message("Places without a population figure: {count}", count=count("unpopulated"))),
            ("in_households", message("Places counted in households only: {count}", count=count("in_households"))),
            ("later", message("Places whose population figure is later than this day: {count}", count=count("later"))),
        ):
            if count(name):
                yield text
    if count("own_figure"):
        yield message("The population is the area's own figure; none of its places has one.")
    for name, text in _of_movements(ledger.tallies):
        if count(name):
            yield text
    if ledger.counted is None and ledger.unexplained > 0:
        yield message("More people have left than are known to have lived here.")


def _of_movements(tallies: Mapping[str, int]) -> Iterable[tuple[str, Message]]:
    count = tallies.get
    yield "uncounted", message("Movements without a number of people: {count}", count=count("uncounted"))
    yield "households", message("Movements counted in households only: {count}", count=count("households"))
    yield "shares", message("Movements told only as a share of the village: {count}", count=count("shares"))
    yield "undated", message("Movements that may not have happened by this day: {count}", count=count("undated"))
    yield (
        "disputed",
        message("Movements in dispute; their people may still be inside: {count}", count=count("disputed")),
    )
    yield "inside", message("Movements that end in the village itself: {count}", count=count("inside"))
    yield "undirected", message("Movements without a direction, not counted: {count}", count=count("undirected"))
    yield "replaced", message("Accounts of the same people, counted once: {count}", count=count("replaced"))
    yield "drafts", message("Drafts among the records: {count}", count=count("drafts"))
