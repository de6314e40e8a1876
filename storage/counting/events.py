"""Events out of incidents: which records tell of one event, and how their figures add up. Pure.

* ``same_event_as``: one event told twice. Claims stand beside one another like those of several sources: the lowest
  of the lows, the highest of the highs.
* ``double_tap_of``: a second strike belongs to the event of the first. What is claimed of either is rarely told apart
  from the whole, so claims are never summed: the highest of the lows, the highest of the highs; but the people named
  in both are different people, and raise either end.
* ``part_of``: an umbrella holds at least and at most what it claims, or what its parts make together, whichever is
  more. Parts count where and when they happened; the umbrella adds, at its own day and place, what its parts do not
  explain (parts of the same day and place are put together with it first).
* ``follows`` joins no figures.

An event happened when and where its leading incident did: the earliest moment, then the smallest id. So the sums over
parts of a period or an area make exactly the sum over the whole. No link ever raises a sum above that of its incidents
without it; people raise the highest number, never above that either. Links in circles, to nothing, to themselves, and
a second umbrella over one part, are passed over; the order in which they were entered does not matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from storage.counting.figures import NOTHING, Ends, in_order
from storage.counting.joined import Classes, Pair

People = tuple[int, int | None]
"""Fewest and most; None when nobody knows how many at most."""
NOBODY: People = (0, 0)


@dataclass(frozen=True)
class When:
    """When and where an incident was, as sums ask for it: moment, day (ISO) and area (path of places), "" unknown."""

    moment: str = ""
    day: str = ""
    area: str = ""


@dataclass(frozen=True)
class EventLinks:
    """Standing links between incidents, as pairs of ids (first, second)."""

    same: Sequence[Pair] = ()
    taps: Sequence[Pair] = ()
    parts: Sequence[Pair] = ()


@dataclass(frozen=True)
class Event:
    """One event.

    Attributes:
        lead: the incident that says when and where.
        accounts: its incidents; those of one strike stand together.
        umbrella: lead of the event it is a part of, "" when there is none.
        apart: whether it was on another day or place than its umbrella, and counts there.
    """

    lead: str
    when: When
    accounts: tuple[tuple[str, ...], ...]
    umbrella: str = ""
    apart: bool = True

    @property
    def incidents(self) -> tuple[str, ...]:
        """All its incidents, sorted."""
        return tuple(sorted(record for account in self.accounts for record in account))


def events(incidents: Mapping[str, When], links: EventLinks) -> list[Event]:
    """The events of these incidents; parts come before their umbrellas."""
    strikes = Classes(_known(links.same, incidents))
    whole = Classes([*_known(links.same, incidents), *_known(links.taps, incidents)])
    members: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for record in sorted(incidents):
        members[whole.of(record)][strikes.of(record)].append(record)
    found = {}
    for name, accounts in members.items():
        lead = min((one for account in accounts.values() for one in account), key=lambda one: _order(one, incidents))
        found[name] = Event(lead, incidents[lead], tuple(sorted(map(tuple, accounts.values()))))
    above = _umbrellas({(whole.of(one), whole.of(two)) for one, two in _known(links.parts, incidents)})
    for name, umbrella in above.items():
        over, event = found[umbrella], found[name]
        apart = (event.when.day, event.when.area) != (over.when.day, over.when.area)
        found[name] = replace(event, umbrella=over.lead, apart=apart)
    depth = _depths(found, above)
    return [found[name] for name in sorted(found, key=lambda name: (-depth[name], name))]


def _known(pairs: Iterable[Pair], incidents: Mapping[str, When]) -> list[Pair]:
    return [(one, two) for one, two in pairs if one in incidents and two in incidents]


def _order(record: str, incidents: Mapping[str, When]) -> tuple[bool, str, str]:
    moment = incidents[record].moment
    return (not moment, moment, record)


def _umbrellas(pairs: Iterable[Pair]) -> dict[str, str]:
    """One umbrella a part, none in a circle; the same whatever the order of the links."""
    above: dict[str, str] = {}
    for part, umbrella in sorted(pairs):
        one = umbrella
        while one in above and one != part:
            one = above[one]
        if part not in above and one != part:
            above[part] = umbrella
    return above


def _depths(found: Iterable[str], above: Mapping[str, str]) -> dict[str, int]:
    """How many umbrellas stand over each event."""
    depth: dict[str, int] = {}
    for name in found:
        path = [name]
        while path[-1] in above and path[-1] not in depth:
            path.append(above[path[-1]])
        for one in reversed(path):
            depth.setdefault(one, depth[above[one]] + 1 if one in above else 0)
    return depth


@dataclass
class _Held:
    """What the parts of an umbrella make together."""

    people: list[People] = field(default_factory=list)
    """Who is named in each."""
    values: list[People] = field(default_factory=list)
    """The figure of each."""
    apart: list[People] = field(default_factory=list)
    """What of the figures counts at other days and places."""
    beside: bool = False
    """Whether some were where and when the umbrella was."""


Recorded = Callable[[str], People]
"""How many different people are recorded in an incident."""


def nobody(_: str) -> People:
    """Nobody is recorded, or names are left aside."""
    return NOBODY


def added(
    found: Sequence[Event], value: Callable[[str], Ends], people: Recorded = nobody, between: Recorded | None = None
) -> dict[str, Ends]:
    """A figure of these events, as it counts at the day and place of each event, by its lead.

    A part that was where and when its umbrella was counts in the umbrella and has no entry.

    Args:
        found: all events of :func:`events`, in its order.
        value: what is claimed (or published) of an incident; ``NOTHING`` when nobody said.
        people: how many different people are recorded in it, who raise the highest number.
        between: who raises it only where strikes and parts come together; ``people`` when it is left out.
    """
    between = between or people
    held: dict[str, _Held] = defaultdict(_Held)
    counted: dict[str, Ends] = {}
    for event in found:
        parts = held.pop(event.lead, _Held())
        own, named = _own(event, value, people, between), total([between(one) for one in event.incidents])
        named = total([named, *parts.people])
        values = [*([] if own is None else [own]), *parts.values]
        whole = _whole(own, parts.values, named) if values else None
        over = held[event.umbrella] if event.umbrella else None
        if over is not None and not event.apart:
            over.people.append(named)
            over.apart += parts.apart
            over.values += [] if whole is None else [whole]
            over.beside = True
            continue
        here = None if whole is None else _rest(whole, own, parts)
        counted[event.lead] = NOTHING if here is None else here
        if over is not None:
            over.people.append(named)
            realised = [*parts.apart, *([] if here is None else [here])]
            over.apart += realised
            over.values += [total(realised)] if realised else []
    return counted


def _own(event: Event, value: Callable[[str], Ends], people: Recorded, between: Recorded) -> People | None:
    """What the incidents of an event say of it, its parts left aside."""
    strikes = []
    for account in event.accounts:
        said = [one for record in account if (one := meant(value(record))) is not None]
        if said:
            low, high = min(low for low, _ in said), _highest([high for _, high in said])
            named = total([people(record) for record in account])
            strikes.append((low, _least(_raised(high, named), _sum([one[1] for one in said]))))
    if len(strikes) < 2:
        return strikes[0] if strikes else None
    named = total([between(record) for record in event.incidents])
    low = min(sum(one[0] for one in strikes), max(named[0], *(one[0] for one in strikes)))
    high = _raised(_highest([one[1] for one in strikes]), named)
    return low, _least(high, _sum([one[1] for one in strikes]))


def _whole(own: People | None, parts: Sequence[People], named: People) -> People:
    """An umbrella and its parts together."""
    if not parts:
        assert own is not None
        return own
    mine, theirs = own or NOBODY, total(parts)
    every = total([mine, theirs])
    low = min(every[0], max(mine[0], theirs[0], named[0]))
    return low, _least(_raised(_highest([mine[1], theirs[1]]), named), every[1])


def _rest(whole: People, own: People | None, parts: _Held) -> People:
    """What of the whole counts at the umbrella itself."""
    apart = total(parts.apart)
    low = max(0, whole[0] - apart[0])
    if whole[1] is not None and apart[1] is not None:
        high: int | None = max(0, whole[1] - apart[1])
    else:
        mine = own[1] if own else 0
        known = mine is not None and apart[1] is None and not parts.beside
        high = max(0, (mine or 0) - apart[0]) if known else None
    return (low, None) if high is None else (min(low, high), high)


def meant(ends: Ends) -> People | None:
    """A figure with both ends: the lower is never missing; None when nobody said anything."""
    if ends == NOTHING:
        return None
    low, high = in_order((max(0, ends[0] or 0), None if ends[1] is None else max(0, ends[1])))
    return low or 0, high


def total(people: Iterable[People]) -> People:
    """Numbers of different people added up; open when one of them is."""
    every = list(people)
    return sum(low for low, _ in every), _sum([high for _, high in every])


def _sum(highs: Sequence[int | None]) -> int | None:
    return None if None in highs else sum(high for high in highs if high is not None)


def _highest(highs: Sequence[int | None]) -> int | None:
    return None if None in highs else max(high for high in highs if high is not None)


def _least(one: int | None, two: int | None) -> int | None:
    return two if one is None else one if two is None else min(one, two)


def _raised(high: int | None, named: People) -> int | None:
    """Named people never lower a highest number; a group without an upper end says no more than its lower one."""
    return None if high is None else max(high, named[0] if named[1] is None else named[1])
