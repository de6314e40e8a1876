"""One record as it stands, and how a change moves it: the fast form of ``merge.py``, without SQL.

A record does not keep thirty heads. Nearly all of its fields were last written by one and the same change, its
*default head*; only fields written later, emptied or disputed stand in ``heads`` with their own stamps.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from storage.database.jsontext import pack, unpack
from storage.journal.change import Change
from storage.journal.clock import NO_STAMP, Stamp
from storage.journal.merge import merge_class, settle

Values = Callable[[Iterable[Stamp]], dict[Stamp, dict[str, Any]]]
"""Fetches the fields of changes by their stamps, for the rare case that an older head counts again."""


@dataclass
class RecordState:
    """What is known of one record here.

    Attributes:
        kind, record: word of the kind and 16 bytes of identity.
        n: row number; 0 while the record has no row yet.
        born: stamp of the earliest change known.
        head: the default head.
        heads: fields whose heads differ from the default.
        values: field name to canonical form; absent means never set or emptied.
        disputed: fields whose heads have different values, with the newest head.
        aged: whether an earlier change arrived since the state was read.
        touched: fields whose value moved since the state was read.
        settled: fields whose dispute ended since the state was read.
        was: the value each touched field had before.
        derived: computed columns, filled in before the record is written.
        columns: the columns of its values, once they were worked out.
        had: the computed columns as they stand in its row, to write only what differs.
    """

    kind: str
    record: bytes
    n: int = 0
    born: Stamp = NO_STAMP
    head: Stamp = NO_STAMP
    heads: dict[str, tuple[Stamp, ...]] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    disputed: dict[str, Stamp] = field(default_factory=dict)
    aged: bool = False
    touched: set[str] = field(default_factory=set)
    settled: set[str] = field(default_factory=set)
    was: dict[str, Any] = field(default_factory=dict)
    derived: dict[str, Any] = field(default_factory=dict)
    columns: dict[str, Any] = field(default_factory=dict)
    had: dict[str, Any] = field(default_factory=dict)

    def differing(self) -> dict[str, Any]:
        """The computed columns that are not as they stand in its row: rewriting the others would rewrite indexes."""
        if not self.had:
            return self.derived
        return {name: value for name, value in self.derived.items() if self.had.get(name) != value}

    def heads_of(self, name: str) -> tuple[Stamp, ...]:
        """The stamps of the changes that no known change replaces, for one field."""
        own = self.heads.get(name)
        if own is not None:
            return own
        return (self.head,) if name in self.values else ()

    def latest(self) -> Stamp:
        """The newest change that counts in this record."""
        return max((stamp for stamps in self.heads.values() for stamp in stamps), default=self.head)

    def pack_heads(self) -> str:
        """The exceptions as JSON, "" when there are none."""
        if not self.heads:
            return ""
        return pack({name: [stamp.hex() for stamp in stamps] for name, stamps in self.heads.items()})


def unpack_heads(text: str) -> dict[str, tuple[Stamp, ...]]:
    """The inverse of :meth:`RecordState.pack_heads`."""
    if not text:
        return {}
    return {name: tuple(map(bytes.fromhex, stamps)) for name, stamps in unpack(text).items()}


def create(state: RecordState, change: Change) -> None:
    """The first change of a new record: everything has one head, the change itself."""
    state.born = state.head = change.stamp
    for name, value in change.fields.items():
        if value is None:
            state.heads[name] = (change.stamp,)
        else:
            state.values[name] = value
    state.touched.update(change.fields)


def apply(state: RecordState, change: Change, replaced: Collection[str], values: Values, believed_until: int) -> None:
    """Move a record by one change that was not known before.

    Args:
        state: the record, changed in place.
        change: the new change.
        replaced: the fields of this change that were replaced by a change that arrived earlier.
        values: fetches fields of older changes (the new one included).
        believed_until: the horizon of ``merge.horizon``.
    """
    if state.born == NO_STAMP and not replaced:
        create(state, change)
        return
    if state.born == NO_STAMP or change.stamp < state.born:
        state.born, state.aged = change.stamp, True
    if state.head == NO_STAMP:
        state.head = change.stamp
    for name, value in change.fields.items():
        before = state.heads_of(name)
        gone = change.over.get(name, ())
        alive = tuple(stamp for stamp in before if stamp not in gone)
        if name not in replaced:
            alive = tuple(sorted({*alive, change.stamp}))
        if alive == before:
            continue
        if alive == (change.stamp,):
            _put(state, name, value, alive)
        else:
            rejudge(state, name, alive, values, believed_until)


def rejudge(state: RecordState, name: str, alive: tuple[Stamp, ...], values: Values, believed_until: int) -> None:
    """Settle anew which of several heads of a field is shown, and whether they disagree."""
    found = values(alive)
    heads = [(stamp, found[stamp].get(name)) for stamp in alive]
    value, conflict = settle(merge_class(state.kind, name), heads, believed_until)
    _put(state, name, value, alive)
    if conflict:
        state.disputed[name] = max(alive)
        state.settled.discard(name)


def _put(state: RecordState, name: str, value: Any, alive: tuple[Stamp, ...]) -> None:
    if name in state.disputed:
        del state.disputed[name]
        state.settled.add(name)
    state.was.setdefault(name, state.values.get(name))
    if value is None:
        state.values.pop(name, None)
    else:
        state.values[name] = value
    if alive == (state.head,) and value is not None:
        state.heads.pop(name, None)
    else:
        state.heads[name] = alive
    state.touched.add(name)
