"""Other people's tables, read safely: xlsx and text files as plain rows, whatever is inside them.

A file from outside is not trusted. A workbook's parts are unpacked once, counted and thrown away, before the reader is
allowed to build anything: what would unpack to more than fits, or says its cells lie a million columns apart, is
refused with a sentence. Nothing of such a file is ever executed: no formulas, no outside links, no entities.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from storage import Cancelled, Message, UserError, message, translated

LARGEST_FILE = 64 << 20
LARGEST_INSIDE = 128 << 20
MOST_ROWS, MOST_COLUMNS, MOST_CELLS, MOST_SHEETS = 300_000, 400, 4_000_000, 60
LONGEST_CELL = 2_000
BLOCK = 1 << 20

Progress = Callable[[int, int], None]
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
    """The sheets of a workbook (.xlsx) or the one table of a text file (.csv, .tsv, .txt).

    What it is is told by what is inside, never by its name.

    Raises:
        UserError: ``not-a-table``, ``locked-table``, ``old-table``, ``too-large``, ``damaged-table``, or what the
            disk says.
        Cancelled: the person stopped it.
    """
    with translated(), path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(0)
        start = file.read(8)
        file.seek(0)
        if size > LARGEST_FILE:
            raise _too_large()
        data = file.read()
    stop = cancelled or (lambda: False)
    if start[:4] == b"PK\x03\x04":
        return _workbook(data, stop)
    if start == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise _refused(
            "locked-table",
            message("This workbook is locked with a password, or it is of the old kind (.xls)."),
            message("Open it in a spreadsheet program and save it as .xlsx without a password."),
        )
    return [Sheet(path.stem, 1, _text_rows(data, stop))]


# --------------------------------------------------------------------------------------------- workbooks


def _workbook(data: bytes, stop: Stop) -> list[Sheet]:
    names = _check(data, stop)
    if "xl/workbook.xml" not in names:
        raise _refused("not-a-table", message("This is not an Excel workbook (.xlsx)."), _SAVE_AS)
    try:
        return _read(data, stop)
    except Cancelled:
        raise
    except BaseException as damage:
        if isinstance(damage, Exception) or type(damage).__name__ == "PanicException":  # the reader's own last word
            raise _damaged() from damage
        raise


def _read(data: bytes, stop: Stop) -> list[Sheet]:
    from python_calamine import CalamineWorkbook

    found: list[Sheet] = []
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        sheets = [one for one in book.sheets_metadata if "Work" in str(one.typ)][:MOST_SHEETS]
        for sheet in sheets:
            if stop():
                raise Cancelled
            read = book.get_sheet_by_name(sheet.name)
            rows = read.to_python(skip_empty_area=True)
            first = (read.start[0] if read.start else 0) + 1
            found.append(Sheet(sheet.name, first, [[_cell(value) for value in row] for row in rows]))
    return found


def _check(data: bytes, stop: Stop) -> set[str]:
    """The names of the parts; refuses what is damaged, locked or unpacks to more than fits."""
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            if len(parts) > 2_000 or sum(part.file_size for part in parts) > LARGEST_INSIDE:
                raise _too_large()
            for part in parts:
                if part.flag_bits & 1:
                    raise _refused("locked-table", message("This file is locked with a password."), _SAVE_AS)
                measure = _Measure() if part.filename.lower().endswith(".xml") else None
                if part.filename.endswith("workbook.xml.rels"):
                    _check_links(package.read(part) if part.file_size < BLOCK else b"")
                with package.open(part) as opened:
                    while block := opened.read(BLOCK):
                        if stop():
                            raise Cancelled
                        total += len(block)
                        if total > LARGEST_INSIDE:
                            raise _too_large()
                        if measure is not None:
                            measure.take(block)
            return {part.filename for part in parts}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as damage:
        raise _damaged() from damage


def _check_links(links: bytes) -> None:
    """Every sheet must be one of the parts that are measured."""
    for link in re.findall(rb"<[^>]*/worksheet[\"'][^>]*>", links):
        if not re.search(rb"Target\s*=\s*[\"'][^\"']+\.xml[\"']", link, re.IGNORECASE):
            raise _damaged()


class _Measure:
    """How far apart the cells of a sheet lie: the reader makes room for all between the first and the last."""

    _TAG = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])([^>]*)")
    _PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Z]{0,4})(\d{1,8})[\"']")

    def __init__(self) -> None:
        self._row = self._column = self._rows = self._columns = 0
        self._rest = b""

    def take(self, block: bytes) -> None:
        """The next bytes of the sheet."""
        text = self._rest + block
        cut = max(text.rfind(b"<"), 0)
        self._rest = text[cut:]
        if len(self._rest) > BLOCK:
            raise _damaged()  # no tag and no text is as long as that
        for tag in self._TAG.finditer(text[:cut]):
            place = self._PLACE.search(tag[2])
            if tag[1] == b"row":
                self._row = int(place[2]) if place else self._row + 1
                self._column = 0
            else:
                self._column = _number(place[1]) if place and place[1] else self._column + 1
                self._row = int(place[2]) if place else self._row
                if not tag[2].endswith(b"/"):  # a cell that holds something
                    self._columns, self._rows = max(self._columns, self._column), max(self._rows, self._row)
        if self._rows > MOST_ROWS or self._columns > MOST_COLUMNS or self._rows * self._columns > MOST_CELLS:
            raise _too_large()


def _number(letters: bytes) -> int:
    found = 0
    for letter in letters:
        found = found * 26 + letter - 64
    return found


def _cell(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, str):
        return clean_cell(value)
    return value.isoformat()[:10] if hasattr(value, "isoformat") else str(value)


def clean_cell(text: str) -> str:
    """A cell's text on one line, without control and direction signs, no longer than anybody writes."""
    if text.isascii() and text.isprintable() and len(text) < LONGEST_CELL:
        return text.strip()
    kept = "".join(letter if letter.isprintable() else " " for letter in text[:LONGEST_CELL] if letter not in _SIGNS)
    return " ".join(kept.split())


