"""Other incidents this one may be linked with: by number, place or day; older ones are looked up while typing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gui.say import ltr
from gui.table.line_list import Offer
from storage import Day, DayValue, Query, Reading, folded

if TYPE_CHECKING:
    from storage import Store

LATEST = 300
AT_ONCE = 10
FOUND = 12
_KEPT = ("code", "place", "occurred")


@dataclass
class KnownIncidents:
    """Incidents by id.

    Attributes:
        known: number, place and day by id, the newest first.
    """

    known: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def learn(self, store: Store) -> None:
        """The newest ones (in a reader's thread)."""
        numbers, rows = store.listing(Query("incident")).first(LATEST)
        self.known |= {rows[n].id: {name: rows[n][name] for name in _KEPT} for n in numbers}

    def learn_more(self, store: Store, records: Iterable[str]) -> None:
        """Incidents that links of the window name."""
        missing = [record for record in records if record not in self.known]
        for entry in store.read_many("incident", missing):
            self.known[entry.id] = {name: entry.values.get(name) for name in _KEPT}

    def text(self, record: str, reading: Reading) -> str:
        """``INC-…  ·  Khan Shaykun  ·  4 July 2019``."""
        values = self.known.get(record)
        if values is None:
            return record[:8]
        day = values["occurred"]
        shown = Day().show(day, reading) if isinstance(day, DayValue) else ""
        place = reading.name("place", str(values["place"])) if values["place"] and reading.name else ""
        return "  ·  ".join(part for part in (ltr(str(values["code"] or record[:8])), place, shown) if part)

    def find(self, text: str, reading: Reading, own: str) -> str | None:
        """The incident a number or a whole line means, when it is one and not this one itself."""
        typed = folded(text)
        found = [
            record
            for record, values in self.known.items()
            if record != own and typed in (folded(str(values["code"] or "")), folded(self.text(record, reading)))
        ]
        return found[0] if len(found) == 1 else None

    def offers(self, text: str, reading: Reading, own: str, near: tuple[Any, Any]) -> list[Offer]:
        """Incidents that hold every typed word; those of the place and day (``near``) first."""
        typed = folded(text).split()
        ranked = []
        for number, (record, values) in enumerate(self.known.items()):
            shown = self.text(record, reading)
            if record != own and all(word in folded(shown) for word in typed):
                close = (values["place"] == near[0]) + (values["occurred"] == near[1] and near[1] is not None)
                ranked.append((-close, number, Offer(record, shown)))
        return [offer for _, _, offer in sorted(ranked, key=lambda one: one[:2])][:AT_ONCE]


def look_up(store: Store, typed: str) -> dict[str, Mapping[str, Any]]:
    """Incidents of the whole register that answer what is typed (in a reader's thread)."""
    numbers, rows = store.listing(Query("incident", search=typed)).first(FOUND)
    return {rows[n].id: {name: rows[n][name] for name in _KEPT} for n in numbers}
