"""What the figures of a period and an area are added up from: numbers of events, each with its day and area. Pure.

A sum is a row of whole numbers (``NAMES``), so that adding up means adding. An open end of a range adds nothing to the
highest number and is counted instead: one open end makes the highest number of the whole sum unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from storage.counting.events import NOBODY, Event, EventLinks, People, When, added, events, meant, total
from storage.counting.figures import NOTHING, Ends, published
from storage.counting.once import Counted

FIGURES = ("killed", "injured", "missing")
AMONG = ("children", "women", "civilians")
"""Of the killed, the fewest, as the derived columns of incidents have them."""
OF_FIGURE = ("low", "high", "open", "named", "named_high", "named_open", "left_low", "left_high")
NAMES = (
    "incidents", "events", "drafts", "verified", "claimed", "naming", "fewer", "more",
    *(f"{figure}_{part}" for figure in FIGURES for part in OF_FIGURE),
    *AMONG, "rescued",
)  # fmt: skip
PLACE = {name: place for place, name in enumerate(NAMES)}
Numbers = tuple[int, ...]
ZERO: Numbers = (0,) * len(NAMES)


class Traits(NamedTuple):
    """What incidents can be told apart by, in canonical form, "" where nobody said.

    Attributes:
        attack, weapon, platform, target, verification: codes as the fields of incidents have them; weapon may be many.
        team: hex id of the team that recorded it; time: when on its day.
    """

    attack: str = ""
    weapon: str = ""
    platform: str = ""
    target: str = ""
    verification: str = ""
    team: str = ""
    time: str = ""


UNTOLD = Traits()


@dataclass(frozen=True)
class Facts:
    """An incident as sums need it.

    Attributes:
        published: the published figure of each of ``FIGURES``; named: different people recorded, by figure.
        among: of the killed recorded, the fewest ``AMONG`` each group; rescued: people rescued, the fewest.
        traits: what it can be told apart by.
    """

    when: When
    published: Mapping[str, Ends] = field(default_factory=dict)
    named: Mapping[str, People] = field(default_factory=dict)
    among: Mapping[str, int] = field(default_factory=dict)
    rescued: int = 0
    draft: bool = False
    verified: bool = False
    traits: Traits = UNTOLD


@dataclass(frozen=True)
class Cell:
    """Numbers that count on a day in an area, of events with these traits; an event has those of its lead."""

    day: str
    area: str
    numbers: Numbers
    traits: Traits = UNTOLD


def cells(incidents: Mapping[str, Facts], links: EventLinks, loose: Iterable[Counted] = ()) -> list[Cell]:
    """All events of these incidents, and people who belong to none.

    Args:
        incidents: standing incidents that did occur, by id.
        links: standing links between incidents.
        loose: people recorded without an incident; each is what is published of them.
    """
    joined = {record for pairs in (links.same, links.taps, links.parts) for pair in pairs for record in pair}
    apart = [_alone(facts) for record, facts in incidents.items() if record not in joined]
    apart += [Cell(one.account.day, one.account.area, _loose(one)) for one in loose]
    return apart + _linked({record: facts for record, facts in incidents.items() if record in joined}, links)


def _linked(incidents: Mapping[str, Facts], links: EventLinks) -> list[Cell]:
    found = events({record: facts.when for record, facts in incidents.items()}, links)
    umbrellas = {event.umbrella for event in found if event.umbrella}
    by_lead = {event.lead: event for event in found}
    named = {event.lead: _named(event, incidents) for event in found}
    for event in found:  # what is put together with its umbrella is one remainder with it; parts come first
        if event.umbrella and not event.apart:
            both = named[event.umbrella], named[event.lead]
            named[event.umbrella] = {figure: total(one[figure] for one in both) for figure in FIGURES}
    values = {figure: _added(found, incidents, figure) for figure in FIGURES}
    made = []
    for event in by_lead.values():
        beside = bool(event.umbrella) and not event.apart
        numbers = _counts([incidents[one] for one in event.incidents], events=0 if event.lead in umbrellas else 1)
        for figure in () if beside else FIGURES:
            _figure(numbers, figure, values[figure].get(event.lead, NOTHING), named[event.lead][figure])
        lead = incidents[event.lead]
        made.append(Cell(event.when.day, event.when.area, _row(numbers), lead.traits))
    return made


def _alone(facts: Facts) -> Cell:
    """An incident no link joins: an event of its own."""
    numbers = _counts([facts], events=1)
    for figure in FIGURES:
        ends = meant(facts.published.get(figure, NOTHING)) or NOTHING
        _figure(numbers, figure, ends, facts.named.get(figure, NOBODY))
    return Cell(facts.when.day, facts.when.area, _row(numbers), facts.traits)


def summed(found: Iterable[Cell]) -> Numbers:
    """Cells added up."""
    numbers = list(ZERO)
    for cell in found:
        numbers = [one + two for one, two in zip(numbers, cell.numbers, strict=True)]
    return tuple(numbers)


def within(cell: Cell, first: str, last: str, area: str) -> bool:
    """Whether a cell lies in these days (ISO, "" open) and this area (path of places, "" everywhere)."""
    day = cell.day
    if (first and day < first) or (last and (not day or day > last)):
        return False
    return not area or cell.area == area or cell.area.startswith(f"{area}/")


def _added(found: Sequence[Event], incidents: Mapping[str, Facts], figure: str) -> Mapping[str, Ends]:
    return added(
        found,
        lambda record: incidents[record].published.get(figure, NOTHING),
        lambda record: incidents[record].named.get(figure, NOBODY),
    )


def _named(event: Event, incidents: Mapping[str, Facts]) -> dict[str, People]:
    every = [incidents[record].named for record in event.incidents]
    return {figure: total(one.get(figure, NOBODY) for one in every) for figure in FIGURES}


def _counts(members: Sequence[Facts], *, events: int) -> dict[str, int]:
    """What is counted of the records of an event; people and figures by each of them."""
    numbers = {"incidents": len(members), "events": events}
    numbers["drafts"] = sum(one.draft for one in members)
    numbers["verified"] = sum(one.verified for one in members)
    numbers["claimed"] = sum(any(ends != NOTHING for ends in one.published.values()) for one in members)
    numbers["naming"] = sum(any(people[0] for people in one.named.values()) for one in members)
    for name in AMONG:
        numbers[name] = sum(one.among.get(name, 0) for one in members)
    numbers["rescued"] = sum(one.rescued for one in members)
    for figure in FIGURES:
        for one in members:
            _people(numbers, figure, one.named.get(figure, NOBODY))
    return numbers


def _people(numbers: dict[str, int], figure: str, people: People) -> None:
    _add(numbers, f"{figure}_named", people[0])
    _add(numbers, f"{figure}_named_high", people[1] or 0)
    _add(numbers, f"{figure}_named_open", people[1] is None)


def _figure(numbers: dict[str, int], figure: str, ends: Ends, named: People) -> None:
    """A figure, what of it is not recorded by name or in a group, and on which side names miss it."""
    low, high = ends
    _add(numbers, f"{figure}_low", low or 0)
    _add(numbers, f"{figure}_high", high or 0)
    _add(numbers, f"{figure}_open", ends != NOTHING and high is None)
    if low is not None and named[1] is not None:
        _add(numbers, f"{figure}_left_low", max(0, low - named[1]))
    if high is not None:
        _add(numbers, f"{figure}_left_high", max(0, high - named[0]))
    if figure == "killed":
        _add(numbers, "fewer", low is not None and named[0] < low)
        _add(numbers, "more", high is not None and named[0] > high)


def _add(numbers: dict[str, int], name: str, count: int) -> None:
    numbers[name] = numbers.get(name, 0) + count


def _loose(person: Counted) -> Numbers:
    """Somebody without an incident: what is recorded is what is published."""
    numbers: dict[str, int] = {}
    for figure in FIGURES:
        people = person.share(figure)
        _people(numbers, figure, people)
        ends = published(None, [], figure, people, NOTHING, None)
        _figure(numbers, figure, ends, people)
    for name in AMONG:
        numbers[name] = person.share("killed", name)[0]
    numbers["rescued"] = person.share("rescued")[0]
    return _row(numbers)


def _row(numbers: Mapping[str, int]) -> Numbers:
    return tuple(map(numbers.get, NAMES, ZERO))
