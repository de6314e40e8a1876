"""The one safe way into any table from outside: xlsx, xls, ods or text, as sheets of plain cells.

What a file is is told by what is inside, never by its name. Nothing of it is executed or looked up: no formulas, no
macros, no links, no entities. The reader beneath is only ever given what was measured before.
"""

from __future__ import annotations

import csv
import hashlib
import io
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

from exports.foreign import ods, ole, texts
from exports.foreign.refusals import SAVE_AS, damaged, locked, not_a_table, refused, too_large
from exports.foreign.table import Cell
from exports.leaving.harmless import unguarded
from exports.reread.book import Block, Merge, SheetReader
from exports.reread.parts import Parts, guarded, open_zip, workbook_parts
from storage import Cancelled, Message, UserError, message, translated

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]

BLOCK = 1 << 20
LONGEST_CELL = 8_000
_TEXT, _XLS = 64 << 20, 48 << 20
_CONTENT = 160 << 20
_ROWS = 2_000


@dataclass(frozen=True)
class Limits:
    """What is read at most; cells of all sheets together."""

    file: int = 256 << 20
    rows: int = 300_000
    columns: int = 702
    cells: int = 6_000_000
    sheets: int = 60


LONGEST_NAME = 120
"""Letters of a tab: spreadsheet programs allow 31, and every row that is taken in keeps the name."""


@dataclass(frozen=True)
class RawSheet:
    """A sheet as it is in the file.

    Attributes:
        first: the number of ``rows[0]`` as the person sees it; rows begin with column A and are equally wide.
        merges: cells made one, where the file tells of them.
    """

    name: str
    first: int
    rows: list[list[Cell]]
    merges: tuple[Merge, ...] = ()
    hidden: bool = False


@dataclass(frozen=True)
class Raw:
    """A file as it is.

    Attributes:
        form: ``xlsx``, ``xls``, ``ods`` or ``text``; encoding: of a text.
        remarks: what was in it and was left alone: macros, links to other files.
    """

    form: str
    sha256: str
    sheets: tuple[RawSheet, ...]
    encoding: str = ""
    remarks: tuple[Message, ...] = ()


def read_raw(
    path: Path, *, limits: Limits | None = None, progress: Progress | None = None, cancelled: Stop | None = None
) -> Raw:
    """The sheets of a file.

    Args:
        path: the file.
        limits: what fits.
        progress: told (bytes done, bytes to do).
        cancelled: asked often; yes stops the work.

    Raises:
        UserError: ``not-a-table``, ``web-page``, ``binary-workbook``, ``locked-table``, ``too-large``,
            ``damaged-table``, or what the disk says.
        Cancelled: the person stopped it.
    """
    work = _Work(limits or Limits(), progress or (lambda done, of: None), cancelled or (lambda: False))
    with translated(), path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(0)
        start = file.read(512)
        file.seek(0)
        if size > work.limits.file:
            raise too_large()
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        with _in_words():
            if start[:4] == b"PK\x03\x04":
                return work.package(file, sha256)
            if start[:8] == ole.MAGIC:
                return work.old(file.read(_XLS + 1), sha256)
            return work.text(path.stem, file.read(_TEXT + 1), sha256)


