"""New rows of a table that may tell of somebody, or of a facility, who is here already: shown, never joined."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gui.say import words

if TYPE_CHECKING:
    from exports import IntakePlan, IntakeRow
    from storage import Store

SHOWN = 3
"""So many likely records are named with a row."""


@dataclass
class Likely:
    """The likely records of new rows, by the record a row would become, the likeliest first; and what they are called.

    Names are read when a row is about to be seen, in a reader's thread.
    """

    store: Store | None = None
    records: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, store: Store, plan: IntakePlan) -> Likely:
        """Look them up (in a reader's thread)."""
        from exports import facilities_alike, people_alike

        people = {record: tuple(one.record for one in found) for record, found in people_alike(store, plan).items()}
        return cls(store, people | {record: tuple(found) for record, found in facilities_alike(store, plan).items()})

    def named(self, row: IntakeRow) -> tuple[str, ...]:
        """What the likely records of a row are called."""
        return tuple(self._name(row.kind, one) for one in self.records.get(row.record, ())[:SHOWN])

    def _name(self, kind: str, record: str) -> str:
        if record not in self._names and self.store is not None:
            self._names[record] = self.store.name_of(kind, record, words().language)
        return self._names.get(record, "")
