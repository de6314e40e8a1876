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


def rolled_up(people: Mapping[Cell, People], above: Above, k: int = K) -> list[Row]:
    """The rows that may be published, in order; the same whatever the order of ``people``."""
    found: list[Row] = []
    for outcome in sorted({cell.outcome for cell in people}):
        mine = {cell: count for cell, count in people.items() if cell.outcome == outcome and count != (0, 0)}
        found += _of_outcome(outcome, mine, above, k)
    return sorted(found, key=lambda row: row.cell)


def _of_outcome(outcome: str, people: Mapping[Cell, People], above: Above, k: int) -> list[Row]:
    published: dict[Cell, Row] = {}
    waiting = [Row(cell, *count) for cell, count in people.items()]
    for step, widen in enumerate(_steps(above)):
        together: dict[Cell, list[Row]] = {}
        for row in waiting:
            together.setdefault(widen(row.cell), []).append(row)
        waiting = []
        for cell, rows in together.items():
            joined = _joined(cell, rows, step if len(rows) > 1 else max(step, rows[0].steps))
            if joined.low < k:
                waiting.append(joined)
            elif cell in published:  # called alike: a month nobody knew, and months put together
                published[cell] = _joined(cell, [published[cell], joined], joined.steps)
            else:
                published[cell] = joined
    if not waiting:
        return list(published.values())
    rest = waiting[0]  # the last step leaves one at most
    if not published:
        return [Row(Cell(outcome, ALL, ALL, ALL, ALL), 0, 0, rest.cells, rest.steps, few=True)]
    smallest = min(published.values(), key=lambda row: (row.low, row.cell))
    del published[smallest.cell]
    return [*published.values(), _joined(rest.cell, [smallest, rest], rest.steps)]


def _joined(cell: Cell, rows: Iterable[Row], step: int) -> Row:
    low, high, cells = 0, 0, 0
    open_end = False
    for row in rows:
        low, cells = low + row.low, cells + row.cells
        open_end, high = open_end or row.high is None, high + (row.high or 0)
    return Row(cell, low, None if open_end else high, cells, step)


def _steps(above: Above) -> tuple[Callable[[Cell], Cell], ...]:
    """What is given up, one after the other; each step goes on from the one before."""
    return (
        lambda cell: cell,
        lambda cell: cell._replace(sex=ALL),
        lambda cell: cell._replace(age=ALL),
        lambda cell: cell._replace(month=quarter(cell.month)),
        lambda cell: cell._replace(area=above(cell.area)),
        lambda cell: cell._replace(month=cell.month[:4] or ALL),
        lambda cell: Cell(cell.outcome, ALL, ALL, ALL, ALL),
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
