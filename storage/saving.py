"""The two doors through which data changes: ``save`` for what people type here, ``learn`` for what others wrote."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import uuid_utils
from sqlalchemy import Connection, select

from storage.core import Core
from storage.derive import Deriver
from storage.edits import Edit, Outcome, SaveRefused, Seen
from storage.follow import follow
from storage.journal.change import Change
from storage.journal.clock import Stamp, stamp_device
from storage.journal.journal import (
    Moved,
    believed_until,
    chunks,
    known_stamps,
    load_states,
    rejudge_rivals,
    to_change,
    write_changes,
)
from storage.journal.merge import settle
from storage.journal.state import RecordState
from storage.messages import message
from storage.rows import load_values, store_values
from storage.rules import Problem, hard_only, merge_values, problems
from storage.tables import device_seen, journal

LEARN_AT_ONCE = 2000
FINISHED = ("complete", "under_review", "verified")
NO_SEEN = Seen()


def new_id() -> str:
    """A new record id: UUIDv7, so that ids follow the time of entry (32 hex digits)."""
    return str(uuid_utils.uuid7().hex)


class Saving(Core):
    """Changing data. Every method is one transaction: all of it or nothing."""

    def save(self, edits: Sequence[Edit], *, why: str = "") -> Outcome:
        """Write what a person typed.

        Raises:
            SaveRefused: a record that should be complete breaks a hard rule; nothing was written.
            UserError: the world stopped it (disk full, read-only); nothing was written.
        """
        with self._write() as connection:
            plan = self._plan(connection, edits, why)
            return self._carry_out(connection, plan)

    def learn(self, changes: Sequence[Change], *, progress: Callable[[int, int], None] | None = None) -> Outcome:
        """Take in changes of other devices (or a pack). Known ones are passed over; order does not matter."""
        distrusted = sorted(
            {stamp_device(change.stamp).hex() for change in changes if not self.clock.follow(change.stamp)}
        )
        whole = Moved()
        count = 0
        with self._write() as connection:
            for part in chunks(changes, LEARN_AT_ONCE):
                known = known_stamps(connection, [change.stamp for change in part])
                fresh = list({change.stamp: change for change in part if change.stamp not in known}.values())
                if fresh:
                    moved = self._move(connection, fresh, set(), learned=True)
                    whole.states.update(moved.states)
                    whole.new |= moved.new
                    whole.waiting |= moved.waiting
                count += len(fresh)
                if progress:
                    progress(count, len(changes))
        return _outcome(whole, [], "", distrusted=tuple(distrusted), new_changes=count)

    def undo(self, save: str) -> Outcome:
        """Take a save back by writing the old values; what somebody wrote since is left alone and reported.

        Undoing an undo is how redo works. A record that the save created is withdrawn, never deleted.
        """
        with self._write() as connection:
            rows = connection.execute(
                select(journal).where(journal.c.save == bytes.fromhex(save)).order_by(journal.c.seq)
            )
            changes = [to_change(row) for row in rows.mappings()]
            back, skipped = self._taken_back(connection, changes)
            if not back:
                return Outcome(skipped=tuple(skipped))
            outcome = self._carry_out(connection, _Plan(back, [change.record for change in back], set(), ()))
        return Outcome(**{**outcome.__dict__, "skipped": tuple(skipped)})

    def redo(self, save: str) -> Outcome:
        """Take an undo back; ``save`` is the identity of the undo."""
        return self.undo(save)

    def _carry_out(self, connection: Connection, plan: _Plan) -> Outcome:
        if not plan.changes:
            return Outcome(ids=tuple(record.hex() for record in plan.order), warnings=plan.warnings)
        moved = self._move(connection, plan.changes, plan.fresh, learned=False)
        return _outcome(moved, plan.order, plan.changes[0].save.hex(), warnings=plan.warnings)

    def _move(self, connection: Connection, changes: list[Change], fresh: set[bytes], *, learned: bool) -> Moved:
        deriver = Deriver(connection, self.places)
        moved = write_changes(connection, changes, fresh, deriver.fill)
        before, after = moved.believed
        if before != after:
            moved.states.update(rejudge_rivals(connection, before, after, deriver.fill).states)
        follow(connection, moved, deriver, learned=learned)
        return moved

    def _plan(self, connection: Connection, edits: Sequence[Edit], why: str) -> _Plan:
        known = self._states_of(connection, edits)
        number = self._last_number(connection)
        plan = _Plan([], [], set(), ())
        found: list[Problem] = []
        save: Stamp = b""
        for edit in edits:
            record = bytes.fromhex(edit.id or new_id())
            state = known.get((edit.kind, record))
            plan.order.append(record)
            canonical = self._canonical(edit, state, number)
            found += self._problems(edit, record.hex(), state)
            fields = _moved_fields(canonical, state)
            if not fields:
                continue
            stamp = self.clock.tick()
            number += 1
            save = save or stamp
            if state is None:
                plan.fresh.add(record)
            over = {} if state is None else _over(fields, edit.seen, state)
            reason = edit.why or why
            plan.changes.append(
                Change(stamp, edit.kind, record, fields, over, bytes.fromhex(self.me.person), reason, save, number)
            )
        if hard_only(found):
            raise SaveRefused(tuple(found))
        plan.warnings = tuple(found)
        return plan

    def _canonical(self, edit: Edit, state: RecordState | None, number: int) -> dict[str, Any]:
        canonical = store_values(edit.kind, edit.values)
        if state is None:
            canonical = {name: value for name, value in canonical.items() if value is not None}
            canonical.setdefault("status", "complete")
            self._sign(edit.kind, canonical, number)
        return canonical

    def _sign(self, kind: str, canonical: dict[str, Any], number: int) -> None:
        """Who entered it; a record number no other laptop can give (team, year, device, count)."""
        if kind in NUMBERED:
            canonical.setdefault("code", self.new_code(kind, canonical, number + 1))
        if kind not in ("team", "person", "device"):
            canonical.setdefault("team", self.me.team)
            canonical.setdefault("author", self.me.person)
            if kind in ENTERED:
                canonical.setdefault("entered", self.now().isoformat(timespec="seconds"))

    def _problems(self, edit: Edit, record: str, state: RecordState | None) -> list[Problem]:
        before = load_values(edit.kind, state.values) if state else {}
        values = merge_values(before, edit.values)
        # a draft accepts anything
        if values.get("status", "complete") not in FINISHED or values.get("withdrawn"):
            return []
        return problems(edit.kind, values, record)

    def _states_of(self, connection: Connection, edits: Sequence[Edit]) -> dict[tuple[str, bytes], RecordState]:
        found: dict[tuple[str, bytes], RecordState] = {}
        for kind in {edit.kind for edit in edits}:
            ids = {bytes.fromhex(edit.id) for edit in edits if edit.id and edit.kind == kind}
            if ids:
                states = load_states(connection, kind, ids)
                found.update(((kind, record), state) for record, state in states.items())
        return found

    def _last_number(self, connection: Connection) -> int:
        same = device_seen.c.device == bytes.fromhex(self.me.device)
        return connection.execute(select(device_seen.c.number).where(same)).scalar() or 0

    def _taken_back(
        self, connection: Connection, changes: Sequence[Change]
    ) -> tuple[list[Change], list[tuple[str, str]]]:
        back: list[Change] = []
        skipped: list[tuple[str, str]] = []
        number = self._last_number(connection)
        save: Stamp = b""
        for change in changes:
            state = load_states(connection, change.kind, [change.record]).get(change.record)
            if state is None:
                continue
            fields: dict[str, Any] = {}
            if state.born == change.stamp and not change.over:
                fields = {"withdrawn": "undone"}
            else:
                for name in change.fields:
                    if state.heads_of(name) == (change.stamp,):
                        fields[name] = self._before(connection, change, name)
                    else:
                        skipped.append((change.record.hex(), name))
            if fields:
                stamp = self.clock.tick()
                number += 1
                save = save or stamp
                over = {name: heads for name in fields if (heads := state.heads_of(name))}
                who = bytes.fromhex(self.me.person)
                back.append(Change(stamp, change.kind, change.record, fields, over, who, "undo", save, number))
        return back, skipped

    def _before(self, connection: Connection, change: Change, name: str) -> Any:
        stamps = change.over.get(name, ())
        rows = connection.execute(select(journal).where(journal.c.stamp.in_(stamps))) if stamps else None
        older = [to_change(row) for row in rows.mappings()] if rows else []
        heads = [(item.stamp, item.fields.get(name)) for item in older]
        return settle(self.merge_class(change.kind, name), heads, believed_until(connection))[0]


NUMBERED = frozenset({"incident", "victim", "facility", "movement", "source"})
ENTERED = frozenset({"incident", "victim", "movement", "village_state", "claim", "facility"})


class _Plan:
    """Changes about to be written, the records in the order of the edits, and what is new."""

    def __init__(
        self, changes: list[Change], order: list[bytes], fresh: set[bytes], warnings: tuple[Problem, ...]
    ) -> None:
        self.changes = changes
        self.order = order
        self.fresh = fresh
        self.warnings = warnings


def _moved_fields(canonical: dict[str, Any], state: RecordState | None) -> dict[str, Any]:
    """What differs from what stands there; writing the same value again settles a dispute, so that counts too."""
    if state is None:
        return canonical
    return {
        name: value
        for name, value in canonical.items()
        if state.values.get(name) != value or len(state.heads_of(name)) > 1
    }


def _over(fields: dict[str, Any], seen: Seen | None, state: RecordState) -> dict[str, tuple[Stamp, ...]]:
    over = {}
    for name in fields:
        heads = state.heads_of(name) if seen is None else tuple(seen.heads.get(name, ()))
        if heads:
            over[name] = heads
    return over


def _outcome(moved: Moved, order: Sequence[bytes], save: str, **more: Any) -> Outcome:
    records = [record.hex() for record in order] or [record.hex() for _, record in moved.states]
    return Outcome(
        kinds=frozenset(kind for kind, _ in moved.states),
        ids=tuple(records),
        save=save,
        created=frozenset(record.hex() for record in moved.new),
        conflicts=tuple(
            (record.hex(), name) for (_, record), state in moved.states.items() for name in state.disputed
        ),
        waiting=len(moved.waiting),
        **more,
    )


UNDONE = message("Undone by its author")
