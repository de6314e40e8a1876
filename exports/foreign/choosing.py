"""Words of other people as codes of our lists: by code, label, synonym and memory; what is not sure is asked once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from exports.foreign.plan import NOWHERE, Choice
from exports.foreign.table import Cell
from exports.foreign.values import Asked, FieldReader, Part, Read
from exports.foreign.words import word_codes
from exports.reread.cells import said
from storage import BadValue, Code, Codes, Field, Reading, Words, code_list, fold, folded, message

_SEVERAL = re.compile(r"[;؛،,\n|/+]| و(?= )| and ")
OTHER = "other:"


def code_reader(
    item: Field[Any], parts: Sequence[Part], memory: Mapping[str, str], ask: Callable[[str, str], str]
) -> FieldReader:
    """Reads a field of codes.

    Args:
        item: of kind ``code`` or ``codes``.
        parts: its column.
        memory: folded word → code, as people answered before.
        ask: notes a question about a word of this field and gives its key.
    """
    assert isinstance(item.kind, (Code, Codes))
    at, aim = parts[0]
    list_name, several = item.kind.list_name, isinstance(item.kind, Codes)
    known = {**memory, **{fold(word): code for word, code in aim.codes.items()}}
    items = code_list(list_name).items

    def one(text: str) -> str | None:
        told = known.get(fold(text))
        if told is not None:
            return told if told in items or told.startswith(OTHER) or told == NOWHERE else None
        return word_codes(list_name).get(folded(text)) or word_codes(list_name).get(folded(text.replace("_", " ")))

    def read(told: Mapping[str, Cell]) -> Read:
        text = said(told[aim.part], "code", None).strip()
        if len(text) > 400:
            raise BadValue(message("This is too long for a word of a list. Is it the right column?"))
        found = one(text)
        if found is not None:
            return None if found == NOWHERE else [found] if several else found
        if several:
            pieces = list(_pieces(text, one))
            codes = [one(piece) for piece in pieces]
            if len(pieces) > 1 and all(codes):
                kept = item.kind.load([code for code in codes if code and code != NOWHERE])
                return item.kind.store(kept) or None
            text = next((piece for piece, code in zip(pieces, codes, strict=True) if not code), text)
        return Asked(at, ask(item.key, text))

    return FieldReader(item, parts, read)


def _pieces(text: str, one: Callable[[str], str | None]) -> Iterator[str]:
    """The words of a cell with several; forms part codes with spaces."""
    parts = [part.strip() for part in _SEVERAL.split(text) if part.strip()]
    for part in parts:
        words = part.split()
        yield from words if len(words) > 1 and one(part) is None and all(map(one, words)) else [part]


def list_of(item: Field[Any]) -> str:
    """The code list of a field, "" when it has none."""
    return item.kind.list_name if isinstance(item.kind, (Code, Codes)) else ""


def code_choices(list_name: str, text: str, words: Words) -> tuple[str, tuple[Choice, ...]]:
    """The likeliest code for a word ("" when none is near), and all codes to choose from, near ones first."""
    offered = [item.code for item in code_list(list_name).offered()]
    labels = {code: words.code(list_name, code) for code in offered}
    offer = _near(list_name, text, labels)
    ordered = sorted(offered, key=lambda code: code != offer)
    return offer, tuple(Choice(code, labels[code]) for code in ordered)


def _near(list_name: str, text: str, labels: Mapping[str, str]) -> str:
    reading = Reading(Words("en"), date(2000, 1, 1))
    kind = Code(list_name)
    try:
        found = kind.parse(text, reading) if len(text) > 2 else None
        return found if found is not None and found in labels else ""
    except BadValue as bad:
        if not bad.offer:
            return ""
        return next((code for code in labels if kind.show(code, reading) == bad.offer), "")
