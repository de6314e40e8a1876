"""Small cells of a table of people rolled up, so that nobody is recognised by being one of few. Pure.

A published row holds at least ``K`` people. Cells with fewer are put together with one another, never with what can
stand alone: first sexes together, then ages, then the months of a quarter, then districts of a governorate, then the
quarters of a year, then everything that is left. What is still too small takes the smallest row that stands with it.
Rows never overlap, so that they add up to the people they came from, and no row can be worked out from the others.
The practice is that of statistical offices (*threshold rule* with global recoding; UNECE *Managing Statistical
Confidentiality*, OCHA *Guidance on Statistical Disclosure Control*).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from operator import attrgetter
from typing import NamedTuple

K = SMALLEST_CELL = 5
"""People a published row holds at least."""
ALL = ROLLED = "*"
"""Stands where a row does not tell that part: several put together."""


class Cell(NamedTuple):
    """What people have in common; "" where it is not known, :data:`ALL` where it is not told.

    Attributes:
        outcome: never rolled up. area: code or id of a district, or of what it lies in. sex, age: code; group.
        month: ``2019-07``; rolled up ``2019-Q3``, ``2019``.
    """

    outcome: str
    area: str
    sex: str
    age: str
    month: str


@dataclass(frozen=True)
class Row:
    """A row as it is published.

    Attributes:
        cell: what is told of these people.
        low, high: how many, at least and at most; ``high`` is None when nobody knows.
        cells: how many cells were put together in it; 1 when none.
        steps: how far it was rolled up; 0 not at all.
        few: fewer than ``K`` people all in all: their number is not told (``low`` and ``high`` are 0).
    """

    cell: Cell
    low: int
    high: int | None
    cells: int = 1
    steps: int = 0
    few: bool = False


People = tuple[int, int | None]
"""How many people, at least and at most."""
Above = Callable[[str], str]
"""From an area to the one it lies in at the level above."""


_Key = tuple[str, str, str, str, str]
"""A cell, bare: a register has a million people, and hundreds of thousands of cells are put together."""
_Sum = list[int]
"""People at least, at most, how many cells leave the upper end open, and how many cells there are."""


def rolled_up(people: Mapping[Cell, People], above: Above, k: int = K) -> list[Row]:
    """The rows that may be published, in order; the same whatever the order of ``people``."""
    apart: dict[str, dict[_Key, _Sum]] = {}
    for cell, (low, high) in people.items():
        if low or high != 0:
            apart.setdefault(cell[0], {})[cell] = [low, high or 0, high is None, 1]
    found = [row for outcome, mine in apart.items() for row in _of_outcome(outcome, mine, above, k)]
    return sorted(found, key=attrgetter("cell"))


def _of_outcome(outcome: str, waiting: dict[_Key, _Sum], above: Above, k: int) -> list[Row]:
    published: dict[_Key, Row] = {}
    for step, widen in enumerate((None, *_steps(above))):
        waiting = waiting if widen is None else _together(waiting, widen)
        large = [(cell, one) for cell, one in waiting.items() if one[0] >= k]
        for cell, one in large:
            del waiting[cell]
            row = _row(cell, one, step)
            if cell in published:  # called alike: a month nobody knew, and months put together
                row = _joined(published[cell], row)
            published[cell] = row
    if not waiting:
        return list(published.values())
    ((cell, one),) = waiting.items()  # the last step leaves one at most
    rest = _row(cell, one, len(_steps(above)))
    if not published:
        return [Row(Cell(outcome, ALL, ALL, ALL, ALL), 0, 0, rest.cells, rest.steps, few=True)]
    smallest = min(published.values(), key=lambda row: (row.low, row.cell))
    del published[smallest.cell]
    return [*published.values(), _joined(smallest, rest)]


def _together(waiting: Mapping[_Key, _Sum], widen: Callable[[_Key], _Key]) -> dict[_Key, _Sum]:
    found: dict[_Key, _Sum] = {}
    for cell, one in waiting.items():
        mine = found.setdefault(widen(cell), one)
        if mine is not one:
            mine[0] += one[0]
            mine[1] += one[1]
            mine[2] += one[2]
            mine[3] += one[3]
    return found


def _row(cell: _Key, one: _Sum, step: int) -> Row:
    low, high, open_ends, cells = one
    return Row(Cell(*cell), low, None if open_ends else high, cells, step)


def _joined(before: Row, row: Row) -> Row:
    """What was published already together with ``row``, which came later."""
    high = None if before.high is None or row.high is None else before.high + row.high
    return Row(row.cell, before.low + row.low, high, before.cells + row.cells, row.steps)


def _steps(above: Above) -> tuple[Callable[[_Key], _Key], ...]:
    """What is given up, one after the other; each step goes on from the one before."""
    around, part = cache(above), cache(quarter)
    return (
        lambda cell: (cell[0], cell[1], ALL, cell[3], cell[4]),
        lambda cell: (cell[0], cell[1], cell[2], ALL, cell[4]),
        lambda cell: (*cell[:4], part(cell[4])),
        lambda cell: (cell[0], around(cell[1]), *cell[2:]),
        lambda cell: (*cell[:4], cell[4][:4] or ALL),
        lambda cell: (cell[0], ALL, ALL, ALL, ALL),
    )


def quarter(month: str) -> str:
    """``2019-Q3`` of ``2019-07``; what is no month stays."""
    if len(month) != 7 or not month[5:].isdigit():
        return month
    return f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"


def hidden_rows(rows: Iterable[Row]) -> tuple[int, int]:
    """How many cells were put together, and how many outcomes are told only as *fewer than* ``K``."""
    some = list(rows)
    return sum(row.cells for row in some if row.cells > 1 or row.steps), sum(row.few for row in some)


def with_area(row: Row, area: str) -> Row:
    """The row under another word for its area."""
    return replace(row, cell=row.cell._replace(area=area))
