"""What a search has found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Hit:
    """One thing found.

    Attributes:
        kind, id: the record.
        title: its name or code, in the language of now.
        detail: place and day, the name in the other script …
        icon: a drawing.
    """

    kind: str
    id: str
    title: str
    detail: str = ""
    icon: str = "search"


Find = Callable[[str], list[Hit]]
"""Given what was typed, the hits; called in a reading thread."""
