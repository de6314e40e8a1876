"""Laws of unlocking: words, waits, the recovery key, and nothing changed by a wrong passphrase."""

from __future__ import annotations

from pathlib import Path
from time import time

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.frame import opening
from gui.frame.opening import Opened
from gui.screens.recovery import RecoveryForm
from gui.screens.unlock import UnlockForm
from storage.errors import UserError
from tests.gui.conftest import PASSPHRASE, RECOVERY


@pytest.fixture
def form(qtbot: QtBot, folder: Path) -> UnlockForm:
    made = UnlockForm(folder)
    qtbot.addWidget(made)
    made.show()
    return made


def keys(qtbot: QtBot, form: UnlockForm, text: str) -> None:
    qtbot.keyClicks(form.passphrase.line, text)
    qtbot.keyClick(form.passphrase.line, Qt.Key.Key_Return)


def test_the_right_passphrase_and_enter_open_the_register(qtbot: QtBot, form: UnlockForm) -> None:
    with qtbot.waitSignal(form.unlocked, timeout=10_000) as caught:
        keys(qtbot, form, PASSPHRASE)
    assert caught.args is not None
    opened: Opened = caught.args[0]
    assert opened.about.team == "Ariha 2"
    assert form.passphrase.text() == "", "the passphrase does not stay in the field"
    opening.close(opened)


def test_a_wrong_passphrase_says_so_kindly_and_changes_no_byte(qtbot: QtBot, form: UnlockForm, folder: Path) -> None:
    before = {name: (folder / name).read_bytes() for name in ("keys.json", "register.db")}
    keys(qtbot, form, "something else")
    qtbot.waitUntil(lambda: form.field.says.words() != "", timeout=10_000)
    assert form.field.says.words().startswith("That was not it. Check Caps Lock and the keyboard language.")
    assert "Latin" in form.field.says.words()
    assert {name: (folder / name).read_bytes() for name in before} == before


def test_the_wait_after_wrong_ones_grows_and_is_counted_down_on_the_button(
    qtbot: QtBot, form: UnlockForm, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = time()
    monkeypatch.setattr("storage.register.attempts.time", lambda: moment)  # a slow machine does not use up the wait
    for _ in range(2):
        with pytest.raises(UserError):
            opening.unlock(folder, "wrong")
        (folder / "attempts.json").write_text(
            (folder / "attempts.json").read_text(encoding="utf-8").replace('"last": ', '"last": 0.0, "was": '),
            encoding="utf-8",
        )
    keys(qtbot, form, "wrong again")
    qtbot.waitUntil(lambda: form.waiting, timeout=10_000)
    assert form.button.word().startswith("Next try in ")
    assert not form.button.isEnabled()
    assert opening.seconds_to_wait(folder) == 4


def test_caps_lock_is_noticed_by_the_letters(qtbot: QtBot, form: UnlockForm) -> None:
    qtbot.keyClicks(form.passphrase.line, "ab")
    assert form.field.aside.text() == ""
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(form.passphrase.line, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, none, "A"))
    assert form.field.aside.text() == "Caps Lock is on"


def test_show_reads_the_letters_and_hides_them_again(qtbot: QtBot, form: UnlockForm) -> None:
    assert not form.passphrase.shown
    form.passphrase.toggle()
    assert form.passphrase.shown
    form.passphrase.toggle()
    assert not form.passphrase.shown


def test_another_window_on_the_same_register_is_told(qtbot: QtBot, form: UnlockForm, opened: Opened) -> None:
    keys(qtbot, form, PASSPHRASE)
    qtbot.waitUntil(lambda: form.note.isVisible(), timeout=10_000)
    assert "already open" in form.note.words()


def test_the_recovery_key_opens_and_a_new_passphrase_is_set(qtbot: QtBot, folder: Path) -> None:
    form = RecoveryForm(folder)
    qtbot.addWidget(form)
    form.show()
    form.key.setText(RECOVERY.lower().replace("-", " "))
    qtbot.keyClick(form.key, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: form.new.isVisible(), timeout=10_000)
    assert form.key.text() == ""
    for field in (form.new.first, form.new.second):
        field.line.setText("violet crane under seven bridges")
    qtbot.waitUntil(form.new.complete, timeout=10_000)
    with qtbot.waitSignal(form.unlocked, timeout=10_000) as caught:
        form.go_on()
    assert caught.args is not None
    opening.close(caught.args[0])
    with pytest.raises(UserError):
        opening.unlock(folder, PASSPHRASE)
    (folder / "attempts.json").unlink()
    opening.close(opening.unlock(folder, "violet crane under seven bridges"))


def test_a_slip_in_the_recovery_key_names_the_group(qtbot: QtBot, folder: Path) -> None:
    form = RecoveryForm(folder)
    qtbot.addWidget(form)
    form.show()
    groups = RECOVERY.split("-")
    groups[2] = "2222" if groups[2] != "2222" else "3333"
    form.key.setText("-".join(groups))
    form.go_on()
    qtbot.waitUntil(lambda: form.field.says.words() != "", timeout=10_000)
    assert "3" in form.field.says.words()
