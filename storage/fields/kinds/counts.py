"""How many: an exact number, a range, at least, at most, about, unknown. Unknown is not none, none is not unasked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from storage.errors import BadValue
from storage.fields.kind import Facet, Json, Kind, Reading
from storage.fields.kinds.digits import NUMBER, grouped, number
from storage.fields.kinds.foreign import facet, is_foreign, tolerant
from storage.fields.kinds.typed import UNKNOWN, folded, one_of, word_set
from storage.messages import Message, message

LONGEST = 120
_STORED = re.compile(r"(?P<min>\d+)?(?:(?P<dash>-)(?P<max>\d+)?)?(?:~(?P<best>\d+))?")
_NONE = word_set("none", "nobody", "no one", "nil", "no", "لا أحد", "لا يوجد", "لا شيء", "ولا واحد", "ما في", "لا")
_PEOPLE = re.compile(rf" {one_of('people', 'persons', 'person', 'شخص', 'أشخاص', 'شخصا', 'شخصاً')}$")
_ABOUT = one_of("about", "around", "approximately", "approx.", "approx", "circa", "ca.", "ca", "some", "roughly", "~")
_ABOUT_AR = one_of("نحو", "حوالي", "قرابة", "تقريبا", "زهاء", "ما يقارب")
_AFTERWARDS = one_of("تقريبا", "approximately", "approx", "or so")
_LEAST = one_of("at least", "no less than", "not less than", "no fewer than", "minimum", "min", "≥", ">=", "=>")
_LEAST_AR = one_of("على الأقل", "لا يقل عن", "ما لا يقل عن", "لا أقل من")
_MORE = one_of(
    "more than", "over", "above", "greater than", ">", "أكثر من", "فوق", "يزيد عن", "ما يزيد عن", "يزيد على"
)
_UPWARD = one_of(
    "+", "or more", "and more", "and above", "or above", "at least", "فأكثر", "أو أكثر", "وأكثر", "على الأقل"
)
_MOST = one_of("at most", "up to", "no more than", "not more than", "maximum", "max", "≤", "<=", "=<")
_MOST_AR = one_of("على الأكثر", "حتى", "لا يزيد عن", "ما لا يزيد عن", "لا يتجاوز", "لا أكثر من")
_LESS = one_of("less than", "fewer than", "under", "below", "<", "أقل من", "دون", "ما دون", "تحت")
_DOWNWARD = one_of("or less", "or fewer", "and below", "at most", "فأقل", "أو أقل", "على الأكثر")
_TO = rf"(?: ?(?:-|\.\.|…) ?| {one_of('to', 'till', 'until', 'and', 'or', 'إلى', 'حتى', 'أو', 'لـ')} | و ?| )"

_N, _M = rf"(?P<n>{NUMBER})", rf"(?P<m>{NUMBER})"
_EXACT = re.compile(_N)
_RANGE = re.compile(rf"(?:{one_of('from', 'between', 'من', 'بين', 'ما بين')} )?{_N}{_TO}{_M}")
_BOUNDS: tuple[tuple[re.Pattern[str], int, int], ...] = (
    (re.compile(rf"(?:{_LEAST}|{_LEAST_AR}) ?{_N}"), 0, 1),
    (re.compile(rf"{_N} ?{_UPWARD}"), 0, 1),
    (re.compile(rf"{_MORE} ?{_N}"), 1, 1),
    (re.compile(rf"(?:{_MOST}|{_MOST_AR}) ?{_N}"), 0, -1),
    (re.compile(rf"{_N} ?{_DOWNWARD}"), 0, -1),
    (re.compile(rf"{_LESS} ?{_N}"), -1, -1),
)
_BEST = re.compile(rf"(?P<base>.*?)[ ,]*\(?(?:{_ABOUT}|{_ABOUT_AR}) ?{_N}\)?")
_BEST_AFTER = re.compile(rf"{_N} {_AFTERWARDS}")


@dataclass(frozen=True)
class Range:
    """A number of people or things as far as it is known; each end may be missing.

    Attributes:
        min, max: the bounds, both inclusive; equal for an exact number.
        best: the likeliest number, when somebody said one.
        unknown: it was asked and nobody knows.
    """

    min: int | None = None
    max: int | None = None
    best: int | None = None
    unknown: bool = False

    @classmethod
    def exactly(cls, count: int) -> Range:
        """An exact number."""
        return cls(count, count)

    @property
    def low(self) -> int | None:
        """The number that is safe to add up: the lower bound, or the estimate when there are no bounds."""
        return self.best if self.min is None and self.max is None else self.min

    @property
    def high(self) -> int | None:
        """The upper bound, or the estimate when there are no bounds."""
        return self.best if self.min is None and self.max is None else self.max


@dataclass(frozen=True)
class Count(Kind[Range]):
    """How many, as a range."""

    facets: ClassVar[Mapping[str, Facet[Any]]] = {
        "min": facet(Range, "int", lambda value: value.low),
        "max": facet(Range, "int", lambda value: value.high),
    }

    def parse(self, text: str, reading: Reading) -> Range | None:
        """The count meant by ``4``, ``3-5``, ``more than 10``, ``~4``, ``none``, ``?`` … in either language."""
        plain = _PEOPLE.sub("", folded(text))
        if not plain:
            return None
        found = _read(plain)
        if found is None:
            raise BadValue(
                message("A number is understood as 4, 3-5, more than 10, about 4, 0 for none, or ? for unknown.")
            )
        if found.min is not None and found.max is not None and found.min > found.max:
            offer = self.show(Range(found.max, found.min, found.best), reading)
            raise BadValue(message("The first number is above the second. Were the two numbers swapped?"), offer)
        for problem in self.check(found):
            raise BadValue(problem)
        return found

    def show(self, value: Range | None, reading: Reading) -> str:
        """``4``, ``3–5``, ``11 or more``, ``~4``, ``?``."""
        if value is None:
            return ""
        if is_foreign(value, Range):
            return str(value)
        words = reading.words
        if value.unknown:
            return words.t("?")
        best = "" if value.best is None else words.ltr(f"~{grouped(value.best)}")
        if value.min is not None and value.max is not None:
            low, high = grouped(value.min), grouped(value.max)
            base = low if low == high else words.ltr(f"{low}–{high}")
        elif value.min is not None:
            base = words.t("{number} or more", number=grouped(value.min))
        elif value.max is not None:
            base = words.t("{number} or fewer", number=grouped(value.max))
        else:
            return best
        return f"{base} ({best})" if best else base

    def store(self, value: Range) -> Json:
        """``4``, ``3-5``, ``3-``, ``-5``, ``3-5~4``, ``~4``, ``?``."""
        if is_foreign(value, Range):
            return value
        if value.unknown:
            return "?"
        low, high = ("" if end is None else str(end) for end in (value.min, value.max))
        base = low if low == high else f"{low}-{high}"
        return base if value.best is None else f"{base}~{value.best}"

    def load(self, data: Json) -> Range:
        """The range of its canonical form."""
        return tolerant(_load, data)

    def check(self, value: Range) -> list[Message]:
        """Bounds the wrong way round, or a best number outside of them."""
        if is_foreign(value, Range):
            return []
        if value.min is not None and value.max is not None and value.min > value.max:
            return [message("The first number is above the second. Were the two numbers swapped?")]
        low = value.min is not None and value.best is not None and value.best < value.min
        high = value.max is not None and value.best is not None and value.best > value.max
        return [message("The likeliest number lies outside the range.")] if low or high else []


@dataclass(frozen=True)
class Number(Kind[int]):
    """A plain whole number."""

    facets: ClassVar[Mapping[str, Facet[Any]]] = {}

    def parse(self, text: str, reading: Reading) -> int | None:
        """The number in any digit script, with or without separators of thousands."""
        plain = folded(text)
        if not plain:
            return None
        found = re.fullmatch(rf"(?P<sign>[-+]?){_N}", plain)
        if not found:
            raise BadValue(message("A whole number is understood here, such as 12 or 1,200."))
        return -number(found["n"]) if found["sign"] == "-" else number(found["n"])

    def show(self, value: int | None, reading: Reading) -> str:
        """The number with commas at the thousands."""
        if value is None:
            return ""
        shown = grouped(value) if isinstance(value, int) else str(value)
        return reading.words.ltr(shown) if shown.startswith("-") else shown


def _load(data: Json) -> Range:
    text = str(data)
    if text == "?":
        return Range(unknown=True)
    found = _STORED.fullmatch(text)
    if not found or not re.search(r"\d", text):
        raise ValueError(text)
    low, high, best = (None if found[end] is None else int(found[end]) for end in ("min", "max", "best"))
    return Range(low, high if found["dash"] else low, best)


def _read(plain: str) -> Range | None:
    if len(plain) > LONGEST:
        return None
    if plain in UNKNOWN:
        return Range(unknown=True)
    if plain in _NONE:
        return Range(0, 0)
    after = _BEST_AFTER.fullmatch(plain)
    if after:
        return Range(best=number(after["n"]))
    best = _BEST.fullmatch(plain)
    if best and not best["base"]:
        return Range(best=number(best["n"]))
    base = _bounds(best["base"].strip(" ,(") if best else plain)
    return Range(base.min, base.max, number(best["n"])) if base and best else base


def _bounds(plain: str) -> Range | None:
    exact = _EXACT.fullmatch(plain)
    if exact:
        return Range.exactly(number(exact["n"]))
    for pattern, step, side in _BOUNDS:
        found = pattern.fullmatch(plain)
        if found:
            bound = number(found["n"]) + step
            if side < 0:
                return None if bound < 0 else Range(0, 0) if bound == 0 else Range(max=bound)
            return Range(min=bound)
    _no_lost_comma(plain)
    both = _RANGE.fullmatch(plain)
    return Range(number(both["n"]), number(both["m"])) if both else None


def _no_lost_comma(plain: str) -> None:
    """``1 200`` is hardly a range, and nobody should have to guess."""
    parted = re.fullmatch(r"(\d{1,2}) (\d{3})", plain)
    if parted and int(parted[2]) > 10 * int(parted[1]):
        whole, both = parted[1] + parted[2], f"{parted[1]}-{parted[2]}"
        raise BadValue(message("One number or two? Write {whole} or {both}.", whole=whole, both=both))
