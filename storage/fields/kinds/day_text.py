"""Reading dates as they are typed: day first, any script, near days, weekdays, stretches, before and after.

The result is a pair of EDTF ends: ``("2019-07-05", "2019-07-05")``, ``("2019-07", "2019-07")``, ``("..", day)``.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from storage.errors import BadValue
from storage.fields.kind import Reading
from storage.fields.kinds.calendar_words import LAST, NEAR_DAYS, THIS, WEEKDAY, WEEKDAY_OF, WEEKDAYS, with_numbers
from storage.fields.kinds.digits import NUMBER, number
from storage.fields.kinds.typed import folded, one_of
from storage.messages import message

Ends = tuple[str, str]
LONGEST = 120

_Y, _YY = r"(?P<y>\d{4})", r"(?P<y>\d{4}|'?\d{2})"
_D, _M = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?", r"m(?P<m>\d\d)"
_NUMERIC = re.compile(rf"(?P<d>\d{{1,2}})(?: ?/ ?|[.-])(?P<m>\d{{1,2}})(?:(?: ?/ ?|[.-]){_YY})?")
_MIDNIGHT = r"(?:[ t]00:00(?::00)?(?:\.0+)?)?"  # dates of spreadsheets, written as text
_SHAPES = (
    re.compile(
        rf"{_Y}(?: ?/ ?|[.-])(?P<m>\d{{1,2}})(?:(?: ?/ ?|[.-])(?P<d>\d{{1,2}}))?(?:[ t]00:00(?::00)?(?:\.0+)?)?"
    ),
    re.compile(rf"(?P<m>\d{{1,2}})(?: ?/ ?|[.-]){_Y}"),
    re.compile(rf"{_D}[ .-]*{_M}(?:[ ./-]*{_YY})?"),
    re.compile(rf"{_M}[ ./-]*{_Y}"),
    re.compile(rf"{_M} {_D}(?:,? {_Y})?"),
    re.compile(rf"{_Y} {_M}(?: {_D})?"),
    re.compile(_M),
    re.compile(_Y),
)
_BARE_DAY = re.compile(_D)
_SPLIT = re.compile(rf" ?(?:-|\.\.|/) ?| {one_of('to', 'till', 'until', 'and', 'or', 'إلى', 'حتى', 'أو')} | و ?")
_FROM = re.compile(rf"{one_of('from', 'between', 'من', 'بين', 'ما بين')} ")
_BEFORE = re.compile(rf"(?:{one_of('before', 'prior to', 'قبل')} |\.\./|<)")
_AFTER = re.compile(rf"(?:{one_of('after', 'بعد')} |>)")
_AGO_UNIT = r"days?|weeks?|ايام|يوما?|يومين|اسبوعا?|اسبوعين|اسابيع"
_AGO = re.compile(
    rf"(?:(?P<n>{NUMBER}|an?) (?P<unit>{_AGO_UNIT}) ago"
    rf"|(?:قبل|منذ|من) (?:(?P<k>{NUMBER}) )?(?P<arabic>{_AGO_UNIT}))"
)
_WEEKDAY = re.compile(rf"(?P<before>{LAST} )?(?P<day>{WEEKDAY})(?P<after> {LAST})?")
_NAMED = re.compile(rf"(?P<day>{WEEKDAY}),? (?P<rest>.*\d.*)")
_NEAR_MONTH = re.compile(rf"(?:{LAST} month|الشهر {LAST}|(?P<this>{THIS} month|{THIS} الشهر|الشهر {THIS}))")
_THIS_YEAR = rf"(?P<this>{THIS} year|{THIS} (?:العام|السنه)|(?:العام|السنه) {THIS})"
_NEAR_YEAR = re.compile(rf"(?:{LAST} year|(?:العام|السنه) {LAST}|{_THIS_YEAR})")


@dataclass(frozen=True)
class _Typed:
    """What was typed of a date; missing parts come from its neighbour or from today."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


def read(text: str, reading: Reading, shown: Callable[[str, str], str]) -> Ends | None:
    """The ends of a typed date, None when blank; ``shown`` writes a proposal in the person's language.

    Raises:
        BadValue: not a date, or an impossible one; the message proposes what may have been meant.
    """
    plain = folded(text)
    if not plain:
        return None
    if len(plain) <= LONGEST:
        reader = _Reader(reading, shown)
        found = reader.whole(plain)
        if found:
            return found
    raise BadValue(
        message(
            "A date is understood as 5/7/2019, 5 July 2019, July 2019, 2019, 3–5 July, before 5 July, or yesterday."
        )
    )


