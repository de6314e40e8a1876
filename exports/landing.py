"""Where a finished file lands: on the disk as it is, or sealed in memory first so that only the container does."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from storage import AGE_SUFFIX, UserError, message, sealed, whole_file


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
