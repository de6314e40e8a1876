"""What taking a foreign file in would do: its rows, what they ask, what could not be read. Nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from exports.foreign.mapping import Mapping
from exports.reread.proposal import How, Refusal, Spot
from storage import Message

RowHow = Literal["new", "changed", "same", "doubtful", "refused"]
"""Not here yet; here and told otherwise now; here and the same; waits for an answer; a cell could not be read."""

NOWHERE = "-"
"""In :attr:`Mapping.places` and ``codes``: this spelling shall be left empty."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of a record taken in earlier that the file tells otherwise now.

    Attributes:
        field: its name in the record's kind; label: as people call it.
        was, file, now: as text: what the import before wrote, the file, the register; "" for empty.
        how: changed in the file only (``changed``) or here meanwhile as well (``conflict``).
    """

    field: str
    label: str
    was: str
    file: str
    now: str
    how: How


@dataclass(slots=True)
class IntakeRow:
    """One record of a row.

    Attributes:
        spot: the row in the file.
        kind, record: what it becomes, or is already; the same row always has the same id.
        how: what would happen.
        who: what the record is called.
        values: canonical forms by field: of a new record all, of a known one those that change.
        key, content: what finds the row again, and tells whether it changed.
        of: the id of the record it belongs to, from this file; "" when it stands by itself.
        changes: of a known record.
        waits: keys of the open questions.
        lacks: what is still missing before the record can be complete.
        unread: the row has cells that could not be read; they stand among the problems.
        heads: of a known record: field → stamps of what its author had seen.
        intake: the record that keeps where it came from.
    """

    spot: Spot
    kind: str
    record: str
    how: RowHow
    who: str
    values: dict[str, Any]
    key: str
    content: str
    of: str = ""
    changes: tuple[FieldChange, ...] = ()
    waits: tuple[str, ...] = ()
    lacks: tuple[Message, ...] = ()
    heads: dict[str, tuple[bytes, ...]] = field(default_factory=dict)
    intake: str = ""

    @property
    def conflicts(self) -> bool:
        """Whether taking it in leaves something for a person to decide."""
        return any(one.how == "conflict" for one in self.changes)


@dataclass(frozen=True)
class Choice:
    """One answer that is offered: what to put into the mapping, and what it is called (with the areas above it)."""

    value: str
    label: str


@dataclass(frozen=True)
class Question:
    """A spelling that stands in the file and is not understood for sure: asked once, however often it occurs.

    Attributes:
        key: what the answer is kept under; what: a place or a code word.
        field: the first field it stands in; of a code word the one whose ``Mapping.codes`` keeps the answer.
        text: as written, the commonest spelling; within: the areas the row names around a place, "" for none.
        count: rows; spot: the first of them.
        offer: the likeliest answer, "" for none; choices: the likeliest first.
    """

    key: str
    what: Literal["place", "code"]
    field: str
    text: str
    within: str
    count: int
    spot: Spot
    offer: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Gone:
    """A row of this source that was taken in earlier and is not in the file any more; its record stays."""

    kind: str
    record: str
    who: str
    sheet: str
    row: int


@dataclass
class IntakePlan:
    """All of it.

    Attributes:
        file_name, sha256: of the file; mapping: how it was understood.
        rows: in the order of the file, what belongs to a row behind it.
        questions: the most frequent first.
        problems: cells that could not be read, and what else is to be told.
        gone: only of sources whose rows have an id of their own.
        proposed: places that the answers propose anew: id → canonical values.
        seen: the journal position this was compared with.
    """

    file_name: str
    sha256: str
    mapping: Mapping
    rows: list[IntakeRow] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    problems: list[Refusal] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)
    proposed: dict[str, dict[str, Any]] = field(default_factory=dict)
    seen: int = 0

    def clean(self) -> frozenset[str]:
        """The ticks to begin with: new rows, and rows that changed in the file only."""
        return frozenset(
            row.record for row in self.rows if row.how == "new" or (row.how == "changed" and not row.conflicts)
        )

    def counts(self) -> dict[str, int]:
        """How many rows of each sort, for the chips and the command line."""
        found = Counter(row.how for row in self.rows)
        return {
            **{how: found[how] for how in ("new", "changed", "same", "doubtful", "refused")},
            "conflicts": sum(row.conflicts for row in self.rows),
            "incomplete": sum(bool(row.lacks) and row.how == "new" for row in self.rows),
            "gone": len(self.gone),
            "questions": len(self.questions),
            "problems": len(self.problems),
        }

    def by_kind(self) -> dict[str, int]:
        """How many new records of each kind."""
        return dict(Counter(row.kind for row in self.rows if row.how == "new"))


def ticked(plan: IntakePlan, ticks: Iterable[str] | None) -> list[IntakeRow]:
    """The rows that are ticked and would write something, each only with the row it belongs to."""
    wanted = plan.clean() if ticks is None else frozenset(ticks)
    found = [row for row in plan.rows if row.record in wanted and row.how in ("new", "changed")]
    here = {row.record for row in plan.rows if row.how in ("changed", "same")} | {row.record for row in found}
    here |= {row.of for row in plan.rows} - {row.record for row in plan.rows}  # taken in from an earlier file
    return [row for row in found if not row.of or row.of in here]
