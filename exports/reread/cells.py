"""What a cell says: whether it is what was written into it, and else the text a person meant by it."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import Any

from exports.workbook.stream import CUT, plain_text, serial
from storage import BadValue, message

_E_NOTATION = re.compile(r"[-+]?\d(?:[.,]\d+)?E\+\d{2,3}")
"""As Excel shows a long number; ``1E5`` is the name of a house."""
_ZEROS = re.compile(r"[+\s]*0*(\d+)")
DIGITS = 15
"""Digits of a number Excel keeps."""
_DAY_ZERO = datetime(1899, 12, 30)
_FIRST_DAY, _LAST_DAY = 10_000, 100_000
"""Serial numbers that are taken for days (1927 to 2173): below stand years and counts, above longer numbers."""


def same(got: Any, written: Any) -> bool:
    """Whether a cell holds what was written into it, as another program may keep it."""
    if got == written and isinstance(got, bool) == isinstance(written, bool):
        return True
    if isinstance(got, str) and isinstance(written, str):
        return _lines(got) == _lines(written) or _lines(got) == _lines(plain_text(written))
    if isinstance(written, (date, time)):
        return _same_moment(got, written)
    if isinstance(got, bool):
        return False
    if isinstance(got, (int, float)) and isinstance(written, str):
        return _text_of_number(got) == written.strip()
    if isinstance(got, str) and isinstance(written, (int, float)):
        return got.strip() == _text_of_number(written)
    if isinstance(got, float) and isinstance(written, float):
        return abs(got - written) <= 1e-9 * max(1.0, abs(written))
    return False


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _same_moment(got: Any, written: date | time) -> bool:
    wanted = _serial_of(written)
    found = got if isinstance(got, (int, float)) and not isinstance(got, bool) else _serial_of(got)
    return wanted is not None and found is not None and abs(found - wanted) < 0.6 / 86_400


def _serial_of(value: Any) -> float | None:
    if isinstance(value, timedelta):
        return value.total_seconds() / 86_400
    if isinstance(value, time):
        return (value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6) / 86_400
    return serial(value) if isinstance(value, date) else None


def _text_of_number(value: float) -> str:
    if not isfinite(value):
        return repr(value)
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def is_empty(got: Any) -> bool:
    """Whether nothing stands in a cell."""
    return got is None or (isinstance(got, str) and not got.strip())


def was_cut(written: Any) -> bool:
    """Whether only the beginning of a text fitted into its cell."""
    return isinstance(written, str) and len(written) > 16_000 and written.endswith(CUT)


def said(got: Any, word: str, written: Any) -> str:
    """The text a person means by a cell, for a kind of value (``"count"``, ``"day"`` …).

    Raises:
        BadValue: the spreadsheet program spoiled it; the message says how.
    """
    if isinstance(got, bool):
        return "yes" if got else "no"
    if isinstance(got, timedelta):
        got = _moment_of(got) if word != "time" else _moment_of(got).time()
    if word in _SAYERS:
        return _SAYERS[word](got)
    if isinstance(got, (date, time)):
        return _spoiled_date(got, word)
    if isinstance(got, (int, float)):
        return _number(got, word, written)
    text = str(got)
    if word in ("text", "phone", "number", "count") and _E_NOTATION.fullmatch(text.strip()):
        raise _shortened(text.strip())
    return text


def _moment_of(span: timedelta) -> datetime:
    """What a span counted from day zero is; one beyond all days is no value."""
    try:
        return _DAY_ZERO + span
    except OverflowError as beyond:
        raise _shortened(f"{span.total_seconds() / 86_400:.5E}") from beyond


def _number(got: float, word: str, written: Any) -> str:
    if not isfinite(got):
        raise _shortened(f"{got:E}")
    if got != int(got):
        return repr(got)
    if abs(got) >= 10**DIGITS:
        raise _shortened(f"{got:.5E}")
    text = str(int(got))
    lost = _ZEROS.fullmatch(written) if isinstance(written, str) else None
    if lost and lost[1] == text and written.strip() != text:
        raise BadValue(
            message("Excel took the zeros or the sign in front of this number away. What the register has stays."),
            str(written),
        )
    return text


def _shortened(number: str) -> BadValue:
    return BadValue(
        message("Excel shortened a long number to {number}. Format the cell as text and type it again.", number=number)
    )


def _spoiled_date(got: date | time, word: str) -> str:
    if word in ("count", "number", "age", "code", "codes", "phone") and isinstance(got, date):
        raise BadValue(
            message("Excel made a date of what was typed here. Format the cell as text and type it again."),
            f"{got.day}-{got.month}" if word in ("count", "age") else "",
        )
    return got.strftime("%H:%M") if isinstance(got, time) else got.isoformat()[:10]


def _day(got: Any) -> str:
    if isinstance(got, (int, float)):
        if _FIRST_DAY <= got < _LAST_DAY:
            got = _DAY_ZERO + timedelta(days=float(got))
        else:
            return _text_of_number(got)
    return got.isoformat()[:10] if isinstance(got, date) else str(got)


def _time(got: Any) -> str:
    if isinstance(got, (int, float)) and 0 <= got < 1:
        got = _DAY_ZERO + timedelta(seconds=round(got * 86_400))
    if isinstance(got, (datetime, time)):
        return got.strftime("%H:%M")
    return _text_of_number(got) if isinstance(got, (int, float)) else str(got)


def _moment(got: Any) -> str:
    if isinstance(got, (int, float)) and _FIRST_DAY <= got < _LAST_DAY:
        got = _DAY_ZERO + timedelta(seconds=round(float(got) * 86_400))
    if isinstance(got, datetime):
        return (got + timedelta(microseconds=500_000)).replace(microsecond=0).isoformat(" ")
    return f"{got.isoformat()} 00:00" if isinstance(got, date) else str(got)


_SAYERS = {"day": _day, "time": _time, "moment": _moment}
