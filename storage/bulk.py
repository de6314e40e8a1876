"""Many records in one save: as :meth:`Saving.save`, part after part inside one transaction, in little memory."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice

from sqlalchemy import Connection, select

from storage.database.rows import id_bytes
from storage.database.tables import journal
from storage.edits import Edit, Outcome
from storage.errors import Cancelled
from storage.journal.change import Change
from storage.journal.clock import stamp_device
from storage.journal.journal import chunks, to_change
from storage.rules import Problem
from storage.saving import Planned, Saving
from storage.sweeping import unswept
from storage.sync.entitled import VOUCHED, not_by_hand
from storage.undoing import Signer, Skipped, taken_back

AT_ONCE = 2_000
"""Edits of one part: enough that statements are shared, few enough that memory stays small."""


class Bulk(Saving):
    """Part of the store: saving what a file brings."""

    def save_many(
        self,
        edits: Iterable[Edit],
        *,
        why: str = "",
        expected: int = 0,
        cancelled: Callable[[], bool] | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Outcome:
        """Write what :meth:`save` would write, with one identity of the save, all of it or nothing.

        Args:
            edits: one for each record, taken part after part; a record that stands there twice is written twice.
            why: the reason kept with every change.
            expected: how many there will be, for the progress.
            cancelled: asked between parts; progress: told (done, of how many).

        Raises:
            SaveRefused: a record that should be complete breaks a hard rule; nothing was written.
            UserError: ``not-allowed``, or the world stopped it; nothing was written.
            Cancelled: the person stopped it; nothing was written.
        """
        whole = _Whole()
        with unswept(), self._write() as connection, self._gathered(connection):
            sign = self._signer(connection)
            for part in _parts(edits):
                if cancelled is not None and cancelled():
                    raise Cancelled
                plan = self._plan(connection, part, why, sign)
                whole.add(self._carry_out(connection, plan, learned=True))
                gc.collect(1)
                if progress is not None:
                    progress(whole.edits, max(expected, whole.edits))
        return whole.outcome(sign)

    def undo(self, save: str) -> Outcome:
        """Take a save back by writing the old values; what somebody wrote since is left alone and reported.

        Undoing an undo is how redo works. A record that the save created is withdrawn, never deleted. A dispute that
        the save settled is open again. What this very device wrote may always be taken back.

        Raises:
            UserError: ``not-allowed``: another device's save, and what stood before it is not for this role to say;
                ``not-by-hand``: who was certified is taken out by a revocation, not by taking a save back.
        """
        identity = id_bytes(save)
        if identity is None:
            return Outcome()
        whole, skipped = _Whole(), list[Skipped]()
        with unswept(), self._write() as connection, self._gathered(connection):
            sign = self._signer(connection)
            for changes in _changes_of(connection, identity):
                if any(change.kind in VOUCHED for change in changes):
                    raise not_by_hand()
                back, left = taken_back(connection, changes, sign)
                skipped += left
                if back:
                    self._require_own(connection, changes, back)
                    plan = Planned(back, [change.record for change in back], set(), ())
                    whole.add(self._carry_out(connection, plan, learned=True))
                gc.collect(1)
        return replace(whole.outcome(sign), skipped=tuple(skipped))

    def _require_own(self, connection: Connection, changes: list[Change], back: list[Change]) -> None:
        own = bytes.fromhex(self.me.device)[:6]
        if any(stamp_device(change.stamp)[:6] != own for change in changes):
            for change in back:
                self._require_rights(connection, change.kind, change.fields, change.over)

    def redo(self, save: str) -> Outcome:
        """Take an undo back; ``save`` is the identity of the undo."""
        return self.undo(save)


def _changes_of(connection: Connection, save: bytes) -> Iterator[list[Change]]:
    """The changes of a save, all those of a record together, part after part."""
    same = journal.c.save == save
    rows = connection.execute(select(journal.c.kind, journal.c.record).where(same).order_by(journal.c.seq))
    records = list(dict.fromkeys((row.kind, bytes(row.record)) for row in rows))
    for part in chunks(records, AT_ONCE):
        wanted, changes = set(part), list[Change]()
        for some in chunks([record for _, record in part]):
            query = select(journal).where(same, journal.c.record.in_(some)).order_by(journal.c.seq)
            changes += map(to_change, connection.execute(query).mappings())
        yield [change for change in changes if (change.kind, change.record) in wanted]


class _Whole:
    """The outcome of all parts."""

    def __init__(self) -> None:
        self.edits = 0
        self._kinds: set[str] = set()
        self._ids: list[str] = []
        self._created: set[str] = set()
        self._conflicts: list[tuple[str, str]] = []
        self._warnings: list[Problem] = []
        self._waiting = 0

    def add(self, one: Outcome) -> None:
        self.edits += len(one.ids)
        self._kinds |= one.kinds
        self._ids += one.ids
        self._created |= one.created
        self._conflicts += one.conflicts
        self._warnings += one.warnings
        self._waiting += one.waiting

    def outcome(self, sign: Signer) -> Outcome:
        return Outcome(
            kinds=frozenset(self._kinds),
            ids=tuple(self._ids),
            save=sign.save.hex(),
            created=frozenset(self._created),
            conflicts=tuple(self._conflicts),
            waiting=self._waiting,
            warnings=tuple(self._warnings),
        )


def _parts(edits: Iterable[Edit]) -> Iterator[list[Edit]]:
    rest = iter(edits)
    while part := list(islice(rest, AT_ONCE)):
        yield part
