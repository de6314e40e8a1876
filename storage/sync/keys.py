"""The keys of a device and of an organisation: Ed25519 to sign, age (X25519) to be written to.

They are made once, kept in ``meta`` inside the encrypted file and never travel; their public halves stand in
certificates. All of the cryptography is libsodium's (PyNaCl) and age's (pyrage).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

import pyrage
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

PROOF_BYTES = 64
SEED_BYTES = 32


@dataclass(frozen=True)
class Signing:
    """A signing key.

    Attributes:
        seed: 32 secret bytes.
    """

    seed: bytes

    @classmethod
    def new(cls) -> Signing:
        """A fresh one."""
        return cls(secrets.token_bytes(SEED_BYTES))

    @property
    def public(self) -> str:
        """Its public half, 64 hex digits."""
        return bytes(SigningKey(self.seed).verify_key).hex()

    def sign(self, message: bytes) -> bytes:
        """64 bytes that prove that this key signed exactly these bytes."""
        return bytes(SigningKey(self.seed).sign(message).signature)


def proves(public: str, message: bytes, proof: bytes) -> bool:
    """Whether the holder of a public key (hex) signed exactly these bytes; False for whatever is no key or proof."""
    try:
        VerifyKey(bytes.fromhex(public)).verify(message, proof)
    except (BadSignatureError, ValueError, TypeError):
        return False
    return True


@dataclass(frozen=True)
class DeviceKeys:
    """The two keys of a device.

    Attributes:
        signing: what it signs with; identity: its secret age key, as age writes it.
    """

    signing: Signing
    identity: str

    @classmethod
    def new(cls) -> DeviceKeys:
        """Fresh ones."""
        return cls(Signing.new(), str(pyrage.x25519.Identity.generate()))

    @property
    def recipient(self) -> str:
        """What others encrypt to, as age writes it."""
        return str(pyrage.x25519.Identity.from_str(self.identity).to_public())

    def kept(self) -> dict[str, str]:
        """As it is kept in ``meta``."""
        return {"signing": self.signing.seed.hex(), "identity": self.identity}

    @classmethod
    def read(cls, kept: dict[str, Any]) -> DeviceKeys:
        """From ``meta``."""
        return cls(Signing(bytes.fromhex(kept["signing"])), str(kept["identity"]))


def is_recipient(text: str) -> bool:
    """Whether a text is an age recipient that can be written to."""
    try:
        pyrage.x25519.Recipient.from_str(text)
    except (pyrage.RecipientError, TypeError, ValueError):
        return False
    return True
