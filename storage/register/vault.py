"""Keys at rest: the random key of the database, wrapped by a passphrase and by a printed recovery key.

``keys.json`` (UTF-8, about 1 kB, version 1)::

    {"format": "sijill-keys", "version": 1,
     "register": 32 hex, random        "key_id": 32 hex, BLAKE2b of the database key: which key, not what key
     "wraps": [
       {"kind": "passphrase", "made": "…Z", "kdf": {"name": "argon2id", "ops": 3, "memory": 67108864, "salt": base64},
        "cipher": "xchacha20-poly1305", "nonce": base64, "sealed": base64},
       {"kind": "recovery", "made": "…Z", "kdf": {"name": "blake2b", "salt": base64}, … the same …}],
     "sum": 32 hex, BLAKE2b of all the rest: tells a damaged file from a wrong passphrase}

Everything in a wrap but ``nonce`` and ``sealed``, and ``format version register key_id``, is sealed along as
associated data. Kinds of wrap and top-level names not known here are kept as they are: ``shares`` (t of n people)
and the device's signing keys have their place without a new version. A changed passphrase wraps the same 32 bytes
anew; copies of the old file (backups, sticks) still open with the old passphrase.
"""

from __future__ import annotations

import base64
import copy
import hashlib
import json
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nacl import bindings, pwhash
from nacl.exceptions import CryptoError

from storage.database.faults import translated
from storage.database.files import write_whole
from storage.errors import BadValue, UserError
from storage.messages import message
from storage.register.recovery import new_recovery_key, secret_of

FORMAT, VERSION = "sijill-keys", 1
KEY_BYTES = 32
LARGEST_FILE = 2**20
PASSPHRASE, RECOVERY = "passphrase", "recovery"


@dataclass(frozen=True)
class Effort:
    """What one guess costs: Argon2id rounds and bytes of memory (64 MiB × 3 is about an eighth of a second)."""

    ops: int = 3
    memory: int = 64 * 2**20


