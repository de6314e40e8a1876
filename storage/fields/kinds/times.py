"""The time of day: a clock time, perhaps with a margin, or a part of the day as witnesses tell it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from storage.fields.kind import Facet, Json, Kind, Reading
from storage.fields.kinds import time_text
from storage.fields.kinds.foreign import facet, is_foreign, tolerant
from storage.messages import Message, message

_STORED = re.compile(r"(\d\d):(\d\d)(?:±(\d+))?")
_AROUND = {
    **{"after_midnight": 60, "dawn": 5 * 60, "morning": 9 * 60, "midday": 12 * 60, "day": 13 * 60},
    **{"afternoon": 15 * 60, "dusk": 18 * 60 + 30, "evening": 20 * 60, "night": 22 * 60, "midnight": 24 * 60 - 1},
}
"""Where a part of the day stands when times are put in order."""


@dataclass(frozen=True)
class TimeValue:
    """A clock time with an optional margin in minutes, or a code of the list ``day-part``."""

    hour: int | None = None
    minute: int | None = None
    margin: int | None = None
    part: str | None = None

    @property
    def minutes(self) -> int | None:
        """Minutes since midnight, for putting in order; None for *unknown*."""
        if self.part is not None:
            return _AROUND.get(self.part)
        return None if self.hour is None else self.hour * 60 + (self.minute or 0)

    def __str__(self) -> str:
        """The canonical form."""
        if self.part is not None or self.hour is None:
            return self.part or ""
        margin = "" if self.margin is None else f"±{self.margin}"
        return f"{self.hour:02d}:{self.minute or 0:02d}{margin}"


@dataclass(frozen=True)
class Time(Kind[TimeValue]):
    """A time of day."""

    facets: ClassVar[Mapping[str, Facet[Any]]] = {"sort": facet(TimeValue, "int", lambda value: value.minutes)}

    def parse(self, text: str, reading: Reading) -> TimeValue | None:
        """The time meant by ``22:10``, ``2210``, ``10 pm``, ``22:10 ±30``, ``around dawn``, ``فجراً`` …"""
        found = time_text.read(text)
        return None if found is None else TimeValue(*found)

    def show(self, value: TimeValue | None, reading: Reading) -> str:
        """``22:10``, ``22:10 ±30``, or the label of the part of the day."""
        if value is None:
            return ""
        if is_foreign(value, TimeValue):
            return str(value)
        if value.part is not None:
            return reading.words.code("day-part", value.part)
        return reading.words.ltr(str(value).replace("±", " ±"))

    def store(self, value: TimeValue) -> Json:
        """``22:10``, ``22:10±30`` or a code of ``day-part``."""
        return value if is_foreign(value, TimeValue) else str(value)

    def load(self, data: Json) -> TimeValue:
        """The time of its canonical form; an unknown code is kept as a part of the day."""
        return tolerant(_load, data)

    def check(self, value: TimeValue) -> list[Message]:
        """Hours and minutes that no clock shows."""
        if is_foreign(value, TimeValue):
            return []
        if value.hour is not None and not (0 <= value.hour <= 23 and 0 <= (value.minute or 0) <= 59):
            return [message("A clock goes from 00:00 to 23:59.")]
        return []


def _load(data: Json) -> TimeValue:
    if not isinstance(data, str) or not data:
        raise ValueError(data)
    found = _STORED.fullmatch(data)
    if not found:
        return TimeValue(part=data)
    return TimeValue(int(found[1]), int(found[2]), int(found[3]) if found[3] else None)
