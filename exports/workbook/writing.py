"""A workbook on its way to the disk: openpyxl's parts and the streamed rows put together in one package."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from exports.leaving.landing import landing
from exports.workbook.package import Package, TooLargeError, read_back
from exports.workbook.stream import CellText, RowStream, head_xml, row_batches
from storage import Cancelled, UserError, message

Progress = Callable[[int, int], None]
"""Told (rows written, rows expected) after each batch."""

_DIMENSION = re.compile(rb"<dimension [^>]*/>")
_NO_ROWS = re.compile(rb"<sheetData\s*/>|<sheetData>\s*</sheetData>")


@dataclass(frozen=True)
class Written:
    """What went into a package.

    Attributes:
        rows: rows by sheet title, heads not counted.
        cut: texts that were longer than a cell can hold.
        sha256: of the finished file, "" before it is finished.
    """

    rows: dict[str, int]
    cut: int
    sha256: str = ""


class _InMemory(ExcelWriter):  # type: ignore[misc]
    """openpyxl's writer without its temporary files: nothing readable is left outside the target."""

    def write_worksheet(self, ws: Worksheet) -> None:
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        writer = _written(ws)
        ws._rels = writer._rels
        self._archive.writestr(ws.path[1:], writer.out.getvalue())
        self.manifest.append(ws)


def _written(sheet: Worksheet) -> WorksheetWriter:
    writer = WorksheetWriter(sheet, out=BytesIO())
    writer.write()
    return writer


def _frames(workbook: Workbook, titles: Collection[str]) -> dict[str, bytes]:
    """What openpyxl makes of sheets that have no rows yet, by title."""
    found = {}
    for number, sheet in enumerate(workbook.worksheets, 1):
        sheet._id = number  # as the writer numbers them: the names of the parts
        if sheet.title in titles:
            found[sheet.title] = _written(sheet).out.getvalue()
    return found


def _parts(workbook: Workbook) -> dict[str, bytes]:
    """All parts openpyxl makes of the workbook, by name."""
    memory = BytesIO()
    _InMemory(workbook, ZipFile(memory, "w")).save()
    with ZipFile(memory) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_package(
    target: Path,
    workbook: Workbook,
    streams: Mapping[str, RowStream],
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    finish: Callable[[Written], None] | None = None,
    passphrase: str = "",
) -> Written:
    """Write ``workbook`` with the rows of ``streams`` (by sheet title) to ``target``, whole or not at all.

    ``finish`` may still change the sheets that are not streamed (counts on *About*), after the last row. With a
    ``passphrase`` the file lies in an ``age`` container.

    Raises:
        Cancelled: ``cancelled`` answered yes.
        UserError: ``disk-full``, ``cannot-write``, ``too-large``, ``not-read-back``.
    """
    try:
        with landing(target, passphrase) as there:
            written = _Filling(there.file, workbook, streams, progress, cancelled).fill(finish)
            there.file.flush()
            sound(there.file)
    except TooLargeError as large:
        raise more_than_fits() from large
    return Written(written.rows, written.cut, there.sha256)


def more_than_fits() -> UserError:
    """Too many rows or bytes."""
    return UserError(
        "too-large",
        message("This is more than a workbook can hold."),
        message("Choose a shorter period or fewer places, then export again."),
    )


def sound(file: BinaryIO) -> None:
    """Read a finished package again, every byte of it.

    Raises:
        UserError: ``not-read-back``.
    """
    try:
        broken = read_back(file)
    except (ValueError, OSError):
        broken = "ZIP"
    if broken is not None:
        raise UserError(
            "not-read-back",
            message("The workbook could not be read back after writing ({part}).", part=broken),
            message("Choose another disk and export again. What was there before is unchanged."),
        )


class _Filling:
    """One package being filled."""

    def __init__(
        self,
        file: BinaryIO,
        workbook: Workbook,
        streams: Mapping[str, RowStream],
        progress: Progress | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self._package, self._workbook, self._streams = Package(file), workbook, streams
        self._progress = progress or (lambda done, of: None)
        self._cancelled = cancelled or (lambda: False)
        self._expected = sum(stream.expected for stream in streams.values())
        self._done = 0
        self._text = CellText()

    def fill(self, finish: Callable[[Written], None] | None) -> Written:
        """Stream the sheets first, then everything openpyxl makes, which by then knows what was streamed."""
        frames = _frames(self._workbook, self._streams)
        rows: dict[str, int] = {}
        streamed = set()
        for title, stream in self._streams.items():
            sheet = self._workbook[title]
            name = sheet.path[1:]
            rows[title] = self._sheet(sheet, name, frames[title], stream)
            streamed.add(name)
        written = Written(rows, self._text.cut)
        if finish is not None:
            finish(written)
        for name, data in _parts(self._workbook).items():
            if name not in streamed:
                self._package.add(name, data)
        self._package.close()
        return written

    def _sheet(self, sheet: Worksheet, name: str, xml: bytes, stream: RowStream) -> int:
        size = _DIMENSION.search(xml)
        data = _NO_ROWS.search(xml)
        if size is None or data is None:
            raise ValueError(f"the sheet {sheet.title} has cells of its own and cannot be streamed")
        width = max(1, len(stream.columns))
        part = self._package.stream(name, xml[: size.start()] + _dimension(width, 1))
        part.write(xml[size.end() : data.start()] + b"<sheetData>" + head_xml(stream.head, self._text))
        rows = 0
        for count, batch in row_batches(stream, self._text):
            part.write(batch)
            rows += count
            self._tell(count)
        last = max(1, len(stream.head) + rows)
        part.write(b"</sheetData>" + _filtered(sheet, xml[data.end() :], last))
        part.close(xml[: size.start()] + _dimension(width, last))
        return rows

    def _tell(self, count: int) -> None:
        self._done += count
        self._progress(self._done, max(self._done, self._expected))
        if self._cancelled():
            raise Cancelled


def _dimension(width: int, rows: int) -> bytes:
    """The size of a sheet, always as many bytes."""
    reference = f'"A1:{get_column_letter(width)}{rows}"'.encode()
    return b"<dimension ref=" + reference.ljust(14) + b"/>"


def _filtered(sheet: Worksheet, tail: bytes, last: int) -> bytes:
    """The filter of the sheet now that the last row is known, in the tail and in openpyxl's sheet."""
    found = sheet.auto_filter.ref
    if not found:
        return tail
    wanted = re.sub(r"\d+$", str(last), found)
    sheet.auto_filter.ref = wanted
    return tail.replace(f'<autoFilter ref="{found}"'.encode(), f'<autoFilter ref="{wanted}"'.encode(), 1)