class Vault:
    """The wrapped key of one register.

    Attributes:
        path: its ``keys.json``.
        register: the register's random id, 32 hex.
    """

    def __init__(self, path: Path, document: dict[str, Any]) -> None:
        self.path = path
        self.register = str(document["register"])
        self._document = document

    @classmethod
    def create(
        cls, path: Path, passphrase: str, *, effort: Effort | None = None, recovery: str | None = None
    ) -> tuple[Vault, bytes, str]:
        """Writes a new ``keys.json``; gives the vault, the database key and the recovery key to be printed.

        ``recovery``: a key of :func:`new_recovery_key` that a person has already put on paper (first run).
        """
        key = secrets.token_bytes(KEY_BYTES)
        document = {
            "format": FORMAT,
            "version": VERSION,
            "register": secrets.token_hex(16),
            "key_id": _key_id(key),
            "wraps": [],
        }
        vault = cls(path, document)
        recovery = recovery or new_recovery_key()
        wraps = [vault._by_passphrase(key, passphrase, effort or Effort()), vault._by_recovery(key, recovery)]
        vault._write(wraps)
        return vault, key, recovery

    @classmethod
    def read(cls, path: Path) -> Vault:
        """Opens ``keys.json``.

        Raises:
            UserError: ``damaged``, ``newer-schema``, or what the disk says.
        """
        with translated(), path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
        return cls(path, _document(data))

    def open(self, passphrase: str) -> bytes:
        """The database key; about an eighth of a second, so never on the window's thread.

        Raises:
            UserError: ``wrong-passphrase``.
        """
        for wrap in self._wraps(PASSPHRASE):
            key = self._unwrapped(wrap, _stretched(passphrase, wrap["kdf"]))
            if key is not None:
                return key
        raise UserError(
            "wrong-passphrase",
            message("That was not it. Check Caps Lock and the keyboard language."),
            message("Try again, or use the recovery key."),
        )

    def open_with_recovery(self, typed: str) -> bytes:
        """The database key by the printed key.

        Raises:
            BadValue: a slip in typing, with the group to look at again.
            UserError: ``wrong-recovery``: well typed, but of another register or since replaced.
        """
        secret = secret_of(typed)
        for wrap in self._wraps(RECOVERY):
            key = self._unwrapped(wrap, _hashed(secret, wrap["kdf"]))
            if key is not None:
                return key
        raise UserError(
            "wrong-recovery",
            message("This recovery key belongs to another register, or a newer one was made since."),
            message("Look for the newest paper of this register."),
        )

    def set_passphrase(self, key: bytes, passphrase: str, *, effort: Effort | None = None) -> None:
        """Wraps the same database key by a new passphrase; the old one opens this file no more."""
        self._must_be(key)
        self._replace(self._by_passphrase(key, passphrase, effort or Effort()))

    def new_recovery_key(self, key: bytes) -> str:
        """Wraps the same database key by a new recovery key; the old paper opens this file no more."""
        self._must_be(key)
        recovery = new_recovery_key()
        self._replace(self._by_recovery(key, recovery))
        return recovery

    def _by_passphrase(self, key: bytes, passphrase: str, effort: Effort) -> dict[str, Any]:
        if not folded(passphrase):
            raise BadValue(message("Type a passphrase: a few words only you would put together."))
        kdf = {"name": "argon2id", "ops": effort.ops, "memory": effort.memory, "salt": _text(secrets.token_bytes(16))}
        return self._wrapped(PASSPHRASE, kdf, key, _stretched(passphrase, kdf))

    def _by_recovery(self, key: bytes, recovery: str) -> dict[str, Any]:
        kdf = {"name": "blake2b", "salt": _text(secrets.token_bytes(16))}
        return self._wrapped(RECOVERY, kdf, key, _hashed(secret_of(recovery), kdf))

    def _wrapped(self, kind: str, kdf: dict[str, Any], key: bytes, by: bytes) -> dict[str, Any]:
        made = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        wrap: dict[str, Any] = {"kind": kind, "made": made, "kdf": kdf, "cipher": "xchacha20-poly1305"}
        nonce = secrets.token_bytes(bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES)
        sealed = bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(key, self._header(wrap), nonce, by)
        return wrap | {"nonce": _text(nonce), "sealed": _text(sealed)}

    def _unwrapped(self, wrap: Mapping[str, Any], by: bytes) -> bytes | None:
        nonce, sealed = _bytes(wrap["nonce"]), _bytes(wrap["sealed"])
        try:
            key = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(sealed, self._header(wrap), nonce, by)
        except CryptoError:
            return None
        return key if _key_id(key) == self._document["key_id"] else None

    def _header(self, wrap: Mapping[str, Any]) -> bytes:
        whole = {name: self._document[name] for name in ("format", "version", "register", "key_id")}
        return _canonical(whole | {"wrap": {k: v for k, v in wrap.items() if k not in ("nonce", "sealed")}})

    def _wraps(self, kind: str) -> list[dict[str, Any]]:
        return [wrap for wrap in self._document["wraps"] if wrap["kind"] == kind]

    def _must_be(self, key: bytes) -> None:
        if _key_id(key) != self._document["key_id"]:
            raise ValueError("this is not the key of the register")

    def _replace(self, wrap: dict[str, Any]) -> None:
        kept = [other for other in self._document["wraps"] if other["kind"] != wrap["kind"]]
        self._write([wrap, *kept])

    def _write(self, wraps: list[dict[str, Any]]) -> None:
        document = copy.deepcopy(self._document) | {"wraps": wraps}
        document["sum"] = _sum(document)
        write_whole(self.path, (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode())
        self._document = document  # only now: a full disk leaves the vault as its file is


def folded(passphrase: str) -> str:
    """The passphrase as it is stretched: NFKC, digits as 0–9, one space between words, no marks of direction."""
    signs = []
    for sign in unicodedata.normalize("NFKC", passphrase):
        category = unicodedata.category(sign)
        if category == "Nd":
            signs.append(str(unicodedata.digit(sign)))
        elif category != "Cf":
            signs.append(sign)
    return " ".join("".join(signs).split())


def keys_damaged() -> UserError:
    """``keys.json`` is not what was written."""
    return UserError(
        "damaged",
        message("The register's file of keys is damaged. The passphrase may well be right."),
        message("Restore the latest backup: it holds a copy of the keys."),
    )


def _document(data: bytes) -> dict[str, Any]:
    try:
        document = json.loads(data)
        if document["format"] != FORMAT or len(data) > LARGEST_FILE:
            raise keys_damaged()
        newer = int(document["version"]) > VERSION
        if not newer and document["sum"] != _sum(document):
            raise keys_damaged()
        if not newer:
            _require_form(document)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise keys_damaged() from error
    if newer:
        raise UserError(
            "newer-schema",
            message("A newer Sijill made this register. Nothing was changed."),
            message("Install the newer version on this computer, then open the register again."),
        )
    return dict(document)


def _require_form(document: Mapping[str, Any]) -> None:
    bytes.fromhex(document["register"])
    bytes.fromhex(document["key_id"])
    for wrap in document["wraps"]:
        if wrap["kind"] not in (PASSPHRASE, RECOVERY):
            continue
        lengths = (24, KEY_BYTES + bindings.crypto_aead_xchacha20poly1305_ietf_ABYTES, 16)
        found = tuple(len(_bytes(text)) for text in (wrap["nonce"], wrap["sealed"], wrap["kdf"]["salt"]))
        effort_is_sane = wrap["kind"] == RECOVERY or (
            wrap["kdf"]["name"] == "argon2id"
            and 1 <= wrap["kdf"]["ops"] <= 64
            and 2**13 <= wrap["kdf"]["memory"] <= 2**30
        )
        if found != lengths or not effort_is_sane:
            raise ValueError("not the form of a wrap")


def _stretched(passphrase: str, kdf: Mapping[str, Any]) -> bytes:
    return pwhash.argon2id.kdf(
        KEY_BYTES, folded(passphrase).encode(), _bytes(kdf["salt"]), opslimit=kdf["ops"], memlimit=kdf["memory"]
    )


def _hashed(secret: bytes, kdf: Mapping[str, Any]) -> bytes:
    return hashlib.blake2b(secret, digest_size=KEY_BYTES, salt=_bytes(kdf["salt"]), person=b"sijill-recovery").digest()


def _key_id(key: bytes) -> str:
    return hashlib.blake2b(key, digest_size=16, person=b"sijill-key-id").hexdigest()


def _sum(document: Mapping[str, Any]) -> str:
    rest = {name: value for name, value in document.items() if name != "sum"}
    return hashlib.blake2b(_canonical(rest), digest_size=16, person=b"sijill-sum").hexdigest()


def _canonical(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
