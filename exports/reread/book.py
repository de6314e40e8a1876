"""The cells of a workbook from outside, block after block: quick as the reader beneath, small however large the file.

The reader (calamine) makes room for every cell between the first and the last it finds. So a sheet is cut between its
rows, each piece is measured, and only then given to the reader as a small workbook of its own: memory stays that of a
piece, and a cell a million rows away is refused instead of making room for all between.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, NamedTuple
from zipfile import ZIP_STORED, ZipFile

from exports.reread.cell_places import (
    MOST_COLUMNS,
    column_number,
    places_of,
    row_numbers,
    widest_column,
    with_places,
)
from exports.reread.parts import Parts, SheetPart, damaged, guarded, too_large
from storage import Cancelled

PIECE = 16 << 20
"""Bytes of a sheet that are held at once; more when the workbook's list of texts is long, which each piece needs."""
SHORT_PIECE, FEW_TEXTS = 4 << 20, 1 << 20
"""Bytes that are held of a sheet whose workbook has no such list, or a short one."""
AT_ONCE = 2 << 20
"""Bytes that become cells in one call: while it lasts, no other thread of Python runs, the window's neither."""
MOST_ROWS = 1_048_576
MOST_MERGES = 20_000
MOST_TEXT = 256 << 20
"""Bytes of text that the cells of a piece show together: one long text may be shown by each of them."""
MOST_EMPTY = 4_000
"""Empty rows between two full ones that are read in one piece."""
MOST_AT_ONCE = 50_000
"""Rows that are read in one piece, however short they are."""
MOST_CELLS = 12_000_000
"""Cells that the reader makes room for at once, empty ones too."""

_ROW = re.compile(rb'<row(?: r="(\d{1,7})")?([^>]*)(>?)')
_NUMBER = re.compile(rb"(?:^|\s)r\s*=\s*[\"'](\d{1,7})[\"']")
_FORMULA = re.compile(rb'<c r="([A-Z]{1,2})(\d{1,7})"[^>]*><f\b')
_ERROR = re.compile(rb'<c r="([A-Z]{1,2})(\d{1,7})"[^>]*\bt="e"')
_SHOWN = re.compile(rb"\bt\s*=\s*[\"']s[\"'][^>]*>\s*<v\b[^>]*>\s*(\d{1,9})")
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_START = re.compile(rb"<sheetData\s*(/?)>")


@dataclass(frozen=True)
class Block:
    """Some rows of a sheet.

    Attributes:
        first: the number of the first row, as the person sees it.
        rows: the cells from column A on; "" where there is nothing.
        formulas, errors: (row, column from 0) of cells that the workbook works out, and that it could not work out.
    """

    first: int
    rows: list[list[Any]]
    formulas: frozenset[tuple[int, int]] = frozenset()
    errors: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True)
class Merge:
    """Cells made one: rows from 1, columns from 0, both ends counted in."""

    top: int
    left: int
    bottom: int
    right: int


class SheetReader:
    """Reads one sheet, once.

    Attributes:
        merges: the merged cells, known when the last block was read: they stand at the end of a sheet.
        done: bytes of the sheet read so far.
    """

    def __init__(self, parts: Parts, sheet: SheetPart, cancelled: Callable[[], bool] | None = None) -> None:
        self._parts, self._sheet = parts, sheet
        self._cancelled = cancelled or (lambda: False)
        self.merges: list[Merge] = []
        self.done = 0

    def blocks(self) -> Generator[Block]:
        """The rows, a block at a time.

        Raises:
            UserError: ``damaged-workbook``, ``too-large-workbook``.
            Cancelled: the person stopped it.
        """
        small = _Small(self._parts)
        last = 0
        for piece in self._pieces(small.piece):
            runs = list(_runs(piece, last))
            read = small.read(piece, runs, self._go_on)
            for run in runs:
                self._go_on()
                last = run.last
                self.done += run.end - run.start
                yield next(read)

    def _go_on(self) -> None:
        if self._cancelled():
            raise Cancelled

    def _pieces(self, size: int) -> Iterator[bytes]:
        """The rows of the sheet, cut between two of them."""
        stream = _unprefixed(self._parts.stream(self._sheet.part))
        held = self._start(stream, size)
        if held is None:
            return
        ended = False
        while not ended:
            length = len(held)
            more = [held]
            while length < size and (block := next(stream, b"")):
                more.append(block)
                length += len(block)
            held = b"".join(more)
            end = held.find(b"</sheetData")
            ended = end >= 0
            cut = end if ended else held.rfind(b"<row")
            if not ended and (length < size or cut <= 0):
                raise damaged()  # it ends before its end, or no row is as long as that
            yield held[:cut]
            held = held[cut:]
        self._note_merges(held, stream)

    def _start(self, stream: Iterator[bytes], size: int) -> bytes | None:
        """What follows the start of the rows; None when there are none."""
        head = b""
        for block in stream:
            head += block
            start = _START.search(head)
            if start is not None:
                return None if start[1] else head[start.end() :]
            if len(head) > size:
                break
        raise damaged()

    def _note_merges(self, tail: bytes, stream: Iterator[bytes]) -> None:
        for block in stream:
            tail += block
            if len(tail) > PIECE:
                break
        for left, top, right, bottom in _MERGED.findall(tail)[:MOST_MERGES]:
            self.merges.append(Merge(int(top), column_number(left), int(bottom), column_number(right)))


