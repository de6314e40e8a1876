"""Which editor a field gets, by its kind; and what the lists of codes and records offer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from gui.forms.editors import Ask, CodeEditor, CodesEditor, Editor, LineEditor, NoteEditor
from gui.say import words
from gui.table.line_list import Offer
from storage import Code, Codes, Field, Note, PlaceRef, Ref, Refs, code_list, folded

Offers = Callable[[str], Sequence[Offer]]


def code_offers(list_name: str, *, letters: bool = False) -> Offers:
    """The codes of a list, found by the beginning of any word of their names in either language."""

    def offers(text: str) -> list[Offer]:
        wanted = folded(text)
        found = []
        for item in code_list(list_name).offered():
            names = " ".join(folded(name) for name in item.labels.values())
            letter = item.more.get(f"letter::{words().language}", "") if letters else ""
            rank = _rank(wanted, [*item.labels.values(), *item.more.values()], names)
            if rank:
                found.append((rank, Offer(item.code, words().code(list_name, item.code), box=letter)))
        return [offer for _, offer in sorted(found, key=lambda pair: -pair[0])] if wanted else [o for _, o in found]

    return offers


def _rank(wanted: str, names: Sequence[str], whole: str) -> int:
    plain = [folded(name) for name in names]
    if not wanted or wanted in plain:
        return 3
    if any(name.startswith(wanted) for name in plain):
        return 2
    return 1 if f" {wanted}" in f" {whole}" else 0


def editor_for(field: Field[Any], reading: Ask, offers: Offers | None = None, *, hint: str | None = None) -> Editor:
    """The editor of a field; ``offers`` lists the records a reference may point to."""
    kind = field.kind
    said = words().hint(field.key) if hint is None else hint
    if isinstance(kind, Code):
        return CodeEditor(kind, reading, offers or code_offers(kind.list_name), hint=said)
    if isinstance(kind, Codes):
        return CodesEditor(kind, reading, offers or code_offers(kind.list_name), hint=said)
    if isinstance(kind, Note):
        return NoteEditor(kind, reading, hint=said)
    if isinstance(kind, Refs) and offers:
        return CodesEditor(kind, reading, offers, hint=said)
    if isinstance(kind, Ref | PlaceRef) and offers:
        return CodeEditor(kind, reading, offers, hint=said)
    return LineEditor(kind, reading, hint=said)
