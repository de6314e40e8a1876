"""From the cells of one row of an entry workbook to the values of its records."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from exports.cells import Shown
from exports.entry.grid import FilledRow
from exports.entry.plan import NAME_PARTS, SHEETS, EntryColumn, label_of, made_of
from exports.reread.cells import said
from exports.reread.proposal import Refusal, Spot
from exports.reread.values import Meaning, RefusedError
from exports.reread.view import Touched
from storage import BadValue, DayValue, NameValue, Parts, Range, is_arabic, message, name_text

Found = dict[str, tuple[Any, int]]
"""Field → (canonical form, place of its first cell)."""


@dataclass
class RowValues:
    """What a row says.

    Attributes:
        kinds: record kind → field → (canonical form, place of its first cell).
        refused: fields (kind, field) that stand in the row but could not be read.
    """

    kinds: dict[str, Found] = field(default_factory=dict)
    refused: set[tuple[str, str]] = field(default_factory=set)
    problems: list[Refusal] = field(default_factory=list)


@dataclass(frozen=True)
class RowReader:
    """Reads rows.

    Attributes:
        meaning: how cells are understood; book: id of the workbook.
        incidents: number of a row of this file → the record of its incident.
    """

    meaning: Meaning
    book: str
    incidents: Mapping[int, str]

    def values(self, row: FilledRow) -> RowValues:
        """Everything the row says, by record kind."""
        found = RowValues()
        groups: dict[tuple[str, str], list[EntryColumn]] = {}
        for column in SHEETS[row.sheet]:
            groups.setdefault((column.kind, column.field), []).append(column)
        for (kind, name), columns in groups.items():
            cells = {column.end: self._touched(column, row) for column in columns if column.key in row.cells}
            if not cells:
                continue
            try:
                value = self._value(columns[0], cells, row)
            except RefusedError as refused:
                found.refused.add((kind, name))
                found.problems.append(_refusal(row, refused))
                continue
            if value is not None:
                found.kinds.setdefault(kind, {})[name] = value, min(cell.at for cell in cells.values())
        return found

    def _touched(self, column: EntryColumn, row: FilledRow) -> Touched:
        at, got = row.cells[column.key]
        label = label_of(column, self.meaning.showing.words)
        return Touched(Shown(column.item.key, label, column.field), at, got, "")

    def _value(self, column: EntryColumn, cells: Mapping[str, Touched], row: FilledRow) -> Any:
        broken = next((cell for cell in cells.values() if cell.at in row.errors), None)
        if broken is not None:
            raise RefusedError(
                broken,
                message("The formula in this cell could not be worked out, so there is no value."),
                message("Mend the formula or type the value, save, and read the file again."),
            )
        read = _READERS.get(column.asks)
        if read is not None:
            return read(self, column, cells)
        return self.meaning.value(column.item, list(cells.values()), None)

    def facility_id(self, name: str) -> str:
        """The id of a facility that is new in this workbook."""
        from storage import folded

        return made_of(self.book, "facility", folded(name))


def _refusal(row: FilledRow, refused: RefusedError) -> Refusal:
    cell = refused.cell
    spot = Spot(row.spot.sheet, row.spot.row, cell.at)
    return Refusal(
        spot, "cell", cell.shown.label, "", refused.what, refused.todo, True, refused.offer, refused.choices
    )


def _count(reader: RowReader, column: EntryColumn, cells: Mapping[str, Touched]) -> Any:
    """One number is exact (or says itself that it is not), two are a range, the second alone is *at most*."""
    kind, parsed = column.item.kind, {end: reader.meaning.parsed(column.item, cell) for end, cell in cells.items()}
    if "high" not in cells:
        return next(iter(parsed.values()))
    low = kind.load(parsed["low"]) if parsed.get("low") is not None else Range()
    high = kind.load(parsed["high"]) if parsed["high"] is not None else Range()
    least, most = low.min if low.min is not None else low.best, high.max if high.max is not None else high.best
    if least is not None and most is not None and least > most:
        raise RefusedError(
            cells["high"],
            message("The number that is at most is smaller than the one before it."),
            message("Write the lower number first, the higher one second."),
        )
    return kind.store(Range(least, most)) if (least, most) != (None, None) else None


def _day(reader: RowReader, column: EntryColumn, cells: Mapping[str, Touched]) -> Any:
    """One day is exact (or says itself that it is not); two are the first and the last possible one."""
    kind, parsed = column.item.kind, {end: reader.meaning.parsed(column.item, cell) for end, cell in cells.items()}
    if "high" not in cells:
        return next(iter(parsed.values()))
    low = kind.load(parsed["low"]) if parsed.get("low") is not None else None
    high = kind.load(parsed["high"]) if parsed["high"] is not None else None
    first, last = getattr(low, "first", None), getattr(high, "last", None)
    if first is not None and last is not None and first > last:
        raise RefusedError(
            cells["high"],
            message("The last possible day lies before the first one."),
            message("Write the earlier day first, the later one second."),
        )
    if last is None:
        return parsed.get("low")
    return kind.store(between(first, last) if first is not None else DayValue(None, last, "before"))


def between(first: date, last: date) -> DayValue:
    """Some day of a stretch; a whole month is a month, a whole year a year."""
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return DayValue.year(first.year)
    whole = calendar.monthrange(first.year, first.month)[1]
    if first.day == 1 and last == date(first.year, first.month, whole):
        return DayValue.month(first.year, first.month)
    return DayValue.between(first, last)


def _name(reader: RowReader, column: EntryColumn, cells: Mapping[str, Touched]) -> Any:
    """The parts, each in the script it is written in; a whole name in one cell is split."""
    parts = {end: _words(cell) for end, cell in cells.items()}
    if set(parts) == {"given"} and len(parts["given"].split()) > 1:
        text, first = parts["given"], cells["given"]
        if is_arabic(text) and any("a" <= letter <= "z" for letter in text.casefold()):
            raise RefusedError(
                first,
                message("This name has letters of the other script in it."),
                message("Write the Arabic name and the Latin one each in its own column."),
            )
        parts = dict(zip(NAME_PARTS, name_text.split(text), strict=True))
    arabic = Parts(**{end: text for end, text in parts.items() if is_arabic(text)})
    latin = Parts(**{end: text for end, text in parts.items() if text and not is_arabic(text)})
    return column.item.kind.store(NameValue(arabic, latin)) if arabic or latin else None


def _words(cell: Touched) -> str:
    try:
        text = " ".join(said(cell.got, "name", "").replace("\u0640", "").split())
    except BadValue as bad:
        raise RefusedError(cell, bad.message, offer=bad.offer) from bad
    if not any(letter.isalpha() for letter in text):
        raise RefusedError(cell, message("A name is written with letters. Leave it empty when nobody knows it."))
    return text


def _incident(reader: RowReader, column: EntryColumn, cells: Mapping[str, Touched]) -> Any:
    """The number of a row of this file, else the number the register gave."""
    cell = next(iter(cells.values()))
    text = said(cell.got, "text", "").strip()
    number = int(text) if text.isdecimal() and len(text) < 6 else 0
    record = reader.incidents.get(number)
    if record is None:
        found = reader.meaning.finder.find("incident", text)
        if len(found) != 1:
            raise RefusedError(
                cell,
                message("No incident goes by the number “{number}”.", number=text),
                message("Write the number of its row on the sheet of incidents, or the one the register gave."),
            )
        record = found[0]
    return [record] if column.item.kind.word == "refs" else record


def _facility(reader: RowReader, column: EntryColumn, cells: Mapping[str, Touched]) -> Any:
    """A facility of the register by its name or number, else a new one of this name."""
    cell = next(iter(cells.values()))
    text = " ".join(said(cell.got, "text", "").split())
    found = reader.meaning.finder.find("facility", text)
    if len(found) > 1:
        raise RefusedError(
            cell,
            message("“{name}” fits several records.", name=text),
            message("Choose one, or write its code or number instead of the name."),
            choices=reader.meaning.finder.choices("facility", found[:20]),
        )
    return found[0] if found else reader.facility_id(text)


Reader = Callable[[RowReader, EntryColumn, Mapping[str, Touched]], Any]
_READERS: Mapping[str, Reader] = {
    "count": _count, "day": _day, "name": _name, "incident": _incident, "facility": _facility,
}  # fmt: skip


def plain_values(found: Found, fixed: Sequence[tuple[str, Any]] = ()) -> dict[str, Any]:
    """Field → canonical form."""
    return {name: value for name, (value, _) in found.items()} | dict(fixed)
