"""Days as other people's tables hold them: real dates, serial numbers, texts in the order their writer is used to.

Which of ``5/7/2019`` is the day cannot be told from one cell; it is decided for a whole column. What only its writer
could date (*yesterday*, ``5/7`` without a year) and the Hijri calendar are refused with words, never guessed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from exports.foreign.table import Cell
from storage import BadValue, DayValue, Message, folded, message, word_set

FIRST_SERIAL, LAST_SERIAL = 10_000, 100_000
"""Numbers taken for days of a spreadsheet (1927 to 2173): below stand years, above longer numbers."""
_ZERO = datetime(1899, 12, 30)
_NUMERIC = re.compile(r"(\d{1,2})( ?/ ?|[.-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)(.*)")
_TURNED = re.compile(r"(\d{4})( ?/ ?|[.-])(\d{1,2})\2(\d{1,2})(?!\d)(.*)")
_WITHOUT_YEAR = re.compile(r"\d{1,2}(?: ?/ ?|[.-])\d{1,2}")
_PACKED = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_CLOCK = re.compile(
    r"(?:[ t,]+|^)(\d{1,2}:\d{2})(?::\d{2})?(?:\.\d+)?(?: ?([apAP]\.?m\.?|ص|م))?(?: ?z| ?[+-]\d\d:?\d\d)?$"
)
_HIJRI_YEAR = re.compile(r"(?<!\d)1[34]\d\d(?!\d)")
_HIJRI_MONTHS = word_set(
    *("محرم", "صفر", "ربيع", "جمادى", "جمادي", "رجب", "شعبان", "رمضان", "شوال", "ذو القعدة", "ذو الحجة", "ذي القعدة"),
    *("ذي الحجة", "muharram", "safar", "rajab", "shaban", "sha'ban", "ramadan", "shawwal"),
)
_HIJRI_SIGN = re.compile(r"(?:\d ?ه(?:ـ)?(?![\w])|هجري)")
HIJRI = message("This is a date of the Hijri calendar, which cannot be turned into a day for sure.")
HIJRI_TODO = message("Write the day of the other calendar, as 5/7/2019.")
YEARLESS = message("This date has no year, or counts from a day the file does not name.")
YEARLESS_TODO = message("Write the whole date, as 5/7/2019.")
FUTURE = message("This day is still to come. Check the date.")


class NotThisDay(BadValue):
    """A date that is refused, with the way out."""

    def __init__(self, what: Message, todo: Message) -> None:
        super().__init__(what)
        self.todo = todo


def order_of(cells: Iterable[Cell]) -> str:
    """``dmy``, ``mdy`` or ``ymd``: how the dates of a column are written; "" when nothing in it tells.

    A number above 12 betrays its place. Where both orders are betrayed, the commoner one is meant and the others will
    be asked about.
    """
    votes: Counter[str] = Counter()
    for cell in cells:
        if not isinstance(cell, str):
            continue
        plain = folded(cell)
        if _TURNED.match(plain):
            votes["ymd"] += 1
        elif found := _NUMERIC.match(plain):
            first, second = int(found[1]), int(found[3])
            if first > 12 >= second:
                votes["dmy"] += 1
            elif second > 12 >= first:
                votes["mdy"] += 1
    votes["ymd"] = 0 if votes["dmy"] or votes["mdy"] else votes["ymd"]
    best = votes.most_common(1)
    return best[0][0] if best and best[0][1] else ""


def day_text(cell: Cell, order: str = "") -> str:
    """What a cell says of a day, as the kinds of value read it: day first, ISO where it was a real date.

    Raises:
        NotThisDay: a date of the Hijri calendar, or one without a year.
    """
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, (int, float)):
        cell = _of_number(cell)
    if isinstance(cell, date):
        if 1300 <= cell.year <= 1499:
            raise NotThisDay(HIJRI, HIJRI_TODO)
        return cell.isoformat()[:10]
    text = _CLOCK.sub("", folded(str(cell))).strip()
    if _is_hijri(text):
        raise NotThisDay(HIJRI, HIJRI_TODO)
    if _WITHOUT_YEAR.fullmatch(text):
        raise NotThisDay(YEARLESS, YEARLESS_TODO)
    if found := _PACKED.fullmatch(text):
        return "-".join(found.groups())
    if order == "mdy" and (found := _NUMERIC.fullmatch(text)):
        return f"{found[3]}/{found[1]}/{found[4]}{found[5]}"
    return text


def _of_number(number: float) -> Cell:
    if FIRST_SERIAL <= number < LAST_SERIAL:
        return _ZERO + timedelta(days=int(number))
    return str(int(number)) if number == int(number) else repr(number)


def _is_hijri(plain: str) -> bool:
    if _HIJRI_SIGN.search(plain):
        return True
    told = any(word in plain for word in _HIJRI_MONTHS) and any(sign.isdigit() for sign in plain)
    return told or (_HIJRI_YEAR.search(plain) is not None and not re.search(r"(?:19|20)\d\d", plain))


def clock_of(cell: Cell) -> str:
    """The time of day that stands in the cell of a date, "" without one; midnight is how spreadsheets say none."""
    if isinstance(cell, datetime):
        moment = cell + timedelta(milliseconds=500)
        return "" if (moment.hour, moment.minute) == (0, 0) else moment.strftime("%H:%M")
    if isinstance(cell, float) and FIRST_SERIAL <= cell < LAST_SERIAL and cell != int(cell):
        return (_ZERO + timedelta(seconds=round(cell * 86_400))).strftime("%H:%M")
    found = _CLOCK.search(folded(cell)) if isinstance(cell, str) else None
    if found is None or (found[1] in ("00:00", "0:00") and not found[2]):
        return ""
    return f"{found[1]} {found[2] or ''}".strip()


def is_future(day: DayValue) -> bool:
    """Whether a day is still to come, wherever the writer lives."""
    return day.first is not None and day.first > date.today() + timedelta(days=1)
