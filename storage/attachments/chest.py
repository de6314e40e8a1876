"""The folder of locked files beside the register.

Their names are random: whoever holds the disk cannot look for a photo he knows.

A file gets its name only when it is whole and on the disk, and counts only once its row is in the register; what a
power cut leaves without a row cannot be opened by anybody and is swept away a day later.
"""

from __future__ import annotations

import os
import re
import secrets
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from storage.attachments.locked import LockedFile, Pace, damaged, lock, locked_size, new_key, too_large
from storage.database.faults import translated
from storage.database.files import whole_file
from storage.errors import UserError
from storage.fields.kinds.typed import cleaned
from storage.messages import message

FOLDER = "attachments"
LARGEST = 2 << 30
"""Bytes of one attached file."""
DAY = 86_400.0
_NAME = re.compile(r"[0-9a-f]{32}(\.part)?")


@dataclass(frozen=True)
class Locked:
    """A file in the chest: its name and key there, the SHA-256 and length of what it holds."""

    name: str
    key: bytes
    sha256: str
    size: int


class Chest:
    """The locked files of one register."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, source: BinaryIO, *, total: int = 0, pace: Pace | None = None) -> Locked:
        """Lock what a stream gives; whole or not at all.

        Raises:
            UserError: ``too-large``, ``empty-file``, what the disk says; Cancelled, as ``pace`` likes.
        """
        if total > LARGEST:
            raise too_large(LARGEST)  # before minutes of reading
        with translated():
            self.folder.mkdir(mode=0o700, exist_ok=True)
        name, key = secrets.token_hex(16), new_key()
        with whole_file(self.folder / name) as file:
            digest, size = lock(source, file, key, most=LARGEST, total=total, pace=pace)
        return Locked(name, key, digest, size)

    def open(self, name: str, key: bytes, size: int) -> LockedFile:
        """Read one.

        Raises:
            UserError: ``not-here``, ``damaged-attachment``.
        """
        try:
            file = (self.folder / name).open("rb")
        except FileNotFoundError as gone:
            raise not_here() from gone
        with translated():
            return LockedFile(file, key, size)

    def remove(self, names: Iterable[str]) -> None:
        """Take files away; their rows are gone already."""
        for name in names:
            with suppress(OSError):
                (self.folder / name).unlink(missing_ok=True)

    def wrong(self, known: Mapping[str, int]) -> dict[str, str]:
        """Which of these (name to length) are not there (``gone``) or are not as long as they were (``damaged``)."""
        there = dict(self._sizes())
        return {
            name: "damaged" if name in there else "gone"
            for name, size in known.items()
            if there.get(name) != locked_size(size)
        }

    def sweep(self, known: Collection[str]) -> int:
        """Remove what has no row and has lain here for a day; gives how many."""
        count = 0
        for name, _ in list(self._sizes()):
            path = self.folder / name
            with suppress(OSError):
                if name not in known and time.time() - path.stat().st_mtime > DAY:
                    path.unlink()
                    count += 1
        return count

    def _sizes(self) -> Iterator[tuple[str, int]]:
        try:
            entries = os.scandir(self.folder)
        except FileNotFoundError:
            return
        with translated(), entries:
            for one in entries:
                if _NAME.fullmatch(one.name) and one.is_file(follow_symlinks=False):
                    yield one.name, one.stat(follow_symlinks=False).st_size


@contextmanager
def opened(source: Path | BinaryIO) -> Iterator[tuple[BinaryIO, int]]:
    """A file or a stream to read from its beginning, with its length."""
    if isinstance(source, Path):
        with translated():
            if source.is_dir():
                raise UserError(
                    "not-a-file",
                    message("“{name}” is a folder.", name=cleaned(source.name)),
                    message("Open it and take the files in it, as many as you like at once."),
                )
            if not source.is_file():
                raise UserError(
                    "not-a-file",
                    message("“{name}” is not a file that can be attached.", name=cleaned(source.name)),
                    message("Choose a photo, a film, a recording or a document."),
                )
            with source.open("rb") as file:
                yield cast("BinaryIO", file), source.stat().st_size
    else:
        size = source.seek(0, os.SEEK_END)
        source.seek(0)
        yield source, size


def not_here() -> UserError:
    """Its record is here, its bytes are not (yet)."""
    return UserError(
        "not-here",
        message("This file is not on this laptop yet."),
        message("It comes with the next exchange with a laptop that has it."),
    )


__all__ = ["FOLDER", "LARGEST", "Chest", "Locked", "damaged", "not_here", "opened"]
