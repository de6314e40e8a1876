"""Processes that attach files, and take in files that others attached, to be killed in the middle."""

from __future__ import annotations

import io
import json
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

from storage.database.database import Database
from storage.store import Store
from storage.sync.folder import read_folder
from tests.builders import KEY

RECORD = "ab" * 16
LENGTHS = (700_000, 3_300_000, 1_000, 2_200_000)


def content(number: int) -> bytes:
    """What the file of this number holds."""
    return Random(number).randbytes(LENGTHS[number % len(LENGTHS)])


def attach_some(path: str, tell: Connection) -> None:
    """Attach four files, telling each step, and the number of each that is attached."""
    store = Store.open(Database.open(Path(path), KEY))
    first = len(store.attachments(RECORD))
    tell.send("opened")
    for number in range(first, first + len(LENGTHS)):
        source = io.BytesIO(content(number))
        store.attach(source, "incident", RECORD, name=f"{number}.bin", pace=lambda done, _: tell.send(done))
        tell.send(f"attached {number}")
    tell.send("done")


def read_some(asked: str, tell: Connection) -> None:
    """Take in what lies in a folder, telling each step; ``asked`` is JSON: the register's file and the folder."""
    path, folder = json.loads(asked)
    store = Store.open(Database.open(Path(path), KEY))
    tell.send("opened")
    read_folder(store, Path(folder), progress=lambda done, _: tell.send(done))
    tell.send("done")
