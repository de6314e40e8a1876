"""Everybody who belongs, side by side: who was heard of when, and what each lacks of us and we of them."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from sqlalchemy import select

from storage.database.tables import apart, exchanged
from storage.sync.chain import Vector, gaps, how_many
from storage.sync.exchanging import Exchanging
from storage.sync.membership import Member, Membership
from storage.sync.naming import told_apart


@dataclass(frozen=True)
class Companion:
    """A device and how far it and we have come together.

    Attributes:
        device: 12 hex digits; name, team, role: by its certificate; own: it is this one.
        revoked: it belongs no longer.
        moment, road: when and how it was last heard of, "" when never.
        they_lack: changes held here that it did not have then; we_lack: changes it had then that are not here.
        gaps: numbers of its own changes missing here, epoch to ranges.
        confirmed: its receipt, how many of this laptop's own changes it said it holds.
        let_in: names of the laptops that belong by its word.
    """

    device: str
    name: str
    team: str
    role: str
    own: bool = False
    revoked: bool = False
    moment: str = ""
    road: str = ""
    they_lack: int = 0
    we_lack: int = 0
    gaps: tuple[tuple[int, int], ...] = ()
    confirmed: int = 0
    let_in: tuple[str, ...] = ()


@dataclass(frozen=True)
class Apart:
    """Changes set apart (see :mod:`storage.sync.taking`); ``n`` names them, ``settled`` says what was done."""

    n: int
    device: str
    first: int
    last: int
    word: str
    carrier: str
    moment: str
    settled: str


def _by(one: Member, issuer: Member) -> bool:
    return bool(issuer.signing) and one.issuer == issuer.signing and one.device != issuer.device and not one.revoked


def counted(vector: Vector, members: Membership) -> Vector:
    """A vector without what laptops wrote once they were taken out: nobody lacks it, it is written again elsewhere."""
    found = {}
    for device, held in vector.items():
        member = members.of(device)
        if member is not None and member.revoked:
            last = member.last(int(device[12:], 16))
            held = [(first, min(last, end)) for first, end in held if first <= last]
        found[device] = held
    return found


class Company(Exchanging):
    """Part of the store: who belongs, and who lacks what."""

    def last_exchange(self) -> str:
        """When something was last written for others or taken in from them, as ISO; "" when never."""
        with self.database.reading() as connection:
            done = select(exchanged.c.moment).where(exchanged.c.trouble == "")
            return str(connection.execute(done.order_by(exchanged.c.n.desc()).limit(1)).scalar() or "")

    def companions(self) -> list[Companion]:
        """This device first, then the others by name; those without a certificate and those taken out at the end."""
        proved, heard = self.vector(), {one.device: one for one in self.peers()}  # which begins the organisation
        membership = self.membership()
        ours = counted(proved, membership)
        common = {device: [(1, count)] for device, count in self.commons().items() if count}
        mine = {device: held for device, held in ours.items() if device[:12] == self.me.device[:12]}
        every = how_many({}, mine)
        found = []
        members = dict(membership.members)
        for device in heard.keys() - members.keys():
            members[device] = Member(device, device, "", "", "", "", "", "", "")
        called = told_apart({one.device: one.name for one in members.values()})
        for member in members.values():
            said = heard.get(member.device)
            theirs = counted(said.vector, membership) if said else {}
            own = member.device == self.me.device[:12]
            they, we = (0, 0) if own else (how_many(theirs, ours), how_many({**ours, **common}, theirs))
            missing = tuple(gap for device, held in ours.items() if device[:12] == member.device for gap in gaps(held))
            found.append(Companion(
                member.device, called[member.device], member.team, member.role, own, member.revoked,
                said.moment if said else "", said.road if said else "", they, we, missing,
                0 if own else every - how_many(theirs, mine),
                tuple(called[one.device] for one in members.values() if _by(one, member)),
            ))  # fmt: skip
        return sorted(found, key=lambda one: (not one.own, one.revoked, not one.role, one.name.casefold(), one.device))

    def set_apart(self) -> list[Apart]:
        """What was not taken in, newest first."""
        names = ("n", "device", "first", "last", "word", "carrier", "moment", "settled")
        with self.database.reading() as connection:
            rows = connection.execute(select(*(apart.c[name] for name in names)).order_by(apart.c.n.desc())).all()
        return [
            Apart(row.n, bytes(row.device).hex(), row.first, row.last, row.word, row.carrier, row.moment, row.settled)
            for row in rows
        ]

    def _ends_apart(self, members: Container[str]) -> set[tuple[str, int, bytes]]:
        """Device, first number and link of what need not be asked for again; of twins the link tells which it was."""
        with self.database.reading() as connection:
            rows = connection.execute(select(apart.c.device, apart.c.first, apart.c.tip, apart.c.word)).all()
        found = ((bytes(row.device).hex(), row.first, bytes(row.tip), row.word) for row in rows)
        return {
            (device, first, tip)
            for device, first, tip, word in found
            if word != "not-certified" or device[:12] not in members
        }
