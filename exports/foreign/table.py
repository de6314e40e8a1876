"""A foreign file as it is understood before anybody says what its columns mean: sheets, headers, rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from storage import Message

Cell = str | int | float | bool | date | datetime | time | None
"""What a cell holds. A day of a spreadsheet is a ``date`` or a ``datetime``; an empty cell is None."""


@dataclass(frozen=True)
class ForeignColumn:
    """A column of a sheet.

    Attributes:
        at: its number from 0: ``row[at]``.
        label: its header as written, rows of a head joined by " / ".
        key: the folded header, unique in its sheet: what mappings know it by.
        tag: its HXL tag, "" without one.
        samples: some of its different values, as text, in the order of the file.
        filled: the share of rows that have something in it, 0 to 1.
    """

    at: int
    label: str
    tag: str = ""
    samples: tuple[str, ...] = ()
    filled: float = 0.0
    key: str = ""


@dataclass(frozen=True)
class ForeignSheet:
    """A sheet with a header.

    Attributes:
        head: the number of the (last) row of its header, as the person sees it; 0 when it has none.
        tags: the number of the row of HXL tags, 0 without one.
        columns: those that have a header or hold something.
        first: the number of the row ``rows[0]``; ``rows[n]`` is row ``first + n``.
        rows: below the header, each as wide as the sheet; empty rows stay in their place.
        left_out: numbers of rows that are no data: totals and remarks below the table. They are not in ``rows`` or
            are emptied there.
        hidden: whether the sheet's tab is hidden.
    """

    name: str
    head: int
    tags: int
    columns: tuple[ForeignColumn, ...]
    first: int
    rows: list[list[Cell]]
    left_out: tuple[int, ...] = ()
    hidden: bool = False

    @property
    def fingerprint(self) -> str:
        """What tells this header again: its column keys, in any order."""
        return "|".join(sorted(column.key for column in self.columns if column.key))

    @property
    def full(self) -> int:
        """How many rows hold something."""
        return sum(any(cell is not None for cell in row) for row in self.rows)


@dataclass(frozen=True)
class ForeignFile:
    """A file of another people's program.

    Attributes:
        name: without its folder; sha256: of its bytes.
        sheets: those that hold a table, in the order of the file.
        encoding: of a text file, "" for a workbook.
        remarks: what was left alone in it: macros, links.
    """

    name: str
    sha256: str
    sheets: tuple[ForeignSheet, ...]
    encoding: str = ""
    remarks: tuple[Message, ...] = ()

    def sheet(self, name: str) -> ForeignSheet | None:
        """The sheet of that name."""
        return next((one for one in self.sheets if one.name == name), None)
