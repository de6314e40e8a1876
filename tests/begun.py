"""Registers as founding finds them: tables and places are there, nobody's yet. Built once a process, then copied.

Making the tables costs more than most laws that need a register; a copy is the same to the byte.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

import orjson

from storage.core import write_meta
from storage.database.database import Database
from storage.database.tables import meta
from storage.edits import Me
from storage.migrations import migrate
from storage.places.gazetteer import starter_packs
from storage.register.register import Register
from storage.register.vault import Effort
from storage.store import Store

KEY = bytes(range(32))
_NOBODY = Me(
    device="00" * 8, team="00" * 16, person="00" * 16, team_name="", team_code="", person_name="", device_name="",
    register="", country="", practice=False,
)  # fmt: skip


def prepare(database: Database, country: str) -> None:
    """Give an empty database its tables and the places of ``country``: what is the same in every register."""
    migrate(database)
    with database.writing() as connection:
        write_meta(connection, {"me": orjson.dumps(_NOBODY.__dict__).decode()})
    store = Store(database)
    store.catch_up()
    packs = starter_packs()
    if country in packs:
        store.learn(packs[country]())
    with database.writing() as connection:
        connection.execute(meta.delete().where(meta.c.name == "me"))


def lay(path: Path, country: str) -> Path:
    """Put a prepared file at ``path``, in a folder of its own, as the program would have made it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    shutil.copyfile(_file(country), path)
    path.chmod(0o600)
    return path


@cache
def _file(country: str) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="sijill-begun-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    database = Database.open(folder / "register.db", KEY)
    prepare(database, country)
    database.close()
    return folder / "register.db"


def soften(data: Path, passphrase: str) -> None:
    """Stretch the passphrase of a register in ``data`` little: commands of tests unlock it hundreds of times."""
    (keys,) = data.rglob("keys.json")
    vault = Register(keys.parent).vault
    vault.set_passphrase(vault.open(passphrase), passphrase, effort=Effort(ops=1, memory=2**16))
