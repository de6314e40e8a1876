"""How long to wait after wrong passphrases: 1, 2, 4 … at most 60 seconds, remembered across restarts. Never a wipe.

It slows a curious hand at the keyboard; who has copied the files is slowed by Argon2id alone. The count is written
*before* the try, so that ending the program in between does not make a try free.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from time import time

from storage.database.files import write_whole
from storage.errors import UserError
from storage.messages import message

LONGEST = 60.0


class Attempts:
    """The small file ``attempts.json`` beside the keys; absent when the last try was right."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def wait(self) -> float:
        """Seconds still to wait before the next try; 0.0 when none."""
        count, last = self._read()
        if count == 0:
            return 0.0
        delay = min(LONGEST, 2.0 ** min(count - 1, 10))
        passed = time() - last
        return delay if passed < 0 else max(0.0, delay - passed)  # a clock set back does not prolong beyond the delay

    def begin(self) -> None:
        """Counts a try as wrong until :meth:`right` says otherwise.

        Raises:
            UserError: ``wait``: it is not time yet.
        """
        left = self.wait()
        if left > 0:
            raise UserError(
                "wait",
                message("The next try is possible in {seconds} s.", seconds=max(1, round(left + 0.49))),
                message("Use the time to check Caps Lock and the keyboard language."),
            )
        count, _ = self._read()
        data = json.dumps({"wrong": count + 1, "last": time()}).encode()
        with suppress(UserError):  # a full disk must not keep anyone out of the register
            write_whole(self.path, data)

    def right(self) -> None:
        """The try was right: the next one starts at no delay."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)

    def _read(self) -> tuple[int, float]:
        try:
            found = json.loads(self.path.read_bytes())
            return max(0, int(found["wrong"])), float(found["last"])
        except (OSError, ValueError, KeyError, TypeError, OverflowError):
            return 0, 0.0
