"""Rows of a list as a table for other programs: tab-separated text for spreadsheets, HTML for Word and Excel.

Text that begins like a formula gets an apostrophe before it, so that no spreadsheet ever runs what somebody typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from gui.table.cells import Cell
from gui.table.rows import Column, Listing
from storage import is_arabic

PART = 500
"""Rows read at once."""
_ISOLATES = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069\u200e\u200f\u202a\u202b\u202c\u202d\u202e"), None)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[0-9]{1,15}")


@dataclass(frozen=True)
class Said:
    """One cell in words.

    Attributes:
        text: on one line, its direction marks kept (a print needs them, a spreadsheet does not: ``bare``).
        letter: the letter of an outcome, for a print in black and white.
        strong: whether its words stand in bold.
    """

    text: str
    letter: str = ""
    strong: bool = False

    @property
    def bare(self) -> str:
        """Without direction marks, which would spoil comparing in Excel."""
        return self.text.translate(_ISOLATES)


def cell_text(cell: Cell) -> str:
    """The words of a cell: no tabs, no line ends."""
    shown = cell.spoken if cell.spoken.isdigit() else f"{cell.strong} {cell.text}"
    return " ".join(shown.split())


def said(column: Column, row: Any) -> Said:
    """What a column says of a row."""
    cell = column.show(row)
    text = column.copied(row) if column.copied is not None else cell_text(cell)
    return Said(" ".join(text.split()), cell.letter, bool(cell.strong))


def read_rows(listing: Listing, numbers: Sequence[int], columns: Sequence[Column]) -> Iterator[list[list[Said]]]:
    """The rows of these numbers in parts, in a reader's thread; rows that are gone meanwhile are left out."""
    for start in range(0, len(numbers), PART):
        part = numbers[start : start + PART]
        rows = listing.rows(part)
        yield [[said(column, rows[number]) for column in columns] for number in part if number in rows]


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_text(heads: Sequence[str], rows: Sequence[Sequence[Said]]) -> str:
    """Lines with tabs; ``heads`` may be empty."""
    lines = ["\t".join(map(guarded, heads))] if heads else []
    lines += ["\t".join(guarded(one.bare) for one in row) for row in rows]
    return "\n".join(lines)


def as_html(heads: Sequence[str], rows: Sequence[Sequence[Said]], *, rtl: bool) -> str:
    """An HTML table; every cell has the direction of its words, and only plain numbers may become numbers."""
    lines = [f'<html><body><table dir="{"rtl" if rtl else "ltr"}" border="1" style="border-collapse:collapse">']
    if heads:
        lines.append("<tr>" + "".join(f'<th dir="auto">{escape(guarded(head))}</th>' for head in heads) + "</tr>")
    lines += ["<tr>" + "".join(map(_html_cell, row)) + "</tr>" for row in rows]
    lines.append("</table></body></html>")
    return "\n".join(lines)


def _html_cell(one: Said) -> str:
    way = "rtl" if is_arabic(one.bare) else "ltr"
    kept = "" if _NUMBER.fullmatch(one.bare) else " style=\"mso-number-format:'\\@'\""
    return f'<td dir="{way}"{kept}>{escape(guarded(one.bare))}</td>'