class _Reader:
    """One reading; holds the day it counts from."""

    def __init__(self, reading: Reading, shown: Callable[[str, str], str]) -> None:
        self.today = reading.today
        self.weekdays = WEEKDAYS[reading.words.language]
        self.shown = shown

    def whole(self, plain: str) -> Ends | None:
        """Near days, before, after, one date, or a stretch."""
        near = self.near(plain)
        if near:
            return near
        for pattern, side in ((_BEFORE, 0), (_AFTER, 1)):
            found = pattern.match(plain)
            inner = self.one(plain[found.end() :].strip()) if found else None
            if inner:
                return ("..", _day_at(inner, 0)) if side == 0 else (_day_at(inner, 1), "..")
        if plain.endswith("/.."):
            inner = self.one(plain[:-3].strip())
            return (_day_at(inner, 1), "..") if inner else None
        return self.one(plain) or self.stretch(_FROM.sub("", with_numbers(plain), count=1))

    def one(self, plain: str) -> Ends | None:
        """One day, month or year."""
        near = self.near(plain)
        if near:
            return near
        named = _NAMED.fullmatch(plain)
        if named:
            ends = self.one(named["rest"])
            return ends and self._same_weekday(ends, named["day"])
        typed = _typed(with_numbers(plain))
        if typed is None:
            return None
        self._possible(typed)
        return self._ends(self._dated(typed))

    def near(self, plain: str) -> Ends | None:
        """Days, weekdays and months told from today."""
        words = re.sub(r"^(?:on|the|يوم|في) ", "", plain)
        if words in NEAR_DAYS:
            return self._from_today(NEAR_DAYS[words])
        ago = _AGO.fullmatch(words)
        if ago:
            return self._ago(ago)
        weekday = _WEEKDAY.fullmatch(words)
        if weekday:
            back = (self.today.weekday() - WEEKDAY_OF[weekday["day"]]) % 7
            told = weekday["before"] or weekday["after"]
            return self._from_today(-(back or (7 if told else 0)))
        month = _NEAR_MONTH.fullmatch(words)
        if month:
            last = self.today.replace(day=1) - timedelta(days=0 if month["this"] else 1)
            return f"{last:%Y-%m}", f"{last:%Y-%m}"
        year = _NEAR_YEAR.fullmatch(words)
        if year:
            told_year = f"{self.today.year - (0 if year['this'] else 1):04d}"
            return told_year, told_year
        return None

    def stretch(self, plain: str) -> Ends | None:
        """Two dates with a dash or a word between; the first takes what it lacks from the second."""
        for found in _SPLIT.finditer(plain):
            left, right = plain[: found.start()].strip(), plain[found.end() :].strip()
            ends = self._two(left, right) if left and right else None
            if ends:
                return ends
        return None

    def _two(self, left: str, right: str) -> Ends | None:
        first, last = _typed(left), _typed(right)
        bare = _BARE_DAY.fullmatch(left)
        if last and last.day and last.month and bare:
            first = _Typed(None, last.month, int(bare["d"]))
        month_bare = _BARE_DAY.fullmatch(right)
        if first and first.day and first.month and month_bare and not last:  # July 3-5
            last = _Typed(first.year, first.month, int(month_bare["d"]))
        if last is None or first is None:
            return self._near_two(left, right)
        if (first.day is None) != (last.day is None) and not (first.month and last.month):
            return None
        self._possible(last)
        self._possible(first)
        last = self._dated(last)
        first = self._dated_before(first, last)
        ends = self._ends(first)[0], self._ends(last)[1]
        if _day_at((ends[0], ends[0]), 0) > _day_at((ends[1], ends[1]), 1):
            offer = self.shown(self._ends(last)[0], self._ends(first)[1])
            raise BadValue(message("The last day is before the first one. Were the two dates swapped?"), offer)
        return ends

    def _near_two(self, left: str, right: str) -> Ends | None:
        first, last = self.near(left), self.near(right)
        first = first or (self.one(left) if last and _typed(left) else None)
        last = last or (self.one(right) if first and _typed(right) else None)
        return (first[0], last[1]) if first and last and first[0] <= last[1] else None

    def _ago(self, found: re.Match[str]) -> Ends:
        unit = found["unit"] or found["arabic"]
        told = found["n"] or found["k"]
        count = 1 if told in {"a", "an", None} else number(told)
        if unit.endswith("ين"):
            count = 2
        days = count * (7 if unit.startswith(("week", "اسب")) else 1)
        return self._from_today(-min(days, 36_500))

    def _from_today(self, days: int) -> Ends:
        try:
            day = (self.today + timedelta(days=days)).isoformat()
        except OverflowError:
            day = self.today.isoformat()
        return day, day

    def _dated(self, typed: _Typed) -> _Typed:
        """With the nearest past year when none was typed."""
        if typed.year is not None or typed.month is None:
            return typed
        year = self.today.year
        while year > 1:
            last = calendar.monthrange(year, typed.month)[1]
            if (typed.day or 1) <= last and date(year, typed.month, typed.day or 1) <= self.today:
                break
            year -= 1
        return _Typed(year, typed.month, typed.day)

    def _dated_before(self, first: _Typed, last: _Typed) -> _Typed:
        if first.year is not None or first.month is None or last.year is None:
            return self._dated(first)
        month = last.month or 12
        turned = first.month > month + 3 and last.year > 1  # 28 December – 2 January
        return _Typed(last.year - 1 if turned else last.year, first.month, first.day)

    def _ends(self, typed: _Typed) -> Ends:
        if typed.year is None:
            raise AssertionError("a year was filled in")
        text = f"{typed.year:04d}"
        if typed.month is not None:
            text += f"-{typed.month:02d}"
        if typed.day is not None:
            self._in_month(typed.year, typed.month or 1, typed.day)
            text += f"-{typed.day:02d}"
        return text, text

    def _possible(self, typed: _Typed) -> None:
        if typed.year == 0:
            raise BadValue(message("There is no year 0."))
        month, day = typed.month, typed.day
        if month is not None and not 1 <= month <= 12:
            if day is not None and 1 <= day <= 12 and month <= 31:
                turned = self._dated(_Typed(typed.year, day, month))
                meant = self.shown(*self._ends(turned))
                raise BadValue(
                    message(
                        "There is no month {month}. The day comes first: was {day} meant?", month=month, day=meant
                    ),
                    meant,
                )
            raise BadValue(message("There is no month {month}. Months are 1 to 12.", month=month))
        if day is not None and (day == 0 or day > 31):
            raise BadValue(message("There is no day {day}. Days are 1 to 31.", day=day))
        if month and day and day > calendar.monthrange(2000, month)[1]:
            self._in_month(typed.year or self.today.year, month, day)

    def _in_month(self, year: int, month: int, day: int) -> None:
        last = calendar.monthrange(year, month)[1]
        if day > last:
            name = self.shown(f"{year:04d}-{month:02d}", f"{year:04d}-{month:02d}")
            raise BadValue(message("{month} has only {days} days.", month=name, days=last))

    def _same_weekday(self, ends: Ends, typed: str) -> Ends:
        if len(ends[0]) == 10 and ends[0] == ends[1]:
            day = date.fromisoformat(ends[0])
            if day.weekday() != WEEKDAY_OF[typed]:
                real, shown = self.weekdays[day.weekday()], self.shown(*ends)
                raise BadValue(message("{day} was a {weekday}. Check the day or the date.", day=shown, weekday=real))
        return ends


def _typed(numbered: str) -> _Typed | None:
    found = _NUMERIC.fullmatch(numbered)
    shapes = (shape.fullmatch(numbered) for shape in _SHAPES)
    found = found or next((match for match in shapes if match), None)
    if not found:
        return None
    parts = found.groupdict()
    month, day = (int(parts[key]) if parts.get(key) else None for key in ("m", "d"))
    return _Typed(_year(parts.get("y")), month, day)


def _year(text: str | None) -> int | None:
    if not text:
        return None
    number_of = int(text.lstrip("'"))
    if len(text.lstrip("'")) == 4:
        return number_of
    return number_of + (2000 if number_of < 70 else 1900)


def _day_at(ends: Ends, side: int) -> str:
    """The first (0) or last (1) day of the ends, as ISO."""
    part = ends[side]
    if len(part) == 10:
        return part
    year, month = int(part[:4]), int(part[5:7]) if len(part) == 7 else (1, 12)[side]
    day = (1, calendar.monthrange(year, month)[1])[side]
    return f"{year:04d}-{month:02d}-{day:02d}"
