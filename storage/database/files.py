"""Files written so that a power cut, a full disk or Cancel leaves either the old one or the new one, never half."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedRandom
from pathlib import Path

from storage.database.faults import translated


@contextmanager
def whole_file(path: Path) -> Iterator[BufferedRandom]:
    """A file to write and read again: made as ``.part`` with mode 0600, synced, renamed to ``path``, folder synced."""
    part = path.with_name(path.name + ".part")
    with translated():
        try:
            flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            part.unlink(missing_ok=True)  # what a killed program left there; or a link that leads to another file
            with os.fdopen(os.open(part, flags, 0o600), "w+b") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except BaseException:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def read_anew(file: BufferedRandom) -> None:
    """To the beginning of what was written; where one can, it is then read from the disk itself, not from memory."""
    os.fsync(file.fileno())
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    file.seek(0)


def write_whole(path: Path, data: bytes) -> None:
    """Puts ``data`` at ``path``, whole or not at all."""
    with whole_file(path) as file:
        file.write(data)


def sync_folder(folder: Path) -> None:
    """Makes a rename inside ``folder`` survive a power cut (POSIX; elsewhere the system does it by itself)."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network shares cannot; the file itself is synced all the same
            os.fsync(handle)
    finally:
        os.close(handle)


def unlinked(path: Path) -> None:
    """A database file is gone, with all that stands beside it."""
    for name in (path.name, *(path.name + end for end in ("-wal", "-shm", "-journal"))):
        path.with_name(name).unlink(missing_ok=True)
