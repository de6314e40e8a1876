"""Bundles harmed on purpose: by the way they came, by somebody who can read them, by a member gone wrong.

A good bundle is taken to pieces once (:class:`Pieces`); each harm is a function of them and of chance alone, so a
number names what was tried. What a member can sign, it signs: only then the parts behind the signature are reached.
"""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson
import pyrage

from storage.sync.bundle import MAGIC
from storage.sync.chain import first_link, links_after, seal
from storage.sync.keys import DeviceKeys

DEEP: Any = []
for _ in range(80):
    DEEP = [DEEP]
HOSTILE: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 1.5, 1e308, 1 << 31, 1 << 62, (1 << 63) - 1, 1 << 63, (1 << 64) - 1, "", " ", "\0",
    "0", "-1", "٣", "ff" * 6, "ff" * 8, "FF" * 16, "00" * 16, "ab" * 32, "x" * 70_000, "../../etc", "=1+1", [], {},
    [[]], [1, 2], [2, 1], [[1, 2]], {"": ""}, {"a": {"b": []}}, ["ff" * 8], {"ff" * 8: [[1, 1 << 61]]}, {"ff" * 8: -5},
    DEEP,
)  # fmt: skip


@dataclass(frozen=True)
class Pieces:
    """What a good bundle is made of.

    Attributes:
        data: the file; plain: what is inside; manifest, lines: its parts.
        carrier: keys of the member that wrote it, and all of whose segments it seals; stranger: keys of nobody here.
        reader: the age recipient it is read by.
    """

    data: bytes
    plain: bytes
    manifest: dict[str, Any]
    lines: list[bytes]
    carrier: DeviceKeys
    stranger: DeviceKeys
    reader: str


@dataclass(frozen=True)
class Harmed:
    """A harmed bundle: how, and its bytes."""

    how: str
    data: bytes


def pieces(data: bytes, reader: DeviceKeys, carrier: DeviceKeys) -> Pieces:
    """Take a good bundle to pieces."""
    plain = bytes(pyrage.decrypt(data, [pyrage.x25519.Identity.from_str(reader.identity)]))
    _, manifest, _, body = plain.split(b"\n", 3)
    lines = gzip.decompress(body).split(b"\n")[:-1]
    return Pieces(data, plain, orjson.loads(manifest), lines, carrier, DeviceKeys.new(), reader.recipient)


def harmed(good: Pieces, number: int) -> Harmed:
    """The harmed bundle of this number, the same each time."""
    chance = random.Random(number)
    way = WAYS[number % len(WAYS)]
    return Harmed(f"{number} {way.__name__}", way(good, chance))


# --------------------------------------------------------------------------------------------- without any key


def on_its_way(good: Pieces, chance: random.Random) -> bytes:
    """Bytes of the file are other ones, or missing."""
    return bitten(good.data, chance)


def opened_and_closed_again(good: Pieces, chance: random.Random) -> bytes:
    """Whoever may read it changes what is inside, but cannot sign."""
    return encrypted(good, bitten(good.plain, chance))


def another_hand(good: Pieces, chance: random.Random) -> bytes:
    """Signed by nobody who belongs, perhaps under another name or for another organisation."""
    told = dict(good.manifest)
    for name in chance.sample(["carrier", "organisation", "recipients", "number", "vector"], k=chance.randint(0, 2)):
        told[name] = {"carrier": "ab" * 8, "organisation": "cd" * 32, "recipients": [], "number": 9, "vector": {}}[
            name
        ]
    return signed(good, told, good.lines, by=good.stranger)


# --------------------------------------------------------------------------------------------- signed by a member


def manifest_spoiled(good: Pieces, chance: random.Random) -> bytes:
    """A member signs a manifest no program writes."""
    return signed(good, spoiled(good.manifest, chance), good.lines)


def body_spoiled(good: Pieces, chance: random.Random) -> bytes:
    """A member signs a body whose bytes are none, whatever its hash."""
    body = bitten(gzip.compress(b"\n".join(good.lines) + b"\n", 1, mtime=0), chance)
    return signed(good, dict(good.manifest), good.lines, body=body)


def lines_moved(good: Pieces, chance: random.Random) -> bytes:
    """Lines are left out, doubled, swapped, exchanged for nonsense; the chain is as it was."""
    lines = list(good.lines)
    at = chance.randrange(len(lines))
    does: list[Callable[[], object]] = [
        lambda: lines.pop(at),
        lambda: lines.insert(at, lines[at]),
        lambda: lines.insert(at, lines.pop(chance.randrange(len(lines)))),
        lambda: lines.__setitem__(at, bitten(lines[at], chance).replace(b"\n", b"")),
        lambda: lines.__setitem__(at, orjson.dumps(spoiled(orjson.loads(chance.choice(good.lines)), chance))),
    ]
    for one in chance.sample(does, k=chance.randint(1, 2)):
        one()
        at = min(at, len(lines) - 1)
    told = dict(good.manifest)
    if chance.random() < 0.5:
        told["changes"] = len(lines)
    return signed(good, told, lines)


def changes_forged(good: Pieces, chance: random.Random) -> bytes:
    """A member writes changes no program writes into its own chain, and links, seals and signs all of it."""
    told, lines = orjson.loads(orjson.dumps(good.manifest)), list(good.lines)
    at = 0
    for one in told["segments"]:
        count = one["last"] - one["first"] + 1
        if one["device"] == told["carrier"]:
            for _ in range(chance.randint(1, 3)):
                place = at + chance.randrange(count)
                lines[place] = orjson.dumps(spoiled(orjson.loads(lines[place]), chance))
            relinked(one, lines[at : at + count], good.carrier)
        at += count
    return signed(good, told, lines)


