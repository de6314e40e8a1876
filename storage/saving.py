"""The two doors through which data changes: ``save`` for what people type here, ``learn`` for what others wrote."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, select

from storage.database.inserting import asked
from storage.database.rows import load_values
from storage.database.tables import device_seen
from storage.derive import Deriver
from storage.edits import Edit, Outcome, SaveRefused
from storage.follow import compute_again, finish, follow
from storage.gathered import Gathered
from storage.journal.change import Change
from storage.journal.clock import Stamp
from storage.journal.journal import (
    Identity,
    Moved,
    append_changes,
    by_record,
    chunks,
    known_stamps,
    load_states,
    move_records,
    note_devices,
    rejudge_rivals,
)
from storage.journal.sound import require_sound
from storage.journal.state import RecordState
from storage.review.inbox import VERIFIABLE
from storage.rules import Problem, hard_only, merge_values, problems, rules_of
from storage.sync.entitled import MEMBERSHIP, VOUCHED, Entitled, not_by_hand
from storage.sync.verified import suspects
from storage.undoing import LASTING, Signer
from storage.wanted import Wanted, clean, new_id, only_added, settled_without_reason, together, unwritable

LEARN_AT_ONCE = 2000
PROPOSED = "proposed"
FINISHED = ("complete", "under_review", "verified")
NOBODY: set[Identity] = set()


__all__ = ["Saving", "new_id"]


class Saving(Entitled):
    """Changing data. Every method is one transaction: all of it or nothing."""

    _later: Gathered | None = None

    def save(self, edits: Sequence[Edit], *, why: str = "") -> Outcome:
        """Write what a person typed.

        Raises:
            SaveRefused: a record that should be complete breaks a hard rule; nothing was written.
            UserError: ``not-allowed`` for the role of this device, ``not-by-hand`` for records of membership, or the
                world stopped it (disk full, read-only); nothing was written.
        """
        with self._write() as connection:
            plan = self._plan(connection, edits, why)
            return self._carry_out(connection, plan)

    def learn(self, changes: Sequence[Change], *, progress: Callable[[int, int], None] | None = None) -> Outcome:
        """Take in changes of other devices (or a pack). Known ones are passed over; order does not matter."""
        require_sound(changes)
        with self._write() as connection:
            return self._take_in(connection, changes, progress)

    def _take_in(
        self, connection: Connection, changes: Sequence[Change], progress: Callable[[int, int], None] | None
    ) -> Outcome:
        distrusted = self._follow_clocks(changes)
        whole, total = _Learned(), len(changes)
        with self._gathered(connection):
            fresh = list[Change]()
            for done, part in enumerate(chunks(changes, LEARN_AT_ONCE), 1):
                fresh += _appended(connection, part)
                if progress:
                    progress(min(done * LEARN_AT_ONCE, total) // 2, total)
            self._learn_all(connection, fresh, whole, progress and (lambda done: progress((total + done) // 2, total)))
        if progress:
            progress(total, total)
        whole.waiting -= known_stamps(connection, whole.waiting)
        return whole.outcome(distrusted=tuple(distrusted), new_changes=len(fresh))

    def _follow_clocks(self, changes: Sequence[Change]) -> list[str]:
        """Stamps made from now on sort after these; gives the devices whose clocks run too far ahead for that."""
        newest = dict[bytes, Stamp]()
        for change in changes:
            device = change.stamp[8:]
            if change.stamp > newest.get(device, b""):
                newest[device] = change.stamp
        wrong = {device for device, stamp in newest.items() if not self.clock.follow(stamp)}
        if wrong:
            for change in changes:  # those that are not too far ahead still count
                self.clock.follow(change.stamp)
        return sorted(device.hex() for device in wrong)

    def _learn_all(
        self, connection: Connection, fresh: list[Change], whole: _Learned, progress: Callable[[int], None] | None
    ) -> None:
        """Move the records of changes that were written into the journal just now."""
        before, after = note_devices(connection, fresh)
        done = 0
        for part in by_record(fresh, LEARN_AT_ONCE):
            moved = self._moved(connection, part, (before, after))
            whole.add(moved)
            before = after  # open disputes were judged anew
            done += len(part)
            if progress:
                progress(done)

    def _carry_out(self, connection: Connection, plan: Planned, *, learned: bool = False) -> Outcome:
        """Write a plan; ``learned``: records written before in this transaction may rest on these."""
        if not plan.changes:
            return Outcome(ids=tuple(record.hex() for record in plan.order), warnings=plan.warnings)
        moved = self._move(connection, plan.changes, plan.fresh, learned=learned or plan.awaited)
        return outcome_of(moved, plan.order, plan.changes[0].save.hex(), warnings=plan.warnings)

    def _move(self, connection: Connection, changes: list[Change], fresh: set[Identity], *, learned: bool) -> Moved:
        append_changes(connection, changes)
        return self._moved(connection, changes, note_devices(connection, changes), fresh, learned=learned)

    def _moved(
        self,
        connection: Connection,
        changes: list[Change],
        believed: tuple[int, int],
        fresh: set[Identity] = NOBODY,
        *,
        learned: bool = True,
    ) -> Moved:
        """Move the records of changes that stand in the journal, and what follows."""
        deriver = self._deriver(connection)
        moved = move_records(connection, changes, fresh, deriver.fill, believed)
        if moved.believed[0] != moved.believed[1]:
            rejudge_rivals(connection, moved, deriver.fill)
        follow(connection, moved, deriver, learned=learned)
        if any(kind in MEMBERSHIP for kind, _ in moved.states):
            self._forget_role()
            members = (state for (kind, _), state in moved.states.items() if kind in MEMBERSHIP)
            self._ask_who_verified(connection, {str(state.values.get("device")) for state in members})
        return moved

    def _deriver(self, connection: Connection) -> Deriver:
        return Deriver(connection, self.places, self._believing(connection), self._later or Gathered())

    @contextmanager
    def _gathered(self, connection: Connection) -> Iterator[None]:
        """Within the block of one transaction, what is cheaper all at once is put off to its end."""
        self._later = Gathered(held=True)
        try:
            yield
            finish(connection, self._deriver(connection))
        finally:
            self._later = None

    def _ask_who_verified(self, connection: Connection, devices: Collection[str]) -> None:
        """These devices (12 hex digits) were certified or taken out: ask anew about what they marked as verified."""
        wrong = [one for one in self._unentitled(connection) if one.hex() in devices]
        for kind in VERIFIABLE:
            compute_again(connection, kind, sorted(suspects(connection, kind, wrong)), self._deriver(connection))

    def _plan(
        self,
        connection: Connection,
        edits: Sequence[Edit],
        why: str,
        sign: Signer | None = None,
        *,
        vouched: bool = False,
    ) -> Planned:
        """``vouched``: an act of membership writes its own records."""
        wanted = together(edits)
        if not vouched and any(one.kind in VOUCHED for one in wanted):
            raise not_by_hand()
        found = [problem for one in wanted for problem in unwritable(one)]
        if found:
            raise SaveRefused(tuple(found))
        known = self._states_of(connection, wanted)
        sign = sign or self._signer(connection)
        plan = Planned([], [one.record for one in wanted for _ in range(one.edits)], set(), ())
        for one in wanted:
            state = known.get((one.kind, one.record))
            found += self._problems(one, state)
            canonical = self._canonical(one, state, sign.number)
            fields = _moved_fields(canonical, state)
            if not fields:
                continue
            if state is None:
                plan.fresh.add((one.kind, one.record))
                plan.awaited |= not one.new
            elif one.kind in LASTING:
                raise SaveRefused((only_added(one),))
            over = {} if state is None else _over(fields, one, state)
            self._require_rights(connection, one.kind, fields, over, state)
            found += [] if state is None else settled_without_reason(one, state, over, why)
            plan.changes.append(sign(one.kind, one.record, fields, over, clean(one.why or why)))
        if hard_only(found):
            raise SaveRefused(tuple(found))
        plan.warnings = tuple(found)
        return plan

    def _signer(self, connection: Connection) -> Signer:
        return Signer(self.clock, self._last_number(connection), bytes.fromhex(self.me.person))

    def _canonical(self, wanted: Wanted, state: RecordState | None, number: int) -> dict[str, Any]:
        canonical = wanted.canonical
        if state is None:
            canonical = {name: value for name, value in canonical.items() if value is not None}
            if not canonical:
                return {}  # nothing was said: nothing is written
            canonical.setdefault("status", "complete")
            self._sign(wanted.kind, canonical, number)
        return canonical

    def _sign(self, kind: str, canonical: dict[str, Any], number: int) -> None:
        """Who entered it; a record number no other laptop can give (team, year, device, count)."""
        if kind in NUMBERED:
            canonical.setdefault("code", self.new_code(kind, canonical, number + 1))
        if kind not in UNSIGNED:
            canonical.setdefault("team", self.me.team)
            canonical.setdefault("author", self.me.person)
            if kind in ENTERED:
                canonical.setdefault("entered", self.now().isoformat(timespec="seconds"))

    def _problems(self, wanted: Wanted, state: RecordState | None) -> list[Problem]:
        if wanted.ready and (not rules_of(wanted.kind) or wanted.values.get("status") == PROPOSED):
            return []  # its values are sound; what waits for a person may be incomplete, as a draft
        before = load_values(wanted.kind, state.values) if state else {}
        told = load_values(wanted.kind, wanted.values) if wanted.ready else wanted.values
        values = merge_values(before, told)
        # a draft accepts anything
        if not values or values.get("status", "complete") not in FINISHED or values.get("withdrawn"):
            return []
        return problems(wanted.kind, values, wanted.record.hex())

    def _states_of(self, connection: Connection, wanted: Sequence[Wanted]) -> dict[Identity, RecordState]:
        found: dict[Identity, RecordState] = {}
        for kind in {one.kind for one in wanted}:
            ids = {one.record for one in wanted if one.kind == kind and not one.new}
            if ids:
                states = load_states(connection, kind, ids)
                found.update(((kind, record), state) for record, state in states.items())
        return found

    def _last_number(self, connection: Connection) -> int:
        found = asked(connection, _LAST_NUMBER, device=bytes.fromhex(self.me.device))
        return int(found[0]["number"]) if found else 0


_LAST_NUMBER = select(device_seen.c.number).where(device_seen.c.device == bindparam("device"))
"""Made once, as whatever every save asks: putting a question together takes longer than asking it."""


NUMBERED = frozenset({"incident", "victim", "facility", "movement", "source"})
UNSIGNED = frozenset({"team", "person", "device", "citation", "organisation", "certificate", "revocation"})
"""Kinds without team and author: two laptops may write the very same record, and would disagree about nothing else."""
ENTERED = frozenset({"incident", "victim", "movement", "village_state", "claim", "facility"})


class Planned:
    """Changes about to be written, the records in the order of the edits, and what is new."""

    def __init__(
        self, changes: list[Change], order: list[bytes], fresh: set[Identity], warnings: tuple[Problem, ...]
    ) -> None:
        self.changes = changes
        self.order = order
        self.fresh = fresh
        self.warnings = warnings
        self.awaited = False
        """Whether a new record came with its id: others may name it already."""


def _moved_fields(canonical: dict[str, Any], state: RecordState | None) -> dict[str, Any]:
    """What differs from what stands there; writing the same value again settles a dispute, so that counts too."""
    if state is None:
        return canonical
    return {
        name: value
        for name, value in canonical.items()
        if state.values.get(name) != value or len(state.heads_of(name)) > 1
    }


def _over(fields: dict[str, Any], wanted: Wanted, state: RecordState) -> dict[str, tuple[Stamp, ...]]:
    over = {}
    for name in fields:
        seen = wanted.seen.get(name)
        heads = state.heads_of(name) if seen is None else tuple(seen.heads.get(name, ()))
        if heads:
            over[name] = heads
    return over


def _appended(connection: Connection, changes: Sequence[Change]) -> list[Change]:
    """Write into the journal what it does not hold yet; gives those changes."""
    known = known_stamps(connection, [change.stamp for change in changes])
    fresh = list({change.stamp: change for change in changes if change.stamp not in known}.values())
    append_changes(connection, fresh)
    return fresh


@dataclass
class _Learned:
    """What is told of many changes: a hundred thousand whole records would fill the memory."""

    disputed: dict[Identity, tuple[str, ...]] = field(default_factory=dict)
    new: set[Identity] = field(default_factory=set)
    waiting: set[Stamp] = field(default_factory=set)

    def add(self, moved: Moved) -> None:
        self.disputed |= _disputes(moved)
        self.new |= moved.new
        self.waiting |= moved.waiting

    def outcome(self, **more: Any) -> Outcome:
        records = tuple(record.hex() for _, record in self.disputed)
        return _outcome(self.disputed, records, self.new, waiting=len(self.waiting), **more)


def _disputes(moved: Moved) -> dict[Identity, tuple[str, ...]]:
    return {identity: tuple(state.disputed) if state.disputed else () for identity, state in moved.states.items()}


def outcome_of(moved: Moved, order: Sequence[bytes] = (), save: str = "", **more: Any) -> Outcome:
    """What moved, as it is told above."""
    records = tuple(record.hex() for record in order) or tuple(record.hex() for _, record in moved.states)
    return _outcome(_disputes(moved), records, moved.new, save=save, waiting=len(moved.waiting), **more)


def _outcome(
    disputed: Mapping[Identity, Sequence[str]], records: tuple[str, ...], new: Collection[Identity], **more: Any
) -> Outcome:
    return Outcome(
        kinds=frozenset(kind for kind, _ in disputed),
        ids=records,
        created=frozenset(record.hex() for _, record in new),
        conflicts=tuple((record.hex(), name) for (_, record), names in disputed.items() for name in names),
        **more,
    )
