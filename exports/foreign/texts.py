"""Text files with columns, in whatever alphabet and with whatever sign between the columns."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator

LONGEST_FIELD = 40_000
_SIGNS = ",;\t|"
_ARABIC = re.compile("[\u0621-\u064a]{3,}")
_MOJIBAKE = re.compile("[A-Za-z\u00c0-\u024f][\u0621-\u064a]|[\u0621-\u064a][A-Za-z\u00c0-\u024f]")
_COMMON = frozenset("ابتدرسعفقلمنهويةأ")
_OLD = ("cp1256", "cp1252", "iso8859_6", "cp1254", "cp1251", "cp720", "cp864", "mac_arabic")


class NoText(Exception):
    """These bytes are no text."""


class TooWide(Exception):
    """A line has more columns than fit."""


def decoded(data: bytes) -> tuple[str, str]:
    """The text of a file and its encoding.

    UTF-8 and UTF-16 are told by themselves. Of the old alphabets that of Arabic Windows is preferred where it gives
    Arabic words, then whatever the letters look most like.

    Raises:
        NoText: it is none.
    """
    if data[:3] == b"\xef\xbb\xbf":
        return data[3:].decode("utf-8", "replace"), "utf-8"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace"), "utf-16"
    head = data[:4096]
    if head.count(0) > len(head) // 5:
        name = "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"
        return _sound(data.decode(name, "replace")), name
    try:
        return _sound(data.decode("utf-8")), "utf-8"
    except UnicodeDecodeError:
        pass
    broken = data.decode("utf-8", "replace")
    if broken.count("\ufffd") * 200 < len(broken) - sum(map(str.isascii, broken[:20_000])):
        return _sound(broken), "utf-8"  # a few letters were cut in two
    name = _old_alphabet(data)
    return _sound(data.decode(name, "replace")), name


def _sound(text: str) -> str:
    if "\0" in text[:4096] or not text.strip():
        raise NoText
    return text


def _old_alphabet(data: bytes) -> str:
    sample = data[: 1 << 18]
    best = max(("cp1256", "iso8859_6", "cp720", "mac_arabic"), key=lambda name: _arabic(sample, name))
    if _arabic(sample, best) > 0:
        return best
    from charset_normalizer import from_bytes

    found = from_bytes(sample, cp_isolation=list(_OLD), steps=8, chunk_size=1024).best()
    return found.encoding if found is not None else "cp1252"


def _arabic(sample: bytes, name: str) -> float:
    """How much an alphabet makes Arabic of these bytes: whole words of the letters that are common."""
    try:
        text = sample.decode(name, "replace")
    except LookupError:
        return 0.0
    words = _ARABIC.findall(text)
    if len(words) <= text.count("\n") // 20:
        return 0.0
    letters = "".join(words)
    if (letters.count("ا") + letters.count("ل")) * 8 < len(letters):
        return 0.0  # letters of another script that fall on Arabic ones
    common = sum(letter in _COMMON for letter in letters)
    strange = text.count("\ufffd") + len(_MOJIBAKE.findall(text)) + len(re.findall("[\u0080-\u009f]", text))
    return common - 3.0 * strange - (len(letters) - common) * 0.8


def delimiter(text: str) -> str:
    """The sign between the columns: what parts most lines into equally many."""
    said = re.match(r"\ufeff?sep=(.)\r?\n", text, re.IGNORECASE)
    if said:
        return said[1]
    lines = [line for line in text[: 1 << 17].splitlines()[:200] if line.strip()]
    best, score = ",", (0.0, 0)
    for sign in _SIGNS:
        counts = Counter(_columns(line, sign) for line in lines)
        counts.pop(1, None)
        if not counts:
            continue
        columns, times = max(counts.items(), key=lambda one: (one[1], one[0]))
        told = (round(times / len(lines), 1), columns)
        if told > score:
            best, score = sign, told
    return best


def _columns(line: str, sign: str) -> int:
    """The columns of a line, signs between quotes left out."""
    return re.sub('"[^"]*"', "", line).count(sign) + 1


def rows(text: str, *, most_columns: int, stop: Callable[[], None]) -> Iterator[list[str]]:
    """The lines of a text as cells.

    Raises:
        TooWide: a line has more columns than fit. csv.Error: the quotes of a cell never close.
    """
    sign = delimiter(text)
    csv.field_size_limit(LONGEST_FIELD)
    started = re.sub(r"^\ufeff?sep=.\r?\n", "", text, flags=re.IGNORECASE)
    for number, row in enumerate(csv.reader(_lines(started, sign, most_columns), delimiter=sign, strict=False)):
        if number % 2000 == 0:
            stop()
        if len(row) > most_columns:
            raise TooWide
        yield row


def _lines(text: str, sign: str, most: int) -> Iterator[str]:
    for line in io.StringIO(text, newline=""):
        if line.count(sign) > most * 4:
            raise TooWide
        yield line
