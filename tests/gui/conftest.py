"""What every test of the window stands on: a dressed application, a register of its own, no thread left behind."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui import clipboard, jobs
from gui.app import rooms
from gui.context import Context
from gui.frame import opening
from gui.frame.opening import NewRegister, Opened
from gui.frame.window import Window
from gui.look.dress import prepare
from gui.preferences import Preferences
from storage.register.recovery import new_recovery_key
from storage.register.vault import Effort
from storage.store import Store
from tests.builders import a_store
from tests.gui.dressed import speak
from tests.gui.summer import a_context
from tests.gui.typist import Typist

PASSPHRASE = "harbour saffron tilting ladder"
RECOVERY = new_recovery_key()
_prepared: list[QApplication] = []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Any Qt warning fails a test, but for one that only the platform without a display gives."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support", extend=True))


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[QApplication]:
    """English, light, 100 %; afterwards no thread is left."""
    if not _prepared:
        prepare(qapp)
        _prepared.append(qapp)
    speak(qapp)
    yield qapp
    jobs.finish()
    clipboard.leave()
    for widget in QApplication.topLevelWidgets():
        widget.hide()  # windows a test opened and left do not stand in the way of the next
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # no loop runs between tests that would


@pytest.fixture
def register(tmp_path: Path, dressed: QApplication) -> Iterator[Store]:
    """A register with this team, a person and the places of a country."""
    made = a_store(tmp_path)
    yield made
    jobs.finish()
    made.close()


@pytest.fixture
def store(register: Store) -> Store:
    """The same, where only what is kept is spoken of."""
    return register


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Iterator[Store]:
    """One register for all tests of a module, begun in English."""
    speak(qapp)
    made = a_store(tmp_path_factory.mktemp("lasting"))
    yield made
    jobs.finish()
    made.close()


@pytest.fixture
def context(tmp_path: Path, store: Store) -> Context:
    """The window's, on that register."""
    return a_context(tmp_path, store)


@pytest.fixture
def typist(dressed: QApplication) -> Typist:
    """Somebody at the keyboard."""
    return Typist(dressed)


@pytest.fixture(scope="session")
def made_register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register made once; tests copy it."""
    folder = tmp_path_factory.mktemp("made") / "register"
    opening.close(begun(new_register(folder)))
    return folder


@pytest.fixture
def folder(made_register: Path, tmp_path: Path) -> Path:
    """The folder of a locked register."""
    target = tmp_path / "register"
    shutil.copytree(made_register, target)
    return target


@pytest.fixture
def opened(folder: Path) -> Iterator[Opened]:
    """An unlocked register; closed afterwards if the test did not."""
    made = opening.unlock(folder, PASSPHRASE)
    yield made
    jobs.finish()
    opening.close(made)


@pytest.fixture
def window(qtbot: QtBot, folder: Path) -> Iterator[Window]:
    """The window before the register."""
    made = make_window(folder)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.lock()
    jobs.finish()


def make_window(folder: Path) -> Window:
    """A window on the register in ``folder``, in English and light."""
    preferences = Preferences(folder)
    preferences.language, preferences.theme = "en", "light"
    return Window(Context(preferences), folder, rooms)


def begun(new: NewRegister) -> Opened:
    """A register made as the first run makes it; its passphrase is stretched little, for hundreds of unlockings."""
    made = opening.begin(new)
    made.register.vault.set_passphrase(made.key, new.passphrase, effort=Effort(ops=1, memory=2**16))
    return made


def new_register(folder: Path) -> NewRegister:
    """A small register without places."""
    return NewRegister(
        folder=folder,
        language="en",
        name="Idlib 2019",
        team="Ariha 2",
        person="Abu Omar",
        device="Laptop B",
        passphrase=PASSPHRASE,
        recovery=RECOVERY,
        country="",
    )
