"""The columns a public file counts people by, of everybody: handed over in blocks, by two readers at the same moment.

A row at a time would be handed over a million times, and Python would make eight values of each. SQLite puts a whole
block together as two texts instead, outside of Python, so that a second reader works at the same time. A block whose
texts do not come apart as they were put together (somebody wrote a separator into a field) is read row by row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, func, select

from storage.database.database import Database
from storage.database.tables import tables
from storage.database.two_readers import PART, apart, read_ahead, together

_V = tables["victim"].c
BARE = (
    _V.where_id, func.substr(_V.day, 1, 7), _V.outcome, _V.sex, _V.age__years_min, _V.age__years_max, _V.people_min,
    _V.people_max,
)  # fmt: skip
"""Where and in which month; who, and how many."""
WHERE, WHO = BARE[:2], BARE[2:]
BLOCK, AT_ONCE = 20_000, 200
"""Records of a block; rows taken together where rows are taken: few enough to stay near the processor."""
_HALF = 32
Told = TypeVar("Told")


class _Torn(Exception):
    """A text that does not come apart as it was put together."""


class Numbered(dict[tuple[Any, ...], int], Generic[Told]):
    """What columns tell, numbered: what they say alike has one number.

    Attributes:
        told: what each number stands for.
    """

    def __init__(self, tell: Callable[..., Told]) -> None:
        super().__init__()
        self._tell, self._numbers = tell, dict[Told, int]()
        self.told: list[Told] = []

    def __missing__(self, columns: tuple[Any, ...]) -> int:
        told = self._tell(*columns)
        found = self[columns] = self._numbers.setdefault(told, len(self.told))
        if found == len(self.told):
            self.told.append(told)
        return found


class _Texts(dict[str, int]):
    """The same by the texts of a block."""

    def __init__(self, columns: Numbered[Any], width: int, whole: int = 0) -> None:
        super().__init__()
        self._columns, self._width, self._whole = columns, width, whole

    def __missing__(self, text: str) -> int:
        parts: list[Any] = [part or None for part in text.split(PART)]
        if len(parts) != self._width:
            raise _Torn
        try:
            parts[self._width - self._whole :] = [
                None if part is None else int(part) for part in parts[self._width - self._whole :]
            ]
        except ValueError:
            raise _Torn from None
        found = self[text] = self._columns[tuple(parts)]
        return found


class PeopleRows:
    """Reads everybody and counts who is told alike: numbers of ``where`` and of ``who``, and how many records.

    Attributes:
        where: by where_id and month. who: by outcome, sex, years from and to, people at least and at most.
    """

    def __init__(self, where: Numbered[Any], who: Numbered[Any]) -> None:
        self.where, self.who = where, who
        self._where, self._who = _Texts(where, len(WHERE)), _Texts(who, len(WHO), whole=4)
        self._read: list[NDArray[np.int64]] = []  # a number for each record: ``where`` in its upper half

    @property
    def counts(self) -> Counter[tuple[int, int]]:
        """How many records there are of each."""
        if not self._read:
            return Counter()
        keys, times = np.unique(np.concatenate(self._read), return_counts=True)
        pairs = zip((keys >> _HALF).tolist(), (keys & ((1 << _HALF) - 1)).tolist(), strict=True)
        return Counter(dict(zip(pairs, times.tolist(), strict=True)))

    def read(self, connection: Connection, conditions: Sequence[ColumnElement[bool]]) -> None:
        """Everybody the conditions hold for, row by row."""
        cursor: Any = connection.execute(select(*BARE).where(*conditions)).cursor
        where, who = self.where, self.who
        while rows := cursor.fetchmany(AT_ONCE):
            self._add([where[row[:2]] for row in rows], [who[row[2:]] for row in rows])

    def read_in_blocks(
        self, database: Database, connection: Connection, conditions: Sequence[ColumnElement[bool]]
    ) -> None:
        """The same in blocks; for most of the register, since all of it is gone through."""
        statement: Any = select(func.count(), together(*WHERE), together(*WHO)).where(*conditions)
        first, last = connection.execute(select(func.min(_V.n), func.max(_V.n))).one()
        blocks = [_V.n.between(one, one + BLOCK - 1) for one in range(first or 0, (last or -1) + 1, BLOCK)]
        asked = [statement.where(block) for block in blocks]
        for block, (many, where, who) in zip(blocks, read_ahead(database, connection, asked), strict=True):
            if many and not self._counted(many, where, who):
                self.read(connection, (*conditions, block))

    def _counted(self, many: int, where: str, who: str) -> bool:
        """Count a block; False, and nothing counted, where its texts do not come apart."""
        places, people = apart(where, many), apart(who, many)
        if not places or not people:
            return False
        try:
            self._add(list(map(self._where.__getitem__, places)), list(map(self._who.__getitem__, people)))
        except _Torn:
            return False
        return True

    def _add(self, where: Sequence[int], who: Sequence[int]) -> None:
        self._read.append(np.array(where, np.int64) << _HALF | np.array(who, np.int64))
