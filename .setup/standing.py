# ruff: noqa: PTH100, PTH110, PTH112, PTH118, PTH120, PTH123
"""The environment as it lies on the disk: which lock it was filled from, its Python, what was found before.

Read at every start (``ready.py``) and by what makes it (``build.py``), so it imports as little as they.
"""

from __future__ import annotations

import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LOCK, DEV_LOCK = "requirements.lock", "requirements-dev.lock"
LIBRARIES = "sijill-libraries"


def filled(home: str, *, dev: bool) -> bool:
    """Whether the environment was filled from exactly the present lock, by a Python that is still there."""
    name = DEV_LOCK if dev else LOCK
    stamp = _bytes(os.path.join(home, name))
    return stamp is not None and stamp == _bytes(os.path.join(ROOT, name)) and _sound(home)


def inside(home: str) -> bool:
    """Whether this process already runs in the environment."""
    return os.path.realpath(sys.prefix) == os.path.realpath(home)


def python_of(home: str) -> str:
    """The environment's Python."""
    return os.path.join(home, "Scripts", "python.exe") if os.name == "nt" else os.path.join(home, "bin", "python")


def remembered(home: str) -> set[str]:
    """The groups of system libraries that were found before."""
    return set((_bytes(os.path.join(home, LIBRARIES)) or b"").decode().split())


def tell(arabic: str, english: str) -> None:
    """One plain line in both languages; a terminal that cannot show Arabic letters gets marks instead."""
    sys.stderr.write(arabic + "\n" + english + "\n")
    sys.stderr.flush()


def _sound(home: str) -> bool:
    """Whether the environment's Python exists and is of the version its parts were installed for."""
    if not os.path.exists(python_of(home)):
        return False
    if os.name == "nt" or not inside(home):
        return True  # asked again after the restart, by the environment's own Python
    return os.path.isdir(os.path.join(home, "lib", "python%d.%d" % sys.version_info[:2]))  # noqa: UP031


def _bytes(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return None
