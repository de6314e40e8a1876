"""The tables of a register, derived from the record classes; the same on both engines.

A record's row holds each field in canonical form, the facets its fields ask for, derived columns, and its heads: one
default stamp plus the exceptions. Row numbers ``n`` follow the time of entry, so that the newest rows lie together.
The full-text tables differ by engine and are made in ``search.py``.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.types import TypeEngine

from storage.fields.field import Field
from storage.records import RECORDS, Record

metadata = MetaData()

LONGEST_NAME = 60
"""Letters of the name of an index; PostgreSQL cuts names after 63."""

Row = BigInteger().with_variant(Integer, "sqlite")
Id = LargeBinary(16)
Words = Text().with_variant(Text(collation="C"), "postgresql")
"""Text in the order of its letters' numbers on both engines, whatever language the server speaks."""
SQL_TYPES: dict[str, TypeEngine[Any]] = {"int": BigInteger(), "text": Words, "real": Float(), "blob": LargeBinary()}

meta = Table("meta", metadata, Column("name", Words, primary_key=True), Column("value", Words, nullable=False))
"""Facts of this register on this device: device, epoch, numbers. Never travels."""

setting = Table("setting", metadata, Column("name", Words, primary_key=True), Column("value", Words, nullable=False))
"""What this window remembers: sizes, columns, the lock's minutes. Never travels."""

journal = Table(
    "journal",
    metadata,
    Column("seq", Row, primary_key=True, autoincrement=True),
    Column("stamp", Id, nullable=False, unique=True),
    Column("number", Row, nullable=False),
    Column("kind", Words, nullable=False),
    Column("record", Id, nullable=False),
    Column("fields", Words, nullable=False),
    Column("over", Words, nullable=False),
    Column("who", Id, nullable=False),
    Column("save", Id, nullable=False),
    Column("why", Words, nullable=False),
    Index("journal_record", "record"),
    Index("journal_save", "save"),
    sqlite_autoincrement=True,
)
"""Every change ever made or learned. ``seq`` is the order of arrival here, the *journal position* of an export."""

device_seen = Table(
    "device_seen",
    metadata,
    Column("device", LargeBinary(8), primary_key=True),
    Column("newest", Id, nullable=False),
    Column("number", Row, nullable=False),
)
"""Each device's newest stamp and highest change number known here."""

early = Table(
    "early",
    metadata,
    Column("record", Id, nullable=False),
    Column("kind", Words, nullable=False),
    Column("field", Words, nullable=False),
    Column("stamp", Id, nullable=False),
    Column("by", Id, nullable=False),
    Index("early_record", "record"),
)
"""Values replaced before they arrived: the change ``stamp`` is awaited, ``by`` already replaced it."""

rival = Table(
    "rival",
    metadata,
    Column("record", Id, nullable=False),
    Column("kind", Words, nullable=False),
    Column("field", Words, nullable=False),
    Column("newest", Id, nullable=False),
    Index("rival_record", "record"),
)
"""Fields with several heads of different values: the open conflicts."""

held = Table(
    "held",
    metadata,
    Column("device", LargeBinary(8), primary_key=True),
    Column("first", Row, primary_key=True, autoincrement=False),
    Column("last", Row, primary_key=True, autoincrement=False),
    Column("before", LargeBinary(32), nullable=False),
    Column("tip", LargeBinary(32), nullable=False),
    Column("seal", LargeBinary(64), nullable=False),
    Column("low", Row, nullable=False),
    Column("high", Row, nullable=False),
)
"""Whose changes are held here and proved: numbers ``first`` to ``last`` of a device and epoch, the hash of its chain
before and after them, its signature over that, and between which journal positions they lie. Ranges may overlap."""

apart = Table(
    "apart",
    metadata,
    Column("n", Row, primary_key=True, autoincrement=True),
    Column("device", LargeBinary(8), nullable=False),
    Column("first", Row, nullable=False),
    Column("last", Row, nullable=False),
    Column("tip", LargeBinary(32), nullable=False),
    Column("word", Words, nullable=False),
    Column("carrier", Words, nullable=False),
    Column("moment", Words, nullable=False),
    Column("content", LargeBinary(), nullable=False),
    Column("settled", Words, nullable=False),
    sqlite_autoincrement=True,
)
"""Changes set apart, not taken in: of a cloned laptop, of one revoked or not certified. ``content`` as they came."""

peer = Table(
    "peer",
    metadata,
    Column("device", Words, primary_key=True),
    Column("vector", Words, nullable=False),
    Column("moment", Words, nullable=False),
    Column("road", Words, nullable=False),
    Column("lacking", Words, nullable=False, server_default="{}"),
)
"""What each other device was last known to hold (its receipt), when and by which road that came; ``lacking``: the
attached files it knew of and had not, sha-256 to ranges of bytes."""

