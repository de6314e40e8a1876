"""One line of the inbox, and how much of each group waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from storage.edits import Draft
from storage.lists.listing import Row
from storage.review.confirming import WaitingFile
from storage.review.inbox import BADGE, CONFIRM, DRAFT, Question

TYPED = f"{DRAFT}:typed"
"""What is asked of a form that was closed before all of it could be saved."""
WHOLE_FILE = f"{CONFIRM}:file"
"""What is asked of all rows of a file at once."""
TODO, PUT_OFF, SETTLED = "todo", "later", "settled"
SEGMENTS = (TODO, PUT_OFF, SETTLED)


@dataclass(frozen=True)
class Counts:
    """How many questions wait, by group; were put off, by group; how many judgements settled something.

    ``files`` are those whose rows wait to be confirmed.
    """

    todo: Mapping[str, int] = field(default_factory=dict)
    later: Mapping[str, int] = field(default_factory=dict)
    settled: int = 0
    files: int = 0

    @property
    def badge(self) -> int:
        """What the rail shows: decisions that wait, a file's rows as one; without the records still to be verified."""
        return self.files + sum(self.todo.get(group, 0) for group in BADGE)


@dataclass(frozen=True)
class Item:
    """One line of the inbox.

    Attributes:
        kind, record: whose question it is.
        question: what is asked; of a settled one what was judged.
        row: the record as lists show it; None when it is not here.
        when: when the record, or the judgement, was entered.
        review: the judgement, "" while nobody judged; verdict, reason, who: of it.
        draft: what is being typed and is no record yet, or differs from it (question ``draft:typed``).
        file: a whole file whose rows wait (question ``confirm:file``); ``record`` is its hash, ``who`` took it in.
    """

    kind: str
    record: str
    question: Question
    row: Row | None
    when: datetime
    review: str = ""
    verdict: str = ""
    reason: str = ""
    who: str = ""
    draft: Draft | None = None
    file: WaitingFile | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from other lines."""
        return self.record + self.review, self.question.about
