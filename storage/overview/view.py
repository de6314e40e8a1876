"""What an overview, a map and a report cover: a period, areas, teams, levels of verification."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from storage.period import Period


@dataclass(frozen=True)
class View:
    """What is looked at.

    Attributes:
        period: the days; a place in it is one more area.
        areas: hex ids of places, each with everything in it; none is everywhere. One inside another changes nothing.
        teams: hex ids of the teams whose records count; none is all.
        verification: codes of the list ``verification`` that count, "" for those nobody judged; none is all.
            What has no verification of its own (attacks on facilities go by their incident, movements have none)
            is told without it.
    """

    period: Period = field(default_factory=Period)
    areas: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    verification: tuple[str, ...] = ()

    @property
    def first(self) -> date | None:
        """The first day."""
        return self.period.first

    @property
    def last(self) -> date | None:
        """The last day."""
        return self.period.last

    @property
    def places(self) -> tuple[str, ...]:
        """All areas, that of the period too; none is everywhere."""
        own = (self.period.place,) if self.period.place else ()
        return tuple(dict.fromkeys((*own, *self.areas)))

    @property
    def whole(self) -> bool:
        """Whether nothing is left out."""
        return self.plain and self.as_period.whole

    @property
    def plain(self) -> bool:
        """Whether a period says all of it: one area at most, all teams, verified or not."""
        return len(self.places) <= 1 and not self.teams and not self.verification

    @property
    def as_period(self) -> Period:
        """Its days, with its area when it is the only one."""
        places = self.places
        return Period(self.first, self.last, places[0] if len(places) == 1 else None)


Where = Period | View
"""A part of the register."""


def places_of(where: Where) -> tuple[str, ...]:
    """The areas of a part; none is everywhere."""
    return (where if isinstance(where, View) else View(where)).places


Part = tuple[object, ...]


def part_of(where: Where) -> Part:
    """Which part is meant, the same whether a period or a view says it."""
    view = where if isinstance(where, View) else View(where)
    return view.first, view.last, frozenset(view.places), frozenset(view.teams), frozenset(view.verification)


def outermost(paths: Iterable[str]) -> tuple[str, ...]:
    """The paths that lie in no other, so that nobody is counted for two areas of which one holds the other."""
    found: list[str] = []
    for path in sorted(set(paths)):
        if not any(path == one or path.startswith(f"{one}/") for one in found):
            found.append(path)
    return tuple(found)
