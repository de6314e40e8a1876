"""The filled rows of an entry workbook as they stand in the file: cells by key, each row with its hidden id."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from exports.entry.plan import NUMBER, ROWS, SHEETS, TEAM, Mark, row_id
from exports.reread.book import Block, SheetReader
from exports.reread.cells import is_empty
from exports.reread.parts import Parts, SheetPart
from exports.reread.proposal import Refusal, Spot
from storage import Message, message

HEAD = 20
"""Rows among which the mark of a sheet is looked for."""
LARGEST = 4 << 20
"""Bytes of a sheet in which a mark is looked for; those of an entry workbook are a tenth of it."""
Answers = Mapping[Spot, str]


@dataclass(frozen=True)
class FilledRow:
    """A row somebody wrote in.

    Attributes:
        sheet: the kind of its sheet; spot: where; id: hidden id; number: the one in front of it.
        cells: by key of the column → (place from 0, what stands there); places: of every column, by its key.
        formulas, errors: places of cells that are worked out, and that could not be.
    """

    sheet: str
    spot: Spot
    id: str
    number: int
    cells: Mapping[str, tuple[int, Any]]
    places: Mapping[str, int]
    formulas: frozenset[int] = frozenset()
    errors: frozenset[int] = frozenset()


@dataclass
class FilledBook:
    """All of it.

    Attributes:
        team: who says that they filled it in.
        sheets: the kind of a sheet → the name on its tab.
        there: ids of rows that are in the file, empty ones too.
    """

    mark: Mark
    team: str = ""
    rows: list[FilledRow] = field(default_factory=list)
    sheets: dict[str, str] = field(default_factory=dict)
    there: set[str] = field(default_factory=set)
    problems: list[Refusal] = field(default_factory=list)

    def tell(self, spot: Spot, word: str, what: Message, todo: Message | None = None, *, serious: bool = True) -> None:
        """Note a problem of a whole row or sheet."""
        self.problems.append(Refusal(spot, word, "", "", what, todo, serious))


def mark_of(parts: Parts) -> Mark | None:
    """The mark of an entry workbook; None when it is none. Programs that drop properties leave it in the sheets."""
    found = Mark.read(parts.properties.get("sijill.entry", ""))
    told = any(name.startswith("sijill.") for name in parts.properties)  # an export says itself what it is
    for sheet in () if told else parts.sheets[:12]:
        if parts.size(sheet.part) > LARGEST:
            continue
        with closing(SheetReader(parts, sheet).blocks()) as blocks:
            first = next(blocks, None)
        found = _head_of(first)[1] if first is not None else None
        if found is not None:
            break
    return found


def _head_of(block: Block) -> tuple[int, Mark | None, list[Any]]:
    """The number of the row with the keys, the mark in it, its cells."""
    for number, row in enumerate(block.rows[:HEAD], block.first):
        for cell in row:
            mark = Mark.read(cell) if isinstance(cell, str) else None
            if mark is not None:
                return number, mark, row
    return 0, None, []


def read_filled(
    parts: Parts, mark: Mark, answers: Answers, cancelled: Callable[[], bool] | None, told: Callable[[int, int], None]
) -> FilledBook:
    """Every row that is filled in, of all sheets with this mark."""
    book = FilledBook(mark)
    whole, done = sum(parts.size(sheet.part) for sheet in parts.sheets), 0
    for sheet in parts.sheets:
        reader = SheetReader(parts, sheet, cancelled)
        with closing(reader.blocks()) as blocks:
            first = next(blocks, None)
            number, own, keys = _head_of(first) if first is not None else (0, None, [])
            if first is None or own is None or own.book != mark.book:
                done += parts.size(sheet.part)
                continue
            numbered = _numbered(chain([first], blocks), number, answers, sheet)
            kind = _kind_of(keys)
            if kind and kind in book.sheets:
                book.tell(Spot(sheet.name, number), "twice", message("This sheet stands in the file a second time."))
            elif kind:
                book.sheets[kind] = sheet.name
                _read_sheet(book, kind, sheet.name, keys, numbered)
            else:
                _read_team(book, numbered)
        done += parts.size(sheet.part)
        told(done, whole)
    return book


def _kind_of(keys: list[Any]) -> str:
    """The kind of a sheet by the keys of its columns: the one that most of them belong to."""
    told = {key for key in keys if isinstance(key, str)}
    fits = {kind: sum(column.key in told for column in columns) for kind, columns in SHEETS.items()}
    best = max(fits, key=lambda kind: fits[kind])
    return best if fits[best] >= 2 else ""


Numbered = Iterator[tuple[int, list[Any], Block]]


def _numbered(blocks: Iterator[Block], head: int, answers: Answers, sheet: SheetPart) -> Numbered:
    """The rows below the keys, with what a person answered to earlier problems in them."""
    told = {(spot.row, spot.column): text for spot, text in answers.items() if spot.sheet == sheet.name}
    lines = {row for row, _ in told}
    for block in blocks:
        for number, row in enumerate(block.rows, block.first):
            if number <= head:
                continue
            if number in lines:
                row = [told.get((number, at), cell) for at, cell in enumerate(row)]
            yield number, row, block


def _read_team(book: FilledBook, rows: Numbered) -> None:
    for _, row, _ in rows:
        if TEAM in row:
            told = [str(cell).strip() for cell in row[row.index(TEAM) + 2 :] if not is_empty(cell)]
            book.team = " ".join(" ".join(told).split())[:200]


def _read_sheet(book: FilledBook, kind: str, name: str, keys: list[Any], rows: Numbered) -> None:
    columns = {at: key for at, key in enumerate(keys) if isinstance(key, str) and key.startswith("entry.")}
    ids = {row_id(book.mark.book, kind, number): number for number in range(1, ROWS[kind] + 1)}
    at_id = next(at for at, cell in enumerate(keys) if isinstance(cell, str) and Mark.read(cell) is not None)
    at_number = next((at for at, key in columns.items() if key == f"entry.{NUMBER}"), None)
    asked = {at: key for at, key in columns.items() if at != at_number}
    places = {key: at for at, key in asked.items()}
    for line, row, block in rows:
        errors = frozenset(at for number, at in block.errors if number == line and at in asked)
        cells = {
            key: (at, row[at] if at < len(row) else "")
            for at, key in asked.items()
            if at in errors or (at < len(row) and not is_empty(row[at]))
        }
        found = _own_id(ids, kind, book.mark, row, at_id, at_number)
        if not found:
            if cells and not _is_head(row, at_number):
                book.tell(
                    Spot(name, line),
                    "unnumbered",
                    message("This row is not one of the prepared rows: its hidden number is missing."),
                    message("Write it into the next free numbered row, or ask for another entry workbook."),
                )
            continue
        if found in book.there and cells:
            book.tell(
                Spot(name, line),
                "again",
                message("This row is a copy of another row above, with the same hidden number; it is not read."),
                message("Write what it says into the next free numbered row, without copying the whole row."),
            )
            continue
        if cells:
            book.there.add(found)
            formulas = frozenset(at for number, at in block.formulas if number == line)
            book.rows.append(FilledRow(kind, Spot(name, line), found, ids[found], cells, places, formulas, errors))


def _own_id(
    ids: Mapping[str, int], kind: str, mark: Mark, row: list[Any], at_id: int, at_number: int | None
) -> str:  # fmt: skip
    """The hidden id of a row; where it was lost, the one that follows from the number in front."""
    told = row[at_id] if at_id < len(row) else ""
    record = told.strip().lower() if isinstance(told, str) else ""
    if record in ids:
        return record
    number = row[at_number] if at_number is not None and at_number < len(row) else ""
    if record or isinstance(number, bool) or not isinstance(number, (int, float)) or number != int(number):
        return ""
    return row_id(mark.book, kind, int(number)) if 1 <= number <= ROWS[kind] else ""


def _is_head(row: list[Any], at_number: int | None) -> bool:
    """Whether this is the row of labels or the banner above it."""
    told = row[at_number] if at_number is not None and at_number < len(row) else ""
    return isinstance(told, str) and bool(told.strip())
