"""The files that were taken in: what each brought, when, and how many records came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select

from storage.core import Core
from storage.database.tables import tables
from storage.journal.clock import stamp_time
from storage.journal.journal import chunks

MOST = 2_000
"""Files told; older ones stand in the register all the same."""


@dataclass(frozen=True, slots=True)
class TakenFile:
    """One file with the rows of one kind of record.

    Attributes:
        name, sha256: of the file; kind: of the records.
        rows, records: rows that were taken in and stand, and how many records they became; undone: rows taken back.
        when: the newest of them.
        sheets: how many sheets they stood in; sheet: the first one's name.
    """

    name: str
    sha256: str
    kind: str
    rows: int
    records: int
    undone: int
    when: datetime
    sheets: int
    sheet: str


class TakenFiles(Core):
    """Part of the store: the log of what came in."""

    def taken_files(self) -> list[TakenFile]:
        """Every file and kind of record, the one taken in last first."""
        table = tables["intake"].c
        stands = case((table.withdrawn.is_(None), 1), else_=0)
        newest = func.max(table.n).label("newest")
        query = (
            select(
                table.sha256, table.file_name, table.record_kind, newest, func.sum(stands).label("standing"),
                func.count().label("every"), func.count(table.sheet.distinct()).label("sheets"),
                func.min(table.sheet).label("sheet"),
                func.count(case((table.withdrawn.is_(None), table.record_id)).distinct()).label("records"),
            )
            .group_by(table.sha256, table.file_name, table.record_kind)
            .order_by(newest.desc())
            .limit(MOST)
        )  # fmt: skip
        with self.database.reading() as connection:
            rows = connection.execute(query).all()
            when: dict[int, datetime] = {}
            for part in chunks(row.newest for row in rows):
                born = select(table.n, table.born).where(table.n.in_(part))
                when.update({one.n: stamp_time(bytes(one.born)) for one in connection.execute(born)})
        return [
            TakenFile(
                row.file_name or "", row.sha256 or "", row.record_kind or "", row.standing, row.records,
                row.every - row.standing, when[row.newest], row.sheets, row.sheet or "",
            )
            for row in rows
        ]  # fmt: skip
