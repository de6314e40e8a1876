"""What came in files: the answers that take a whole file, or several of its rows, in one save."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from storage import CONFLICT, PUT_OFF, SETTLED, Edit, Item, Outcome, Wish

if TYPE_CHECKING:
    from storage import Store

CONFIRM, UNENTITLED = "confirm", "unentitled"
PARENT = {"claim": "incident", "damage": "incident", "outcome": "victim", "function": "facility"}
"""Records without a window of their own open in that of another."""


def waiting_among(store: Store, items: Sequence[Item], wish: Wish) -> list[tuple[str, str]]:
    """The rows of files that these items stand for (in a thread), each once."""
    found: dict[tuple[str, str], None] = {}
    for item in items:
        if item.file is not None:
            found.update(dict.fromkeys(store.waiting_records(item.record, wish)))
        elif item.question.group == CONFIRM:
            found[item.kind, item.record] = None
    return list(found)


def confirming(
    store: Store, items: Sequence[Item], wish: Wish, edits: Sequence[Edit], reason: str
) -> Callable[[], Outcome]:  # fmt: skip
    """What confirms the rows these items stand for, in one save with the edits that answer others."""

    def confirm() -> Outcome:
        records = waiting_among(store, items, wish)
        if not edits:
            return store.confirm(records, why=reason)
        return store.save([*edits, *store.confirmations(records)], why=reason)

    return confirm


def refusing(store: Store, items: Sequence[Item], wish: Wish, reason: str) -> Callable[[], Outcome]:
    """What withdraws the rows these items stand for."""
    return lambda: store.refuse(waiting_among(store, items, wish), reason)


def by_key(items: Sequence[Item], segment: str, key: str) -> str:
    """Which answer the first, second or third key gives to these."""
    if segment == SETTLED:
        return "back" if key == "first" else ""
    if len(items) == 1 and items[0].question.group == CONFLICT:
        return ""  # the page with the values answers, once it is there: nobody decides what they have not seen
    can = any(item.question.group != "draft" for item in items)
    if key == "first":
        return "accept" if can else "open"
    if key == "third" and all(item.question.group == UNENTITLED for item in items):
        return "unverify" if segment != PUT_OFF else ""
    files = all(item.file is not None for item in items)
    if key == ("second" if files else "third"):
        return "refuse" if all(item.question.group == CONFIRM for item in items) else ""
    if key == "third":
        return ""
    return "back" if segment == PUT_OFF else "later"
