"""The figures of a period and an area: how many, how sure, and what they rest on. Everything here only reads.

``store.figures(Period)`` is the one place figures come from: the window, the command line and the report ask it. It
adds up columns of incidents by a covering index and corrects the sum for what columns cannot know (``linked.py``), so
that its answer equals a recount from the records (``recount.py``; a test holds the two together).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from storage.counting.attacked import Tally
from storage.counting.columns import apart, of_all
from storage.counting.facilities import Facilities
from storage.counting.linked import Corrections, corrections, traits
from storage.counting.spread import APART, Spread
from storage.counting.sums import Cell, summed, within
from storage.counting.told_figures import Figures, figures_from
from storage.database.counted import counted
from storage.database.tables import tables
from storage.journal.journal import chunks
from storage.journal.since import Moment, kinds_since, moment_of
from storage.lists.conditions import under
from storage.period import Period
from storage.villages.evacuation import SEEN, observations
from storage.villages.standing import Sighting, standing_on
from storage.villages.villages import Villages

FOREVER = "9999-12-31"
COUNTED = frozenset({"incident", "victim", "claim", "link", "source", "place"})
HIT = frozenset({"incident", "damage", "facility", "link", "place"})
SEEN_IN = frozenset({"village_state", "place"})
"""Kinds of records each part of what is kept rests on."""
SCHOOLS = frozenset({"school", "kindergarten", "university"})
"""Kinds of facility that teach (MRM, GCPEA)."""


class Struck(NamedTuple):
    """An attack on a facility: which, its kind, and when, where and in what incident."""

    facility: str
    kind: str
    where: Cell


@dataclass(frozen=True)
class Known:
    """What no column knows; counted once and kept until a change arrives, since no period or area matters for it.

    Attributes:
        attacks: every attack on a facility; medical: facilities that give health care.
        seen: observations of the places that somebody saw empty, with their areas.
    """

    moment: Moment
    corrections: Corrections
    attacks: Sequence[Struck]
    medical: frozenset[str]
    seen: Sequence[tuple[str, Sequence[Sighting]]]


class Reckoning(Facilities, Villages):
    """Figures as the store offers them."""

    _known: Known | None = None

    def figures(self, period: Period) -> Figures:
        """The figures of a period and an area; what happened on no known day counts only in a period without ends."""
        first, last = _days(period)
        area = self.places.area(period.place) or "?" if period.place else ""
        with self.database.reading() as connection:
            known = self._not_in_columns(connection)
            numbers = of_all(connection, first, last, area)
            villages = _left(connection, first, last, area)
        mine = summed(cell for cell in known.corrections.cells if within(cell, first, last, area))
        found = figures_from(tuple(one + two for one, two in zip(numbers, mine, strict=True)), period)
        moved = self.displaced(period)
        return replace(
            found,
            disputed=sum(within(where, first, last, area) for where in known.corrections.disputed),
            unsettled=sum(
                len({within(one, first, last, area) for one in days}) > 1 for days in known.corrections.days
            ),
            displaced=(moved.left.low, moved.left.high),
            returned=(moved.returned.low, moved.returned.high),
            villages=villages,
            emptied=_emptied(known, last, area),
            **_facilities(known, first, last, area),
        )

    def spread(self, period: Period) -> Spread:
        """The figures of people of a period and an area, apart by day, place, kind of attack and weapon."""
        first, last = _days(period)
        area = self.places.area(period.place) or "?" if period.place else ""
        with self.database.reading() as connection:
            known = self._not_in_columns(connection)
            found = apart(connection, first, last, area, *APART)
        mine = (cell for cell in known.corrections.cells if within(cell, first, last, area))
        return Spread.of(period, [*found, *mine])

    def _not_in_columns(self, connection: Connection) -> Known:
        """What was kept, the parts of it counted anew that rest on kinds of records changed since."""
        known = self._known
        moment = moment_of(connection)
        if known is None:
            known = Known(moment, corrections(connection), *self._attacks(connection), self._seen(connection))
        elif known.moment != moment:
            kinds = kinds_since(connection, known.moment, moment)
            parts: dict[str, Any] = {"moment": moment}
            if kinds & COUNTED:
                parts["corrections"] = corrections(connection)
            if kinds & HIT:
                parts["attacks"], parts["medical"] = self._attacks(connection)
            if kinds & SEEN_IN:
                parts["seen"] = self._seen(connection)
            known = replace(known, **parts)
        self._known = known
        return known

    def _attacks(self, connection: Connection) -> tuple[list[Struck], frozenset[str]]:
        """All attacks on facilities, and which of these are medical."""
        attacked = self.facilities_attacked(Period())
        damage = tables["damage"].c
        rows = connection.execute(select(damage.incident, damage.area))
        areas = {incident or "": area or "" for incident, area in rows}
        first = [(one, attack.first) for one in attacked.facilities for attack in one.attacks]
        told = traits(connection, {hit.incident for _, hit in first})
        attacks = [
            Struck(one.facility, one.kind, Cell(hit.day, areas.get(hit.incident, ""), (), told[hit.incident]))
            for one, hit in first
        ]
        return attacks, frozenset(one.facility for one in attacked.medical)

    def _seen(self, connection: Connection) -> list[tuple[str, Sequence[Sighting]]]:
        """What was seen of each place that somebody saw empty, with its area."""
        return [(self.places.area(place) or "", seen) for place, seen in _seen_empty(connection)]


def _days(period: Period) -> tuple[str, str]:
    return period.first.isoformat() if period.first else "", period.last.isoformat() if period.last else ""


def _facilities(known: Known, first: str, last: str, area: str) -> dict[str, Any]:
    """Facilities attacked in these days and this area, as ``facilities_attacked`` counts them."""
    return tallies([one for one in known.attacks if within(one.where, first, last, area)], known.medical)


def tallies(hits: Sequence[Struck], medical: Collection[str]) -> dict[str, Any]:
    """Attacks on facilities as ``Figures`` has them: all, those that give health care, schools, by kind."""

    def tally(some: Iterable[Struck]) -> Tally:
        every = list(some)
        return Tally(len({one.facility for one in every}), len(every))

    return {
        "facilities": tally(hits),
        "medical": tally(one for one in hits if one.facility in medical),
        "schools": tally(one for one in hits if one.kind in SCHOOLS),
        "kinds": {kind: tally(one for one in hits if one.kind == kind) for kind in sorted({one.kind for one in hits})},
    }


def _seen_empty(connection: Connection) -> Iterator[tuple[str, Sequence[Sighting]]]:
    """Places that somebody saw empty at some time, with everything that was seen of them."""
    state = tables["village_state"].c
    empty = select(state.place).where(counted(tables["village_state"]), state.state == "emptied").distinct()
    for part in chunks(place for place in connection.execute(empty).scalars() if place):
        yield from observations(connection, SEEN.where(state.place.in_(part))).items()


def _emptied(known: Known, last: str, area: str) -> int:
    """Places that stand empty on the last day, on the safe side: not while anybody says that people are there."""
    inside = (seen for where, seen in known.seen if not area or where == area or where.startswith(f"{area}/"))
    return sum(standing_on(seen, last or FOREVER).state == "emptied" for seen in inside)


def _left(connection: Connection, first: str, last: str, area: str) -> int:
    """Places people left in these days: each origin is an area of its own."""
    movement = tables["movement"].c
    conditions = [counted(tables["movement"]), movement.direction == "out", movement.area.isnot(None)]
    conditions += [movement.day >= first] if first else []
    conditions += [movement.day <= last] if last else []
    conditions += [under(movement.area, area)] if area else []
    return connection.execute(select(func.count(movement.area.distinct())).where(*conditions)).scalar() or 0
