"""Pictures of the window before and around the rooms: unlocking, first run, settings, the shell."""

from __future__ import annotations

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLabel, QWidget

from gui import messages
from gui.app import rooms
from gui.context import Context
from gui.dialogs import BugDialog
from gui.frame import opening
from gui.frame.opening import NewRegister
from gui.frame.window import Window
from gui.guide.keys_window import KeysWindow
from gui.preferences import Preferences
from gui.screens.firstrun import FirstRun
from gui.screens.firstrun_steps import Answers, KeyStep
from gui.screens.gate import Gate
from gui.screens.recovery import RecoveryForm
from gui.screens.unlock import UnlockForm
from storage.register.recovery import new_recovery_key
from tests.gui.screens import Stage, screen, settle, wait_until


@screen("unlock")
def unlock(stage: Stage) -> QWidget:
    form = UnlockForm(stage.folder / "register", "Ariha-2")
    gate = Gate(form)
    gate.add_fact("hard-drive", "Last backup today 10:05")
    gate.add_fact("cloud-off", "3 changes not yet shared")
    form.passphrase.line.setText("window bridge salt lantern")
    form.passphrase.caps.emit(True)
    form.field.tell("warning", "That was not it. Check Caps Lock and the keyboard language.")
    return gate


@screen("recovery")
def recovery(stage: Stage) -> QWidget:
    return Gate(RecoveryForm(stage.folder))


def _first_run(stage: Stage, place: int) -> FirstRun:
    answers = Answers(stage.language, name="Idlib 2019", team="Ariha 2", person="Abu Omar", device="Laptop B")
    answers.recovery = "W2PE-9HRD-4TXA-K7QM-R5ZU-3LYG-J8FB-6VNC"
    answers.asked_group, answers.typed_group, answers.on_paper = 3, "K7QM", True
    wizard = FirstRun(stage.folder / "register", answers)
    for _ in range(place):
        wizard.go_to(wizard.place + 1)
    return wizard


@screen("firstrun-1-language")
def first_language(stage: Stage) -> QWidget:
    return _first_run(stage, 0)


@screen("firstrun-2-team")
def first_team(stage: Stage) -> QWidget:
    return _first_run(stage, 1)


@screen("firstrun-3-key")
def first_key(stage: Stage) -> QWidget:
    wizard = _first_run(stage, 2)
    step = wizard.steps[2]
    assert isinstance(step, KeyStep)
    step.new.first.line.setText("harbour saffron tilting ladder nine")
    step.new.second.line.setText("harbour saffron tilting lad")
    settle(1500)
    return wizard


@screen("firstrun-4-places")
def first_places(stage: Stage) -> QWidget:
    wizard = _first_run(stage, 3)
    settle(600)
    return wizard


@screen("firstrun-5-start")
def first_start(stage: Stage) -> QWidget:
    return _first_run(stage, 4)


def _window(stage: Stage) -> Window:
    """The window on a small register of its own."""
    folder = stage.folder / "register"
    new = NewRegister(
        folder, stage.language, "Idlib 2019", "Ariha 2", "Abu Omar", "Laptop B", "harbour saffron tilting ladder",
        new_recovery_key(), "",
    )  # fmt: skip
    opened = opening.begin(new)
    preferences = Preferences(folder)
    preferences.language, preferences.theme = stage.language, stage.mode
    window = Window(Context(preferences), folder, rooms)
    window.enter(opened)
    return window


@screen("shell")
def shell(stage: Stage) -> QWidget:
    window = _window(stage)
    window.resize(*stage.size)
    window.show()
    settle(300)
    return window


def _settings(stage: Stage, group: str) -> QWidget:
    window = _window(stage)
    window.context.asked.emit("settings", group)
    window.show()
    settle(300)
    return window


@screen("settings-look")
def settings_look(stage: Stage) -> QWidget:
    return _settings(stage, "look")


@screen("settings-passphrase")
def settings_passphrase(stage: Stage) -> QWidget:
    return _settings(stage, "passphrase")


@screen("settings-backups")
def settings_backups(stage: Stage) -> QWidget:
    window = _settings(stage, "backups")
    assert isinstance(window, Window)
    window.context.backups.make()
    wait_until(lambda: not window.context.backups.running)
    settle(200)
    return window


@screen("settings-about")
def settings_about(stage: Stage) -> QWidget:
    return _settings(stage, "about")


@screen("menu")
def menu(stage: Stage) -> QWidget:
    window = _window(stage)
    window.resize(*stage.size)
    assert window.shell is not None
    menu = window.shell.actions_.menu
    menu.aboutToShow.emit()
    window.show()
    settle(200)
    picture = window.grab()
    menu.ensurePolished()
    menu.resize(menu.sizeHint())
    left = stage.size[0] - 90 - menu.width() if stage.language == "ar" else 90
    painter = QPainter(picture)
    painter.drawPixmap(left, 42, menu.grab())
    painter.end()
    shown = QLabel()
    shown.setPixmap(picture)
    window.close()
    return shown


@screen("keys")
def keys(stage: Stage) -> QWidget:
    return KeysWindow()


@screen("bug")
def bug(stage: Stage) -> QWidget:
    try:
        raise ValueError("a value nobody should see")
    except ValueError as error:
        return BugDialog(None, messages.report(error))
