"""How large one file may be where it is to be written: most sticks come as FAT32, which holds none of 4 GB or more."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from storage.errors import UserError
from storage.messages import message

LARGEST_ON_FAT = (1 << 32) - 1
ONLY_WITHOUT = "larger-than-disk-takes-with-files"
"""The refusal of a backup that would fit without attached files."""
BESIDES = 1 << 20
"""Bytes of a backup beside the database and the attached files."""
_FAT = {"vfat", "msdos", "fat", "fat32", "fat16"}


def largest_file(folder: Path) -> int | None:
    """How many bytes one file may have in this folder; None where no limit is known."""
    try:
        kind = _windows(folder) if sys.platform == "win32" else kind_at(folder.resolve(), _mounted())
    except (OSError, ValueError, subprocess.SubprocessError):
        return None  # then the disk itself says so while it is written
    return LARGEST_ON_FAT if kind.lower() in _FAT else None


def require_fits(folder: Path, database: int, attached: int = 0) -> None:
    """Told before it is written: one file of that size can stand there at all.

    Raises:
        UserError: ``larger-than-disk-takes``; :data:`ONLY_WITHOUT` when it would fit without attached files.
    """
    most, wanted = largest_file(folder), database + attached + BESIDES
    if most is None or wanted <= most:
        return
    what = message(
        "The backup would have {size} GB, and this disk (FAT32) holds no file of 4 GB or more. Nothing was written.",
        size=f"{wanted / (1 << 30):.1f}",
    )
    if database + BESIDES <= most:
        todo = message(
            "Choose a disk that is formatted as exFAT or NTFS, or make the backup without attached files: then those "
            "stay on this computer."
        )
        raise UserError(ONLY_WITHOUT, what, todo)
    todo = message("Choose a disk that is formatted as exFAT or NTFS, or another computer.")
    raise UserError("larger-than-disk-takes", what, todo)


def kind_at(folder: Path, mounted: Iterable[tuple[str, str]]) -> str:
    """The kind of file system that holds a folder: that of the innermost of the mount points it lies in."""
    best, found = -1, ""
    for point, kind in mounted:
        within = folder == Path(point) or Path(point) in folder.parents
        if within and len(point) >= best:
            best, found = len(point), kind
    return found


def _mounted() -> list[tuple[str, str]]:
    """Mount points and their kinds."""
    table = Path("/proc/self/mounts")
    if table.exists():
        return linux_mounts(table.read_bytes().decode("utf-8", "surrogateescape"))
    told = subprocess.run(["/sbin/mount"], capture_output=True, check=True, timeout=5)
    return mac_mounts(told.stdout.decode("utf-8", "surrogateescape"))


def linux_mounts(table: str) -> list[tuple[str, str]]:
    """``/proc/self/mounts``: blanks and the like in names stand as octal numbers."""
    found = []
    for line in table.splitlines():
        parts = line.split(" ")
        if len(parts) > 2:
            point = parts[1]
            for code, sign in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
                point = point.replace(code, sign)
            found.append((point, parts[2]))
    return found


def mac_mounts(told: str) -> list[tuple[str, str]]:
    """What ``mount`` says: ``/dev/disk4s1 on /Volumes/STICK (msdos, local, nodev)``."""
    found = []
    for line in told.splitlines():
        point, paren, rest = line.partition(" on ")[2].rpartition(" (")
        if paren:
            found.append((point, rest.split(",")[0].rstrip(")")))
    return found


def _windows(folder: Path) -> str:
    import ctypes

    system = ctypes.windll.kernel32  # type: ignore[attr-defined]
    root, kind = ctypes.create_unicode_buffer(1024), ctypes.create_unicode_buffer(64)
    if not system.GetVolumePathNameW(str(folder.absolute()), root, 1024):
        raise OSError
    if not system.GetVolumeInformationW(root, None, 0, None, None, None, kind, 64):
        raise OSError
    return kind.value
