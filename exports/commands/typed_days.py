"""Days on the command line: ISO, or as people write them, the day first, in any digits and either language.

What is read is a whole day with its year: nothing is added that was not typed. Where a reader of another country would
take the month for the day, it is said on stderr how it was read.
"""

from __future__ import annotations

import re
import sys
from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import date

from storage import BadValue, Words

_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_EITHER = re.compile(r"\W*(\d{1,2})\W+(\d{1,2})\W+\d{4}\W*")
MONTHS = 12


def day_typed(words: Words) -> Callable[[str], date]:
    """Reads a day: ``2019-06-27``, ``27/6/2019``, ``٢٧/٦/٢٠١٩``, ``27 June 2019``."""

    def read(typed: str) -> date:
        plain = _plain(typed)
        try:
            return date.fromisoformat(plain)
        except ValueError:
            return _as_written(plain, words)

    return read


def moment_typed(words: Words) -> Callable[[str], date | int]:
    """Reads a day, or the number of a journal position."""
    day = day_typed(words)

    def read(typed: str) -> date | int:
        plain = _plain(typed)
        return int(plain) if plain.isdecimal() else day(plain)

    return read


def _plain(typed: str) -> str:
    """In figures every language reads."""
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in typed).strip()


def _as_written(plain: str, words: Words) -> date:
    from storage import Day, DayValue, Reading  # the kinds of values: not needed for days in ISO

    refused = ArgumentTypeError(words.t("write the day with its year, as 2019-06-27 or 27/6/2019"))
    if not _YEAR.search(plain):
        raise refused
    reading = Reading(words, date.today())
    try:
        found = Day().parse(plain, reading)
    except BadValue as trouble:
        told = words.say(trouble.message)  # what names a day, month or year knows better what is wrong
        raise (ArgumentTypeError(told) if trouble.message.params else refused) from trouble
    if found is None or found.precision != "day" or found.first is None:
        raise refused
    numbers = _EITHER.fullmatch(plain)
    if numbers and numbers[1] != numbers[2] and max(int(numbers[1]), int(numbers[2])) <= MONTHS:
        shown = Day().show(DayValue.on(found.first), reading)
        told = words.t("{typed} is read as {day}: the day comes first.", typed=words.ltr(plain), day=shown)
        print(told, file=sys.stderr)
    return found.first
