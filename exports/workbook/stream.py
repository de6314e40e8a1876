"""Rows on their way into a workbook: the one hot loop of the program, cells as XML straight into the package.

openpyxl makes everything of a workbook but the rows (styles, widths, filters, drop-downs, print set-up). Here the rows
follow, column by column in batches, at more than ten times the speed of a cell object each. Text is always text: it
goes out as inline strings, never as a formula, whatever it begins with.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import partial
from itertools import islice
from math import isfinite
from typing import Any

from openpyxl.utils import get_column_letter

Cell = str | int | float | bool | date | datetime | time | None

BATCH = 500
LAST_ROW = 1_048_576
"""Rows a worksheet can hold."""
LONGEST = 32_767
"""UTF-16 units a cell can hold."""
CUT = " […]"
"""What stands at the end of a text that was cut."""
_KNOWN = 20_000  # cells remembered per column; a bound, so that a column of a million different days stays small

_SPECIAL = re.compile("[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_CODED = re.compile("_x([0-9A-Fa-f]{4})_")
_FORMULA_LIKE = frozenset("=+-@\t\r")
_ODD_START = _FORMULA_LIKE | {" "}
_EPOCH = date(1899, 12, 30).toordinal()
_LEAP_BUG = date(1900, 3, 1).toordinal()  # Excel believes in a 29 February 1900
_DAY_ONE = date(1900, 1, 1).toordinal()


@dataclass(frozen=True)
class Column:
    """One column of a streamed sheet.

    Attributes:
        source: place of its value in the row; a pair (place, part) when the row's value is split.
        style: style number of its cells (``cell.style_id`` of openpyxl).
        quoted: style number of texts that look like a formula, so that they stay text when somebody edits them.
        convert: what the cell shows of the value; pure, and never called with None.
        repeats: few different values of one type (codes, days, small numbers): their cells are remembered.
        text: the values are texts or None, shown as they are: the quick way.
    """

    source: int | tuple[int, int]
    style: int = 0
    quoted: int | None = None
    convert: Callable[[Any], Cell] | None = None
    repeats: bool = False
    text: bool = False


@dataclass(frozen=True)
class HeadRow:
    """A row above the rows: texts with their style numbers."""

    cells: Sequence[tuple[str, int]]
    height: float | None = None
    hidden: bool = False


@dataclass(frozen=True)
class RowStream:
    """What flows into one sheet.

    Attributes:
        rows: tuples of plain values, as they come from the register.
        columns: what becomes of them, in the order of the sheet.
        head: rows above, written as text.
        splits: for places of the row whose value is several in one: value → tuple of parts.
        most: at most so many rows are taken; ``rows`` can go on in the next sheet.
        expected: about how many rows will come, for the progress.
    """

    rows: Iterator[tuple[Any, ...]]
    columns: Sequence[Column]
    head: Sequence[HeadRow] = ()
    splits: Mapping[int, Callable[[Any], tuple[Any, ...]]] = field(default_factory=dict)
    most: int | None = None
    expected: int = 0


class CellText:
    """Texts as cell content: escaped, and cut where a cell ends. Counts what it had to cut."""

    def __init__(self) -> None:
        self.cut = 0

    def __call__(self, text: str) -> str:
        """The XML content of an inline string: ``><is><t>…</t></is></c>`` as it follows the attributes of a cell."""
        if len(text) > LONGEST // 2:
            text = self._fit(text)
        if not text.isprintable() or "&" in text or "<" in text or ">" in text or "_x" in text:
            text = _SPECIAL.sub(_escape, text)
        if text.strip() is text and "\n" not in text and "\t" not in text:
            return f"<is><t>{text}</t></is></c>"
        return f'<is><t xml:space="preserve">{text}</t></is></c>'

    def _fit(self, text: str) -> str:
        units = text.encode("utf-16-le", "surrogatepass")
        if len(units) // 2 <= LONGEST:
            return text
        self.cut += 1
        kept = units[: 2 * (LONGEST - len(CUT))]
        if 0xD800 <= int.from_bytes(kept[-2:], "little") < 0xDC00:
            kept = kept[:-2]  # never half a character
        return kept.decode("utf-16-le", "surrogatepass") + CUT


def _escape(match: re.Match[str]) -> str:
    found = match.group()
    named = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}.get(found)
    return named or f"_x{ord(found):04X}_"


def plain_text(content: str) -> str:
    """The text a cell's content stands for: ``_xHHHH_`` undone, as Excel does it."""
    return _CODED.sub(lambda match: chr(int(match.group(1), 16)), content)


def serial(value: date) -> int | float | None:
    """A day or moment as Excel counts them (1900 system); None before 1900, which Excel does not know."""
    days = value.toordinal()
    if days < _DAY_ONE:
        return None
    whole = days - _EPOCH if days >= _LEAP_BUG else days - _EPOCH - 1
    if not isinstance(value, datetime):
        return whole
    seconds = value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6
    return whole + seconds / 86400 if seconds else whole


