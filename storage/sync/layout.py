"""Where things stand in a stick or folder: below ``sijill/`` a place for each organisation, in it one a laptop."""

from __future__ import annotations

import re
from pathlib import Path

TOP = "sijill"
_PLACE = re.compile("[0-9a-f]{16}/[0-9a-f]{12}")


def is_of_another(path: Path, root: str) -> bool:
    """Whether a file lies in the place of another organisation; one that was copied anywhere else may be ours."""
    top, organisation, device = path.parts[-4:-1] if len(path.parts) > 3 else ("", "", "")
    own = _PLACE.fullmatch(f"{organisation}/{device}")
    return bool(root) and top == TOP and own is not None and organisation != root[:16]
