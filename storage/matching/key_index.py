"""The index of folded keys: what is to move in it is gathered first and written once, in the order in which it lies.

Keys are hashes, so neighbours in time are strangers in the index: written record by record, each key would fetch and
soil a page of its own again and again.
"""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, delete

from storage.database.inserting import insert_tuples
from storage.database.tables import match_key
from storage.matching.people import unpack_keys


class KeyIndex:
    """What one transaction moves in the index."""

    def __init__(self) -> None:
        self._moving: dict[int, tuple[bytes, bytes]] = {}

    def move(self, n: int, before: bytes, after: bytes) -> None:
        """A record's keys, packed: as its row told them, and as it tells them now."""
        known = self._moving.get(n)
        self._moving[n] = (before if known is None else known[0], after)

    def write(self, connection: Connection) -> None:
        """Give old keys back and take new ones, as far as they differ."""
        gone, come = list[tuple[int, int]](), list[tuple[int, int]]()
        for n, (before, after) in self._moving.items():
            if not before:
                come += [(key, n) for key in unpack_keys(after)]
            elif before != after:
                old, new = {*unpack_keys(before)}, {*unpack_keys(after)}
                gone += [(key, n) for key in old - new]
                come += [(key, n) for key in new - old]
        self._moving = {}
        if gone:
            rows = [{"_key": key, "_n": n} for key, n in sorted(gone)]
            connection.execute(_DROP, rows)
        come.sort()
        insert_tuples(connection, match_key, ("key", "n"), come)


_DROP = delete(match_key).where((match_key.c.key == bindparam("_key")) & (match_key.c.n == bindparam("_n")))
