"""Facilities as a whole: which were attacked in a period and area, and which records may mean the same one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from storage.core import Core
from storage.counting.attacked import ONE_EVENT, ONE_FACILITY, UMBRELLA, Attacked, Hit, Links, attacked
from storage.database.counted import counted, counted_one_by_one
from storage.database.tables import tables
from storage.lists.conditions import under
from storage.matching.likeness import similar
from storage.matching.spelling import fold
from storage.period import Period

ALIKE = 0.78
"""From here on two names are close enough to ask a person (see ``likeness.similar``)."""
_DAMAGE, _INCIDENT, _FACILITY, _LINK = (tables[word].c for word in ("damage", "incident", "facility", "link"))


class Facilities(Core):
    """What is asked of all facilities together."""

    def facilities_attacked(self, period: Period) -> Attacked:
        """Facilities hit in a period and area, each once, in the order of their first attack.

        The area is that of the incident. Figures of other modules take ``whole``, ``whole_medical`` and ``kinds`` of
        the answer: they are the numbers the room of facilities shows.
        """
        path = self.places.area(period.place) or "?" if period.place else ""
        first = period.first.isoformat() if period.first else ""
        last = period.last.isoformat() if period.last else ""
        hits: list[Hit] = []
        with self.database.reading() as connection:
            links = _links(connection)
            ids = {record for pair in (*links.events, *links.parts) for record in pair}
            for statement in (_hits(self.database.dialect).where(*_within(first, last, path)), *self._linked(ids)):
                cursor: Any = connection.execute(statement).cursor  # bare rows: half as dear
                hits += [
                    Hit(facility, incident, day or "", moment or "", area or "")
                    for facility, incident, day, moment, area in cursor.fetchall()
                ]
            kinds = _kinds(connection, self.database.dialect)

        def within(hit: Hit) -> bool:
            dated = (not first or hit.day >= first) and (not last or "" < hit.day <= last)
            return dated and (not path or hit.area == path or hit.area.startswith(f"{path}/"))

        return attacked(hits, kinds, links, within)

    def similar_facilities(self, kind: str | None, place: str | None, names: Sequence[str]) -> list[tuple[str, float]]:
        """Standing facilities of this place and kind that are called nearly so: (id, likeness), the likest first."""
        wanted = [fold(name) for name in names if name.strip()]
        if not place or not wanted:
            return []
        query = select(_FACILITY.id, _FACILITY.name_ar, _FACILITY.name_en, _FACILITY.aliases).where(
            _FACILITY.withdrawn.is_(None), _FACILITY.place == place
        )
        if kind:
            query = query.where(or_(_FACILITY.kind == kind, _FACILITY.kind.is_(None)))
        found = []
        with self.database.reading() as connection:
            for row in connection.execute(query):
                called = [fold(name) for name in (row.name_ar, row.name_en) if name]
                best = max((similar(one, other) for one in wanted for other in called), default=0.0)
                if best >= ALIKE:
                    found.append((bytes(row.id).hex(), best))
        return sorted(found, key=lambda one: (-one[1], one[0]))

    def _linked(self, ids: set[str]) -> Iterator[Select[Any]]:
        """Hits of incidents that links join with others, whenever they were."""
        wanted = sorted(ids)
        for start in range(0, len(wanted), 900):
            yield _hits(self.database.dialect).where(_DAMAGE.incident.in_(wanted[start : start + 900]))


def _hexed(column: ColumnElement[bytes], dialect: str) -> ColumnElement[str]:
    return func.encode(column, "hex") if dialect == "postgresql" else func.lower(func.hex(column))


def _hits(dialect: str) -> Select[Any]:
    """Damage that counts, of incidents that count and did occur."""
    if dialect == "postgresql":
        same: ColumnElement[bool] = _hexed(_INCIDENT.id, dialect) == _DAMAGE.incident
    else:
        same = _INCIDENT.id == func.unhex(_DAMAGE.incident)
    occurred = or_(_INCIDENT.verification.is_(None), _INCIDENT.verification != "did_not_occur")
    return (
        select(_DAMAGE.facility, _DAMAGE.incident, _DAMAGE.day, _DAMAGE.moment, _DAMAGE.area)
        .join_from(tables["damage"], tables["incident"], and_(same, counted_one_by_one(tables["incident"]), occurred))
        .where(counted(tables["damage"]), _DAMAGE.facility.isnot(None))
    )


def _within(first: str, last: str, path: str) -> Iterator[ColumnElement[bool]]:
    if first:
        yield _DAMAGE.day >= first
    if last:
        yield _DAMAGE.day <= last
    if path:
        yield under(_DAMAGE.area, path)


def _links(connection: Connection) -> Links:
    kinds = (*ONE_EVENT, UMBRELLA, ONE_FACILITY)
    rows = connection.execute(
        select(_LINK.link, _LINK.first, _LINK.second).where(
            counted(tables["link"]), _LINK.link.in_(kinds), _LINK.first.isnot(None), _LINK.second.isnot(None)
        )
    ).all()
    return Links(
        events=[(row.first, row.second) for row in rows if row.link in ONE_EVENT],
        parts=[(row.first, row.second) for row in rows if row.link == UMBRELLA],
        facilities=[(row.first, row.second) for row in rows if row.link == ONE_FACILITY],
    )


def _kinds(connection: Connection, dialect: str) -> dict[str, str]:
    """The kind of each facility that counts."""
    hexed = _hexed(_FACILITY.id, dialect).label("id")
    cursor: Any = connection.execute(select(hexed, _FACILITY.kind).where(counted(tables["facility"]))).cursor
    return {record: kind or "" for record, kind in cursor.fetchall()}
