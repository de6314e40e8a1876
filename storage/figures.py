"""The published figure of an incident: a pure rule over claims, named victims and decisions.

Claims of several sources are never summed; named victims never lower a maximum (OHCHR *Guidance on Casualty
Recording*, 2019, on conflicting figures). ``None`` stands for a missing end of a range.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Ends = tuple[int | None, int | None]

GROUPS = {"killed": "killed", "injured": "injured", "missing": "missing", "under_rubble": "missing"}
"""Outcome of a victim to the figure it counts in: a person under rubble is missing until found."""


@dataclass(frozen=True)
class Claimed:
    """What one source claims: id of the claim and, per figure, min and max."""

    id: str
    ranges: Mapping[str, Ends]


@dataclass
class Named:
    """Named victims and groups of one incident, as ranges of people per figure."""

    low: dict[str, int] = field(default_factory=dict)
    high: dict[str, int | None] = field(default_factory=dict)
    children: int = 0
    women: int = 0
    civilians: int = 0

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

        Children, women (female and not known to be a child) and civilians are those killed, the fewest.
        """
        figure = GROUPS.get(outcome or "")
        if figure is None:
            return
        low = people_min or 0
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
    ``preferred_source``, ``decided`` by a person.
    """
    if rule == "decided" and decided != (None, None):
        return decided
    if rule == "named_victims":
        return named
    chosen = [claim for claim in claims if claim.id == preferred] if rule == "preferred_source" else []
    ranges = [claim.ranges[figure] for claim in chosen or claims if claim.ranges[figure] != (None, None)]
    if not ranges:
        return named if named != (0, 0) else (None, None)
    low = min(least or 0 for least, _ in ranges)
    highs = [high for _, high in ranges]
    most = named[0] if named[1] is None else named[1]  # a group without an upper end says no more than its lower one
    high = None if None in highs else max([low, most, *(end for end in highs if end is not None)])
    return low, high
