"""Where a source is used, which sources were used last, and how many of some are independent of each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, or_, select

from storage.core import Core
from storage.database.jsontext import unpack
from storage.database.rows import id_bytes
from storage.database.tables import tables
from storage.derive import source_groups
from storage.lists.listing import Row
from storage.sources.source_groups import SourceGroups

DIRECT = {
    "claim": ("incident", "incident"),
    "outcome": ("victim", "victim"),
    "movement": ("movement", ""),
    "village_state": ("place", "place"),
    "population": ("place", "place"),
    "function": ("facility", "facility"),
}
"""Kinds that name one source: kind and field of the record they are opened with ("" is the record itself)."""
LISTED = ("incident", "victim")
"""Kinds that keep several sources; they are looked through, which takes a moment in a large register."""
MOST = 100
RECENT = 1500
"""So many of the newest records tell which sources were used last."""


@dataclass(frozen=True)
class SourceUse:
    """One use of a source.

    Attributes:
        kind: of the record that names it; home: kind and row of the record it is opened with.
        credibility: code 1 to 6 of this use, "" when nobody judged it.
    """

    kind: str
    home: str
    row: Row | None
    credibility: str = ""

    @property
    def record(self) -> str:
        """The id of the record it is opened with."""
        return self.row.id if self.row is not None else ""


class SourceUses(Core):
    """Reading what rests on sources."""

    def uses_of_source(self, source: str, *, listed: bool = False) -> list[SourceUse]:
        """Standing records that name a source; ``listed``: incidents and people that keep it in their list."""
        with self.database.reading() as connection:
            if listed:
                return [use for kind in LISTED for use in self._in_lists(connection, kind, source)]
            judged = self._credibility(connection, source)
            return [use for kind in DIRECT for use in self._direct(connection, kind, source, judged)]

    def sources_in_use(self) -> list[str]:
        """Ids of the sources used last, the newest use first."""
        claim, movement, incident = tables["claim"].c, tables["movement"].c, tables["incident"].c
        with self.database.reading() as connection:
            found: list[tuple[bytes, str]] = []
            for table in (claim, movement):
                query = select(table.born, table.source).order_by(table.n.desc()).limit(RECENT)
                found += [(bytes(row.born), row.source) for row in connection.execute(query) if row.source]
            query = select(incident.born, incident.sources).order_by(incident.n.desc()).limit(RECENT)
            for row in connection.execute(query):
                found += [(bytes(row.born), one) for one in _ids(row.sources or "[]")]
        return list(dict.fromkeys(source for _, source in sorted(found, reverse=True) if id_bytes(source)))

    def groups_of_sources(self) -> SourceGroups:
        """Which sources speak with one voice."""
        with self.database.reading() as connection:
            return source_groups(connection)

    def _direct(self, connection: Connection, kind: str, source: str, judged: dict[str, str]) -> Iterable[SourceUse]:
        table = tables[kind]
        home, field = DIRECT[kind]
        column = table.c[field] if field else table.c.id
        query = select(table.c.id, column.label("home")).where(table.c.source == source, table.c.withdrawn.is_(None))
        rows = connection.execute(query.order_by(table.c.n.desc()).limit(MOST)).all()
        homes = {bytes(row.id).hex(): row.home if field else bytes(row.id).hex() for row in rows}
        known = _rows(connection, home, [record for one in homes.values() if (record := id_bytes(one))])
        for named, where in homes.items():
            yield SourceUse(kind, home, known.get(where or ""), judged.get(named, ""))

    def _in_lists(self, connection: Connection, kind: str, source: str) -> Iterable[SourceUse]:
        table = tables[kind]
        named = table.c.sources.contains(source, autoescape=True)
        if kind == "victim":
            named = or_(named, table.c.name.contains(source, autoescape=True))
        query: Select[Any] = select(table).where(named, table.c.withdrawn.is_(None)).order_by(table.c.n.desc())
        for row in connection.execute(query.limit(MOST)).mappings():
            yield SourceUse(kind, kind, Row(kind, row, "", {}))

    def _credibility(self, connection: Connection, source: str) -> dict[str, str]:
        table = tables["citation"].c
        same = (table.source == source) & table.withdrawn.is_(None) & table.credibility.isnot(None)
        rows = connection.execute(select(table.record_id, table.credibility).where(same).limit(MOST * 10))
        return {row.record_id: row.credibility for row in rows}


def voices(sources: Iterable[str], groups: SourceGroups) -> tuple[str, ...]:
    """One source for each voice: of several posts of one group the first."""
    return tuple({groups.party(one): one for one in reversed(list(sources))}.values())[::-1]


def independent(sources: Iterable[str], groups: SourceGroups) -> int:
    """How many of these sources are independent of each other."""
    return len(voices(sources, groups))


def _rows(connection: Connection, kind: str, ids: Sequence[bytes]) -> dict[str, Row]:
    table = tables[kind]
    found = connection.execute(select(table).where(table.c.id.in_(list(ids)))).mappings()
    return {bytes(row["id"]).hex(): Row(kind, row, "", {}) for row in found}


def _ids(text: str) -> list[str]:
    found = unpack(text)
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []
