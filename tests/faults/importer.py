"""A process that imports a table of places, to be killed in the middle; it tells how far it is."""

from __future__ import annotations

from multiprocessing.connection import Connection
from pathlib import Path

from storage.database.database import Database
from storage.places.packs import PackRow, PackTable
from storage.store import Store
from tests.builders import KEY

OLD, NEW, VILLAGES = "2024-01-01", "2025-01-01", 3000


def a_table(version: str) -> PackTable:
    """3,000 villages; the newer version calls the first 50 otherwise and has 3,000 more."""
    newer = version == NEW
    rows = [
        PackRow("Admin4", at, f"C{at:05d}", 4, "SY070201", f"{'Tall' if newer and at < 50 else 'Tell'} Number{at}")
        for at in range(VILLAGES * (2 if newer else 1))
    ]
    return PackTable("P-codes SY", version, tuple(rows))


def import_newer(path: str, tell: Connection) -> None:
    """Import the newer version with all it asks, telling each step."""
    store = Store.open(Database.open(Path(path), KEY))
    plan = store.plan_pack(a_table(NEW))
    tell.send("planned")
    store.take_pack(plan, plan.sure(), progress=lambda done, _: tell.send(done))
    tell.send("done")
