"""A finished file inside an ``age`` container (age-encryption.org/v1), which anybody with the passphrase opens.

The bytes are sealed in memory: a file that is meant to be protected never lies on a disk as it is. What a guess costs
is measured on this computer (about a second of scrypt), so that a container is as hard to open as it can be here.
"""

from __future__ import annotations

import unicodedata

from storage.errors import UserError
from storage.messages import message

AGE_SUFFIX = ".age"
LARGEST = 1 << 30
"""Bytes that are sealed at once; they lie in memory twice."""


def sealed(data: bytes, passphrase: str) -> bytes:
    """The container that holds ``data``.

    Raises:
        UserError: ``too-large``; ``no-passphrase`` when it is empty.
    """
    if not passphrase.strip():
        raise UserError(
            "no-passphrase",
            message("A protected file needs a passphrase."),
            message("Type four words that have nothing to do with each other."),
        )
    if len(data) > LARGEST:
        raise UserError(
            "too-large",
            message("This file is too large to be protected by a passphrase in one piece."),
            message("Choose a shorter period or fewer tables, then export again."),
        )
    from pyrage import passphrase as by_passphrase  # only when something is sealed

    return bytes(by_passphrase.encrypt(data, unicodedata.normalize("NFC", passphrase)))
