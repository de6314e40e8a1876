"""Missing people and bodies without a name: which of them could be one person, and what a person decided about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from storage.core import Core
from storage.counting.outcomes import current, follow_up, points_of, recorded
from storage.counting.safe_side import lost_in_dispute
from storage.database.counted import counted
from storage.database.rows import id_bytes, load_values
from storage.database.tables import tables
from storage.edits import Edit, Entry
from storage.fields.kinds import NameValue
from storage.lists.conditions import under
from storage.lists.listing import Listing, Listings, Query, Row
from storage.looking import Looking
from storage.matching.unidentified import EARLIER, LATER, LEVELS, Account, Likely, ranked

MOST = 4000
"""Accounts compared with one; those of the nearest days."""
SHOWN = 12
NEVER, FAR = date(1900, 1, 1), date(9000, 1, 1)
"""Days beyond these are slips; counting from them would leave the calendar."""
DECIDED = ("identified_as", "not_same", "same_person_as")
"""Links by which a person has answered whether two are one."""
_TABLE = tables["victim"]
_COLUMNS = ("n", "id", "day", "outcome_day__first", "where_id", "area", "sex", "age__years_min", "age__years_max",
            "name", "family_group", "board")  # fmt: skip


@dataclass(frozen=True)
class Candidate:
    """Somebody who could be the same person: the row of the list, and what speaks for it."""

    row: Row
    likely: Likely


@dataclass(frozen=True)
class Identified:
    """That a body was somebody: the link, the other record, and whether that is the body."""

    link: Entry
    other: Row
    other_is_body: bool


class Seeking(Looking, Listings, Core):
    """The board of the missing."""

    def could_be(self, record: str, limit: int = SHOWN) -> list[Candidate]:
        """For somebody missing the bodies without a name, for such a body the missing: best first.

        Pairs somebody has decided about are left out, and bodies that are identified already.
        """
        with self.database.reading() as connection:
            sought = self._row_of(connection, record)
            if sought is None or not sought["area"] or not self._role(connection, sought):
                return []
            body = sought["board"] == "unidentified"
            if body and self._identified(connection, [record]):
                return []
            rows = self._others(connection, sought, body=body)
            pairs = ranked(_account(sought), map(_account, rows), sought_is_body=body)
            gone = self._decided(connection, record)
            gone |= self._identified(connection, [other.id for other, _ in pairs])
        found = [(other.id, likely) for other, likely in pairs if other.id not in gone][:limit]
        numbers = {bytes(row["id"]).hex(): int(row["n"]) for row in rows}
        listed = Listing(self, Query("victim")).rows([numbers[one] for one, _ in found])
        by_id = {row.id: row for row in listed.values()}
        return [Candidate(by_id[one], likely) for one, likely in found if one in by_id]

    def identified_with(self, record: str) -> list[Identified]:
        """The other accounts of this person that somebody identified with it, and their standing links."""
        found = []
        for end, other in (("first", "second"), ("second", "first")):
            for link in self.children("link", end, record):
                if link.values.get("link") == "identified_as" and not link.values.get("withdrawn"):
                    row = self._listed(str(link.values.get(other) or ""))
                    if row is not None:
                        found.append(Identified(link, row, other_is_body=other == "first"))
        return found

    def identification(self, body: str, person: str, told: Mapping[str, Any], reason: str) -> list[Edit]:
        """One save: this body is that person. The body's account stays as it is; the person's timeline grows.

        Args:
            told: more of the step (``day``, ``place``, ``source``, ``said_by``); what is left out is the body's.
        """
        found, named = self.read("victim", body), self.read("victim", person)
        link = Edit("link", None, {**_link("identified_as", body, person), "reason": reason or None}, why=reason)
        if found is None or named is None or named.values.get("outcome") == "killed":
            return [link]
        seen = found.values
        row = self._listed(body)
        of_body = {"day": seen.get("outcome_day"), "place": row["where_id"] if row is not None else None,
                   "hospital": seen.get("hospital")}  # fmt: skip
        step = {name: value for name, value in {**of_body, **told}.items() if value is not None}
        steps = points_of(self.children("outcome", "victim", person))
        return [link, *recorded(named, steps, {**step, "outcome": "killed"})]

    def told_apart(self, one: str, two: str, reason: str = "") -> list[Edit]:
        """These two are not one person: it is not asked again."""
        return [Edit("link", None, {**_link("not_same", one, two), "reason": reason or None}, why=reason)]

    def identification_taken_back(self, link: str, reason: str) -> list[Edit]:
        """The identification was a mistake: the link and the step made with it are withdrawn, the person is sought."""
        entry = self.read("link", link)
        if entry is None:
            return []
        person = self.read("victim", str(entry.values.get("second") or ""))
        edits = [Edit("link", link, {"withdrawn": reason}, entry.seen, reason)]
        if person is None:
            return edits
        saves = {step.save for step in self.history("link", link)[-1:]}
        steps = [one for one in self.children("outcome", "victim", person.id) if not one.values.get("withdrawn")]
        made = [
            one
            for one in steps
            if one.values.get("outcome") == "killed" and {s.save for s in self.history("outcome", one.id)[-1:]} & saves
        ]
        edits += [Edit("outcome", one.id, {"withdrawn": reason}, one.seen, reason) for one in made]
        after = points_of(one for one in steps if one not in made)
        changes = follow_up(person.values, points_of(steps), after) if made and current(after) else {}
        return [*edits, Edit("victim", person.id, changes, person.seen, reason)] if changes else edits

    # ---- reading

    def _listed(self, record: str) -> Row | None:
        listing = Listing(self, Query("victim", withdrawn="with"))
        number = listing.number_of(record)
        return listing.rows([number]).get(number) if number is not None else None

    def _row_of(self, connection: Connection, record: str) -> dict[str, Any] | None:
        query = select(*(_TABLE.c[name] for name in _COLUMNS)).where(_TABLE.c.id == (id_bytes(record) or b""))
        row = connection.execute(query).mappings().one_or_none()
        return dict(row) if row is not None else None

    def _role(self, connection: Connection, sought: dict[str, Any]) -> str:
        if sought["board"] != "lost" and bytes(sought["id"]) in lost_in_dispute(connection):
            sought["board"] = "lost"
        return str(sought["board"] or "")

    def _others(self, connection: Connection, sought: Mapping[str, Any], *, body: bool) -> Sequence[Any]:
        columns = _TABLE.c
        board: ColumnElement[bool] = columns.board == ("lost" if body else "unidentified")
        where = [counted(tables["victim"]), *_near(sought, body=body)]
        query = select(*(columns[name] for name in _COLUMNS)).limit(MOST)
        order = columns.day.asc() if not body else columns.day.desc()
        found = list(connection.execute(query.where(board, *where).order_by(order)).mappings())
        if body:
            wanted = [one for one in lost_in_dispute(connection) if one not in {bytes(row["id"]) for row in found}]
            for start in range(0, len(wanted), 500):
                some = columns.id.in_(wanted[start : start + 500])
                found += connection.execute(query.where(some, *where)).mappings()
        return found

    def _decided(self, connection: Connection, record: str) -> set[str]:
        link = tables["link"].c
        query = select(link.first, link.second).where(
            or_(link.first == record, link.second == record), link.withdrawn.is_(None), link.link.in_(DECIDED)
        )
        return {end for row in connection.execute(query) for end in (row.first, row.second) if end}

    def _identified(self, connection: Connection, records: Iterable[str]) -> set[str]:
        """Those of these bodies that somebody has identified."""
        link, wanted, found = tables["link"].c, list(records), set()
        for start in range(0, len(wanted), 500):
            query = select(link.first).where(
                link.first.in_(wanted[start : start + 500]),
                link.withdrawn.is_(None),
                link.link == "identified_as",
            )
            found |= set(connection.execute(query).scalars())
        return found


def _link(kind: str, first: str, second: str) -> dict[str, Any]:
    return {"link": kind, "about": "victim", "first": first, "second": second, "status": "complete"}


def _near(sought: Mapping[str, Any], *, body: bool) -> list[ColumnElement[bool]]:
    """Only those of the same sub-district and of days that could fit, by the index."""
    columns, found = _TABLE.c, []
    path = str(sought["area"] or "").split("/")
    top = "/".join(path[:LEVELS])
    wider = ["/".join(path[:length]) for length in range(LEVELS - 1, min(len(path), LEVELS))]
    found.append(or_(under(columns.area, top), columns.area.in_(wider)) if wider else under(columns.area, top))
    day = sought["outcome_day__first"] or sought["day"]
    if day and len(day) >= 10:
        here = min(max(date.fromisoformat(day[:10]), NEVER), FAR)
        # the day of a record is that of its incident: it may be earlier than the day the person was found
        first = here - timedelta(days=2 * LATER if body else EARLIER + LATER)
        last = here + timedelta(days=EARLIER if body else LATER)
        inside = and_(columns.day >= first.isoformat(), columns.day <= last.isoformat() + "~")
        found.append(or_(inside, columns.day.is_(None)))
    return found


def _account(row: Mapping[str, Any]) -> Account:
    name = load_values("victim", {"name": row["name"]}).get("name")
    families = [name.ar.family, name.la.family] if isinstance(name, NameValue) else []
    families.append(str(row["family_group"] or ""))
    return Account(
        bytes(row["id"]).hex(),
        _exact(row["outcome_day__first"] or row["day"]),
        str(row["where_id"] or ""),
        str(row["area"] or ""),
        str(row["sex"] or ""),
        row["age__years_min"],
        row["age__years_max"],
        tuple(dict.fromkeys(family for family in families if family)),
    )


def _exact(day: str | None) -> str:
    return day[:10] if day and len(day) >= 10 else ""
