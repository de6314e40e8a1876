"""A file that appears whole or not at all: written beside its place, brought to the disk, read back, then moved there.

Whatever stops the work (no space left, Cancel, a pulled stick) leaves the file that stood there before as it was.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from storage.errors import UserError
from storage.messages import message

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def whole_file(target: Path) -> Iterator[BinaryIO]:
    """A file to write (and to read again) that takes the place of ``target`` when the block ends well.

    Raises:
        UserError: ``disk-full``, ``cannot-write``; nothing was left behind.
    """
    part = target.with_name(target.name + ".part")
    try:
        part.unlink(missing_ok=True)
        handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
        _keep_name(target.parent)
    except BaseException as stopped:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        if isinstance(stopped, OSError):
            raise _in_words(stopped, target) from stopped
        raise


def _keep_name(folder: Path) -> None:
    """Bring the new name itself to the disk; where folders cannot be opened (Windows) the system does so alone."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _in_words(stopped: OSError, target: Path) -> UserError:
    if stopped.errno in _FULL:
        return UserError(
            "disk-full",
            message("There is no space left on the disk for “{name}”. Nothing was changed.", name=target.name),
            message("Free some space or choose another disk, then export again."),
        )
    return UserError(
        "cannot-write",
        message("“{name}” cannot be written there. Nothing was changed.", name=target.name),
        message("Close it if it is open in another program, or choose another folder, then export again."),
    )
