"""Claims against names: what each source claims of an event beside the people recorded, and what is between. Pure.

For each outcome (killed, injured, missing), and for each group of people claims speak of:

* **claimed** – from the lowest to the highest of the claims that stand; of sources that are one only the newest does;
* **named** – different people recorded one by one; **unnamed** – people in groups not yet named, as ranges;
* **published** – the figure, by the rule of the incident;
* **left** – how many more there are, at least and at most, of whom there is no record at all;
* **over** – how many more are recorded than claimed.

Accounts of one event and double taps are one event, an umbrella and its parts are added up as ``events`` says. What is
summed over a period is the sum over its events: nothing is netted between them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from storage.counting.events import NOBODY, Event, EventLinks, People, When, added, events, total
from storage.counting.figures import NOTHING, Claimed, Ends, standing
from storage.counting.once import PEOPLE, Counted

FIGURES = ("killed", "injured", "missing")
Key = tuple[str, str]
"""A figure and a group of people, "" for all of them."""
KEYS: tuple[Key, ...] = tuple((figure, group) for figure in FIGURES for group in ("", *PEOPLE))


def claim_key(key: Key) -> str:
    """The field of a claim that says it: ``killed``, ``killed_children``."""
    return "_".join(filter(None, key))


@dataclass(frozen=True)
class Case:
    """An incident as it is reconciled.

    Attributes:
        when: when and where; claims: its standing claims, with ranges by :func:`claim_key`.
        published: the figure of each outcome; decided: whether a person decided it.
        people: everybody who counts in it, each once.
    """

    when: When
    claims: Sequence[Claimed] = ()
    published: Mapping[str, Ends] = field(default_factory=dict)
    people: Sequence[Counted] = ()
    decided: bool = False


@dataclass(frozen=True)
class Line:
    """One outcome, for everybody (``group`` "") or a group of people."""

    figure: str
    group: str = ""
    claimed: Ends = NOTHING
    published: Ends = NOTHING
    named: People = NOBODY
    unnamed: People = NOBODY
    left: Ends = NOTHING
    over: int = 0

    @property
    def recorded(self) -> People:
        """People of whom there is a record, by name or in a group."""
        return total([self.named, self.unnamed])

    @property
    def told(self) -> bool:
        """Whether there is anything to say."""
        nobody = self.named[1] == 0 and self.unnamed[1] == 0
        return not nobody or self.claimed != NOTHING or self.published != NOTHING

    @property
    def fits(self) -> bool:
        """Whether names and claims may be the same people."""
        return self.over == 0 and not self.left[0]


Lines = Mapping[Key, Line]


def reconciled(cases: Mapping[str, Case], links: EventLinks) -> list[tuple[Event, Lines]]:
    """Each event with its lines; a part of the same day and place stands in its umbrella's."""
    found = events({record: case.when for record, case in cases.items()}, links)
    owners, everybody = _owners(found), defaultdict[str, list[str]](list)
    for event in found:
        everybody[owners[event.lead]] += event.incidents
    lines: dict[str, dict[Key, Line]] = defaultdict(dict)
    for key in KEYS:
        claimed, published = _claimed(found, cases, key), _published(found, cases, key)
        bound = _bound(found, cases, key)
        for event in found:
            if owners[event.lead] == event.lead:
                mine = [cases[record] for record in everybody[event.lead]]
                lead = event.lead
                said = claimed.get(lead, NOTHING), published.get(lead, NOTHING), bound.get(lead, NOTHING)
                line = _line(key, mine, *said)
                if line.told:
                    lines[event.lead][key] = line
    return [(event, lines[event.lead]) for event in found if owners[event.lead] == event.lead]


def together(parts: Iterable[Lines]) -> dict[Key, Line]:
    """Lines of several events summed, in the order they are shown."""
    every: dict[Key, list[Line]] = defaultdict(list)
    for lines in parts:
        for key, line in lines.items():
            every[key].append(line)
    return {key: _sum(key, every[key]) for key in KEYS if key in every}


def _sum(key: Key, lines: Sequence[Line]) -> Line:
    return Line(
        *key,
        plus(line.claimed for line in lines),
        plus(line.published for line in lines),
        total(line.named for line in lines),
        total(line.unnamed for line in lines),
        plus(line.left for line in lines),
        sum(line.over for line in lines),
    )


def plus(parts: Iterable[Ends]) -> Ends:
    """Ranges added up; ``NOTHING`` when nobody said anything, open at the top when one is."""
    said = [(low or 0, high) for low, high in (ends for ends in parts if ends != NOTHING)]
    return total(said) if said else NOTHING


def _owners(found: Sequence[Event]) -> dict[str, str]:
    """The event that stands for each: itself, or the umbrella it is put together with."""
    owners: dict[str, str] = {}
    for event in reversed(found):  # umbrellas first
        owners[event.lead] = event.lead if event.apart else owners[event.umbrella]
    return owners


def claimed_of(claims: Sequence[Claimed], key: Key) -> Ends:
    """From the lowest to the highest of the claims that stand; ``NOTHING`` when none says anything of it."""
    name = claim_key(key)
    ranges = [claim.ranges[name] for claim in standing(claims, name)]
    if not ranges:
        return NOTHING
    highs = [high for _, high in ranges if high is not None]
    low = min(least or 0 for least, _ in ranges)
    return low, max(low, *highs) if len(highs) == len(ranges) else None


def _claimed(found: Sequence[Event], cases: Mapping[str, Case], key: Key) -> Mapping[str, Ends]:
    return added(found, lambda record: claimed_of(cases[record].claims, key))


def _bound(found: Sequence[Event], cases: Mapping[str, Case], key: Key) -> Mapping[str, Ends]:
    """How many there may be by the claims: people of two strikes, or of two parts, may be different ones."""

    def everybody(record: str) -> People:
        return total(person.share(*key) for person in cases[record].people)

    said = {record: claimed_of(case.claims, key) for record, case in cases.items()}
    for event in found:
        for account in event.accounts:  # nobody is too many where no source says how many there were
            if all(said[record] == NOTHING for record in account) and any(everybody(one)[0] for one in account):
                said[account[0]] = (0, None)
    return added(found, said.__getitem__, between=everybody)


def _published(found: Sequence[Event], cases: Mapping[str, Case], key: Key) -> Mapping[str, Ends]:
    figure, group = key
    if group:
        return {}
    return added(
        found,
        lambda record: cases[record].published.get(figure, NOTHING),
        lambda record: total(person.share(figure) for person in cases[record].people),
    )


def _line(key: Key, cases: Sequence[Case], claimed: Ends, published: Ends, bound: Ends) -> Line:
    shares = [(person, person.share(*key)) for case in cases for person in case.people]
    named = total(share for person, share in shares if not person.account.group)
    unnamed = total(share for person, share in shares if person.account.group)
    wanted = claimed if key[1] else published
    bound = published if any(case.decided for case in cases) and not key[1] else bound
    recorded = total([named, unnamed])
    over = max(0, recorded[0] - bound[1]) if bound[1] is not None else 0
    return Line(*key, claimed, published, named, unnamed, _left(wanted, recorded), over)


def _left(wanted: Ends, recorded: People) -> Ends:
    """How many more there are than recorded, at least and at most."""
    if wanted == NOTHING:
        return NOTHING
    low, high = wanted
    least = 0 if recorded[1] is None else max(0, (low or 0) - recorded[1])
    return least, None if high is None else max(least, high - recorded[0])
