"""The columns a public file counts people by, of everybody: handed over in blocks, by two readers at the same moment.

A row at a time would be handed over a million times, and Python would make eight values of each. SQLite puts a whole
block together as two texts instead, outside of Python, so that a second reader works at the same time. A block whose
texts do not come apart as they were put together (somebody wrote a separator into a field) is read row by row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, func, select

from storage.database.database import Database
from storage.database.tables import tables
from storage.database.two_readers import read_ahead

_V = tables["victim"].c
BARE = (
    _V.where_id, func.substr(_V.day, 1, 7), _V.outcome, _V.sex, _V.age__years_min, _V.age__years_max, _V.people_min,
    _V.people_max,
)  # fmt: skip
"""Where and in which month; who, and how many."""
WHERE, WHO = BARE[:2], BARE[2:]
BLOCK, AT_ONCE = 20_000, 100
"""Records of a block; rows taken together where rows are taken: few enough to stay near the processor."""
_PART, _ROW = "\x1f", "\x1e"
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
        parts: list[Any] = [part or None for part in text.split(_PART)]
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
        counts: records by both numbers.
    """

    def __init__(self, where: Numbered[Any], who: Numbered[Any]) -> None:
        self.where, self.who = where, who
        self._where, self._who = _Texts(where, len(WHERE)), _Texts(who, len(WHO), whole=4)
        self.counts = Counter[tuple[int, int]]()

    def read(self, connection: Connection, conditions: Sequence[ColumnElement[bool]]) -> None:
        """Everybody the conditions hold for, row by row."""
        cursor: Any = connection.execute(select(*BARE).where(*conditions)).cursor
        where, who = self.where, self.who
        while rows := cursor.fetchmany(AT_ONCE):
            self.counts.update([(where[row[:2]], who[row[2:]]) for row in rows])

    def read_in_blocks(
        self, database: Database, connection: Connection, conditions: Sequence[ColumnElement[bool]]
    ) -> None:
        """The same in blocks; for most of the register, since all of it is gone through."""
        statement = select(
            func.count(), *(func.group_concat(_joined(some), _ROW) for some in (WHERE, WHO))
        ).where(*conditions)  # fmt: skip
        first, last = connection.execute(select(func.min(_V.n), func.max(_V.n))).one()
        blocks = [_V.n.between(one, one + BLOCK - 1) for one in range(first or 0, (last or -1) + 1, BLOCK)]
        asked = [statement.where(block) for block in blocks]
        for block, (many, where, who) in zip(blocks, read_ahead(database, connection, asked), strict=True):
            if many and not self._counted(many, where, who):
                self.read(connection, (*conditions, block))

    def _counted(self, many: int, where: str, who: str) -> bool:
        """Count a block; False, and nothing counted, where its texts do not come apart."""
        places, people = where.split(_ROW), who.split(_ROW)
        if len(places) != many or len(people) != many:
            return False
        try:
            alike = list(zip(map(self._where.__getitem__, places), map(self._who.__getitem__, people), strict=True))
        except _Torn:
            return False
        self.counts.update(alike)
        return True


def _joined(columns: Sequence[ColumnElement[Any]]) -> ColumnElement[str]:
    """Columns as one text; what is empty keeps its place."""
    return func.concat_ws(_PART, *(func.coalesce(column, "") for column in columns))
