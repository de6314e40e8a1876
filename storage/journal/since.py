"""Which kinds of records may read otherwise than at an earlier moment: what is kept in memory of others still holds.

A change moves its own record. A change of any kind, by telling how late it is elsewhere, can also move what is shown
of open disputes of *other* records (``merge.horizon``): those move without a change of their own.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, func, select

from storage.database.tables import journal, rival
from storage.journal.journal import believed_until
from storage.journal.merge import judged_after


class Moment(NamedTuple):
    """A moment of a register: its journal position, and until when clocks are believed."""

    position: int
    believed: int


BEFORE_ALL = Moment(-1, 0)


def moment_of(connection: Connection) -> Moment:
    """The moment of a snapshot."""
    return Moment(connection.execute(_POSITION).scalar() or 0, believed_until(connection))


def kinds_since(connection: Connection, earlier: Moment, now: Moment) -> set[str]:
    """The kinds of records that may read otherwise at one of these moments; ``connection`` sees the later one."""
    after = journal.c.seq > min(earlier.position, now.position)
    found = set(connection.execute(select(journal.c.kind).where(after).distinct()).scalars())
    if earlier.believed != now.believed:
        found |= set(connection.execute(_judged(select(rival.c.kind), earlier, now).distinct()).scalars())
    return found


def records_since(connection: Connection, kind: str, earlier: Moment, now: Moment) -> set[bytes]:
    """The records of a kind that may read otherwise."""
    after = journal.c.seq > min(earlier.position, now.position), journal.c.kind == kind
    found = {bytes(record) for record in connection.execute(select(journal.c.record).where(*after)).scalars()}
    if earlier.believed != now.believed:
        anew = _judged(select(rival.c.record).where(rival.c.kind == kind), earlier, now)
        found |= {bytes(record) for record in connection.execute(anew).scalars()}
    return found


def _judged(query: Select[Any], earlier: Moment, now: Moment) -> Select[Any]:
    return query.where(rival.c.newest > judged_after(earlier.believed, now.believed))


_POSITION = select(func.max(journal.c.seq))
