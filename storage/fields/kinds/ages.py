"""How old: a number or range with its unit, a band when nobody knows better, and what the age rests on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from storage.fields.kind import Facet, Json, Kind, Reading
from storage.fields.kinds import age_text
from storage.fields.kinds.foreign import facet, is_foreign, tolerant
from storage.messages import Message, message

_STORED = re.compile(
    r"(?P<about>~)?(?:(?P<less><)(?P<limit>\d+)|(?P<min>\d+)(?:(?P<dash>-)(?P<max>\d+)?)?)(?P<unit>[dwmy])"
)
_BAND = re.compile(r"[a-z][a-z_]*")
_PER_YEAR = {"d": 365.25, "w": 365.25 / 7, "m": 12.0, "y": 1.0}
_BAND_YEARS: dict[str, tuple[int | None, int | None]] = {
    **{"infant": (0, 1), "child": (0, 17), "adult": (18, None), "elderly": (60, None)},
}


@dataclass(frozen=True)
class AgeValue:
    """An age as it was told.

    Attributes:
        min, max: completed units, both inclusive; ``max`` without ``min`` means *less than* ``max``.
        unit: ``"y"``, ``"m"``, ``"w"`` or ``"d"``.
        about: told as "about".
        band: a code of the list ``age-band`` instead of a number, ``"?"`` when asked and unknown.
        basis: a code of the list ``age-basis``, or "".
    """

    min: int | None = None
    max: int | None = None
    unit: str = "y"
    about: bool = False
    band: str | None = None
    basis: str = ""

    def __post_init__(self) -> None:
        if self.band is not None:
            plain: tuple[int | None, int | None, str, bool] = (None, None, "y", False)
        elif self.min == self.max == 0:  # nobody is 0 years old: less than one
            plain = (None, 1, self.unit, False)
        else:
            open_ended = self.min is None or self.max is None
            plain = (self.min, self.max, self.unit, self.about and not open_ended)
        for name, attribute in zip(("min", "max", "unit", "about"), plain, strict=True):
            object.__setattr__(self, name, attribute)

    @property
    def years(self) -> tuple[int | None, int | None]:
        """Completed years, lowest and highest, as far as they are known."""
        if self.band is not None:
            return _BAND_YEARS.get(self.band, (None, None))
        per = _PER_YEAR.get(self.unit, 1.0)
        if self.min is None:
            return (None, None) if self.max is None else (0, max(0, int((self.max - 1) / per)))
        return int(self.min / per), None if self.max is None else int(self.max / per)

    def __str__(self) -> str:
        """The canonical form."""
        basis = f";{self.basis}" if self.basis else ""
        if self.band is not None:
            return self.band + basis
        if self.min is None:
            return f"{'~' if self.about else ''}<{self.max}{self.unit}{basis}"
        high = "-" if self.max is None else "" if self.max == self.min else f"-{self.max}"
        return f"{'~' if self.about else ''}{self.min}{high}{self.unit}{basis}"


@dataclass(frozen=True)
class Age(Kind[AgeValue]):
    """An age with its unit, or a band."""

    facets: ClassVar[Mapping[str, Facet[Any]]] = {
        "years_min": facet(AgeValue, "int", lambda value: value.years[0]),
        "years_max": facet(AgeValue, "int", lambda value: value.years[1]),
    }

    def parse(self, text: str, reading: Reading) -> AgeValue | None:
        """The age meant by ``35``, ``~35``, ``30-40``, ``شهرين``, ``less than a day``, ``child``, ``?`` …"""
        found = age_text.read(text, lambda low, high, unit: self.show(AgeValue(low, high, unit), reading))
        return None if found is None else AgeValue(*found)

    def show(self, value: AgeValue | None, reading: Reading) -> str:
        """``35``, ``~35``, ``30–40``, ``2 months``, ``less than a day``, ``child``; years need no unit."""
        if value is None:
            return ""
        if is_foreign(value, AgeValue):
            return str(value)
        shown = _shown(value, reading)
        return f"{shown} ({reading.words.code('age-basis', value.basis)})" if value.basis else shown

    def store(self, value: AgeValue) -> Json:
        """``35y``, ``~35y``, ``30-40y``, ``60-y``, ``<1d``, ``child``, ``?``, with ``;estimate`` behind."""
        return value if is_foreign(value, AgeValue) else str(value)

    def load(self, data: Json) -> AgeValue:
        """The age of its canonical form; an unknown code is kept as a band."""
        return tolerant(_load, data)

    def check(self, value: AgeValue) -> list[Message]:
        """A range the wrong way round."""
        if is_foreign(value, AgeValue):
            return []
        if value.min is not None and value.max is not None and value.min > value.max:
            return [message("The first age is above the second. Were the two numbers swapped?")]
        return []


def _load(data: Json) -> AgeValue:
    text, _, basis = str(data).partition(";")
    found = _STORED.fullmatch(text)
    if not found:
        if text != "?" and not _BAND.fullmatch(text):
            raise ValueError(data)
        return AgeValue(band=text, basis=basis)
    about, unit = found["about"] is not None, found["unit"]
    if found["less"]:
        return AgeValue(None, int(found["limit"]), unit, about, None, basis)
    low = int(found["min"])
    high = int(found["max"]) if found["max"] else None if found["dash"] else low
    return AgeValue(low, high, unit, about, None, basis)


def _shown(value: AgeValue, reading: Reading) -> str:
    words = reading.words
    if value.band == "?":
        return words.t("?")
    if value.band is not None:
        return words.code("age-band", value.band)
    if value.min is None:
        if value.max == 1:
            return _one_unit(value.unit, reading)
        return words.t("under {age}", age=_told(str(value.max), value.max or 0, value.unit, reading))
    if value.max is None:
        return words.t("{age} or older", age=_told(str(value.min), value.min, value.unit, reading))
    if value.min == value.max and not value.about:
        return _exactly(value.min, value.unit, reading)
    about = "~" if value.about else ""
    digits = f"{about}{value.min}" if value.min == value.max else f"{about}{value.min}–{value.max}"
    return words.ltr(_told(digits, value.max, value.unit, reading))


def _one_unit(unit: str, reading: Reading) -> str:
    words = reading.words
    return {
        "d": words.t("less than a day"),
        "w": words.t("less than a week"),
        "m": words.t("less than a month"),
        "y": words.t("less than a year"),
    }[unit]


def _exactly(count: int, unit: str, reading: Reading) -> str:
    """A number with its unit, in Arabic with its dual; years stand alone."""
    words = reading.words
    if unit == "m":
        return words.n("{count} month", "{count} months", count)
    if unit == "w":
        return words.n("{count} week", "{count} weeks", count)
    if unit == "d":
        return words.n("{count} day", "{count} days", count)
    return str(count)


def _told(digits: str, count: int, unit: str, reading: Reading) -> str:
    """A range or an estimate with its unit: the digits stay, ``count`` only chooses the form of the word."""
    words = reading.words
    if unit == "m":
        return words.n("{range} month", "{range} months", count, range=digits)
    if unit == "w":
        return words.n("{range} week", "{range} weeks", count, range=digits)
    if unit == "d":
        return words.n("{range} day", "{range} days", count, range=digits)
    return digits
