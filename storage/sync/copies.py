"""What each copy of a laptop last said it holds, as long as both speak under one name.

Whoever hears less than was said before under one epoch has heard a copy. From then on the copies are told apart by
their bundles, each of which names the one before it; and only what all of them hold counts as held. Else whichever
speaks last before something is written would take it from the other one, again and again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce

import orjson
from sqlalchemy import Connection, select

from storage.core import write_meta
from storage.database.tables import meta
from storage.sync.bundle import Contents, read_vector
from storage.sync.chain import Vector, how_many, in_both

COPIES = "peer-copies"
"""The note in ``meta``: device (12 hex) to its copies, the one that spoke last first."""
MOST, SILENCE = 4, 20
"""So many copies are told apart; one that is silent while others speak so often is used no more."""


@dataclass(frozen=True)
class Copy:
    """Attributes: the hash of its newest bundle, what it said it holds, how often others have spoken since."""

    bundle: str
    vector: Vector
    silent: int = 0


def spoken(copies: Sequence[Copy], now: Copy, previous: str) -> list[Copy]:
    """The copies after one of them has spoken: the one whose bundle came before, else one that held no more."""
    same = [one for one in copies if one.bundle == previous != ""]
    same = same or sorted((one for one in copies if not how_many(now.vector, one.vector)), key=_size)[-1:]
    others = [replace(one, silent=one.silent + 1) for one in copies if one not in same]
    return [now, *(one for one in others if one.silent < SILENCE)][:MOST]


def held_by_all(copies: Sequence[Copy]) -> Vector:
    """What each of them holds."""
    return reduce(in_both, (one.vector for one in copies))


def copies_of(connection: Connection, device: str) -> list[Copy]:
    """The copies of a device that were heard of; none of nearly all devices."""
    known = orjson.loads(_kept(connection)).get(device, [])
    return [Copy(str(bundle), read_vector(vector), int(silent)) for bundle, vector, silent in known]


def note_copies(connection: Connection, device: str, copies: Sequence[Copy]) -> None:
    """Remember them; one alone needs no telling apart."""
    kept = _kept(connection)
    notes = orjson.loads(kept)
    if len(copies) > 1:
        notes[device] = [[one.bundle, one.vector, one.silent] for one in copies]
    else:
        notes.pop(device, None)
    told = orjson.dumps(notes).decode()
    if told != kept:
        write_meta(connection, {COPIES: told})


def heard(copies: Sequence[Copy], before: Vector, found: Contents, vector: Vector, *, more: bool) -> list[Copy]:
    """The copies of a laptop after its newest bundle; ``more``: it holds all that it was known to hold ``before``."""
    if not copies and more:
        return []
    return spoken(copies or [Copy("", before)], Copy(found.sha256, vector), found.previous)


def _size(one: Copy) -> int:
    return how_many({}, one.vector)


def _kept(connection: Connection) -> str:
    return str(connection.execute(select(meta.c.value).where(meta.c.name == COPIES)).scalar() or "{}")
