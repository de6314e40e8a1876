"""In what manner a file is made: its shape, its format, what is asked of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Shape(StrEnum):
    """For whom the sheets are laid out."""

    COORDINATOR = "coordinator"
    """To be read and printed: labels, groups, a summary, charts."""
    ANALYST = "analyst"
    """To be computed with: one row a record, codes and labels, ids, a data dictionary."""


class Format(StrEnum):
    """The format of a file; its value is the suffix."""

    XLSX = "xlsx"
    CSV = "csv"
    GEOJSON = "geojson"


@dataclass(frozen=True)
class Manner:
    """How a file is made.

    Attributes:
        shape, format: as above.
        hxl: a row of HXL tags below the heads (analyst).
        bom: a CSV begins with the mark by which Excel knows UTF-8.
        template: a workbook of the coordinator's own that is filled; its formats and formulas stay.
        passphrase: the file lies in an ``age`` container that this opens; "" leaves it unprotected.
        kinds: only these record kinds; () is all that leave at the level.
    """

    shape: Shape = Shape.COORDINATOR
    format: Format = Format.XLSX
    hxl: bool = False
    bom: bool = True
    template: Path | None = None
    passphrase: str = field(default="", repr=False)
    kinds: tuple[str, ...] = ()

    @property
    def suffix(self) -> str:
        """What the name of the file ends with; the last part says in what it lies. Several tables lie in a ZIP."""
        several = self.format is Format.CSV and len(self.kinds) != 1
        return f".{'zip' if several else self.format.value}{'.age' if self.passphrase else ''}"
