"""What leaves and comes by files: the log of disclosures, mappings of foreign tables, where records came from."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ROW = sa.BigInteger().with_variant(sa.Integer, "sqlite")
ID = sa.LargeBinary(16)
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
TYPES: dict[str, sa.types.TypeEngine[Any]] = {"": WORDS, "int": sa.BigInteger()}

KINDS = {
    "disclosure": """
        level recipient purpose format shape language first last place file_name sha256 rows:int position:int made
        protected hidden key status withdrawn overrides team author entered
    """,
    "mapping": """
        name record_kind headers content notes status withdrawn overrides team author entered
    """,
    "intake": """
        record_id record_kind file_name sha256 sheet row:int row_key content mapping status withdrawn overrides team
        author entered
    """,
}
INDEXES = (("intake_record_id", "intake", ["record_id"]), ("intake_row_key", "intake", ["row_key"]))


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
    note = sa.table("meta", sa.column("name", WORDS), sa.column("value", WORDS))
    op.execute(note.delete().where(note.c.name == "catch-up"))
    op.execute(note.insert().values(name="catch-up", value=revision))
