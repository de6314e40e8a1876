"""This register as part of an organisation: its keys, who else belongs; joining, certifying, revoking.

A register begun alone is an organisation of one, whose root key it holds. It joins another one by a certificate of
theirs: what it wrote before stays as it was written and travels with everything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from functools import cached_property
from hashlib import blake2b
from typing import Any

import orjson
from sqlalchemy import Connection, select

from storage.core import write_meta
from storage.database.rows import load_values, store_values
from storage.database.tables import device_seen, meta, tables
from storage.edits import Edit, Outcome
from storage.errors import UserError
from storage.messages import message
from storage.saving import Saving
from storage.sync.entitled import MEMBERSHIP, ROOT, ROOT_SECRET, proofs
from storage.sync.invitation import Invitation
from storage.sync.keys import DeviceKeys, Signing, is_recipient
from storage.sync.membership import Member, Membership, instant, membership, proved, proves_itself, taken_out_by
from storage.sync.naming import looks, readable
from storage.sync.numbers import number_of_another, was_taken_out
from storage.sync.roles import COORDINATOR, ROLES

REQUEST, GRANT = "sijill-request", "sijill-grant"
KEYS = "device-keys"


@dataclass(frozen=True)
class Request:
    """A device that asks to join: what a coordinator sees and certifies.

    Attributes:
        device: 12 hex digits; name: of the device; team_name, person_name: as they call themselves.
        team, person: ids of their records; signing, sealing: its public keys.
    """

    device: str
    name: str
    team: str
    team_name: str
    person: str
    person_name: str
    signing: str
    sealing: str

    @property
    def fingerprint(self) -> str:
        """Four groups of four digits that two people read to each other: the same keys on both screens."""
        return fingerprint(self.signing + self.sealing)

    def text(self) -> str:
        """As it stands in a file or a QR code."""
        return orjson.dumps({"what": REQUEST, "version": 1, **self.__dict__}).decode()


def fingerprint(text: str) -> str:
    """Sixteen digits in groups of four out of public keys, to be compared by voice."""
    number = int.from_bytes(blake2b(text.encode(), digest_size=8, person=b"sijill-compare").digest(), "big")
    digits = f"{number % 10**16:016d}"
    return " ".join(digits[at : at + 4] for at in range(0, 16, 4))


def read_request(text: str | bytes) -> Request:
    """A request out of a file or QR code.

    Raises:
        UserError: ``not-a-request``.
    """
    told = _told(text, REQUEST)
    try:
        found = Request(**{name: readable(str(told[name]), 200) for name in Request.__dataclass_fields__})
        sound = _HEX_12.fullmatch(found.device) and _HEX_64.fullmatch(found.signing)
        if sound and is_recipient(found.sealing):
            return replace(found, name=readable(found.name) or found.device)
    except (KeyError, ValueError):
        pass
    raise _not_one("not-a-request")


_HEX_12, _HEX_64 = re.compile("[0-9a-f]{12}"), re.compile("[0-9a-f]{64}")


class Belonging(Saving):
    """Part of the store: membership."""

    @cached_property
    def keys(self) -> DeviceKeys:
        """The keys of this device; made the first time they are needed."""
        kept = self._meta(KEYS)
        if kept:
            return DeviceKeys.read(orjson.loads(kept))
        made = DeviceKeys.new()
        with self.database.writing() as connection:
            write_meta(connection, {KEYS: orjson.dumps(made.kept()).decode()})
        return made

    def begin_organisation(self) -> None:
        """Make this register an organisation of one, unless it belongs to one already."""
        if self._meta(ROOT):
            return
        root = Signing.new()
        with self.database.writing() as connection:
            write_meta(connection, {ROOT: root.public, ROOT_SECRET: root.seed.hex()})
        self._forget_role()
        values = self._certified(self.request(), COORDINATOR, root)
        facts = {"name": self.me.register, "root": root.public, "since": self.now()}
        self.vouch([Edit("organisation", root.public[:32], facts), Edit("certificate", None, values)])

    def request(self) -> Request:
        """What this device shows to join."""
        me = self.me
        return Request(
            me.device[:12], me.device_name, me.team, me.team_name, me.person, me.person_name,
            self.keys.signing.public, self.keys.recipient,
        )  # fmt: skip

    def membership(self) -> Membership:
        """Who belongs to our organisation, as the records here prove it."""
        with self.database.reading() as connection:
            return self._membership(connection)

    def organisation_numbers(self) -> str:
        """Sixteen digits of the root key: whoever joins compares them, as a coordinator does those of a request."""
        return fingerprint(self._meta(ROOT))

    def certify(self, asked: Request, role: str) -> Outcome:
        """Certify a device into our organisation.

        Raises:
            UserError: ``may-not-certify``; ``was-taken-out``: a number that was taken out never comes back;
                ``number-of-another``: the number belongs to a laptop with other keys.
        """
        self._require_role(role)
        self.begin_organisation()
        known = self.membership().of(asked.device)
        if known is not None and known.revoked:
            raise was_taken_out()
        if known is not None and (known.signing, known.sealing) != (asked.signing, asked.sealing):
            raise number_of_another(known.name)
        if known is not None and known.role == COORDINATOR:
            self._issuer(COORDINATOR)  # only the root key takes that away again
        return self.vouch([Edit("certificate", None, self._certified(asked, role, self._issuer(role)))])

    def called_alike(self, asked: Request) -> str:
        """The name of another laptop that belongs and could be taken for the one that asks; "" for none."""
        others = (one for one in self.membership().members.values() if one.device != asked.device)
        return next((one.name for one in others if looks(one.name) == looks(asked.name)), "")

    def grant(self, asked: Request) -> str:
        """What the device that asked needs to join, once it is certified: the proofs from the root down, as a file.

        Raises:
            UserError: ``not-certified``, ``was-taken-out``.
        """
        ours = self.membership()
        member = ours.of(asked.device)
        if member is not None and member.revoked:
            raise was_taken_out()
        if member is None or member.signing != asked.signing:
            raise UserError(
                "not-certified",
                message("This device is not certified here."),
                message("Certify it first, then give it its answer."),
            )
        mine = self.me.device[:12]  # so that the new one can write to whoever let it in
        chain = [one for one in ours.members.values() if one.signing == member.issuer or one.device == mine]
        with self.database.reading() as connection:
            certificates = proofs(connection, "certificate")
            name = _name_of(connection, ours.root)
        told = {one.certificate.partition("/")[0]: certificates[one.certificate] for one in (*chain, member)}
        facts = {"what": GRANT, "version": 1, "root": ours.root, "name": name, "certificates": told}
        return orjson.dumps(facts).decode()

    def invited(self, grant: str | bytes) -> Invitation:
        """What an answer of a coordinator is, so that a person can judge it before this laptop joins with it.

        Raises:
            UserError: ``not-a-grant``, ``grant-of-another``.
        """
        told, found = self._granted(grant)
        mine, ours = found.members[self.me.device[:12]], self.membership()
        by = tuple(sorted(one.name for one in found.members.values() if one.device != mine.device))
        others = [one for one in ours.members.values() if one.device != mine.device and not one.revoked]
        leaves = ""
        if others and ours.root != found.root:
            with self.database.reading() as connection:
                leaves = _name_of(connection, ours.root) or self.me.register
        return Invitation(_told_name(told) or "?", fingerprint(found.root), mine.role, by, leaves)

    def join(self, grant: str | bytes, *, leaving: bool = False) -> Outcome:
        """Become part of the organisation that certified this device; nothing here is lost.

        Args:
            grant: the answer.
            leaving: this device may leave an organisation with others in it, and give the new one what it holds.

        Raises:
            UserError: ``not-a-grant``, ``grant-of-another``, ``belongs-already``.
        """
        told, found = self._granted(grant)
        asked = self.invited(grant)
        if asked.leaves and not leaving:
            raise UserError(
                "belongs-already",
                message("This laptop belongs to “{name}”, with other laptops.", name=asked.leaves),
                message("Joining “{name}” leaves them and gives it all that is here of them.", name=asked.name),
            )
        name = _told_name(told)
        edits = [Edit("organisation", found.root[:32], {"name": name, "root": found.root})] if name else []
        edits += [Edit("certificate", one, _values(values)) for one, values in _records(told["certificates"]).items()]
        with self.database.writing() as connection:
            write_meta(connection, {ROOT: found.root})
        self._forget_role()
        return self.vouch(edits)

    def revoke(self, device: str, reason: str) -> Outcome:
        """Take a device out. What is held here of it counts; whom it certified is certified anew by us.

        Whom it took out stays out: its word ends with it, so we say so, too.

        Raises:
            UserError: ``may-not-certify``, ``not-certified``, ``own-device``.
        """
        ours = self.membership()
        member = ours.of(device)
        if member is None:
            raise _not_one("not-certified")
        issuer = self._issuer(member.role)
        if member.device == self.me.device[:12]:
            raise UserError(
                "own-device",
                message("This is the laptop you are sitting at. It was not taken out."),
                message("Another coordinator takes it out, once there is one; a number that is out never comes back."),
            )
        values: dict[str, Any] = {"device": member.device, "reason": " ".join(reason.split()) or "-"}
        values |= {"revoked": self._moment(), "root": ours.root}
        ends = [{**values, "epoch": epoch, "number": number} for epoch, number in self._ends_of(member.device)]
        ends += self._ended_by(member.signing)
        edits = [Edit("revocation", None, _values(proved("revocation", end, issuer))) for end in ends]
        for other in ours.members.values():
            if other.issuer == member.signing and other.device != member.device and not other.revoked:
                edits.append(Edit("certificate", None, self._again(other, issuer)))
        return self.vouch(edits, why=reason)

    def vouch(self, edits: Sequence[Edit], *, why: str = "") -> Outcome:
        """Write records of membership; no other way does.

        Raises:
            ValueError: one of them does not prove itself.
        """
        for edit in edits:
            if edit.kind in MEMBERSHIP and not proves_itself(edit.kind, store_values(edit.kind, edit.values)):
                raise ValueError(f"a {edit.kind} without its proof")
        with self._write() as connection:
            return self._carry_out(connection, self._plan(connection, edits, why, vouched=True))

    # ------------------------------------------------------------------------------------- inside

    def _meta(self, name: str) -> str:
        with self.database.reading() as connection:
            return str(connection.execute(select(meta.c.value).where(meta.c.name == name)).scalar() or "")

    def _granted(self, grant: str | bytes) -> tuple[dict[str, Any], Membership]:
        """An answer, and who belongs by it; this device is among them."""
        told = _told(grant, GRANT)
        found = membership(str(told.get("root")), _records(told.get("certificates")), {})
        mine = found.of(self.me.device)
        if mine is None or mine.signing != self.keys.signing.public:
            raise UserError(
                "grant-of-another",
                message("This answer was made for another device, or its signatures are not right."),
                message("Show the coordinator the request of this device again."),
            )
        return told, found

    def _issuer(self, role: str) -> Signing:
        """What certifies and revokes: the root key where it is held, else a coordinator's own."""
        secret = self._meta(ROOT_SECRET)
        if secret and Signing(bytes.fromhex(secret)).public == self._meta(ROOT):
            return Signing(bytes.fromhex(secret))
        mine = self.membership().of(self.me.device)
        if mine is not None and not mine.revoked and mine.role == COORDINATOR and role != COORDINATOR:
            return self.keys.signing
        raise UserError(
            "may-not-certify",
            message("This device may not do that: only coordinators certify, and only the root key coordinators."),
            message("Ask a coordinator, or whoever began the organisation."),
        )

    def _certified(self, asked: Request, role: str, issuer: Signing) -> dict[str, Any]:
        values = {"device": asked.device, "name": " ".join(asked.name.split()) or asked.device, "role": role}
        values |= {"member_team": asked.team, "person": asked.person, "signing": asked.signing}
        values |= {"sealing": asked.sealing, "root": self._meta(ROOT), "issued": self._issued(asked.device)}
        return _values(proved("certificate", values, issuer))

    def _again(self, member: Member, issuer: Signing) -> dict[str, Any]:
        asked = Request(
            member.device, member.name, member.team, "", member.person, "", member.signing, member.sealing
        )  # fmt: skip
        return self._certified(asked, member.role, issuer)

    def _moment(self, exactness: str = "seconds") -> str:
        return self.now().isoformat(timespec=exactness)

    def _issued(self, device: str) -> str:
        """Now, but later than the certificate it has: the clock of whoever gave that one may have been years ahead."""
        known, now = self.membership().of(device), self.now().astimezone(UTC)
        before = instant(known.issued) if known is not None else None
        with suppress(OverflowError):
            now = now if before is None else max(now, before + timedelta(seconds=1))
        return now.isoformat(timespec="seconds")

    def _ended_by(self, signing: str) -> list[dict[str, Any]]:
        """What a device told of others that it took out, as it told it; what it might not say is not said for it."""
        with self.database.reading() as connection:
            certificates, revocations = proofs(connection, "certificate"), proofs(connection, "revocation")
        return [dict(one) for one in taken_out_by(signing, self._meta(ROOT), certificates, revocations)]

    def _require_role(self, role: str) -> None:
        if role not in ROLES:
            raise ValueError(f"no role: {role}")

    def _ends_of(self, device: str) -> list[tuple[int, int]]:
        """Each epoch of a device with the number of its last change known here; the first epoch when none is."""
        with self.database.reading() as connection:
            rows = connection.execute(select(device_seen.c.device, device_seen.c.number)).all()
        known = [(bytes(row.device), row.number) for row in rows if bytes(row.device)[:6].hex() == device]
        return sorted((int.from_bytes(one[6:], "big"), number) for one, number in known) or [(0, 0)]


