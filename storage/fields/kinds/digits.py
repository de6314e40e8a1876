"""Whole numbers as they are written in either script: ``1,200``, ``١٬٢٠٠``, ``seven``, ``سبعة``."""

from __future__ import annotations

import re

from storage.fields.kinds.typed import folded, one_of

GROUPED = r"(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?: 0\d{2})+|\d{1,12})"
"""A number with or without separators of thousands (a space only where no second number can be meant)."""

_SPELLED = {
    folded(word): number
    for number, words in enumerate(
        (
            ("zero", "صفر"),
            ("one", "واحد", "واحدة", "شخص واحد"),
            ("two", "اثنان", "اثنين", "اثنتان", "اثنتين", "تنين"),
            ("three", "ثلاثة", "ثلاث", "تلاتة"),
            ("four", "أربعة", "أربع"),
            ("five", "خمسة", "خمس"),
            ("six", "ستة", "ست"),
            ("seven", "سبعة", "سبع"),
            ("eight", "ثمانية", "ثماني", "ثمان", "تمانية"),
            ("nine", "تسعة", "تسع"),
            ("ten", "عشرة", "عشر"),
        )
    )
    for word in words
}
NUMBER = f"(?:{GROUPED}|{one_of(*_SPELLED)})"
"""A number in digits or, up to ten, in words; for folded text."""


def number(text: str) -> int:
    """The number of a text that matches :data:`NUMBER`."""
    word = folded(text)
    return _SPELLED[word] if word in _SPELLED else int(re.sub(r"[ ,]", "", word))


def grouped(value: int) -> str:
    """A number with commas at the thousands, digits 0–9 in both languages."""
    return f"{value:,}"
