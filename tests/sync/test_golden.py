"""Bundles of every release stay readable: by this program, and by three standard tools without it."""

from __future__ import annotations

import gzip
import json
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any

import pyrage
import pytest
from nacl.signing import VerifyKey

from storage.sync.bundle import SUFFIX, read_bundle
from storage.sync.keys import DeviceKeys, Signing
from storage.sync.lines import change_of

DATA = Path(__file__).resolve().parents[1] / "data"
RELEASES = sorted(path.name for path in DATA.glob("bundle-*"))


def facts(release: str) -> tuple[Path, dict[str, Any]]:
    folder = DATA / release
    return folder / f"golden{SUFFIX}", json.loads((folder / "facts.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("release", RELEASES)
def test_this_program_reads_it(release: str) -> None:
    path, known = facts(release)
    opened = read_bundle(path, DeviceKeys(Signing(bytes(32)), known["identity"]))
    assert opened.signed_by(known["signing"])
    found = opened.contents
    assert (found.organisation, found.carrier) == (known["root"], known["carrier"])
    own = [one for one in found.segments if one.device.hex() == known["carrier"]]
    assert own and all(one.whole and one.sealed_by(known["signing"]) for one in own)
    told = [change_of(line) for one in own for line in one.lines]
    here = [one for one in told if one.record.hex() == known["record"]]
    assert here[0].fields["narrative"] == "قصف على السوق · market"
    assert here[-1].fields == {"weapon": ["artillery"]}


@pytest.mark.parametrize("release", RELEASES)
def test_it_is_what_the_format_says_without_this_program(release: str) -> None:
    path, known = facts(release)
    plain = pyrage.decrypt(path.read_bytes(), [pyrage.x25519.Identity.from_str(known["identity"])])
    magic, manifest, proof, body = plain.split(b"\n", 3)
    assert magic == b"sijill-bundle 1"
    VerifyKey(bytes.fromhex(known["signing"])).verify(manifest, bytes.fromhex(proof.decode()))
    told = json.loads(manifest)
    assert told["sha256"] == sha256(body).hexdigest()
    lines = gzip.decompress(body).split(b"\n")[:-1]
    assert len(lines) == told["changes"]
    for one in told["segments"]:
        mine, lines = lines[: one["last"] - one["first"] + 1], lines[one["last"] - one["first"] + 1 :]
        device, link = bytes.fromhex(one["device"]), bytes.fromhex(one["before"])
        if one["first"] == 1:
            assert link == blake2b(device, digest_size=32, person=b"sijill-chain").digest()
        for number, line in enumerate(mine, one["first"]):
            assert json.loads(line)["number"] == number
            link = blake2b(line, key=link, digest_size=32).digest()
        assert link == bytes.fromhex(one["tip"])


def test_there_is_a_golden_bundle() -> None:
    assert RELEASES
