"""What the values of a column look like: days, ages, sexes, codes, places, positions, names, numbers of telephones."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property, lru_cache

from exports.foreign.table import Cell, ForeignSheet
from storage import PlaceBook, code_list, fold, folded

SAMPLED = 240

_DAY = re.compile(
    r"^\s*(?:\d{1,2}\s*[-/.\\]\s*\d{1,2}\s*[-/.\\]\s*\d{2,4}|\d{4}\s*[-/.\\]\s*\d{1,2}(?:\s*[-/.\\]\s*\d{1,2})?|"
    r"\d{1,2}\s*[-/.\\]\s*\d{4})(?:[T\s].*)?$"
)
_PARTED = re.compile(r"^\s*(\d{1,4})\s*[-/.\\]\s*(\d{1,2})\s*[-/.\\]\s*(\d{1,4})")
_MONTHS = tuple(map(fold, (
    "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول", "تشرين", "كانون الأول", "يناير",
    "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر", "january",
    "february", "march", "april", "june", "july", "august", "september", "october", "november", "december", "jan",
    "feb", "apr", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)))  # fmt: skip
_CLOCK = re.compile(
    r"^\s*\d{1,2}\s*[:٫.]\s*\d{2}(?::\d{2}(?:\.\d+)?)?(?:[+-]\d\d:?\d\d|z)?\s*(?:am|pm|ص|م|صباحا|مساء)?\s*$",
    re.IGNORECASE,
)
_PHONE = re.compile(r"^[+0]?[\d\s\-()]{8,16}$")
_UUID = re.compile(r"^(?:uuid:)?[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$", re.IGNORECASE)
_PCODE = re.compile(r"^(?:[A-Z]{2}\d{2,10}|C\d{4})$", re.IGNORECASE)
_PAIR = re.compile(r"^\s*-?\d{1,2}[.,]\d{2,}[\s,;]+-?\d{1,3}[.,]\d{2,}")
_AGE = re.compile(
    r"^\D{0,12}\d{1,3}\s*(?:[-–]\s*\d{1,3})?\s*(?:سنة|سنه|سنوات|عام|شهر|شهور|أشهر|اشهر|يوم|أسبوع|y|m|yr|yrs|year|years|"
    r"month|months|w|d)?\.?$",
    re.IGNORECASE,
)
_RANGE = re.compile(r"^[~<>≥≤+]?\s*\d{1,7}\s*(?:[-–]\s*\d{1,7})?\s*\+?$")


@dataclass(frozen=True)
class Gazetteer:
    """Which words are names of places.

    Attributes:
        names: folded; codes: folded, without spaces.
    """

    names: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()


def gazetteer(book: PlaceBook | None) -> Gazetteer:
    """The names of a register's places, gathered once for a file."""
    if book is None:
        return Gazetteer()
    facts = [place for place in list(book.facts.values()) if not place.withdrawn]
    names = {fold(name) for place in facts for name in place.names}
    return Gazetteer(frozenset(names - {""}), frozenset(fold(place.code).replace(" ", "") for place in facts))


