"""Who belongs: the organisation with its root key, certificates of devices, and their revocations.

They are records like any other, so they travel with everything else and are kept for ever; what they claim counts only
as far as their signatures prove it (``storage/sync/membership.py``).
"""

from __future__ import annotations

from storage.fields.field import Merge, field
from storage.fields.kinds import Code, Moment, Note, Number, Ref, Text
from storage.records.record import Record

P = Merge.PROTECTED


class Organisation(Record, word="organisation"):
    """Those who keep one register together. ``root`` is the public half of its root signing key (Ed25519, hex)."""

    name = field(Text(), P)
    root = field(Text(), P)
    since = field(Moment())
    notes = field(Note())


class Certificate(Record, word="certificate"):
    """That a device belongs to the organisation: its team, the role of who works on it, its public keys.

    ``device`` is the device without its epoch (12 hex digits), ``signing`` its Ed25519 key (hex), ``sealing`` its
    age recipient. ``issuer`` is the signing key that made ``proof``: the root's, or that of a coordinator's device.
    """

    indexes = (("device",),)

    device = field(Text(), P)
    name = field(Text(), P)
    member_team = field(Ref("team"), P)
    person = field(Ref("person"), P)
    role = field(Code("team-role"), P)
    signing = field(Text(), P)
    sealing = field(Text(), P)
    root = field(Text(), P)
    issued = field(Moment(), P)
    issuer = field(Text(), P)
    proof = field(Text(), P)


class Revocation(Record, word="revocation"):
    """That a device belongs no longer: lost, stolen, cloned, or its person left.

    What it wrote up to change ``number`` of ``epoch`` counts; anything later is set apart.
    """

    indexes = (("device",),)

    device = field(Text(), P)
    reason = field(Note(), P)
    revoked = field(Moment(), P)
    epoch = field(Number(), P)
    number = field(Number(), P)
    root = field(Text(), P)
    issuer = field(Text(), P)
    proof = field(Text(), P)
