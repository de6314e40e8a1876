"""Stamps: hybrid logical clock and device in 16 sortable bytes.

Layout, big-endian so that byte order is time order: 48 bits of milliseconds since 1970 UTC, 16 bits of counter,
64 bits of device (48 random bits, 16 bits of its epoch). The clock part follows Kulkarni et al.,
*Logical Physical Clocks* (2014), without its unlimited forward jump: a stamp of a laptop whose clock runs far ahead
is never taken over, otherwise one wrong clock would drag every other along.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime

AHEAD_MS = 24 * 3600 * 1000
"""How far another device's stamp may lie ahead of this clock and still be followed, in milliseconds."""

LAST_MS = 253_402_300_799_000
"""The last second of the calendar, the year 9999; a stamp of a lying clock may claim more."""

Stamp = bytes
NO_STAMP: Stamp = bytes(16)


def make_stamp(milliseconds: int, counter: int, device: bytes) -> Stamp:
    """A stamp from its parts; ``device`` is 8 bytes."""
    return milliseconds.to_bytes(6, "big") + counter.to_bytes(2, "big") + device


def stamp_ms(stamp: Stamp) -> int:
    """Milliseconds since 1970 UTC of a stamp."""
    return int.from_bytes(stamp[:6], "big")


def stamp_device(stamp: Stamp) -> bytes:
    """The 8 bytes of device and epoch that made the stamp."""
    return stamp[8:]


def stamp_time(stamp: Stamp) -> datetime:
    """The moment a stamp was made, as its device's clock had it (UTC)."""
    return datetime.fromtimestamp(min(stamp_ms(stamp), LAST_MS) / 1000, UTC)


def new_device() -> bytes:
    """The 8 bytes of a new device: 48 random bits and epoch 0."""
    return secrets.token_bytes(6) + b"\0\0"


def next_epoch(device: bytes, taken: Collection[bytes] = ()) -> bytes:
    """The same device after its register was restored from a backup.

    Drawn by lot, never counted up: the same backup may be restored twice, and the changes made after the first time,
    which others may hold, are not in it.
    """
    while True:
        drawn = device[:6] + (1 + secrets.randbelow(65535)).to_bytes(2, "big")
        if drawn != device and drawn not in taken:
            return drawn


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


@dataclass
class Clock:
    """Makes the stamps of one device, each greater than every one before it.

    Attributes:
        device: the 8 bytes that end each stamp.
        last: the greatest stamp made or followed so far.
        now: milliseconds since 1970, replaceable in tests.
    """

    device: bytes
    last: Stamp = NO_STAMP
    now: Callable[[], int] = _now_ms

    def tick(self) -> Stamp:
        """The next stamp. A clock set back never makes a stamp that sorts before an earlier one."""
        last = stamp_ms(self.last)
        ms, counter = max(self.now(), last), 0
        if ms == last:
            counter = int.from_bytes(self.last[6:8], "big") + 1
            if counter > 0xFFFF:
                ms, counter = ms + 1, 0
        self.last = make_stamp(ms, counter, self.device)
        return self.last

    def follow(self, stamp: Stamp) -> bool:
        """Take notice of another device's stamp; False when it lies too far ahead to be believed."""
        if stamp_ms(stamp) > self.now() + AHEAD_MS:
            return False
        self.last = max(self.last, stamp)
        return True
