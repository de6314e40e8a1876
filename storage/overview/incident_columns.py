"""Every standing incident that did occur, column by column, as if it stood for itself (what is linked is corrected).

Read in blocks by two readers, each column of a block as one text that SQLite puts together: rows as Python's tuples
would be a hundred thousand things for the garbage collector to look through, which holds the window.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, case, func, select

from storage.counting.columns import counting
from storage.counting.sums import AMONG, FIGURES, NAMES, PLACE, Traits
from storage.database.database import Database
from storage.database.tables import tables
from storage.database.two_readers import apart, read_ahead, together

_I = tables["incident"].c
Whole = NDArray[np.int64]
WORDS = ("day", "area", *Traits._fields, "entered", "pointed")
"""What a row can be chosen by: the day it was entered on, "1" where a position is known."""
BLOCK = 5_000
UNKNOWN = -(1 << 60)
"""Stands for a number nobody told, in what is read."""
_WORDS: Mapping[str, ColumnElement[Any]] = {
    **{name: _I[name] for name in ("day", "area", *Traits._fields)},
    "entered": func.substr(_I.entered, 1, 10),
    "pointed": case((_I.position.isnot(None), "1"), else_=""),
}
_OF_FIGURE = ("{}_min", "{}_max", "named_{}", "named_{}_max")
_NUMBERS: tuple[ColumnElement[Any], ...] = (
    case((_I.status == "draft", 1), else_=0),
    case((_I.verification == "verified", 1), else_=0),
    *(_I[name.format(figure)] for figure in FIGURES for name in _OF_FIGURE),
    *(_I[f"named_{group}"] for group in (*AMONG, "rescued")),
)


class IncidentColumns:
    """The columns.

    Attributes:
        ids: of the rows; words: of each of :data:`WORDS`, "" where nobody said; numbers: those of ``sums.NAMES``.
    """

    def __init__(self, database: Database, connection: Connection) -> None:
        self.ids: list[bytes] = []
        self.words: dict[str, list[str]] = {name: [] for name in WORDS}
        parts = list(self._read(database, connection))
        self.numbers = np.concatenate(parts) if parts else np.zeros((0, len(NAMES)), np.int64)

    def _read(self, database: Database, connection: Connection) -> Iterator[Whole]:
        first, last = connection.execute(select(func.min(_I.n), func.max(_I.n))).one()
        blocks = [_I.n.between(one, one + BLOCK - 1) for one in range(first or 0, (last or -1) + 1, BLOCK)]
        if database.dialect != "sqlite":
            for block in blocks:
                yield self._rows(connection, block)
            return
        numbers = func.group_concat(func.concat_ws(",", *_told_numbers()), ",")
        texts = [func.hex(_I.id), *_WORDS.values()]
        read = select(func.count(), numbers, *(together(one) for one in texts))
        asked = [read.where(counting(), block) for block in blocks]
        for block, (many, told, *words) in zip(blocks, read_ahead(database, connection, asked), strict=True):
            columns = [apart(text, many) for text in words] if many else []
            if many and all(columns):
                yield self._add([bytes.fromhex(one) for one in columns[0]], columns[1:], _raw(told, many))
            elif many:
                yield self._rows(connection, block)

    def _rows(self, connection: Connection, block: ColumnElement[bool]) -> Whole:
        """A block row by row: on a server, or where somebody wrote a separator into a field."""
        numbers, words = list(_told_numbers()), list(_WORDS.values())
        cursor: Any = connection.execute(select(_I.id, *words, *numbers).where(counting(), block)).cursor
        rows = cursor.fetchall()
        columns = [[row[at + 1] or "" for row in rows] for at in range(len(words))]
        raw = np.array([row[len(words) + 1 :] for row in rows], np.int64).reshape(len(rows), len(numbers))
        return self._add([bytes(row[0]) for row in rows], columns, raw)

    def _add(self, ids: Sequence[bytes], columns: Sequence[Sequence[str]], raw: Whole) -> Whole:
        self.ids += ids
        for name, column in zip(WORDS, columns, strict=True):
            self.words[name] += column
        return _numbers(raw)


def _told_numbers() -> Iterator[ColumnElement[Any]]:
    return (func.coalesce(column, UNKNOWN) for column in _NUMBERS)


def _raw(text: str, many: int) -> Whole:
    return np.fromstring(text, np.int64, sep=",").reshape(many, len(_NUMBERS))


def _numbers(raw: Whole) -> Whole:
    """The numbers of a sum, of incidents that stand for themselves: what ``columns.of_all`` adds up of them."""
    found = np.zeros((len(raw), len(NAMES)), np.int64)

    def put(name: str, column: Any) -> None:
        found[:, PLACE[name]] = column

    known = raw != UNKNOWN
    told = np.where(known, raw, 0)
    put("incidents", 1)
    put("events", 1)
    put("drafts", told[:, 0])
    put("verified", told[:, 1])
    for at, name in enumerate((*AMONG, "rescued")):
        put(name, told[:, 2 + 4 * len(FIGURES) + at])
    claimed, naming = np.zeros(len(raw), np.bool_), np.zeros(len(raw), np.bool_)
    for at, figure in enumerate(FIGURES):
        here = slice(2 + 4 * at, 6 + 4 * at)
        (low, high, named, most), (has_low, has_high, has_named, has_most) = told[:, here].T, known[:, here].T
        put(f"{figure}_low", low)
        put(f"{figure}_high", high)
        put(f"{figure}_open", has_low & ~has_high)
        put(f"{figure}_named", named)
        put(f"{figure}_named_high", most)
        put(f"{figure}_named_open", ~has_most)
        put(f"{figure}_left_low", np.where(has_low & has_most & (low > most), low - most, 0))
        put(f"{figure}_left_high", np.where(has_high & has_named & (high > named), high - named, 0))
        claimed |= has_low | has_high
        naming |= has_named & (named > 0)
        if figure == "killed":
            put("fewer", has_named & has_low & (named < low))
            put("more", has_named & has_high & (named > high))
    put("claimed", claimed)
    put("naming", naming)
    return found
