"""Small files written so that a power cut leaves either the old one or the new one, never half of it."""

from __future__ import annotations

import os
from pathlib import Path

from storage.faults import translated


def write_whole(path: Path, data: bytes) -> None:
    """Puts ``data`` at ``path``: beside it as ``.part``, synced, renamed, the folder synced; mode 0600."""
    part = path.with_name(path.name + ".part")
    with translated():
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except OSError:
            part.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Makes a rename inside ``folder`` survive a power cut (POSIX; elsewhere the system does it by itself)."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
