"""What the floor that knows Qt draws: a report's pages as PDF, its map and charts as pictures, a map by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from exports.map.writing import DrawMap
from exports.report.pages import Pages


@dataclass(frozen=True)
class Picture:
    """A picture of a report.

    Attributes:
        title: above it; told: what it shows, for those who do not see it.
        png: its bytes; width: in millimetres, on paper.
    """

    title: str
    told: str
    png: bytes
    width: float


@dataclass(frozen=True)
class Draw:
    """Whoever knows Qt.

    Attributes:
        pdf: makes a PDF file of the pages; pictures: makes map and charts, in their order; map: makes a file of a map.
    """

    pdf: Callable[[Pages], bytes]
    pictures: Callable[[Pages], Sequence[Picture]]
    map: DrawMap
