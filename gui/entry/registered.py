"""What the register has of the records of an entry window, beside what is typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from storage import Entry, Seen


@dataclass
class Base:
    """Values of the records of this window, and what was seen of each."""

    entries: dict[str, Entry] = field(default_factory=dict)
    seen: dict[str, Seen] = field(default_factory=dict)

    def values(self, record: str) -> Mapping[str, Any]:
        """The values of a record in the register; none when it is new."""
        entry = self.entries.get(record)
        return entry.values if entry is not None else {}
