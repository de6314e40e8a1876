"""The loudspeaker: it asks for sound when it needs some, in a thread of its own."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from gui.attachments.reels import RATE

AHEAD_MS = 120
"""Sound that is handed over ahead of its time."""


class Speaker:
    """An open loudspeaker; ``pull(frames)`` gives that many frames (4 bytes each), silence included."""

    def __init__(self, pull: Callable[[int], bytes], *, silent: bool = False) -> None:
        """``silent``: it keeps the time and is heard by nobody.

        Raises:
            OSError: no loudspeaker can be used.
        """
        import miniaudio

        ways = [miniaudio.Backend.NULL] if silent else None
        try:
            self._device: Any = miniaudio.PlaybackDevice(
                miniaudio.SampleFormat.SIGNED16, 2, RATE, AHEAD_MS, backends=ways, app_name="Sijill"
            )
            feed = _feed(pull)
            next(feed)
            self._device.start(feed)
        except miniaudio.MiniaudioError as trouble:
            raise OSError(str(trouble)) from None

    def close(self) -> None:
        """Be quiet."""
        self._device.close()


def _feed(pull: Callable[[int], bytes]) -> Generator[bytes, int, None]:
    wanted = yield b""
    while True:
        wanted = yield pull(wanted)
