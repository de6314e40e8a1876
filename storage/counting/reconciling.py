"""Claims against names of an incident, and of a period and an area, read from the register."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, bindparam, select

from storage.core import Core
from storage.counting.events import Event, EventLinks, When, events, total
from storage.counting.figures import NOTHING, Claimed, Ends, in_order, published, said, standing
from storage.counting.joined import Classes
from storage.counting.linked import (
    EVENT_LINKS,
    PEOPLE_LINKS,
    Links,
    counts,
    figures_of,
    incident_rows,
    place_of,
    read_links,
    touched,
)
from storage.counting.once import Counted, count_once
from storage.counting.reconcile import FIGURES, KEYS, Case, Key, Line, Lines, claim_key, reconciled, together
from storage.counting.sums import Cell, within
from storage.counting.victim_accounts import Told, disputed, placed, told, told_without_incident
from storage.database.counted import counted
from storage.database.rows import COUNTED, LONGEST_FORM
from storage.database.tables import tables
from storage.derive import source_groups
from storage.fields.kinds import Count
from storage.journal.journal import chunks
from storage.lists.conditions import under
from storage.period import Period
from storage.sources.source_groups import SourceGroups

Step = Callable[[int, int], None]
_INCIDENT, _CLAIM = tables["incident"].c, tables["claim"].c
_SOME: BindParameter[Any] = bindparam("ids", expanding=True)
_FIELDS = tuple(claim_key(key) for key in KEYS)
_CLAIMS = select(
    *(_CLAIM.id, _CLAIM.incident, _CLAIM.source, _CLAIM.source_note, _CLAIM.claimed_on__first, _CLAIM.born),
    *(_CLAIM[name] for name in _FIELDS),
).where(_CLAIM.incident.in_(_SOME), counted(tables["claim"]))


@dataclass(frozen=True)
class ClaimSaid:
    """A claim beside the others.

    Attributes:
        source, note: who says so; day: when (ISO), "" when nobody said.
        ranges: what it says, by figure and group.
        replaced: the newer claim of the same voice that stands instead, by figure and group.
    """

    id: str
    incident: str
    source: str
    note: str
    day: str
    ranges: Mapping[Key, Ends]
    replaced: Mapping[Key, str] = field(default_factory=dict)

    @property
    def superseded(self) -> bool:
        """Whether nothing it says stands any more."""
        return bool(self.ranges) and set(self.ranges) <= set(self.replaced)


@dataclass(frozen=True)
class InEvent:
    """An incident that tells of the event: its number, and how it belongs to it.

    Attributes:
        how: "" for the incident that says when and where, ``same_event_as``, ``double_tap_of``, ``part_of`` (a part
            of it) or ``umbrella`` (it is a part of that, which counts on its own).
        rule: the rule of its published figure; preferred: the claim chosen by it.
    """

    id: str
    code: str
    how: str = ""
    rule: str = ""
    preferred: str = ""


@dataclass(frozen=True)
class Reconciliation:
    """Claims against names.

    Attributes:
        lines: in the order they are shown; claims: by day, the oldest first (for one event only).
        incidents: what tells of the event, the leading one first; events: how many events are summed.
        misfits: of a period, the leading incidents of events in which the killed recorded and claimed do not fit,
            the newest first.
    """

    lines: Mapping[Key, Line] = field(default_factory=dict)
    claims: Sequence[ClaimSaid] = ()
    incidents: Sequence[InEvent] = ()
    events: int = 0
    misfits: Sequence[str] = ()

    def line(self, figure: str, group: str = "") -> Line:
        """One line; an empty one when there is nothing to say."""
        return self.lines.get((figure, group), Line(figure, group))


class Reconciling(Core):
    """Claims against names as the store offers them."""

    def reconciled(self, incident: str) -> Reconciliation:
        """Claims against names of the event an incident tells of, the parts of an umbrella included.

        An incident that is withdrawn, only proposed or did not occur is reconciled on its own.
        """
        with self.database.reading() as connection:
            links = read_links(connection)
            ids = _with_linked(incident, links)
            rows = incident_rows(connection, ids)
            if incident not in rows:
                return Reconciliation()
            if not counts(rows[incident]):
                alone = {**rows[incident], "withdrawn": None, "verification": None, "status": None}
                links, rows = Links(), {incident: alone}
            book = _Book(connection, links, rows)
            book.read(told(connection, "incident", rows, book.rivals))
            return _of_event(book, book.cases(), incident)

    def reconciliation(self, period: Period, step: Step = lambda done, total: None) -> Reconciliation:
        """Claims against names summed over the events of a period and an area.

        Everything is read; ``step`` is told how far it is, and may raise to stop.
        """
        first = period.first.isoformat() if period.first else ""
        last = period.last.isoformat() if period.last else ""
        area = self.places.area(period.place) or "?" if period.place else ""
        with self.database.reading() as connection:
            links = read_links(connection)
            ids = _ids_within(connection, first, last, area)
            rows = incident_rows(connection, ids | links.ends(*EVENT_LINKS))
            book = _Book(connection, links, rows)
            wanted = sorted(rows)
            for done, part in enumerate(chunks(wanted)):
                book.read(told(connection, "incident", part, book.rivals))
                step(done * len(part), len(wanted))
            book.read(told_without_incident(connection, book.rivals))
            cases = book.cases()
            loose = [one for one in book.people if not one.incident]
        every = reconciled(cases, links.events)
        found = [
            (event, lines)
            for event, lines in (*every, *map(_alone, loose))
            if within(Cell(event.when.day, event.when.area, ()), first, last, area)
        ]
        unfit = [event for event, lines in found if ("killed", "") in lines and not lines["killed", ""].fits]
        unfit.sort(key=lambda event: (event.when.moment, event.lead), reverse=True)
        return Reconciliation(
            together(lines for _, lines in found),
            events=sum(event.lead in cases for event, _ in found),
            misfits=[event.lead for event in unfit if event.lead in cases],
        )


class _Book:
    """What is read of incidents, their claims and their people."""

    def __init__(self, connection: Connection, links: Links, rows: Mapping[str, Any]) -> None:
        self.connection, self.links, self.rows = connection, links, dict(rows)
        self.rivals = disputed(connection)
        self.groups: SourceGroups = source_groups(connection)
        self.people: Sequence[Counted] = ()
        self.claims: dict[str, list[ClaimSaid]] = {}
        self._told: dict[str, Told] = {}

    def read(self, found: Iterable[Told]) -> None:
        """Take these records in."""
        for one in found:
            self._told.setdefault(one.account.id, one)

    def cases(self) -> dict[str, Case]:
        """The standing incidents, with everybody who counts in them."""
        self._read_linked_people()
        self.rows |= incident_rows(self.connection, {one.incident for one in self._told.values()} - set(self.rows))
        accounts = placed(self._told.values(), lambda incident: place_of(self.rows, incident))
        self.people = count_once(accounts, self.links.of("same_person_as"), self.links.of("identified_as"))
        mine: dict[str, list[Counted]] = defaultdict(list)
        for one in self.people:
            mine[one.incident].append(one)
        standing = {record: row for record, row in self.rows.items() if counts(row)}
        claims = self._claims(standing)
        return {record: _case(row, claims.get(record, []), mine[record]) for record, row in standing.items()}

    def _read_linked_people(self) -> None:
        """Other accounts of the same people, and everybody of the groups they were named out of."""
        same = Classes(self.links.of(*PEOPLE_LINKS))
        mine = {same.of(record) for record in self._told}
        others = {record for record in self.links.ends(*PEOPLE_LINKS) if same.of(record) in mine}
        self.read(touched(self.connection, others - set(self._told), list(self._told.values()), self.rivals))

    def said(self, incident: str, claims: Sequence[Claimed]) -> Iterator[ClaimSaid]:
        """The claims of an incident, and which of them a newer one of the same voice replaces."""
        replaced: dict[str, dict[Key, str]] = defaultdict(dict)
        for key in KEYS:
            name = claim_key(key)
            stand = {one.party or one.id: one.id for one in standing(claims, name)}
            for one in claims:
                newer = stand.get(one.party or one.id, one.id)
                if one.ranges[name] != NOTHING and newer != one.id:
                    replaced[one.id][key] = newer
        for told_of in self.claims.get(incident, ()):
            yield replace(told_of, replaced=replaced[told_of.id])

    def _claims(self, incidents: Iterable[str]) -> dict[str, list[Claimed]]:
        found: dict[str, list[Claimed]] = defaultdict(list)
        for part in chunks(sorted(incidents)):
            for row in self.connection.execute(_CLAIMS, {"ids": part}).mappings():
                record, ranges = bytes(row["id"]).hex(), _ranges(row)
                party = self.groups.party(row["source"]) if row["source"] else ""
                order = said(row["claimed_on__first"], bytes(row["born"]))
                found[row["incident"]].append(Claimed(record, ranges, party, order))
                keyed = {key: ranges[claim_key(key)] for key in KEYS if ranges.get(claim_key(key), NOTHING) != NOTHING}
                told_of = ClaimSaid(
                    record, row["incident"], row["source"] or "", row["source_note"] or "",
                    row["claimed_on__first"] or "", keyed,
                )  # fmt: skip
                self.claims.setdefault(row["incident"], []).append(told_of)
        return found


def _case(row: Any, claims: Sequence[Claimed], people: Sequence[Counted]) -> Case:
    when = When(row["moment"] or "", row["day"] or "", row["area"] or "")
    named = {figure: total(one.share(figure) for one in people) for figure in FIGURES}
    return Case(when, claims, figures_of(row, named, claims), people, row["figure_rule"] == "decided")


def _alone(person: Counted) -> tuple[Event, Lines]:
    """Somebody without an incident, as an event of one."""
    account = person.account
    figures = {one: published(None, [], one, person.share(one), NOTHING, None) for one in FIGURES}
    case = Case(When("", account.day, account.area), published=figures, people=[person])
    return reconciled({account.id: case}, EventLinks())[0]


def _of_event(book: _Book, cases: Mapping[str, Case], incident: str) -> Reconciliation:
    """The event of an incident and everything that is a part of it."""
    found = events({record: case.when for record, case in cases.items()}, book.links.events)
    mine = next(event for event in found if incident in event.incidents)
    inside = {mine.lead}
    below = []
    for event in reversed(found):  # umbrellas first
        if event.umbrella in inside:
            inside.add(event.lead)
            below.append(event)
    ids = [*mine.incidents, *(record for event in below for record in event.incidents)]
    lines = together(lines for _, lines in reconciled({one: cases[one] for one in ids}, book.links.events))
    strike = next(account for account in mine.accounts if mine.lead in account)
    how = {record: "same_event_as" if record in strike else "double_tap_of" for record in mine.incidents}
    how |= {record: "part_of" for event in below for record in event.incidents} | {mine.lead: ""}
    over = {mine.umbrella: "umbrella"} if mine.umbrella else {}
    order = sorted(how, key=lambda record: (list(HOW).index(how[record]), cases[record].when.moment, record))
    claims = [one for record in order for one in book.said(record, cases[record].claims)]
    return Reconciliation(
        lines,
        sorted(claims, key=lambda one: (order.index(one.incident), one.day or "9999", one.id)),
        [_in_event(book.rows[record], record, (how | over)[record]) for record in (*order, *over)],
        1,
    )


HOW = ("", "same_event_as", "double_tap_of", "part_of", "umbrella")


def _in_event(row: Any, record: str, how: str) -> InEvent:
    return InEvent(record, row["code"] or "", how, row["figure_rule"] or "", row["preferred_claim"] or "")


def _with_linked(incident: str, links: Links) -> set[str]:
    """An incident and all that are joined with it, over any number of links."""
    joined = Classes(links.of(*EVENT_LINKS))
    return {incident, *joined.members().get(joined.of(incident), ())}


def _ids_within(connection: Connection, first: str, last: str, area: str) -> set[str]:
    conditions: list[ColumnElement[bool]] = [counted(tables["incident"])]
    conditions += [_INCIDENT.day >= first] if first else []
    conditions += [_INCIDENT.day <= last] if last else []
    conditions += [under(_INCIDENT.area, area)] if area else []
    return {bytes(row.id).hex() for row in connection.execute(select(_INCIDENT.id).where(*conditions))}


def _ranges(row: Any) -> dict[str, Ends]:
    return {name: NOTHING if row[name] is None else _ends(row[name]) for name in _FIELDS}


@lru_cache(maxsize=4096)
def _ends(canonical: str) -> Ends:
    """The ends of a count; a form of a newer program, and numbers nobody can mean, say nothing."""
    if len(canonical) > LONGEST_FORM:
        return NOTHING
    value = Count().load(canonical)
    ends = getattr(value, "low", None), getattr(value, "high", None)
    return in_order((_meant(ends[0]), _meant(ends[1])))


def _meant(count: int | None) -> int | None:
    return count if count is not None and count <= COUNTED else None
