"""Where registers live on this computer when nobody says otherwise."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def data_home() -> Path:
    """The program's own folder, where each system keeps such things."""
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming") / "Sijill"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Sijill"
    home = os.environ.get("XDG_DATA_HOME", "")
    return (Path(home) if Path(home).is_absolute() else Path.home() / ".local" / "share") / "sijill"


def default_folder() -> Path:
    """The folder of the real register."""
    return data_home() / "register"


def practice_folder() -> Path:
    """The folder of the practice register, apart from the real one."""
    return data_home() / "practice"
