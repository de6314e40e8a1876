"""The encrypted file of a register (or the team's server): opening it, reading, writing all or nothing, checking it.

One writer at a time, any number of readers, each on its own snapshot. The key goes from the caller's bytes straight
into the connection: it never stands in an address, a log or a ``repr``. Whatever the world does (full disk, damaged
file, locked register) leaves here as a :class:`~storage.errors.UserError` with words.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from time import monotonic
from typing import Any, Literal

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from storage.database.binding import sqlcipher
from storage.database.faults import damaged, translated, world_error
from storage.database.files import unlinked
from storage.database.soundness import findings, integrity
from storage.errors import Cancelled, UserError

KEY_BYTES = 32
WAL_LIMIT = 128 * 2**20
"""A write-ahead log longer than this is folded back without waiting for quiet, so that it stays bounded."""
WAL_KEPT = 8 * 2**20
"""What a folded-back log keeps of its length, so that the disk need not make room anew."""
SYNCHRONOUS = "FULL"
"""What is told as kept is on the disk before; tests, in which nobody pulls the plug, do not wait for it."""
QUIET_SECONDS = 0.4
"""How long nobody must have written before the log is folded back in the background."""
BUSY_SECONDS = 10.0
WRITERS_TURN = 0x51A1_11B0
"""Number of the server's lock that gives writers their turn, as ``BEGIN IMMEDIATE`` does in the embedded file."""

COPIED_PAGES = 2_000
"""Pages of one step of a copy; between steps progress is told and the work can be stopped."""

STEPS_BETWEEN = 50_000
"""Steps of a statement (well under a millisecond) after which it is asked whether to go on."""

Progress = Callable[[int, int], None]
"""Told (done, of how many) now and then; may raise to stop the work."""
Look = Callable[[Any], dict[str, int]]
Access = Literal["write", "read", "inspect"]
"""``write`` and ``read``: the two sides of an open register. ``inspect`` looks at a lone file and changes nothing."""


def connect(path: Path, key: bytes, *, access: Access = "write", cache_mb: int = 32) -> Any:
    """A bare SQLCipher connection, keyed and set up; errors of the world come as :class:`UserError`."""
    if len(key) != KEY_BYTES:
        raise ValueError("a database key has 32 bytes")
    if access == "write":
        _make_private(path)
    mode = {"write": "mode=rw", "read": "mode=rw", "inspect": "mode=ro&immutable=1"}[access]
    with translated():
        raw = sqlcipher.connect(
            f"{path.resolve().as_uri()}?{mode}",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=512,
        )
        try:
            _set_up(raw, key, access, cache_mb)
        except BaseException:
            raw.close()
            raise
    return raw


def _set_up(raw: Any, key: bytes, access: Access, cache_mb: int) -> None:
    raw.execute("PRAGMA cipher_log_level = NONE")  # a wrong key would write noise to stderr
    raw.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    raw.execute(f"PRAGMA cache_size = {-1024 * cache_mb}")
    raw.execute("PRAGMA temp_store = MEMORY")
    raw.execute("PRAGMA mmap_size = 0")
    raw.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the first page proves the key
    if access == "inspect":
        return
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute(f"PRAGMA synchronous = {SYNCHRONOUS}")
    raw.execute("PRAGMA foreign_keys = ON")
    raw.execute("PRAGMA secure_delete = ON")
    raw.execute("PRAGMA wal_autocheckpoint = 0")  # Database folds the log back when it is quiet
    raw.execute(f"PRAGMA journal_size_limit = {WAL_KEPT}")
    if access == "read":
        raw.execute("PRAGMA query_only = ON")


def _make_private(path: Path) -> None:
    """The file exists with mode 0600 before a single byte is in it; its folder is 0700."""
    with translated():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def open_engine(path: Path, key: bytes, *, access: Access = "write", cache_mb: int = 32, pool_size: int = 1) -> Engine:
    """An engine on the encrypted file at ``path``; ``write`` begins each transaction with ``BEGIN IMMEDIATE``."""

    def creator() -> Any:
        return connect(path, key, access=access, cache_mb=cache_mb)

    engine = create_engine(
        "sqlite://",
        module=sqlcipher,
        creator=creator,
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=0 if access == "write" else 4,
        pool_use_lifo=True,  # the warm page cache is used again
        hide_parameters=True,  # what a person typed never stands in an exception
    )
    begin = "BEGIN IMMEDIATE" if access == "write" else "BEGIN"
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    _speak_of_the_world(engine)
    return engine