@dataclass
class Values:
    """A sample of the values of a column, and what share of them is what.

    Attributes:
        all_different: no value of the whole column stands there twice; counts: it only numbers the rows, 1, 2, 3 …
    """

    cells: Sequence[Cell]
    all_different: bool
    places: Gazetteer
    counts: bool = False
    _shares: dict[str, float] = field(default_factory=dict)

    @cached_property
    def texts(self) -> list[str]:
        """The values as folded digits and trimmed text."""
        return [folded(str(cell)).strip() if isinstance(cell, str) else str(cell) for cell in self.cells]

    @cached_property
    def plain(self) -> list[str]:
        """The values folded."""
        return [fold(text) for text in self.texts]

    @property
    def none(self) -> bool:
        """Whether the column is empty."""
        return not self.cells

    def share(self, name: str, test: Callable[[Cell, str, str], bool]) -> float:
        """The share of the values that pass a test."""
        if name not in self._shares:
            told = zip(self.cells, self.texts, self.plain, strict=True)
            passed = sum(test(cell, text, plain) for cell, text, plain in told)
            self._shares[name] = passed / len(self.cells) if self.cells else 0.0
        return self._shares[name]

    @property
    def days(self) -> float:
        """Days of the calendar."""
        return self.share("days", _is_day)

    @property
    def numbers(self) -> float:
        """Plain numbers."""
        return self.share("numbers", lambda cell, text, plain: _number(cell, text) is not None)

    def between(self, low: float, high: float, *, broken: bool = False) -> float:
        """Numbers between two others; with digits behind the point when ``broken``."""

        def test(cell: Cell, text: str, plain: str) -> bool:
            number = _number(cell, text)
            return number is not None and low <= number <= high and (not broken or number != int(number))

        return self.share(f"{low}-{high}-{broken}", test)

    def codes(self, name: str) -> float:
        """Words of a code list, several of them in one cell counted in."""
        known = code_words(name)

        def test(cell: Cell, text: str, plain: str) -> bool:
            return text in known or plain in known or (bool(parts := _parts(text)) and known.issuperset(parts))

        return self.share(f"codes-{name}", test)

    @property
    def named_places(self) -> float:
        """Names of places the register knows."""
        names = self.places.names
        return self.share("places", lambda cell, text, plain: plain in names)

    @property
    def place_codes(self) -> float:
        """P-codes."""
        codes = self.places.codes
        return self.share(
            "pcodes",
            lambda cell, text, plain: (
                bool(_PCODE.match(text)) or (plain.replace(" ", "") in codes and not text.isdecimal())
            ),
        )

    def matching(self, name: str, pattern: re.Pattern[str]) -> float:
        """Values of a form."""
        return self.share(name, lambda cell, text, plain: bool(pattern.match(text)))

    @property
    def words(self) -> float:
        """How many words a value has, on the average."""
        return sum(len(text.split()) for text in self.texts) / len(self.texts) if self.texts else 0.0

    @property
    def arabic(self) -> float:
        """Values in Arabic letters."""
        return self.share("arabic", lambda cell, text, plain: "\u0600" <= plain[:1] <= "\u06ff")

    @property
    def wordy(self) -> float:
        """Values that are words without figures."""
        return self.share("wordy", lambda cell, text, plain: bool(plain) and not any(map(str.isdigit, plain)))

    @property
    def variety(self) -> float:
        """Different values to all."""
        return len(set(self.plain)) / len(self.plain) if self.plain else 0.0


