"""The few incidents whose month or place a public table must tell more coarsely than their columns do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, or_, select

from storage.counting.linked import NEVER
from storage.database.tables import tables
from storage.records import RECORDS
from storage.sharing.districts import Districts, days_in, month_of

if TYPE_CHECKING:
    from storage.sharing.exporting import Frozen

_INCIDENT = tables["incident"].c


@dataclass(frozen=True)
class UnsureIncidents:
    """What is told of them instead.

    Attributes:
        months: incidents of no one month, to their year or "".
        places: incidents whose place is in dispute, to the place that holds all of the rivals, "" for none.
        never: incidents that did not occur.
    """

    months: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    never: frozenset[str] = frozenset()

    @property
    def every(self) -> set[str]:
        """Ids of all of them."""
        return {*self.months, *self.places, *self.never}


def unsure_incidents(source: Frozen, connection: Connection, districts: Districts) -> UnsureIncidents:
    """Those of the register at this moment."""
    first, last = _INCIDENT.occurred__first, _INCIDENT.occurred__last
    broad = or_(first.is_(None), last.is_(None), func.substr(first, 1, 7) != func.substr(last, 1, 7))
    rows = connection.execute(select(_INCIDENT.id, first, last).where(broad, _INCIDENT.withdrawn.is_(None)))
    months = {bytes(record).hex(): month_of(begin, end) for record, begin, end in rows}
    places: dict[str, str] = {}
    kind = RECORDS["incident"].fields["occurred"].kind
    for record, fields in source.disputed("incident").items():
        if "occurred" in fields:
            months[record] = month_of(*days_in(kind, fields["occurred"]))
        if "place" in fields:
            places[record] = districts.common(fields["place"]) or ""
    never = connection.execute(select(_INCIDENT.id).where(_INCIDENT.verification == NEVER)).scalars()
    return UnsureIncidents(months, places, frozenset(bytes(record).hex() for record in never))
