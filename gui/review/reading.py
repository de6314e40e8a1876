"""Reading the inbox for the Review room: counts, and the first questions of each group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gui.known import Known
from gui.review.conflict_facts import learn_rivals
from gui.review.inbox_head import GROUPS
from storage import CONFLICT, SETTLED, Counts, Item, Wish

if TYPE_CHECKING:
    from storage import Store

FIRST = 60
"""So many questions of a group are read at first."""


@dataclass
class Inbox:
    """What was read of the inbox."""

    counts: Counts = field(default_factory=Counts)
    groups: dict[str, list[Item]] = field(default_factory=dict)
    fields: list[tuple[str, str, int]] = field(default_factory=list)


def read_inbox(
    store: Store, wish: Wish, segment: str, only: str, sizes: Mapping[str, int], known: Known
) -> Inbox:  # fmt: skip
    """Counts, and the first items of each group (in a reader's thread)."""
    counts, groups = store.inbox_counts(wish), dict[str, list[Item]]()
    if segment == SETTLED:
        groups[SETTLED] = store.judgements(wish, only, limit=sizes.get(SETTLED, FIRST))
    else:
        for group in GROUPS:
            if only in ("", group):
                groups[group] = store.inbox(group, wish, segment, limit=sizes.get(group, FIRST))
    learn_rivals(store, groups.get(CONFLICT, []), known)
    fields = store.conflict_fields(wish) if only == CONFLICT else []
    return Inbox(counts, groups, fields)