def open_server(url: str | URL, *, pool_size: int = 5) -> Engine:
    """An engine on the team's PostgreSQL server (psycopg 3); ``url`` as ``postgresql://…``."""
    address = make_url(url).set(drivername="postgresql+psycopg")
    engine = create_engine(address, pool_size=pool_size, pool_pre_ping=True, hide_parameters=True)
    _speak_of_the_world(engine)
    return engine


def _speak_of_the_world(engine: Engine) -> None:
    @event.listens_for(engine, "handle_error")
    def translate(context: Any) -> None:
        error = world_error(context.original_exception)
        if error is not None:
            raise error from context.original_exception


class Database:
    """An open register: one writer, several readers.

    Attributes:
        path: the encrypted file; ``None`` on a server.
        beside: opens a copy made by :meth:`copy_to` under the same key; its file is gone when it is closed.
        passing: the file is such a copy.
        unclean: the last run ended without closing (the log was not folded back); the file was checked at opening.
    """

    def __init__(self, writer: Engine, reader: Engine, fold: _FoldBack | None = None) -> None:
        self.path = fold.path if fold else None
        self.unclean = False
        self._writer = writer
        self._reader = reader
        self._fold = fold
        self.passing = False
        self.beside: Callable[[Path], Database] | None = None
        self._turn = threading.Lock()
        self._holder: int | None = None
        self._held = threading.local()

    @classmethod
    def open(cls, path: Path, key: bytes, *, cache_mb: int = 32) -> Database:
        """Opens (or makes) the encrypted file; after an unclean end it is checked first."""
        unclean = ended_uncleanly(path)
        writer = open_engine(path, key, cache_mb=cache_mb)
        reader = open_engine(path, key, access="read", cache_mb=cache_mb, pool_size=3)
        database = cls(
            writer, reader, _FoldBack(path, lambda access, file: connect(file, key, access=access, cache_mb=1))
        )
        database.unclean = unclean

        def beside(other: Path) -> Database:  # the key stands in no attribute
            copy = cls.open(other, key)
            copy.passing = True
            return copy

        database.beside = beside
        try:
            with writer.connect():  # makes the file where there is none; readers cannot
                pass
            if unclean and database.quick_check():
                raise damaged()
        except BaseException:
            database.close()
            raise
        return database

    @classmethod
    def on_server(cls, url: str | URL, *, pool_size: int = 5) -> Database:
        """The same on the team's PostgreSQL server."""
        engine = open_server(url, pool_size=pool_size)
        return cls(engine, engine)

    @property
    def dialect(self) -> str:
        """``"sqlite"`` or ``"postgresql"``."""
        return self._writer.dialect.name

    @property
    def engine(self) -> Engine:
        """The writer's engine, for migrations; everything else uses :meth:`writing` and :meth:`reading`."""
        return self._writer

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction of the only writer: committed on disk when the block ends, else nothing of it remains."""
        if self._holder == threading.get_ident():
            raise RuntimeError("a transaction inside a transaction: pass the connection on instead")
        with self._turn:
            self._holder = threading.get_ident()
            try:
                with self._writer.connect() as connection, connection.begin():
                    if self.path is None:
                        connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": WRITERS_TURN})
                    yield connection
            finally:
                self._holder = None
        if self._fold is not None:
            self._fold.written()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A snapshot: everything read inside the block belongs to one moment, whatever is written meanwhile."""
        held: Connection | None = getattr(self._held, "connection", None)
        if held is not None:
            yield held
            return
        with self._reader.connect() as connection:
            if self.path is None:
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield connection

    @contextmanager
    def held_to(self, connection: Connection) -> Iterator[None]:
        """Within the block this thread reads everything from the moment of ``connection``."""
        self._held.connection = connection
        try:
            yield
        finally:
            self._held.connection = None

    @contextmanager
    def stopped_by(self, cancelled: Callable[[], bool], connection: Connection) -> Iterator[None]:
        """Within the block a statement on ``connection`` ends soon after ``cancelled`` answers yes.

        Raises:
            Cancelled: it was stopped. On a server only what lies between two statements is stopped.
        """
        raw: Any = connection.connection.driver_connection if self.dialect == "sqlite" else None
        if raw is not None:
            raw.set_progress_handler(cancelled, STEPS_BETWEEN)
        try:
            yield
        except (sqlcipher.Error, DBAPIError) as stopped:
            if cancelled():
                raise Cancelled from stopped
            raise
        finally:
            if raw is not None:
                raw.set_progress_handler(None, 0)

    def quick_check(self) -> list[str]:
        """Findings of a quick check of the whole file; empty when it is sound (a server checks itself)."""
        if self.path is None:
            return []
        with self.reading() as connection:
            return findings(connection.connection.driver_connection)

    def integrity(self) -> list[str]:
        """Findings of the thorough check (see :func:`integrity`); it reads every page."""
        if self._fold is None:
            return []
        with closing(self._fold.connect("read", self._fold.path)) as raw:
            return integrity(raw)

    def checkpoint(self) -> None:
        """Folds the write-ahead log back into the file now; readers and writers are not stopped."""
        if self._fold is not None:
            self._fold.now()

    def copy_to(self, target: Path, *, look: Look, progress: Progress | None = None) -> dict[str, int]:
        """An encrypted copy of this moment under the same key, while others go on reading and writing.

        ``look`` is called with the bare connection of the snapshot; its answer is given back.
        """
        if self._fold is None:
            raise RuntimeError("a server is copied by its own means")
        with translated(), closing(self._fold.connect("read", self._fold.path)) as source:
            source.execute("BEGIN")  # held to the end: writers do not make the copy start again
            seen = look(source)
            with closing(self._fold.connect("write", target)) as copy:
                copy.execute("PRAGMA journal_mode = OFF")
                copy.execute("PRAGMA synchronous = OFF")  # synced once, by whoever asked for the copy
                source.backup(copy, pages=COPIED_PAGES, progress=_told(progress))
        return seen

    @contextmanager
    def inspecting(self, path: Path) -> Iterator[Any]:
        """A bare read-only connection to a lone copy made by :meth:`copy_to`."""
        if self._fold is None:
            raise RuntimeError("a server is copied by its own means")
        with translated(), closing(self._fold.connect("inspect", path)) as raw:
            yield raw

    def close(self) -> None:
        """Folds the log back and closes every connection; nothing can be read without the key any more."""
        if self._fold is not None:
            self._fold.stop()
        self._reader.dispose()
        self._writer.dispose()
        if self.passing and self.path is not None:
            unlinked(self.path)