class _in_words:  # noqa: N801 - reads as a word in ``with _in_words():``
    """Whatever a broken file makes the libraries say becomes one sentence about a table."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, (ole.TooLarge, texts.TooWide)):
            raise too_large() from error
        if isinstance(error, ole.Locked):
            raise locked() from error
        if isinstance(error, texts.NoText):
            raise not_a_table() from error
        if isinstance(error, (struct.error, csv.Error, MemoryError, StopIteration)):
            raise damaged() from error
        if isinstance(error, UserError) and error.kind in _SAID:
            raise _SAID[error.kind]() from error
        if isinstance(error, (ValueError, IndexError, KeyError, OverflowError)):
            raise damaged() from error


@dataclass
class _Work:
    limits: Limits
    progress: Progress
    cancelled: Stop
    cells: int = 0

    def stop(self) -> None:
        """Where the work ends when the person stopped it."""
        if self.cancelled():
            raise Cancelled

    def package(self, file: Any, sha256: str) -> Raw:
        """A file of parts: Excel's or LibreOffice's."""
        with open_zip(file) as parts:
            names = set(parts.archive.NameToInfo)
            if len(names) != len(parts.archive.infolist()):
                raise damaged()  # one part twice: which of them is meant nobody knows
            if "xl/workbook.xml" in names:
                sheets = self._workbook(workbook_parts(parts))
                return Raw("xlsx", sha256, sheets, remarks=tuple(_remarks(names)))
            if "xl/workbook.bin" in names:
                raise refused(
                    "binary-workbook",
                    message("This is a binary workbook (.xlsb), which is not read here."),
                    SAVE_AS,
                )
            if (
                "content.xml" in names
                and "mimetype" in names
                and b"opendocument.spreadsheet" in parts.whole("mimetype")
            ):
                return Raw("ods", sha256, self._open_document(parts))
        raise not_a_table()

    def _workbook(self, parts: Parts) -> tuple[RawSheet, ...]:
        if not parts.sheets:
            raise damaged()
        whole, done, found = sum(parts.size(sheet.part) for sheet in parts.sheets), 0, []
        for sheet in parts.sheets[: self.limits.sheets]:
            reader = SheetReader(parts, sheet, self.cancelled)
            gathered = _Gathered(self)
            for block in reader.blocks():
                self.stop()
                gathered.take(block)
                self.progress(done + reader.done, whole)
            done += parts.size(sheet.part)
            found.append(RawSheet(sheet.name[:LONGEST_NAME], *gathered.rows(), tuple(reader.merges), sheet.hidden))
        return tuple(found)

    def _open_document(self, parts: Parts) -> tuple[RawSheet, ...]:
        if b"encryption-data" in parts.whole("META-INF/manifest.xml"):
            raise locked()
        if parts.size("content.xml") > _CONTENT:
            raise too_large()
        pieces: list[bytes] = []
        sheets = ods.measured(self._kept(parts, pieces), self.limits.cells)
        if sheets is None or sheets.columns > self.limits.columns or sheets.rows > self.limits.rows:
            raise too_large()
        memory = io.BytesIO()
        with ZipFile(memory, "w", ZIP_STORED) as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            archive.writestr("META-INF/manifest.xml", "<manifest/>")
            archive.writestr("content.xml", b"".join(pieces))
        return self._calamine(memory.getvalue())

    def _kept(self, parts: Parts, pieces: list[bytes]) -> Iterator[bytes]:
        whole, done = parts.size("content.xml"), 0
        for piece in parts.stream("content.xml"):
            self.stop()
            pieces.append(piece)
            done += len(piece)
            if done > _CONTENT:
                raise too_large()
            self.progress(done, whole * 2)
            yield piece

    def old(self, data: bytes, sha256: str) -> Raw:
        """A workbook of the old kind."""
        if len(data) > _XLS:
            raise too_large()
        sound = ole.plain_workbook(data, self.limits.cells, self.stop)
        self.progress(1, 2)
        return Raw("xls", sha256, self._calamine(sound))

    def _calamine(self, data: bytes) -> tuple[RawSheet, ...]:
        from python_calamine import CalamineWorkbook

        found: list[RawSheet] = []
        with guarded(), CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            told = [one for one in book.sheets_metadata if "Work" in str(one.typ)][: self.limits.sheets]
            for at, sheet in enumerate(told):
                self.stop()
                read = book.get_sheet_by_name(sheet.name)
                merges = () if read.start is None else read.merged_cell_ranges or ()
                gathered = _Gathered(self)
                if read.start is not None:
                    self._gather(read, gathered)
                hidden = "Hidden" in str(sheet.visible)
                found.append(RawSheet(sheet.name[:LONGEST_NAME], *gathered.rows(), tuple(map(_merge, merges)), hidden))
                self.progress(len(told) + at + 1, 2 * len(told))
        return tuple(found)

    def _gather(self, sheet: Any, gathered: _Gathered) -> None:
        """A sheet that was read, some rows at a time: while they are made no other thread of Python runs."""
        top, left = sheet.start
        rows, first = islice(sheet.iter_rows(), top, None), top + 1
        while some := list(islice(rows, _ROWS)):
            self.stop()
            gathered.take(Block(first, _from_column_a(some, left)))
            first += len(some)

    def text(self, name: str, data: bytes, sha256: str) -> Raw:
        """A text file with columns."""
        if len(data) > _TEXT:
            raise too_large()
        text, encoding = texts.decoded(data)
        start = text.lstrip("\ufeff \r\n\t")[:400].lower()
        if start.startswith(("<!doctype", "<html", "<table", "<?xml", "<head", "<meta")):
            raise refused(
                "web-page",
                message("This file is a web page or XML under the name of a table."),
                SAVE_AS,
            )
        gathered = _Gathered(self)
        rows: list[list[Any]] = []
        for row in texts.rows(text, most_columns=self.limits.columns, stop=self.stop):
            rows.append([unguarded(cell) if cell[:1] == "'" else cell for cell in row])
            if len(rows) > self.limits.rows:
                raise too_large()
        gathered.take(Block(1, rows))
        return Raw("text", sha256, (RawSheet(name, *gathered.rows()),), encoding)

    def count(self, cells: int) -> None:
        """Refuses what holds more cells than fit."""
        self.cells += cells
        if self.cells > self.limits.cells:
            raise too_large()


class _Gathered:
    """The rows of a sheet, cleaned, with empty ones where the file leaves rows out."""

    def __init__(self, work: _Work) -> None:
        self._work = work
        self._first = 1
        self._rows: list[list[Cell]] = []
        self._known: dict[str, Cell] = {"": None}

    def take(self, block: Block) -> None:
        """Some more rows."""
        if not block.rows:
            return
        if not self._rows:
            self._first = block.first
        missing = block.first - self._first - len(self._rows)
        wide = max(map(len, block.rows))
        if wide > self._work.limits.columns or len(self._rows) + missing + len(block.rows) > self._work.limits.rows:
            raise too_large()
        self._work.count(wide * len(block.rows))
        self._rows += [[] for _ in range(missing)]
        known, plain = self._known, self._plain
        for number, row in enumerate(block.rows):
            if not number & 0xFFF:
                self._work.stop()
            self._rows.append([known[cell] if type(cell) is str and cell in known else plain(cell) for cell in row])
        for row_number, at in block.errors:
            self._mark(row_number, at)

    def _mark(self, number: int, at: int) -> None:
        """A formula that could not be worked out is no empty cell."""
        place = number - self._first
        if 0 <= place < len(self._rows) and at < len(self._rows[place]) and self._rows[place][at] is None:
            self._rows[place][at] = "#VALUE!"

    def _plain(self, cell: Any) -> Cell:
        if type(cell) is str:
            text = clean_cell(cell) or None
            if len(cell) < 100 and len(self._known) < 200_000:
                self._known[cell] = text
            return text
        if type(cell) is float:
            if cell != cell or cell in (float("inf"), float("-inf")):
                return None
            return int(cell) if cell.is_integer() and abs(cell) < 1e15 else cell
        if isinstance(cell, timedelta):
            return str(cell)
        return cell  # type: ignore[no-any-return]

    def rows(self) -> tuple[int, list[list[Cell]]]:
        """The number of the first row, and all of them, equally wide, without empty ones at the end."""
        rows = self._rows
        while rows and not any(cell is not None for cell in rows[-1]):
            rows.pop()
        wide = max(map(len, rows), default=0)
        for row in rows:
            if len(row) < wide:
                row += [None] * (wide - len(row))
        return self._first, rows


_SIGNS = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\0"))


def clean_cell(text: str) -> str:
    """A cell's text on one line, without control and direction signs, no longer than anybody writes."""
    if text.isprintable() and len(text) < LONGEST_CELL:
        return text.strip()
    cut = text[:LONGEST_CELL].translate(_SIGNS)
    return " ".join("".join(letter if letter.isprintable() else " " for letter in cut).split())


def _from_column_a(rows: list[list[Any]], left: int) -> list[list[Any]]:
    blank = [""] * left
    return [blank + row for row in rows] if left else rows


def _merge(cells: Any) -> Merge:
    (top, left), (bottom, right) = cells
    return Merge(top + 1, left, bottom + 1, right)


def _remarks(names: set[str]) -> Iterator[Message]:
    if any(name.endswith("vbaProject.bin") for name in names):
        yield message("The file has macros in it. They were not run and are not needed.")
    if any(name.startswith("xl/externalLinks/") for name in names):
        yield message("The file has links to other files. They were not followed; the values in the cells were read.")


_SAID = {
    "not-a-workbook": not_a_table,
    "locked-workbook": locked,
    "too-large-workbook": too_large,
    "damaged-workbook": damaged,
}
"""What the reader of our own workbooks says, said of any table."""
