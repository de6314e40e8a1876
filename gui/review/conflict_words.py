"""What the page of a conflict says: the question, what is shown meanwhile and why, who stands behind a value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gui.known import Known
from gui.listing.field_columns import shown
from gui.review.conflict_facts import ConflictFacts, is_sealed
from gui.say import say, words
from gui.table.list_cells import either
from storage import RECORDS, Item

PLACES = frozenset({"place", "origin", "destination", "outcome_place", "home", "parent"})


def field_words(kind: str, name: str) -> str:
    """The label of a field, of whatever program."""
    return words().field(f"{kind}.{name}") if name in RECORDS[kind].fields else name


def value_words(kind: str, name: str, value: Any, known: Known) -> str:
    """A value in words; *empty* is a value too."""
    item = RECORDS[kind].fields.get(name)
    if value is None or value == "":
        return say("left empty")
    return shown(item, value, known) if item is not None else str(value)


def conflict_title(item: Item) -> str:
    """``Victim: age``: a line of the list."""
    if item.kind not in RECORDS:
        return item.question.rule
    return f"{words().kind(item.kind)}{say(': ')}{field_words(item.kind, item.question.rule)}"


def rivals_words(item: Item, known: Known) -> str:
    """``34 or 43``; nothing of a sealed field."""
    name = item.question.rule
    if item.row is None or is_sealed(item.kind, name):
        return ""
    rivals = reversed(item.row.disputed.get(name, ()))  # as on the page: what was written first stands first
    texts = dict.fromkeys(value_words(item.kind, name, one, known) for one in rivals)
    return either(tuple(texts)) if texts else ""


def meanwhile_words(facts: ConflictFacts, known: Known) -> str:
    """What is shown and counted until somebody decides."""
    one = facts.dispute
    texts = [value_words(one.kind, one.field, stance.value, known) for stance in reversed(one.stances)]  # as in lists
    parts = []
    if one.protected and not facts.sealed:
        parts.append(say("Everywhere else it shows as “{values}”.", values=either(tuple(texts))))
    elif not one.protected:
        parts.append(say("The newest stands meanwhile; the other is kept."))
    parts.append(_safe_side(one.kind, one.field))
    return " ".join(part for part in parts if part)


def _safe_side(kind: str, name: str) -> str:
    if name == "outcome":
        return say("Counts take the safe side: missing until all agree on a find, and no death is confirmed.")
    if name == "consent":
        return say("The stricter consent holds.")
    if kind == "village_state":
        return say("The village does not count as emptied or cleared.")
    if kind == "movement" and name == "direction":
        return say("These people count as still inside.")
    if name in PLACES:
        return say("What leaves the register names the larger place that holds both.")
    if name == "age":
        return say("Age counts use only what holds for every value.")
    if name in ("verification", "civilian_status"):
        return say("It does not leave the register as verified.")
    return ""


def voices_words(names: Sequence[str]) -> str:
    """Names, the unknown ones left out."""
    return say(", ").join(dict.fromkeys(name for name in names if name))
