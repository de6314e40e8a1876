"""A file that appears whole or not at all: written beside its place, brought to the disk, read back, then moved there.

Whatever stops the work (no space left, Cancel, a pulled stick) leaves the file that stood there before as it was.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedRandom
from pathlib import Path

from storage import sync_folder, translated


@contextmanager
def whole_file(target: Path) -> Iterator[BufferedRandom]:
    """A file to write (and to read again) that takes the place of ``target`` when the block ends well.

    Raises:
        UserError: what the disk says; nothing was left behind.
    """
    part = target.with_name(target.name + ".part")
    with translated():
        part.unlink(missing_ok=True)
        try:
            handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
            with os.fdopen(handle, "w+b") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            raise
        sync_folder(target.parent)
