"""A team at its laptop: its store with a clock that stands in 2019, its sources, and the ids it gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Any

from storage.edits import Edit, Outcome
from storage.places.gazetteer import place_id
from storage.practice.campaign import AREAS, Team
from storage.practice.chance import Ids
from storage.practice.sample import parents, rows
from storage.store import Store

DAMASCUS = timezone(timedelta(hours=3))
BEGIN = datetime(2019, 4, 26, 5, 0, tzinfo=DAMASCUS)


@dataclass
class Desk:
    """One team's laptop.

    Attributes:
        team: its short word.
        store: its register.
        moment: what its clock says; stands still until it is moved.
        sources: key of a source to its id.
    """

    team: Team
    store: Store
    moment: datetime = BEGIN
    sources: dict[str, str] = field(default_factory=dict)
    own: tuple[str, ...] = ()
    """Keys of the team's sources; the first is the team itself."""

    def __post_init__(self) -> None:
        self._ids = Ids(self.team)

    def new(self) -> str:
        """An id for a record entered now."""
        return self._ids.new(self.moment)

    def edit(self, kind: str, values: dict[str, Any]) -> Edit:
        """A new record; fields without a value are left out."""
        return Edit(kind, self.new(), {name: value for name, value in values.items() if value is not None})

    def at(self, moment: datetime) -> None:
        """Move the clock on; it never goes back."""
        self.moment = max(self.moment, moment)

    def save(self, edits: Sequence[Edit], *, why: str = "") -> Outcome:
        """Save as a person would, a few seconds after the last save."""
        self.moment += timedelta(seconds=7)
        return self.store.save(edits, why=why)

    def vouch(self, edits: Sequence[Edit]) -> Outcome:
        """Write who belongs, as a coordinator's act would."""
        self.moment += timedelta(seconds=7)
        return self.store.vouch(edits)

    @contextmanager
    def in_2019(self) -> Iterator[None]:
        """While this lasts, the store's clocks show the desk's moment."""
        clock = self.store.clock
        now, ticks = self.store.now, clock.now
        self.store.now = lambda: self.moment
        clock.now = lambda: int(self.moment.timestamp() * 1000)
        try:
            yield
        finally:
            self.store.now, clock.now = now, ticks

    def take_sources(self) -> list[Edit]:
        """The team's sources as records."""
        mine = [row for row in rows("sources") if row["team"] == self.team]
        self.own = tuple(row["key"] for row in mine)
        self.sources.update((key, self.new()) for key in self.own)
        edits = []
        for row in mine:
            values: dict[str, Any] = {name: text for name, text in row.items() if text and name not in ("key", "team")}
            if "same_group_as" in values:
                values["same_group_as"] = self.sources[values["same_group_as"]]
            edits.append(Edit("source", self.sources[row["key"]], values))
        return edits


def place_of(code: str) -> str:
    """The id of a place by its code."""
    return place_id(code)


def team_of(place: str) -> Team:
    """The team that covers a place of this code."""
    return AREAS.get(parents().get(place, ""), "ariha")


def at(day: date, minute: int) -> datetime:
    """A moment of a day."""
    return datetime(day.year, day.month, day.day, tzinfo=DAMASCUS) + timedelta(minutes=minute)
