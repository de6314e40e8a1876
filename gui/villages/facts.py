"""What the detail of a village shows, read in one go in a reader's thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from gui.villages.lines import Village
from gui.villages.moves import Move
from storage import Entry, Ledger, Step


@dataclass(frozen=True)
class Observation:
    """What was seen of the village on a day."""

    entry: Entry
    first: date | None
    last: date | None
    state: str
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True)
class VillageFacts:
    """A village with everything that belongs to it up to the day; ``later`` movements begin after it."""

    village: Village
    day: date
    ledger: Ledger
    moves: Sequence[Move] = ()
    seen: Sequence[Observation] = ()
    counts: Sequence[Entry] = ()
    steps: Sequence[tuple[str, Step]] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    later: int = 0

    @property
    def changes(self) -> int:
        """How often something of it was saved."""
        return len({(step.save, kind) for kind, step in self.steps})