def _name_of(connection: Connection, root: str) -> str:
    """What the organisation with this root key is called."""
    named = tables["organisation"].c
    return str(connection.execute(select(named.name).where(named.root == root).order_by(named.n)).scalar() or "")


def _told_name(told: Mapping[str, Any]) -> str:
    return readable(str(told.get("name") or ""), 200)


def _values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Signed facts as an edit takes them."""
    return load_values("certificate" if "role" in values else "revocation", dict(values))


def _told(text: str | bytes, what: str) -> dict[str, Any]:
    word = "not-a-request" if what == REQUEST else "not-a-grant"
    try:
        told = orjson.loads(text) if len(text) < 1 << 16 else None
    except ValueError:
        told = None
    if not isinstance(told, dict) or told.get("what") != what:
        raise _not_one(word)
    if told.get("version") != 1:
        raise UserError(
            "newer-format",
            message("This file was made by a newer Sijill."),
            message("Install the newer program on this laptop. Nothing was changed."),
        )
    return told


def _records(told: Any) -> dict[str, dict[str, Any]]:
    return {str(one): dict(values) for one, values in _pairs(told)}


def _pairs(told: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(told, dict):
        yield from ((one, values) for one, values in told.items() if isinstance(values, dict))


def _not_one(word: str) -> UserError:
    return UserError(
        word,
        message("This is not the file that is needed here, or it is damaged."),
        message("Ask for it again. Nothing was changed."),
    )
