"""The figures of a part told apart by day, area, kind of attack and weapons: what charts of a file are drawn from.

Kept as columns of numbers, so that a hundred thousand incidents are told apart in some milliseconds; as cells for
whoever tells them apart by several at once.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from storage.counting.sums import NAMES, Cell, Traits
from storage.counting.told_figures import Figures, figures_from
from storage.period import Period

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


APART = ("day", "area", "attack", "weapon")
"""What figures can be told apart by."""
Part = TypeVar("Part", bound=Hashable)


@dataclass(frozen=True)
class Column:
    """A column of words: the different ones, and the number of each row's word."""

    words: tuple[str, ...] = ()
    rows: NDArray[np.int64] = field(default_factory=lambda: _numbered(())[1])


@dataclass(frozen=True)
class Spread:
    """The figures of people of a period and an area, apart: every part as ``store.figures`` has it.

    Attributes:
        columns: of :data:`APART`, a word for each row; numbers: the numbers of ``sums.NAMES`` of each row.
    """

    period: Period
    columns: Mapping[str, Column] = field(default_factory=lambda: dict.fromkeys(APART, Column()))
    numbers: NDArray[np.int64] = field(default_factory=lambda: _matrix(()))

    @classmethod
    def of(cls, period: Period, cells: Sequence[Cell]) -> Spread:
        """Of cells."""
        read: Mapping[str, Callable[[Cell], str]] = {
            "day": lambda cell: cell.day,
            "area": lambda cell: cell.area,
            "attack": lambda cell: cell.traits.attack,
            "weapon": lambda cell: cell.traits.weapon,
        }
        columns = {name: Column(*_numbered([of(cell) for cell in cells])) for name, of in read.items()}
        return cls(period, columns, _matrix([cell.numbers for cell in cells]))

    def words(self, column: str) -> tuple[str, ...]:
        """The different words of a column."""
        return self.columns[column].words

    def renamed(self, column: str, name: Callable[[str], str]) -> Spread:
        """The same with other words in a column; several may become one."""
        had = self.columns[column]
        words, rows = _numbered([name(word) for word in had.words])
        return replace(self, columns={**self.columns, column: Column(words, rows[had.rows])})

    def along(self, column: str, part: Callable[[str], Part]) -> dict[Part, Figures]:
        """The figures of each part the words of a column belong to."""
        had = self.columns[column]
        parts: dict[Part, int] = {}
        number = [parts.setdefault(part(word), len(parts)) for word in had.words]
        return self._summed(parts, _whole(number)[had.rows])

    def by(self, part: Callable[[Cell], Part]) -> dict[Part, Figures]:
        """The figures of each part a cell can belong to."""
        parts: dict[Part, int] = {}
        return self._summed(parts, _whole([parts.setdefault(part(cell), len(parts)) for cell in self.cells]))

    @cached_property
    def cells(self) -> Sequence[Cell]:
        """A cell for each row."""
        told = [[one.words[at] for at in one.rows.tolist()] for one in (self.columns[name] for name in APART)]
        return [
            Cell(day, area, tuple(numbers), Traits(attack=attack, weapon=weapon))
            for day, area, attack, weapon, numbers in zip(*told, self.numbers.tolist(), strict=True)
        ]

    def _summed(self, parts: Mapping[Part, int], group: NDArray[np.int64]) -> dict[Part, Figures]:
        """The rows added up by group, a part each."""
        import numpy as np

        order = np.argsort(group, kind="stable")
        starts = np.flatnonzero(np.r_[True, np.diff(group[order]) > 0]) if len(group) else np.zeros(0, np.int64)
        sums = np.add.reduceat(self.numbers[order], starts, axis=0) if len(group) else self.numbers
        return {key: figures_from(tuple(sums[at].tolist()), self.period) for key, at in parts.items()}


def _numbered(words: Sequence[str]) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """The different words, and the number of each."""
    numbers: dict[str, int] = {}
    rows = [numbers.setdefault(word, len(numbers)) for word in words]
    return tuple(numbers), _whole(rows)


def _whole(numbers: Sequence[int]) -> NDArray[np.int64]:
    import numpy as np

    return np.fromiter(numbers, np.int64, len(numbers))


def _matrix(rows: Sequence[Any]) -> NDArray[np.int64]:
    import numpy as np

    return np.array(rows, np.int64).reshape(len(rows), len(NAMES))
