"""Where adding up the columns of incidents is not enough: linked incidents, linked people, disputes, loose people.

Sums over a covering index give the figures as if every record stood for itself. The few that do not are counted by the
kernel (``once``, ``events``, ``sums``), and what their columns say is taken off again. Both lists do not depend on the
period or the area, so they are kept as long as no change arrives.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, select, union

from storage.counting.events import NOBODY, EventLinks, People, When
from storage.counting.figures import Claimed, Ends, published
from storage.counting.joined import Pair
from storage.counting.once import Account, Counted, count_once
from storage.counting.sums import AMONG, FIGURES, ZERO, Cell, Facts, Traits, cells
from storage.counting.victim_accounts import Told, disputed, placed, told, told_without_incident
from storage.database.counted import counted, counted_one_by_one, uncounted
from storage.database.counted import counts as counted_row
from storage.database.rows import columns_of, id_bytes
from storage.database.tables import rival, tables
from storage.derive import claims_of, source_groups
from storage.journal.journal import chunks
from storage.rivals import rivals_of_field

PEOPLE_LINKS = ("same_person_as", "identified_as")
EVENT_LINKS = ("same_event_as", "double_tap_of", "part_of")
NEVER = "did_not_occur"
_INCIDENT, _LINK, _CLAIM = tables["incident"].c, tables["link"].c, tables["claim"].c
_SOME: BindParameter[Any] = bindparam("ids", expanding=True)
SUMMED = (
    *(f"{figure}_{end}" for figure in FIGURES for end in ("min", "max")),
    *(f"named_{figure}{end}" for figure in FIGURES for end in ("", "_max")),
    *(f"named_{group}" for group in AMONG),
    "named_rescued",
)  # fmt: skip
TOLD_APART = tuple(name for name in Traits._fields if name != "verification")
_DECIDED = tuple(f"decided_{figure}__{end}" for figure in FIGURES for end in ("min", "max"))
_ROWS = select(
    *(_INCIDENT[name] for name in ("id", "code", "moment", "day", "area", "status", "verification", "withdrawn")),
    *(_INCIDENT[name] for name in (*TOLD_APART, "figure_rule", "preferred_claim", *_DECIDED, *SUMMED)),
).where(_INCIDENT.id.in_(_SOME))
_TRAITS = select(_INCIDENT.id, *(_INCIDENT[name] for name in Traits._fields)).where(_INCIDENT.id.in_(_SOME))


@dataclass(frozen=True)
class Links:
    """Standing links that move figures, by kind, as pairs of ids."""

    pairs: Mapping[str, Sequence[Pair]] = field(default_factory=dict)

    def of(self, *kinds: str) -> list[Pair]:
        """The links of these kinds."""
        return [pair for kind in kinds for pair in self.pairs.get(kind, ())]

    def ends(self, *kinds: str) -> set[str]:
        """All records these kinds join."""
        return {record for pair in self.of(*kinds) for record in pair}

    @property
    def events(self) -> EventLinks:
        """Those between incidents."""
        return EventLinks(self.of("same_event_as"), self.of("double_tap_of"), self.of("part_of"))


@dataclass(frozen=True)
class Corrections:
    """What is put to the sums of columns (below nothing: taken off), and where teams disagree."""

    cells: Sequence[Cell]
    disputed: Sequence[Cell]
    """Day, area and traits of the incidents with an open dispute about them, their claims or their people."""
    days: Sequence[Sequence[Cell]] = ()
    """The same of each incident whose day is in dispute, once for each day that was said."""


def read_links(connection: Connection) -> Links:
    """All standing links that move figures."""
    found: dict[str, list[Pair]] = defaultdict(list)
    statement = select(_LINK.link, _LINK.first, _LINK.second).where(
        counted(tables["link"]), _LINK.link.in_([*PEOPLE_LINKS, *EVENT_LINKS])
    )
    for kind, first, second in connection.execute(statement):
        if first and second:
            found[kind].append((first, second))
    return Links(found)


def incident_rows(connection: Connection, ids: Iterable[str]) -> dict[str, Any]:
    """The rows of these incidents, standing or not, by id."""
    wanted = [record for one in sorted(ids) if (record := id_bytes(one))]
    found: dict[str, Any] = {}
    for part in chunks(wanted):
        rows = connection.execute(_ROWS, {"ids": part})
        names = tuple(rows.keys())
        for row in rows:
            found[bytes(row[0]).hex()] = dict(zip(names, row, strict=True))
    return found


def traits(connection: Connection, ids: Iterable[str]) -> dict[str, Traits]:
    """What these incidents can be told apart by, by id: ten thousand of them, so nothing else is read."""
    wanted = [record for one in sorted(ids) if (record := id_bytes(one))]
    found: dict[str, Traits] = {}
    for part in chunks(wanted):
        for record, *said in connection.execute(_TRAITS, {"ids": part}):
            found[bytes(record).hex()] = Traits(*(one or "" for one in said))
    return found


def counts(row: Any) -> bool:
    """Whether an incident counts: it stands, is more than a proposal, and nobody found that it did not occur."""
    return counted_row(row) and row["verification"] != NEVER


def place_of(rows: Mapping[str, Any], incident: str) -> str | None:
    """Where people of an incident count: with it, on their own when it was withdrawn or only proposed, else nowhere.

    People of an incident that did not occur count no more than it does; those of one that has not arrived wait for it.
    """
    if not incident:
        return ""
    row = rows.get(incident)
    if row is None:
        return None
    return incident if counts(row) else "" if not counted_row(row) else None


def as_columns(row: Any) -> Facts:
    """An incident as its own columns have it."""
    named = {one: (row[f"named_{one}"] or 0, row[f"named_{one}_max"]) for one in FIGURES}
    return Facts(
        When(row["moment"] or "", row["day"] or "", row["area"] or ""),
        {one: (row[f"{one}_min"], row[f"{one}_max"]) for one in FIGURES},
        named,
        {group: row[f"named_{group}"] or 0 for group in AMONG},
        row["named_rescued"] or 0,
        row["status"] == "draft",
        row["verification"] == "verified",
        traits_of(row),
    )


def traits_of(row: Any) -> Traits:
    """What an incident can be told apart by."""
    return Traits(*(row[name] or "" for name in Traits._fields))


@dataclass
class _People:
    """People read of one incident: each once as they count now, and each record as its columns count it."""

    now: list[Counted] = field(default_factory=list)
    before: list[Counted] = field(default_factory=list)


def as_counted(row: Any, base: Facts, people: _People, claims: Sequence[Claimed]) -> Facts:
    """An incident when its people count once.

    Args:
        base: what the people who were not read add up to.
        people: those who were, with what they were in ``base``.
        claims: its standing claims.
    """

    def moved(at: int, figure: str, group: str = "") -> int:
        now = sum(one.share(figure, group)[at] or 0 for one in people.now)
        return now - sum(one.share(figure, group)[at] or 0 for one in people.before)

    named: dict[str, People] = {}
    for one in FIGURES:
        low, high = base.named.get(one, NOBODY)
        known = high is not None and all(person.share(one)[1] is not None for person in people.now)
        named[one] = low + moved(0, one), (high or 0) + moved(1, one) if known else None
    among = {group: base.among.get(group, 0) + moved(0, "killed", group) for group in AMONG}
    rescued = base.rescued + moved(0, "rescued")
    return replace(
        as_columns(row), published=figures_of(row, named, claims), named=named, among=among, rescued=rescued
    )


def figures_of(row: Any, named: Mapping[str, People], claims: Sequence[Claimed]) -> dict[str, Ends]:
    """The published figures of an incident by its rule."""
    rule, preferred = row["figure_rule"], row["preferred_claim"]
    return {
        one: published(
            rule, claims, one, named[one], (row[f"decided_{one}__min"], row[f"decided_{one}__max"]), preferred
        )
        for one in FIGURES
    }


def corrections(connection: Connection) -> Corrections:
    """Count by the kernel what columns cannot know."""
    links, rivals = read_links(connection), disputed(connection)
    joined = touched(connection, links.ends(*PEOPLE_LINKS) | set(rivals), (), rivals)
    found = {one.account.id: one for one in joined}
    rows = incident_rows(connection, {one.incident for one in found.values()} | links.ends(*EVENT_LINKS))
    standing = {one.incident for one in found.values() if place_of(rows, one.incident)}
    open_ended = {record for record in standing if any(rows[record][f"named_{one}_max"] is None for one in FIGURES)}
    for one in (*told(connection, "incident", open_ended, rivals), *_loose(connection, rivals)):
        found.setdefault(one.account.id, one)
    more = {one.incident for one in found.values()} | _torn_incidents(connection)
    rows |= incident_rows(connection, more - set(rows))
    accounts = placed(found.values(), lambda incident: place_of(rows, incident))
    people = count_once(accounts, links.of("same_person_as"), links.of("identified_as"))
    facts = facts_of(connection, rows, people, found.values(), open_ended)
    linked = links.ends(*EVENT_LINKS)
    before = {record: as_columns(rows[record]) for record in facts}
    facts = {record: one for record, one in facts.items() if record in linked or one != before[record]}
    off = cells({record: before[record] for record in facts}, EventLinks())
    loose = [one for one in people if not one.incident]
    put = _net(cells(facts, links.events, loose), off)
    return Corrections(put, _disputed_incidents(connection), _on_each_day(connection))


def _net(put: Iterable[Cell], off: Iterable[Cell]) -> list[Cell]:
    """What is put and taken off, together for each day, area and traits."""
    found: dict[tuple[str, str, Traits], list[int]] = {}
    for some, sign in ((put, 1), (off, -1)):
        for cell in some:
            mine = found.setdefault((cell.day, cell.area, cell.traits), list(ZERO))
            for place, number in enumerate(cell.numbers):
                if number:
                    mine[place] += sign * number
    return [Cell(day, area, tuple(numbers), traits) for (day, area, traits), numbers in found.items() if any(numbers)]


def touched(
    connection: Connection, ids: Iterable[str], known: Iterable[Told], rivals: Mapping[str, set[str]]
) -> list[Told]:
    """These records, the groups they and those known were named out of, and everybody of such groups."""
    found = list(told(connection, "id", ids, rivals))
    every = [one.account for one in (*known, *found)]
    groups = {one.of_group for one in every if one.of_group} | {one.id for one in every if one.group}
    missing = groups - {one.id for one in every}
    return [*found, *told(connection, "id", missing, rivals), *told(connection, "of_group", groups, rivals)]


def _loose(connection: Connection, rivals: Mapping[str, set[str]]) -> Iterator[Told]:
    """Records of people without an incident, or whose incident does not count."""
    yield from told_without_incident(connection, rivals)
    # two questions: one with "or" goes through all incidents
    gone = connection.execute(union(*(select(_INCIDENT.id).where(one) for one in uncounted(tables["incident"]))))
    yield from told(connection, "incident", [bytes(row.id).hex() for row in gone], rivals)


def facts_of(
    connection: Connection,
    rows: Mapping[str, Any],
    people: Iterable[Counted],
    found: Iterable[Told] = (),
    whole: Collection[str] = (),
) -> dict[str, Facts]:
    """All standing incidents among the rows, those with people counted anew.

    Args:
        people: each once; found: the records they were read from, as far as they stand in the columns.
        whole: incidents of which everybody was read, so that their columns are not needed.
    """
    read: dict[str, _People] = defaultdict(_People)
    for one in people:
        read[one.incident].now.append(one)
    for told_of in found:
        if told_of.incident not in whole:
            read[told_of.incident].before.append(alone(told_of.alone))
    standing = {record: row for record, row in rows.items() if counts(row)}
    anew = standing.keys() & {*read, *whole}
    groups = source_groups(connection)
    claims: dict[str, list[Claimed]] = {}
    for part in chunks(sorted(anew)):
        claims |= claims_of(connection, part, lambda: groups)
    facts = {record: as_columns(row) for record, row in standing.items()}
    for record in anew:
        base = Facts(facts[record].when) if record in whole else facts[record]
        facts[record] = as_counted(rows[record], base, read[record], claims.get(record, []))
    for record in facts.keys() & _torn_incidents(connection):
        facts[record] = _unverified(facts[record])
    return facts


def _torn_incidents(connection: Connection) -> set[str]:
    """The incidents teams disagree about."""
    found = connection.execute(select(rival.c.record).where(rival.c.kind == "incident")).scalars()
    return {bytes(one).hex() for one in found}


def _unverified(one: Facts) -> Facts:
    """An incident in dispute: nothing about it counts as verified until somebody has decided."""
    if not one.verified:
        return one
    return replace(one, verified=False, traits=one.traits._replace(verification="under_verification"))


def alone(account: Account) -> Counted:
    """A record as the columns of its incident count it."""
    low, high = account.people
    least = low or 0
    return Counted(account, (account.id,), account.incident, (least, None if high is None else max(least, high)))


def _disputed_incidents(connection: Connection) -> list[Cell]:
    """Where each standing incident about which, or about whose claims or people, teams disagree."""
    ids: set[str] = set()
    open_: dict[str, set[bytes]] = defaultdict(set)
    for kind, record in connection.execute(select(rival.c.kind, rival.c.record)):
        open_[kind].add(bytes(record))
    ids |= {record.hex() for record in open_["incident"]}
    for kind in ("claim", "victim"):
        table = tables[kind]
        for part in chunks(sorted(open_[kind])):
            rows = connection.execute(select(table.c.incident).where(table.c.id.in_(part), counted_one_by_one(table)))
            ids |= {row.incident for row in rows if row.incident}
    standing = [row for row in incident_rows(connection, ids).values() if counts(row)]
    return [Cell(row["day"] or "", row["area"] or "", (), traits_of(row)) for row in standing]


def _on_each_day(connection: Connection) -> list[list[Cell]]:
    """Where each standing incident whose day is in dispute would count, by each of the days that were said."""
    torn = {record.hex(): said for record, said in rivals_of_field(connection, "incident", "occurred").items()}
    rows = [row for row in incident_rows(connection, torn).values() if counts(row)]
    return [
        [Cell(day, row["area"] or "", (), traits_of(row)) for day in sorted(_days_of(torn[bytes(row["id"]).hex()]))]
        for row in rows
    ]


def _days_of(said: Iterable[Any]) -> set[str]:
    told = (columns_of("incident", {"occurred": one}) for one in said)
    return {str(one.get("occurred__first") or one.get("occurred__last") or "") for one in told}
