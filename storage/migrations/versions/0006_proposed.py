"""What only a file proposes waits for a person and counts in nothing: a column that finds it, sums that know it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

WAITING = "incident claim victim outcome movement facility function damage place population village_state"
SUMMED = "movement_withdrawn_day_area_direction_persons__min_persons__max"[:60]
COLUMNS = "withdrawn day area direction persons__min persons__max status"


def upgrade() -> None:
    """Add the column, fill it, then make its indexes; the sums of movements ask for the status as well."""
    some = sa.column("waiting").isnot(None)
    for table in WAITING.split():
        op.add_column(table, sa.Column("waiting", sa.BigInteger()))
        op.execute(f"UPDATE {table} SET waiting = 1 WHERE status = 'proposed' AND withdrawn IS NULL")
        op.create_index(f"{table}_waiting_sparse", table, ["waiting"], sqlite_where=some, postgresql_where=some)
    op.drop_index(SUMMED, "movement")
    op.create_index(SUMMED, "movement", COLUMNS.split())
