"""Sealing and opening with age piece by piece, so that a person's Cancel takes hold within one bundle."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pyrage

from storage.errors import Cancelled

Stop = Callable[[], bool]
Step = Callable[[int], None]
"""Told of so many more changes; where a person's Cancel takes hold (it may raise :class:`Cancelled`)."""


def sealed_for(plain: bytes, recipients: Sequence[str], step: Step) -> bytes:
    """The bytes as an age file for these recipients."""
    known = [pyrage.x25519.Recipient.from_str(one) for one in dict.fromkeys(recipients)]
    told, sealed = _Kept(step), io.BytesIO()
    with told.cancel():
        pyrage.encrypt_io(_Pieces(plain, told.step), sealed, known)
    return sealed.getvalue()


def opened_with(sealed: bytes, identity: str, stop: Stop) -> bytes:
    """What an age file holds.

    Raises:
        pyrage.DecryptError: for others, or damaged; OSError: damaged further on. Cancelled.
    """

    def step(_: int) -> None:
        if stop():
            raise Cancelled

    told, plain = _Kept(step), io.BytesIO()
    with told.cancel():
        pyrage.decrypt_io(_Pieces(sealed, told.step), plain, [pyrage.x25519.Identity.from_str(identity)])
    return plain.getvalue()


class _Kept:
    """Keeps a Cancel: the library makes an error of its own of whatever is raised while it reads."""

    def __init__(self, step: Step) -> None:
        self._step, self._cancelled = step, False

    def step(self, count: int) -> None:
        """So much more is done."""
        try:
            self._step(count)
        except Cancelled:
            self._cancelled = True
            raise

    @contextmanager
    def cancel(self) -> Iterator[None]:
        """Inside the block, what Cancel broke off is told as that."""
        try:
            yield
        except Exception as broken:
            if self._cancelled:
                raise Cancelled from broken
            raise


class _Pieces:
    """Bytes handed out piece by piece."""

    def __init__(self, data: bytes, step: Step) -> None:
        self._data, self._at, self._step = data, 0, step

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        self._step(0)
        end = len(self._data) if size < 0 else self._at + size
        found = self._data[self._at : end]
        self._at += len(found)
        return found