class _Writer:
    """Turns values of one column into what follows ``<c r="B7"`` of their cells."""

    def __init__(self, column: Column, text: CellText) -> None:
        self._convert, self._text = column.convert, text
        style = f' s="{column.style}"' if column.style else ""
        quoted = style if column.quoted is None else f' s="{column.quoted}"'
        self._number = f"{style}><v>"
        self.plain, self._quoted = f'{style} t="inlineStr">', f'{quoted} t="inlineStr">'
        self._bool = f'{style} t="b"><v>'

    def __call__(self, value: Any) -> str:
        """The rest of the cell, "" when there is nothing to say."""
        if value is not None and self._convert is not None:
            value = self._convert(value)
        if value is None or value == "":
            return ""
        if isinstance(value, str):
            return (self._quoted if value[0] in _FORMULA_LIKE else self.plain) + self._text(value)
        if isinstance(value, bool):
            return f"{self._bool}{int(value)}</v></c>"
        if isinstance(value, (int, float)):
            return self._figure(value)
        if isinstance(value, date):
            number = serial(value)
            return self._as_text(value.isoformat()) if number is None else f"{self._number}{number!r}</v></c>"
        if isinstance(value, time):
            seconds = value.hour * 3600 + value.minute * 60 + value.second
            return f"{self._number}{seconds / 86400!r}</v></c>"
        raise TypeError(f"a cell cannot hold {type(value).__name__}")

    def _figure(self, value: float) -> str:
        if isinstance(value, int):  # beyond 15 digits Excel would silently change the last ones
            return f"{self._number}{value}</v></c>" if -(10**15) < value < 10**15 else self._as_text(str(value))
        return f"{self._number}{value!r}</v></c>" if isfinite(value) else ""

    def _as_text(self, text: str) -> str:
        return self.plain + self._text(text)


def cell_writer(style: int, text: CellText, quoted: int | None = None) -> Callable[[Any], str]:
    """What follows ``<c r="B7"`` of single cells of a style; "" when there is nothing to say."""
    return _Writer(Column(0, style, quoted), text)


class _Known(dict[Any, bytes]):
    """Cells already written once in a column."""

    def __init__(self, start: str, write: _Writer) -> None:
        super().__init__()
        self._start, self._write = start, write

    def __missing__(self, value: Any) -> bytes:
        if len(self) > _KNOWN:
            self.clear()
        written = self._write(value)
        self[value] = cell = (self._start + written).encode() if written else b""
        return cell


Cells = Callable[[Sequence[Any]], Iterable[bytes]]
"""From one column of a batch to the cells' XML, empty where there is none. Bytes are half as much to move as text."""

_ROW = "\1"
"""Stands for the row's number until the row is whole; no cell can hold it, since control characters are coded."""
_TRIAL = 4 * BATCH
"""Values of a text column after which it is known whether remembering its cells pays."""


def _column_writer(column: Column, number: int, text: CellText) -> Cells:
    start = f'<c r="{get_column_letter(number)}{_ROW}"'
    write = _Writer(column, text)
    if column.repeats:
        return partial(map, _Known(start, write).__getitem__)
    if column.text and column.convert is None:
        return _Texts(start, write)
    return lambda values: [
        (start + cell).encode() if value is not None and (cell := write(value)) else b"" for value in values
    ]


class _Texts:
    """Texts shown as they are: remembered while they repeat (given names), each on its own when they do not (ids)."""

    def __init__(self, start: str, write: _Writer) -> None:
        self._start, self._write = start, write
        self._known: _Known | None = _Known(start, write)
        self._seen = 0

    def __call__(self, values: Sequence[str | None]) -> list[bytes]:
        """The cells of one batch."""
        if self._known is None:
            return self._each(values)
        cells = list(map(self._known.__getitem__, values))
        self._seen += len(values)
        if self._seen >= _TRIAL and len(self._known) > self._seen // 3:
            self._known = None
        return cells

    def _each(self, values: Sequence[str | None]) -> list[bytes]:
        """Most texts need no escaping; the tests stand in the loop because a call each would double its time."""
        start, write, short = self._start, self._write, LONGEST // 2
        before, after = f"{start}{write.plain}<is><t>", "</t></is></c>"
        return [
            (
                f"{before}{value}{after}"
                if value.isprintable()
                and "&" not in value
                and "<" not in value
                and ">" not in value
                and "_x" not in value
                and value[0] not in _ODD_START
                and value[-1] != " "
                and len(value) < short
                else start + write(value)
            ).encode()
            if value
            else b""
            for value in values
        ]


def head_xml(head: Sequence[HeadRow], text: CellText) -> bytes:
    """The rows above the rows."""
    lines = []
    for row, line in enumerate(head, 1):
        height = f' ht="{line.height}" customHeight="1"' if line.height else ""
        cells = "".join(
            f'<c r="{get_column_letter(at)}{row}"{_Writer(Column(0, style), text)(content)}'
            for at, (content, style) in enumerate(line.cells, 1)
            if content
        )
        hidden = ' hidden="1"' if line.hidden else ""
        lines.append(f'<row r="{row}"{height}{hidden}>{cells}</row>')
    return "".join(lines).encode()


def row_batches(stream: RowStream, text: CellText) -> Iterator[tuple[int, bytes]]:
    """The rows of a sheet as XML, a batch at a time, each with the number of rows in it."""
    writers = [_column_writer(column, at, text) for at, column in enumerate(stream.columns, 1)]
    places = [column.source for column in stream.columns]
    source: Iterable[tuple[Any, ...]] = stream.rows if stream.most is None else islice(stream.rows, stream.most)
    batches = iter(source)
    row, mark = len(stream.head) + 1, _ROW.encode()
    opened = f'<row r="{_ROW}">'.encode()
    while batch := list(islice(batches, BATCH)):
        values = list(zip(*batch, strict=True))
        parts = {place: list(zip(*map(split, values[place]), strict=True)) for place, split in stream.splits.items()}
        columns = (values[place] if isinstance(place, int) else parts[place[0]][place[1]] for place in places)
        many = len(batch)
        cells = (write(column) for write, column in zip(writers, columns, strict=True) if column.count(None) < many)
        lines = map(b"".join, zip([opened] * many, *cells, [b"</row>"] * many, strict=True))
        yield many, b"".join([line.replace(mark, b"%d" % number) for number, line in enumerate(lines, row)])
        row += many
