"""The rows of a foreign sheet, read: values by kind of record, what waits, what cannot be read, the row's own id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from hashlib import blake2b
from typing import Any

from exports.foreign.aims import BESIDE, Aim
from exports.foreign.choosing import code_choices, code_reader, list_of
from exports.foreign.days import order_of
from exports.foreign.mapping import Mapping as Understood
from exports.foreign.places import PlaceFinder, place_key, place_reader
from exports.foreign.plan import Question
from exports.foreign.table import Cell, ForeignColumn, ForeignSheet
from exports.foreign.values import Asked, FieldReader, Part, Read, Refused, clock_reader, is_blank, reader_of
from exports.names import Names
from exports.reread.cells import said
from exports.reread.finding import Finder
from exports.reread.proposal import Spot
from storage import RECORDS, BadValue, Code, Codes, Field, Refs, Words, cleaned, fold, message

TIME_BESIDE = {"incident.occurred": "incident.time"}
"""A day whose cell may also tell the time of another field."""


@dataclass
class RowTold:
    """What one row says.

    Attributes:
        values: kind → field → canonical form.
        key, parent: its own id and that of the row it belongs to, as text.
    """

    row: int
    values: dict[str, dict[str, Any]]
    content: str
    key: str = ""
    parent: str = ""
    refused: list[Refused] = field(default_factory=list)
    waits: list[str] = field(default_factory=list)


class Questions:
    """The spellings nobody is sure about, each with how often it occurs."""

    def __init__(self, finder: PlaceFinder, words: Words) -> None:
        self._finder, self._words = finder, words
        self._told: dict[str, tuple[str, str, str, tuple[str, ...]]] = {}
        self._rows: dict[str, list[Spot]] = defaultdict(list)

    def about_place(self, field_key: str, text: str, within: tuple[str, ...]) -> str:
        """Note a place; gives the key of the question."""
        key = f"place:{place_key(text, within)}"
        self._told.setdefault(key, ("place", field_key, text, within))
        return key

    def about_word(self, field_key: str, text: str) -> str:
        """Note a word of a list; gives the key of the question."""
        key = f"{field_key}:{fold(text)}"
        self._told.setdefault(key, ("code", field_key, text, ()))
        return key

    def count(self, key: str, spot: Spot) -> None:
        """That a row waits for this answer."""
        self._rows[key].append(spot)

    def all(self) -> list[Question]:
        """All of them, the most frequent first."""
        found = [self._one(key, spots) for key, spots in self._rows.items()]
        return sorted(found, key=lambda one: (-one.count, one.spot))

    def _one(self, key: str, spots: Sequence[Spot]) -> Question:
        what, name, text, within = self._told[key]
        if what == "place":
            offer, choices = self._finder.choices(text, within)
            told = " · ".join(reversed(within))
            return Question(key, "place", name, text, told, len(spots), spots[0], offer, choices)
        kind, _, own = name.partition(".")
        list_name = list_of(RECORDS[kind].fields[own])
        offer, choices = code_choices(list_name, text, self._words)
        return Question(key, "code", name, text, "", len(spots), spots[0], offer, choices)


def answered(mapping: Understood, question: Question, value: str) -> Understood:
    """The mapping with an answer: the id of a place or a code, "" for a new place, ``-`` to leave it empty."""
    if question.what == "place":
        return replace(mapping, places={**mapping.places, question.key.removeprefix("place:"): value})
    own = dict(mapping.codes.get(question.field, {}))
    own[question.key.removeprefix(f"{question.field}:")] = value
    return replace(mapping, codes={**mapping.codes, question.field: own})


@dataclass(frozen=True)
class Around:
    """What reading rests on besides the cells: the language, memory, places, records by name, open questions."""

    language: str
    codes: Mapping[str, Mapping[str, str]]
    finder: PlaceFinder
    records: Finder
    questions: Questions


class SheetReader:
    """Reads the rows of one sheet as records of one kind (and those that stand beside it in the same row)."""

    def __init__(
        self, sheet: ForeignSheet, kind: str, columns: Mapping[str, Aim], constants: Mapping[str, Any], around: Around
    ) -> None:
        self.sheet, self.kind, self._around = sheet, kind, around
        self._own = {kind, *BESIDE.get(kind, ())}
        self._parts: dict[str, list[Part]] = defaultdict(list)
        self._key = self._parent = -1
        self.labels: dict[int, ForeignColumn] = {column.at: column for column in sheet.columns}
        for column in sheet.columns:
            aim = columns.get(column.key)
            if aim is None:
                continue
            if aim.part == "key":
                self._key = column.at
            elif aim.part == "parent":
                self._parent = column.at
            elif aim.kind in self._own and aim.name in RECORDS[aim.kind].fields:
                self._parts[aim.field].append((column.at, aim))
        self._constants = [
            (name.partition(".")[0], name.partition(".")[2], value)
            for name, value in constants.items()
            if name.partition(".")[0] in self._own
        ]
        self.readers = [(aim[0], aim[1], reader) for aim, reader in self._readers()]
        self._content = sorted(
            (f"{aim.field}/{aim.part}", at) for parts in self._parts.values() for at, aim in parts
        )  # fmt: skip

    @property
    def has_key(self) -> bool:
        """Whether the rows have an id of their own."""
        return self._key >= 0

    @property
    def at_key(self) -> int:
        """The column of the rows' own ids, -1 for none."""
        return self._key

    @property
    def at_parent(self) -> int:
        """The column that points to the row above, -1 for none."""
        return self._parent

    def _readers(self) -> list[tuple[tuple[str, str], FieldReader]]:
        found = []
        for key, parts in self._parts.items():
            kind, _, name = key.partition(".")
            item = RECORDS[kind].fields[name]
            parts = [self._ordered(item, part) for part in parts]
            found.append(((kind, name), self._reader(item, parts)))
            beside = TIME_BESIDE.get(key)
            whole = next(((at, aim) for at, aim in parts if aim.part == ""), None)
            if beside and beside not in self._parts and whole is not None:
                time_kind, _, time_name = beside.partition(".")
                clock = clock_reader(RECORDS[time_kind].fields[time_name], *whole, self._around.language)
                found.append(((time_kind, time_name), clock))
        return found

    def _ordered(self, item: Field[Any], part: Part) -> Part:
        """With the order of day and month that the whole column tells, where nobody has said it."""
        at, aim = part
        if item.kind.word not in ("day", "moment") or aim.order:
            return part
        return at, replace(aim, order=order_of(row[at] for row in self.sheet.rows if at < len(row)))

    def _reader(self, item: Field[Any], parts: Sequence[Part]) -> FieldReader:
        around, questions = self._around, self._around.questions
        if isinstance(item.kind, (Code, Codes)):
            memory = around.codes.get(item.key, {})
            return code_reader(item, parts, memory, questions.about_word)
        if item.kind.word == "placeref":
            return place_reader(item, parts, around.finder, questions.about_place)
        if item.kind.word in ("ref", "refs"):
            return _reference_reader(item, parts, around.records)
        return reader_of(item, parts, around.language)

    def rows(self, step: Callable[[int], None]) -> list[RowTold]:
        """All rows that hold something; ``step`` is told how many were looked at."""
        found = []
        width = max((column.at for column in self.sheet.columns), default=-1) + 1
        for number, cells in enumerate(self.sheet.rows):
            if number % 500 == 0:
                step(number)
            if any(cell is not None and cell != "" for cell in cells):
                row = cells if len(cells) >= width else [*cells, *[None] * (width - len(cells))]
                told = self.read(row, self.sheet.first + number)
                if told.content or told.key:
                    found.append(told)
        return found

    def read(self, row: Sequence[Cell], number: int) -> RowTold:
        """One row."""
        told = RowTold(number, {}, self._digest(row))
        for kind, name, reader in self.readers:
            value: Read = reader(row)
            if value is None:
                continue
            if value.__class__ is Refused:
                told.refused.append(value)
            elif value.__class__ is Asked:
                told.waits.append(value.key)
                self._around.questions.count(value.key, Spot(self.sheet.name, number, value.at))
            else:
                told.values.setdefault(kind, {})[name] = value
        own = told.values.setdefault(self.kind, {})
        for kind, name, value in self._constants:
            if kind == self.kind or kind in told.values:
                (own if kind == self.kind else told.values[kind]).setdefault(name, value)
        if self._key >= 0:
            told.key = id_text(row[self._key])
        if self._parent >= 0:
            told.parent = id_text(row[self._parent])
        return told

    def _digest(self, row: Sequence[Cell]) -> str:
        """What the mapped cells of a row say, wherever its columns stand; "" when they say nothing."""
        texts = [f"{name}={text}" for name, at in self._content if (text := plain_text(row[at]))]
        return blake2b("\x1f".join(texts).encode("utf-8", "replace"), digest_size=16).hexdigest() if texts else ""


def plain_text(cell: Cell) -> str:
    """A cell as text, the same whether a file keeps it as a number, a date or a text."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return " ".join(cell.split())
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ").removesuffix(" 00:00:00")
    return cell.isoformat() if isinstance(cell, (date, time)) else str(cell)


def id_text(cell: Cell) -> str:
    """The id a row has in its own file, "" for none."""
    return "" if is_blank(cell) else cleaned(plain_text(cell))


def _reference_reader(item: Field[Any], parts: Sequence[Part], records: Finder) -> FieldReader:
    target = Names.target(item.kind)

    def one(text: str) -> str:
        found = records.find(target, text)
        if len(found) == 1:
            return found[0]
        if found:
            raise BadValue(message("“{name}” fits several records.", name=text))
        raise BadValue(message("No record goes by “{name}”.", name=text))

    def read(told: Mapping[str, Cell]) -> Read:
        text = cleaned(said(next(iter(told.values())), "text", None))
        if not isinstance(item.kind, Refs):
            return one(text)
        pieces = [piece.strip() for piece in text.replace("؛", ";").split(";") if piece.strip()]
        return sorted({one(piece) for piece in pieces})

    return FieldReader(item, parts, read)
