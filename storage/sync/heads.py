"""Heads: where the chains somebody holds end, so that two laptops under one name show themselves when they first meet.

A receipt tells numbers only, and twins give the same numbers to different changes. With the links at some numbers
beside it a reader that holds the other twin's changes sees that they part, takes the receipt for no more than both
have in common, and so writes what that laptop has never seen; which then finds the fork by itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from storage.database.tables import apart, held
from storage.sync.chain import Vector, lacking

Head = tuple[int, str]
"""The number of a change, and the first half of the link after it (32 hex digits)."""
Heads = dict[str, list[Head]]
"""Device and epoch (16 hex digits) to some of its heads, the greatest number first."""

HALF = 32
RUNGS, WIDENING = 6, 4
"""Heads told of one chain: the newest, and older ones each so many times as far back; twins part between two."""
APART = 20
"""Ends told of what was set apart of one device: who has seen both sides says so."""
MOST, FURTHEST = 2 * (RUNGS + APART), 1 << 62


def heads_of(connection: Connection) -> Heads:
    """Of each device whose changes are held here, or were set apart as a twin's."""
    ends: dict[str, list[Head]] = defaultdict(list)
    for row in connection.execute(select(held.c.device, held.c.last, held.c.tip).order_by(held.c.last.desc())):
        ends[bytes(row.device).hex()].append((row.last, bytes(row.tip).hex()[:HALF]))
    found = {device: _rungs(chain) for device, chain in ends.items()}
    forks = select(apart.c.device, apart.c.last, apart.c.tip).where(apart.c.word == "fork").order_by(apart.c.n.desc())
    seen: dict[str, list[Head]] = defaultdict(list)
    for row in connection.execute(forks):
        seen[bytes(row.device).hex()].append((row.last, bytes(row.tip).hex()[:HALF]))
    for device, others in seen.items():
        found[device] = sorted({*found.get(device, []), *others[:APART]}, reverse=True)
    return found


def _rungs(chain: Sequence[Head]) -> list[Head]:
    found, wanted, step = list[Head](), chain[0][0], 1
    for number, link in chain:
        if number <= wanted and len(found) < RUNGS:
            found.append((number, link))
            wanted, step = number - step, step * WIDENING
    return found


def compared(told: Iterable[Head], link: Callable[[int], str | None]) -> tuple[int, bool]:
    """Up to which number another's chain surely is ours (0: nothing tells), and whether it goes on otherwise.

    ``link`` gives ours after a number, None where we hold none. Somebody who has seen both sides of a fork does not go
    on otherwise: ours is among theirs, further on than the first that is not.
    """
    same, other = 0, FURTHEST
    for number, theirs in sorted(told, reverse=True):
        ours = link(number)
        if ours is None:
            continue
        if ours == theirs:
            same = number
            break  # what lies before is the same as well
        other = number
    return same, same < other < FURTHEST


def clipped(vector: Vector, up_to: Mapping[str, int]) -> Vector:
    """A vector with these devices' changes up to a number only."""
    return {
        device: lacking([(up_to[device] + 1, FURTHEST)], ranges) if device in up_to else ranges
        for device, ranges in vector.items()
    }


def read_heads(told: Any) -> Heads:
    """Heads out of JSON; ``ValueError`` for what is none."""
    return {_digits(device, 16): [_head(one) for one in list(some)[:MOST]] for device, some in dict(told).items()}


def _head(one: Any) -> Head:
    number, link = one
    if type(number) is not int or not 0 < number < FURTHEST:
        raise ValueError("no number")
    return number, _digits(link, HALF)


def _digits(text: Any, length: int) -> str:
    if not isinstance(text, str) or not re.fullmatch(f"[0-9a-f]{{{length}}}", text):
        raise ValueError("no hexadecimal digits")
    return text
