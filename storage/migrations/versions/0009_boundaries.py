"""Borders of areas that were taken in: packs, their levels, and the rings of each level in several details."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

ROW = sa.BigInteger().with_variant(sa.Integer, "sqlite")
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

TABLES = ("boundary_pack", "boundary_layer", "boundary_detail")


def upgrade() -> None:
    """Make the tables; nothing of them was anywhere before."""
    op.create_table(
        "boundary_pack",
        sa.Column("id", WORDS, primary_key=True),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("file", WORDS, nullable=False),
        sa.Column("moment", WORDS, nullable=False),
        sa.Column("credit", WORDS, nullable=False),
    )
    op.create_table(
        "boundary_layer",
        sa.Column("pack", WORDS, primary_key=True),
        sa.Column("level", ROW, primary_key=True, autoincrement=False),
        sa.Column("areas", ROW, nullable=False),
        sa.Column("names", WORDS, nullable=False),
        sa.Column("middles", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "boundary_detail",
        sa.Column("pack", WORDS, primary_key=True),
        sa.Column("level", ROW, primary_key=True, autoincrement=False),
        sa.Column("detail", ROW, primary_key=True, autoincrement=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )
