"""What the window and the process that decodes for it say to each other: a line of JSON and bytes, never objects.

The other side may have been taken over by a file it read: nothing that comes is more than numbers, words and pixels.
"""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO

_HEAD = struct.Struct("<II")
LONGEST_WORDS, LONGEST_BYTES = 1 << 16, 96 << 20


class Pipe:
    """Both directions; used by one thread at a time."""

    def __init__(self, read: BinaryIO, write: BinaryIO) -> None:
        self._read, self._write = read, write

    def send(self, told: dict[str, Any], data: bytes = b"") -> None:
        """Say something."""
        words = json.dumps(told).encode()
        self._write.write(_HEAD.pack(len(words), len(data)))
        self._write.write(words)
        self._write.write(data)
        self._write.flush()

    def receive(self) -> tuple[dict[str, Any], bytes]:
        """What is said next.

        Raises:
            EOFError: nobody is there any more. ValueError: it is nothing that could have been said.
        """
        words, data = _HEAD.unpack(self._exactly(_HEAD.size))
        if words > LONGEST_WORDS or data > LONGEST_BYTES:
            raise ValueError("too long")
        told = json.loads(self._exactly(words))
        if not isinstance(told, dict):
            raise ValueError("no words")
        return told, self._exactly(data)

    def _exactly(self, size: int) -> bytes:
        found = self._read.read(size)
        if len(found) < size:
            raise EOFError
        return found
