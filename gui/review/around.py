"""The record around a question: its fields in a card; what teams disagree about never looks certain."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QFrame, QWidget

from gui.detail import fact, pair
from gui.known import Known
from gui.listing.field_columns import told_of
from gui.review.facts import SHOWN
from gui.say import say, words
from gui.widgets import card, label, words_label
from storage import RECORDS, Entry, Privacy


def record_card(entry: Entry, narrative: str, known: Known, *, without: str = "") -> QFrame:
    """A card with what the record says; ``without`` is a field shown elsewhere."""
    parts: list[QWidget] = [label(words().kind(entry.kind), "strong")]
    where = next((name for name in ("place", "origin", "parent") if entry.values.get(name)), "")
    if where and where != without:
        place: Any = entry.values[where]
        line = " · ".join(one for one in (known.place(str(place)), known.area(str(place))) if one)
        parts.append(pair(say("Place"), told_of(entry, where, known) if where in entry.disputed else line))
    for name in SHOWN.get(entry.kind, ()):
        item = RECORDS[entry.kind].fields[name]
        if name != without and item.privacy is not Privacy.SEALED:
            text = told_of(entry, name, known)
            if text:
                parts.append(pair(words().field(item.key), text))
    if narrative:
        parts.append(fact(narrative[:600]))
    others = [name for name in entry.disputed if name != without]
    if others:
        names = (words().field(f"{entry.kind}.{name}") for name in others)
        line = say("Teams disagree about: {fields}.", fields=say(", ").join(names))
        parts.append(words_label(line, "hint", "warning"))
    return card(*parts, gap=6)
