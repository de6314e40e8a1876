"""Sentences about attacked facilities: which number, which group, which period, which day."""

from __future__ import annotations

from datetime import date
from typing import Any

from gui.known import Known
from gui.listing.filter_fields import Condition
from gui.say import ltr, say, words
from storage import WEEKDAYS, Day, DayValue


def group_word(group: str) -> str:
    """The name of a group that is numbered: all, the medical ones, or a kind."""
    if group == "medical":
        return say("Medical")
    return words().code("facility-kind", group) if group else say("All facilities")


def ordinal(number: int) -> str:
    """``30th`` in English; the bare number in Arabic, where the sentence says *number*."""
    if words().rtl:
        return ltr(str(number))
    teen = number % 100 in (11, 12, 13)
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def numbered(group: str, number: int, when: str, name: str, day: str) -> str:
    """``30th medical facility attacked since 26 April: …, Thursday 4 July``."""
    nth = ordinal(number)
    if group == "medical":
        return say("{nth} medical facility attacked {when}: {name}, {day}", nth=nth, when=when, name=name, day=day)
    if not group:
        return say("{nth} facility attacked {when}: {name}, {day}", nth=nth, when=when, name=name, day=day)
    return say(
        "{nth} in “{kind}” attacked {when}: {name}, {day}",
        nth=nth, kind=group_word(group), when=when, name=name, day=day,
    )  # fmt: skip


def when_words(condition: Condition, first: date | None, last: date | None, known: Known) -> str:
    """A period inside a sentence."""
    if first is None and last is None:
        return say("so far")
    if last is None and first is not None:
        return say("since {day}", day=_plain(first, known))
    if first is None and last is not None:
        return say("until {day}", day=_plain(last, known))
    if first is not None and last is not None and first == last:
        return say("on {day}", day=_plain(first, known))
    return say("in {period}", period=condition.words)


def day_in_full(day: str, known: Known) -> str:
    """``Thursday 4 July``; the year only when it is not that of the newest records."""
    try:
        exact = date.fromisoformat(day)
    except ValueError:
        return say("day not known")
    names: Any = WEEKDAYS["ar" if words().language == "ar" else "en"]
    return f"{names[exact.weekday()]} {_plain(exact, known)}"


def _plain(day: date, known: Known) -> str:
    return Day().show(DayValue.on(day), known.reading()).removesuffix(f" {known.year}")
