# ruff: noqa: PTH100, PTH112, PTH118, PTH120
"""The fresh machine: before anything is imported, the program runs inside its own environment with its own parts.

``main.py`` and ``tests/run.py`` load this file by path and call :func:`ready`. On an ordinary start that is a
comparison of two files and an ``exec``; everything slow (downloads, system libraries) is in ``build.py`` and is only
loaded when something is missing. Standard library only; the words are in both languages because no catalogue
can be read yet. No ``pathlib``: it would cost 5 ms twice in each start.

An environment is *ready* when it keeps an exact copy of the lock it was filled from. The copy is written last.
"""

from __future__ import annotations

import os
import sys

from standing import ROOT, filled, inside, python_of, remembered, tell

TYPE_CHECKING = False  # without the cost of importing typing
if TYPE_CHECKING:
    from types import ModuleType

OLDEST = (3, 11)
ROOM = 64 << 20
"""Bytes left on the disk below which it is nearly full."""
_OURSELVES = "SIJILL_STARTED"


def ready(*, dev: bool = False, window: bool = False) -> None:
    """Return inside the project's environment, or make it, go there and start again with the same arguments.

    Args:
        dev: the tools of the tests are needed too.
        window: Qt will be imported, so its system libraries have to be there.

    Ends the process with 2 and plain words when something is missing that only the person can give.
    """
    if sys.version_info < OLDEST:
        tell(
            f"سِجِلّ يحتاج Python 3.11 أو أحدث، وهذا {sys.version.split()[0]}.",
            f"Sijill needs Python 3.11 or newer; this is {sys.version.split()[0]}.",
        )
        raise SystemExit(2)
    keep_no_halves()
    home = environment()
    wanted = needed(window=window)
    if not (filled(home, dev=dev) and wanted <= remembered(home)):
        _build().make(home, wanted, dev=dev)
    if window and not screen():
        tell(
            "لا شاشة هنا. الأوامر التي لا تحتاج نافذة: main.py --help",
            "There is no screen here. Commands that need no window: main.py --help",
        )
        raise SystemExit(2)
    if not inside(home):
        _start_again(home)


def keep_no_halves() -> None:
    """On a disk that is nearly full nothing compiled is kept.

    Python before 3.12.8 would keep the half of a module that still fits, and no later start could read it.
    """
    if sys.platform == "win32":
        return  # there a write that does not fit fails
    disk = os.statvfs(ROOT)
    if disk.f_bavail * disk.f_frsize < ROOM:
        sys.dont_write_bytecode = True
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"


def environment() -> str:
    """Where the environment is: ``SIJILL_ENV``, beside the code, or in the person's cache when that is read-only."""
    named = os.environ.get("SIJILL_ENV")
    if named:
        return os.path.abspath(named)
    beside = os.path.join(ROOT, ".venv")
    writable = os.access(beside if os.path.isdir(beside) else ROOT, os.W_OK)
    return beside if writable or filled(beside, dev=False) else _build().cached_home(ROOT)


def needed(*, window: bool) -> set[str]:
    """The groups of system libraries (see ``build.py``) this start needs; only Linux leaves them to its packages."""
    if not window or sys.platform != "linux":
        return set()
    if os.environ.get("QT_QPA_PLATFORM"):  # offscreen, or the person has chosen
        return {"x11", "qt"} if os.environ["QT_QPA_PLATFORM"].startswith("xcb") else {"qt"}
    if os.environ.get("WAYLAND_DISPLAY") and os.environ.get("XDG_SESSION_TYPE") == "wayland":
        return {"qt", "wayland"}
    return {"qt", "x11"} if os.environ.get("DISPLAY") else {"qt"}


def screen() -> bool:
    """Whether a window can be shown at all."""
    names = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
    return sys.platform != "linux" or any(os.environ.get(name) for name in names)


def _start_again(home: str) -> None:
    """Become the environment's Python, with the same arguments; on Windows, wait for it."""
    python = python_of(home)
    command = [python, *sys.orig_argv[1:]]
    if sys.platform == "linux" and os.environ.get("LC_ALL") in {"C", "POSIX"}:
        os.environ["LC_ALL"] = "C.UTF-8"  # Python reads it as UTF-8 anyway; Qt would warn of it
    if os.name == "nt":
        import subprocess

        raise SystemExit(subprocess.call(command))
    if os.environ.get(_OURSELVES) == str(os.getpid()):  # exec keeps the number: we have been here before
        tell(
            f"لا يعمل Python في {home}. احذف هذا المجلد ثم شغّل البرنامج من جديد.",
            f"The Python in {home} does not work. Delete that folder and start again.",
        )
        raise SystemExit(2)
    os.environ[_OURSELVES] = str(os.getpid())
    os.execv(python, command)


def _build() -> ModuleType:
    """``build.py`` beside this file; not loaded on an ordinary start."""
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    try:
        return __import__("build")
    finally:
        del sys.path[0]
