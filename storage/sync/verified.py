"""What laptops marked as verified whose role does not verify: found when it becomes known who they are."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, or_, select

from storage.database.tables import device_seen, tables
from storage.review.inbox import SAYS_SO, VERIFIED


def suspects(connection: Connection, kind: str, devices: Collection[bytes]) -> set[bytes]:
    """Records to be looked at anew: those asked about now, and what these devices (6 bytes) may have verified.

    The verified records are walked only when changes of such a device are here already. They rarely are: a laptop is
    certified before what it writes travels.
    """
    table = tables[kind].c
    found = {bytes(one) for one in connection.execute(select(table.id).where(table.unentitled == 1)).scalars()}
    heard = {bytes(one)[:6] for one in connection.execute(select(device_seen.c.device)).scalars()}
    here = [one.hex() for one in devices if one in heard]
    if here:
        says = [table[name] == VERIFIED for name in SAYS_SO if name in table]
        for row in connection.execute(select(table.id, table.head, table.heads).where(or_(*says))):
            stamps = bytes(row.head).hex() + row.heads
            if any(device in stamps for device in here):
                found.add(bytes(row.id))
    return found
