"""The words of the window: the one language spoken just now, for every screen and delegate.

``use`` changes it; nothing is announced from here (the shell rebuilds its pages and tells the entry windows).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from storage import Message, Words

_spoken: list[Words] = []
_APART = re.compile("[\u2066-\u2068][^\u2069]*\u2069")
_MARKS = {"R": "\u200f", "AL": "\u200f", "L": "\u200e"}


def use(language: str) -> Words:
    """Speak ``language`` (``"ar"`` or ``"en"``) from now on."""
    _spoken[:] = [Words(language)]
    return _spoken[0]


def words() -> Words:
    """The words of the language spoken now; Arabic before anybody chose."""
    return _spoken[0] if _spoken else use("ar")


def rtl() -> bool:
    """Whether the window is mirrored."""
    return words().rtl


def say(text: str, **params: Any) -> str:
    """The English sentence ``text`` in the language spoken now."""
    return words().t(text, **params)


def say_n(one: str, many: str, count: int, *, none: str = "", **params: Any) -> str:
    """A sentence that depends on a number; ``{count}`` is filled in. ``none``: the English for no thing at all."""
    return words().n(one, many, count, none=none, **params)


def say_message(message: Message) -> str:
    """What the storage floor wants to say, as a sentence."""
    return words().say(message)


def ltr(text: str) -> str:
    """A number, code, key or Latin word that must not jump inside Arabic text."""
    return words().ltr(text)


def lead(text: str) -> str:
    """The mark that goes before words which begin with a name of the other direction; else "".

    A label that can be selected, or is written with mark-up, takes its direction from the first letter even of what is
    isolated (a plain one does not), and would turn the whole sentence round.
    """
    own, first = _way(_APART.sub("", text)), _way(text)
    return "" if own in ("", first) else own


def _way(text: str) -> str:
    return next((_MARKS[way] for way in map(unicodedata.bidirectional, text) if way in _MARKS), "")
