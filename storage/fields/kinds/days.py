"""When something happened, as precisely as it is known: a day, a month, a year, a stretch of days, before, after."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Literal

from storage.fields.kind import Facet, Json, Kind, Reading
from storage.fields.kinds import day_text
from storage.fields.kinds.calendar_words import SHORT, SYRIAN
from storage.fields.kinds.foreign import facet, is_foreign, tolerant
from storage.fields.kinds.typed import ascii_digits
from storage.messages import Message, message

Precision = Literal["day", "month", "year", "range", "before", "after"]
_PART = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


@dataclass(frozen=True)
class DayValue:
    """A date with its precision. ``first`` is missing for *before*, ``last`` for *after*; both days count in."""

    first: date | None
    last: date | None
    precision: Precision

    @classmethod
    def on(cls, day: date) -> DayValue:
        """One day."""
        return cls(day, day, "day")

    @classmethod
    def month(cls, year: int, month: int) -> DayValue:
        """Some day of a month."""
        return cls(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), "month")

    @classmethod
    def year(cls, year: int) -> DayValue:
        """Some day of a year."""
        return cls(date(year, 1, 1), date(year, 12, 31), "year")

    @classmethod
    def between(cls, first: date, last: date) -> DayValue:
        """A stretch of days, or some day of it."""
        return cls.on(first) if first == last else cls(first, last, "range")

    @classmethod
    def before(cls, day: date) -> DayValue:
        """Some day before this one."""
        return cls(None, day, "before")

    @classmethod
    def after(cls, day: date) -> DayValue:
        """Some day after this one."""
        return cls(day, None, "after")

    def __str__(self) -> str:
        """The canonical form (EDTF)."""
        first = self.first.isoformat() if self.first else ".."
        last = self.last.isoformat() if self.last else ".."
        cut = {"day": 10, "month": 7, "year": 4}.get(self.precision)
        return first[:cut] if cut else f"{first}/{last}"


@dataclass(frozen=True)
class Day(Kind[DayValue]):
    """A date with precision."""

    facets: ClassVar[Mapping[str, Facet[Any]]] = {
        "first": facet(DayValue, "text", lambda value: value.first.isoformat() if value.first else None),
        "last": facet(DayValue, "text", lambda value: value.last.isoformat() if value.last else None),
    }

    def parse(self, text: str, reading: Reading) -> DayValue | None:
        """The date meant by ``5/7/2019``, ``٥ تموز``, ``3–5 July``, ``yesterday``, ``before 5 July``, EDTF …"""
        found = day_text.read(text, reading, lambda first, last: _shown(_made(first, last), reading))
        return None if found is None else _made(*found)

    def show(self, value: DayValue | None, reading: Reading) -> str:
        """``5 Jul 2019``, ``3–5 Jul 2019``, ``Jul 2019``, ``before 5 Jul 2019``; Syrian months in Arabic."""
        if value is None:
            return ""
        return str(value) if is_foreign(value, DayValue) else _shown(value, reading)

    def store(self, value: DayValue) -> Json:
        """EDTF: ``2019-07-05``, ``2019-07``, ``2019-07-03/2019-07-05``, ``../2019-07-05``."""
        return value if is_foreign(value, DayValue) else str(value)

    def load(self, data: Json) -> DayValue:
        """The date of its EDTF form."""
        return tolerant(_load, data)

    def check(self, value: DayValue) -> list[Message]:
        """The two days of a stretch the wrong way round."""
        if is_foreign(value, DayValue):
            return []
        if value.first and value.last and value.first > value.last:
            return [message("The last day is before the first one. Were the two dates swapped?")]
        return []


def _made(first: str, last: str) -> DayValue:
    """The value of two EDTF ends as :mod:`day_text` and the journal write them (``".."`` is open)."""
    if first == "..":
        return DayValue.before(_end(last, 0))
    if last == "..":
        return DayValue.after(_end(first, -1))
    if first == last and len(first) == 4:
        return DayValue.year(int(first))
    if first == last and len(first) == 7:
        return DayValue.month(int(first[:4]), int(first[5:]))
    return DayValue.between(_end(first, 0), _end(last, -1))


def _end(part: str, side: int) -> date:
    """The first (0) or last (-1) day of an EDTF year, month or day."""
    found = _PART.fullmatch(part)
    if not found:
        raise ValueError(part)
    year = int(found[1])
    month = int(found[2]) if found[2] else (1, 12)[side]
    day = int(found[3]) if found[3] else (1, calendar.monthrange(year, month)[1])[side]
    return date(year, month, day)


def _load(data: Json) -> DayValue:
    first, _, last = str(data).partition("/")
    if ascii_digits(first) != first or (first == ".." and last in {"", ".."}):
        raise ValueError(data)
    return _made(first, last or first)


def _shown(value: DayValue, reading: Reading) -> str:
    words = reading.words
    first, last = value.first, value.last
    if first is None:
        return words.t("before {day}", day=_one(last, reading)) if last else ""
    if last is None:
        return words.t("after {day}", day=_one(first, reading))
    if value.precision == "day":
        return _one(first, reading)
    if value.precision == "month":
        return f"{_month(first, reading)} {first.year:04d}"
    if value.precision == "year":
        return f"{first.year:04d}"
    if (first.year, first.month) == (last.year, last.month):
        days = words.ltr(f"{first.day}–{last.day}")
        return f"{days} {_month(first, reading)} {first.year:04d}"
    start = _one(first, reading) if first.year != last.year else f"{first.day} {_month(first, reading)}"
    return words.t("{start} – {end}", start=start, end=_one(last, reading))


def _one(day: date, reading: Reading) -> str:
    return f"{day.day} {_month(day, reading)} {day.year:04d}"


def _month(day: date, reading: Reading) -> str:
    return (SYRIAN if reading.words.rtl else SHORT)[day.month - 1]
