"""Documents that cannot be freed by cutting are made anew: PDF in a process of its own, Office part by part."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

from storage.attachments.found import OddFileError, freed
from storage.attachments.inside import LARGEST_READ, look_inside
from storage.attachments.office import office

SECONDS = 120
_ROOT = Path(__file__).resolve().parents[2]
_BEGIN = f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from storage.attachments.unsigned_pdf import main; main()"


def made_anew(file: BinaryIO, size: int) -> bytes:
    """The document without author, place and hidden parts.

    Raises:
        OddFileError: it is not known how, or it is not built as its kind says.
    """
    if size > LARGEST_READ:
        raise OddFileError
    file.seek(0)
    data = file.read(size)
    if data.startswith(b"PK\3\4"):
        return office(data, _picture)
    if b"%PDF-" in data[:1024]:
        return _pages(data)
    raise OddFileError


def _picture(data: bytes, name: str) -> bytes:
    cuts = look_inside(io.BytesIO(data), len(data), name).cuts
    if cuts is None:
        raise OddFileError
    return b"".join(freed(io.BytesIO(data), len(data), cuts))


def _pages(data: bytes) -> bytes:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    try:
        done = subprocess.run(
            [sys.executable, "-c", _BEGIN], input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            timeout=SECONDS, check=False, env=environment, creationflags=hidden,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as gone:
        raise OddFileError from gone
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        raise OddFileError
    return done.stdout
