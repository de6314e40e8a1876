"""Merging as a specification: the state of the register as a pure function of the set of known changes.

* **heads** of a field: the changes that no known change replaces
* **value**: the newest head (of a field that is a set: the union of all heads)
* **conflict**: more than one head with different values
* **waiting**: a change that replaces one we do not know yet; its value counts, the gap is shown

Order, repetition and partial copies cannot matter, because a set has none of them. This module is written to be read
and is the oracle of the tests; ``journal.py`` is the fast form and must equal it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from storage.fields.field import Merge
from storage.journal.change import Change
from storage.journal.clock import Stamp, stamp_device, stamp_ms
from storage.records import RECORDS

BELIEVED_MS = 7 * 24 * 3600 * 1000
"""How far a device may run ahead of the second newest device before its stamps lose against every rival."""

NEVER = 1 << 62

Head = tuple[Stamp, Any]


@dataclass(frozen=True)
class FieldState:
    """One field of one record as the known changes have it."""

    value: Any
    heads: tuple[Stamp, ...]
    conflict: bool


def horizon(newest: dict[bytes, Stamp]) -> int:
    """The latest moment (ms) that is believed when rivals are ranked, from each device's newest stamp.

    A device whose clock runs years ahead would win every dispute. The second newest device bears witness to the
    present: what lies more than a week after it is ranked last. It depends on the set of changes alone, never on the
    clock of the laptop that asks, so that all laptops show the same value.
    """
    by_device: dict[bytes, int] = {}
    for device, stamp in newest.items():
        by_device[device[:6]] = max(by_device.get(device[:6], 0), stamp_ms(stamp))
    moments = sorted(by_device.values(), reverse=True)
    return moments[1] + BELIEVED_MS if len(moments) > 1 else NEVER


def judged_after(before: int, after: int) -> Stamp:
    """Open disputes whose newest rival sorts after this are judged anew when the horizon moves so."""
    return min(before, after, 2**48 - 1).to_bytes(6, "big") + bytes(10)


def rank(stamp: Stamp, believed_until: int) -> tuple[bool, Stamp]:
    """The order of rivals: believed stamps by time, then those of a clock far ahead."""
    return stamp_ms(stamp) <= believed_until, stamp


def merge_class(kind: str, name: str) -> Merge:
    """The protection class of a field; fields of a newer program are ordinary."""
    record = RECORDS.get(kind)
    known = record.fields.get(name) if record else None
    return known.merge if known else Merge.ORDINARY


def settle(rule: Merge, heads: list[Head], believed_until: int) -> tuple[Any, bool]:
    """The value shown for these heads, and whether they disagree."""
    if not heads:
        return None, False
    ordered = sorted(heads, key=lambda head: rank(head[0], believed_until), reverse=True)
    different = any(value != ordered[0][1] for _, value in ordered[1:])
    if rule is Merge.SET and different:
        union: dict[str, Any] = {}
        for _, value in sorted(heads):
            for item in value if isinstance(value, list) else () if value is None else (value,):
                union.setdefault(repr(item), item)
        return list(union.values()) or None, False
    return ordered[0][1], different


def newest_of(changes: Iterable[Change]) -> dict[bytes, Stamp]:
    """Each device's newest stamp."""
    newest: dict[bytes, Stamp] = {}
    for change in changes:
        device = stamp_device(change.stamp)
        newest[device] = max(newest.get(device, change.stamp), change.stamp)
    return newest


def merged(
    changes: Iterable[Change], newest: dict[bytes, Stamp] | None = None
) -> dict[tuple[str, bytes], dict[str, FieldState]]:
    """The whole state: record to field to what is known of it.

    ``newest``: each device's newest stamp, when these are not all the changes that are known.
    """
    known = {change.stamp: change for change in changes}
    believed = horizon(newest_of(known.values()) if newest is None else newest)
    writers: dict[tuple[str, bytes, str], dict[Stamp, Any]] = defaultdict(dict)
    replaced: dict[tuple[str, bytes, str], set[Stamp]] = defaultdict(set)
    for change in known.values():
        for name, value in change.fields.items():
            writers[change.kind, change.record, name][change.stamp] = value
            replaced[change.kind, change.record, name].update(change.over.get(name, ()))
    state: dict[tuple[str, bytes], dict[str, FieldState]] = defaultdict(dict)
    for (kind, record, name), written in writers.items():
        alive = [(stamp, value) for stamp, value in written.items() if stamp not in replaced[kind, record, name]]
        value, conflict = settle(merge_class(kind, name), alive, believed)
        heads = tuple(sorted(stamp for stamp, _ in alive))
        state[kind, record][name] = FieldState(value, heads, conflict)
    return dict(state)


def waiting(changes: Iterable[Change]) -> set[Stamp]:
    """Stamps that known changes replace but that have not arrived."""
    known = list(changes)
    have = {change.stamp for change in known}
    return {stamp for change in known for stamps in change.over.values() for stamp in stamps} - have
