"""Reading positions as they are pasted: decimal degrees, degrees-minutes-seconds, UTM, MGRS, links of map programs."""

from __future__ import annotations

import re

from storage.errors import BadValue
from storage.fields.kinds.choices import codes_by_label
from storage.fields.kinds.grids import from_mgrs, from_utm, in_band
from storage.fields.kinds.typed import folded, tidy
from storage.messages import message

Found = tuple[float, float, str]
LONGEST = 400

_LETTERS = re.compile("(?:شمال|جنوب|شرق|غرب)[ا\u064b]*|(?<![ء-ي])[شجقغ](?![ء-ي])")
_LETTER_OF = {"شم": "N", "جن": "S", "شر": "E", "غر": "W", "ش": "N", "ج": "S", "ق": "E", "غ": "W"}
_NUM = r"[+-]?\d{1,3}(?:\.\d{1,15})?"
_MINUTES = r"\s*[°d:]?\s*(?P<mNO>\d{1,2}(?:\.\d+)?)\s*['m:]?"
_SECONDS = r"\s*(?P<sNO>\d{1,2}(?:\.\d+)?)\s*(?:\"|''|(?-i:s))?"
_ANGLE = rf"(?P<dNO>{_NUM})(?:{_MINUTES}(?:{_SECONDS})?)?\s*°?"
_BEFORE = rf"(?P<sideNO>[NSEW])\s*:?\s*{_ANGLE}"
_AFTER = rf"{_ANGLE}\s*(?P<sideNO>[NSEW])?"
_DECIMAL = re.compile(rf"(?P<a>{_NUM})\s*°?(?:\s*[,;/]\s*|\s+)(?P<b>{_NUM})\s*°?")
_COMMAS = re.compile(r"([+-]?\d{1,3}),(\d{3,15})(?:\s*[;/]\s*|\s+|,\s+)([+-]?\d{1,3}),(\d{3,15})")
_PAIRS = tuple(
    re.compile(rf"{side.replace('NO', '1')}\s*[,;/]?\s*{side.replace('NO', '2')}", re.IGNORECASE)
    for side in (_BEFORE, _AFTER)
)
_LINK = re.compile(r"(?:geo:|[@=/])(-?\d{1,2}\.\d{2,15}),\s?(-?\d{1,3}\.\d{2,15})")
_UTM = re.compile(
    r"(?:UTM\s*)?(?:zone\s*)?(?P<zone>\d{1,2})\s*(?P<band>[C-HJ-NP-X])?\s*[,;]?\s*(?P<e>\d{6}(?:\.\d{1,9})?)\s*m?\s*E?\s*[,;]?\s*"
    r"(?P<n>\d{1,8}(?:\.\d{1,9})?)\s*m?\s*N?",
    re.IGNORECASE,
)
_MGRS = re.compile(
    r"(?:MGRS\s*)?(?P<zone>\d{1,2})\s*(?P<band>[C-HJ-NP-X])\s*(?P<square>[A-HJ-Z][A-HJ-V])\s*(?P<digits>[\d\s]*)",
    re.IGNORECASE,
)
_BEHIND = re.compile(r"(?P<point>.*\S)\s*\((?P<precision>[^()]+)\)")
_BY_PLACES = {0: "governorate", 1: "subdistrict", 2: "1km", 3: "100m"}
_BY_GRID = {0: "district", 1: "subdistrict", 2: "1km", 3: "100m"}


def read(text: str) -> Found | None:
    """Latitude, longitude and precision of typed text; None when blank.

    Raises:
        BadValue: not a position, or not on the earth; the message says what is understood.
    """
    plain = tidy(text)
    if not plain:
        return None
    if len(plain) <= LONGEST:
        plain, precision = _precision(plain)
        plain = _LETTERS.sub(lambda found: _latin(found[0]), plain)
        found = _link(plain) or _grid(plain) or _pair(plain)
        if found:
            return found[0], found[1], precision or found[2]
    raise BadValue(
        message(
            "A position is understood as 35.443, 36.651 or 35°26'35\"N 36°39'04\"E, or as a UTM or MGRS reference."
        )
    )


def _latin(letter: str) -> str:
    return _LETTER_OF.get(letter[:2]) or _LETTER_OF[letter[0]]


