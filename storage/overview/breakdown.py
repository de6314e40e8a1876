"""Figures told apart: what charts draw and tables list. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from storage.counting.spread import APART, Column
from storage.counting.sums import PLACE
from storage.overview.cube import Chosen, Rows, Whole

OPEN = -1
"""Stands for an upper end that somebody leaves open."""


@dataclass(frozen=True)
class Breakdown:
    """The figures of each part.

    Attributes:
        keys: what the parts are: days (ISO), codes, ids of places; "" for what was not told.
        numbers: a line a part, the numbers of ``sums.NAMES``.
    """

    keys: tuple[str, ...]
    numbers: Whole

    def __len__(self) -> int:
        return len(self.keys)

    def count(self, name: str) -> Whole:
        """A plain number of each part: ``incidents``, ``children``, ``killed_named`` …"""
        return np.asarray(self.numbers[:, PLACE[name]])

    def shown(self, figure: str) -> tuple[Whole, Whole]:
        """The fewest and the most of each part as ``Figure.shown`` has them; the most is ``OPEN`` for an open end."""
        low = np.maximum(self.count(f"{figure}_low"), self.count(f"{figure}_named"))
        high = np.maximum(self.count(f"{figure}_high"), low)
        return low, np.where(self.count(f"{figure}_open") > 0, OPEN, high)

    def largest_first(self, figure: str = "killed", other: str = "injured") -> Breakdown:
        """The same, sorted: most of a figure first, then of the other, then by key."""
        order = sorted(
            range(len(self)), key=lambda at: (-self.shown(figure)[0][at], -self.shown(other)[0][at], self.keys[at])
        )
        return Breakdown(tuple(self.keys[at] for at in order), self.numbers[order])


def broken_down(rows: Rows, chosen: Chosen, column: str, keys_of: Callable[[str], Iterable[str]]) -> Breakdown:
    """The chosen rows by the keys of a column's words; a word with several keys counts in each of them."""
    words = rows.columns[column]
    each = rows.sums_by(words.rows, len(words.words), chosen)
    told = [tuple(keys_of(word)) for word in words.words]
    keys = tuple(sorted({key for some in told for key in some}))
    number = {key: at for at, key in enumerate(keys)}
    numbers = np.zeros((len(keys), each.shape[1]), np.int64)
    for line, some in zip(each, told, strict=True):
        for key in some:
            numbers[number[key]] += line
    lively = [at for at in range(len(keys)) if numbers[at].any()]
    return Breakdown(tuple(keys[at] for at in lively), numbers[lively])


def apart(rows: Rows, chosen: Chosen) -> tuple[dict[str, Column], Whole]:
    """The chosen rows added up by all of ``APART`` at once: its columns, and a line of numbers each."""
    columns = [rows.columns[name] for name in APART]
    key = np.zeros(len(rows), np.int64)
    for column in columns:
        key = key * max(1, len(column.words)) + column.rows
    keys, number = np.unique(key, return_inverse=True)
    sums = rows.sums_by(number.astype(np.int32), len(keys), chosen)
    kept = np.flatnonzero(sums.any(axis=1))
    told: dict[str, Column] = {}
    left = keys[kept]
    for name, column in zip(reversed(APART), reversed(columns), strict=True):
        many = max(1, len(column.words))
        used, at = np.unique(left % many, return_inverse=True)
        told[name] = Column(tuple(column.words[one] for one in used.tolist()), at.astype(np.int64))
        left = left // many
    return told, sums[kept]
