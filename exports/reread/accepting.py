"""Accepting what a workbook proposes: a backup first, then one save, which one Undo takes back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from exports.entry.taken import content_of
from exports.reread.proposal import CellChange, NewRow, Proposal, ticked
from storage import Edit, dated_backup

if TYPE_CHECKING:
    from storage import Outcome, Register, Store

Ticks = Iterable[tuple[str, str]]


def edits(store: Store, proposal: Proposal, ticks: Ticks) -> list[Edit]:
    """What is ticked, as edits of somebody who saw the register as it was at the export.

    So a field that was changed here meanwhile becomes an ordinary conflict, and nothing is overwritten unseen.
    """
    changes, rows, _ = _hanging(proposal, ticks)
    found = [Edit(row.kind, row.record, dict(row.values)) for row in rows]
    by_kind: dict[str, dict[str, list[CellChange]]] = defaultdict(lambda: defaultdict(list))
    for change in changes:
        by_kind[change.kind][change.record].append(change)
    for kind, records in by_kind.items():
        standing = store.standing_at(proposal.position, kind, records.keys() - proposal.origins.keys())
        for record, own in records.items():
            seen = standing[record].seen if record in standing else None
            seen = proposal.origins[record].seen if record in proposal.origins else seen
            found.append(Edit(kind, record, {one.field: one.value for one in own}, seen=seen))
    return found + _origins(proposal, found)


def left_out(proposal: Proposal, ticks: Ticks) -> int:
    """How many ticked changes and rows are not taken, since they name a new row that is not ticked."""
    return _hanging(proposal, ticks)[2]


def _hanging(proposal: Proposal, ticks: Ticks) -> tuple[list[CellChange], list[NewRow], int]:
    """What is ticked and hangs on nothing that is not; and how much was left out."""
    changes, rows = ticked(proposal, ticks)
    whole = len(changes) + len(rows)
    absent = {one.record for one in proposal.new_rows if not one.known} - {row.record for row in rows}
    while out := {row.record for row in rows if _names(row.values.values(), absent)}:
        absent |= out  # what names such a row hangs as well
        rows = [row for row in rows if row.record not in out]
    changes = [change for change in changes if not _names([change.value], absent)]
    return changes, rows, whole - len(changes) - len(rows)


def _origins(proposal: Proposal, accepted: Sequence[Edit]) -> list[Edit]:
    """Where records of an entry workbook come from, and what of their rows has been taken with these edits."""
    found = []
    for edit in accepted:
        origin = proposal.origins.get(edit.id or "")
        if origin is not None:
            known = {name: told for name, told in origin.known.items() if name not in edit.values}
            told = {name: told for name, told in origin.said.items() if name in edit.values}
            content = content_of(origin.team, {**known, **told})
            found.append(Edit("intake", origin.intake, {**origin.values, "content": content, "status": "complete"}))
    return found


def _names(values: Iterable[object], records: set[str]) -> bool:
    """Whether any value refers to one of these records."""
    return bool(records) and any(
        value in records
        if isinstance(value, str)
        else isinstance(value, tuple) and not records.isdisjoint(_texts(value))
        for value in values
    )


def _texts(value: Sequence[object]) -> list[str]:
    return [one for one in value if isinstance(one, str)]


def accept(
    store: Store, register: Register, proposal: Proposal, ticks: Ticks | None = None, *, why: str = ""
) -> Outcome:
    """Write what is ticked (by default all that is clean) in one save, after a dated and verified backup.

    Raises:
        SaveRefused: the register changed meanwhile so that a record would no longer be complete; nothing was written.
        UserError: the backup or the save could not be written; nothing was.
    """
    wanted = edits(store, proposal, proposal.clean() if ticks is None else ticks)
    if wanted:
        dated_backup(register, store.database)
    return store.save(wanted, why=why or proposal.file_name)  # a reason is asked where teams disagree
