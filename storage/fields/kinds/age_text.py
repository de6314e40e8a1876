"""Reading ages as they are typed: years without a unit, months, weeks, days, Arabic duals, bands, and their basis."""

from __future__ import annotations

import re
from collections.abc import Callable

from storage.errors import BadValue
from storage.fields.kinds.choices import codes_by_label
from storage.fields.kinds.digits import NUMBER, number
from storage.fields.kinds.typed import UNKNOWN, folded, one_of, word_set
from storage.messages import message

Found = tuple[int | None, int | None, str, bool, str | None, str]
"""min, max, unit, about, band, basis: the attributes of ``AgeValue`` in order."""
LONGEST = 100
OLDEST = 150

_BANDS = {
    "infant": word_set(
        "infant", "baby", "newborn", "toddler", "رضيع", "رضيعة", "مولود", "حديث الولادة", "حديثة الولادة"
    ),
    "child": word_set("child", "kid", "minor", "boy", "girl", "طفل", "طفلة", "ولد", "قاصر", "صغير", "صغيرة"),
    "adult": word_set("adult", "grown-up", "grown up", "بالغ", "بالغة", "راشد", "راشدة", "شاب", "شابة"),
    "elderly": word_set(
        *("elderly", "old", "senior", "aged", "old man", "old woman", "مسن", "مسنة", "عجوز", "كبير السن"),
        *("كبيرة السن", "كبير بالسن", "كبيرة بالسن", "شيخ"),
    ),
}
_UNITS = {
    "y": (
        "years old",
        "year old",
        "years",
        "year",
        "yrs",
        "yr",
        "y",
        "سنة",
        "سنوات",
        "سنين",
        "عاما",
        "عام",
        "أعوام",
        "س",
    ),
    "m": (
        "months old",
        "month old",
        "months",
        "month",
        "mths",
        "mth",
        "mo",
        "m",
        "شهر",
        "شهرا",
        "أشهر",
        "شهور",
        "اشهر",
    ),
    "w": ("weeks old", "week old", "weeks", "week", "wks", "wk", "w", "أسبوع", "أسبوعا", "أسابيع"),
    "d": ("days old", "day old", "days", "day", "d", "يوم", "يوما", "أيام", "ايام"),
}
_DUALS = {
    **dict.fromkeys(word_set("سنتان", "سنتين", "عامان", "عامين"), "y"),
    **dict.fromkeys(word_set("شهران", "شهرين"), "m"),
    **dict.fromkeys(word_set("أسبوعان", "أسبوعين"), "w"),
    **dict.fromkeys(word_set("يومان", "يومين"), "d"),
}
_SINGLE = {
    f"{a} {name}": unit
    for unit, names in _UNITS.items()
    for name in names
    if name.isascii()
    for a in ("a", "an", "one")
}
_SINGLE_AR = {
    folded(name): unit for unit, names in _UNITS.items() for name in names if not name.isascii() and len(name) > 1
}
_UNIT_OF = {folded(name): unit for unit, names in _UNITS.items() for name in names}
_UNIT = one_of(*_UNIT_OF)
_N, _M = rf"(?P<n>{NUMBER})", rf"(?P<k>{NUMBER})"
_WITH_UNIT = rf"(?:[ -]?(?P<unit>{_UNIT}))?"
_ABOUT_WORDS = one_of(
    *("about", "around", "approximately", "approx.", "approx", "circa", "ca.", "ca", "~", "or so"),
    *("نحو", "حوالي", "قرابة", "تقريبا"),
)
_ABOUT = re.compile(rf"{_ABOUT_WORDS} ?")
_ABOUT_END = re.compile(rf" ?{_ABOUT_WORDS}$")
_LESS = re.compile(
    one_of("less than", "under", "below", "younger than", "<", "أقل من", "دون", "ما دون", "تحت", "أصغر من") + " ?"
)
_OVER_WORDS = one_of(
    *("more than", "over", "above", "older than", "at least", ">", "≥", ">="),
    *("أكثر من", "فوق", "أكبر من", "على الأقل"),
)
_OVER = re.compile(rf"{_OVER_WORDS} ?")
_OVER_END = re.compile(
    " ?" + one_of("+", "or older", "and older", "or more", "and above", "فأكثر", "فما فوق", "أو أكثر", "وما فوق") + "$"
)
_LEAD = re.compile(rf"{one_of('aged', 'age', 'عمره', 'عمرها', 'العمر', 'عمر', 'بعمر')}:? (?=.)")
_EXACT = re.compile(_N + _WITH_UNIT)
_RANGE = re.compile(
    rf"(?:{one_of('from', 'between', 'من', 'بين', 'ما بين')} )?{_N}(?:[ -]?{_UNIT})?"
    rf"(?: ?(?:-|\.\.) ?| {one_of('to', 'and', 'or', 'إلى', 'حتى', 'أو')} | و ?| ){_M}{_WITH_UNIT}"
)
_DECIMAL = re.compile(r"(?P<whole>\d{1,3})\.(?P<part>\d{1,2})(?: ?(?:years?|yrs?|y|سنه|سنوات|عاما?))?")
_HALVES = {
    **dict.fromkeys(word_set("half a year", "half year", "نصف سنة", "نص سنة", "½"), 6),
    **dict.fromkeys(word_set("a year and a half", "one and a half years", "سنة ونصف", "سنة ونص", "عام ونصف"), 18),
    **dict.fromkeys(word_set("two and a half years", "سنتان ونصف", "سنتين ونصف", "سنتين ونص"), 30),
}
_DECADES = {
    decade: word_set(*names)
    for decade, names in {
        20: ("twenties", "العشرينات", "العشرينيات"),
        30: ("thirties", "الثلاثينات", "الثلاثينيات"),
        40: ("forties", "الأربعينات", "الأربعينيات"),
        50: ("fifties", "الخمسينات", "الخمسينيات"),
        60: ("sixties", "الستينات", "الستينيات"),
        70: ("seventies", "السبعينات", "السبعينيات"),
        80: ("eighties", "الثمانينات", "الثمانينيات"),
        90: ("nineties", "التسعينات", "التسعينيات"),
    }.items()
}
_DECADE = re.compile(r"(?:in (?:his|her|their|the) |in |the |في )?(?P<name>[^\W\d]+|(?P<tens>[1-9]0)'?s)")
_TENS = {
    folded(name): tens
    for tens, names in {
        20: ("العشرين", "عشرين"),
        30: ("الثلاثين", "ثلاثين"),
        40: ("الأربعين", "أربعين"),
        50: ("الخمسين", "خمسين"),
        60: ("الستين", "ستين"),
        70: ("السبعين", "سبعين"),
        80: ("الثمانين", "ثمانين"),
        90: ("التسعين", "تسعين"),
    }.items()
    for name in names
}
_BASIS = re.compile(r"(?P<rest>.*?) ?(?:\((?P<in>[^()]*)\)|;(?P<behind>.*))")


