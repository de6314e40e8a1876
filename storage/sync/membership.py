"""Who belongs to an organisation, as far as signatures prove it. Pure.

The root key certifies coordinators and whomever it likes; a coordinator's device certifies and revokes others, but no
coordinator. A certificate counts when its proof verifies and whoever issued it may; one that a revoked device issued
counts no longer, and has to be given anew by somebody else. So everything here is a function of the records, whatever
order they came in: two laptops that hold the same certificates and revocations agree about everybody.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from storage.sync.keys import Signing, is_recipient, proves
from storage.sync.naming import readable
from storage.sync.roles import COORDINATOR

_CERTIFIED = ("device", "name", "member_team", "person", "role", "signing", "sealing", "root", "issued", "issuer")
_REVOKED = ("device", "reason", "revoked", "epoch", "number", "root", "issuer")
_DEVICE = re.compile("[0-9a-f]{12}")
_KEY = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class Member:
    """A device that belongs.

    Attributes:
        device: 12 hex digits, without the epoch; name: of the device.
        team, person: ids of records; role: a code of ``team-role``.
        signing: its public signing key (hex); sealing: its age recipient.
        certificate: id of the record; issuer: the key that vouched for it.
        revoked: whether it belongs no longer; then of each epoch only its changes up to a number count (``ends``).
        roles: every role it was ever certified for.
    """

    device: str
    name: str
    team: str
    person: str
    role: str
    signing: str
    sealing: str
    certificate: str
    issuer: str
    issued: str = ""
    revoked: bool = False
    ends: tuple[tuple[int, int], ...] = ()
    roles: frozenset[str] = frozenset()

    def counts(self, epoch: int, number: int) -> bool:
        """Whether a change of this device is taken in."""
        return not self.revoked or number <= self.last(epoch)

    def last(self, epoch: int) -> int:
        """Of a revoked one, the number of its last change that counts; 0 of an epoch that no revocation names."""
        return dict(self.ends).get(epoch, 0)


@dataclass(frozen=True)
class Membership:
    """An organisation and its members by device, revoked ones included."""

    root: str
    members: Mapping[str, Member] = field(default_factory=dict)

    def of(self, device: str) -> Member | None:
        """The member a device (12 or, with its epoch, 16 hex digits) is."""
        return self.members.get(device[:12])

    def recipients(self, wanted: Iterable[str] | None = None) -> dict[str, str]:
        """Device to age recipient of those who are written to: all who belong, or those named."""
        named = None if wanted is None else {device[:12] for device in wanted}
        return {
            one.device: one.sealing
            for one in self.members.values()
            if not one.revoked and one.sealing and (named is None or one.device in named)
        }


def signed_bytes(kind: str, values: Mapping[str, Any]) -> bytes:
    """What is signed of a certificate or revocation: its facts, one way of writing them."""
    names = _CERTIFIED if kind == "certificate" else _REVOKED
    facts = {name: values[name] for name in names if values.get(name) is not None}
    told = {"what": f"sijill-{kind}-1", **facts}
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def proved(kind: str, values: Mapping[str, Any], by: Signing) -> dict[str, Any]:
    """The facts with ``issuer`` and ``proof``; values as the journal writes them."""
    facts = {**values, "issuer": by.public}
    return {**facts, "proof": by.sign(signed_bytes(kind, facts)).hex()}


def membership(
    root: str, certificates: Mapping[str, Mapping[str, Any]], revocations: Mapping[str, Mapping[str, Any]]
) -> Membership:
    """Who belongs.

    Args:
        root: public root key of the organisation.
        certificates, revocations: record id to values as the journal writes them.
    """
    sound, over = _sound(root, certificates, revocations)
    office = _office(root, sound, over)
    given = {one: values for one, values in sound.items() if office.certifies(values)}
    gone = _ends(values for values in over if office.takes_out(values))
    newest = {values["device"]: (one, values) for one, values in sorted(given.items(), key=_when)}
    roles: dict[str, set[str]] = defaultdict(set)
    for values in given.values():
        roles[values["device"]].add(values["role"])
    return Membership(
        root, {device: _member(*found, gone.get(device), roles[device]) for device, found in newest.items()}
    )


def taken_out_by(
    signing: str,
    root: str,
    certificates: Mapping[str, Mapping[str, Any]],
    revocations: Mapping[str, Mapping[str, Any]],
) -> list[Mapping[str, Any]]:
    """The revocations that count by the word of this key; what it signed and might not say is none of them."""
    sound, over = _sound(root, certificates, revocations)
    office = _office(root, sound, over)
    return [values for values in over if values["issuer"] == signing and office.takes_out(values)]


@dataclass(frozen=True)
class _Office:
    """Who speaks for an organisation: the root key, and coordinators by their public keys."""

    root: str
    coordinators: frozenset[str]
    rooted: Mapping[str, Mapping[str, Any]]
    """Device to the newest certificate that the root key gave it."""

    def certifies(self, values: Mapping[str, Any]) -> bool:
        """Whether a certificate counts: coordinators make none, and change no keys of whom the root key certified.

        Else one coordinator could put another out of office, or speak and read under the number of anybody.
        """
        if values["issuer"] == self.root:
            return True
        known = self.rooted.get(values["device"], values)
        same = all((known.get(name) or "") == (values.get(name) or "") for name in ("signing", "sealing"))
        return values["issuer"] in self.coordinators and same and COORDINATOR not in (values["role"], known["role"])

    def takes_out(self, values: Mapping[str, Any]) -> bool:
        """Whether a revocation counts: only the root key takes out whom it made a coordinator."""
        known = self.rooted.get(values["device"], {})
        return values["issuer"] == self.root or (
            values["issuer"] in self.coordinators and known.get("role") != COORDINATOR
        )


def _sound(
    root: str, certificates: Mapping[str, Mapping[str, Any]], revocations: Mapping[str, Mapping[str, Any]]
) -> tuple[dict[str, Mapping[str, Any]], list[Mapping[str, Any]]]:
    """Those that carry the proof of whoever says it issued them, whatever that is worth."""
    return (
        {one: values for one, values in certificates.items() if _is_proved("certificate", values, root)},
        [values for values in revocations.values() if _is_proved("revocation", values, root)],
    )


def _office(root: str, sound: Mapping[str, Mapping[str, Any]], over: Iterable[Mapping[str, Any]]) -> _Office:
    rooted = _newest({one: values for one, values in sound.items() if values["issuer"] == root})
    gone = {values["device"] for values in over if values["issuer"] == root}
    return _Office(
        root,
        frozenset(
            values["signing"]
            for device, values in rooted.items()
            if values["role"] == COORDINATOR and device not in gone
        ),
        rooted,
    )


def instant(told: str) -> datetime | None:
    """The moment a certificate says it was given; None where that is no moment."""
    try:
        found = datetime.fromisoformat(told)
        return found.astimezone(UTC) if found.tzinfo else None  # without an offset it is another one on each laptop
    except (ValueError, OverflowError):
        return None


def _when(found: tuple[str, Mapping[str, Any]]) -> tuple[str, str]:
    """By the moment itself: laptops write it with the offset of their own time zone."""
    told = str(found[1].get("issued") or "")
    moment = instant(told)
    return (told if moment is None else moment.isoformat()), found[0]


def _newest(certificates: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {values["device"]: values for _, values in sorted(certificates.items(), key=_when)}


Ends = dict[int, int]
"""Epoch to the number of the last change that counts."""


def _ends(revocations: Iterable[Mapping[str, Any]]) -> dict[str, Ends]:
    """Device to its ends. A revocation speaks of one epoch; of several of the same one the least counts."""
    found: dict[str, Ends] = {}
    for values in revocations:
        end = {int(values.get("epoch") or 0): int(values.get("number") or 0)}
        found[values["device"]] = _least(found.get(values["device"], {}), end)
    return found


def _least(one: Ends, other: Ends) -> Ends:
    return {epoch: min(ends[epoch] for ends in (one, other) if epoch in ends) for epoch in one.keys() | other.keys()}


def _member(record: str, values: Mapping[str, Any], ends: Ends | None, roles: Iterable[str]) -> Member:
    names = ("device", "name", "member_team", "person", "role", "signing", "sealing", "issuer", "issued")
    device, name, team, person, role, signing, sealing, issuer, issued = (str(values.get(one) or "") for one in names)
    name = readable(name) or device
    return Member(
        device, name, team, person, role, signing, sealing, record, issuer, issued, ends is not None,
        tuple(sorted((ends or {}).items())), frozenset(roles),
    )  # fmt: skip


def proves_itself(kind: str, values: Mapping[str, Any]) -> bool:
    """Whether a certificate or revocation carries the proof of whoever it says issued it, whatever that is worth."""
    return _is_proved(kind, values, str(values.get("root")))


def _is_proved(kind: str, values: Mapping[str, Any], root: str) -> bool:
    texts = [values.get(name) for name in ("device", "root", "issuer", "proof")]
    if not all(isinstance(one, str) for one in texts) or values["root"] != root:
        return False
    if not _DEVICE.fullmatch(values["device"]) or not _KEY.fullmatch(values["issuer"]):
        return False
    if not (_is_certificate(values) if kind == "certificate" else _is_revocation(values)):
        return False
    try:
        proof, said = bytes.fromhex(values["proof"]), signed_bytes(kind, values)
    except (ValueError, TypeError):
        return False
    return _signature_holds(values["issuer"], said, proof)


_signature_holds = lru_cache(2_000)(proves)
"""The same certificates are looked at again with each bundle: what a signature proves, it proves for good."""


def _is_revocation(values: Mapping[str, Any]) -> bool:
    return all(type(values.get(name) or 0) is int and (values.get(name) or 0) >= 0 for name in ("epoch", "number"))


def _is_certificate(values: Mapping[str, Any]) -> bool:
    signing, sealing = values.get("signing"), values.get("sealing")
    return (
        isinstance(signing, str)
        and _KEY.fullmatch(signing) is not None
        and isinstance(values.get("role"), str)
        and (not sealing or (isinstance(sealing, str) and is_recipient(sealing)))
    )
