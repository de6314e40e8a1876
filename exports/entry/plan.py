"""What an entry workbook asks: its sheets and columns, what a rescuer can tell on the spot, in that order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Literal

from exports.cells import plain
from storage import LANGUAGES, RECORDS, Field, Words

Asks = Literal["text", "note", "code", "count", "number", "day", "time", "place", "incident", "facility", "name"]
"""What a cell is filled with, which says how it is checked and read."""

MARK = "sijill-entry/1"
FORMAT = 1
NUMBER = "number"
ROWS = {"incident": 100, "victim": 400, "movement": 150, "damage": 150}
"""Prepared rows of each sheet, numbered from 1."""
NAME_PARTS = ("given", "father", "grandfather", "family")
TEAM = "entry.team"
"""The key of the cell that says who filled the copy in."""


@dataclass(frozen=True)
class EntryColumn:
    """One column of an entry sheet.

    Attributes:
        kind, field: what it fills.
        asks: with what.
        end: of two cells for one value, ``low`` or ``high``; of a name, which part.
        need: ``always`` when a row is not complete without it, ``either`` when one of these is enough.
        width: in letters.
    """

    kind: str
    field: str
    asks: Asks
    end: str = ""
    need: Literal["", "always", "either"] = ""
    width: int = 14

    @property
    def key(self) -> str:
        """What a machine reads in the hidden first row."""
        return f"entry.{self.kind}.{self.field}" + (f".{self.end}" if self.end else "")

    @property
    def item(self) -> Field[Any]:
        """The field."""
        return RECORDS[self.kind].fields[self.field]

    @property
    def choices(self) -> str:
        """The code list it is chosen from."""
        return str(getattr(self.item.kind, "list_name", "")) if self.asks == "code" else ""


def _pair(kind: str, field: str, asks: Asks, *, need: Literal["", "always", "either"] = "") -> list[EntryColumn]:
    """A value that may not be known exactly: how many (or which day), and how many at most."""
    width = 12 if asks == "day" else 9
    return [EntryColumn(kind, field, asks, "low", need, width), EntryColumn(kind, field, asks, "high", "", width)]


SHEETS: dict[str, tuple[EntryColumn, ...]] = {
    "incident": (
        *_pair("incident", "occurred", "day", need="always"),
        EntryColumn("incident", "time", "time", width=9),
        EntryColumn("incident", "place", "place", need="always", width=24),
        EntryColumn("incident", "place_note", "text", width=20),
        EntryColumn("incident", "attack", "code", need="always", width=18),
        EntryColumn("incident", "weapon", "code", width=16),
        *_pair("claim", "killed", "count"),
        *_pair("claim", "injured", "count"),
        *_pair("claim", "missing", "count"),
        EntryColumn("claim", "source_note", "text", width=18),
        EntryColumn("incident", "narrative", "note", width=40),
    ),
    "victim": (
        EntryColumn("victim", "incident", "incident", need="always", width=10),
        EntryColumn("victim", "name", "name", "given", "either", 13),
        EntryColumn("victim", "name", "name", "father", width=13),
        EntryColumn("victim", "name", "name", "grandfather", width=13),
        EntryColumn("victim", "name", "name", "family", "either", 13),
        *_pair("victim", "people", "count", need="either"),
        EntryColumn("victim", "sex", "code", width=10),
        EntryColumn("victim", "age", "text", width=10),
        EntryColumn("victim", "outcome", "code", need="always", width=14),
        *_pair("victim", "outcome_day", "day"),
        EntryColumn("victim", "hospital", "text", width=18),
        EntryColumn("victim", "notes", "note", width=32),
    ),
    "movement": (
        EntryColumn("movement", "triggers", "incident", width=10),
        EntryColumn("movement", "direction", "code", need="always", width=14),
        EntryColumn("movement", "origin", "place", need="always", width=24),
        *_pair("movement", "started", "day", need="always"),
        *_pair("movement", "persons", "count"),
        *_pair("movement", "households", "count"),
        EntryColumn("movement", "children", "count", width=9),
        EntryColumn("movement", "women", "count", width=9),
        EntryColumn("movement", "certainty", "code", width=14),
        EntryColumn("movement", "notes", "note", width=32),
    ),
    "damage": (
        EntryColumn("damage", "incident", "incident", need="always", width=10),
        EntryColumn("damage", "facility", "facility", need="always", width=24),
        EntryColumn("facility", "kind", "code", width=16),
        EntryColumn("facility", "place", "place", width=22),
        EntryColumn("damage", "damage", "code", need="always", width=14),
        EntryColumn("damage", "in_service_before", "code", width=11),
        EntryColumn("damage", "closed", "code", width=11),
        EntryColumn("damage", "closed_days", "number", width=9),
        *_pair("damage", "personnel_killed", "count"),
        *_pair("damage", "personnel_injured", "count"),
        EntryColumn("damage", "notes", "note", width=32),
    ),
}  # fmt: skip
"""Nothing sealed is asked: the file lies unprotected on other people's machines, and arrival places are sealed."""


def label_of(column: EntryColumn, words: Words) -> str:
    """What a person reads above the column."""
    name = words.field(column.item.key)
    if column.asks == "incident":
        return plain(words.t("Incident: number"))
    if column.asks == "facility":
        return plain(words.t("Facility: name"))
    if column.asks == "name":
        parts = {
            "given": words.t("Given name"),
            "father": words.t("Father"),
            "grandfather": words.t("Grandfather"),
            "family": words.t("Family name"),
        }
        return plain(parts[column.end])
    if column.kind == "facility":
        return plain(words.t("{field} (of a new facility)", field=name))
    if column.end == "high":
        return plain(
            words.t("{field}: latest possible", field=name)
            if column.asks == "day"
            else words.t("{field}: at most", field=name)
        )
    return plain(name)


@dataclass(frozen=True)
class Mark:
    """What names an entry workbook in itself.

    Attributes:
        book: its id; two workbooks never have the same.
        founding: the stamp of the first change of the team it was made by: only registers that know it are meant.
    """

    book: str
    language: str
    founding: str
    practice: bool

    def __str__(self) -> str:
        return "|".join((MARK, self.book, self.language, self.founding, "practice" if self.practice else ""))

    @classmethod
    def read(cls, text: str) -> Mark | None:
        """The mark in a cell or property; None when it is none of ours."""
        parts = text.strip().split("|")
        if len(parts) != 5 or parts[0] != MARK or len(parts[1]) != 32:
            return None
        return cls(parts[1], parts[2] if parts[2] in LANGUAGES else "en", parts[3], parts[4] == "practice")


def made_of(*parts: str) -> str:
    """The id that follows from these texts, the same on every laptop (a UUID of kind 8: made of content)."""
    digest = bytearray(blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=16).digest())
    digest[6], digest[8] = (digest[6] & 0x0F) | 0x80, (digest[8] & 0x3F) | 0x80
    return digest.hex()


def row_id(book: str, sheet: str, number: int) -> str:
    """The hidden id of a prepared row."""
    return made_of(book, sheet, str(number))


def kinds_in(sheets: Iterable[str]) -> list[str]:
    """The sheets asked for, in the order of telling; all when none is."""
    wanted = set(sheets)
    return [kind for kind in SHEETS if not wanted or kind in wanted]
