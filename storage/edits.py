"""What goes into the store and what comes out of it: edits, outcomes, entries, history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from storage.journal.clock import Stamp
from storage.rules import Problem


@dataclass(frozen=True)
class Seen:
    """The heads a person had before their eyes when the form was opened: what an edit replaces."""

    heads: Mapping[str, tuple[Stamp, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Edit:
    """One record as a person wants it.

    Attributes:
        kind: word of the record kind.
        id: 32 hex digits, or None for a new record.
        values: field name to Python value; None empties a field. Fields left out are not touched.
        seen: what the person saw; None means the newest state.
        why: the reason given, where one is asked for.
    """

    kind: str
    id: str | None
    values: Mapping[str, Any]
    seen: Seen | None = None
    why: str = ""


@dataclass(frozen=True)
class Ready(Edit):
    """An edit whose values are canonical forms already, read and checked by the kinds of their fields.

    What a file brings is read into canonical forms; turning fifty thousand rows into values and back would take as
    long as writing them.
    """


@dataclass(frozen=True)
class Outcome:
    """What a save, an undo or received changes have altered.

    Attributes:
        kinds: record kinds that changed; screens showing others need not read again.
        ids: the records, as 32 hex digits, in the order of the edits.
        save: identity of the save (32 hex digits), for undo; "" for received changes or when nothing changed.
        created: ids that did not exist before.
        conflicts: (record id, field) now in dispute.
        waiting: how many changes are replaced already but have not arrived.
        warnings: soft problems of the saved records.
        skipped: (record id, field) an undo left alone, because somebody wrote there since.
        distrusted: devices (16 hex digits) whose clock runs far ahead.
    """

    kinds: frozenset[str] = frozenset()
    ids: tuple[str, ...] = ()
    save: str = ""
    created: frozenset[str] = frozenset()
    conflicts: tuple[tuple[str, str], ...] = ()
    waiting: int = 0
    warnings: tuple[Problem, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()
    distrusted: tuple[str, ...] = ()
    new_changes: int = 0


class SaveRefused(Exception):
    """Records that cannot be complete yet: all hard problems at once. Nothing was written."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


@dataclass(frozen=True)
class Rival:
    """One of several values of a disputed field: who wrote it, when, on which device."""

    value: Any
    stamp: Stamp
    who: str
    device: str
    when: datetime


@dataclass(frozen=True)
class Entry:
    """A record as it stands.

    Attributes:
        values: field name to Python value; absent means not asked.
        seen: hand this back with the edit.
        disputed: field name to its rivals, newest first.
    """

    kind: str
    id: str
    values: Mapping[str, Any]
    seen: Seen
    disputed: Mapping[str, tuple[Rival, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One line of a record's history: who changed what, when, from what to what, and why."""

    when: datetime
    who: str
    device: str
    save: str
    field: str
    before: Any
    after: Any
    why: str


@dataclass(frozen=True)
class Draft:
    """What a person is typing: raw texts by field and grid, kept until saved or thrown away.

    Attributes:
        id: identity of the form (32 hex digits); the new record's id when there is none yet.
        content: anything JSON can hold, as the form wants it back.
        touched: when it was last written (UTC).
        open: whether its form was open; True after a crash.
    """

    id: str
    kind: str
    record: str
    content: Mapping[str, Any]
    touched: datetime | None = None
    open: bool = True


@dataclass(frozen=True)
class Me:
    """This device: whose it is and what it is called.

    Attributes:
        device: 16 hex digits, epoch included.
        team, person: record ids; team_code: starts the record numbers.
        register: name of the register; practice: whether it is the practice register.
    """

    device: str
    team: str
    person: str
    team_name: str
    team_code: str
    person_name: str
    device_name: str
    register: str
    country: str = ""
    practice: bool = False
