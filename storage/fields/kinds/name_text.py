"""Splitting a typed name into given, father, grandfather and family, in either script. Nothing typed is dropped."""

from __future__ import annotations

import re
from functools import lru_cache

from storage.fields.kinds.typed import folded, is_arabic, word_set

_fold = lru_cache(maxsize=4096)(folded)  # the same words come again in thousands of names

Four = tuple[str, str, str, str]
DOT, EMPTY = "·", "–"
_NOTHING = frozenset({EMPTY, "-", "—"})

_BIN = word_set("بن", "ابن", "بنت", "ابنة", "bin", "ibn", "ben", "b.", "bint", "bt.", "binti", "ould", "ولد")
_KUNYA = word_set("أبو", "أبي", "أبا", "أم", "ابو", "ام", "abu", "abou", "aboo", "abo", "umm", "um", "oum", "om")
_ARTICLE = word_set(
    "al", "el", "ال", "آل", "ad", "ar", "as", "ash", "at", "an", "az", "bani", "بني", "بيت", "beit", "bayt"
)
_SERVANT = word_set("عبد", "abd", "abdel", "abdul", "abdal", "abd-al", "abd-el", "abdoul", "عبيد")
_FAITH = word_set(
    "الدين",
    "الله",
    "الإسلام",
    "الحق",
    "eddin",
    "eddine",
    "al-din",
    "al-deen",
    "el-din",
    "ad-din",
    "ud-din",
    "uddin",
    "aldin",
)
_TITLES = word_set(
    *("د.", "د", "دكتور", "الدكتور", "الدكتورة", "الشهيد", "الشهيدة", "الطفل", "الطفلة", "الحاج", "الحاجة", "الشيخ"),
    *("السيد", "السيدة", "الأستاذ", "أستاذ", "المهندس", "م.", "dr", "dr.", "mr", "mr.", "mrs", "mrs.", "ms", "ms."),
    *("haj", "hajj", "sheikh", "shaykh", "martyr", "child"),
)
_GIVEN_KUNYAS = word_set("بكر", "bakr", "bakir")
_FAMILY = word_set("عائلة", "آل", "family", "العائلة", "بيت", "أسرة")
_QUOTES = str.maketrans(dict.fromkeys('«»“”"„()', " "))
_QUOTED = re.compile(r"[«“\"„(]\s*([^«»“”\"„()]+?)\s*[»”\"“)]")


def nickname(line: str) -> tuple[str, str]:
    """A kunya or nickname in quotes or brackets, or a kunya in front, and the line without it."""
    found = _QUOTED.search(line)
    if found:
        return found[1], _unquoted(f"{line[: found.start()]} {line[found.end() :]}")
    line = _unquoted(line)
    words = line.split()
    if DOT not in words and len(words) >= 2 and _is_kunya(words):
        end = _end_of_unit(words, 1)
        return " ".join(words[:end]), " ".join(words[end:]).removeprefix("/").strip()
    return "", line


def _unquoted(line: str) -> str:
    return " ".join(line.translate(_QUOTES).split())


def without_strays(line: str) -> str:
    """The line without signs that stand alone and say nothing: dashes, question marks, slashes at an edge."""
    words = line.split()
    dotted_line = DOT in words
    kept = [word for word in words if _says(word) or word == "/" or (dotted_line and word in {DOT, *_NOTHING})]
    whole = [
        word
        for place, word in enumerate(kept)
        if word != "/" or (place > 0 and kept[place - 1] != "/" and any(map(_says, kept[place + 1 :])))
    ]
    return " ".join(whole)


def _says(word: str) -> bool:
    return any(sign.isalnum() for sign in word)


def scripts(line: str) -> tuple[str, str]:
    """The Arabic and the Latin words of a line."""
    if DOT in line.split() or "/" in line.split():
        halves = [half.strip() for half in re.split(r"(?:^| )/(?= |$)", line, maxsplit=1)]
        if len(halves) == 2 and is_arabic(halves[0]) != is_arabic(halves[1]):
            return (halves[0], halves[1]) if is_arabic(halves[0]) else (halves[1], halves[0])
        return (line, "") if is_arabic(line) else ("", line)
    words = line.split()
    ar = " ".join(word for word in words if is_arabic(word))
    return ar, " ".join(word for word in words if not is_arabic(word))


def split(text: str) -> Four:
    """The four parts of a name in one script."""
    words = text.split()
    if DOT in words:
        return _undotted(text)
    if len(words) > 1 and _fold(words[0]) in _FAMILY and _fold(words[0]) not in _ARTICLE:
        return "", "", "", text
    units = _units(words)
    if not units:
        return "", "", "", ""
    if len(units) == 1:
        return units[0], "", "", ""
    if len(units) == 2:
        return (units[0], units[1], "", "") if _is_bin(units[1]) else (units[0], "", "", units[1])
    if len(units) == 3:
        return (*units, "") if _is_bin(units[2]) else (units[0], units[1], "", units[2])  # type: ignore[return-value]
    return units[0], units[1], units[2], " ".join(units[3:])


def dotted(four: Four) -> str:
    """The parts with dots between, for names that do not split so by themselves."""
    if not any(four):
        return ""
    return f" {DOT} ".join(part or EMPTY for part in four)


def _undotted(text: str) -> Four:
    parts = [part.strip() for part in re.split(rf"(?:^| ){DOT}(?= |$)", text)]
    parts = ["" if part in _NOTHING else part for part in parts]
    parts += [""] * (4 - len(parts))
    return parts[0], parts[1], parts[2], " ".join(part for part in parts[3:] if part)


def _is_kunya(words: list[str]) -> bool:
    """Abu Bakr is a given name, every other Abu in front is a kunya."""
    return _fold(words[0]) in _KUNYA and _fold(words[1]) not in _GIVEN_KUNYAS


def _is_bin(unit: str) -> bool:
    return _fold(unit.split()[0]) in _BIN


def _units(words: list[str]) -> list[str]:
    """Words grouped so that each group is one part: ``عبد الرحمن``, ``بن خالد``, ``أبو زيد``, ``al Ahmad``."""
    units, start = [], 0
    while start < len(words):
        end = _end_of_unit(words, start)
        units.append(" ".join(words[start:end]))
        start = end
    return units


def _end_of_unit(words: list[str], start: int) -> int:
    """Where the part that begins at ``start`` ends."""
    end = start
    if start == 0 and len(words) > 1 and _fold(words[0]) in _TITLES:
        end = 1
    while end < len(words) - 1 and _fold(words[end]) in _BIN | _KUNYA | _ARTICLE:
        end += 1
    word = _fold(words[end])
    if word in _SERVANT and end + 1 < len(words):
        end += 1
        if _fold(words[end]) in _ARTICLE and end + 1 < len(words):
            end += 1
    end += 1
    while end < len(words) and _fold(words[end]) in _FAITH:
        end += 1
    if end + 1 < len(words) and words[end] == "/":  # "محمد / أحمد": one part told in two ways
        end = _end_of_unit(words, end + 1)
    return min(end, len(words))
