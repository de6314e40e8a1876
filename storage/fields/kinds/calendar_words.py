"""The names of months, weekdays and near days as people write them: Syrian, Egyptian, Maghrebi, English."""

from __future__ import annotations

import re

from storage.fields.kinds.typed import folded, one_of, word_set

SHORT = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SYRIAN = (
    *("كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران"),
    *("تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول"),
)
WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
}

_MONTHS = (
    ("january", "jan", "كانون الثاني", "كانون ثاني", "كانون2", "ك2", "يناير", "جانفي", "ينّاير"),
    ("february", "feb", "شباط", "فبراير", "فيفري"),
    ("march", "mar", "آذار", "اذار", "مارس", "مارت"),
    ("april", "apr", "نيسان", "أبريل", "إبريل", "أفريل"),
    ("may", "أيار", "ايار", "مايو", "ماي"),
    ("june", "jun", "حزيران", "يونيو", "يونيه", "جوان"),
    ("july", "jul", "تموز", "يوليو", "يوليه", "جويلية", "يوليوز"),
    ("august", "aug", "آب", "أغسطس", "أوت", "غشت"),
    ("september", "sept", "sep", "أيلول", "سبتمبر", "شتنبر"),
    ("october", "oct", "تشرين الأول", "تشرين أول", "تشرين1", "ت1", "أكتوبر"),
    ("november", "nov", "تشرين الثاني", "تشرين ثاني", "تشرين2", "ت2", "نوفمبر", "نونبر"),
    ("december", "dec", "كانون الأول", "كانون أول", "كانون1", "ك1", "ديسمبر", "دجنبر"),
)
_WEEKDAYS = (
    ("monday", "mon", "الاثنين", "الإثنين", "اثنين", "الاتنين"),
    ("tuesday", "tue", "tues", "الثلاثاء", "ثلاثاء", "التلاتا", "الثلاثا"),
    ("wednesday", "wed", "الأربعاء", "أربعاء", "الاربعا"),
    ("thursday", "thu", "thur", "thurs", "الخميس", "خميس"),
    ("friday", "fri", "الجمعة", "جمعة"),
    ("saturday", "sat", "السبت", "سبت"),
    ("sunday", "sun", "الأحد", "أحد"),
)
MONTH_OF = {folded(name): number for number, names in enumerate(_MONTHS, 1) for name in names}
"""Folded month name to its number."""
WEEKDAY_OF = {folded(name): number for number, names in enumerate(_WEEKDAYS) for name in names}
"""Folded weekday to 0 (Monday) … 6."""

_EDGE, _END = r"(?<![^\W\d_])", r"(?![^\W\d_])"
_MONTH = re.compile(rf"{_EDGE}{one_of(*MONTH_OF)}\.?{_END}")
_TWICE = re.compile(r"(m\d\d) ?[/(] ?\1 ?\)?")
WEEKDAY = rf"{_EDGE}{one_of(*WEEKDAY_OF)}{_END}"
"""A weekday in folded text."""

_SILENT = one_of("on", "in", "of", "the", "في", "يوم", "شهر", "عام", "سنة", "بتاريخ", "تاريخ", "لعام")
_FILLERS = re.compile(rf"(?:{_EDGE}{_SILENT}{_END}|[,.](?= |$)|(?<=\d{{4}}) ?م{_END})")
_BY_NUMBER = re.compile(rf"{_EDGE}{one_of('شهر', 'month')} (0?[1-9]|1[0-2])(?!\d)")

NEAR_DAYS = {
    name: days
    for days, names in (
        (0, word_set("today", "tonight", "now", "اليوم", "الليلة", "هذا اليوم", "النهارده")),
        (-1, word_set("yesterday", "last night", "أمس", "البارحة", "امبارح", "مبارح", "ليلة أمس", "الأمس", "بالأمس")),
        (
            -2,
            word_set(
                *("day before yesterday", "the day before yesterday", "أول أمس", "أول البارحة", "أول امبارح"),
                *("أول مبارح", "قبل أمس", "اولمبارح", "قبل البارحة"),
            ),
        ),
        (1, word_set("tomorrow", "غدا", "غداً", "بكرا", "بكرة")),
    )
    for name in names
}
"""Folded words for days near today, and how far away they are."""

LAST = one_of("last", "past", "الماضي", "الماضية", "الفائت", "الفائتة", "المنصرم", "اللي فات", "السابق")
THIS = one_of("this", "هذا", "هذه", "الحالي", "الجاري", "الحالية")


def with_numbers(plain: str) -> str:
    """Folded text with each month name as ``m07`` and words that say nothing (on, in, يوم, شهر …) left out."""
    numbered = _MONTH.sub(lambda found: f" m{_month(found[0]):02d} ", plain)
    numbered = _BY_NUMBER.sub(lambda found: f" m{int(found[1]):02d} ", numbered)
    numbered = re.sub(r"\s+", " ", _TWICE.sub(r"\1", re.sub(r"\s+", " ", numbered)))
    return re.sub(r"\s+", " ", _FILLERS.sub(" ", numbered)).strip()


def _month(name: str) -> int:
    name = name.rstrip(".")
    if name in MONTH_OF:
        return MONTH_OF[name]
    bare = name.replace(" ", "")
    return next(number for known, number in MONTH_OF.items() if known.replace(" ", "") == bare)
