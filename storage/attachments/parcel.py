"""Parcels: files in which parts of attached files travel, signed by who carries them, encrypted to who may read them.

Beside bundles (:mod:`storage.sync.bundle`), not in them: changes are small and come first, and a parcel that is cut
off spoils nothing else. The bytes are told in ``.github/FORMAT.md``. Outside is age; inside::

    sijill-files 1⏎
    {manifest: one line of JSON}⏎
    {signature over that line by the carrier's device, 128 hex digits}⏎
    bytes ``at`` to ``at + length`` of the attached file
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson
import pyrage

from storage.attachments.chest import LARGEST
from storage.attachments.knowing import is_sha
from storage.errors import UserError
from storage.messages import message
from storage.sync.bundle import AGE
from storage.sync.keys import PROOF_BYTES, DeviceKeys, proves

MAGIC = b"sijill-files 1\n"
SUFFIX = ".sijill-files"
FORMAT = 1
LONGEST, WRITTEN = 16 << 20, 4 << 20
"""Bytes of an attached file in one parcel: how many a reader takes, and how many are written, so that Cancel is heard
within a second on a slow stick."""
STEP = 1 << 20
"""Parts begin at whole steps, and one row of a hub holds one."""
LARGEST_FILE = LONGEST + (1 << 20)
LONGEST_MANIFEST = 1 << 16


@dataclass(frozen=True)
class Part:
    """Bytes of an attached file.

    Attributes:
        sha256, size: of the whole file; at: where these bytes begin in it.
    """

    sha256: str
    size: int
    at: int
    body: bytes

    @property
    def end(self) -> int:
        """Where the next part begins."""
        return self.at + len(self.body)


@dataclass(frozen=True)
class Parcel:
    """A parcel that was opened: not judged yet.

    Attributes:
        organisation: its root key; carrier: device that wrote it, 16 hex digits.
        recipients: devices it was written to, 12 hex digits each; none on a hub.
    """

    organisation: str
    carrier: str
    recipients: tuple[str, ...]
    part: Part
    signed: bytes
    proof: bytes

    def signed_by(self, signing: str) -> bool:
        """Whether the holder of this key wrote it."""
        return proves(signing, self.signed, self.proof)


def sealed_parcel(
    part: Part,
    keys: DeviceKeys,
    recipients: Sequence[str],
    *,
    organisation: str,
    carrier: str,
    devices: Sequence[str] = (),
) -> bytes:
    """The bytes of a parcel, readable for these age recipients alone; ``devices``: whose they are."""
    told = {
        "format": FORMAT, "organisation": organisation, "carrier": carrier, "recipients": sorted(devices),
        "file": part.sha256, "size": part.size, "at": part.at, "length": len(part.body),
        "sha256": sha256(part.body).hexdigest(),
    }  # fmt: skip
    manifest = orjson.dumps(told)
    plain = b"".join([MAGIC, manifest, b"\n", keys.signing.sign(manifest).hex().encode(), b"\n", part.body])
    known = [pyrage.x25519.Recipient.from_str(one) for one in dict.fromkeys(recipients)]
    return bytes(pyrage.encrypt(plain, known))


def opened_parcel(sealed: bytes, identity: str) -> Parcel:
    """The bytes of a parcel, opened with an age identity; what it says is not yet believed.

    Raises:
        UserError: ``not-a-parcel``, ``not-for-us``, ``newer-format``, ``damaged-parcel``.
    """
    if not sealed.startswith(AGE) or len(sealed) > LARGEST_FILE:
        raise _not_one()
    plain = _decrypted(sealed, identity)
    if not plain.startswith(MAGIC):
        raise _newer() if plain.startswith(b"sijill-files ") else _not_one()
    signed, _, rest = plain[len(MAGIC) :].partition(b"\n")
    proof, _, body = rest.partition(b"\n")
    if len(signed) > LONGEST_MANIFEST or not re.fullmatch(b"[0-9a-f]{%d}" % (2 * PROOF_BYTES), proof):
        raise damaged_parcel()
    return _read(signed, bytes.fromhex(proof.decode()), body)


def _decrypted(sealed: bytes, identity: str) -> bytes:
    try:
        return bytes(pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(identity)]))
    except pyrage.DecryptError as refused:
        if "matching keys" in str(refused).casefold():
            raise UserError(
                "not-for-us",
                message("This part of a photo or film was not written for this laptop."),
                message("It is written for it, too, once the other side knows the certificate of this laptop."),
            ) from refused
        raise damaged_parcel() from refused


def _read(signed: bytes, proof: bytes, body: bytes) -> Parcel:
    try:
        told: dict[str, Any] = orjson.loads(signed)
        if told["format"] != FORMAT:
            raise _newer()
        part = Part(told["file"], int(told["size"]), int(told["at"]), body)
        organisation, carrier = str(told["organisation"]), str(told["carrier"])
        recipients = tuple(str(one)[:12] for one in told["recipients"])
        sound = (
            is_sha(part.sha256)
            and re.fullmatch("[0-9a-f]{16}", carrier)
            and 0 <= part.at < part.end <= part.size <= LARGEST
            and told["length"] == len(body) <= LONGEST
            and told["sha256"] == sha256(body).hexdigest()
        )
    except (ValueError, KeyError, TypeError, AttributeError) as damage:
        raise damaged_parcel() from damage
    if not sound:
        raise damaged_parcel()
    return Parcel(organisation, carrier, recipients, part, signed, proof)


def damaged_parcel() -> UserError:
    """What was written is not what is read."""
    return UserError(
        "damaged-parcel",
        message("A part of a photo or film is damaged on its way, or it was cut short. It was not taken in."),
        message("It is asked for again with the next exchange. What you have here is as it was."),
    )


def _not_one() -> UserError:
    return UserError(
        "not-a-parcel",
        message("This is no file with parts of photos or films of Sijill."),
        message("Leave it, or delete it if nobody knows it. Nothing was changed."),
    )


def _newer() -> UserError:
    return UserError(
        "newer-format",
        message("This part of a photo or film was written by a newer Sijill."),
        message("Install the newer program on this laptop. Nothing was changed."),
    )
