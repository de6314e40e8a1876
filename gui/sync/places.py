"""Where bundles can be written or read: sticks that are plugged in, and folders exchanged with before."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStorageInfo

MOUNTED = ("/media/", "/run/media/", "/Volumes/", "/mnt/")
"""Below these Linux and macOS show what was plugged in."""


@dataclass(frozen=True)
class Place:
    """A stick or a folder; ``free`` bytes, none where it is ``shut``: protected against writing.

    ``anew``: a person has just chosen it, whatever lay there before.
    """

    path: Path
    name: str
    free: int = 0
    stick: bool = True
    anew: bool = False
    shut: bool = False

    @property
    def road(self) -> str:
        """Its word in the log."""
        return "stick" if self.stick else "folder"


def is_stick(root: str, platform: str, system: str = "C:") -> bool:
    """Whether a volume mounted at ``root`` was plugged in, as far as its place tells; ``system`` is Windows' drive."""
    if platform == "win32":
        return len(root) >= 2 and root[1] == ":" and root[:2].upper() != system.upper()
    return f"{root}/".startswith(MOUNTED) and root.rstrip("/") not in ("/media", "/run/media", "/Volumes", "/mnt")


def find_places(folders: Iterable[str] = ()) -> list[Place]:
    """The sticks there are, then those of the folders that are there; what cannot be written to stands last.

    It asks the disk, so never in Qt's thread.
    """
    system = os.environ.get("SYSTEMDRIVE", "C:")
    found = [
        Place(Path(one.rootPath()), one.displayName() or one.rootPath(), one.bytesAvailable(), shut=one.isReadOnly())
        for one in QStorageInfo.mountedVolumes()
        if one.isValid() and one.isReady() and is_stick(one.rootPath(), sys.platform, system)
    ]
    for folder in (Path(one) for one in folders if one):
        if folder.is_dir() and all(one.path != folder for one in found):
            disk = QStorageInfo(str(folder))
            name = folder.name or str(folder)
            found.append(Place(folder, name, disk.bytesAvailable(), stick=False, shut=disk.isReadOnly()))
    return sorted(found, key=lambda one: one.shut)
