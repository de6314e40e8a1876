"""People as a public file counts them: by outcome, district, sex, age group and month, each person once.

One pass over the bare columns counts everybody; what columns cannot know (linked records, disputes, months that are
not one) is read again for the few it concerns, taken off and put back on the safe side.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, or_, select

from storage.counting.linked import PEOPLE_LINKS, incident_rows, place_of, read_links, touched
from storage.counting.once import count_once
from storage.counting.unsure_incidents import UnsureIncidents
from storage.counting.victim_accounts import disputed, placed
from storage.database.counted import counted, counted_one_by_one
from storage.database.database import Database
from storage.database.rows import id_bytes
from storage.database.tables import tables
from storage.journal.journal import chunks
from storage.lists.conditions import under
from storage.overview.view import Where, outermost, places_of
from storage.sharing.districts import Districts, month_of
from storage.sharing.people_rows import BARE, Numbered, PeopleRows
from storage.sharing.privacy import age_group, listed, safest
from storage.sharing.small_cells import Cell, People

if TYPE_CHECKING:
    from storage.sharing.exporting import Frozen

_V = tables["victim"].c
_BY_DAY, _ROW_BY_ROW = counted(tables["victim"]), counted_one_by_one(tables["victim"])
_MORE = (_V.id, _V.day, _V.incident, _V.outcome_place, _V.outcome_day__first, _V.outcome_day__last, _V.area)
SHORT = timedelta(days=3 * 365)
"""Days up to which people are found by their day; for more, all rows are gone through as they lie."""
UNKNOWN = ("", "unknown")


class _Row(NamedTuple):
    """A victim's columns, in the order they are read."""

    where: str | None
    month: str | None
    outcome: str | None
    sex: str | None
    years_min: int | None
    years_max: int | None
    least: int | None
    most: int | None
    id: bytes
    day: str | None
    incident: str | None
    outcome_place: str | None
    outcome_first: str | None
    outcome_last: str | None
    area: str | None


class _Sums:
    """Cells being added up; open ends are counted, so that they can be taken off again."""

    def __init__(self) -> None:
        self.cells: dict[Cell, list[int]] = defaultdict(lambda: [0, 0, 0])

    def add(self, cell: Cell, low: int, high: int | None, times: int = 1) -> None:
        """So many people in a cell, so many times; -1 takes them off."""
        sums = self.cells[cell]
        sums[0] += times * low
        sums[1] += times * (high or 0)
        sums[2] += times * (high is None)

    def people(self) -> dict[Cell, People]:
        """The cells with anybody in them."""
        return {
            cell: (low, None if open_ends else high)
            for cell, (low, high, open_ends) in self.cells.items()
            if low or high or open_ends
        }


class _Groups(dict[tuple[int | None, int | None], str]):
    def __missing__(self, years: tuple[int | None, int | None]) -> str:
        found = self[years] = age_group(*years)
        return found


def _sex(sex: str | None) -> str:
    return "" if sex is None or sex in UNKNOWN else listed(sex)


def people_of(
    source: Frozen,
    database: Database,
    connection: Connection,
    where: Where,
    districts: Districts,
    unsure: UnsureIncidents,
) -> dict[Cell, People]:
    """Everybody of a period and area, by what a public table may tell of them."""
    counting = _Counting(source, connection, where, districts, unsure)
    counting.all_rows(database)
    counting.correct()
    return counting.sums.people()


