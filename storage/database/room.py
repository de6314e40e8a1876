"""Room for large transactions: pages that are moved again and again stay at hand instead of going out and in.

Without it each would be encrypted, written to the log, read and decrypted again every time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

ROOM_MB = 192


@contextmanager
def roomy(connection: Connection) -> Iterator[None]:
    """Within the block the page cache of this writing connection is large; a server has one of its own."""
    if connection.dialect.name != "sqlite":
        yield
        return
    usual = connection.exec_driver_sql("PRAGMA cache_size").scalar()
    connection.exec_driver_sql(f"PRAGMA cache_size = {-1024 * ROOM_MB}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size = {usual}")
