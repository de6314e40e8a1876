"""What is on a hub is sealed to the hub's key, which the hub does not have: each member has it, sealed to itself.

A key is an age identity made by a member and signed by it. It names the devices that were taken out before it was
made; whoever knows of more makes a new one, so what is written after a revocation is closed to the revoked. Older rows
stay open to whoever joins later, because any member that has a key gives it on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import orjson
import pyrage

from storage.sync.hub_line import Line
from storage.sync.keys import proves
from storage.sync.membership import Membership

if TYPE_CHECKING:
    from storage.sync.company import Company


LARGEST_GIVEN, LARGEST_KEY = 1 << 12, 1 << 17
"""Bytes of a key as it was given, and of what is told of one."""
ENOUGH = 2
"""So many others who gave a key to somebody are believed without looking."""


@dataclass(frozen=True)
class HubKey:
    """A key of a hub.

    Attributes:
        recipient: its public half, as age writes it; identity: its secret one, "" when nobody gave it to us yet.
        maker: device that made it, 12 hex digits; made: moment; without: revoked devices, in order, with commas.
        proof: the maker's signature over all of that.
    """

    recipient: str
    maker: str
    made: str
    without: str
    proof: bytes = field(repr=False)
    identity: str = field(default="", repr=False)

    def usable(self, ours: Membership, revoked: Iterable[str]) -> bool:
        """Whether something can be written under it: ours, made by a member, closed to all who were taken out."""
        member = ours.of(self.maker)
        closed = set(revoked) <= set(self.without.split(","))
        if not self.identity or member is None or member.revoked or not closed:
            return False
        return proves(member.signing, signed(ours.root, self), self.proof)


def signed(root: str, key: HubKey) -> bytes:
    """What the maker of a key signs."""
    told = {"what": "sijill-hub-key-1", "organisation": root, "recipient": key.recipient, "maker": key.maker,
            "made": key.made, "without": key.without}  # fmt: skip
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS)


def keys_on(line: Line, store: Company) -> dict[str, HubKey]:
    """The keys of the hub by their recipients, opened as far as they were given to this device."""
    given: dict[str, str] = {}
    own = pyrage.x25519.Identity.from_str(store.keys.identity)
    for recipient, content in line.rows(
        "SELECT recipient, content FROM sijill_hub.given WHERE organisation = sijill_hub.mine() AND device = %s"
        " AND octet_length(content) <= %s", [store.me.device[:12], LARGEST_GIVEN],
    ):  # fmt: skip
        identity = _opened(bytes(content), own)
        if identity and str(pyrage.x25519.Identity.from_str(identity).to_public()) == recipient:
            given[recipient] = identity
    rows = line.rows(
        "SELECT recipient, maker, made, without, proof FROM sijill_hub.key WHERE organisation = sijill_hub.mine()"
        " AND octet_length(recipient) + octet_length(made) + octet_length(without) + octet_length(proof) <= %s",
        [LARGEST_KEY],
    )
    return {
        recipient: HubKey(recipient, maker, made, without, bytes(proof), given.get(recipient, ""))
        for recipient, maker, made, without, proof in rows
    }


def key_to_write(line: Line, store: Company, known: dict[str, HubKey]) -> HubKey:
    """The oldest usable key; a new one where there is none."""
    ours = store.membership()
    revoked = sorted(one.device for one in ours.members.values() if one.revoked)
    usable = sorted(
        (one for one in known.values() if one.usable(ours, revoked)), key=lambda one: (one.made, one.maker)
    )
    if usable:
        return usable[0]
    identity = pyrage.x25519.Identity.generate()
    moment = store.now().isoformat(timespec="seconds")
    bare = HubKey(str(identity.to_public()), store.me.device[:12], moment, ",".join(revoked), b"", str(identity))
    made = replace(bare, proof=store.keys.signing.sign(signed(ours.root, bare)))
    give(line, store, {made.recipient: made})  # first: a key that its maker lost would close what is written
    line.rows(
        "INSERT INTO sijill_hub.key (recipient, made, without, proof) VALUES (%s, %s, %s, %s)",
        [made.recipient, made.made, made.without, made.proof],
    )
    known[made.recipient] = made
    return made


def give(line: Line, store: Company, known: dict[str, HubKey]) -> None:
    """Seal every key that is open here to each member that has not got it.

    One that was given by one other only may be none: nobody but that member could open it. It is given once more.
    """
    members = {**store.membership().recipients(), store.me.device[:12]: store.keys.recipient}
    givers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for recipient, device, giver in line.rows(
        "SELECT recipient, device, giver FROM sijill_hub.given WHERE organisation = sijill_hub.mine()"
    ):
        givers[recipient, device].add(giver)
    has = {
        one
        for one, by in givers.items()
        if not by.isdisjoint((store.me.device[:12], one[1])) or len(by & members.keys()) >= ENOUGH
    }
    rows = [
        (one.recipient, device, pyrage.encrypt(one.identity.encode(), [pyrage.x25519.Recipient.from_str(sealing)]))
        for one in known.values()
        for device, sealing in sorted(members.items())
        if one.identity and (one.recipient, device) not in has
    ]
    if rows:
        line.put(
            "INSERT INTO sijill_hub.given (recipient, device, content) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            rows,
        )


def _opened(sealed: bytes, own: pyrage.x25519.Identity) -> str:
    """The identity that was sealed to us, "" for what is none."""
    try:
        told = bytes(pyrage.decrypt(sealed, [own])).decode()
        pyrage.x25519.Identity.from_str(told)
    except (pyrage.DecryptError, pyrage.IdentityError, ValueError):
        return ""
    return told