blob = Table(
    "blob",
    metadata,
    Column("sha256", Words, primary_key=True),
    Column("size", Row, nullable=False),
    Column("name", Words, nullable=False),
    Column("key", LargeBinary(32), nullable=False),
    Column("moment", Words, nullable=False),
    Column("state", Words, nullable=False),
)
"""Attached files held here: the hash of what they hold, their name in the folder ``attachments``, the key only this
row has. ``state``: "" when it is there, ``gone`` or ``damaged`` when it was not found so. Never travels."""

piece = Table(
    "piece",
    metadata,
    Column("sha256", Words, primary_key=True),
    Column("at", Row, primary_key=True, autoincrement=False),
    Column("length", Row, primary_key=True, autoincrement=False),
    Column("name", Words, nullable=False),
    Column("key", LargeBinary(32), nullable=False),
)
"""Parts of attached files that have arrived while the rest has not; each is a file of its own in ``attachments``."""

parcel = Table(
    "parcel",
    metadata,
    Column("name", Words, primary_key=True),
    Column("sha256", Words, nullable=False),
    Column("at", Row, nullable=False),
    Column("length", Row, nullable=False),
    Column("size", Row, nullable=False),
    Column("digest", Words, nullable=False),
    Column("recipients", Words, nullable=False),
    Column("moment", Words, nullable=False),
    Index("parcel_sha256", "sha256"),
)
"""Files with parts of attached files that were written for others or read, so that neither is done twice."""

boundary_pack = Table(
    "boundary_pack",
    metadata,
    Column("id", Words, primary_key=True),
    Column("name", Words, nullable=False),
    Column("file", Words, nullable=False),
    Column("moment", Words, nullable=False),
    Column("credit", Words, nullable=False),
)
"""Files with borders of areas that were taken in. Never travels: who needs one imports the same file."""

boundary_layer = Table(
    "boundary_layer",
    metadata,
    Column("pack", Words, primary_key=True),
    Column("level", Row, primary_key=True, autoincrement=False),
    Column("areas", Row, nullable=False),
    Column("names", Words, nullable=False),
    Column("middles", LargeBinary(), nullable=False),
)
"""One level of a pack: how many areas; names, code and place of each, as JSON; where their names stand."""

boundary_detail = Table(
    "boundary_detail",
    metadata,
    Column("pack", Words, primary_key=True),
    Column("level", Row, primary_key=True, autoincrement=False),
    Column("detail", Row, primary_key=True, autoincrement=False),
    Column("content", LargeBinary(), nullable=False),
)
"""The rings of a level, packed by ``storage/maps/packing.py``: 0 as they came, then with ever fewer corners."""

exchanged = Table(
    "exchanged",
    metadata,
    Column("n", Row, primary_key=True, autoincrement=True),
    Column("moment", Words, nullable=False),
    Column("road", Words, nullable=False),
    Column("direction", Words, nullable=False),
    Column("device", Words, nullable=False),
    Column("bundle", Words, nullable=False),
    Column("changes", Row, nullable=False),
    Column("trouble", Words, nullable=False),
    sqlite_autoincrement=True,
)
"""The log of exchanges: what went and came, by which road, and what stopped it. Never travels."""

draft = Table(
    "draft",
    metadata,
    Column("id", Words, primary_key=True),
    Column("kind", Words, nullable=False),
    Column("record", Words, nullable=False),
    Column("content", Words, nullable=False),
    Column("touched", Words, nullable=False),
    Column("open", Integer, nullable=False),
)
"""What a person is typing and has not saved yet, as typed. Never travels."""

match_key = Table(
    "match_key",
    metadata,
    Column("key", Row, primary_key=True, autoincrement=False),
    Column("n", Row, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
"""Folded keys of victims: who might be the same person."""


def _columns(record: type[Record]) -> list[Column[Any]]:
    columns: list[Column[Any]] = [
        Column("n", Row, primary_key=True, autoincrement=False),
        Column("id", Id, nullable=False, unique=True),
        Column("born", Id, nullable=False),
        Column("head", Id, nullable=False),
        Column("heads", Words, nullable=False),
        Column("extra", Words, nullable=False),
    ]
    for item in record.fields.values():
        columns.extend(field_columns(item))
    columns.extend(Column(name, SQL_TYPES[sql]) for name, sql in record.derived.items())
    return columns


def field_columns(item: Field[Any]) -> list[Column[Any]]:
    """The columns of one field: its canonical form, then its facets."""
    main = Column(item.name, BigInteger() if item.kind.word == "number" else Words)
    return [main, *(Column(f"{item.name}__{name}", SQL_TYPES[item.kind.facets[name].sql]) for name in item.facets)]


def _table(record: type[Record]) -> Table:
    indexes = [Index(f"{record.word}_{'_'.join(names)}"[:LONGEST_NAME], *names) for names in record.indexes]
    table = Table(record.word, metadata, *_columns(record), *indexes)
    for names in record.sparse:  # on a server, too; said here, its dialect would be loaded at every start
        some = table.c[names[0]].isnot(None)
        name = f"{record.word}_{'_'.join(names)}_sparse"
        Index(name, *(table.c[one] for one in names), sqlite_where=some)
    return table


tables: dict[str, Table] = {word: _table(record) for word, record in RECORDS.items()}
"""The table of each record kind."""