def read(text: str, shown: Callable[[int, int, str], str]) -> Found | None:
    """The attributes of a typed age; None when blank. ``shown`` writes a range as a proposal.

    Raises:
        BadValue: not an age; the message says what is understood.
    """
    plain = folded(text)
    if not plain:
        return None
    if len(plain) <= LONGEST:
        plain, basis = _basis(plain)
        found = _age(_LEAD.sub("", plain, count=1), shown)
        if found:
            return (*found[:5], basis)
    raise BadValue(
        message(
            "An age is understood as 35, about 35, 30-40, 2 months, less than a day, child, elderly, or ? for unknown."
        )
    )


def _basis(plain: str) -> tuple[str, str]:
    found = _BASIS.fullmatch(plain)
    if found:
        told = (found["in"] or found["behind"] or "").strip()
        code = codes_by_label("age-basis").get(told)
        if code:
            return found["rest"].strip(), code
    return plain, ""


def _age(plain: str, shown: Callable[[int, int, str], str]) -> Found | None:
    band = _band(plain)
    if band:
        return None, None, "y", False, band, ""
    about = _ABOUT.match(plain) or _ABOUT_END.search(plain)
    if about:
        plain = (plain[: about.start()] + plain[about.end() :]).strip()
    found = _bounded(plain) or _decade(plain) or _between(plain, shown)
    if not found:
        return None
    low, high, unit = found
    if max(low or 0, high or 0) > (OLDEST if unit == "y" else 999):
        raise BadValue(message("This age is too high. Check the number, or give the unit: days, weeks, months."))
    return low, high, unit, bool(about), None, ""


def _band(plain: str) -> str | None:
    if plain in UNKNOWN:
        return "?"
    known = codes_by_label("age-band").get(plain)
    return known or next((code for code, names in _BANDS.items() if plain in names), None)


def _bounded(plain: str) -> tuple[int | None, int | None, str] | None:
    less, over = _LESS.match(plain), _OVER.match(plain) or _OVER_END.search(plain)
    if less:
        one = _one(plain[less.end() :])
        return (None, one[0], one[1]) if one and one[0] > 0 else None
    if over:
        one = _one((plain[: over.start()] + plain[over.end() :]).strip())
        return (one[0], None, one[1]) if one else None
    one = _one(plain)
    return (one[0], one[0], one[1]) if one else None


def _one(plain: str) -> tuple[int, str] | None:
    """A number with its unit: ``2 months``, ``شهرين``, ``a day``, ``1.5`` (in months)."""
    if plain in _HALVES:
        return _HALVES[plain], "m"
    if plain in _TENS:
        return _TENS[plain], "y"
    if plain in _DUALS:
        return 2, _DUALS[plain]
    unit = _SINGLE.get(plain) or _SINGLE_AR.get(plain.removesuffix(" واحد").removesuffix(" واحده"))
    if unit:
        return 1, unit
    decimal = _DECIMAL.fullmatch(plain)
    if decimal:
        months = int(decimal["whole"]) * 12 + round(float(f"0.{decimal['part']}") * 12)
        return (months // 12, "y") if months % 12 == 0 and months else (months, "m")
    exact = _EXACT.fullmatch(plain)
    if not exact:
        return None
    return number(exact["n"]), _unit(exact["unit"])


def _between(plain: str, shown: Callable[[int, int, str], str]) -> tuple[int, int, str] | None:
    found = _RANGE.fullmatch(plain)
    if not found:
        return None
    low, high = number(found["n"]), number(found["k"])
    if low > high:
        offer = shown(high, low, _unit(found["unit"]))
        raise BadValue(message("The first age is above the second. Were the two numbers swapped?"), offer)
    return low, high, _unit(found["unit"])


def _decade(plain: str) -> tuple[int, int, str] | None:
    """``in her thirties``, ``في الثلاثينات``, ``30s``."""
    found = _DECADE.fullmatch(plain)
    if not found:
        return None
    if found["tens"]:
        return int(found["tens"]), int(found["tens"]) + 9, "y"
    decade = next((decade for decade, names in _DECADES.items() if found["name"] in names), None)
    return (decade, decade + 9, "y") if decade else None


def _unit(typed: str | None) -> str:
    if not typed:
        return "y"
    return _UNIT_OF.get(typed) or next(unit for name, unit in _UNIT_OF.items() if name.replace(" ", "") == typed)