def numbers_forged(good: Pieces, chance: random.Random) -> bytes:
    """A member gives its own stretches other numbers, beginnings or stamps, and seals them."""
    told, lines = orjson.loads(orjson.dumps(good.manifest)), list(good.lines)
    at = 0
    for one in told["segments"]:
        count = one["last"] - one["first"] + 1
        if one["device"] == told["carrier"]:
            own = [orjson.loads(line) for line in lines[at : at + count]]
            _renumbered(one, own, chance)
            lines[at : at + count] = [orjson.dumps(line) for line in own]
            relinked(one, lines[at : at + count], good.carrier)
        at += count
    return signed(good, told, lines)


WAYS = (
    on_its_way, opened_and_closed_again, another_hand, manifest_spoiled, body_spoiled, lines_moved, changes_forged,
    numbers_forged,
)  # fmt: skip


# --------------------------------------------------------------------------------------------- tools


def encrypted(good: Pieces, plain: bytes) -> bytes:
    """As a file the reader can open."""
    return bytes(pyrage.encrypt(plain, [pyrage.x25519.Recipient.from_str(good.reader)]))


def signed(
    good: Pieces, told: Any, lines: list[bytes], *, by: DeviceKeys | None = None, body: bytes | None = None
) -> bytes:
    """A bundle of these parts; its hash is right unless the manifest lost its place for it."""
    body = gzip.compress(b"".join(line + b"\n" for line in lines), 1, mtime=0) if body is None else body
    if isinstance(told, dict) and told.get("sha256") == good.manifest["sha256"]:
        told = {**told, "sha256": sha256(body).hexdigest()}
    manifest = orjson.dumps(told)
    proof = (by or good.carrier).signing.sign(manifest).hex().encode()
    return encrypted(good, b"".join([MAGIC, manifest, b"\n", proof, b"\n", body]))


def relinked(one: dict[str, Any], lines: list[bytes], keys: DeviceKeys) -> None:
    """A segment's links and seal for these lines."""
    tip = links_after(bytes.fromhex(one["before"]), lines)
    one["tip"] = tip.hex()
    one["seal"] = seal(keys.signing, bytes.fromhex(one["device"]), one["last"], tip).hex()


def bitten(data: bytes, chance: random.Random) -> bytes:
    """Some bytes flipped, cut off, put in, overwritten, or doubled."""
    found = bytearray(data)
    for _ in range(chance.choice([1, 1, 1, 3, 20])):
        at = chance.randrange(len(found) + 1) if found else 0
        size = chance.choice([1, 2, 16, 200])
        how = chance.choice(["flip", "cut", "out", "in", "zero", "double"])
        if how == "flip" and at < len(found):
            found[at] ^= 1 << chance.randrange(8)
        elif how == "cut":
            del found[at:]
        elif how == "out":
            del found[at : at + size]
        elif how == "in":
            found[at:at] = chance.randbytes(size)
        elif how == "zero":
            found[at : at + size] = bytes(len(found[at : at + size]))
        else:
            found[at:at] = found[at : at + size]
    return bytes(found) if bytes(found) != data else data[: len(data) // 2]


def spoiled(value: Any, chance: random.Random) -> Any:
    """The same JSON with something in it exchanged, taken out, added or wrapped."""
    whole = [orjson.loads(orjson.dumps(value))]
    places: list[tuple[Any, Any]] = []
    _walk(whole, places)
    for _ in range(chance.choice([1, 1, 2])):
        within, key = chance.choice(places[1:] or places)
        how = chance.choice(["put", "put", "put", "out", "wrap", "add"])
        try:
            if how == "put":
                within[key] = chance.choice(HOSTILE)
            elif how == "out":
                del within[key]
            elif how == "wrap":
                within[key] = [within[key]]
            elif isinstance(within[key], dict):
                within[key][chance.choice(["x", "kind", "sha256", "ff" * 8, ""])] = chance.choice(HOSTILE)
            elif isinstance(within[key], list):
                within[key].append(chance.choice(HOSTILE))
        except (KeyError, IndexError, TypeError):
            continue  # the first harm took the place of the second away
    return whole[0] if whole else None


def _walk(value: Any, places: list[tuple[Any, Any]]) -> None:
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in pairs:
        places.append((value, key))
        if isinstance(inner, (dict, list)):
            _walk(inner, places)


def _renumbered(one: dict[str, Any], lines: list[dict[str, Any]], chance: random.Random) -> None:
    how = chance.choice(["moved", "doubled stamp", "backwards", "after a gap", "other epoch", "other start"])
    if how in ("moved", "after a gap"):
        by = chance.choice([1, 5, 1 << 40, 1 << 61])
        one["first"], one["last"] = one["first"] + by, one["last"] + by
        for line in lines:
            line["number"] += by
    elif how == "doubled stamp":
        lines[-1]["stamp"] = lines[0]["stamp"]
    elif how == "backwards":
        stamps = [line["stamp"] for line in lines]
        for line, stamp in zip(lines, reversed(stamps), strict=True):
            line["stamp"] = stamp
    elif how == "other epoch":
        one["device"] = one["device"][:12] + f"{chance.randrange(1 << 16):04x}"
        for line in lines:
            line["stamp"] = line["stamp"][:16] + one["device"]
    if how != "after a gap" and one["first"] == 1:
        one["before"] = first_link(bytes.fromhex(one["device"])).hex()
    if how == "other start":
        one["before"] = chance.choice([bytes(32).hex(), one["tip"]])
