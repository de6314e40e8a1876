"""A process that saves without end and says what was acknowledged, to be killed at any moment."""

from __future__ import annotations

from multiprocessing.connection import Connection
from pathlib import Path

from storage.database.database import Database
from storage.edits import Edit
from storage.saving import new_id
from storage.store import Store
from tests.builders import KEY, incident_values, victim_values

VICTIMS = 3


def type_on(path: str, place: str, acknowledged: Connection) -> None:
    """Save incidents with three victims each, all in one place, until killed; send each id once ``save`` returned."""
    store = Store.open(Database.open(Path(path), KEY, cache_mb=2))
    acknowledged.send("ready")
    while True:
        record = new_id()
        edits = [Edit("incident", record, incident_values(store, place=place))]
        edits += [Edit("victim", None, victim_values(incident=record)) for _ in range(VICTIMS)]
        store.save(edits)
        acknowledged.send(record)
