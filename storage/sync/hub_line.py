"""The line to a hub: one connection that ends within a second of a person's wish, and never waits for ever."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from queue import Empty, Queue
from typing import Any

import psycopg

from storage.errors import Cancelled
from storage.sync.hub_address import Asked, cut_off, trouble_of

PATIENCE = 30.0
"""Seconds a hub may leave a question without answer."""
SLOWEST = 1_000.0
"""Bytes a second a line must carry: what is sent or fetched gets that much longer."""
LOOK = 0.1

Stop = Callable[[], bool]


class Line:
    """An open connection; each statement is a transaction of its own unless :meth:`together` says otherwise.

    Attributes:
        asked: what it was opened with.
    """

    def __init__(self, asked: Asked, *, patience: float = PATIENCE, cancelled: Stop | None = None) -> None:
        self.asked = asked
        self._patience, self._cancelled = patience, cancelled or (lambda: False)
        self._until: float | None = None
        self._closed = threading.Event()
        with self._spoken():
            self._connection = self._connected()
        self._watch = threading.Thread(target=self._watching, name="hub-line", daemon=True)
        self._watch.start()

    def rows(self, question: str, values: Sequence[Any] = (), *, size: int = 0) -> list[tuple[Any, ...]]:
        """The rows of a question; ``size``: bytes expected either way.

        Raises:
            UserError: words for what the hub or the network did. Cancelled: the person stopped it.
        """
        with self._spoken(), self._waiting(size):
            cursor = self._connection.execute(question.encode(), values or None, binary=True)
            return cursor.fetchall() if cursor.description else []

    def put(self, statement: str, rows: Sequence[Sequence[Any]], *, size: int = 0) -> None:
        """One statement for all of these rows, in one transaction, without waiting between them."""
        with self._spoken(), self._waiting(size), self._connection.transaction():
            self._connection.cursor().executemany(statement.encode(), rows)

    @contextmanager
    def together(self) -> Iterator[None]:
        """All or nothing of what is asked inside the block."""
        with self._spoken(), self._connection.transaction():
            yield

    def listen(self, channel: str) -> None:
        """Hear from now on what is told on a channel (a name of letters, digits and underscores)."""
        if not channel.isidentifier():
            raise ValueError("no channel")
        self.rows(f'LISTEN "{channel}"')

    def heard(self, seconds: float) -> list[str]:
        """What was told since, at most that long waited for."""
        with self._spoken():
            return [one.payload for one in self._connection.notifies(timeout=seconds, stop_after=1)]

    def verifier(self, password: str, login: str) -> str:
        """What a server keeps of a password: it never sees the password itself, nor do its logs."""
        coded = self._connection.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256")
        return bytes(coded).decode()

    def close(self) -> None:
        """Hang up."""
        self._closed.set()
        with suppress(psycopg.Error):
            self._connection.close()

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ------------------------------------------------------------------------------------- inside

    @contextmanager
    def _spoken(self) -> Iterator[None]:
        """Inside the block, what the world does becomes words."""
        try:
            yield
        except (psycopg.Error, OSError) as error:
            if self._cancelled():
                raise Cancelled from error
            found = cut_off() if isinstance(error, OSError) else trouble_of(error, self.asked)
            if found is None:
                raise
            raise found from error

    @contextmanager
    def _waiting(self, size: int) -> Iterator[None]:
        if self._cancelled():
            raise Cancelled
        self._until = time.monotonic() + self._patience + size / SLOWEST
        try:
            yield
        finally:
            self._until = None

    def _watching(self) -> None:
        while not self._closed.wait(LOOK):
            until = self._until
            if until is not None and (time.monotonic() > until or self._cancelled()):
                self._hang_up()

    def _hang_up(self) -> None:
        """Shut the socket under the waiting library: it answers at once, whatever the network does."""
        with suppress(OSError, psycopg.Error):
            under = socket.socket(fileno=self._connection.fileno())
            try:
                under.shutdown(socket.SHUT_RDWR)
            finally:
                under.detach()

    def _connected(self) -> psycopg.Connection[tuple[Any, ...]]:
        """Connect on a thread of its own: looking a name up or a silent server cannot be interrupted otherwise."""
        answer: Queue[psycopg.Connection[tuple[Any, ...]] | BaseException] = Queue(1)
        given_up = threading.Event()

        def dial() -> None:
            seconds = max(2, int(self._patience))
            settings = {
                "connect_timeout": str(seconds),
                "application_name": "sijill",
                **self.asked,
                "client_encoding": "UTF8",
            }
            try:
                made = psycopg.connect(**settings, autocommit=True)  # type: ignore[arg-type]
            except BaseException as trouble:  # noqa: BLE001 - told to whoever waits
                answer.put(trouble)
                return
            answer.put(made)
            if given_up.is_set():
                made.close()

        threading.Thread(target=dial, name="hub-dial", daemon=True).start()
        until = time.monotonic() + self._patience + 1
        while True:
            try:
                found = answer.get(timeout=LOOK)
                break
            except Empty:
                if self._cancelled() or time.monotonic() > until:
                    given_up.set()
                    raise psycopg.OperationalError("nobody answered") from None
        if isinstance(found, BaseException):
            raise found
        return found
