"""Where the cells of a piece of a sheet say that they stand; what a reader could take for another place is refused."""

from __future__ import annotations

import re

from exports.reread.parts import damaged, too_large

MOST_COLUMNS = 702

_ATTRIBUTE = rb"\s+(?!r[\s=])[\w:.-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*')"
_CELL = re.compile(rb'<c(?: r="[A-Z]{1,2}(\d{1,7})"(?: s="\d*")?(?: t="\w*")?(?:' + _ATTRIBUTE + rb")*\s*/?>)?")
"""The tag of a cell to its end: of two places the reader takes the second."""
_LETTERS = re.compile(rb'<c r="([A-Z]{1,2})')
_FOREIGN = re.compile(rb"<[^<>\s/]+:(?:c|row)[\s/>]")
"""Cells with a prefix: the reader takes them for its own."""


def row_numbers(rows: bytes) -> set[bytes]:
    """The rows in which cells say that they stand; b"" when one of them does not say it, or not as programs write it.

    Raises:
        UserError: there are cells or rows with a prefix.
    """
    if (b":c" in rows or b":row" in rows) and _FOREIGN.search(rows):
        raise damaged()
    return set(_CELL.findall(rows))


def widest_column(rows: bytes) -> int:
    """The last column of any cell, from 0."""
    return max(map(column_number, set(_LETTERS.findall(rows))), default=0)


_TAG = re.compile(rb"<(row|c)(?=[\s/>])([^>]*?)(/?)>")
_PLACE = re.compile(rb"(?:^|\s)r\s*=\s*[\"']([A-Z]{0,3})(\d{0,7})[\"']")


def with_places(rows: bytes, first: int) -> bytes:
    """The rows of a program that leaves the places of cells out, with the places put in."""
    row, column = first - 1, 0

    def placed(found: re.Match[bytes]) -> bytes:
        nonlocal row, column
        told = _PLACE.search(found[2])
        rest = _PLACE.sub(b"", found[2]).rstrip()
        if found[1] == b"row":
            row, column = int(told[2]) if told and told[2] else row + 1, 0
            return b'<row r="%d"%s%s>' % (row, rest, found[3])
        column = column_number(told[1]) + 1 if told and told[1] else column + 1
        if column > MOST_COLUMNS or (told and told[2] and int(told[2]) != row):
            raise too_large()
        return b'<c r="%s%d"%s%s>' % (column_letters(column - 1).encode(), row, rest, found[3])

    made = _TAG.sub(placed, rows)
    if b"" in _CELL.findall(made):
        raise damaged()
    return made


def places_of(pattern: re.Pattern[bytes], rows: bytes, sign: bytes) -> frozenset[tuple[int, int]]:
    """(row, column from 0) of the cells that a pattern finds; ``sign`` is in all of them."""
    if sign not in rows:
        return frozenset()
    return frozenset((int(row), column_number(letters)) for letters, row in pattern.findall(rows))


def column_number(letters: bytes) -> int:
    """``A`` is 0."""
    found = 0
    for letter in letters:
        found = found * 26 + letter - 64
    return found - 1


def column_letters(number: int) -> str:
    """0 is ``A``."""
    found, number = "", number + 1
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found
