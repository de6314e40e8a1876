"""What an overview, a map and a report cover: a period, areas, teams, levels of verification."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

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
            is told in :attr:`Overview.unjudged`.
    """

    period: Period = field(default_factory=Period)
    areas: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    verification: tuple[str, ...] = ()

    @property
    def places(self) -> tuple[str, ...]:
        """All areas, that of the period too; none is everywhere."""
        own = (self.period.place,) if self.period.place else ()
        return tuple(dict.fromkeys((*own, *self.areas)))


def outermost(paths: Iterable[str]) -> tuple[str, ...]:
    """The paths that lie in no other, so that nobody is counted for two areas of which one holds the other."""
    found: list[str] = []
    for path in sorted(set(paths)):
        if not any(path == one or path.startswith(f"{one}/") for one in found):
            found.append(path)
    return tuple(found)