_SIGNS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\0")

# --------------------------------------------------------------------------------------------- text files


def _text_rows(data: bytes, stop: Stop) -> list[list[str]]:
    text = decoded(data)
    if text is None or "\0" in text[:4096] or not text.strip():
        raise _refused(
            "not-a-table",
            message("This is neither a workbook (.xlsx) nor a text file with columns (.csv)."),
            _SAVE_AS,
        )
    delimiter = _delimiter(text)
    csv.field_size_limit(LONGEST_CELL * 20)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(_lines(text, delimiter), delimiter=delimiter, strict=False):
            if len(rows) % 2000 == 0 and stop():
                raise Cancelled
            if len(row) > MOST_COLUMNS or len(rows) >= MOST_ROWS:
                raise _too_large()
            rows.append([clean_cell(cell) for cell in row])
    except csv.Error as damage:
        raise _damaged() from damage
    return rows


def _lines(text: str, delimiter: str) -> Iterator[str]:
    for line in io.StringIO(text, newline=""):
        if line.count(delimiter) > MOST_COLUMNS * 4:
            raise _too_large()
        yield line


def _delimiter(text: str) -> str:
    """The sign that parts most of the first lines into equally many columns."""
    lines = [line for line in text[: 1 << 16].splitlines() if line.strip()][:12]
    counts = {sign: [line.count(sign) for line in lines] for sign in ",;\t|"}
    return max(counts, key=lambda sign: (min(counts[sign], default=0) > 0, counts[sign][0] if counts[sign] else 0))


def decoded(data: bytes) -> str | None:
    """The text of a file in UTF-8, UTF-16 or one of the old Windows alphabets; None when it is no text."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _as(data, "utf-16")
    if data[:4096].count(0) > len(data[:4096]) // 5:
        return _as(data, "utf-16-le" if data[1:2] == b"\0" else "utf-16-be")
    text = _as(data, "utf-8-sig")
    if text is not None:
        return text
    arabic = data.decode("cp1256", "replace")
    words = len(re.findall("[\u0621-\u064a]{3,}", arabic))
    return arabic if words > data.count(b"\n") // 20 else data.decode("cp1252", "replace")


def _as(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


# --------------------------------------------------------------------------------------------- refusals

_SAVE_AS = message("Open it in a spreadsheet program and save it as .xlsx or .csv.")


def _refused(kind: str, what: Message, todo: Message) -> UserError:
    return UserError(kind, what, todo)


def _too_large() -> UserError:
    return _refused(
        "too-large",
        message("This file holds more than a table of places can: too many rows, columns or bytes."),
        message("Keep only the columns with codes and names, save it as .xlsx, and import it again."),
    )


def _damaged() -> UserError:
    return _refused(
        "damaged-table",
        message("This file is damaged, or something of it is missing. Nothing was read."),
        message("Copy or download it again."),
    )
