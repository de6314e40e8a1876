"""kill -9 while somebody types in the real window: what was typed comes back, and is offered with its age."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from gui import jobs
from gui.context import Context
from gui.entry.window import EntryWindow
from gui.frame import opening
from gui.frame.offering import OpenDrafts
from gui.frame.opening import NewRegister, Opened
from gui.look.dress import prepare
from gui.preferences import Preferences
from gui.record.window import RecordWindow
from gui.widgets import Button
from storage.register.recovery import new_recovery_key
from tests.faults.typing_form import WHEN
from tests.faults.typing_window import DAY, PASSPHRASE, STORY
from tests.gui.conftest import begun
from tests.gui.dressed import speak

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "This plugin does not support")
AT_MOST_LOST = 2000
"""Milliseconds of typing that a kill may take away."""
LETTERS = 130
ROOT = Path(__file__).resolve().parents[2]


WINDOW, FORM = "tests.faults.typing_window", "tests.faults.typing_form"
"""The windows that are typed in."""


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, list[int]]]:
    """The register of each window, and when each letter of its story was typed until it was killed; both at once."""
    folders = [a_register(tmp_path_factory.mktemp("killed") / "register") for _ in (WINDOW, FORM)]
    with ThreadPoolExecutor() as both:
        typed = both.map(until_killed, folders, (WINDOW, FORM))
        return dict(zip((WINDOW, FORM), zip(folders, typed, strict=True), strict=True))


def a_register(folder: Path) -> Path:
    new = NewRegister(folder, "en", "Test", "Ariha 2", "Tester", "Laptop", PASSPHRASE, new_recovery_key(), "SY")
    opening.close(begun(new))
    return folder


def until_killed(folder: Path, typed_in: str) -> list[int]:
    command = [sys.executable, "-m", typed_in, str(folder)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    at: list[int] = []
    for line in process.stdout:
        word, moment = line.split()
        if word == "letter":
            at.append(int(moment))
        if len(at) == LETTERS:
            os.kill(process.pid, signal.SIGKILL)
            break
    at += [int(line.split()[1]) for line in process.stdout if line.startswith("letter ") and line.endswith("\n")]
    assert process.wait() == -signal.SIGKILL, "the window ended by itself"
    return at


@pytest.fixture
def typed_in() -> str:
    """The module of the window that is typed in."""
    return WINDOW


@pytest.fixture
def folder(killed: dict[str, tuple[Path, list[int]]], typed_in: str) -> Path:
    return killed[typed_in][0]


@pytest.fixture
def typed_at(killed: dict[str, tuple[Path, list[int]]], typed_in: str) -> list[int]:
    """When each letter of the story was typed, until the program was killed."""
    return killed[typed_in][1]


@pytest.fixture
def opened(qapp: QApplication, typed_at: list[int], folder: Path) -> Iterator[Opened]:
    prepare(qapp)
    speak(qapp, "en")
    assert typed_at
    made = opening.unlock(folder, PASSPHRASE)
    yield made
    jobs.finish()
    opening.close(made)


def test_after_kill_9_everything_left_is_there_and_at_most_two_seconds_of_the_last_field_are_missing(
    qtbot: QtBot, opened: Opened, typed_at: list[int], folder: Path
) -> None:
    (draft,) = opened.store.drafts()
    assert draft.open and draft.touched is not None
    assert draft.content["form"]["occurred"]["t"] == DAY
    cells = draft.content["grids"]["victims"][0]["cells"]
    assert {key: cells[key] for key in ("given", "father", "family", "sex", "age")} == {
        "given": "Omar", "father": "Ali", "family": "Hasan", "sex": "male", "age": "old-ish"
    }  # fmt: skip
    story = draft.content["form"]["narrative"]["t"]
    assert (STORY * 9).startswith(story)
    due = [moment for moment in typed_at if moment <= typed_at[-1] - AT_MOST_LOST]
    assert len(due) > 10, "it was killed so early that the test would prove nothing"
    assert len(story) >= len(due)

    context = Context(Preferences(folder))
    context.take(opened)
    offered = OpenDrafts(context)
    qtbot.addWidget(offered)
    offered.look()
    qtbot.waitUntil(lambda: not offered.isHidden())
    said = " ".join(part.text() for part in offered.findChildren(QLabel))
    assert "last typed" in said
    go = next(part for part in offered.findChildren(Button) if part.word() == "Continue")
    with qtbot.waitSignal(offered.opened) as signal_:
        go.click()
    assert signal_.args is not None
    window = signal_.args[0]
    assert isinstance(window, EntryWindow)
    qtbot.waitUntil(lambda: window.ready)
    assert window.desk.form.state("narrative").text == story
    assert window.desk.victims.rows[0].text("age") == "old-ish"
    window._ended = True
    window.close()


@pytest.mark.parametrize("typed_in", [FORM])
def test_after_kill_9_the_form_of_a_person_comes_back_with_its_steps(
    qtbot: QtBot, opened: Opened, typed_at: list[int], folder: Path
) -> None:
    (draft,) = opened.store.drafts()
    assert draft.open and draft.kind == "victim"
    due = [moment for moment in typed_at if moment <= typed_at[-1] - AT_MOST_LOST]
    assert len(due) > 10, "it was killed so early that the test would prove nothing"
    assert len(draft.content["form"]["notes"]["t"]) >= len(due)
    context = Context(Preferences(folder))
    context.take(opened)
    offered = OpenDrafts(context)
    qtbot.addWidget(offered)
    offered.look()
    qtbot.waitUntil(lambda: not offered.isHidden())
    go = next(part for part in offered.findChildren(Button) if part.word() == "Continue")
    with qtbot.waitSignal(offered.opened) as signal_:
        go.click()
    assert signal_.args is not None
    window = signal_.args[0]
    assert isinstance(window, RecordWindow)
    qtbot.waitUntil(lambda: window.ready)
    assert "Omar" in window.form.state("name").text
    steps = window.parts["outcomes"].rows  # type: ignore[attr-defined]
    assert [(row.text("outcome"), row.text("day")) for row in steps.rows] == [("missing", WHEN)]
    window._ended = True
    window.close()