class _Counting:
    """One count."""

    def __init__(
        self, source: Frozen, connection: Connection, where: Where, districts: Districts, unsure: UnsureIncidents
    ) -> None:
        self._connection, self._districts, self._unsure = connection, districts, unsure
        self._first = where.first.isoformat() if where.first else ""
        self._last = where.last.isoformat() if where.last else ""
        self._short = where.first and where.last and where.last - where.first <= SHORT
        self._areas = outermost(source.places.area(place) or "?" for place in places_of(where))
        self._disputed = source.disputed("victim")
        self._groups = _Groups()
        self.sums = _Sums()

    def all_rows(self, database: Database) -> None:
        """Count every standing record as its columns have it."""
        of = self._districts.of
        rows = PeopleRows(Numbered(lambda place, month: (of(place), month or "")), Numbered(self._who))
        if self._short or database.dialect != "sqlite":
            rows.read(self._connection, (_BY_DAY if self._short else _ROW_BY_ROW, *self._within()))
        else:
            rows.read_in_blocks(database, self._connection, (_ROW_BY_ROW, *self._within()))
        places, people, add = rows.where.told, rows.who.told, self.sums.add
        for (place, who), times in rows.counts.items():
            (area, month), (outcome, sex, age, low, high) = places[place], people[who]
            add(Cell(outcome, area, sex, age, month), low, high, times)

    def _who(
        self, outcome: str | None, sex: str | None, low: int | None, high: int | None, *people: int | None
    ) -> tuple[str, str, str, int, int | None]:
        return listed(outcome or ""), _sex(sex), self._groups[low, high], *_in_order(*people)

    def _within(self) -> Iterator[ColumnElement[bool]]:
        if self._first:
            yield _V.day >= self._first
        if self._last:
            yield _V.day <= self._last
        if self._areas:
            yield or_(*(under(_V.area, area) for area in self._areas))

    def correct(self) -> None:
        """Take off those whom columns do not tell rightly, and put them back as they count."""
        links, rivals = read_links(self._connection), disputed(self._connection)
        joined = touched(self._connection, links.ends(*PEOPLE_LINKS) | set(rivals), (), rivals)
        rows = self._rows({one.account.id for one in joined} | set(self._disputed) | self._of_unsure())
        for row in rows.values():
            if self._inside(row):
                self.sums.add(self._bare_cell(row), *_in_order(row.least, row.most), times=-1)
        incidents = incident_rows(self._connection, {one.incident for one in joined})
        accounts = placed(
            [one for one in joined if one.account.id in rows], lambda incident: place_of(incidents, incident)
        )
        for person in count_once(accounts, links.of("same_person_as"), links.of("identified_as")):
            lead = rows[person.account.id]
            other = next((rows[one] for one in person.accounts if rows[one].incident == person.incident), lead)
            told = lead if lead.incident or not person.incident else _with_incident(lead, other)
            self._put(told, safest("victim", "outcome", sorted(person.account.outcomes)), person.people)
        alone = set(rows) - {one.account.id for one in joined}
        for record in alone:
            self._put(rows[record], rows[record].outcome, _in_order(rows[record].least, rows[record].most))

    def _put(self, row: _Row, outcome: str | None, people: People) -> None:
        if self._inside(row) and row.incident not in self._unsure.never:
            self.sums.add(self._safe_cell(row, outcome), *people)

    def _of_unsure(self) -> set[str]:
        """People of incidents told more coarsely, and those without an incident whose day is of no one month."""
        found: set[str] = set()
        for part in chunks(sorted(self._unsure.every)):
            records = self._connection.execute(select(_V.id).where(_V.incident.in_(part))).scalars()
            found |= {bytes(record).hex() for record in records}
        loose = select(_V.id, _V.outcome_day__first, _V.outcome_day__last).where(_V.incident.is_(None))
        for record, first, last in self._connection.execute(loose):
            if (first or last) and len(month_of(first, last)) != len("2019-07"):
                found.add(bytes(record).hex())
        return found

    def _rows(self, ids: Iterable[str]) -> dict[str, _Row]:
        wanted = [record for one in sorted(ids) if (record := id_bytes(one))]
        found: dict[str, _Row] = {}
        for part in chunks(wanted):
            for row in self._connection.execute(select(*BARE, *_MORE).where(_V.id.in_(part), _ROW_BY_ROW)):
                found[bytes(row[len(BARE)]).hex()] = _Row._make(row)
        return found

    def _inside(self, row: _Row) -> bool:
        day, area = row.day or "", row.area or ""
        dated = (not self._first or day >= self._first) and (not self._last or "" < day <= self._last)
        inside = not self._areas or any(area == one or area.startswith(f"{one}/") for one in self._areas)
        return dated and inside

    def _bare_cell(self, row: _Row) -> Cell:
        who = self._who(row.outcome, row.sex, row.years_min, row.years_max, row.least, row.most)
        return Cell(who[0], self._districts.of(row.where), *who[1:3], row.month or "")

    def _safe_cell(self, row: _Row, outcome: str | None) -> Cell:
        rivals: Mapping[str, tuple[Any, ...]] = self._disputed.get(row.id.hex(), {})
        cell, where = self._bare_cell(row), row.where
        if "outcome_place" in rivals:
            where = self._districts.common(rivals["outcome_place"])
        elif row.outcome_place is None and row.incident in self._unsure.places:
            where = self._unsure.places[row.incident]
        month = cell.month
        if row.incident:
            month = self._unsure.months.get(row.incident, month)
        elif row.outcome_first or row.outcome_last:
            month = month_of(row.outcome_first, row.outcome_last)
        return Cell(
            listed(outcome or ""), self._districts.of(where), "" if "sex" in rivals else cell.sex,
            "" if "age" in rivals else cell.age, month,
        )  # fmt: skip


def _with_incident(row: _Row, other: _Row) -> _Row:
    """Somebody's account, counted in the incident that another account of the same person names."""
    where, area = (row.outcome_place, row.area) if row.outcome_place else (other.where, other.area)
    return row._replace(incident=other.incident, day=other.day, month=other.month, where=where, area=area)


def _in_order(least: int | None, most: int | None) -> People:
    low = max(0, least or 0)
    return low, None if most is None else max(low, most)
