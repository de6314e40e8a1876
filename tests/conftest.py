"""What tests share: stores on both engines, one PostgreSQL for the whole run."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from filelock import FileLock
from hypothesis import settings
from PySide6.QtWidgets import QApplication
from sqlalchemy import URL, make_url, text

import storage.database.database
from gui.resting import Rest
from storage.database.database import Database
from storage.practice import filled
from storage.store import Store
from tests import compiled
from tests.begun import KEY, prepare
from tests.bot import Bot
from tests.builders import a_store
from tests.lent import Lent
from tests.moments import keep_apart
from tests.server import serving

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault(
    "OPENPYXL_DEFUSEDXML", "False"
)  # tests load what the program wrote, which never loads by openpyxl
compiled.share()
keep_apart()
Rest.share = 0.1  # whoever types in a test never rests
storage.database.database.SYNCHRONOUS = "OFF"  # nobody pulls the plug: who is killed loses nothing by it

# The quick suite tries the same examples each time, so that it passes or fails for everyone; the release run searches.
settings.register_profile("quick", max_examples=50, derandomize=True, database=None, deadline=None, print_blob=True)
settings.register_profile("release", deadline=None, print_blob=True)
settings.load_profile("release" if os.environ.get("SIJILL_RELEASE") else "quick")


LONG = (
    "tests/test_hostile_tables.py", "tests/faults", "tests/sync", "tests/test_shapes.py", "tests/test_setup.py",
    "tests/gui/test_entry.py", "tests/gui/test_export_levels.py", "tests/gui/test_reread_preview.py",
)  # fmt: skip
"""Files that take long: they begin first, so that at the end no worker waits for the last of them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first, otherwise in the order of their names."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


def pytest_collection_finish() -> None:
    """What stands when the tests begin is no garbage, and what they leave is looked at a tenth as often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def has_windows(item: pytest.Item | None) -> bool:
    """Whether a test makes widgets."""
    return item is not None and "qapp" in getattr(item, "fixturenames", ())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, object, object]:
    """Widgets are collected in the window's thread only, as in the program (``gui.frame.pauses``).

    A collection in a reader's thread ends timers and widgets there, and Qt falls over at the next event. What was
    there before a test is looked at again only when the last of a row of window tests is through: the tests that
    follow have threads in which anything may be collected.
    """
    if not has_windows(item):
        return (yield)
    gc.disable()
    gc.freeze()
    try:
        return (yield)
    finally:
        gc.collect()
        if not has_windows(nextitem):
            gc.unfreeze()
            gc.collect()
            gc.freeze()
            gc.enable()


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> Bot:
    """Hands and eyes of a test at a window."""
    return Bot(request)


@pytest.fixture
def log_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """The write-ahead log is not folded back when a test happens to be slow: it measures disks against that log."""
    monkeypatch.setattr(storage.database.database, "QUIET_SECONDS", 3600.0)


@pytest.fixture(scope="session")
def practice_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The practice register as a file, built once for the whole run, whichever worker comes first; copy it."""
    with once_a_run(tmp_path_factory, "practice") as folder:
        if not (folder / "register.db").exists():
            filled(Database.open(folder / "building.db", KEY)).close()
            (folder / "building.db").rename(folder / "register.db")
    return folder / "register.db"


@contextmanager
def once_a_run(paths: pytest.TempPathFactory, name: str) -> Iterator[Path]:
    """A folder that all workers of a run share, held while one of them fills it."""
    base = paths.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / f"{name}-once"
    folder.mkdir(exist_ok=True)
    with FileLock(folder / "lock"):
        yield folder


def a_practice(file: Path, folder: Path) -> Store:
    """A copy of a register, mostly the practice one, in a folder of its own, opened."""
    return Store.open(Database.open(Path(shutil.copyfile(file, folder / "register.db")), KEY))


@pytest.fixture(scope="module")
def practice(practice_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The practice register of a module, whose laws mostly read it."""
    made = a_practice(practice_file, tmp_path_factory.mktemp("practice"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a real PostgreSQL server, ended with the worker."""
    with serving() as address:
        yield address


@pytest.fixture(scope="session")
def begun(postgres: str) -> Iterator[Callable[[], Database]]:
    """Makes databases on the server with tables and no places, as founding finds them; each is a copy of the first."""
    made = _database(postgres)
    first = Database.on_server(made)
    prepare(first, "")
    first.close()
    yield lambda: Database.on_server(_database(postgres, f" TEMPLATE {made.database}"))


@pytest.fixture(scope="session")
def lent(postgres: str) -> Iterator[Lent]:
    """A database as founding finds it, with the places of a country, for one test after the other."""

    def make() -> URL:
        made = _database(postgres)
        first = Database.on_server(made)
        prepare(first, "SY")
        first.close()
        return made

    lending = Lent(make)
    yield lending
    lending.close()


def _database(server: str, more: str = "") -> URL:
    name = f"t{uuid4().hex[:16]}"
    admin = Database.on_server(server)
    with admin.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"CREATE DATABASE {name}{more}"))
    admin.close()
    return make_url(server).set(database=name)


@pytest.fixture(params=["embedded", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    """Which engine a contract test runs on."""
    return str(request.param)


@pytest.fixture
def store(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Store]:
    """A fresh register on the engine of this test, in which nobody has written."""
    if engine == "embedded":
        made = a_store(tmp_path)
    else:
        facts: dict[str, Any] = {"register": "Test", "team": "Ariha 2", "person": "Tester", "country": "SY"}
        made = Store.found(request.getfixturevalue("lent").take(), **facts)
    yield made
    made.close()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Store]:
    """Another team's register, always the embedded one."""
    made = a_store(tmp_path, team="Khan 1")
    yield made
    made.close()
