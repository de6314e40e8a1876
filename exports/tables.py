"""Tables of places from outside as plain text: every file that can be read at all, by the one safe reader."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from exports.foreign.raw import Limits, read_raw
from exports.foreign.table import Cell

MOST_COLUMNS = 400
_LIMITS = Limits(file=64 << 20, rows=300_000, columns=MOST_COLUMNS, cells=4_000_000)

Stop = Callable[[], bool]


@dataclass(frozen=True)
class Sheet:
    """One sheet of a file.

    Attributes:
        name: as on its tab; the file's name for a text file.
        first: the number of the first row, as the person sees it.
        rows: cells as text; empty ones are "".
    """

    name: str
    first: int
    rows: Sequence[Sequence[str]]


def read_tables(path: Path, cancelled: Stop | None = None) -> list[Sheet]:
    """The sheets of a workbook (.xlsx, .xls, .ods) or the one table of a text file (.csv, .tsv, .txt).

    Raises:
        UserError: as :func:`exports.foreign.raw.read_raw`.
        Cancelled: the person stopped it.
    """
    raw = read_raw(path, limits=_LIMITS, cancelled=cancelled)
    return [Sheet(one.name, one.first, [[_text(cell) for cell in row] for row in one.rows]) for one in raw.sheets]


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return cell if isinstance(cell, str) else _told(cell)


def _told(cell: object) -> str:
    return cell.isoformat()[:10] if hasattr(cell, "isoformat") else str(cell)