def values_of(sheet: ForeignSheet, at: int, places: Gazetteer) -> Values:
    """A sample of a column's values, from all over the sheet."""
    cells = [row[at] for row in sheet.rows if row[at] is not None]
    step = max(1, len(cells) // SAMPLED)
    different = len(cells) > 1 and len(set(map(str, cells))) == len(cells)
    counts = different and all(str(cell) == str(number) for number, cell in enumerate(cells, 1))
    return Values(cells[::step][:SAMPLED], different, places, counts)


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[,،;؛/+&]|\sو(?=\S)|\s(?=[a-z]+_[a-z_]+)", text) if part.strip()]


def _number(cell: Cell, text: str) -> float | None:
    if isinstance(cell, bool):
        return None
    if isinstance(cell, (int, float)):
        return float(cell)
    try:
        return float(text) if len(text) < 20 and text[:1] in "+-.0123456789" else None
    except ValueError:
        return None


def _is_day(cell: Cell, text: str, plain: str) -> bool:
    if isinstance(cell, date):
        return True
    if not isinstance(cell, str):
        return False
    return bool(_DAY.match(text)) or (any(map(str.isdigit, text)) and any(month in plain for month in _MONTHS))


@lru_cache(maxsize=64)
def code_words(name: str) -> frozenset[str]:
    """Folded words that mean a code of a list: its labels in either language, and the code itself."""
    from exports.foreign.words import word_codes

    return frozenset(word_codes(name)) | {item.code for item in code_list(name).offered()}


def day_order(values: Values) -> tuple[str, bool]:
    """How days are written, and whether the values leave that open.

    Returns:
        ``dmy``, ``mdy``, ``ymd`` or "" when the cells are days already; and whether it could be another.
    """
    first_over = second_over = parted = 0
    for cell, text in zip(values.cells, values.texts, strict=True):
        if not isinstance(cell, str):
            continue
        found = _PARTED.match(text)
        if not found:
            continue
        one, two = int(found[1]), int(found[2])
        if len(found[1]) == 4:
            return "ymd", False
        parted += 1
        first_over += one > 12
        second_over += two > 12
    if not parted:
        return "", False
    if first_over and not second_over:
        return "dmy", False
    if second_over and not first_over:
        return "mdy", False
    return "dmy", not (first_over or second_over) or bool(first_over and second_over)


def supports(values: Values, kind: str, name: str, part: str) -> float:
    """How well values fit a kind of value, -1 (they cannot be) to 1 (they are hardly anything else).

    Args:
        values: of the column.
        kind: the word of the kind; name: of its code list; part: of the aim.
    """
    if values.none:
        return 0.0
    told = _BY_KIND.get(kind)
    return told(values, name, part) if told is not None else 0.0


def _of_day(values: Values, name: str, part: str) -> float:
    serials = values.between(20_000, 60_000) * 0.4
    return _signed(max(values.days, serials))


def _of_code(values: Values, name: str, part: str) -> float:
    share = values.codes(name)
    if values.days > 0.3 or (values.numbers > 0.6 and share < 0.3):
        return -0.8
    few = 0.15 if values.variety < 0.3 else 0.0
    return share if share >= 0.3 else (few if values.wordy > 0.6 else -0.3)


def _of_age(values: Values, name: str, part: str) -> float:
    if part == "unit":
        return values.share("units", lambda cell, text, plain: plain in _UNITS)
    if values.days > 0.3:
        return -1.0
    ages = values.share(
        "ages", lambda cell, text, plain: bool(_AGE.match(text)) and not isinstance(cell, (date, time))
    )
    bands = values.codes("age-band")
    return _signed(max(ages if values.between(121, 1e9) < 0.1 else 0.0, bands))


def _is_age(cell: Cell, text: str, plain: str) -> bool:
    return bool(_AGE.match(text)) and not isinstance(cell, (date, time))


_UNITS = frozenset(map(fold, (
    "سنة", "سنوات", "سنه", "عام", "شهر", "شهور", "أشهر", "يوم", "أيام", "أسبوع", "أسابيع", "year", "years", "y",
    "month", "months", "m", "week", "weeks", "w", "day", "days", "d", "yrs", "mo",
)))  # fmt: skip


def _of_place(values: Values, name: str, part: str) -> float:
    if part == "pcode":
        return _signed(values.place_codes)
    if values.days > 0.3 or values.numbers > 0.6:
        return -0.9
    return max(values.named_places, values.place_codes if not part else 0.0, 0.0)


def _of_position(values: Values, name: str, part: str) -> float:
    if part == "":
        return _signed(values.matching("pairs", _PAIR))
    low, high = (-90.0, 90.0) if part == "lat" else (-180.0, 180.0)
    return _signed(values.between(low, high, broken=True))


def _of_count(values: Values, name: str, part: str) -> float:
    return _signed(values.matching("counts", _RANGE)) if values.days < 0.3 else -1.0


def _of_name(values: Values, name: str, part: str) -> float:
    if values.wordy < 0.5 or values.days > 0.3:
        return -0.9 if values.numbers > 0.3 or values.days > 0.3 else -0.3
    if values.words > 7:
        return -0.6
    return 0.3 + 0.4 * values.variety if values.codes("sex") < 0.3 else -0.5


def _of_phone(values: Values, name: str, part: str) -> float:
    return _signed(values.matching("phones", _PHONE))


def _of_moment(values: Values, name: str, part: str) -> float:
    return _signed(max(values.days, values.share("clocks", _is_clock)))


def _of_time(values: Values, name: str, part: str) -> float:
    return _signed(max(values.share("clocks", _is_clock), values.codes("day-part")))


def _is_clock(cell: Cell, text: str, plain: str) -> bool:
    return isinstance(cell, (time, datetime)) or bool(_CLOCK.match(text)) or (isinstance(cell, float) and 0 < cell < 1)


def _of_text(values: Values, name: str, part: str) -> float:
    return 0.1 if values.wordy > 0.3 else -0.1


def _signed(share: float) -> float:
    return share if share >= 0.3 else -1.0 + share * 2


_BY_KIND: dict[str, Callable[[Values, str, str], float]] = {
    "day": _of_day,
    "code": _of_code,
    "codes": _of_code,
    "age": _of_age,
    "placeref": _of_place,
    "position": _of_position,
    "count": _of_count,
    "number": _of_count,
    "name": _of_name,
    "phone": _of_phone,
    "moment": _of_moment,
    "time": _of_time,
    "text": _of_text,
    "note": _of_text,
}


def looks_like_key(values: Values) -> bool:
    """Whether every row has a value of its own that could be its number or id."""
    return values.all_different and values.words < 1.5 and values.days < 0.3


def is_uuid(values: Values) -> bool:
    """Whether the values are ids made by a program."""
    return values.matching("uuids", _UUID) > 0.8
