"""A locked file: what one attached file holds, encrypted frame by frame, so that any part can be read by itself.

::

    sijill-locked 1⏎ | frame 0 | frame 1 | …      each: 65,536 bytes of the file (the last one fewer) and 16 of proof

Every file has a random key of its own, used for nothing else. A frame is XChaCha20-Poly1305 (libsodium's), its nonce
the number of the frame and whether it is the last, the first line sealed along: no frame can be moved, left out or put
into another file. The key lies in the encrypted register; without it the file is noise.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable
from hashlib import sha256
from typing import BinaryIO

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt as _unlock,
)
from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_encrypt as _lock,
)
from nacl.exceptions import CryptoError

from storage.database.faults import translated
from storage.errors import UserError
from storage.messages import message

MAGIC = b"sijill-locked 1\n"
FRAME = 1 << 16
PROOF = 16
KEY_BYTES = 32

Pace = Callable[[int, int], None]
"""Told (bytes done, of how many, 0 when unknown) now and then; may raise to stop the work."""


def new_key() -> bytes:
    """The key of one file."""
    return secrets.token_bytes(KEY_BYTES)


def lock(
    source: BinaryIO, target: BinaryIO, key: bytes, *, most: int, total: int = 0, pace: Pace | None = None
) -> tuple[str, int]:
    """Lock what ``source`` gives into ``target``; gives its SHA-256 (hex) and length.

    Raises:
        UserError: ``too-large`` (more than ``most`` bytes), ``empty-file``.
    """
    digest, size, number = sha256(), 0, 0
    target.write(MAGIC)
    frame = _read(source)
    while frame:
        following = _read(source) if len(frame) == FRAME else b""
        digest.update(frame)
        size += len(frame)
        if size > most:
            raise too_large(most)
        target.write(_lock(frame, MAGIC, _nonce(number, last=not following), key))
        number += 1
        if pace is not None and number % 16 == 0:
            pace(size, max(total, size))
        frame = following
    if not size:
        raise UserError(
            "empty-file",
            message("This file is empty, so there is nothing to keep."),
            message("Choose the file again; perhaps it was still being copied."),
        )
    return digest.hexdigest(), size


class LockedFile(io.RawIOBase):
    """Reads a locked file anywhere; a frame that is not what was locked is refused, never given.

    Raises:
        UserError: ``damaged-attachment``, from opening, seeking or reading.
    """

    def __init__(self, file: BinaryIO, key: bytes, size: int) -> None:
        super().__init__()
        self._file, self._key, self.size = file, key, size
        self._frames = -(-size // FRAME)
        self._at, self._held, self._frame = 0, -1, b""
        try:
            if file.read(len(MAGIC)) != MAGIC or file.seek(0, io.SEEK_END) != locked_size(size):
                raise damaged()
        except BaseException:
            file.close()
            raise

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """Where the next byte is read."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go on reading elsewhere."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, buffer: object) -> int:
        """Fill a buffer as far as the frame goes."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        if self._at >= self.size or not len(view):
            return 0
        frame = self._opened(self._at // FRAME)
        start = self._at % FRAME
        count = min(len(view), len(frame) - start)
        view[:count] = frame[start : start + count]
        self._at += count
        return count

    def close(self) -> None:
        """Close it and forget what was read."""
        if not self.closed:
            self._file.close()
            self._held, self._frame = -1, b""
        super().close()

    def _opened(self, number: int) -> bytes:
        if number != self._held:
            with translated():
                self._file.seek(len(MAGIC) + number * (FRAME + PROOF))
                sealed = self._file.read(FRAME + PROOF)
            try:
                frame = _unlock(sealed, MAGIC, _nonce(number, last=number == self._frames - 1), self._key)
            except (CryptoError, ValueError) as broken:
                raise damaged() from broken
            self._held, self._frame = number, frame
        return self._frame


def locked_size(size: int) -> int:
    """Bytes on the disk of a file of ``size`` bytes."""
    return len(MAGIC) + size + PROOF * -(-size // FRAME)


def damaged() -> UserError:
    """What lies on the disk is not what was put there."""
    return UserError(
        "damaged-attachment",
        message("This file is damaged on this laptop's disk, or somebody changed it there."),
        message("Another laptop that has it sends it again with the next exchange."),
    )


def too_large(most: int) -> UserError:
    """More than one attached file may hold."""
    return UserError(
        "too-large",
        message("This file is larger than {most} GB, the most that can be attached.", most=str(most >> 30)),
        message("Cut the film into parts, or keep it elsewhere and note where."),
    )


def _nonce(number: int, *, last: bool) -> bytes:
    return bytes(15) + bytes([last]) + number.to_bytes(8, "big")


def _read(source: BinaryIO) -> bytes:
    """A whole frame, or what is left: a raw stream may give less than it is asked for."""
    found = source.read(FRAME)
    while found and len(found) < FRAME:
        more = source.read(FRAME - len(found))
        if not more:
            break
        found += more
    return found or b""
