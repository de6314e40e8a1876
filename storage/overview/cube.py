"""Everything figures are added up from, as rows of whole numbers in memory. Pure; the rows come from ``filling.py``.

A row is one incident (or what it corrects), with its day, area and traits as numbers of a list of words, so that
choosing is comparing and adding up is adding. 100,000 incidents are 30 MB, and a question costs some milliseconds.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Chosen = NDArray[np.bool_]


class Words:
    """A column of words: the distinct ones in order of their letters, and the number of each row's word."""

    def __init__(self, rows: Sequence[str]) -> None:
        self.words: tuple[str, ...] = tuple(sorted(set(rows)))
        self._number = {word: number for number, word in enumerate(self.words)}
        self.rows = np.fromiter(map(self._number.__getitem__, rows), np.int32, len(rows))

    def among(self, wanted: Iterable[str]) -> Chosen:
        """The rows with one of these words."""
        some = {self._number[word] for word in wanted if word in self._number}
        return self.where([number in some for number in range(len(self.words))])

    def where(self, each: Sequence[bool]) -> Chosen:
        """The rows whose word is marked; one mark for each of :attr:`words`."""
        return np.asarray(each, np.bool_)[self.rows] if len(self.words) else np.zeros(0, np.bool_)


@dataclass(frozen=True)
class Rows:
    """Rows of numbers with what they can be chosen by.

    Attributes:
        columns: words of each row, by name (``day``, ``area``, ``team`` …); "" where nobody said.
        numbers: one line a row.
    """

    columns: Mapping[str, Words] = field(default_factory=dict)
    numbers: Whole = field(default_factory=lambda: np.zeros((0, 0), np.int64))

    def __len__(self) -> int:
        return len(self.numbers)

    def within(self, first: str, last: str) -> Chosen:
        """The rows of these days (ISO, "" open); what has no day only where both ends are open, or the first is."""
        days = self.columns["day"]  # in order of their letters, so that a stretch of days is a stretch of numbers
        low = bisect_left(days.words, first) if first else int(bool(last) and "" in days.words[:1])
        high = bisect_right(days.words, last) if last else len(days.words)
        return (days.rows >= low) & (days.rows < high)

    def inside(self, paths: Sequence[str]) -> Chosen:
        """The rows in any of these areas (paths of places)."""
        words = self.columns["area"].words
        return self.columns["area"].where([any(a == one or a.startswith(f"{one}/") for one in paths) for a in words])

    def sums(self, chosen: Chosen) -> Whole:
        """The chosen rows added up: as few rows are touched as can be, since a brush asks twenty times a second."""
        picked = np.flatnonzero(chosen)
        if 2 * len(picked) > len(chosen):
            return np.asarray(self._total - self.numbers[np.flatnonzero(~chosen)].sum(axis=0))
        return np.asarray(self.numbers[picked].sum(axis=0))

    @cached_property
    def _total(self) -> Whole:
        return np.asarray(self.numbers.sum(axis=0))

    def sums_by(self, number: NDArray[np.int32], groups: int, chosen: Chosen) -> Whole:
        """The chosen rows added up by group: a line for each of ``groups``; ``number`` is the group of each row."""
        where = number[chosen]
        found = np.zeros((groups, self.numbers.shape[1]), np.int64)
        if len(where):
            order = np.argsort(where, kind="stable")
            ordered = where[order]
            starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
            found[ordered[starts]] = np.add.reduceat(self.numbers[chosen][order], starts, axis=0)
        return found
