"""Registers that belong together, without tables of places: made once a process and copied, as making them costs."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from storage.database.database import Database
from storage.edits import Edit
from storage.journal.change import Change
from storage.places.gazetteer import place_id
from storage.store import Store
from tests.builders import KEY, a_store
from tests.sync.test_segments import joined, settle


@cache
def _files(count: int) -> list[Path]:
    """The first of them certified the others as verifiers, the second as a coordinator; nothing was exchanged yet."""
    folder = Path(tempfile.mkdtemp(prefix="sijill-begun-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    stores = [a_store(folder, team=f"Team {n}", country="") for n in range(count)]
    for n, store in enumerate(stores[1:]):
        joined(store, stores[0], "coordinator" if n == 0 else "verifier")  # rescuers decide no disputes
    found = []
    for store in stores:
        store.vector()
        assert store.database.path is not None
        found.append(store.database.path)
        store.close()
    return found


@cache
def _files_alike(count: int) -> list[Path]:
    """The same, once each has told the others all it knows."""
    folder = Path(tempfile.mkdtemp(prefix="sijill-begun-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    stores = laptops(folder, count)
    settle(*stores)
    found = [store.database.path for store in stores if store.database.path is not None]
    for store in stores:
        store.close()
    return found


def laptops(folder: Path, count: int = 2, *, alike: bool = False) -> list[Store]:
    """So many laptops, a whole organisation, opened, in folders of their own; ``alike``: they hold the same."""
    found = []
    for n, path in enumerate(_files_alike(count) if alike else _files(count)):
        place = folder / f"laptop{n}" / "register.db"
        place.parent.mkdir(parents=True)
        shutil.copy(path, place)
        found.append(Store.open(Database.open(place, KEY)))
    return found


def an_entry(store: Store, **more: object) -> str:
    """An incident with an injured person, as a draft that needs no place; the incident's id."""
    told = {"attack": "air_strike", "narrative": "قصف على السوق", "status": "draft", **more}
    record = store.save([Edit("incident", None, told)]).ids[0]
    store.save([Edit("victim", None, {"incident": record, "outcome": "injured", "status": "draft"})])
    return record


def a_place_of_a_table(name: str, **more: object) -> Change:
    """A line of a table of places that no laptop has."""
    record, stamp = bytes.fromhex(place_id("XX01")), bytes(8) + b"\7" * 6 + bytes(2)
    return Change(stamp, "place", record, {"code": "XX01", "name_en": name, "status": "complete", **more}, number=1)


def copied(store: Store, folder: Path) -> Store:
    """Another laptop with a copy of this one's disk."""
    return Store.open(Database.open(copied_file(store, folder), KEY))


def copied_file(store: Store, folder: Path) -> Path:
    """The register's file as it lies on the disk just now, copied into a new folder."""
    path = store.database.path
    assert path is not None
    folder.mkdir(parents=True)
    for part in path.parent.glob(f"{path.name}*"):
        shutil.copy(part, folder / part.name)
    return folder / path.name
