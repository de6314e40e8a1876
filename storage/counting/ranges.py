"""Arithmetic of ranges of people: every figure is a lowest and a highest number, and either end may be open.

Nothing here ever takes the middle of a range. Adding, taking away and joining ranges keep the promise that the true
number lies inside when it lay inside what went in; where nobody said anything the range is open, not zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """A lowest and a highest number, both counted in; ``None`` is an open end."""

    low: int | None
    high: int | None

    @property
    def exact(self) -> bool:
        """Whether only one number fits."""
        return self.low is not None and self.low == self.high


UNTOLD = Span(0, None)
"""A number of people nobody told: none or any."""
NOBODY = Span(0, 0)
"""No people at all; the beginning of every sum."""


def span(low: int | None, high: int | None) -> Span:
    """A number of people from its two ends as they were written: none is below zero, turned ends are put right."""
    low = max(0, low or 0)
    if high is None:
        return Span(low, None)
    high = max(0, high)
    return Span(low, high) if low <= high else Span(high, low)


def exactly(number: int) -> Span:
    """A range of one number."""
    return Span(number, number)


def add(one: Span, other: Span) -> Span:
    """The sum of two numbers."""
    return Span(_sum(one.low, other.low), _sum(one.high, other.high))


def total(spans: Iterable[Span]) -> Span:
    """The sum of any number of ranges; nobody when there is none."""
    low: int | None = 0
    high: int | None = 0
    for one in spans:
        low, high = _sum(low, one.low), _sum(high, one.high)
    return Span(low, high)


def subtract(one: Span, other: Span) -> Span:
    """What is left of one number when another is taken away; it may fall below zero, which is a finding."""
    return add(one, Span(_minus(other.high), _minus(other.low)))


def hull(spans: Iterable[Span]) -> Span:
    """The narrowest range that holds all of these; :data:`UNTOLD` when there is none."""
    some = list(spans)
    if not some:
        return UNTOLD
    lows, highs = [one.low for one in some], [one.high for one in some]
    low = None if None in lows else min(low for low in lows if low is not None)
    high = None if None in highs else max(high for high in highs if high is not None)
    return Span(low, high)


def intersect(one: Span, other: Span) -> Span | None:
    """The numbers both ranges hold; None when they do not meet."""
    low = max((low for low in (one.low, other.low) if low is not None), default=None)
    high = min((high for high in (one.high, other.high) if high is not None), default=None)
    return None if low is not None and high is not None and low > high else Span(low, high)


def contains(one: Span, number: int) -> bool:
    """Whether a number lies in the range."""
    return (one.low is None or one.low <= number) and (one.high is None or number <= one.high)


def holds(outer: Span, inner: Span) -> bool:
    """Whether every number of the inner range lies in the outer one."""
    low = outer.low is None or (inner.low is not None and outer.low <= inner.low)
    return low and (outer.high is None or (inner.high is not None and inner.high <= outer.high))


def at_most(one: Span) -> Span:
    """The same people, but perhaps none of them: what a disputed or undated report is worth at its low end."""
    return Span(0, one.high)


def people(one: Span) -> Span:
    """A difference as a number of people for the eye: nothing below zero."""
    return Span(max(0, one.low or 0), None if one.high is None else max(0, one.high))


def gap(counted: Span, expected: Span) -> int:
    """How much more was counted than expected, at the least; below zero when less; 0 when both can be true."""
    if counted.low is not None and expected.high is not None and counted.low > expected.high:
        return counted.low - expected.high
    if counted.high is not None and expected.low is not None and counted.high < expected.low:
        return counted.high - expected.low
    return 0


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other


def _minus(end: int | None) -> int | None:
    return None if end is None else -end
