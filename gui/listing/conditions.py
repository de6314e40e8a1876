"""What is typed into filter fields, as conditions: days and periods, numbers and ranges."""

from __future__ import annotations

import re
from datetime import date, timedelta

from gui.known import Known
from gui.listing.filter_fields import Choice, Condition
from gui.say import say, words
from storage import Count, Day, DayValue, Reading

_KEPT_COUNT = re.compile("[0-9]{1,15}-|-[0-9]{1,15}")
_KEPT_DAY = r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?"
_KEPT_DAYS = re.compile(rf"{_KEPT_DAY}|(?:{_KEPT_DAY}|\.\.)/(?:{_KEPT_DAY}|\.\.)")


def read_days(known: Known, text: str) -> Condition:
    """A period as typed, or as it is kept; a day without a year is of the newest year of the register."""
    today = date.today()
    anchor = today if known.year >= today.year else date(known.year, 12, 31)
    if _KEPT_DAYS.fullmatch(text.strip()):
        kept = Day().load(text.strip())
        if isinstance(kept, DayValue):  # and not text that only looks like a day
            return days(known, kept)
    typed = Reading(words(), today if _is_near(text) else anchor)
    value = Day().parse(text, typed)
    return Condition() if value is None else days(known, value)


def days(known: Known, value: DayValue) -> Condition:
    """The condition of a period."""
    shown = Day().show(value, known.reading())
    return Condition(str(value), shown.removesuffix(f" {known.year}"))


def periods(known: Known) -> list[tuple[str, Condition]]:
    """The periods a person may choose without typing."""
    today = date.today()
    back = {say("Last 7 days"): 6, say("Last 30 days"): 29}
    found = [
        (say("Today"), days(known, DayValue.on(today))),
        (say("Yesterday"), days(known, DayValue.on(today - timedelta(days=1)))),
    ]
    for name, count in back.items():
        found.append((name, days(known, DayValue.between(today - timedelta(days=count), today))))
    found.append((say("This month"), days(known, DayValue.month(today.year, today.month))))
    if known.year != today.year:
        found.append((str(known.year), Condition(str(known.year), str(known.year))))
    return found


def months(known: Known) -> list[Choice]:
    """The three newest months of the register, when its newest day is not of this month."""
    newest, today = known.newest, date.today()
    if newest is None or (newest.year, newest.month) == (today.year, today.month):
        return []
    found = []
    for back in range(3):
        count = newest.year * 12 + newest.month - 1 - back
        value = DayValue.month(count // 12, count % 12 + 1)
        found.append(Choice(str(value), Day().show(value, known.reading())))
    return found


def read_count(known: Known, text: str) -> Condition:
    """A number or a range as typed: ``≥ 3``, ``0``, ``3-5``, ``?``; also as it is kept: ``3-``, ``-5``."""
    kept = _KEPT_COUNT.fullmatch(text.strip())
    value = Count().load(text.strip()) if kept else Count().parse(text, known.reading())
    if value is None:
        return Condition()
    return Condition(str(Count().store(value)), Count().show(value, known.reading()))


def read_text(typed: str) -> Condition:
    """Words as typed."""
    text = " ".join(typed.split())
    return Condition(text, text)


def _is_near(text: str) -> bool:
    """Whether a day is told from today on (yesterday, last month): no digits of a date in it."""
    return not any(letter.isdigit() for letter in text)
