"""What a workbook that came home proposes: changes, new rows, missing rows, problems. Nothing of it is written yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from exports.reread.cell_places import column_letters
from storage import Message, Seen

How = Literal["changed", "conflict", "same"]
"""Changed in the file only; changed in both, differently; the same in both."""


@dataclass(frozen=True, order=True)
class Spot:
    """A cell, or a row when ``column`` is -1.

    Attributes:
        sheet: the name on its tab; row: from 1; column: from 0.
    """

    sheet: str
    row: int
    column: int = -1

    @property
    def name(self) -> str:
        """``C14``; of a row its number alone."""
        return str(self.row) if self.column < 0 else f"{column_letters(self.column)}{self.row}"


@dataclass(frozen=True)
class CellChange:
    """One field of one record that the file says differently than the export did.

    Attributes:
        spot: its first cell that was changed.
        kind, record, field: what it belongs to.
        who: what the record is called; label: the heading of the column.
        was, file, now: the three values as text, "" for empty; ``was`` at the export.
        how: what happened.
        value: the Python value of the file, for the edit.
        formula: the value was worked out by a formula in the file.
    """

    spot: Spot
    kind: str
    record: str
    field: str
    who: str
    label: str
    was: str
    file: str
    now: str
    how: How
    value: Any
    formula: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """What a tick names."""
        return self.record, self.field


@dataclass(frozen=True)
class NewRow:
    """A row without a record: it becomes one.

    Attributes:
        record: the id it will have; the same row of the same file always has the same.
        values: field name to Python value; file: the same as (label, text).
        complete: whether nothing it needs is missing; else it becomes a draft.
        known: it was taken in before.
        likely: the id of a missing record it may be, its own number and id erased; "" when there is none.
    """

    spot: Spot
    kind: str
    record: str
    who: str
    values: dict[str, Any]
    file: tuple[tuple[str, str], ...]
    complete: bool
    known: bool = False
    likely: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What a tick names."""
        return self.record, ""


@dataclass(frozen=True)
class MissingRow:
    """A record that was exported and is not in the file any more. It stays in the register."""

    sheet: str
    kind: str
    record: str
    who: str


@dataclass(frozen=True)
class Refusal:
    """Something in the file that is not taken: where, what, and the way out.

    Attributes:
        word: the stable word of it, for tests.
        serious: a value is refused; else something is only told.
        offer: what was probably meant; choices: what to write for each of several, and what it is called.
    """

    spot: Spot
    word: str
    label: str
    who: str
    what: Message
    todo: Message | None = None
    serious: bool = True
    offer: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class RowOrigin:
    """Where a row of an entry workbook stands; written down with what is accepted of it.

    Attributes:
        intake: the id of the origin of its record; values: file, sheet, row and hidden id of the row.
        team: who filled the copy in.
        known, said: field → hash of what was taken before, and of what the row says now.
        seen: what somebody had seen who knew only what was taken before.
    """

    intake: str
    values: Mapping[str, Any]
    team: str
    known: Mapping[str, str]
    said: Mapping[str, str]
    seen: Seen | None = None


@dataclass
class Proposal:
    """All of it.

    Attributes:
        file_name, made, position, language: of the workbook; made and edited are moments in ISO, "" when not told.
        changes: in the order of the sheets.
        unchanged: cells that say what they said; seen: the journal position this was compared with.
        origins: of an entry workbook, where each record comes from.
        partner: for whom the file was made, when it was made for a partner.
    """

    file_name: str
    made: str
    position: int
    language: str
    edited: str = ""
    changes: list[CellChange] = field(default_factory=list)
    new_rows: list[NewRow] = field(default_factory=list)
    missing: list[MissingRow] = field(default_factory=list)
    problems: list[Refusal] = field(default_factory=list)
    unchanged: int = 0
    origins: dict[str, RowOrigin] = field(default_factory=dict)
    partner: str = ""

    def clean(self) -> frozenset[tuple[str, str]]:
        """The ticks to begin with: what was changed in the file only, and new rows that surely are new."""
        return frozenset(
            [one.key for one in self.changes if one.how == "changed"]
            + [one.key for one in self.new_rows if not one.known and not one.likely]
        )

    def counts(self) -> dict[str, int]:
        """How many of each, for the filter chips and the command line."""
        found = {how: sum(one.how == how for one in self.changes) for how in ("changed", "conflict", "same")}
        fresh = sum(not one.known for one in self.new_rows)
        return {
            **found,
            "same": found["same"] + len(self.new_rows) - fresh,
            "new": fresh,
            "missing": len(self.missing),
            "problems": len(self.problems),
            "unchanged": self.unchanged,
        }


def ticked(proposal: Proposal, ticks: Iterable[tuple[str, str]]) -> tuple[list[CellChange], list[NewRow]]:
    """The changes and rows that are ticked and would change anything."""
    wanted = set(ticks)
    changes = [one for one in proposal.changes if one.key in wanted and one.how != "same"]
    return changes, [one for one in proposal.new_rows if one.key in wanted and not one.known]
