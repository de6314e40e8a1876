"""Attached files: which are held here and by which key, parts under way, what was written and read, their custody."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

ROW = sa.BigInteger().with_variant(sa.Integer, "sqlite")
ID = sa.LargeBinary(16)
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

CUSTODY = "attachment act moment device recipient sha256 notes status withdrawn overrides team author entered"
TABLES = ("blob", "piece", "parcel")


def upgrade() -> None:
    """Make the tables; custody that newer teams wrote already is read by ``storage/catching_up.py``."""
    op.create_table(
        "custody",
        sa.Column("n", ROW, primary_key=True, autoincrement=False),
        sa.Column("id", ID, nullable=False, unique=True),
        sa.Column("born", ID, nullable=False),
        sa.Column("head", ID, nullable=False),
        sa.Column("heads", WORDS, nullable=False),
        sa.Column("extra", WORDS, nullable=False),
        *(sa.Column(name, WORDS) for name in CUSTODY.split()),
    )
    op.create_index("custody_attachment", "custody", ["attachment"])
    op.create_index("attachment_sha256", "attachment", ["sha256"])
    op.add_column("peer", sa.Column("lacking", WORDS, nullable=False, server_default="{}"))
    _files()
    note = sa.table("meta", sa.column("name", WORDS), sa.column("value", WORDS))
    op.execute(note.delete().where(note.c.name == "catch-up"))
    op.execute(note.insert().values(name="catch-up", value=revision))


def _files() -> None:
    op.create_table(
        "blob",
        sa.Column("sha256", WORDS, primary_key=True),
        sa.Column("size", ROW, nullable=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("key", sa.LargeBinary(32), nullable=False),
        sa.Column("moment", WORDS, nullable=False),
        sa.Column("state", WORDS, nullable=False),
    )
    op.create_table(
        "piece",
        sa.Column("sha256", WORDS, primary_key=True),
        sa.Column("at", ROW, primary_key=True, autoincrement=False),
        sa.Column("length", ROW, primary_key=True, autoincrement=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("key", sa.LargeBinary(32), nullable=False),
    )
    op.create_table(
        "parcel",
        sa.Column("name", WORDS, primary_key=True),
        sa.Column("sha256", WORDS, nullable=False),
        sa.Column("at", ROW, nullable=False),
        sa.Column("length", ROW, nullable=False),
        sa.Column("size", ROW, nullable=False),
        sa.Column("digest", WORDS, nullable=False),
        sa.Column("recipients", WORDS, nullable=False),
        sa.Column("moment", WORDS, nullable=False),
    )
    op.create_index("parcel_sha256", "parcel", ["sha256"])
