"""Taking in what was set apart: a person's decision that travels, or a certificate that has come since."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select, update

from storage.database.tables import apart
from storage.edits import Outcome
from storage.errors import UserError
from storage.messages import message
from storage.saving import outcome_of
from storage.sync.again import TAKEN, came_since, unpacked_apart, written_again
from storage.sync.chain import Segment
from storage.sync.entitled import MEMBERSHIP
from storage.sync.lines import change_of
from storage.sync.rights import CERTIFY, SETTLE
from storage.sync.taking import FORK, REVOKED, UNKNOWN, Progress, Taken, Taking


class TakingApart(Taking):
    """Part of the store: what was set apart comes in."""

    def take_apart(self, n: int) -> Outcome:
        """Take in what was set apart under this number (see :meth:`storage.sync.company.Company.set_apart`).

        What a laptop that is certified by now wrote comes in as it was sent. What a twin or a revoked laptop wrote is
        written again under this device's name, with the person who wrote it: so one decision counts on every laptop.

        Raises:
            UserError: ``nothing-apart``; ``still-not-certified``; ``not-allowed`` (a fork asks for ``settle``, what a
                revoked laptop wrote for ``certify``).
        """
        with self.database.reading() as connection:
            row = connection.execute(select(apart).where(apart.c.n == n)).first()
        if row is None or row.settled:
            raise _nothing()
        if row.word == UNKNOWN:
            return self._certified_since(row.n)
        self.require(CERTIFY if row.word == REVOKED else SETTLE)
        changes = [change_of(line) for line in unpacked_apart(row).lines]
        changes = [one for one in changes if one.kind not in MEMBERSHIP]
        with self._write() as connection:
            codes = self.new_code if row.word == FORK else None
            fresh = [one for one in changes if not came_since(connection, one)]
            fresh = self._unverified(connection, fresh)
            again = written_again(connection, fresh, self._signer(connection), new_code=codes, mine=False)
            outcome = outcome_of(self._move(connection, again, set(), learned=True)) if again else Outcome()
            connection.execute(update(apart).where(apart.c.n == n).values(settled=TAKEN))
        return outcome

    def take_certified(self) -> list[Outcome]:
        """Take in what was set apart of laptops that are certified by now, or of which it counts after all."""
        ours = self.membership()
        with self.database.reading() as connection:
            waiting = (apart.c.word != FORK) & (apart.c.settled == "")
            rows = connection.execute(select(apart).where(waiting).order_by(apart.c.n)).all()
        found = []
        for row in rows:
            member, epoch = ours.of(bytes(row.device).hex()), int.from_bytes(bytes(row.device)[6:], "big")
            if member is not None and (row.word == UNKNOWN or member.counts(epoch, row.last)):
                try:
                    found.append(self._certified_since(row.n))
                except UserError:
                    continue
        return found

    def _members_came(self) -> None:
        self.take_certified()

    def _take_all(
        self, segments: list[Segment], commons: Sequence[bytes], carrier: str, progress: Progress | None
    ) -> Taken:  # fmt: skip
        taken = super()._take_all(segments, commons, carrier, progress)
        if taken.outcome.new_changes or taken.apart:
            self._settle_what_came_again()
        return taken

    def _settle_what_came_again(self) -> None:
        """Whoever wrote it, or somebody who took it in, has written it again: nobody is asked about it any more."""
        waiting = (apart.c.word != UNKNOWN) & (apart.c.settled == "")
        with self.database.reading() as connection:
            rows = connection.execute(select(apart).where(waiting)).all()
            come = [row.n for row in rows if _came_again(connection, row)]
        if come:
            with self.database.writing() as connection:
                connection.execute(update(apart).where(apart.c.n.in_(come)).values(settled=TAKEN))

    def _certified_since(self, n: int) -> Outcome:
        with self.database.reading() as connection:
            row = connection.execute(select(apart).where(apart.c.n == n)).one()
        one = unpacked_apart(row)
        if not one.seal:
            raise _not_yet()
        taken = self.take_in([one], carrier=row.carrier)
        if any(away.word == UNKNOWN for away in taken.apart):
            raise _not_yet()
        with self.database.writing() as connection:
            connection.execute(update(apart).where(apart.c.n == n).values(settled=TAKEN))
        return taken.outcome


def _came_again(connection: Connection, row: Any) -> bool:
    changes = [change_of(line) for line in unpacked_apart(row).lines]
    others = [one for one in changes if one.kind not in MEMBERSHIP]
    return bool(others) and all(came_since(connection, one) for one in others)


def _nothing() -> UserError:
    return UserError(
        "nothing-apart",
        message("Nothing is set apart under this number, or it was taken in before."),
        message("Look at what is set apart again."),
    )


def _not_yet() -> UserError:
    return UserError(
        "still-not-certified",
        message("Nobody has certified the laptop that wrote this, so nothing proves who it was."),
        message("Let it ask to join, and certify it; then this can be taken in."),
    )
