"""Chance with a fixed seed: the same choices on every machine, and ids that follow from them.

Only ``Random.random`` is promised to stay the same between versions of Python, so every choice is made of it. Each
subject draws from a stream of its own: a row added to one table does not change what another made.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b
from random import Random
from typing import TypeVar

SEED = "idleb-2019"

T = TypeVar("T")


class Chance:
    """Choices about one subject."""

    def __init__(self, subject: str) -> None:
        self._draw = Random(f"{SEED}/{subject}").random

    def likely(self, share: float) -> bool:
        """Yes in this share of cases."""
        return self._draw() < share

    def number(self, low: int, high: int) -> int:
        """A whole number; both ends count in."""
        return low + int(self._draw() * (high - low + 1))

    def between(self, low: float, high: float) -> float:
        """A number."""
        return low + self._draw() * (high - low)

    def pick(self, things: Sequence[T]) -> T:
        """One of these."""
        return things[int(self._draw() * len(things))]

    def weighed(self, things: Sequence[tuple[T, float]]) -> T:
        """One of these, the heavier the likelier."""
        left = self._draw() * sum(weight for _, weight in things)
        for thing, weight in things:
            left -= weight
            if left < 0:
                return thing
        return things[-1][0]

    def mixed(self, things: Sequence[T]) -> list[T]:
        """All of these in some order."""
        keyed = [(self._draw(), place) for place in range(len(things))]
        return [things[place] for _, place in sorted(keyed)]

    def shares(self, total: int, weights: Sequence[float]) -> list[int]:
        """A total dealt out one by one, the heavier the likelier."""
        found = [0] * len(weights)
        places = [(place, weight) for place, weight in enumerate(weights) if weight > 0]
        for _ in range(total if places else 0):
            found[self.weighed(places)] += 1
        return found


class Ids:
    """Record ids like UUIDv7: the moment of entry, then bits that follow from the seed and a count."""

    def __init__(self, team: str) -> None:
        self._team = team
        self._count = 0

    def new(self, moment: datetime) -> str:
        """The next id (32 hex digits)."""
        self._count += 1
        rest = bytearray(blake2b(f"{SEED}/{self._team}/{self._count}".encode(), digest_size=10).digest())
        rest[0] = 0x70 | rest[0] & 0x0F
        rest[2] = 0x80 | rest[2] & 0x3F
        return (int(moment.timestamp() * 1000).to_bytes(6, "big") + bytes(rest)).hex()
