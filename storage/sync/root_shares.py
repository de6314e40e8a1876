"""Shares of the root key: any few of the coordinators together bring it back, none of them alone.

Whoever holds the root key certifies coordinators. It lies on one laptop; if that is lost, the organisation can certify
no coordinator any more, unless shares of it were given to people beforehand.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete

from storage.core import write_meta
from storage.database.tables import meta
from storage.edits import Edit
from storage.errors import UserError
from storage.messages import message
from storage.register.shares import Pile, part, pile_of, together
from storage.sync.belonging import Belonging
from storage.sync.entitled import ROOT, ROOT_SECRET
from storage.sync.keys import SEED_BYTES, Signing
from storage.sync.roles import COORDINATOR


class RootShares(Belonging):
    """Part of the store: the root key, parted and put together."""

    def holds_root(self) -> bool:
        """Whether the root key of our organisation lies on this laptop."""
        secret = self._meta(ROOT_SECRET)
        return bool(secret) and Signing(bytes.fromhex(secret)).public == self._meta(ROOT)

    def root_shares(self, needed: int, people: int) -> list[str]:
        """A share of the root key for each of so many people; made anew each time, and kept nowhere.

        Raises:
            BadValue: numbers that make no sense.
            UserError: ``no-root-here``.
        """
        self.begin_organisation()
        if not self.holds_root():
            raise UserError(
                "no-root-here",
                message("The root key is not on this laptop."),
                message("Make the shares where the organisation was begun."),
            )
        return part(bytes.fromhex(self._meta(ROOT_SECRET)), needed, people)

    def restore_root(self, shares: str | Sequence[str]) -> None:
        """Bring the root key to this laptop. A register that belongs to nobody becomes the organisation's.

        Raises:
            BadValue: a slip in writing.
            UserError: ``too-few-shares``, ``shares-of-another``.
        """
        root, ours = Signing(together(_pile(shares))), self._meta(ROOT)
        if ours and ours != root.public:
            raise _of_another()
        with self.database.writing() as connection:
            write_meta(connection, {ROOT: root.public, ROOT_SECRET: root.seed.hex()})
        self._forget_role()
        if not ours:
            facts = {"name": self.me.register, "root": root.public, "since": self.now()}
            own = self._certified(self.request(), COORDINATOR, root)
            self.vouch([Edit("organisation", root.public[:32], facts), Edit("certificate", None, own)])

    def forget_root(self, shares: str | Sequence[str]) -> None:
        """Take the root key from this laptop: from now on only people together have it.

        They show that they do: nothing is forgotten before their shares give this very key.

        Raises:
            BadValue: a slip in writing.
            UserError: ``too-few-shares``, ``shares-of-another``.
        """
        if Signing(together(_pile(shares))).public != self._meta(ROOT):
            raise _of_another()
        with self.database.writing() as connection:
            connection.execute(delete(meta).where(meta.c.name == ROOT_SECRET))
        self._forget_role()


def _pile(shares: str | Sequence[str]) -> Pile:
    return pile_of(shares if isinstance(shares, str) else "\n".join(shares), SEED_BYTES)


def _of_another() -> UserError:
    return UserError(
        "shares-of-another",
        message("These shares are of another organisation's root key."),
        message("Use those of this organisation. Nothing was changed."),
    )
