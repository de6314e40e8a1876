"""The published figure of an incident: a pure rule over claims, named victims and decisions.

Claims of several sources are never summed; named victims never lower a maximum (OHCHR *Guidance on Casualty
Recording*, 2019, on conflicting figures). ``None`` stands for a missing end of a range.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from storage.journal.clock import stamp_time

Ends = tuple[int | None, int | None]
NOTHING: Ends = (None, None)

GROUPS = {"killed": "killed", "injured": "injured", "missing": "missing", "under_rubble": "missing"}
"""Outcome of a victim to the figure it counts in: a person under rubble is missing until found."""


@dataclass(frozen=True)
class Claimed:
    """What one source claims.

    Attributes:
        id: the claim; ranges: min and max per figure, ``NOTHING`` where it says nothing.
        party: who speaks: the id of the group of its source (``source_groups``), "" for a voice of its own.
        said: what puts claims of one party in order, the newest last: the day of the claim, then its entry.
    """

    id: str
    ranges: Mapping[str, Ends]
    party: str = ""
    said: tuple[str, str] = ("", "")


@dataclass
class Named:
    """Named victims and groups of one incident, as ranges of people per figure."""

    low: dict[str, int] = field(default_factory=dict)
    high: dict[str, int | None] = field(default_factory=dict)
    children: int = 0
    women: int = 0
    civilians: int = 0
    rescued: int = 0

    def add(
        self,
        outcome: str | None,
        child: int | None,
        people_min: int | None,
        people_max: int | None,
        *,
        sex: str | None = None,
        civilian_status: str | None = None,
    ) -> None:
        """Count one victim record (a person, or a group of so many people).

        Children, women (female and not known to be a child) and civilians are those killed; all of them the fewest.
        """
        figure, low = GROUPS.get(outcome or ""), people_min or 0
        self.rescued += low if outcome == "rescued" else 0
        if figure is None:
            return
        self.low[figure] = self.low.get(figure, 0) + low
        high = self.high.get(figure, 0)  # a group of "at least 12" leaves the upper end open
        self.high[figure] = None if high is None or people_max is None else high + max(low, people_max)
        if figure == "killed":
            self.children += low if child else 0
            self.women += low if sex == "female" and not child else 0
            self.civilians += low if civilian_status == "civilian" else 0

    def of(self, figure: str) -> tuple[int, int | None]:
        """Fewest and most people named with this figure; None when nobody knows how many at most."""
        return self.low.get(figure, 0), self.high.get(figure, 0)


def counted_as(values: Mapping[str, Any], computed: Mapping[str, Any]) -> tuple[Any, ...]:
    """What a victim who stands adds to the figures of its incident, as in :meth:`Named.add`.

    Of two that are alike neither counts otherwise. Most corrections move nothing in it, and an incident need not be
    counted again for them.
    """
    outcome = values.get("outcome")
    figure, low = GROUPS.get(outcome) if outcome.__class__ is str else None, computed.get("people_min") or 0
    if figure is None:
        return ("rescued", low) if outcome == "rescued" else ()
    told = figure, low, computed.get("people_max")
    if figure != "killed":
        return told
    child = bool(computed.get("child"))
    woman = not child and values.get("sex") == "female"
    return (*told, child, woman, values.get("civilian_status") == "civilian")


def said(claimed_on: str | None, born: bytes) -> tuple[str, str]:
    """What puts claims of one party in order: its day (that of entry, when it has none), then its entry."""
    return claimed_on or stamp_time(born).date().isoformat(), born.hex()


def standing(claims: Sequence[Claimed], figure: str) -> list[Claimed]:
    """The claims that count for a figure: of each party only the newest that says something of it.

    Two posts of one group are one source, and the later one corrects the earlier. A later claim that is silent about
    this figure leaves the earlier one standing.
    """
    newest: dict[tuple[str, str], Claimed] = {}
    for claim in claims:
        if claim.ranges.get(figure, NOTHING) != NOTHING:
            voice = ("party", claim.party) if claim.party else ("claim", claim.id)
            held = newest.get(voice)
            if held is None or (claim.said, claim.id) > (held.said, held.id):
                newest[voice] = claim
    return list(newest.values())


def in_order(ends: Ends) -> Ends:
    """A range whose ends a hostile or broken record swapped, the right way round."""
    low, high = ends
    return ends if low is None or high is None or low <= high else (high, low)


def published(
    rule: str | None,
    claims: Sequence[Claimed],
    figure: str,
    named: tuple[int, int | None],
    decided: Ends,
    preferred: str | None,
) -> Ends:
    """Fewest and most people of one figure by the incident's rule; ``(None, None)`` when nobody said anything.

    Rules (code list ``figure-rule``): ``range`` over all sources (the default), ``named_victims``,
    ``preferred_source``, ``decided`` by a person. Two claims of one party are one source (:func:`standing`); a claim
    that a person preferred is taken as it is.
    """
    if rule == "decided" and decided != NOTHING:
        return in_order(decided)
    if rule == "named_victims":
        return named
    chosen = [claim for claim in claims if claim.id == preferred] if rule == "preferred_source" else []
    ranges = [claim.ranges[figure] for claim in standing(chosen or claims, figure)]
    if not ranges:
        return named if named != (0, 0) else NOTHING
    low = min(least or 0 for least, _ in ranges)
    highs = [high for _, high in ranges]
    most = named[0] if named[1] is None else named[1]  # a group without an upper end says no more than its lower one
    high = None if None in highs else max([low, most, *(end for end in highs if end is not None)])
    return low, high
