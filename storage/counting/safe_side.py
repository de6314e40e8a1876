"""Who is to be looked for although somebody says that the person was found: missing until all agree."""

from __future__ import annotations

from sqlalchemy import Connection

from storage.counting.outcomes import LOST
from storage.rivals import rivals_of_field


def lost_in_dispute(connection: Connection) -> list[bytes]:
    """Ids of the victims of whom one team says missing or under the rubble, and another that they were found."""
    told = rivals_of_field(connection, "victim", "outcome")
    return [record for record, rivals in told.items() if any(one in LOST for one in rivals)]
