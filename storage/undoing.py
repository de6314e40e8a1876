"""Taking a save back: the changes that bring the old values again, without touching what somebody wrote since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from sqlalchemy import Connection

from storage.fields.field import Merge
from storage.journal.change import Change
from storage.journal.clock import Clock, Stamp, stamp_device
from storage.journal.journal import Identity, believed_until, fields_of, load_states
from storage.journal.merge import merge_class, rank, settle
from storage.journal.state import RecordState
from storage.records import RECORDS

UNDONE = "undone"
"""Why a record was withdrawn whose entry was taken back."""

LASTING = frozenset({"custody"})
"""Kinds that are only ever added: what was done with a file was done, whatever is taken back afterwards."""

Skipped = tuple[str, str]


@dataclass
class Signer:
    """Makes the changes of one save: their stamps, numbers and author.

    Attributes:
        clock, number, who: of this device; ``number`` is the last one given.
        save: the stamp of the first change, b"" before it.
    """

    clock: Clock
    number: int
    who: bytes
    save: Stamp = b""

    def __call__(
        self, kind: str, record: bytes, fields: Mapping[str, Any], over: Mapping[str, tuple[Stamp, ...]], why: str
    ) -> Change:
        """The next change of this save."""
        stamp = self.clock.tick()
        self.number += 1
        self.save = self.save or stamp
        return Change(stamp, kind, record, fields, over, self.who, why, self.save, self.number)


def taken_back(connection: Connection, changes: Sequence[Change], sign: Signer) -> tuple[list[Change], list[Skipped]]:
    """The changes that take a save back, and the (record id, field) that are left alone.

    Args:
        connection: inside the one write transaction.
        changes: the changes of the save.
        sign: makes the new changes.
    """
    by_record: dict[Identity, list[Change]] = {}
    for change in changes:
        by_record.setdefault((change.kind, change.record), []).append(change)
    back: list[Change] = []
    skipped: list[Skipped] = []
    states: dict[str, dict[bytes, RecordState]] = {}
    for kind in {kind for kind, _ in by_record if kind in RECORDS and kind not in LASTING}:
        states[kind] = load_states(connection, kind, [record for word, record in by_record if word == kind])
    for (kind, record), mine in by_record.items():
        state = states.get(kind, {}).get(record)
        if state is None:
            continue
        if any(state.born == change.stamp and not change.over for change in mine):
            versions, left = _withdrawn(state, {stamp_device(change.stamp)[:6] for change in mine})
        else:
            versions, left = _before(connection, state, mine)
        skipped += ((record.hex(), name) for name in left)
        for fields in versions:
            over = {name: heads for name in fields if (heads := state.heads_of(name))}
            back.append(sign(kind, record, fields, over, "undo"))
    return back, skipped


def _withdrawn(state: RecordState, authors: set[bytes]) -> tuple[list[dict[str, Any]], list[str]]:
    """An entry is taken back by withdrawing it, unless somebody else has worked on the record since."""
    heads = (stamp for name in {*state.values, *state.heads} for stamp in state.heads_of(name))
    if "withdrawn" in state.values or any(stamp_device(stamp)[:6] not in authors for stamp in heads):
        return [], ["withdrawn"]
    return [{"withdrawn": UNDONE}], []


def _before(
    connection: Connection, state: RecordState, mine: Sequence[Change]
) -> tuple[list[dict[str, Any]], list[str]]:
    """The values from before, in as many changes as a dispute had rivals; and the fields that are left alone."""
    columns: list[list[tuple[str, Any]]] = []
    left: list[str] = []
    for name in dict.fromkeys(name for change in mine for name in change.fields):
        writers = {change.stamp for change in mine if name in change.fields}
        older = {stamp for change in mine if name in change.fields for stamp in change.over.get(name, ())} - writers
        heads = state.heads_of(name)
        fields = fields_of(connection, older)
        if not heads or not writers.issuperset(heads) or len(fields) < len(older):
            left.append(name)  # written since, or what stood there has not arrived
            continue
        rivals = _rivals(connection, state.kind, name, {stamp: fields[stamp].get(name) for stamp in older})
        columns.append([(name, value) for value in rivals])
    rows = zip_longest(*columns)
    return [dict(pair for pair in row if pair is not None) for row in rows], left


def _rivals(connection: Connection, kind: str, name: str, older: Mapping[Stamp, Any]) -> list[Any]:
    """The different values that stood side by side; the one that was shown comes last, as the newest."""
    believed = believed_until(connection)
    rule = merge_class(kind, name)
    value, conflict = settle(rule, list(older.items()), believed)
    if rule is Merge.SET or not conflict:
        return [value]
    found: list[Any] = []
    for stamp in sorted(older, key=lambda stamp: rank(stamp, believed), reverse=True):
        if older[stamp] not in found:
            found.append(older[stamp])
    return found[::-1]
