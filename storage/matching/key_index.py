"""The index of folded keys: what is to move in it is gathered first and written once, in the order in which it lies.

Keys are hashes, so neighbours in time are strangers in the index: written record by record, each key would fetch and
soil a page of its own again and again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, delete, select

from storage.database.inserting import insert_tuples
from storage.database.tables import match_key
from storage.journal.journal import chunks
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
        gone, come = list[int](), list[int]()
        for n, (before, after) in self._moving.items():
            old, new = unpack_keys(before), unpack_keys(after)
            if old and before != after:
                gone += [key << BITS | n for key in {*old} - {*new}]
                new = tuple({*new} - {*old})
            come += [key << BITS | n for key in new if before != after]
        self._moving = {}
        if gone:
            gone.sort()
            connection.execute(_DROP, [{"_key": one >> BITS, "_n": one & NUMBER} for one in gone])
        come.sort()
        for part in chunks(come, AT_ONCE):
            insert_tuples(connection, match_key, ("key", "n"), [(one >> BITS, one & NUMBER) for one in part])


def keys_held(connection: Connection) -> dict[int, int]:
    """The keys of each record that the index holds, added up: those of a million people are ten million."""
    found = defaultdict[int, int](int)
    for key, n in connection.execute(select(match_key.c.key, match_key.c.n)):
        found[n] = (found[n] + key) & NUMBER
    return found


def added_up(keys: Iterable[int]) -> int:
    """The same of some keys, each of them once."""
    return sum(keys) & NUMBER


AT_ONCE = 20_000
BITS, NUMBER = 64, (1 << 64) - 1
_DROP = delete(match_key).where((match_key.c.key == bindparam("_key")) & (match_key.c.n == bindparam("_n")))
