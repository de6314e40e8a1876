"""What is worked out once a process, whichever register it was first asked of: statements, and keys of places.

Each engine keeps what it compiled for itself, and a test opens a register of its own: a fifth of the time of a storage
test went into compiling the same few hundred statements. The program does not share them (DECISIONS, "The quick run
of the tests"): a compiled statement keeps the values it was first asked with, which must not outlive the lock. Nor
does it share the beginnings under which places are found, which each opening works out.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

from storage.places import gazetteer

_compiled: LRUCache[Any, Any] = LRUCache(4_000)


def share() -> None:
    """From now on all engines of this process keep their statements in one place, all books of places their keys."""
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        dialect.__eq__ = _alike  # type: ignore[assignment,method-assign]
        dialect.__hash__ = _kind  # type: ignore[assignment,method-assign]
    event.listen(Engine, "engine_connect", _keep)
    gazetteer._keys_of = lru_cache(4_000)(gazetteer._keys_of)


def _alike(one: Any, other: object) -> bool:
    return type(one) is type(other)


def _kind(one: Any) -> int:
    return hash(type(one))


def _keep(connection: Connection) -> None:
    connection.engine._compiled_cache = _compiled
