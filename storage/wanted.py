"""What one save asks of one record: a person's edits, put together and judged before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
import uuid_utils

from storage.database.rows import id_bytes, store_values
from storage.edits import Edit, Ready, Seen
from storage.fields.field import Merge
from storage.journal.clock import Stamp
from storage.journal.merge import merge_class
from storage.journal.sound import is_json
from storage.journal.state import RecordState
from storage.messages import message
from storage.rules import Problem

NO_RECORD = bytes(16)


def new_id() -> str:
    """A new record id: UUIDv7, so that ids follow the time of entry (32 hex digits)."""
    return str(uuid_utils.uuid7().hex)


@dataclass
class Wanted:
    """What a save asks of one record.

    Attributes:
        kind, record: word of the kind and 16 bytes of identity; zeros when the id is none.
        id: the id as it was given.
        new: whether the id was made just now.
        values: field name to Python value; the last edit of a field counts.
        canonical: the same in canonical form.
        seen: what the author of each field had before the eyes; None means the newest state.
        why: the reason given.
        edits: how many edits were put together.
        ready: the values are canonical forms already.
    """

    kind: str
    record: bytes
    id: str
    new: bool
    values: dict[str, Any] = field(default_factory=dict)
    canonical: dict[str, Any] = field(default_factory=dict)
    seen: dict[str, Seen | None] = field(default_factory=dict)
    why: str = ""
    edits: int = 0
    ready: bool = False


def together(edits: Sequence[Edit]) -> list[Wanted]:
    """One :class:`Wanted` a record, in the order they come first: two changes of one save must not be rivals."""
    found: dict[tuple[str, str], Wanted] = {}
    for edit in edits:
        record = edit.id or new_id()
        one = found.get((edit.kind, record))
        if one is None:
            identity = id_bytes(record) or NO_RECORD
            one = found[edit.kind, record] = Wanted(edit.kind, identity, record, edit.id is None)
            one.ready = isinstance(edit, Ready)
        elif one.ready or isinstance(edit, Ready):
            raise ValueError("a record that a file brings is written once in a save")
        one.values.update(edit.values)
        if edit.seen is not None or one.edits:  # without it the newest state counts
            one.seen.update(dict.fromkeys(edit.values, edit.seen))
        one.why = edit.why or one.why
        one.edits += 1
    for one in found.values():
        one.canonical = one.values if one.ready else store_values(one.kind, one.values)
    return list(found.values())


def unwritable(wanted: Wanted) -> list[Problem]:
    """What cannot be written, complete or draft: an id that is none, a letter torn in half, a number that is none."""
    if wanted.record == NO_RECORD:
        said = message(
            "This record cannot be told from others: its id is not one of Sijill. Enter it as a new record."
        )
        return [Problem("id_is_well_formed", True, (), said, wanted.id, wanted.kind)]
    if wanted.ready and _is_whole(wanted.canonical):
        return []
    return [
        Problem("text_can_be_written", True, (name,), _TORN, wanted.record.hex(), wanted.kind)
        for name, value in wanted.canonical.items()
        if not is_json(value)
    ]


def only_added(wanted: Wanted) -> Problem:
    """A line of the log of a file's custody stays as it was written."""
    return Problem("custody_is_only_added", True, (), _LASTS, wanted.record.hex(), wanted.kind)


def _is_whole(canonical: dict[str, Any]) -> bool:
    """Whether all of it can be written: one look for a whole record of a file."""
    try:
        orjson.dumps(canonical)
    except TypeError:
        return False
    return True


def settled_without_reason(
    wanted: Wanted, state: RecordState, over: Mapping[str, Sequence[Stamp]], why: str
) -> list[Problem]:
    """Protected fields in dispute that this would decide, though nobody says why."""
    if clean(wanted.why or why).strip():
        return []
    return [
        Problem("a_decision_has_a_reason", True, (name,), _DECIDED, wanted.record.hex(), wanted.kind)
        for name in over
        if name in state.disputed
        and merge_class(wanted.kind, name) is Merge.PROTECTED
        and set(state.heads_of(name)) <= set(over[name])
    ]


def clean(words: str) -> str:
    """A reason fit to be kept: without the sign NUL and torn letters."""
    return words.replace("\0", "").encode("utf-8", "ignore").decode()


_DECIDED = message(
    "Teams disagree about this. Whoever decides says why: settle it under Review, where the reason is asked for."
)
_LASTS = message("What was done with a file stays written as it was. Add a note to the file instead.")
_TORN = message("A letter here is torn in half, perhaps by copying from another program. Delete it and type it again.")
