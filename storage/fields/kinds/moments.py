"""Moments: a point in time with the offset of the clock it was read from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, timezone
from typing import Any, ClassVar

from storage.errors import BadValue
from storage.fields.kind import Facet, Json, Kind, Reading
from storage.fields.kinds.days import Day
from storage.fields.kinds.foreign import facet, is_foreign, tolerant
from storage.fields.kinds.times import Time
from storage.fields.kinds.typed import tidy
from storage.messages import message

_SPLIT = re.compile(
    r"(?P<day>.*?\S)[ ,tT]+(?P<time>\d{1,2}:\d{2}(?: ?[apAP]\.?[mM]\.?)?)(?::(?P<second>\d{2})(?:\.\d+)?)?"
    r"(?: ?\(?(?:UTC|GMT|utc|gmt)? ?(?P<offset>[zZ]|[+-]\d{1,2}(?::?\d{2}(?::\d{2})?)?)?\)?)?"
)


@dataclass(frozen=True)
class Moment(Kind[datetime]):
    """A date and clock time with offset, to the second."""

    facets: ClassVar[Mapping[str, Facet[Any]]] = {
        "utc": facet(datetime, "text", lambda value: _utc(value)),
    }

    def parse(self, text: str, reading: Reading) -> datetime | None:
        """The moment of ``2019-07-04T22:10:05+03:00``, ``4 July 2019, 22:10`` …; this device's offset if none."""
        plain = tidy(text)
        if not plain:
            return None
        found = _SPLIT.fullmatch(plain) if len(plain) <= 150 else None
        moment = _read(found, reading) if found else None
        if moment is None:
            raise BadValue(
                message("A moment is understood as a date and a time, such as 4 July 2019, 22:10 or 2019-07-04 22:10.")
            )
        return moment

    def show(self, value: datetime | None, reading: Reading) -> str:
        """``4 Jul 2019, 22:10 +03:00``; seconds only when there are some."""
        if value is None:
            return ""
        if is_foreign(value, datetime):
            return str(value)
        day = Day().show(Day().load(value.date().isoformat()), reading)
        clock = value.strftime("%H:%M:%S") if value.second else value.strftime("%H:%M")
        return reading.words.t("{day}, {time}", day=day, time=f"{clock} {_offset(value)}")

    def store(self, value: datetime) -> Json:
        """ISO with seconds and offset."""
        return value if is_foreign(value, datetime) else value.replace(microsecond=0).isoformat()

    def load(self, data: Json) -> datetime:
        """The moment of its ISO form."""
        return tolerant(_load, data)


def _utc(value: datetime) -> str | None:
    try:
        return value.astimezone(UTC).replace(microsecond=0).isoformat()
    except OverflowError:  # the first or last hours of the calendar
        return None


def _load(data: Json) -> datetime:
    value = datetime.fromisoformat(data)
    if value.tzinfo is None:
        raise ValueError(data)
    return value


def _offset(value: datetime) -> str:
    return value.replace(microsecond=0).isoformat()[19:]


def _read(found: re.Match[str], reading: Reading) -> datetime | None:
    day, clock = Day().parse(found["day"], reading), Time().parse(found["time"], reading)
    if day is None or day.precision != "day" or day.first is None or clock is None or clock.hour is None:
        return None
    second = int(found["second"] or 0)
    if second > 59:
        return None
    naive = datetime.combine(day.first, time(clock.hour, clock.minute or 0, second))
    try:
        return naive.replace(tzinfo=_zone(found["offset"])) if found["offset"] else naive.astimezone()
    except (ValueError, OverflowError, OSError):
        return None


def _zone(offset: str) -> timezone:
    if offset in "zZ":
        return UTC
    digits = re.findall(r"\d\d?", offset) if ":" in offset else [offset[1:3], offset[3:] or "0"]
    parts = [int(part or 0) for part in (*digits, "0", "0")][:3]
    away = timedelta(hours=parts[0], minutes=parts[1], seconds=parts[2])
    return timezone(-away if offset[0] == "-" else away)
