"""The columns of the log of disclosures: when, at which level, for whom, why, which file. The sealed key never."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any

from gui.frame.strip import day_and_clock
from gui.known import Known, codes
from gui.listing.conditions import periods, read_count, read_days, read_text
from gui.listing.filter_fields import CodeFilter, FilterField, TypedFilter
from gui.say import ltr, rtl, say, words
from gui.table.cells import EMPTY, Cell, plain, sign
from gui.table.list_cells import kept
from gui.table.rows import Column

SIGNS = {"internal": "lock", "partner": "users", "public": "eye"}
HASH = 8
"""Letters of the hash that stand in a cell; the pane has all of them."""


def log_columns() -> list[Column]:
    """When, level, for whom, purpose, file, what it is, rows, hash, protected."""
    when = 132 if rtl() else 120
    return [
        Column("made", lambda: say("When"), when, _when, plain, "made", copied=_moment),
        Column("level", lambda: say("Level"), 84, lambda row: level_cell(row["level"]), sign, "level"),
        Column("recipient", lambda: say("For whom"), 116, _text("recipient"), plain, "recipient"),
        Column("purpose", lambda: say("Purpose"), 116, _text("purpose", "tx2"), plain, "purpose"),
        Column("file_name", lambda: say("File"), 176, _file, plain, "file_name"),
        Column("format", lambda: say("Format"), 100, _format, plain, "format"),
        Column("rows", lambda: say("Rows"), 60, _rows, plain, "rows"),
        Column("sha256", lambda: say("Hash"), 84, _hash, plain, copied=lambda row: row["sha256"] or ""),
        Column("protected", lambda: say("Protected"), 120, lambda row: protected_cell(row["protected"]), sign),
    ]


def log_filters(known: Known) -> dict[str, FilterField]:
    """The filter field of each column."""
    days = TypedFilter(say("When"), partial(read_days, known), say("any day"), partial(periods, known))
    return {
        "made": days,
        "level": CodeFilter(say("Level"), lambda: codes("sharing-level")),
        "recipient": TypedFilter(say("For whom"), read_text, "…"),
        "purpose": TypedFilter(say("Purpose"), read_text, "…"),
        "file_name": TypedFilter(say("File"), read_text, "…"),
        "format": TypedFilter(say("Format"), read_text, "xlsx…"),
        "rows": TypedFilter(say("Rows"), partial(read_count, known), "≥ 0"),
        "sha256": TypedFilter(say("Hash"), read_text, "…"),
        "protected": CodeFilter(say("Protected"), lambda: codes("answer", without=("unknown",))),
    }


def when_words(value: Any) -> str:
    """A moment as it stands in a list: *today 10:05*."""
    return day_and_clock(value, datetime.now(UTC)) if isinstance(value, datetime) else ""


@kept
def level_cell(level: Any) -> Cell:
    """The level with its sign; what is public is told by ink too."""
    if not level:
        return EMPTY
    ink = {"public": "rescued", "partner": "missing"}.get(str(level), "tx2")
    return Cell(words().code("sharing-level", str(level)), icon=SIGNS.get(str(level), "circle-dot"), ink=ink)


@kept
def protected_cell(answer: Any) -> Cell:
    """Whether the file lay in an encrypted container."""
    if answer == "yes":
        return Cell(say("Protected"), icon="lock-keyhole", ink="rescued")
    return Cell(say("Unprotected"), icon="lock-open", ink="tx2") if answer == "no" else EMPTY


def format_words(row: Any) -> str:
    """``Excel, to read``: what kind of file it was and how it was laid out."""
    shapes = {
        "coordinator": lambda: say("to read"),
        "analyst": lambda: say("to compute with"),
        "entry": lambda: say("to fill in"),
    }
    name, shape = str(row["format"] or ""), shapes.get(str(row["shape"] or ""))
    told = {"xlsx": "Excel", "csv": "CSV", "geojson": "GeoJSON", "paper": say("on paper")}.get(name, name)
    return say(", ").join(part for part in (ltr(told), shape() if shape is not None else "") if part)


def _text(name: str, ink: str = "tx") -> Any:
    return lambda row: Cell(" ".join(row[name].split())[:200], ink=ink) if row[name] else EMPTY


def _when(row: Any) -> Cell:
    return Cell(when_words(row["made"]))


def _moment(row: Any) -> str:
    value = row["made"]
    return ltr(value.astimezone().strftime("%Y-%m-%d %H:%M")) if isinstance(value, datetime) else ""


def _file(row: Any) -> Cell:
    return Cell(ltr(row["file_name"])) if row["file_name"] else EMPTY


def _format(row: Any) -> Cell:
    return Cell(format_words(row), ink="tx2")


def _rows(row: Any) -> Cell:
    return Cell(strong=ltr(f"{row['rows']:,}")) if row["rows"] is not None else EMPTY


def _hash(row: Any) -> Cell:
    return Cell(ltr(row["sha256"][:HASH]), ink="tx3", spoken=row["sha256"]) if row["sha256"] else EMPTY
