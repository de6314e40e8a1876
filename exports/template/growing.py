"""What happens to references when a table of a template gets more or fewer rows than it had. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openpyxl.formula.tokenizer import TokenizerError
from openpyxl.formula.translate import Translator, TranslatorError
from openpyxl.utils import column_index_from_string

_REFERENCE = re.compile(
    r"(?<![\w.$\]!])((?:'(?:[^']|'')+'|[^\s'!(),;:+\-*/^&=<>\"{}\[\]$]+)!)?"
    r"(\$?)([A-Z]{1,3})(\$?)(\d{1,7})(?::(\$?)([A-Z]{1,3})(\$?)(\d{1,7}))?(?![\w(!.])"
)


@dataclass(frozen=True)
class Growth:
    """A table that was filled.

    Attributes:
        sheet: the name on its tab. left, right: its columns from 1.
        first: the row of its first record; was, now: of its last one, before and after.
        total_was, total_now: of its totals row, 0 without one.
    """

    sheet: str
    left: int
    right: int
    first: int
    was: int
    now: int
    total_was: int = 0
    total_now: int = 0

    def rows(self, low: int, high: int) -> tuple[int, int]:
        """A range of rows of its columns as it is now: what ended with the table still does."""
        if self.total_was and low == high == self.total_was:
            return self.total_now, self.total_now
        if low <= self.first and high == self.was:
            return low, self.now
        if self.total_was and low <= self.first and high == self.total_was:
            return low, self.total_now
        return low, high

    def touches(self, left: str, right: str) -> bool:
        """Whether columns ``left`` to ``right`` hold any of its own."""
        low, high = int(column_index_from_string(left)), int(column_index_from_string(right))
        return low <= self.right and high >= self.left


def regrown(formula: str, here: str, growths: Sequence[Growth], *, single: bool = False) -> str:
    """A formula on the sheet ``here`` (or without a sheet, "") after the tables have grown.

    ``single``: a reference to the one row a table had means all its rows (series of charts, validations).
    """
    if not growths:
        return formula

    def changed(found: re.Match[str]) -> str:
        sheet = _sheet_name(found[1]) if found[1] else here
        for growth in growths:
            if growth.sheet.casefold() == sheet.casefold() and growth.touches(found[3], found[7] or found[3]):
                return _changed(found, growth, single=single)
        return found[0]

    parts = formula.split('"')  # what stands in quotes is text, no reference
    return '"'.join(_REFERENCE.sub(changed, part) if at % 2 == 0 else part for at, part in enumerate(parts))


def _changed(found: re.Match[str], growth: Growth, *, single: bool) -> str:
    low, high = int(found[5]), int(found[9] or found[5])
    new_low, new_high = growth.rows(low, high) if found[9] else (low, high)
    if not found[9]:
        if growth.total_was and low == growth.total_was:
            new_low = new_high = growth.total_now
        elif single and low == growth.first == growth.was:
            new_high = growth.now
    start = f"{found[1] or ''}{found[2]}{found[3]}{found[4]}{new_low}"
    if found[9]:
        return f"{start}:{found[6]}{found[7]}{found[8]}{new_high}"
    return start if new_low == new_high else f"{start}:{found[2]}{found[3]}{found[4]}{new_high}"


def moved(formula: str, origin: str, place: str) -> str:
    """A formula of the cell ``origin`` as it stands in ``place``; what cannot be read stays as it is."""
    try:
        return str(Translator(f"={formula}", origin).translate_formula(place))[1:]
    except (TokenizerError, TranslatorError, ValueError, IndexError):
        return formula


def regrown_cells(cells: str, here: str, growths: Iterable[Growth]) -> str:
    """Ranges of a sheet parted by blanks (``sqref``) after its tables have grown."""
    found = [one for one in growths if one.sheet == here]
    return " ".join(regrown(one, here, found, single=True) for one in cells.split())


def _sheet_name(written: str) -> str:
    name = written[:-1]
    return name[1:-1].replace("''", "'") if name.startswith("'") else name
