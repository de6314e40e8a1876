"""Read once by the process from which those that are to be killed are made: they begin warm.

A process that first reads the program and compiles its statements spends most of its short life on that, and a kill
would seldom fall into what the law is about. Nobody else imports this module: reading it does the work.
"""

from __future__ import annotations

import gc
import tempfile
from pathlib import Path

import storage.database.database
from storage.database.database import Database
from storage.edits import Edit
from storage.store import Store
from tests import compiled
from tests.builders import KEY, a_store, an_incident, change
from tests.faults import attacher, importer, syncer, taker, typist

__all__ = ["attacher", "importer", "syncer", "taker", "typist"]


def _warm() -> None:
    """Everything once that such processes do, in registers that are gone when this ends."""
    storage.database.database.SYNCHRONOUS = "OFF"  # nobody pulls the plug: who is killed loses nothing by it
    compiled.share()
    with tempfile.TemporaryDirectory() as folder:
        store = a_store(Path(folder), country="")
        where, path = store.save([Edit("place", None, {"name_en": "Khan", "level": 4})]).ids[0], store.database.path
        assert path is not None
        store.close()
        store = Store.open(Database.open(path, KEY))
        record = an_incident(store, victims=1, place=where)
        change(store, "incident", record, weapon="mortar")
        store.save([Edit("source", None, {"title": "warm"})])
        store.close()
    gc.collect()
    gc.freeze()


_warm()
