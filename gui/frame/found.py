"""Which words of a name answer a search, and why: to be highlighted in the list and said in its column."""

from __future__ import annotations

import re
from functools import lru_cache

from gui.say import say
from gui.table.cells import EMPTY, Cell
from storage import alike, why_it_matches, words_of

_WORD = re.compile(r"\S+")
_NEAR = 0.8
Spans = tuple[tuple[int, int], ...]


@lru_cache(maxsize=4096)
def marks(text: str, typed: str) -> Spans:
    """The spans of ``text`` that answer what was typed, in either script."""
    wanted = words_of(typed)
    if not wanted or not text:
        return ()
    found = [word.span() for word in _WORD.finditer(text) if _answers(word.group(), wanted)]
    return _joined(found)


def _answers(word: str, wanted: tuple[str, ...]) -> bool:
    parts = words_of(word)
    last = wanted[-1]
    return any(part.startswith(last) or alike(one, part) > _NEAR for part in parts for one in wanted)


def _joined(spans: list[tuple[int, int]]) -> Spans:
    """Neighbouring words make one highlight."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start - joined[-1][1] <= 1:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(joined)


def reason_cell(typed: str, name: str) -> Cell:
    """Why a person was found: same spelling, other script, short form, order, close spelling; or not by the name."""
    if not typed.strip():
        return EMPTY
    if not marks(name, typed):
        return Cell(say("Code or place"), icon="tag", ink="tx2")
    reason = why_it_matches(typed, name)
    if reason == "same":
        return Cell(say("Same spelling"), icon="check", ink="rescued")
    if reason == "other_script":
        return Cell(say("Other script"), icon="languages", ink="missing")
    if reason == "short_form":
        return Cell(say("Short form"), icon="languages", ink="missing")
    if reason == "order":
        return Cell(say("Order differs"), icon="circle-help", ink="accink")
    return Cell(say("Close spelling"), icon="circle-help", ink="accink")
