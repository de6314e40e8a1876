"""Changes on their way to others: read from the journal in the order they arrived here."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from storage.core import Core
from storage.database.tables import journal
from storage.journal.change import Change
from storage.journal.journal import to_change

AT_ONCE = 2000


class Outgoing(Core):
    """Reading the journal for other devices."""

    def changes(self, after: int = 0) -> Iterator[Change]:
        """All changes that arrived after a journal position, oldest first."""
        while True:
            with self.database.reading() as connection:
                query = select(journal).where(journal.c.seq > after).order_by(journal.c.seq).limit(AT_ONCE)
                rows = connection.execute(query).mappings().all()
            if not rows:
                return
            after = rows[-1]["seq"]
            yield from (to_change(row) for row in rows)
