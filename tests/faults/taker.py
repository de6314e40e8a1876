"""A process that takes another people's table in, to be killed in the middle; it tells how far it is."""

from __future__ import annotations

from multiprocessing.connection import Connection
from pathlib import Path

from exports.foreign.foreseeing import foreseen
from exports.foreign.plan import ticked
from exports.foreign.taking import edits
from storage.database.database import Database
from storage.store import Store
from tests.builders import KEY
from tests.foreign_tables import HOSPITAL, a_list, a_row

ROWS = 3000
FILE = a_list([a_row(number) for number in range(ROWS)])


def take_in(path: str, tell: Connection) -> None:
    """Take the list in, telling each step."""
    store = Store.open(Database.open(Path(path), KEY))
    plan = foreseen(store, FILE, HOSPITAL, language="en")
    tell.send("foreseen")
    wanted = edits(store, plan, ticked(plan, None), {}, None)
    store.save_many(wanted, progress=lambda done, _: tell.send(done))
    tell.send("done")
