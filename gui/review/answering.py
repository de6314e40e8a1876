"""What the answers of the inbox save: accepting, putting off, saying that something is not verified, throwing away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from storage import LATER, Edit, Item, Outcome, acceptance, judgement, unverifying

if TYPE_CHECKING:
    from storage import Store


def accepting(items: Sequence[Item], reason: str) -> list[Edit]:
    """Each is accepted as if it were alone; an earlier note is withdrawn with it."""
    edits = [edit for item in items for edit in acceptance(item.kind, item.record, item.question, reason)]
    return edits + [Edit("review", item.review, {"withdrawn": "accepted now"}) for item in items if item.review]


def putting_off(items: Sequence[Item], reason: str) -> list[Edit]:
    """They wait under *Later*."""
    return [judgement(item.kind, item.record, item.question, LATER, reason) for item in items]


def doubting(items: Sequence[Item], reason: str) -> list[Edit]:
    """They are to be verified again."""
    return [unverifying(item.kind, item.record, reason) for item in items]


def dropping(store: Store, items: Sequence[Item]) -> Callable[[], Outcome]:
    """What was typed and never saved is thrown away."""
    forms = [item.draft.id for item in items if item.draft is not None]

    def drop() -> Outcome:
        for form in forms:
            store.drop_draft(form)
        return Outcome(kinds=frozenset({"review"}))

    return drop
