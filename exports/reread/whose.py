"""Whether a file was made here to come back: then it is read back, not imported as somebody else's table."""

from __future__ import annotations

from pathlib import Path

from exports.entry.grid import mark_of
from exports.reread.origin import said_by
from exports.reread.parts import open_parts
from storage import UserError


def comes_back(path: Path) -> bool:
    """Whether a file is one of Sijill's own that :func:`exports.read_back` reads; a damaged one is not."""
    try:
        with open_parts(path) as parts:
            return mark_of(parts) is not None or said_by(parts).get("position", "").isdecimal()
    except UserError:
        return False
