"""From the cells of a row to canonical values: one reader a field, whatever columns it is put together from.

Pure: nothing here knows the register. Values that repeat are read once, so that 50,000 rows take seconds. What cannot
be read for sure is refused with the way out, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from exports.foreign import names
from exports.foreign.aims import Aim
from exports.foreign.days import (
    FUTURE,
    YEARLESS,
    YEARLESS_TODO,
    NotThisDay,
    clock_of,
    day_text,
    is_future,
)
from exports.foreign.table import Cell
from exports.reread.cells import said
from storage import (
    UNKNOWN,
    BadValue,
    DayValue,
    Field,
    Message,
    Position,
    Range,
    Reading,
    Time,
    Words,
    folded,
    message,
    word_set,
)

REMEMBERED = 20_000
"""Different cells of one field that are remembered."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a cell is not taken, the way out, and what was probably meant."""

    at: int
    what: Message
    todo: Message | None = None
    offer: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A spelling that waits for an answer: the key the answer is kept under."""

    at: int
    key: str


Read = Any
"""A canonical value, ``None`` for nothing said, :class:`Refused` or :class:`Asked`."""
Part = tuple[int, Aim]
"""A column by its number, and the part of the value it holds."""
One = Callable[[Mapping[str, Cell]], Any]
"""Reads the cells of a field, by part, into a canonical value; raises :class:`BadValue`."""


class FieldReader:
    """Reads one field of all rows.

    Attributes:
        item: the field; parts: its columns.
    """

    def __init__(self, item: Field[Any], parts: Sequence[Part], read: Callable[[Mapping[str, Cell]], Read]) -> None:
        self.item, self.parts, self._read = item, tuple(parts), read
        self._known: dict[Any, Read] = {}
        self._at = self.parts[0][0]
        self._alone = len(self.parts) == 1
        self._names = tuple(aim.part for _, aim in self.parts)

    def __call__(self, row: Sequence[Cell]) -> Read:
        """What the row says of this field."""
        if self._alone:
            cell = row[self._at]
            if cell is None:
                return None
            key: Any = cell if cell.__class__ is not bool else (cell,)
        else:
            key = tuple([row[at] for at, _ in self.parts])
        try:
            return self._known[key]
        except KeyError:
            pass
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        cells = [row[at] for at, _ in self.parts]
        found = self._known[key] = self._one(cells)
        return found

    def _one(self, cells: Sequence[Cell]) -> Read:
        told = {part: cell for part, cell in zip(self._names, cells, strict=True) if not is_blank(cell)}
        if not told:
            return None
        at = next(at for at, aim in self.parts if aim.part in told)
        try:
            return self._read(told)
        except NotThisDay as bad:
            return Refused(at, bad.message, bad.todo, bad.offer)
        except BadValue as bad:
            return Refused(at, bad.message, None, bad.offer)


_BLANK = frozenset(("", "-", "--", "---", "—", "–", "_", ".", "null", "n/a", "na", "#n/a", "nan", "(blank)", "(null)"))
"""What programs write for a value they do not have. *None* is not among them: it is a number of people."""


def is_blank(cell: Cell) -> bool:
    """Whether a cell says nothing: empty, a dash, what programs write for a value they do not have."""
    if not isinstance(cell, str):
        return cell is None
    return not cell or (len(cell) < 10 and cell.strip().lower() in _BLANK) or cell.isspace()


def reader_of(item: Field[Any], parts: Sequence[Part], language: str) -> FieldReader:
    """The reader of a field that asks nothing: all kinds but codes, places and references."""
    reading, later = _readings(language)
    unit, order = parts[0][1].unit, parts[0][1].order
    by_word: Mapping[str, One] = {
        "day": lambda told: _day(item, told, order, reading, later),
        "moment": lambda told: _moment(item, told, order, reading),
        "count": lambda told: _count(item, told, reading),
        "age": lambda told: _age(item, told, unit, reading),
        "name": lambda told: names.name_value(told),
        "position": lambda told: _position(told, reading),
    }
    return FieldReader(item, parts, by_word.get(item.kind.word, lambda told: _plain(item, told, reading)))


def _readings(language: str) -> tuple[Reading, Reading]:
    """Two days to count from: what differs between them only the writer of the file could have dated."""
    words = Words(language)
    return Reading(words, date.today()), Reading(words, date(1999, 3, 3))


def clock_reader(item: Field[Any], at: int, aim: Aim, language: str) -> FieldReader:
    """Reads the time of day that stands in the same cell as the day."""
    reading, _ = _readings(language)

    def read(told: Mapping[str, Cell]) -> Any:
        text = clock_of(told[aim.part])
        try:
            value = Time().parse(text, reading) if text else None
        except BadValue:
            return None  # the day is read by its own column, which tells what is wrong
        return None if value is None else item.kind.store(value)

    return FieldReader(item, [(at, aim)], read)


def _stored(item: Field[Any], value: Any) -> Any:
    if value is None:
        return None
    for problem in item.kind.check(value):
        raise BadValue(problem)
    return item.kind.store(value)


_FORM_TIME = re.compile(r"(\d{1,2}:\d{2}):\d{2}(?:\.\d+)?(?:z|[+-]\d\d:?\d\d)?")
"""A time as forms write it: with seconds, their parts, and the zone of the device."""


def _plain(item: Field[Any], told: Mapping[str, Cell], reading: Reading) -> Any:
    text = said(told[""], item.kind.word, None)
    if item.kind.word == "time" and (found := _FORM_TIME.fullmatch(folded(text))):
        text = found[1]
    return _stored(item, item.kind.parse(text, reading))


# ---------------------------------------------------------------------------------------------- days


def _day(item: Field[Any], told: Mapping[str, Cell], order: str, reading: Reading, later: Reading) -> Any:
    if "" in told:
        value = _one_day(item, told[""], order, reading, later)
    else:
        ends = {part: _one_day(item, cell, order, reading, later) for part, cell in told.items()}
        first, last = ends.get("min"), ends.get("max")
        if first is not None and last is not None and first.first and last.last:
            value = DayValue.between(first.first, last.last)
        else:
            one = first or last
            value = one if one is None or not one.first or not one.last else _open(one, after=first is not None)
    if value is not None and is_future(value):
        raise BadValue(FUTURE)
    return _stored(item, value)


def _open(one: DayValue, *, after: bool) -> DayValue:
    """A stretch of which only one end is told."""
    assert one.first is not None and one.last is not None
    return DayValue.after(one.first) if after else DayValue.before(one.last)


def _one_day(item: Field[Any], cell: Cell, order: str, reading: Reading, later: Reading) -> DayValue | None:
    text = day_text(cell, order)
    if not text or folded(text) in UNKNOWN:
        return None
    value: DayValue | None = item.kind.parse(text, reading)
    if value != item.kind.parse(text, later):
        raise NotThisDay(YEARLESS, YEARLESS_TODO)
    return value


def _moment(item: Field[Any], told: Mapping[str, Cell], order: str, reading: Reading) -> Any:
    if "" in told:
        cell = told[""]
        clock = clock_of(cell)
        day = day_text(cell, order)
        raw = folded(cell) if isinstance(cell, str) else ""
        text = raw if raw[10:11] in ("t", " ") and raw[:4].isdigit() else f"{day} {clock or '00:00'}"
    else:
        day = day_text(told["date"], order) if "date" in told else ""
        text = f"{day} {said(told['time'], 'time', None) if 'time' in told else '00:00'}"
    return _stored(item, item.kind.parse(text, reading))


# ---------------------------------------------------------------------------------------------- numbers

_TENS = {
    **dict.fromkeys(word_set("عشرات", "العشرات", "بالعشرات", "عشرات الاشخاص", "dozens", "tens", "scores"), "20+"),
    **dict.fromkeys(word_set("مئات", "المئات", "hundreds"), "200+"),
    **dict.fromkeys(word_set("آلاف", "الالاف", "thousands"), "2000+"),
    **dict.fromkeys(
        word_set("عدة", "عدد", "عدد من", "بضعة", "بعض", "several", "some", "a few", "few", "many", "كثير", "كثيرون"),
        "2+",
    ),
}
_PEOPLE = word_set(
    "people", "persons", "families", "اشخاص", "شخص", "قتلى", "جرحى", "عائلات", "عائلة", "مدنيين", "شهداء"
)


def _count_cell(item: Field[Any], cell: Cell, reading: Reading) -> Range | None:
    text = said(cell, "count", None)
    plain = folded(text)
    vague = _TENS.get(plain) or next(
        (
            least
            for word, least in _TENS.items()
            if plain.startswith(word + " ") and plain.split()[-1].removeprefix("ال") in _PEOPLE
        ),
        "",
    )
    if vague:
        raise BadValue(
            message("“{word}” is no number. Write at least how many, as {offer}.", word=text, offer=vague), vague
        )
    if isinstance(cell, (int, float)) and cell < 0:
        raise BadValue(message("A number of people is not below zero."))
    if isinstance(cell, float) and cell != int(cell):
        raise BadValue(message("A number of people is a whole number."))
    value: Range | None = item.kind.parse(text, reading)
    return value


def _count(item: Field[Any], told: Mapping[str, Cell], reading: Reading) -> Any:
    found = {part: _count_cell(item, cell, reading) for part, cell in told.items()}
    if "" in found:
        return _stored(item, found[""])
    low, high, best = (found.get(part) for part in ("min", "max", "value"))
    if low is None and high is None:
        return _stored(item, best)
    value = Range(
        None if low is None else low.low, None if high is None else high.high, None if best is None else best.low
    )
    if value.best is not None and value.best == value.min == value.max:
        value = Range(value.min, value.max)
    return _stored(item, value)


def _age(item: Field[Any], told: Mapping[str, Cell], unit: str, reading: Reading) -> Any:
    if any(isinstance(cell, (int, float)) and not isinstance(cell, bool) and cell < 0 for cell in told.values()):
        raise BadValue(message("An age is not below zero."))
    tail = _unit_of(told.get("unit"), unit)
    if "" in told or "value" in told:
        cell = told[""] if "" in told else told["value"]
        text = said(cell, "age", None)
        bare = folded(text).replace(".", "", 1).isdecimal()
        text = f"{text} {tail}" if tail and bare else text
    elif "min" in told and "max" in told:
        text = f"{said(told['min'], 'age', None)}-{said(told['max'], 'age', None)} {tail}"
    elif "min" in told:
        text = f"at least {said(told['min'], 'age', None)} {tail}"
    elif "max" in told:
        text = f"less than {int(said(told['max'], 'age', None)) + 1} {tail}" if _is_int(told["max"]) else ""
    else:
        return None  # a unit alone says nothing
    return _stored(item, item.kind.parse(text.strip(), reading))


def _is_int(cell: Cell) -> bool:
    return isinstance(cell, (int, float)) or (isinstance(cell, str) and folded(cell).isdecimal())


def _unit_of(cell: Cell, otherwise: str) -> str:
    """The unit of an age, as ages are read: ``months``, ``سنة`` …; Kobo's ``1_year`` and ``years_old`` as well."""
    if isinstance(cell, str):
        return folded(cell.replace("_", " "))
    return {"y": "years", "m": "months", "w": "weeks", "d": "days"}.get(otherwise, "")


