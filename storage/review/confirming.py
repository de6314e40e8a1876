"""Confirming what files proposed, or refusing it: a whole file or some of its records, in one save that can be undone.

A record that has all it needs becomes *complete*, a place *verified*; what lacks something becomes a draft, so that it
counts and asks to be finished. A refused record is withdrawn with the reason; nothing is deleted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from storage.bulk import Bulk
from storage.database.counted import WAITING, waiting
from storage.database.tables import tables
from storage.edits import Edit, Outcome
from storage.journal.clock import stamp_time
from storage.journal.journal import chunks
from storage.looking import Looking
from storage.review.inbox import VERIFIED
from storage.review.wishes import EVERYTHING, Wish, Wishing
from storage.rules import hard_only, problems
from storage.sync.rights import VERIFY

_INTAKE = tables["intake"].c
Step = Callable[[int, int], None]
Stop = Callable[[], bool]


@dataclass(frozen=True)
class WaitingFile:
    """A file whose rows wait for a person.

    Attributes:
        sha256: of its bytes, "" for records whose file is not known here; name: without its folder.
        kinds: how many records of each kind wait.
        taken: when its rows came in; author: the id of who took them in.
    """

    sha256: str
    name: str
    kinds: Mapping[str, int]
    taken: datetime | None = None
    author: str = ""

    @property
    def count(self) -> int:
        """How many records wait."""
        return sum(self.kinds.values())


class Waiting(Wishing):
    """Part of the store: what waits to be confirmed, by file."""

    def waiting_files(self, wish: Wish = EVERYTHING) -> list[WaitingFile]:
        """The files whose rows wait, the newest first; records of no known file last."""
        found: dict[str, WaitingFile] = {}
        rest: dict[str, int] = {}
        with self.database.reading() as connection:
            for kind in WAITING:
                left = self._count_waiting(connection, kind, wish)
                for row in connection.execute(self._by_file(kind, wish)) if left else ():
                    left -= row.many
                    known = found.get(row.sha256 or "")
                    kinds = {**(known.kinds if known else {}), kind: row.many}
                    found[row.sha256 or ""] = WaitingFile(
                        row.sha256 or "", row.file_name or "", kinds, stamp_time(bytes(row.born)), row.author or ""
                    )
                rest.update({kind: left} if left > 0 else {})
        files = sorted(found.values(), key=lambda one: (one.taken is not None, one.taken), reverse=True)
        return [*files, *([WaitingFile("", "", rest)] if rest else [])]

    def count_files(self, connection: Connection, wish: Wish) -> int:
        """How many files have rows that wait; records of no known file are one more."""
        found: set[str] = set()
        for kind in WAITING:
            left = self._count_waiting(connection, kind, wish)
            for row in connection.execute(self._by_file(kind, wish)) if left else ():
                left -= row.many
                found.add(row.sha256 or "")
            found |= {""} if left > 0 else set()
        return len(found)

    def waiting_records(self, sha256: str | None = None, wish: Wish = EVERYTHING) -> list[tuple[str, str]]:
        """Kind and id of every record that waits: of all files, of one, or ("") of no known one."""
        found: list[tuple[str, str]] = []
        with self.database.reading() as connection:
            for kind in WAITING:
                table = tables[kind].c
                query = select(table.id).where(table.waiting == 1, *self._wished(kind, wish)).order_by(table.n)
                if sha256:
                    query = query.where(self._hex(table.id).in_(self._first_origins(kind, _INTAKE.sha256 == sha256)))
                elif sha256 is not None:
                    query = query.where(self._hex(table.id).notin_(self._first_origins(kind)))
                found += [(kind, bytes(record).hex()) for record in connection.execute(query).scalars()]
        return found

    def _count_waiting(self, connection: Connection, kind: str, wish: Wish) -> int:
        query = select(func.count()).where(tables[kind].c.waiting == 1, *self._wished(kind, wish))
        return connection.execute(query).scalar() or 0

    def _by_file(self, kind: str, wish: Wish) -> Select[Any]:
        """How many records of a kind wait, by the file they first came from."""
        columns = func.max(_INTAKE.file_name), func.max(_INTAKE.author), func.min(_INTAKE.born), func.count()
        named = (one.label(name) for one, name in zip(columns, ("file_name", "author", "born", "many"), strict=True))
        of_wish = _INTAKE.record_id.in_(self._waiting_ids(kind, wish))
        first = self._firsts(kind)
        return select(_INTAKE.sha256, *named).where(_INTAKE.n.in_(first), of_wish).group_by(_INTAKE.sha256)

    def _first_origins(self, kind: str, *conditions: ColumnElement[bool]) -> Select[Any]:
        return select(_INTAKE.record_id).where(_INTAKE.n.in_(self._firsts(kind)), *conditions)

    def _firsts(self, kind: str) -> Select[Any]:
        """Of each record that waits, the origin it first came from: a later file may have told of it again."""
        of_kind = _INTAKE.withdrawn.is_(None) & _INTAKE.record_id.in_(self._waiting_ids(kind, EVERYTHING))
        return select(func.min(_INTAKE.n)).where(of_kind).group_by(_INTAKE.record_id)

    def _waiting_ids(self, kind: str, wish: Wish) -> Select[Any]:
        table = tables[kind].c
        return select(self._hex(table.id)).where(table.waiting == 1, *self._wished(kind, wish))


class Confirming(Bulk, Looking, Waiting):
    """Part of the store: the answers to what waits."""

    def confirmations(self, records: Iterable[tuple[str, str]]) -> list[Edit]:
        """What confirming these (kind, id) writes; those that do not wait any more are passed over."""
        return [Edit(kind, record, {"status": status}) for kind, record, status in self._waiting_among(records)]

    def confirm(
        self,
        records: Sequence[tuple[str, str]],
        *,
        why: str = "",
        cancelled: Stop | None = None,
        progress: Step | None = None,
    ) -> Outcome:
        """Make these proposals (kind, id) records like any other, in one save; what does not wait is passed over.

        Raises:
            Cancelled: the person stopped it; nothing was written.
            UserError: the world stopped it; nothing was written.
        """
        wanted = self.confirmations(records)
        return self.save_many(wanted, why=why, expected=len(wanted), cancelled=cancelled, progress=progress)

    def refuse(
        self,
        records: Sequence[tuple[str, str]],
        reason: str,
        *,
        cancelled: Stop | None = None,
        progress: Step | None = None,
    ) -> Outcome:
        """Withdraw these proposals with a reason, in one save; what does not wait is passed over.

        Raises:
            Cancelled: the person stopped it; nothing was written.
            UserError: the world stopped it; nothing was written.
        """
        wanted = self._waiting_among(records)
        return self.save_many(
            (Edit(kind, record, {"withdrawn": reason}) for kind, record, _ in wanted),
            why=reason, expected=len(wanted), cancelled=cancelled, progress=progress,
        )  # fmt: skip

    def _waiting_among(self, records: Iterable[tuple[str, str]]) -> list[tuple[str, str, str]]:
        """Those that still wait: kind, id, and the status each has once it is confirmed."""
        by_kind: dict[str, list[str]] = {}
        for kind, record in records:
            by_kind.setdefault(kind, []).append(record)
        return [one for kind in WAITING for one in self._settled_as(kind, by_kind.get(kind, ()))]

    def _settled_as(self, kind: str, records: Iterable[str]) -> Iterator[tuple[str, str, str]]:
        for part in chunks(dict.fromkeys(records)):
            for entry in self.read_many(kind, part):
                if waiting(entry.values):
                    status = confirmed_as(kind, entry.values)
                    may = status != VERIFIED or self.may(VERIFY)  # else a place still waits for who verifies
                    yield kind, entry.id, status if may else "complete"


def confirmed_as(kind: str, values: Mapping[str, Any]) -> str:
    """The status a proposal has once it is confirmed: what lacks something is a draft."""
    status = VERIFIED if kind == "place" else "complete"
    return "draft" if hard_only(problems(kind, {**values, "status": status})) else status
