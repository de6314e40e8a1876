"""What a laptop marked as verified whose role does not verify is asked about: a column that finds it.

Whose those are, only the certificates say; the note lets ``storage/catching_up.py`` look through what stands already.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

KINDS = "incident victim facility movement place"


def upgrade() -> None:
    """Add the column and its indexes; leave the note."""
    some = sa.column("unentitled").isnot(None)
    for table in KINDS.split():
        op.add_column(table, sa.Column("unentitled", sa.BigInteger()))
        op.create_index(f"{table}_unentitled_sparse", table, ["unentitled"], sqlite_where=some, postgresql_where=some)
    note = sa.table("meta", sa.column("name", sa.Text()), sa.column("value", sa.Text()))
    op.execute(note.delete().where(note.c.name == "catch-up"))
    op.execute(note.insert().values(name="catch-up", value=revision))
