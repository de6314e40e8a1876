"""Sticks and folders this laptop knows again, and exchanging with them by itself.

A stick is known by a mark that was put on it when somebody wrote to it: a file with 32 hexadecimal digits, which says
nothing to whoever finds the stick. What is known of a place stays in the encrypted register.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from storage.database.faults import translated
from storage.database.files import write_whole
from storage.sync.bundle import SUFFIX
from storage.sync.folder import read_folder, require_folder, write_folder
from storage.sync.layout import TOP
from storage.sync.read import Read

if TYPE_CHECKING:
    from storage.store import Store

MARK = "known"
_MARK = re.compile(rb"[0-9a-f]{32}\n")

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]


def mark_of(folder: Path, root: str) -> str:
    """The mark of a stick or folder for an organisation (its root key); "" when it has none."""
    try:
        with (folder / TOP / root[:16] / MARK).open("rb") as file:
            found = file.read(64)
    except OSError:
        return ""
    return found.decode().strip() if _MARK.fullmatch(found) else ""


def marked(folder: Path, root: str) -> str:
    """The same; a new mark is put on a place that has none.

    Raises:
        UserError: what the disk says.
    """
    found = mark_of(folder, root)
    if not found:
        found = secrets.token_hex(16)
        with translated():
            (folder / TOP / root[:16]).mkdir(parents=True, exist_ok=True)
        write_whole(folder / TOP / root[:16] / MARK, f"{found}\n".encode())
    return found


def bundles_in(folder: Path, root: str) -> frozenset[tuple[str, int]]:
    """Names and sizes of the bundles of an organisation in a folder: when they change, something has come."""
    try:
        files = [one for one in (folder / TOP / root[:16]).glob(f"*/*{SUFFIX}") if not one.is_symlink()]
        return frozenset((one.name, one.stat().st_size) for one in files)
    except OSError:
        return frozenset()


def exchange_folder(
    store: Store, folder: Path, *, road: str = "folder", came: Callable[[Read], object] | None = None,
    progress: Progress | None = None, cancelled: Stop | None = None,
) -> tuple[Read, int]:  # fmt: skip
    """Take in what lies there, then add what the others lack and what does not lie there yet.

    Gives what was read, and how many changes were written. Where nothing is new nothing is written. ``came`` hears
    what was read before anything is written: a place that takes nothing has given something all the same.

    Raises:
        UserError: ``unreachable``, what the disk says; ``nobody-to-write-to``.
        Cancelled: what was finished until then stays.
    """
    require_folder(folder)
    found = read_folder(store, folder, road=road, progress=progress, cancelled=cancelled)
    if came is not None:
        came(found)
    written = write_folder(store, folder, road=road, progress=progress, cancelled=cancelled)
    marked(folder, store.membership().root)
    return found, sum(one.changes for one in written)
