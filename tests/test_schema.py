"""Migrated tables are exactly the tables of the record classes, on both engines; newer registers are refused."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text

from storage.database.tables import metadata
from storage.errors import UserError
from storage.migrations import HEAD, KNOWN, migrate, must_migrate, revision
from storage.store import Store
from tests.builders import an_incident, reopened

pytestmark = pytest.mark.usefixtures("engine")
VERSIONS = Path(__file__).resolve().parents[1] / "storage" / "migrations" / "versions"


def _described(store: Store, name: str) -> tuple[Any, ...]:
    found = inspect(store.database.engine)
    columns = {column["name"]: (_affinity(column["type"]), column["nullable"]) for column in found.get_columns(name)}
    keys = found.get_pk_constraint(name)["constrained_columns"]
    indexes = {tuple(index["column_names"]) for index in found.get_indexes(name)}
    unique = {tuple(item["column_names"]) for item in found.get_unique_constraints(name)}
    return columns, keys, indexes | unique


def _affinity(kind: Any) -> str:
    word = str(kind).upper()
    if "INT" in word:
        return "int"
    if "BLOB" in word or "BYTEA" in word or "BINARY" in word:
        return "blob"
    return "real" if re.search("FLOAT|DOUBLE|REAL", word) else "text"


def test_migrated_tables_are_the_tables_of_the_classes(store: Store) -> None:
    have = set(inspect(store.database.engine).get_table_names())
    for name, table in metadata.tables.items():
        assert name in have
        columns, keys, indexes = _described(store, name)
        wanted = {c.name: (_affinity(c.type), bool(c.nullable)) for c in table.c}
        assert columns == wanted, name
        assert keys == [c.name for c in table.primary_key], name
        asked = {tuple(c.name for c in index.columns) for index in table.indexes}
        asked |= {(c.name,) for c in table.c if c.unique}
        assert indexes == asked, name
    extra = {name for name in have - set(metadata.tables) if not name.startswith("search_")}
    assert extra == {"alembic_version"}


def test_the_newest_migration_is_the_revision_the_program_writes(store: Store) -> None:
    written = [re.search(r'^revision = "(.+)"', path.read_text(), re.M) for path in sorted(VERSIONS.glob("*.py"))]
    revisions = [found.group(1) for found in written if found]
    assert revisions[-1] == HEAD
    assert tuple(revisions) == KNOWN
    assert revision(store.database) == HEAD


def test_opening_again_migrates_nothing(store: Store) -> None:
    assert not must_migrate(store.database)
    migrate(store.database)


def test_a_register_of_a_newer_program_is_refused_with_words_and_unchanged(store: Store, engine: str) -> None:
    an_incident(store)
    before = store.state_hash()
    with store.database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(UserError) as refused:
        reopened(store) if engine == "embedded" else Store.open(store.database)
    assert refused.value.kind == "newer-schema"
    assert "newer Sijill" in refused.value.what.text
    if engine == "postgresql":
        with store.database.writing() as connection:
            connection.execute(text(f"UPDATE alembic_version SET version_num = '{HEAD}'"))
        assert store.state_hash() == before
