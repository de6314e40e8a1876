"""What bundles of our own that still lie in a folder carry to whom: the same is not written there a second time.

What a bundle carried is noted when it is written, under its hash; so one that was cut short, altered or taken away
counts for nothing, and one that somebody was no recipient of counts for nothing either.
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
KEPT = 200
"""So many of the newest bundles are remembered."""


@dataclass
class Lying:
    """What lies there: changes (tables of places among them), and receipts by their hash."""

    vector: Vector = field(default_factory=dict)
    receipts: set[str] = field(default_factory=set)


def receipt_of(vector: Vector, commons: dict[str, int]) -> str:
    """The hash of what a laptop says it holds."""
    told = orjson.dumps([vector, commons], option=orjson.OPT_SORT_KEYS)
    return blake2b(told, digest_size=16).hexdigest()


def noted(kept: str, written: Contents) -> str:
    """The note with one more bundle in it."""
    carried: dict[str, list[tuple[int, int]]] = {}
    for one in written.segments:
        carried.setdefault(one.device.hex(), []).append((one.first, one.last))
    if written.common:
        carried |= {device: [(1, count)] for device, count in written.commons.items() if count}
    told = {
        "to": list(written.recipients), "carried": {device: merged(parts) for device, parts in carried.items()},
        "receipt": receipt_of(written.vector, written.commons),
    }  # fmt: skip
    notes = {**_notes(kept), written.sha256: told}
    return orjson.dumps(dict(list(notes.items())[-KEPT:])).decode()


def lying_in(folder: Path, device: str, kept: str, others: Collection[str], step: Step) -> Lying:
    """What our whole bundles in a folder, all written to all of ``others``, carry."""
    found, notes = Lying(), _notes(kept)
    with translated():
        files = sorted(folder.glob(f"sijill-{device[:12]}*{SUFFIX}")) if notes else []
        for path in files:
            step(0)
            with path.open("rb") as file:
                note = notes.get(file_digest(file, "sha256").hexdigest())
            if note is None or not set(others) <= set(note["to"]):
                continue
            found.receipts.add(note["receipt"])
            for one, parts in read_vector(note["carried"]).items():
                found.vector[one] = merged([*found.vector.get(one, []), *parts])
    return found


def _notes(kept: str) -> dict[str, Any]:
    return dict(orjson.loads(kept or "{}"))
