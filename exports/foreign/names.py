"""Names as other people's tables hold them: whole or in parts, either script; kept whole where parts are not sure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from exports.foreign.table import Cell
from exports.reread.cells import said
from storage import (
    UNKNOWN,
    BadValue,
    Name,
    NameValue,
    Parts,
    Reading,
    Words,
    cleaned,
    folded,
    is_arabic,
    message,
    name_text,
    word_set,
)

MOST_WORDS = 7
"""A name of more words is rather a remark, or several people."""
_PARTS = ("given", "father", "grandfather", "family")
_NOBODY = UNKNOWN | word_set(
    *("no name", "nameless", "unidentified", "unnamed", "name unknown", "not identified", "anonymous"),
    *("بلا اسم", "مجهول الهوية", "مجهولة الهوية", "بدون اسم", "غير محدد", "الاسم مجهول", "لم يعرف"),
)
LONGEST_NOBODY = max(map(len, _NOBODY)) + 4
_SEVERAL = re.compile(r"[0-9٠-٩+&;؛|]|(?:^| )(?:و|and|with|مع) ")
_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile("[A-Za-z]")
_LAST_FIRST = re.compile(r"([^,،]+)[,،] *([^,،]+)")


def name_value(told: Mapping[str, Cell]) -> dict[str, Any] | None:
    """The canonical form of a name from its cells by part; None where nobody knows the name.

    Raises:
        BadValue: no letters in it, or too long.
    """
    texts = {part: cleaned(said(cell, "name", None).replace("\u0640", "")) for part, cell in told.items()}
    texts = {part: text for part, text in texts.items() if text and not _is_nobody(text)}
    if not texts:
        return None
    if not any(map(_LETTER.search, texts.values())):
        raise BadValue(message("A name is written with letters. Leave it empty when nobody knows it."))
    if max(map(len, texts.values())) > 400:
        raise BadValue(message("This is too long for a name. Put the rest into the notes."))
    value = _whole(texts[""]) if "" in texts else NameValue()
    if any(part in texts for part in _PARTS):
        value = _with_parts(value, texts)
    if "nick" in texts:
        value = NameValue(value.ar, value.la, texts["nick"])
    found: dict[str, Any] = Name().store(value)
    return found or None


def _is_nobody(text: str) -> bool:
    return len(text) < LONGEST_NOBODY and folded(text) in _NOBODY


def _whole(text: str) -> NameValue:
    arabic = is_arabic(text)
    if arabic and _LATIN.search(text):
        found = Name().parse(text, _READING)  # both scripts side by side
        return found if found is not None else NameValue()
    turned = _LAST_FIRST.fullmatch(text)
    if turned and len(turned[1].split()) <= 2 and not _SEVERAL.search(text):  # Al-Ahmad, Mohammad
        first = name_text.split(turned[2].strip())
        return _in_script(text, Parts(first[0], first[1] or first[3], first[2], turned[1].strip()))
    if len(text.split()) > MOST_WORDS or _SEVERAL.search(text) or turned:
        return _in_script(text, Parts(given=text))  # who is meant is for a person to say
    found = Name().parse(text, _READING)
    return found if found is not None else _in_script(text, Parts(given=text))


_READING = Reading(Words("en"), date(2000, 1, 1))


def _in_script(text: str, parts: Parts) -> NameValue:
    return NameValue(ar=parts) if is_arabic(text) else NameValue(la=parts)


def _with_parts(value: NameValue, texts: Mapping[str, str]) -> NameValue:
    """Parts that have columns of their own replace what the whole name was split into."""
    scripts: dict[str, dict[str, str]] = {"ar": {}, "la": {}}
    for part in _PARTS:
        if part in texts:
            scripts["ar" if is_arabic(texts[part]) else "la"][part] = texts[part]
    made = {}
    for script, before in (("ar", value.ar), ("la", value.la)):
        own = scripts[script]
        known = dict(zip(_PARTS, before.four, strict=True)) if not own or len(own) < 2 else {}
        made[script] = Parts(**{**known, **own})
    return NameValue(made["ar"], made["la"], value.nickname)
