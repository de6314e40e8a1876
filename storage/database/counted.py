"""What counts: a record that is neither withdrawn nor only proposed by a file. The one place that says so.

Rows of foreign tables come in as *proposed*. They stand in lists with their tag and in nothing that is added up, until
a person confirms them (see ``review/confirming.py``).
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Table, and_, func

from storage.database.rows import Columns

PROPOSED = "proposed"
"""The status of what a file proposes and nobody confirmed."""
WAITING = ("incident", "claim", "victim", "outcome", "movement", "facility", "function", "damage", "place",
           "population", "village_state")  # fmt: skip
"""Kinds that files can propose; their column ``waiting`` is 1 for those that wait for a person."""


def counted(table: Table) -> ColumnElement[bool]:
    """Whether a record counts, for an index that holds the ends of both columns."""
    return and_(table.c.withdrawn.is_(None), confirmed(table))


def counted_one_by_one(table: Table) -> ColumnElement[bool]:
    """The same for records found by something else: by an index of it SQLite would walk everybody who stands."""
    return and_(func.coalesce(table.c.withdrawn, "") == "", confirmed(table))


def confirmed(table: Table) -> ColumnElement[bool]:
    """Whether a record is more than a proposal of a file."""
    return table.c.status.is_distinct_from(PROPOSED)


def uncounted(table: Table) -> tuple[ColumnElement[bool], ...]:
    """The few that do not count, of a kind in ``WAITING``: a condition for each small index that finds them."""
    return table.c.withdrawn.isnot(None), table.c.waiting == 1


def counts(row: Columns) -> bool:
    """Whether a record counts, by its columns or its values."""
    return not row.get("withdrawn") and row.get("status") != PROPOSED


def waiting(row: Columns) -> int | None:
    """1 for a record that a file proposed and nobody confirmed or refused."""
    return 1 if row.get("status") == PROPOSED and not row.get("withdrawn") else None
