"""One record as the register has it and as a file will have it, field by field; nothing of it is more than one row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

import orjson

from exports.cells import Showing, Shown, loaded, plain
from exports.making.manner import Shape
from exports.names import ANY, LABELS, Names
from exports.workbook.sheets import Sheet
from exports.workbook.stream import Cell
from storage import RECORDS, Day, DayValue, Field, Frozen, Level, Period, Privacy, Reading, Redacted, Treatment, Words
from storage import treatment as treated

LOOKED_AT = 60
"""So many records are looked at to find one that has much to show."""
_AREAS = range(4)
_EARLY = ("name", "code")
_LATE = ("status", "team", "author", "entered")
_NEVER = ("withdrawn", "overrides")
_EPOCH = datetime(1899, 12, 30)

Sample = tuple[tuple[str, str], ...]
"""Head and text of each cell of a row that has anything in it."""


@dataclass(frozen=True)
class FieldSeen:
    """One field of the sample.

    Attributes:
        key: ``victim.age``; of a computed column its own (``~incident.killed_min``). label: in the window's words.
        rule: what becomes of it. here: in the register, phones masked; "" when nothing is recorded.
        there: in the file; "" when nothing is written. sealed: it never leaves, and is not shown here either.
        remark: what was done to it, in a word or two.
    """

    key: str
    label: str
    rule: Treatment
    here: str = ""
    there: str = ""
    sealed: bool = False
    remark: str = ""


@dataclass(frozen=True)
class Sampled:
    """A record, field by field, and the cells of its row in the file."""

    fields: tuple[FieldSeen, ...] = ()
    cells: Sample = ()


class Sampler:
    """Finds a telling record of each kind, and lays its two sides beside each other.

    ``words`` is the language of the file, ``window`` that of the person who looks.
    """

    def __init__(self, source: Frozen, seen: Frozen | Redacted, words: Words, window: Words, where: Period) -> None:
        self._source, self._seen, self._where = source, seen, where
        self._there = _showing(seen, words)
        self._here = _showing(source, window)
        self._level = seen.level if isinstance(seen, Redacted) else Level.INTERNAL

    @property
    def showing(self) -> Showing:
        """What the columns of a sheet are to be made with."""
        return self._there

    def of(self, sheet: Sheet, shape: Shape = Shape.COORDINATOR) -> Sampled:
        """The record of a kind that has most to show, among the first that leave."""
        kind, columns = sheet.kind, list(dict.fromkeys(column.column for column in sheet.columns))
        for record in self._candidates(kind):
            told = self._leaving(kind, columns, record)
            if told is not None:
                return self._side_by_side(sheet, shape, record, dict(zip(columns, told, strict=True)))
        return Sampled(tuple(self._nothing(kind)))

    # ------------------------------------------------------------------------------------- the record

    def _candidates(self, kind: str) -> list[str]:
        """The first records of a kind, those with most to show first."""
        names = [item.name for item in _fields(kind) if item.privacy is not Privacy.SEALED]
        if kind == "place":
            return self._areas(names)
        outside = isinstance(self._seen, Redacted)
        where = self._seen.within(self._where) if isinstance(self._seen, Redacted) else self._where
        rows = self._source.export_rows(kind, ("id", *names), where, standing=True, confirmed=outside)
        found = [(sum(value is not None for value in row), str(row[0])) for row in islice(rows, LOOKED_AT)]
        return [record for _, record in sorted(found, key=lambda one: -one[0])]

    def _areas(self, names: Sequence[str]) -> list[str]:
        """The first areas, which always leave; which of the villages do takes long to find out."""
        at = names.index("level")
        rows = self._source.export_rows("place", (*names, "id", "withdrawn"), None)
        return [str(row[-2]) for row in islice(rows, LOOKED_AT) if row[-1] is None and row[at] in _AREAS]

    def _leaving(self, kind: str, columns: Sequence[str], record: str) -> tuple[Any, ...] | None:
        if isinstance(self._seen, Redacted):
            return self._seen.row_of(kind, columns, record)
        return self._source.rows_of(kind, columns, [record]).get(record)

    def _outward(self, kind: str, record: str) -> str:
        return self._seen.outward(kind, record) if isinstance(self._seen, Redacted) else record

    # ------------------------------------------------------------------------------------- its two sides

    def _side_by_side(self, sheet: Sheet, shape: Shape, record: str, told: Mapping[str, Any]) -> Sampled:
        kind, items = sheet.kind, _fields(sheet.kind)
        computed = [one for one in sheet.columns if one.key.startswith("~")]
        names = [item.name for item in items] + [one.column for one in computed]
        raw = dict(zip(names, self._source.rows_of(kind, names, [record])[record], strict=True))
        self._learn(items, raw, [raw[one.column] for one in computed if one.column == "where_id"])
        cells = [(column, self._cell(column, told)) for column in sheet.columns]
        fields = [self._field(item, raw[item.name], cells) for item in items]
        fields += [
            FieldSeen(
                column.key, column.label, treated(kind, column.column, self._level),
                told_as(_converted(column, raw[column.column]), column.look, self._here.reading), text,
            )
            for column, text in cells if column.key.startswith("~")
        ]  # fmt: skip
        written = tuple((head_of(column, shape), text) for column, text in cells if text and not column.hidden)
        return Sampled(tuple(sorted(fields, key=lambda one: not one.here and not one.there)), written)

    def _field(self, item: Field[Any], raw: Any, cells: Sequence[tuple[Shown, str]]) -> FieldSeen:
        rule = treated(item.record, item.name, self._level)
        sealed = item.privacy is Privacy.SEALED
        here = "" if raw is None else self._shown(item, raw)
        if item.kind.word == "phone":
            here, sealed = masked(here), False
        elif sealed:
            here = ""
        own = [(column, text) for column, text in cells if column.column.partition("__")[0] == item.name]
        there = _together(own, latin_first=not self._here.words.rtl)
        label = plain(self._here.words.field(item.key))
        remark = self._remark(item) if rule is Treatment.COARSER and there and there != here else ""
        return FieldSeen(item.key, label, rule, here, there, sealed and raw is not None, remark)

    def _nothing(self, kind: str) -> Iterable[FieldSeen]:
        for item in _fields(kind):
            yield FieldSeen(item.key, plain(self._here.words.field(item.key)), treated(kind, item.name, self._level))

    def _shown(self, item: Field[Any], raw: Any) -> str:
        try:
            return plain(item.kind.show(loaded(item.kind, raw), self._here.reading))
        except (ValueError, TypeError, KeyError, AttributeError):
            return str(raw)

    def _cell(self, column: Shown, told: Mapping[str, Any]) -> str:
        value = told[column.column]
        if column.split is not None and column.part is not None:
            value = column.split(value)[column.part]
        return told_as(_converted(column, value), column.look, self._there.reading)

    def _remark(self, item: Field[Any]) -> str:
        words = self._here.words
        if (item.record, item.name) == ("victim", "code"):
            return plain(words.t("new in each file"))
        if item.kind.word == "position":
            return plain(words.t("middle of the community"))
        return plain(words.t("age group")) if item.kind.word == "age" else ""

    # ------------------------------------------------------------------------------------- names

    def _learn(self, items: Sequence[Field[Any]], raw: Mapping[str, Any], more: Iterable[str | None]) -> None:
        """The names of what this record refers to, and of nothing else: a register has a million of them."""
        for item in items:
            value = raw[item.name]
            if value is None:
                continue
            if item.kind.word == "placeref":
                self._learn_place(value)
            elif item.kind.word in ("ref", "refs"):
                for record in [value] if item.kind.word == "ref" else orjson.loads(value):
                    self._learn_record(Names.target(item.kind), record)
        for place in more:
            self._learn_place(place or "")

    def _learn_place(self, place: str) -> None:
        book = self._source.places
        here = book.get(place)
        for facts in ([here] if here is not None else []) + (list(book.parents(place)) if here is not None else []):
            for names, language, outward in (
                (self._here.names, self._here.words.language, lambda _, record: record),
                (self._there.names, self._there.words.language, self._outward),
            ):
                first, second = facts.name_ar, facts.name_en
                name = (first or second) if language == "ar" else (second or first)
                parent = outward("place", facts.parent) if facts.parent else ""
                row = {"code": facts.code, "level": facts.level, "parent": parent}
                names.learn_place(outward("place", facts.id), row, name or facts.code)

    def _learn_record(self, target: str, record: str) -> None:
        if target == "place":
            self._learn_place(record)
            return
        for kind in LABELS if target == ANY else (target,):
            if kind not in LABELS or kind == "place":
                continue
            here = self._source.rows_of(kind, self._here.names.label_columns(kind), [record]).get(record)
            there = self._leaving(kind, self._there.names.label_columns(kind), record)
            for names, row, outward in (
                (self._here.names, here, record), (self._there.names, there, self._outward(kind, record)),
            ):  # fmt: skip
                label = next((text for text in row or () if text), None)
                if label:
                    names.learn(kind, outward, label)


def head_of(column: Shown, shape: Shape) -> str:
    """What stands above a column: words to read, a key to compute with."""
    return column.key if shape is Shape.ANALYST else column.label


def told_as(cell: Cell, look: str, reading: Reading) -> str:
    """What a cell of a spreadsheet shows, as a text."""
    if cell is None or cell == "":
        return ""
    if look == "moment" and isinstance(cell, (int, float)):
        cell = _EPOCH + timedelta(seconds=round(cell * 86400))
    if isinstance(cell, datetime):
        day = plain(Day().show(DayValue.on(cell.date()), reading))
        return day if look == "date" else f"{day} {cell:%H:%M}"
    if isinstance(cell, date):
        return plain(Day().show(DayValue.on(cell), reading))
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    return str(cell)


def masked(text: str) -> str:
    """A phone number by which nobody can be called: two digits at its beginning and three at its end."""
    digits = [at for at, sign in enumerate(text) if sign.isdigit()]
    kept = {*digits[:2], *digits[-3:]} if len(digits) > 6 else set()
    return "".join("•" if sign.isdigit() and at not in kept else sign for at, sign in enumerate(text))


def _fields(kind: str) -> list[Field[Any]]:
    """The fields of a kind as people read them."""
    found = [item for name, item in RECORDS[kind].fields.items() if name not in _NEVER]
    return sorted(found, key=lambda item: (item.name in _LATE, item.name not in _EARLY))


def _converted(column: Shown, value: Any) -> Any:
    return column.convert(value) if value is not None and column.convert is not None else value


def _together(cells: Sequence[tuple[Shown, str]], *, latin_first: bool) -> str:
    """What the columns of one field say together: the whole value, else its parts that are read."""
    told = [(column, text) for column, text in cells if text and not column.hidden]
    whole = [text for column, text in told if column.key.count(".") == 1]
    if whole:
        return whole[0]
    scripts = [text for column, text in told if column.key.endswith((".ar", ".la"))]
    if scripts:
        return " / ".join(reversed(scripts) if latin_first else scripts)
    return " · ".join(text for column, text in told if not column.key.endswith(".code"))


def _showing(source: Any, words: Words) -> Showing:
    names = Names(source, words.language)
    return Showing(words, Reading(words, date.today(), name=names.name), names)
