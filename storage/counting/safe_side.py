"""Who is to be looked for although somebody says that the person was found: missing until all agree."""

from __future__ import annotations

from sqlalchemy import Connection, select

from storage.counting.outcomes import LOST
from storage.database.tables import rival, tables
from storage.journal.journal import chunks, fields_of
from storage.journal.state import unpack_heads


def lost_in_dispute(connection: Connection) -> list[bytes]:
    """Ids of the victims of whom one team says missing or under the rubble, and another that they were found."""
    table = tables["victim"]
    wanted = select(rival.c.record).where(rival.c.kind == "victim", rival.c.field == "outcome")
    records = [bytes(row.record) for row in connection.execute(wanted)]
    found = []
    for part in chunks(records):
        for row in connection.execute(select(table.c.id, table.c.heads).where(table.c.id.in_(part))):
            stamps = unpack_heads(row.heads).get("outcome", ())
            told = fields_of(connection, stamps)
            if any(told[stamp].get("outcome") in LOST for stamp in stamps if stamp in told):
                found.append(bytes(row.id))
    return found
