"""What a file asks for beyond the role of this laptop: refused cell by cell, so that all the rest can be taken in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from exports.reread.proposal import CellChange, NewRow, Proposal, Refusal
from storage import RECORDS, SETTLE, VERIFY, Merge, acts_of, message

if TYPE_CHECKING:
    from storage import Store

AT_ONCE = 500


def keep_to_rights(store: Store, proposal: Proposal) -> None:
    """Take out of the proposal what would be refused when it is saved, and say so where it stands."""
    if not store.may(VERIFY):
        unverifying = [one for one in proposal.changes if not _verifies(one.kind, {one.field: one.value})]
        proposal.problems += [_verifying(one) for one in proposal.changes if one not in unverifying]
        proposal.changes = unverifying
        proposal.new_rows = [_unverified(proposal, row) for row in proposal.new_rows]
    if not store.may(SETTLE):
        disputed = _disputed(store, [one for one in proposal.changes if _protected(one)])
        proposal.problems += [_settling(one) for one in proposal.changes if one.key in disputed]
        proposal.changes = [one for one in proposal.changes if one.key not in disputed]


def _verifies(kind: str, values: Mapping[str, Any]) -> bool:
    return VERIFY in acts_of(kind, values)


def _unverified(proposal: Proposal, row: NewRow) -> NewRow:
    """A new row without what only others may say; it waits in Review for them."""
    said = [name for name, value in row.values.items() if _verifies(row.kind, {name: value})]
    if row.known or not said:
        return row
    proposal.problems.append(
        _refusal(row, "", message("Only a verifier or a coordinator marks something as verified."))
    )
    values = {name: value for name, value in row.values.items() if name not in said}
    return replace(row, values={**values, "status": "complete"} if "status" in said else values)


def _disputed(store: Store, changes: list[CellChange]) -> set[tuple[str, str]]:
    records: dict[str, set[str]] = defaultdict(set)
    for one in changes:
        records[one.kind].add(one.record)
    found = set()
    for kind, ids in records.items():
        ordered = sorted(ids)
        for start in range(0, len(ordered), AT_ONCE):
            for entry in store.read_many(kind, ordered[start : start + AT_ONCE]):
                found |= {(entry.id, name) for name in entry.disputed}
    return found


def _protected(one: CellChange) -> bool:
    return RECORDS[one.kind].fields[one.field].merge is Merge.PROTECTED


def _verifying(one: CellChange) -> Refusal:
    return _refusal(one, one.label, message("Only a verifier or a coordinator marks something as verified."))


def _settling(one: CellChange) -> Refusal:
    return _refusal(one, one.label, message("Only a verifier or a coordinator decides between teams."))


def _refusal(one: CellChange | NewRow, label: str, what: Any) -> Refusal:
    todo = message("The rest of the file can be taken in; this waits in Review for whoever may.")
    return Refusal(one.spot, "not-allowed", label, one.who, what, todo)