class _FoldBack:
    """Folds the write-ahead log back into the file when nobody has written for a moment.

    SQLite would do it inside every thousandth commit, the slow save. Here a thread does it on a connection of its own;
    at once when the log has outgrown ``WAL_LIMIT``, and the writer only when it goes on growing nevertheless. One that
    others read or write meanwhile is not tried again with each save, which would have to wait for the disk.
    """

    def __init__(self, path: Path, connect_to: Callable[[Access, Path], Any]) -> None:
        self.path = path
        self._log, self.connect = _log_of(path), connect_to
        self._one, self._woken, self._ended = threading.Lock(), threading.Event(), threading.Event()
        self._last, self._pressed, self._stuck, self._urgent = 0.0, 0, 0, False
        self._thread: threading.Thread | None = None

    def written(self) -> None:
        """Called after each commit."""
        length = _length(self._log)
        if self._pressed and length > max(self._pressed + WAL_LIMIT // 2, self._stuck):
            self.now()
            return
        self._pressed = 0 if length <= WAL_LIMIT else self._pressed or length
        self._urgent = length > max(WAL_LIMIT, self._stuck)
        if self._thread is None:
            self._thread = threading.Thread(target=self._wait_for_quiet, name="fold-back", daemon=True)
            self._thread.start()
        self._last = monotonic()
        self._woken.set()

    def now(self) -> None:
        """Folds back on the caller's thread. What the world does here is met again by the next save, with words."""
        with self._one, suppress(UserError, sqlcipher.Error), closing(self.connect("write", self.path)) as raw:
            _, pages, folded = raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            self._stuck = 0 if folded == pages else _length(self._log) + WAL_LIMIT // 4

    def stop(self) -> None:
        """Ends the thread; the last connection to close folds the rest."""
        self._ended.set()
        self._woken.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()

    def _wait_for_quiet(self) -> None:
        while self._woken.wait() and not self._ended.is_set():
            self._woken.clear()
            while not self._urgent and monotonic() - self._last < QUIET_SECONDS:
                if self._ended.wait(QUIET_SECONDS / 2):  # on its own clock: no commit has to wake a thread meanwhile
                    return
            self.now()


def _told(progress: Progress | None) -> Callable[[int, int, int], None] | None:
    """SQLite's progress (status, pages left, pages in all) as ours (pages done, pages in all)."""
    return None if progress is None else lambda _, left, total: progress(total - left, total)


def ended_uncleanly(path: Path) -> bool:
    """Whether the last run on this file ended without closing it: its write-ahead log still stands there."""
    return _length(_log_of(path)) > 0


def _log_of(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _length(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
