"""Reading a large part of the register one block after the other, with a second reader beside the first.

What SQLite does for a block (unsealing pages, going through rows) happens outside of Python, so that two readers take
half the time where the computer has two processors. Both stand at the same moment, or there is only the first.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from storage.database.database import Database
from storage.database.tables import journal

AHEAD = 2
"""Blocks read ahead by each reader; they wait in memory."""
PART, ROW = "\x1f", "\x1e"
"""Between the columns of a row, and between rows, where a block comes as text."""
_NEWEST = select(func.max(journal.c.seq))


def read_ahead(database: Database, connection: Connection, blocks: Sequence[Select[Any]]) -> Iterator[Sequence[Any]]:
    """The one row of each of these statements, in their order, at the moment of ``connection``."""
    waiting: deque[Future[Sequence[Any]]] = deque()
    with ExitStack() as stack:
        readers = [(stack.enter_context(ThreadPoolExecutor(1)), connection)]
        if len(blocks) > 1:
            readers += _second(database, connection, stack)
        stack.callback(_let_go, waiting)
        for number, block in enumerate(blocks):
            thread, reader = readers[number % len(readers)]
            waiting.append(thread.submit(_row, reader, block))
            if len(waiting) > AHEAD * len(readers):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _row(connection: Connection, block: Select[Any]) -> Sequence[Any]:
    return tuple(connection.execute(block).one())


def _second(
    database: Database, connection: Connection, stack: ExitStack
) -> list[tuple[ThreadPoolExecutor, Connection]]:  # fmt: skip
    """A reader at the very moment of the first; none where somebody has written since."""
    thread = stack.enter_context(ThreadPoolExecutor(1))
    # begun in its own thread: this one may be held to the moment of the first
    other: Connection = thread.submit(stack.enter_context, database.reading()).result()
    same = connection.execute(_NEWEST).scalar() == other.execute(_NEWEST).scalar()
    return [(thread, other)] if same else []


def _let_go(waiting: deque[Future[Sequence[Any]]]) -> None:
    """Nobody wants the rest: a reader is not closed while its thread still reads."""
    for one in waiting:
        one.cancel()
    wait(waiting)


def together(*columns: ColumnElement[Any]) -> ColumnElement[str]:
    """The rows of a block as one text; what is empty keeps its place."""
    told = [func.coalesce(column, "") for column in columns]
    return func.group_concat(told[0] if len(told) == 1 else func.concat_ws(PART, *told), ROW)


def apart(text: str, many: int) -> list[str]:
    """The rows again; none where the text has more of them, since somebody wrote a separator into a field."""
    found = text.split(ROW)
    return found if len(found) == many else []
