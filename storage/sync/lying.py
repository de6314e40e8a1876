"""What bundles that still lie in a folder carry to whom: the same is not written there a second time.

What a bundle carries is noted when it is written or taken in, under its hash; so one that was cut short, altered or
taken away counts for nothing, and one that somebody was no recipient of counts for nothing either.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from hashlib import blake2b, file_digest
from pathlib import Path
from typing import Any

import orjson

from storage.database.faults import translated
from storage.sync.bundle import SUFFIX, Contents, read_vector
from storage.sync.chain import Vector, merged
from storage.sync.piecewise import Step

CARRIED = "carried"
"""The note in ``meta``: hash of a bundle to what it carried."""
KEPT = 300
"""So many of the newest bundles are remembered."""


@dataclass
class Lying:
    """What lies there: changes (tables of places among them), and our own receipts by their hash."""

    vector: Vector = field(default_factory=dict)
    receipts: set[str] = field(default_factory=set)


def receipt_of(vector: Vector, commons: dict[str, int], lacking: Vector) -> str:
    """The hash of what a laptop says it holds, and which attached files it lacks."""
    told = orjson.dumps([vector, commons, lacking], option=orjson.OPT_SORT_KEYS)
    return blake2b(told, digest_size=16).hexdigest()


def noted(kept: str, bundle: Contents) -> str:
    """The note with one more bundle in it."""
    carried: dict[str, list[tuple[int, int]]] = {}
    for one in bundle.segments:
        carried.setdefault(one.device.hex(), []).append((one.first, one.last))
    for device in {_device_of(line) for line in bundle.common} & bundle.commons.keys():
        carried[device] = [(1, bundle.commons[device])]
    told = {
        "by": bundle.carrier, "to": list(bundle.recipients),
        "carried": {device: merged(parts) for device, parts in carried.items()},
        "receipt": receipt_of(bundle.vector, bundle.commons, bundle.lacking),
    }  # fmt: skip
    notes = {**_notes(kept), bundle.sha256: told}
    return orjson.dumps(dict(list(notes.items())[-KEPT:])).decode()


def lying_in(folder: Path, device: str, kept: str, others: Collection[str], step: Step) -> Lying:
    """What whole bundles below a folder, written to or by all of ``others``, carry."""
    found, notes = Lying(), _notes(kept)
    with translated():
        for path in sorted(folder.rglob(f"sijill-*{SUFFIX}")) if notes else []:
            step(0)
            if path.is_symlink() or not path.is_file():
                continue
            with path.open("rb") as file:
                note = notes.get(file_digest(file, "sha256").hexdigest())
            if note is None or not set(others) <= {*note["to"], note["by"][:12]}:
                continue
            if note["by"] == device:
                found.receipts.add(note["receipt"])
            for one, parts in read_vector(note["carried"]).items():
                found.vector[one] = merged([*found.vector.get(one, []), *parts])
    return found


def _device_of(line: bytes) -> str:
    """The pseudo-device of a table of places."""
    start = line.find(b'"stamp":"') + len(b'"stamp":"') + 16
    return line[start : start + 16].decode("ascii", "replace")


def _notes(kept: str) -> dict[str, Any]:
    return dict(orjson.loads(kept or "{}"))
