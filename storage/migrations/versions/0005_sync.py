"""Several laptops: members, which changes of whom are held here and proved, what was set apart, what was exchanged."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

ROW = sa.BigInteger().with_variant(sa.Integer, "sqlite")
ID = sa.LargeBinary(16)
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
TYPES: dict[str, sa.types.TypeEngine[Any]] = {"": WORDS, "int": sa.BigInteger()}

KINDS = {
    "organisation": "name root since notes status withdrawn overrides team author entered",
    "certificate": """
        device name member_team person role signing sealing root issued issuer proof status withdrawn overrides team
        author entered
    """,
    "revocation": """
        device reason revoked epoch:int number:int root issuer proof status withdrawn overrides team author entered
    """,
}
TABLES = ("held", "apart", "peer", "exchanged")
INDEXES = (("certificate_device", "certificate", ["device"]), ("revocation_device", "revocation", ["device"]))


def upgrade() -> None:
    """Make the tables; what newer teams wrote into them already is read by ``storage/catching_up.py``."""
    for kind, columns in KINDS.items():
        parts = [word.partition(":") for word in columns.split()]
        op.create_table(
            kind,
            sa.Column("n", ROW, primary_key=True, autoincrement=False),
            sa.Column("id", ID, nullable=False, unique=True),
            sa.Column("born", ID, nullable=False),
            sa.Column("head", ID, nullable=False),
            sa.Column("heads", WORDS, nullable=False),
            sa.Column("extra", WORDS, nullable=False),
            *(sa.Column(name, TYPES[sql]) for name, _, sql in parts),
        )
    for name, table, names in INDEXES:
        op.create_index(name, table, names)
    _held()
    _apart()
    _peers()
    note = sa.table("meta", sa.column("name", WORDS), sa.column("value", WORDS))
    op.execute(note.delete().where(note.c.name == "catch-up"))
    op.execute(note.insert().values(name="catch-up", value=revision))


def _held() -> None:
    op.create_table(
        "held",
        sa.Column("device", sa.LargeBinary(8), primary_key=True),
        sa.Column("first", ROW, primary_key=True, autoincrement=False),
        sa.Column("last", ROW, primary_key=True, autoincrement=False),
        sa.Column("before", sa.LargeBinary(32), nullable=False),
        sa.Column("tip", sa.LargeBinary(32), nullable=False),
        sa.Column("seal", sa.LargeBinary(64), nullable=False),
        sa.Column("low", ROW, nullable=False),
        sa.Column("high", ROW, nullable=False),
    )


def _apart() -> None:
    op.create_table(
        "apart",
        sa.Column("n", ROW, primary_key=True, autoincrement=True),
        sa.Column("device", sa.LargeBinary(8), nullable=False),
        sa.Column("first", ROW, nullable=False),
        sa.Column("last", ROW, nullable=False),
        sa.Column("tip", sa.LargeBinary(32), nullable=False),
        sa.Column("word", WORDS, nullable=False),
        sa.Column("carrier", WORDS, nullable=False),
        sa.Column("moment", WORDS, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("settled", WORDS, nullable=False),
        sqlite_autoincrement=True,
    )


def _peers() -> None:
    op.create_table(
        "peer",
        sa.Column("device", WORDS, primary_key=True),
        sa.Column("vector", WORDS, nullable=False),
        sa.Column("moment", WORDS, nullable=False),
        sa.Column("road", WORDS, nullable=False),
    )
    op.create_table(
        "exchanged",
        sa.Column("n", ROW, primary_key=True, autoincrement=True),
        sa.Column("moment", WORDS, nullable=False),
        sa.Column("road", WORDS, nullable=False),
        sa.Column("direction", WORDS, nullable=False),
        sa.Column("device", WORDS, nullable=False),
        sa.Column("bundle", WORDS, nullable=False),
        sa.Column("changes", ROW, nullable=False),
        sa.Column("trouble", WORDS, nullable=False),
        sqlite_autoincrement=True,
    )
