"""Spreadsheets of LibreOffice (.ods), measured before the reader may build anything of them.

Such a file says "this row a million times" in a few bytes, and the reader would write each of them down. So the sheets
are counted first, as far as their full cells reach.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

MOST_TEXT = 256 << 20
_TAG = re.compile(
    rb"<table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])([^>]*?)(/?)>|</table:(table|table-row|table-cell)>"
)
_REPEATED = re.compile(rb"table:number-(?:columns|rows)-repeated\s*=\s*[\"'](\d{1,12})[\"']")
_SPACES = re.compile(rb"text:c\s*=\s*[\"'](\d{1,12})[\"']")
_MOST_SPACES = 2_000
_LONGEST = 4 << 20


class Sheets:
    """Counts how much room the sheets ask for.

    Attributes:
        cells: of all sheets, empty ones between full ones counted in; text: bytes of the repeated texts.
        columns: of the widest sheet; rows: of the longest.
    """

    def __init__(self) -> None:
        self.cells = self.text = self.columns = self.rows = 0
        self._row = self._column = self._last_row = self._last_column = 0
        self._times = self._again = 1
        self._full = 0
        self._text_of_row = 0

    @property
    def so_far(self) -> int:
        """The cells counted by now."""
        return self.cells + self._last_row * self._last_column

    def take(self, text: bytes) -> None:
        """Whole tags of the content, in order."""
        for tag in _TAG.finditer(text):
            name, attributes, empty, closed = tag[1], tag[2] or b"", tag[3], tag[4]
            if closed == b"table-row":
                self._end_row()
            elif closed == b"table" or name == b"table":
                self._end_sheet()
            elif name == b"table-row":
                self._times, self._column, self._full, self._text_of_row = _times(attributes), 0, 0, 0
                if empty:
                    self._end_row()
            elif name is not None:
                self._cell(attributes, tag.end(), text, empty=bool(empty))

    def _cell(self, attributes: bytes, end: int, text: bytes, *, empty: bool) -> None:
        times = _times(attributes)
        self._column += times
        if empty and b"office:" not in attributes:
            return
        following = -1 if empty else text.find(b"</table:", end, end + _LONGEST)
        inside = text[end:following] if following >= 0 else b""
        if b"office:value" in attributes or b"<text:p" in inside:
            self._full = self._column
            self._text_of_row += (len(inside) + len(attributes)) * times
            if any(int(found) > _MOST_SPACES for found in _SPACES.findall(inside)):
                raise ValueError("more spaces than anybody writes")

    def _end_row(self) -> None:
        self._row += self._times
        if self._full:
            self._last_row, self._last_column = self._row, max(self._last_column, self._full)
            self.text += self._text_of_row * self._times
        self._times, self._full, self._text_of_row = 1, 0, 0

    def _end_sheet(self) -> None:
        self.cells += self._last_row * self._last_column
        self.rows, self.columns = max(self.rows, self._last_row), max(self.columns, self._last_column)
        self._row = self._last_row = self._last_column = 0


def _times(attributes: bytes) -> int:
    found = _REPEATED.search(attributes)
    return int(found[1]) if found else 1


def measured(pieces: Iterable[bytes], most_cells: int) -> Sheets | None:
    """The sheets of a content; None as soon as they ask for too much.

    Raises:
        ValueError: it holds what no spreadsheet program writes.
    """
    sheets, held = Sheets(), b""
    for piece in pieces:
        held += piece
        if b"<!" in piece:
            raise ValueError("a document type or a comment in the content")
        cut = held.rfind(b"</table:table-row")
        if cut < 0 and len(held) > 64 << 20:
            raise ValueError("a row without an end")
        if cut > 0:
            sheets.take(held[:cut])
            held = held[cut:]
        if sheets.so_far > most_cells or sheets.text > MOST_TEXT:
            return None
    sheets.take(held)
    return None if sheets.cells > most_cells or sheets.text > MOST_TEXT else sheets
