"""Processes that exchange with other laptops, to be killed in the middle; they tell how far they are.

The register, and what it exchanges with, lie side by side: ``stick`` is a folder of bundles, ``hub`` a file with the
address of one.
"""

from __future__ import annotations

from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Engine

from storage.database.database import Database
from storage.store import Store
from storage.sync.folder import read_folder, write_folder
from tests.builders import KEY


def read_stick(path: str, tell: Connection) -> None:
    """Take in all bundles of the stick."""
    store = _opened(path, tell)
    read_folder(store, Path(path).parent / "stick")
    tell.send("done")


def write_stick(path: str, tell: Connection) -> None:
    """Write a bundle for the others."""
    store = _opened(path, tell)
    write_folder(store, Path(path).parent / "stick")
    tell.send("done")


def with_hub(path: str, tell: Connection) -> None:
    """Pull from the hub and push to it."""
    address = (Path(path).parent / "hub").read_text()
    store = _opened(path, tell)
    store.pull_hub(address, progress=lambda done, total: tell.send(done))
    store.push_hub(address, progress=lambda done, total: tell.send(done))
    tell.send("done")


def _opened(path: str, tell: Connection) -> Store:
    """The register, which tells each statement that writes from now on."""
    store = Store.open(Database.open(Path(path), KEY))
    tell.send("begun")

    def told(*words: object) -> None:
        statement = str(words[2])
        if not statement.startswith(("SELECT", "PRAGMA")):
            tell.send(statement[:20])

    event.listen(Engine, "before_cursor_execute", told)
    return store
