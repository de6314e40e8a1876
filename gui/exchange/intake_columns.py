"""The columns of the files taken in, and of the rows of one of them with the records they became."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from gui.frame.strip import day_and_clock
from gui.known import Known
from gui.listing.conditions import read_count, read_text
from gui.listing.filter_fields import FilterField, TypedFilter
from gui.say import ltr, rtl, say, say_n, words
from gui.table.cells import EMPTY, Cell, plain, tally
from gui.table.rows import Column
from storage import TakenFile

KINDS = {"incident", "victim", "movement", "facility", "place", "claim", "damage", "source"}


class FileRow:
    """A file as a row of a table."""

    def __init__(self, file: TakenFile) -> None:
        self.file = file

    @property
    def id(self) -> str:
        """What tells it from others."""
        return f"{self.file.sha256}/{self.file.kind}"

    def __getitem__(self, column: str) -> Any:
        """A column; a file is struck through when all of it was undone."""
        if column == "withdrawn":
            return None if self.file.rows else "undone"
        return getattr(self.file, column)


def file_columns() -> list[Column]:
    """When, file, sheet, what kind of records, rows, records, undone."""
    when = 140 if rtl() else 128
    return [
        Column("when", lambda: say("When"), when, _when, plain, copied=_moment),
        Column("name", lambda: say("File"), 220, lambda row: Cell(ltr(row["name"])), plain),
        Column("sheet", lambda: say("Sheet"), 150, _sheet, plain),
        Column("kind", lambda: say("Kind"), 120, lambda row: Cell(kind_words(row["kind"]), ink="tx2"), plain),
        Column("rows", lambda: say("Rows"), 80, _number("rows"), plain),
        Column("records", lambda: say("Records"), 90, _records, tally),
        Column("undone", lambda: say("Taken back"), 100, _number("undone", "accink"), plain),
        Column("sha256", lambda: say("Hash"), 90, _hash, plain, copied=lambda row: row["sha256"]),
    ]


def row_columns(known: Known) -> list[Column]:
    """Sheet, row, its number there, and the record it became."""
    return [
        Column("sheet", lambda: say("Sheet"), 150, lambda row: Cell(row["sheet"] or ""), plain, "sheet"),
        Column("row", lambda: say("Row"), 76, _number("row"), plain, "row"),
        Column("row_key", lambda: say("Number in the file"), 150, _key, plain, "row_key"),
        Column("record_id", lambda: say("Record"), 300, lambda row: _record(row, known), plain),
    ]


def row_filters(known: Known) -> dict[str, FilterField]:
    """The filter field of each column."""
    return {
        "sheet": TypedFilter(say("Sheet"), read_text, "…"),
        "row": TypedFilter(say("Row"), partial(read_count, known), "≥ 0"),
        "row_key": TypedFilter(say("Number in the file"), read_text, "…"),
    }


def kind_words(kind: str) -> str:
    """A kind of record, several of them."""
    return words().kind(kind, several=True) if kind in KINDS else kind


def _when(row: Any) -> Cell:
    return Cell(day_and_clock(row["when"], datetime.now(UTC)))


def _moment(row: Any) -> str:
    return ltr(row["when"].astimezone().strftime("%Y-%m-%d %H:%M"))


def _sheet(row: Any) -> Cell:
    if row["sheets"] > 1:
        return Cell(say_n("{count} sheet", "{count} sheets", row["sheets"]), ink="tx2")
    return Cell(row["sheet"], ink="tx2")


def _number(name: str, ink: str = "tx") -> Callable[[Any], Cell]:
    return lambda row: Cell(strong=ltr(f"{row[name]:,}"), ink=ink) if row[name] else EMPTY


def _records(row: Any) -> Cell:
    count = row["records"]
    if not count:
        return EMPTY
    return Cell(strong=ltr(f"{count:,}"), spoken=say_n("{count} record", "{count} records", count))


def _hash(row: Any) -> Cell:
    return Cell(ltr(row["sha256"][:8]), ink="tx3", spoken=row["sha256"])


def _key(row: Any) -> Cell:
    """The number as the file had it, without what tells the source it is of."""
    return Cell(ltr(str(row["row_key"] or "").rpartition("|")[2][:60]), ink="tx2")


def _record(row: Any, known: Known) -> Cell:
    name = known.name(str(row["record_kind"] or ""), str(row["record_id"] or ""))
    return Cell(name) if name else Cell(kind_words(str(row["record_kind"] or "")), ink="tx3")
