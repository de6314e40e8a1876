"""A register, its bundles and what they add up to, read by ``.github/FORMAT.md`` alone, without the program."""

from __future__ import annotations

import base64
import gzip
import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any

import pyrage
import sqlcipher3.dbapi2 as sqlcipher
from nacl import bindings, pwhash
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

SETS = {
    "incident.tags", "incident.sources", "victim.other_names", "victim.sources", "facility.aliases", "place.aliases",
    "movement.triggers", "movement.same_people_as",
}  # fmt: skip
CERTIFIED = ("device", "name", "member_team", "person", "role", "signing", "sealing", "root", "issued", "issuer")
REVOKED = ("device", "reason", "revoked", "epoch", "number", "root", "issuer")
WEEK_MS = 7 * 24 * 3600 * 1000

Change = dict[str, Any]


def plainly(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def proves(public: str, told: bytes, proof: str) -> bool:
    try:
        VerifyKey(bytes.fromhex(public)).verify(told, bytes.fromhex(proof))
    except (BadSignatureError, ValueError):
        return False
    return True


def database_key(keys: Path, *, passphrase: str = "", recovery: str = "") -> bytes:
    """The key of the database, out of ``keys.json``."""
    told = json.loads(keys.read_bytes())
    kind = "passphrase" if passphrase else "recovery"
    wrap = next(one for one in told["wraps"] if one["kind"] == kind)
    salt = base64.b64decode(wrap["kdf"]["salt"])
    if passphrase:
        signs = [one for one in unicodedata.normalize("NFKC", passphrase) if unicodedata.category(one) != "Cf"]
        text = "".join(str(unicodedata.digit(one)) if unicodedata.category(one) == "Nd" else one for one in signs)
        typed, kdf = " ".join(text.split()).encode(), wrap["kdf"]
        key = pwhash.argon2id.kdf(32, typed, salt, opslimit=kdf["ops"], memlimit=kdf["memory"])
    else:
        secret = "".join(group[:3] for group in recovery.split("-")).encode()
        key = blake2b(secret, digest_size=32, salt=salt, person=b"sijill-recovery").digest()
    head = {name: told[name] for name in ("format", "version", "register", "key_id")}
    head["wrap"] = {name: value for name, value in wrap.items() if name not in ("nonce", "sealed")}
    sealed, nonce = base64.b64decode(wrap["sealed"]), base64.b64decode(wrap["nonce"])
    return bytes(bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(sealed, plainly(head), nonce, key))


def note(register: Path, key: bytes, name: str) -> str:
    """A row of ``meta``."""
    database = sqlcipher.connect(str(register))
    try:
        database.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        return str(database.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()[0])
    finally:
        database.close()


def changes_in(folder: Path, identity: str) -> tuple[list[Change], dict[str, dict[str, Any]]]:
    """Every change in a folder and who belongs; each proof is looked at on the way."""
    key = pyrage.x25519.Identity.from_str(identity)
    found: dict[str, Change] = {}
    signed, sealed, root = [], [], ""
    for path in sorted(folder.rglob("sijill-*.sijill-bundle")):
        magic, manifest, proof, body = pyrage.decrypt(path.read_bytes(), [key]).split(b"\n", 3)
        told = json.loads(manifest)
        assert (magic, told["format"], told["sha256"]) == (b"sijill-bundle 1", 1, sha256(body).hexdigest())
        lines, root = gzip.decompress(body).split(b"\n")[:-1], told["organisation"]
        assert len(lines) == told["changes"]
        signed.append((told["carrier"][:12], manifest, proof.decode()))
        for one in told["segments"]:
            count = one["last"] - one["first"] + 1
            sealed.append((one["device"][:12], *_end_of(one, lines[:count])))
            found |= {change["stamp"]: change for change in map(json.loads, lines[:count])}
            lines = lines[count:]
        assert len(lines) == told["common"]
        found |= {change["stamp"]: change for change in map(json.loads, lines)}
    members = belonging(found.values(), root)
    assert signed and all(proves(members[device]["signing"], *rest) for device, *rest in [*signed, *sealed])
    return list(found.values()), members


def _end_of(one: Mapping[str, Any], lines: Iterable[bytes]) -> tuple[bytes, str]:
    """What the seal of a segment is about, once its chain is found whole."""
    device, link = bytes.fromhex(one["device"]), bytes.fromhex(one["before"])
    if one["first"] == 1:
        assert link == blake2b(device, digest_size=32, person=b"sijill-chain").digest()
    for number, line in enumerate(lines, one["first"]):
        told = json.loads(line)
        assert (told["number"], told["stamp"][16:]) == (number, one["device"])
        link = blake2b(line, key=link, digest_size=32).digest()
    assert link.hex() == one["tip"]
    return b"sijill-seal-1" + device + one["last"].to_bytes(8, "big") + link, one["seal"]


def belonging(changes: Iterable[Change], root: str) -> dict[str, dict[str, Any]]:
    """Device to its certificate, with ``revoked``."""
    certificates = sorted(_signed(changes, "certificate", CERTIFIED, root), key=lambda one: str(one["issued"]))
    revocations = list(_signed(changes, "revocation", REVOKED, root))
    by_root = {one["device"]: one for one in certificates if one["issuer"] == root}
    ever = {device for device, one in by_root.items() if one["role"] == "coordinator"}
    gone = {one["device"] for one in revocations if one["issuer"] == root}
    coordinators = {by_root[device]["signing"] for device in ever - gone}
    gone |= {one["device"] for one in revocations if one["issuer"] in coordinators and one["device"] not in ever}
    return {
        one["device"]: one | {"revoked": one["device"] in gone}
        for one in certificates
        if one["issuer"] == root or (one["issuer"] in coordinators and _not_against(one, by_root.get(one["device"])))
    }


def _not_against(one: Mapping[str, Any], rooted: Mapping[str, Any] | None) -> bool:
    """Whether a coordinator's certificate makes no coordinator, unmakes none, and gives nobody other keys."""
    if rooted is None:
        return bool(one["role"] != "coordinator")
    keys = all((one.get(name) or "") == (rooted.get(name) or "") for name in ("signing", "sealing"))
    return keys and "coordinator" not in (one["role"], rooted["role"])


def _signed(changes: Iterable[Change], kind: str, names: Iterable[str], root: str) -> Iterator[dict[str, Any]]:
    for change in changes:
        facts = change["fields"]
        if change["kind"] == kind and facts.get("proof") and facts.get("root") == root:
            told = {name: facts[name] for name in names if facts.get(name) is not None}
            if proves(facts["issuer"], plainly({"what": f"sijill-{kind}-1", **told}), facts["proof"]):
                yield facts


def standing(changes: Iterable[Change]) -> tuple[dict[tuple[str, str], dict[str, Any]], set[tuple[str, str, str]]]:
    """Records with the values that stand, and the fields in dispute."""
    known = list(changes)
    replaced = {
        (one["record"], name, stamp) for one in known for stamp, names in one["over"].items() for name in names
    }
    heads: dict[tuple[str, str, str], dict[str, Any]] = defaultdict(dict)
    newest: dict[str, int] = defaultdict(int)
    for one in known:
        device, moment = one["stamp"][16:28], int(one["stamp"][:12], 16)
        newest[device] = max(newest[device], moment)
        for name, value in one["fields"].items():
            if (one["record"], name, one["stamp"]) not in replaced:
                heads[one["kind"], one["record"], name][one["stamp"]] = value
    moments = sorted(newest.values(), reverse=True)
    believed = moments[1] + WEEK_MS if len(moments) > 1 else 1 << 62
    found: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
    disputed = set()
    for (kind, record, name), told in heads.items():
        value = told[max(told, key=lambda stamp: (int(stamp[:12], 16) <= believed, stamp))]
        if len({plainly(one) for one in told.values()}) > 1:
            if f"{kind}.{name}" in SETS:
                value = list(dict.fromkeys(item for stamp in sorted(told) for item in told[stamp] or ()))
            else:
                disputed.add((kind, record, name))
        if value is not None:
            found[kind, record][name] = value
    return dict(found), disputed
