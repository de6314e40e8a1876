"""What the floor that knows Qt draws for a report: all pages as PDF, or its map and charts as pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

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
        pdf: makes a PDF file of the pages; pictures: makes map and charts, in their order.
    """

    pdf: Callable[[Pages], bytes]
    pictures: Callable[[Pages], Sequence[Picture]]
