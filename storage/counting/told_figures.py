"""Figures as they are told: what is published, what is recorded by name, what both rest on; made from sums."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from storage.counting.attacked import Tally
from storage.counting.figures import Ends
from storage.counting.sums import FIGURES, PLACE, Numbers
from storage.period import Period

PLAIN = ("children", "women", "civilians", "rescued", "incidents", "events", "drafts", "verified", "claimed", "naming",
         "fewer", "more")  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """How many people, for one outcome.

    Attributes:
        low, high: what is published; ``high`` is None while somebody leaves the upper end open.
        named, named_high: different people recorded by name or in groups, the fewest and the most.
        left: of those published, how many are not recorded yet.
    """

    low: int = 0
    high: int | None = 0
    named: int = 0
    named_high: int | None = 0
    left: Ends = (0, 0)

    @property
    def shown(self) -> tuple[int, int | None]:
        """What is safe to say: never fewer than are recorded, never more at most than somebody stands for."""
        low = max(self.low, self.named)
        return low, None if self.high is None else max(self.high, low)


@dataclass(frozen=True)
class Figures:
    """What is said of a period and an area.

    Attributes:
        killed, injured, missing: published, named, and what is between.
        children, women, civilians: of the killed, recorded by name or in groups, the fewest; rescued: the fewest.
        incidents: records; events: what they tell of, each counted once. Of the records: drafts, verified, claimed
            (somebody gave a figure), naming (somebody is named), disputed (teams disagree about something).
        unsettled: of the incidents, those of which teams disagree whether they were in these days at all; they count
            in them or not by the day that is shown.
        fewer, more: events with fewer killed named than published, and with more.
        facilities: attacked, each once; medical, schools: of these; kinds: by kind.
        displaced, returned: people who left home, and who came home, each once.
        villages: places people left; emptied: places seen empty on the last day.
    """

    period: Period = field(default_factory=Period)
    killed: Figure = field(default_factory=Figure)
    injured: Figure = field(default_factory=Figure)
    missing: Figure = field(default_factory=Figure)
    children: int = 0
    women: int = 0
    civilians: int = 0
    rescued: int = 0
    incidents: int = 0
    events: int = 0
    drafts: int = 0
    verified: int = 0
    claimed: int = 0
    naming: int = 0
    disputed: int = 0
    unsettled: int = 0
    fewer: int = 0
    more: int = 0
    facilities: Tally = field(default_factory=Tally)
    medical: Tally = field(default_factory=Tally)
    schools: Tally = field(default_factory=Tally)
    kinds: Mapping[str, Tally] = field(default_factory=dict)
    displaced: Ends = (0, 0)
    returned: Ends = (0, 0)
    villages: int = 0
    emptied: int = 0


def figures_from(numbers: Numbers, period: Period) -> Figures:
    """A sum as figures of people; facilities and movements are left at nothing."""

    def of(name: str) -> int:
        return numbers[PLACE[name]]

    def one(figure: str) -> Figure:
        high = None if of(f"{figure}_open") else of(f"{figure}_high")
        named_high = None if of(f"{figure}_named_open") else of(f"{figure}_named_high")
        left_high = None if high is None else of(f"{figure}_left_high")
        return Figure(
            of(f"{figure}_low"), high, of(f"{figure}_named"), named_high, (of(f"{figure}_left_low"), left_high)
        )

    killed, injured, missing = map(one, FIGURES)
    plain: dict[str, Any] = {name: of(name) for name in PLAIN}
    return Figures(period, killed, injured, missing, **plain)