_PREFIX = re.compile(rb"<(\w{1,20}):worksheet[\s>]")


def _unprefixed(stream: Iterator[bytes]) -> Iterator[bytes]:
    """A sheet of a program that writes ``<x:row>`` as one that writes ``<row>``."""
    first = next(stream, b"")
    prefix = _PREFIX.search(first[:4096])
    if prefix is None:
        yield first
        yield from stream
        return
    opening, closing, held = b"<" + prefix[1] + b":", b"</" + prefix[1] + b":", first
    for block in stream:
        cut = max(held.rfind(b"<"), 0)
        yield held[:cut].replace(opening, b"<").replace(closing, b"</")
        held = held[cut:] + block
    yield held.replace(opening, b"<").replace(closing, b"</")


class _Run(NamedTuple):
    """Rows ``first`` to ``last`` of a sheet, from ``start`` to ``end`` in the bytes of a piece."""

    start: int
    first: int
    last: int
    end: int


def _runs(piece: bytes, last: int) -> Iterator[_Run]:
    """The rows of a piece that follow row ``last``, not too many together and without long gaps between them."""
    if b"<!" in piece:
        raise damaged()  # no spreadsheet program writes comments or entities between cells
    start = first = 0
    for found in _ROW.finditer(piece):
        number, at = _number_of(found, last), found.start()
        if not first:
            start, first = at, number
        elif number - last > MOST_EMPTY or number - first >= MOST_AT_ONCE or at - start > AT_ONCE:
            yield _Run(start, first, last, at)
            start, first = at, number
        last = number
    if first:
        yield _Run(start, first, last, len(piece))


def _number_of(row: re.Match[bytes], last: int) -> int:
    """The number of a row that follows row ``last``."""
    told = row if row[1] else _NUMBER.search(row[2])
    number = int(told[1]) if told else last + 1
    if not last < number <= MOST_ROWS or not row[3]:
        raise damaged()
    return number


