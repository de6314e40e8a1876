"""Points that would overlap joined and counted, on a grid that stays while the map is moved. Pure numpy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]
EACH = 1500
"""Up to so many groups, neighbours across the lines of the grid are joined as well."""


@dataclass(frozen=True)
class Clusters:
    """Groups of points, the heaviest first.

    Attributes:
        x, y: where the heaviest point of each is: a group lies where something happened, never between.
        weight: of all together; count: how many.
        starts, order: the points of group ``g`` are ``order[starts[g]:starts[g + 1]]``, the heaviest first.
    """

    x: Real
    y: Real
    weight: Real
    count: NDArray[np.int64]
    starts: NDArray[np.int64]
    order: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.x)


def clustered(x: Real, y: Real, weights: NDArray[Any], cell: float) -> Clusters:
    """Points nearer than about ``cell`` to a heavier one joined with it; every point is in exactly one group."""
    if not len(x):
        none = np.zeros(0, np.int64)
        return Clusters(np.zeros(0), np.zeros(0), np.zeros(0), none, np.zeros(1, np.int64), none)
    weight: Real = np.asarray(weights, np.float64)
    key = np.floor(x / cell).astype(np.int64) << 32 | (np.floor(y / cell).astype(np.int64) & 0xFFFFFFFF)
    order = np.lexsort((-weight, key))
    ordered = key[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    leads = order[starts]
    label = np.repeat(np.arange(len(starts)), np.diff(np.r_[starts, len(order)]))
    if 1 < len(starts) <= EACH:
        label = _neighbours(x[leads], y[leads], np.add.reduceat(weight[order], starts), cell)[label]
    return _grouped(x, y, weight, order, label)


def _neighbours(x: Real, y: Real, weight: Real, cell: float) -> NDArray[np.int64]:
    """For each group the one it joins: the heaviest within a cell's length that joined none itself."""
    column, row = np.floor(x / cell).astype(np.int64).tolist(), np.floor(y / cell).astype(np.int64).tolist()
    xs, ys, found = x.tolist(), y.tolist(), [0] * len(x)
    taken: dict[tuple[int, int], list[int]] = {}
    near = [(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
    for at in np.argsort(-weight, kind="stable").tolist():
        lead = at
        for dx, dy in near:
            for other in taken.get((column[at] + dx, row[at] + dy), ()):
                if (xs[at] - xs[other]) ** 2 + (ys[at] - ys[other]) ** 2 < cell * cell:
                    lead = other
                    break
            if lead != at:
                break
        if lead == at:
            taken.setdefault((column[at], row[at]), []).append(at)
        found[at] = lead
    return np.array(found, np.int64)


def _grouped(
    x: Real, y: Real, weights: Real, order: NDArray[np.int64], label: NDArray[np.int64]
) -> Clusters:  # fmt: skip
    again = np.lexsort((-weights[order], label))
    order, label = order[again], label[again]
    starts = np.flatnonzero(np.r_[True, label[1:] != label[:-1]])
    weight = np.add.reduceat(weights[order], starts)
    count = np.diff(np.r_[starts, len(order)])
    first = np.lexsort((-count, -weight))
    pieces = [order[starts[at] : starts[at] + count[at]] for at in first.tolist()]
    leads = np.array([piece[0] for piece in pieces])
    ends = np.r_[0, np.cumsum(count[first])].astype(np.int64)
    return Clusters(x[leads], y[leads], weight[first], count[first], ends, np.concatenate(pieces))
