"""Reading times of day as they are typed: clocks of 12 and 24 hours, Arabic hours in words, parts of the day."""

from __future__ import annotations

import re

from storage.errors import BadValue
from storage.fields.kinds.choices import codes_by_label
from storage.fields.kinds.typed import UNKNOWN, folded, one_of, word_set
from storage.messages import message

Found = tuple[int | None, int | None, int | None, str | None]
LONGEST = 80

_PARTS: dict[str, frozenset[str]] = {
    "dawn": word_set("dawn", "daybreak", "sunrise", "first light", "فجر", "الفجر", "السحر", "شروق الشمس", "الشروق"),
    "morning": word_set("morning", "early morning", "صباح", "الصباح", "الصبح", "صبح", "ضحى", "الضحى", "صباحا باكرا"),
    "midday": word_set("midday", "noon", "ظهر", "الظهر", "الظهيرة", "منتصف النهار", "نصف النهار"),
    "afternoon": word_set("afternoon", "عصر", "العصر", "بعد الظهر", "بعد العصر", "بعد الظهيرة"),
    "dusk": word_set("dusk", "sunset", "twilight", "غروب", "الغروب", "مغرب", "المغرب", "غروب الشمس", "مغيب الشمس"),
    "evening": word_set("evening", "مساء", "المساء", "المسا", "العشاء", "عشاء", "بعد المغرب"),
    "midnight": word_set("midnight", "منتصف الليل", "نصف الليل"),
    "after_midnight": word_set("after midnight", "past midnight", "بعد منتصف الليل", "بعد نصف الليل"),
    "day": word_set("day", "daytime", "daylight", "نهار", "النهار", "بالنهار"),
    "night": word_set("night", "nighttime", "ليل", "الليل", "بالليل", "الليلة"),
}
_AROUND = one_of(
    *("at about", "at around", "around", "about", "at", "in the", "during the", "by", "near", "approximately", "~"),
    *("حوالي", "نحو", "قرابة", "تقريبا", "عند", "وقت", "في", "خلال", "قبيل", "مع", "الساعة", "ساعة", "أثناء"),
)
_LEADING = re.compile(
    r"^(?:(?P<about>~|(?:about|around|at about|at around|approximately|حوالي|نحو|قرابه|تقريبا) )"
    rf"|(?:{_AROUND})(?: |(?=\d)))"
)
_HOURS = (
    *("الواحدة", "الثانية", "الثالثة", "الرابعة", "الخامسة", "السادسة", "السابعة", "الثامنة"),
    *("التاسعة", "العاشرة", "الحادية عشرة", "الثانية عشرة"),
)
_HOUR_OF = {folded(name): number for number, name in enumerate(_HOURS, 1)}
_PAST = {
    "والنصف": 30,
    "ونصف": 30,
    "والربع": 15,
    "وربع": 15,
    "والثلث": 20,
    "وثلث": 20,
    "الا ربع": -15,
    "الا ربعا": -15,
    "الا ثلث": -20,
    "الا ثلثا": -20,
}
_AM = one_of(
    "a.m.", "a.m", "am", "in the morning", "ص", "صباحا", "الصبح", "صباح", "فجرا", "فجر", "الفجر", "بعد منتصف الليل"
)
_PM = one_of(
    "p.m.",
    "p.m",
    "pm",
    "in the afternoon",
    "in the evening",
    "م",
    "مساء",
    "المسا",
    "عصرا",
    "العصر",
    "بعد الظهر",
    "بعد العصر",
    "المغرب",
    "مغرب",
)
_NOON = one_of("noon", "ظهرا", "الظهر", "ظهر")
_NIGHT = one_of("at night", "ليلا", "بالليل", "الليل")
_HALF = rf"(?: ?(?:(?P<am>{_AM})|(?P<pm>{_PM})|(?P<noon>{_NOON})|(?P<night>{_NIGHT})))?"
_MARGIN = r"(?: ?\(? ?(?:±|\+/-|\+-) ?(?P<margin>\d{1,3}) ?(?:min|mins|minutes|m|د|دقيقه|دقائق)?\.? ?\)?)?"
_CLOCK = re.compile(
    r"(?:(?P<h>\d{1,2})(?: ?[:.h] ?(?P<min>\d{2})(?::\d{2})?)?|(?P<packed>\d{3,4})"
    rf"|(?P<word>{one_of(*_HOUR_OF)}))"
    rf"(?: (?P<past>{one_of(*_PAST)}))?h?{_HALF}{_MARGIN}"
)


def read(text: str) -> Found | None:
    """Hour, minute, margin and part of the day of a typed time; None when blank.

    Raises:
        BadValue: not a time; the message says what is understood.
    """
    plain = folded(text)
    if not plain:
        return None
    found = None
    if len(plain) <= LONGEST:
        found = _part(plain) or _clock(plain)
    if found is None:
        raise BadValue(
            message("A time is understood as 22:10, 2210, 10 pm, 22:10 ±30, around dawn, after midnight, or unknown.")
        )
    return found


def _part(plain: str) -> Found | None:
    if plain in UNKNOWN:
        return None, None, None, "unknown"
    known = codes_by_label("day-part").get(plain)
    if known:
        return None, None, None, known
    bare = plain
    for _ in range(3):
        for code, names in _PARTS.items():
            if bare in names or bare.removesuffix("ا") in names:
                return None, None, None, code
        bare = _LEADING.sub("", bare, count=1).strip()
    return None


def _clock(plain: str) -> Found | None:
    about = False
    for _ in range(3):
        leading = _LEADING.match(plain)
        if leading:
            about = about or leading["about"] is not None
            plain = plain[leading.end() :].strip()
    found = _CLOCK.fullmatch(plain)
    if not found:
        return None
    hour, minute = _typed(found)
    half = next((name for name in ("am", "pm", "noon", "night") if found[name]), "")
    if not half and found["min"] is None and not found["packed"] and 1 <= hour <= 12:
        raise BadValue(
            message(
                "Morning or evening? Write {early} or {late}.",
                early=f"{hour % 12:02d}:{minute:02d}",
                late=f"{hour % 12 + 12:02d}:{minute:02d}",
            )
        )
    hour = _in_half(hour, half)
    if hour > 23 or minute > 59:
        raise BadValue(message("A clock goes from 00:00 to 23:59."))
    margin = int(found["margin"]) if found["margin"] else 30 if about else None
    return hour, minute, margin or None, None


def _typed(found: re.Match[str]) -> tuple[int, int]:
    if found["packed"]:
        return int(found["packed"][:-2]), int(found["packed"][-2:])
    hour = _HOUR_OF[_spaced(found["word"])] if found["word"] else int(found["h"])
    minute = int(found["min"] or 0)
    if found["past"]:
        minute = _PAST[found["past"]]
        if minute < 0:
            hour, minute = (hour - 1) or 12, minute + 60
    return hour, minute


def _spaced(word: str) -> str:
    return word if word in _HOUR_OF else next(name for name in _HOUR_OF if name.replace(" ", "") == word)


def _in_half(hour: int, half: str) -> int:
    """The hour of 24: *ليلاً* is evening until eleven and early morning after twelve."""
    if not 1 <= hour <= 12 or not half:
        return hour
    if half == "am" or (half == "night" and (hour == 12 or hour < 6)):
        return hour % 12
    if half == "noon" and hour in {10, 11}:
        return hour
    return hour % 12 + 12
