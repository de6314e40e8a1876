"""Chains: each device numbers its changes and hashes every line onto the one before, so that none can be taken out.

A *segment* is a stretch of one device's chain with that device's signature (its seal) over the end. Whoever carries
it, the reader can prove that the device wrote exactly these changes, and in this order; and which numbers are missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from storage.sync.keys import Signing, proves

LINK_BYTES = 32
Vector = dict[str, list[tuple[int, int]]]
"""Which changes of which device (16 hex digits with its epoch) somebody holds: ranges of numbers, merged, in order."""


def first_link(device: bytes) -> bytes:
    """What stands before the first change of a device and epoch (8 bytes)."""
    return blake2b(device, digest_size=LINK_BYTES, person=b"sijill-chain").digest()


def next_link(link: bytes, line: bytes) -> bytes:
    """The link after one more line."""
    return blake2b(line, key=link, digest_size=LINK_BYTES).digest()


def links_after(link: bytes, lines: Iterable[bytes]) -> bytes:
    """The link after these lines."""
    for line in lines:
        link = next_link(link, line)
    return link


def seal_bytes(device: bytes, last: int, tip: bytes) -> bytes:
    """What a device signs: that its chain stands at ``tip`` after change number ``last``."""
    return b"sijill-seal-1" + device + last.to_bytes(8, "big") + tip


@dataclass(frozen=True)
class Segment:
    """Changes ``first`` to ``last`` of a device.

    Attributes:
        device: 8 bytes, epoch included.
        before, tip: the links before the first and after the last line; seal: the device's signature over the tip.
        lines: one for each number.
    """

    device: bytes
    first: int
    last: int
    before: bytes
    tip: bytes
    seal: bytes
    lines: Sequence[bytes]

    @property
    def bare(self) -> Segment:
        """What it says of itself, without its lines."""
        return replace(self, lines=())

    @property
    def whole(self) -> bool:
        """Whether the lines are those of the chain, as many as the numbers say."""
        right = 0 < self.first <= self.last == self.first + len(self.lines) - 1
        if right and self.first == 1 and self.before != first_link(self.device):
            return False
        return right and links_after(self.before, self.lines) == self.tip

    def link_after(self, number: int) -> bytes:
        """The link after one of its changes, or (``first - 1``) before all of them."""
        return self.tip if number == self.last else links_after(self.before, self.lines[: number - self.first + 1])

    def contradicts(self, other: Segment) -> bool:
        """Whether these two stretches cannot be of one chain: where they overlap or touch, the links tell."""
        at = min(self.last, other.last)
        touching = self.device == other.device and max(self.first, other.first) - 1 <= at
        return touching and self.link_after(at) != other.link_after(at)

    def sealed_by(self, signing: str) -> bool:
        """Whether the holder of this public key signed the end of it."""
        return proves(signing, seal_bytes(self.device, self.last, self.tip), self.seal)


def seal(signing: Signing, device: bytes, last: int, tip: bytes) -> bytes:
    """A device's signature over the end of a stretch of its own chain."""
    return signing.sign(seal_bytes(device, last, tip))


def merged(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges put together where they touch or overlap, in order."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if found and first <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((first, last))
    return found


def lacking(have: Iterable[tuple[int, int]], of: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The numbers in ``of`` that are not in ``have``, as ranges."""
    known, place = merged(have), 0
    found: list[tuple[int, int]] = []
    for first, last in merged(of):
        at = first
        while place < len(known) and known[place][1] < at:
            place += 1  # side by side, each looked at once: a receipt may hold as many ranges as a file has room for
        while place < len(known) and known[place][0] <= last:
            low, high = known[place]
            if low > at:
                found.append((at, low - 1))
            at = max(at, high + 1)
            if high > last:
                break  # it may reach into the next one
            place += 1
        if at <= last:
            found.append((at, last))
    return found


def united(one: Vector, other: Vector) -> Vector:
    """What one or the other holds."""
    return {device: merged([*one.get(device, []), *other.get(device, [])]) for device in {*one, *other}}


def in_both(one: Vector, other: Vector) -> Vector:
    """What both hold."""
    return {device: lacking(lacking(other[device], one[device]), one[device]) for device in one.keys() & other.keys()}


def how_many(have: Vector, of: Vector) -> int:
    """How many changes of ``of`` are not in ``have``."""
    return sum(last - first + 1 for device, held in of.items() for first, last in lacking(have.get(device, []), held))


def gaps(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The numbers missing below the greatest one held, as ranges."""
    held = merged(ranges)
    return lacking(held, [(1, held[-1][1])]) if held else []