# ---------------------------------------------------------------------------------------------- positions


def _position(told: Mapping[str, Cell], reading: Reading) -> Any:
    if "" in told:
        text = _texts(told[""])
        numbers = text.split()
        if len(numbers) == 4 and all(_is_number(one) for one in numbers):
            text = " ".join(numbers[:2])  # a form's point: latitude, longitude, height, how exact
    elif "lat" in told and "lon" in told:
        text = f"{_degrees(told['lat'])}, {_degrees(told['lon'])}"
    else:
        raise BadValue(message("Of this position only one of latitude and longitude is there."))
    if set(text.replace(",", " ").split()) <= {"0", "0.0"}:
        raise BadValue(message("0, 0 lies in the sea: the device had no position yet."))
    return _stored_position(text, reading)


def _stored_position(text: str, reading: Reading) -> str | None:
    kind = Position()
    value = kind.parse(text, reading)
    if value is None:
        return None
    for problem in kind.check(value):
        raise BadValue(problem)
    return str(kind.store(value))


def _texts(cell: Cell) -> str:
    return said(cell, "position", None) if not isinstance(cell, (date, datetime)) else str(cell)


def _degrees(cell: Cell) -> str:
    """Degrees with a point, also where a comma was written."""
    text = _texts(cell).strip()
    return text.replace(",", ".") if _is_number(text.replace(",", ".")) else text


def _is_number(text: str) -> bool:
    return text.lstrip("+-").replace(".", "", 1).isdecimal()