def _precision(plain: str) -> tuple[str, str]:
    found = _BEHIND.fullmatch(plain)
    if found:
        code = codes_by_label("position-precision").get(folded(found["precision"]))
        if code:
            return found["point"], code
    return plain, ""


def _link(plain: str) -> Found | None:
    found = _LINK.search(plain) if "geo:" in plain or "://" in plain else None
    return _on_earth(float(found[1]), float(found[2]), _places(found[1], found[2])) if found else None


def _grid(plain: str) -> Found | None:
    found = _UTM.fullmatch(plain)
    if found and 1 <= int(found["zone"]) <= 60:
        return _utm(int(found["zone"]), (found["band"] or "N").upper(), float(found["e"]), float(found["n"]))
    found = _MGRS.fullmatch(plain)
    if not found:
        return None
    digits = re.sub(r"\s", "", found["digits"])
    point = None
    if 1 <= int(found["zone"]) <= 60 and len(digits) % 2 == 0 and len(digits) <= 10:
        point = from_mgrs(int(found["zone"]), found["band"].upper(), found["square"].upper(), digits)
    if point is None:
        raise BadValue(
            message("There is no such MGRS square. Check the letters; the digits come in two equal halves.")
        )
    return point[0], point[1], _BY_GRID.get(len(digits) // 2, "exact")


def _utm(zone: int, band: str, easting: float, northing: float) -> Found:
    if 100_000 <= easting <= 900_000 and northing <= 10_000_000:
        point = from_utm(zone, easting, northing, north=band >= "N")
        if band == "N" or in_band(point[0], band):  # N alone is often meant as "north"
            return point[0], point[1], "exact"
    raise BadValue(
        message("There is no such UTM point. Check the zone with its letter, such as 37S, then east, then north.")
    )


def _pair(plain: str) -> Found | None:
    commas = _COMMAS.fullmatch(plain)
    if commas:
        plain = f"{commas[1]}.{commas[2]} {commas[3]}.{commas[4]}"
    decimal = _DECIMAL.fullmatch(plain)
    if decimal:
        return _on_earth(float(decimal["a"]), float(decimal["b"]), _places(decimal["a"], decimal["b"]))
    found = next((match for match in (pair.fullmatch(plain) for pair in _PAIRS) if match), None)
    if not found:
        return None
    first, second = _angle(found, 1), _angle(found, 2)
    one, two = ((found[f"side{n}"] or "").upper() for n in (1, 2))
    if first is None or second is None or (one + two and "".join(sorted(one + two)) not in {"EN", "ES", "NW", "SW"}):
        return None
    first, second = (-first if one in {"S", "W"} else first), (-second if two in {"S", "W"} else second)
    lat, lon = (second, first) if one in {"E", "W"} else (first, second)
    whole = not (found["m1"] or found["m2"])
    return _on_earth(lat, lon, _places(found["d1"], found["d2"]) if whole else _fine(found))


def _angle(found: re.Match[str], number: int) -> float | None:
    degrees, minutes, seconds = (float(found[f"{part}{number}"] or 0) for part in "dms")
    if minutes >= 60 or seconds >= 60 or ("." in found[f"d{number}"] and found[f"m{number}"]):
        return None
    size = abs(degrees) + minutes / 60 + seconds / 3600
    return -size if found[f"d{number}"].startswith("-") else size


def _fine(found: re.Match[str]) -> str:
    """Seconds place a point within 30 m, whole minutes within 2 km."""
    return "exact" if found["s1"] or "." in (found["m1"] or "") else "1km"


def _places(*numbers: str) -> str:
    """The precision that the number of decimal places can carry."""
    return _BY_PLACES.get(max(len(number.partition(".")[2]) for number in numbers), "exact")


def _on_earth(lat: float, lon: float, precision: str) -> Found:
    if abs(lat) <= 90 and abs(lon) <= 180:
        return lat, lon, precision
    if abs(lat) <= 180 and abs(lon) <= 90:
        raise BadValue(message("Latitude goes from -90 to 90. Were the two numbers swapped?"), f"{lon:.5f}, {lat:.5f}")
    raise BadValue(message("Latitude goes from -90 to 90 and longitude from -180 to 180."))
