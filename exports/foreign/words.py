"""The words other people write for the codes of our lists: labels in both languages, and synonyms kept as data."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from storage import code_list, folded

WORDS = Path(__file__).resolve().parents[2] / "resources" / "foreign" / "words.csv"
"""``list, code, word``: synonyms in both languages, as hospitals, councils and form builders write them."""


@lru_cache(maxsize=1)
def _synonyms() -> Mapping[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = {}
    with WORDS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["list"], []).append((row["code"], row["word"]))
    return {name: tuple(rows) for name, rows in found.items()}


@lru_cache(maxsize=128)
def word_codes(list_name: str) -> Mapping[str, str]:
    """The codes of a list by folded word: the code itself, its labels, synonyms. What could mean two codes is none.

    A label always beats a synonym, and a code that is still offered beats a retired one.
    """
    sure: dict[str, str] = {}
    items = sorted(code_list(list_name).items.values(), key=lambda item: item.retired)
    for item in items:
        for name in (item.code, item.code.replace("_", " "), *item.labels.values()):
            sure.setdefault(folded(name), item.code)
    meant: dict[str, set[str]] = {}
    for code, word in _synonyms().get(list_name, ()):
        meant.setdefault(folded(word), set()).add(code)
    more = {word: codes.pop() for word, codes in meant.items() if len(codes) == 1 and word not in sure}
    return {**sure, **more}
