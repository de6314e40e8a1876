"""Attached files over a hub: pieces of a megabyte, sealed as everything there, under names that tell the hub nothing.

The name of a file on the hub is its hash keyed with the secret half of the hub's key: whoever looks after the server
cannot find out whether a photo he knows is among them. Each piece is a transaction: what is cut goes on where it was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b, sha256
from typing import TYPE_CHECKING

from sqlalchemy import select

from storage.attachments.carrying import Held, held_files, note_parcel, take_parcel
from storage.attachments.freight import Freight
from storage.attachments.parcel import STEP, Part, opened_parcel, sealed_parcel
from storage.database.tables import parcel
from storage.errors import UserError
from storage.journal.journal import chunks
from storage.sync.hub_rows import damaged_row
from storage.sync.read import Read, Refused

if TYPE_CHECKING:
    from storage.sync.exchanging import Exchanging
    from storage.sync.hub_keys import HubKey
    from storage.sync.hub_line import Line

NAMES_AT_ONCE = 500
Pause = Callable[[], None]
"""Called between pieces; raises when the person stopped it."""


@dataclass(frozen=True)
class _Piece:
    """A row of the hub."""

    name: bytes
    at: int
    giver: str
    key: str
    size: int


def push_files(
    line: Line, store: Exchanging, key: HubKey, keys: Mapping[str, HubKey], freight: Freight, pause: Pause
) -> None:
    """Add what the hub lacks of the files held here, the smallest first.

    Raises:
        UserError: words of :mod:`storage.sync.hub_address`; what went through stays. Cancelled: the same.
    """
    if not _keeps_files(line):
        freight.unable = True
        return
    for part in chunks(_to_look_for(store, key), NAMES_AT_ONCE):
        there = _index(line, (one.sha256 for one in part), keys)
        for held in part:
            known = {one.at for one in there.get(held.sha256, ())}
            left = [at for at in range(0, held.size, STEP) if at not in known]
            freight.left += sum(min(STEP, held.size - at) for at in left)
            if not left or _push_one(line, store, key, held, left, freight, pause):
                note_parcel(store, _name(key, held.sha256).hex(), Part(held.sha256, held.size, 0, b""), b"", "")


def _to_look_for(store: Exchanging, key: HubKey) -> list[Held]:
    """Files that are not noted to lie on the hub whole, and those that somebody says are lacking all the same."""
    asked = {sha for one in store.peers() for sha in one.lacking}
    with store.database.reading() as connection:
        noted = set(connection.execute(select(parcel.c.name).where(parcel.c.name.not_like("%.%"))).scalars())
    return [one for one in held_files(store) if one.sha256 in asked or _name(key, one.sha256).hex() not in noted]


def _push_one(
    line: Line, store: Exchanging, key: HubKey, held: Held, left: Sequence[int], freight: Freight, pause: Pause
) -> bool:  # fmt: skip
    """Whether all of it went."""
    root, name = store.membership().root, _name(key, held.sha256)
    try:
        with store.attached_bytes(held.sha256) as file:
            for at in left:
                length = min(STEP, held.size - at)
                if freight.room < length:
                    return False
                file.seek(at)
                part = Part(held.sha256, held.size, at, file.read(length))
                content = sealed_parcel(
                    part, store.keys, [key.recipient], organisation=root, carrier=store.me.device
                )  # fmt: skip
                line.rows(
                    "INSERT INTO sijill_hub.piece (name, at, key, content) VALUES (%s, %s, %s, %s)"
                    " ON CONFLICT DO NOTHING", [name, at, key.recipient, content], size=len(content),
                )  # fmt: skip
                freight.went(held.sha256, length)
                freight.left -= length
                pause()
    except UserError as trouble:
        if trouble.kind not in ("not-here", "damaged-attachment"):
            raise
        return False
    return True


def pull_files(
    line: Line, store: Exchanging, keys: Mapping[str, HubKey], found: Read, freight: Freight, pause: Pause
) -> None:
    """Take in what the hub has of the files that are lacking, the smallest first; what is refused stops nothing else.

    Raises:
        UserError: words of :mod:`storage.sync.hub_address`; what was taken in stays. Cancelled: the same.
    """
    left = store.lacking_files()
    if left and not _keeps_files(line):
        freight.unable = True
        return
    for part in chunks(list(left), NAMES_AT_ONCE):
        there = _index(line, part, keys)
        for sha in part:
            for one in there.get(sha, ()):
                if not store.lacks(sha, one.at + 1, one.at + STEP):
                    continue
                if freight.room < min(one.size, STEP):
                    freight.left += one.size
                    continue
                _pull_one(line, store, keys, sha, one, found, freight)
                pause()


def _pull_one(
    line: Line, store: Exchanging, keys: Mapping[str, HubKey], sha: str, one: _Piece, found: Read, freight: Freight
) -> None:  # fmt: skip
    rows = line.rows(
        "SELECT content FROM sijill_hub.piece WHERE organisation = sijill_hub.mine() AND name = %s AND at = %s"
        " AND giver = %s", [one.name, one.at, one.giver], size=one.size,
    )  # fmt: skip
    try:
        if len(rows) != 1:
            raise damaged_row()
        opened = opened_parcel(bytes(rows[0][0]), keys[one.key].identity)
        if (opened.part.sha256, opened.part.at) != (sha, one.at):
            raise damaged_row()
        took = take_parcel(store, opened)
    except UserError as trouble:
        found.refused.append(Refused(f"{one.giver} {one.name.hex()[:8]}", trouble.kind, trouble.what, trouble.todo))
        return
    if took is not None:
        freight.came(len(took[0].body), whole=took[1])
        found.files += took[1]
        found.file_bytes += len(took[0].body)


def _keeps_files(line: Line) -> bool:
    """Whether the hub was made by a program that knows of attached files."""
    return bool(line.rows("SELECT 1 WHERE to_regclass('sijill_hub.piece') IS NOT NULL"))


def _index(line: Line, hashes: Iterable[str], keys: Mapping[str, HubKey]) -> dict[str, list[_Piece]]:
    """What lies on the hub of these files, under whichever of its keys that are open here."""
    names = {_name(key, sha): sha for sha in hashes for key in keys.values() if key.identity}
    found: dict[str, list[_Piece]] = defaultdict(list)
    for name, at, giver, key, size in line.rows(
        "SELECT name, at, giver, key, octet_length(content) FROM sijill_hub.piece"
        " WHERE organisation = sijill_hub.mine() AND name = ANY(%s) ORDER BY name, at, giver", [list(names)],
    ):  # fmt: skip
        if key in keys and keys[key].identity:
            found[names[bytes(name)]].append(_Piece(bytes(name), at, giver, key, size))
    return found


def _name(key: HubKey, sha: str) -> bytes:
    secret = sha256(key.identity.encode()).digest()
    return blake2b(bytes.fromhex(sha), key=secret, digest_size=32, person=b"sijill-piece").digest()