class _Small:
    """Makes a small workbook of a piece and reads it."""

    def __init__(self, parts: Parts) -> None:
        self._texts = parts.whole("xl/sharedStrings.xml")
        self._styles = parts.whole("xl/styles.xml")
        self._since = b' date1904="1"' if parts.since_1904 else b""
        self._longest = _longest(self._texts)
        self._sizes: list[int] | None = None
        longer = PIECE if len(self._texts) < PIECE // 4 else 2 * PIECE
        self.piece = SHORT_PIECE if len(self._texts) < FEW_TEXTS else longer

    def read(self, piece: bytes, runs: Sequence[_Run], go_on: Callable[[], None]) -> Iterator[Block]:
        """The blocks of the rows of a piece; ``go_on`` is asked between them."""
        sheets = []
        for run in runs:
            go_on()
            sheets.append(self._checked(run, piece[run.start : run.end]))
        with self._opened([rows for rows in sheets if rows]) as book:
            at = 0
            for run, rows in zip(runs, sheets, strict=True):
                if not rows:
                    yield Block(run.first, [])
                    continue
                formulas, errors = places_of(_FORMULA, rows, b"<f"), places_of(_ERROR, rows, b't="e"')
                top, values = _values(book, at)
                at += 1
                yield Block(top, values, formulas, errors | _without_value(formulas, top, values))

    def _checked(self, run: _Run, rows: bytes) -> bytes:
        """The rows with their numbers, b"" when there is no cell in them."""
        numbers = row_numbers(rows)
        if b"" in numbers:
            rows = with_places(rows, run.first)
            numbers = row_numbers(rows)
        if any(not run.first <= number <= run.last for number in map(int, numbers)):
            raise damaged()
        if (run.last - run.first) * MOST_COLUMNS > MOST_CELLS:
            widest = widest_column(rows)
            if (run.last - run.first) * widest > MOST_CELLS:
                raise too_large()
        if numbers and self._longest * rows.count(b"<c") > MOST_TEXT:
            self._weigh(rows)
        return rows if numbers else b""

    def _weigh(self, rows: bytes) -> None:
        """Refuses rows that show a long text so often that nobody's memory holds all of it."""
        if self._sizes is None:
            self._sizes = [len(text) for text in self._texts.split(b"</si>")]
        sizes = self._sizes
        shown = (int(number) for number in _SHOWN.findall(rows))
        if sum(sizes[number] for number in shown if number < len(sizes)) > MOST_TEXT:
            raise too_large()

    def _opened(self, sheets: Sequence[bytes]) -> Any:
        """The workbook that the reader is given; its texts are read once for all its sheets."""
        from python_calamine import CalamineWorkbook

        if not sheets:
            return nullcontext()
        with guarded():
            return CalamineWorkbook.from_filelike(io.BytesIO(self._workbook(sheets)))

    def _workbook(self, sheets: Sequence[bytes]) -> bytes:
        memory, numbers = io.BytesIO(), range(1, len(sheets) + 1)
        with ZipFile(memory, "w", ZIP_STORED) as archive:
            archive.writestr("[Content_Types].xml", _TYPES)
            archive.writestr("_rels/.rels", _RELS)
            archive.writestr("xl/workbook.xml", _BOOK % (self._since, b"".join(_TAB % (n, n, n) for n in numbers)))
            archive.writestr("xl/_rels/workbook.xml.rels", _BOOK_RELS % b"".join(_TAB_RELS % (n, n) for n in numbers))
            if self._styles:
                archive.writestr("xl/styles.xml", self._styles)
            if self._texts:
                archive.writestr("xl/sharedStrings.xml", self._texts)
            for number, rows in zip(numbers, sheets, strict=True):
                with archive.open(f"xl/worksheets/sheet{number}.xml", "w") as part:
                    for piece in (_SHEET_HEAD, rows, b"</sheetData></worksheet>"):
                        part.write(piece)
        return memory.getvalue()


def _values(book: Any, at: int) -> tuple[int, list[list[Any]]]:
    """The number of the first row of a sheet, and its cells from column A on."""
    with guarded():
        sheet = book.get_sheet_by_index(at)
        if sheet.start is None:
            return 1, []
        top, left = sheet.start
        values: list[list[Any]] = sheet.to_python(skip_empty_area=True)
    if left:
        blank = [""] * left
        values = [blank + row for row in values]
    return top + 1, values


def _longest(texts: bytes) -> int:
    """The bytes of the longest of the shared texts, or a little more."""
    longest = at = 0
    while (end := texts.find(b"</si>", at)) >= 0:
        longest, at = max(longest, end - at), end + 5
    return longest


def _without_value(
    formulas: frozenset[tuple[int, int]], top: int, values: list[list[Any]]
) -> frozenset[tuple[int, int]]:  # fmt: skip
    """Formulas whose value the file does not keep, because no spreadsheet program has worked them out."""
    return frozenset(
        (row, at)
        for row, at in formulas
        if not 0 <= row - top < len(values) or at >= len(values[row - top]) or values[row - top][at] == ""
    )


_TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_RELATIONS = b"http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS = (
    b'<?xml version="1.0"?><Relationships xmlns="%s"><Relationship Id="r1" Type="%s/officeDocument" '
    b'Target="xl/workbook.xml"/></Relationships>' % (_RELATIONS, _OFFICE)
)
_BOOK = b'<?xml version="1.0"?><workbook xmlns="%s" xmlns:r="%s"><workbookPr%%s/><sheets>%%s</sheets></workbook>' % (
    _MAIN, _OFFICE
)  # fmt: skip
_TAB = b'<sheet name="s%d" sheetId="%d" r:id="t%d"/>'
_BOOK_RELS = (
    b'<?xml version="1.0"?><Relationships xmlns="%s">%%s'
    b'<Relationship Id="r2" Type="%s/styles" Target="styles.xml"/>'
    b'<Relationship Id="r3" Type="%s/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    % (_RELATIONS, _OFFICE, _OFFICE)
)
_TAB_RELS = b'<Relationship Id="t%%d" Type="%s/worksheet" Target="worksheets/sheet%%d.xml"/>' % _OFFICE
_SHEET_HEAD = b'<?xml version="1.0"?><worksheet xmlns="%s" xmlns:r="%s"><sheetData>' % (_MAIN, _OFFICE)
