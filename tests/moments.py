"""Two laptops of a test never write within one millisecond.

A stamp is told from another by the millisecond, and within it by the laptop, whose name is drawn by lot. Where a disk
does not hold anybody up, a save takes half a millisecond, and who wrote later would be a matter of luck; the copy of a
laptop could even give a stamp its original gave. People are not that fast.
"""

from __future__ import annotations

import time
from weakref import ref

from storage.journal import clock
from storage.journal.clock import Clock, Stamp

_last: list[tuple[ref[Clock] | None, int]] = [(None, 0)]


def keep_apart() -> None:
    """From now on whoever writes after another laptop of this process waits for the next millisecond."""
    tick = Clock.tick

    def later(self: Clock) -> Stamp:
        if self.now is not clock._now_ms:
            return tick(self)  # a test has set it
        who, moment = _last[0]
        while (who is None or who() is not self) and self.now() <= moment:
            time.sleep(0.0002)
        stamp = tick(self)
        _last[0] = ref(self), self.now()
        return stamp

    Clock.tick = later  # type: ignore[method-assign]
