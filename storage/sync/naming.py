"""Names that others gave their laptops: without signs that are not seen, and told apart where they look alike. Pure.

A name travels from laptop to laptop and a person goes by it: who is let in, who is taken out. So nothing in it turns
the line around, and two laptops called alike never stand under the same words.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping

from storage.matching.spelling import fold

LONGEST = 60
BEGINNING, WHOLE = 4, 12
"""Digits of a number that tell two laptops apart mostly, and always."""
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_MANY_MARKS = 2
_LOOKS = str.maketrans("авеёкмнорстухіјѕԁһԛѡαβεικνορτυχωоｌı|01", "abeekmhopctyxijsdhqwabeikvoptuxwolllol")
"""Letters of other scripts, and digits, that look like Latin ones."""


def readable(text: str, longest: int = LONGEST) -> str:
    """A name without signs of direction, controls, and piles of marks; single spaces, as long as fits on a line."""
    found: list[str] = []
    marks = 0
    for sign in unicodedata.normalize("NFC", text[: 8 * longest]):
        kind = unicodedata.category(sign)
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        if marks <= _MANY_MARKS:
            found.append(" " if kind in _UNSEEN and sign.isspace() else "" if kind in _UNSEEN else sign)
    return " ".join("".join(found).split())[:longest].rstrip()


def looks(name: str) -> str:
    """The same for names that a person takes for one another."""
    plain = fold(unicodedata.normalize("NFKC", readable(name))).translate(_LOOKS)
    return "".join(sign for sign in plain if sign.isalnum())


def told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """Number of each device to its name; those that look like another's have the beginning of their number with it.

    All of it where that looks like another one, too: whoever asks to join chooses both name and number.
    """
    shown, length, done = dict(names), BEGINNING, set[str]()
    while alike := _alike(shown) - done:
        shown |= {device: f"{names[device]} ({device[:length]})" for device in alike if names[device] != device}
        done |= alike if length > BEGINNING else set()
        length = WHOLE
    return shown


def _alike(names: Mapping[str, str]) -> set[str]:
    seen = {device: looks(name) for device, name in names.items()}
    often = Counter(seen.values())
    return {device for device, look in seen.items() if often[look] > 1}
