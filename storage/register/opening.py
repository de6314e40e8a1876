"""From the key of a register to its open store: claimed, backed up before its tables change, brought up to date."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from storage.database.database import Database
from storage.migrations import must_migrate
from storage.register.backup import dated_backup
from storage.register.register import Fill, Register
from storage.store import Store

PRACTICE_PASSPHRASE = "practice"
"""Opens the practice register; known to everyone and said in its banner, for nothing in it is real."""


@dataclass(frozen=True)
class OpenRegister:
    """An unlocked register, held by this process until :meth:`close`."""

    register: Register
    store: Store

    def close(self) -> None:
        """Closes the store, then gives the folder back."""
        self.store.close()
        self.register.release()


def open_register(register: Register, key: bytes) -> OpenRegister:
    """Opens the store of an unlocked register.

    Raises:
        UserError: ``already-open``, ``damaged``, ``newer-schema`` …; the folder is free again.
    """
    register.claim()
    try:
        return OpenRegister(register, open_store(register, key))
    except BaseException:
        register.release()
        raise


def open_store(register: Register, key: bytes) -> Store:
    """The store of a register already claimed; a dated, verified backup is made before its tables change."""
    database = Database.open(register.database, key)
    try:
        if must_migrate(database):
            dated_backup(register, database)
        return Store.open(database)
    except BaseException:
        database.close()
        raise


def founding(found: Callable[[Database], Store]) -> Fill:
    """What :meth:`Register.create` puts into a new register: the tables and first records that ``found`` makes."""

    def fill(path: Path, key: bytes) -> None:
        database = Database.open(path, key)
        try:
            found(database)
        finally:
            database.close()

    return fill
