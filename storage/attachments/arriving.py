"""Attached files on their way here: what is lacking, parts that have come, and the whole that is made of them."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from typing import Any, BinaryIO, cast

from sqlalchemy import Connection, delete, insert, select

from storage.attachments.attaching import Attaching
from storage.attachments.chest import LARGEST, Chest, Locked
from storage.attachments.knowing import RECEIVED, is_sha
from storage.attachments.parcel import Part
from storage.database.tables import blob, piece, tables
from storage.errors import UserError
from storage.messages import message
from storage.sync.bundle import MOST_LACKING
from storage.sync.chain import lacking, merged

Ranges = list[tuple[int, int]]
"""Stretches of bytes of a file, first and last, as :mod:`storage.sync.chain` counts numbers (from 1)."""
_ATTACHMENT = tables["attachment"].c


class Arriving(Attaching):
    """Part of the store: the door for attached files that others hold."""

    def lacking_files(self) -> dict[str, Ranges]:
        """Files known of here that are not here, the smallest first, and which bytes of them are still to come."""
        with self.database.reading() as connection:
            wanted = _wanted(connection)
            there = _arrived(connection)
        found = {}
        for sha256, size in sorted(wanted.items(), key=lambda one: (one[1], one[0])):
            left = lacking(there.get(sha256, []), [(1, size)])
            found[sha256] = left or [(1, size)]
        return found

    def told_lacking(self) -> dict[str, Ranges]:
        """As much of it as one receipt asks for; the others next time."""
        return dict(islice(self.lacking_files().items(), MOST_LACKING))

    def knows_file(self, sha256: str) -> bool:
        """Whether a record tells of it."""
        with self.database.reading() as connection:
            told = select(_ATTACHMENT.n).where(_ATTACHMENT.sha256 == sha256, _ATTACHMENT.withdrawn.is_(None))
            return connection.execute(told.limit(1)).first() is not None

    def lacks(self, sha256: str, first: int, last: int) -> bool:
        """Whether any of these bytes of a file is still to come."""
        with self.database.reading() as connection:
            last = min(last, _wanted(connection, sha256).get(sha256, 0))
            return last > 0 and bool(lacking(_arrived(connection, sha256).get(sha256, []), [(first, last)]))

    def take_part(self, part: Part) -> bool:
        """Take in bytes of a file that is lacking; True when it is whole now.

        Raises:
            UserError: ``wrong-hash``: what came is not what was attached; what had come of it is thrown away.
        """
        chest = self._chest()
        with self.database.reading() as connection:
            if _wanted(connection, part.sha256).get(part.sha256) != part.size:
                return False
        if not self.lacks(part.sha256, part.at + 1, part.end):
            return False
        locked = chest.put(io.BytesIO(part.body))
        if part.at or part.end < part.size:
            self._note_part(part, locked)
            if lacking(self._come(part.sha256), [(1, part.size)]):
                return False
            locked = self._join_parts(chest, part)
        if locked.sha256 != part.sha256:
            chest.remove([locked.name, *self._throw_away(part.sha256)])
            raise _wrong_hash()
        self._received(chest, locked)
        return True

    # ------------------------------------------------------------------------------------- inside

    def _come(self, sha256: str) -> Ranges:
        with self.database.reading() as connection:
            return _arrived(connection, sha256).get(sha256, [])

    def _note_part(self, part: Part, locked: Locked) -> None:
        row = {"sha256": part.sha256, "at": part.at, "length": len(part.body), "name": locked.name, "key": locked.key}
        with self.database.writing() as connection:
            same = (piece.c.sha256 == part.sha256) & (piece.c.at == part.at) & (piece.c.length == len(part.body))
            connection.execute(delete(piece).where(same))
            connection.execute(insert(piece), row)

    def _join_parts(self, chest: Chest, part: Part) -> Locked:
        """The whole out of its parts; parts that cannot be read are thrown away, so that they come again."""
        with self.database.reading() as connection:
            rows = connection.execute(select(piece).where(piece.c.sha256 == part.sha256).order_by(piece.c.at)).all()
        try:
            return chest.put(cast("BinaryIO", _InOrder(chest, rows)), total=part.size)
        except UserError as trouble:
            if trouble.kind in ("not-here", "damaged-attachment"):
                chest.remove(self._throw_away(part.sha256))
            raise

    def _throw_away(self, sha256: str) -> list[str]:
        with self.database.writing() as connection:
            names = list(connection.execute(select(piece.c.name).where(piece.c.sha256 == sha256)).scalars())
            connection.execute(delete(piece).where(piece.c.sha256 == sha256))
        return names

    def _received(self, chest: Chest, locked: Locked) -> None:
        """The whole file is here: its key is noted, and its arrival in the custody of each attachment it is."""
        parts = select(piece.c.name).where(piece.c.sha256 == locked.sha256)
        with self._write() as connection:
            names = [*connection.execute(parts).scalars()]
            gone = connection.execute(select(blob.c.name).where(blob.c.sha256 == locked.sha256)).scalars().all()
            if not self._keep_locked(connection, locked):
                names, gone = [*names, locked.name], []
            of = select(_ATTACHMENT.id).where(_ATTACHMENT.sha256 == locked.sha256)
            edits = [self._act(bytes(one).hex(), RECEIVED) for one in connection.execute(of).scalars()]
            self._carry_out(connection, self._plan(connection, edits, ""))
        chest.remove([*names, *gone])


class _InOrder(io.RawIOBase):
    """Reads the parts of a file one after the other; parts may overlap."""

    def __init__(self, chest: Chest, rows: Iterable[Any]) -> None:
        super().__init__()
        self._parts = self._read(chest, rows)
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        self._left = self._left or next(self._parts, b"")
        count = min(len(view), len(self._left))
        view[:count], self._left = self._left[:count], self._left[count:]
        return count

    def _read(self, chest: Chest, rows: Iterable[Any]) -> Iterator[bytes]:
        at = 0
        for row in rows:
            if row.at + row.length <= at or row.at > at:
                continue
            with closing(chest.open(row.name, bytes(row.key), row.length)) as file:
                file.seek(at - row.at)
                while found := file.read(1 << 20):
                    at += len(found)
                    yield found


def _wanted(connection: Connection, only: str = "") -> dict[str, int]:
    """Hashes of files that stand in records and are not here, to their length."""
    sound = select(blob.c.sha256).where(blob.c.state == "")
    query = select(_ATTACHMENT.sha256, _ATTACHMENT.size).where(
        _ATTACHMENT.withdrawn.is_(None), _ATTACHMENT.sha256.not_in(sound)
    )
    query = query.order_by(_ATTACHMENT.n.desc())  # of two lengths of one file the one told first counts
    rows = connection.execute(query.where(_ATTACHMENT.sha256 == only) if only else query)
    return {row.sha256: row.size for row in rows if is_sha(row.sha256) and row.size and 0 < row.size <= LARGEST}


def _arrived(connection: Connection, only: str = "") -> dict[str, Ranges]:
    query = select(piece.c.sha256, piece.c.at, piece.c.length)
    found: dict[str, Ranges] = defaultdict(list)
    for row in connection.execute(query.where(piece.c.sha256 == only) if only else query):
        found[row.sha256].append((row.at + 1, row.at + row.length))
    return {sha256: merged(ranges) for sha256, ranges in found.items()}


def _wrong_hash() -> UserError:
    return UserError(
        "wrong-hash",
        message("A photo or film that came is not the one that was attached, so it was not kept."),
        message("It is asked for again. If this comes again, ask the team that attached it."),
    )
