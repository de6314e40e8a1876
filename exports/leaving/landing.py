"""Where a finished file lands: on the disk as it is, or sealed in memory first so that only the container does."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from storage import AGE_SUFFIX, UserError, message, sealed, translated, whole_file


@dataclass
class Landing:
    """A file on its way.

    Attributes:
        file: to write, seek and read; memory when the file is protected.
        sha256: of the bytes on the disk, known when the block has ended.
    """

    file: BinaryIO
    sha256: str = ""


@contextmanager
def landing(target: Path, passphrase: str = "") -> Iterator[Landing]:
    """Write a file whole or not at all; with a passphrase nothing of it touches the disk but the sealed container.

    Raises:
        UserError: ``disk-full``, ``cannot-write``; ``too-large`` for what does not fit into a container.
    """
    with whole_file(target) as disk:
        if passphrase:
            here = Landing(BytesIO())
            yield here
            assert isinstance(here.file, BytesIO)
            disk.write(sealed(here.file.getvalue(), passphrase))
        else:
            here = Landing(disk)
            yield here
        disk.flush()
        disk.seek(0)
        here.sha256 = hashlib.file_digest(disk, "sha256").hexdigest()


@contextmanager
def older_kept(target: Path) -> Iterator[None]:
    """If the block fails, what stood under this name before stands there again, whether or not it was replaced.

    Raises:
        UserError: ``disk-full``, ``cannot-write``: there is no room to keep it; nothing was begun.
    """
    if not target.is_file():
        yield
        return
    spare = target.with_name(f"{target.name}.{secrets.token_hex(4)}.before")
    try:
        with translated():
            _second_name(target, spare)
        yield
    except BaseException:
        if spare.exists():
            with suppress(OSError):
                spare.replace(target)
        raise
    finally:
        with suppress(OSError):
            spare.unlink(missing_ok=True)


def _second_name(file: Path, name: Path) -> None:
    try:
        os.link(file, name)
    except OSError:  # most sticks and some shares know only one name for a file
        shutil.copy2(file, name)


def named(target: Path, passphrase: str) -> Path:
    """The name of the finished file: a container says that it is one, and nothing else does.

    Raises:
        UserError: ``no-passphrase``: the name promises a protection that was not asked for.
    """
    told = target.name.lower().endswith(AGE_SUFFIX)
    if told and not passphrase:
        raise UserError(
            "no-passphrase",
            message("The name ends with .age, but no passphrase was given: the file would not be protected."),
            message("Give a passphrase, or take a name without .age."),
        )
    return target if told or not passphrase else target.with_name(target.name + AGE_SUFFIX)
