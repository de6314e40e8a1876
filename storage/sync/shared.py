"""What of this device's own changes others are known to hold: for the status strip and the marks in lists."""

from __future__ import annotations

import orjson
from sqlalchemy import Connection, and_, delete, func, insert, select

from storage.database.jsontext import pack
from storage.database.tables import device_seen, held, journal, peer, setting
from storage.sync.chain import Vector, merged

SHARED = "shared-stamp"
"""The setting that holds the stamp up to which all own changes are shared."""


def held_by_others(connection: Connection, mine: str) -> Vector:
    """The changes of a device (12 hex digits, all its epochs) that at least one other said it holds."""
    found: Vector = {}
    for told in connection.execute(select(peer.c.vector)).scalars():
        for device, ranges in orjson.loads(told).items():
            if device[:12] == mine:
                found.setdefault(device, []).extend((first, last) for first, last in ranges)
    return {device: merged(ranges) for device, ranges in found.items()}


def note_shared(connection: Connection, mine: str) -> None:
    """Remember up to which stamp everything written here is shared (lists mark what is not)."""
    stamp = _shared_up_to(connection, mine)
    if stamp:
        connection.execute(delete(setting).where(setting.c.name == SHARED))
        connection.execute(insert(setting), {"name": SHARED, "value": pack(stamp.hex())})


def _shared_up_to(connection: Connection, mine: str) -> bytes:
    theirs = held_by_others(connection, mine)
    rows = connection.execute(select(device_seen.c.device, device_seen.c.number, device_seen.c.newest))
    own = sorted((row for row in rows if bytes(row.device)[:6].hex() == mine), key=lambda row: bytes(row.newest))
    stamp = b""
    for row in own:
        first, last = next(iter(theirs.get(bytes(row.device).hex(), [])), (0, 0))
        if first != 1:
            break
        if last < row.number:
            return _stamp_of(connection, bytes(row.device), last) or stamp
        stamp = bytes(row.newest)
    return stamp


def _stamp_of(connection: Connection, device: bytes, number: int) -> bytes:
    """The stamp of a change of this device, found by the stretch of its chain."""
    around = and_(held.c.device == device, held.c.first <= number, held.c.last >= number)
    row = connection.execute(select(held.c.low, held.c.high).where(around).limit(1)).first()
    if row is None:
        return b""
    between = and_(journal.c.seq >= row.low, journal.c.seq <= row.high, journal.c.number == number)
    query = select(journal.c.stamp).where(between, func.substr(journal.c.stamp, 9, 8) == device)
    query = query.order_by(journal.c.seq.desc())  # most often the last one: from there it is found at once
    return bytes(connection.execute(query.limit(1)).scalar() or b"")
