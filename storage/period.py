"""Which part of the register is meant: a stretch of days, a place with everything in it, or both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Period:
    """What an export or an overview covers.

    Attributes:
        first, last: the days, both counted in; None is open.
        place: hex id of a place; the places under it belong to it.
    """

    first: date | None = None
    last: date | None = None
    place: str | None = None

    @property
    def whole(self) -> bool:
        """Whether nothing is left out."""
        return self.first is None and self.last is None and self.place is None
