"""What a ledger of villages rests on: which movements are linked, and a village's movements in one piece."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ENDS = """
    withdrawn direction destination_known started__first started__last ended__first ended__last day persons__min
    persons__max households__min households__max share status linked id
"""
INDEXES = (
    ("movement_origin_destination_withdrawn_direction_destination_known"[:60], "origin destination"),
    ("movement_destination_origin_withdrawn_direction_destination_known"[:60], "destination origin"),
)
REPLACED = ("movement_origin", "movement_destination")
SPARSE = "movement_linked_sparse"


def upgrade() -> None:
    """Add the column, fill it, then make the indexes in place of the two narrow ones."""
    op.add_column("movement", sa.Column("linked", sa.BigInteger()))
    op.execute("UPDATE movement SET linked = 1 WHERE same_people_as IS NOT NULL AND same_people_as <> '[]'")
    for name in REPLACED:
        op.drop_index(name, "movement")
    for name, ends in INDEXES:
        op.create_index(name, "movement", [*ends.split(), *ENDS.split()])
    some = sa.column("linked").isnot(None)
    op.create_index(SPARSE, "movement", ["linked"], sqlite_where=some, postgresql_where=some)
