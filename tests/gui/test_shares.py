"""Shares of keys in the window: one person sees one share; typed together they bring the root key back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui import jobs
from gui.screens.key_card import KeyCard
from gui.sync.share_dialog import MakeSharesDialog, RestoreDialog, root_shares_dialog
from storage.register.recovery import new_recovery_key, secret_of
from storage.register.shares import part
from storage.store import Store
from tests.builders import a_store
from tests.gui.dressed import speak
from tests.gui.summer import a_context
from tests.gui.typist import in_front

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def register(tmp_path: Path, qapp: QApplication) -> Iterator[Store]:
    speak(qapp, "en")
    made = a_store(tmp_path, country="")
    made.begin_organisation()
    yield made
    jobs.finish()
    made.close()


def shown(dialog: MakeSharesDialog) -> str:
    assert dialog.cards is not None
    return " ".join(one.text() for one in dialog.cards._words)


def test_shares_are_made_shown_one_at_a_time_and_restore_the_root_key(
    qtbot: QtBot, tmp_path: Path, register: Store
) -> None:
    context, parent = a_context(tmp_path, register), QWidget()
    qtbot.addWidget(parent)
    making = root_shares_dialog(context, parent)
    in_front(qtbot, making)
    making.people.setValue(3)
    making.needed.setValue(9)
    assert making.needed.value() == 3, "no more are needed than there are"
    making.needed.setValue(2)
    making.make()
    qtbot.waitUntil(lambda: making.cards is not None)
    first = shown(making)
    assert making.cards is not None and not making.do.isVisible()
    making.cards.which.setCurrentIndex(2)
    third = shown(making)
    assert first != third and first.split()[0] not in making.cards.sheet().toPlainText().split()[:0]
    assert all(word in making.cards.sheet().toPlainText() for word in third.split())
    for number in range(3):
        making.cards.which.setCurrentIndex(number)
        making.cards.save_to(tmp_path / f"share-{number}.pdf")
        jobs.finish()
    qtbot.waitUntil(lambda: making.note.isVisible())
    assert (tmp_path / "share-2.pdf").read_bytes().startswith(b"%PDF")
    register.forget_root([first, third])
    restoring = RestoreDialog(context, parent)
    in_front(qtbot, restoring)
    restoring.words.setPlainText(first)
    assert not restoring.do.isEnabled() and "1" in restoring.says.words()
    restoring.words.setPlainText(f"{first}\n{third.replace(third.split()[5], 'xylophone', 1)}")
    assert not restoring.do.isEnabled() and "xylophone" in restoring.says.words()
    restoring.words.setPlainText("\n".join(part(b"\7" * 32, 2, 2)))
    restoring.words.setFocus()
    restoring.restore()
    qtbot.waitUntil(lambda: "another organisation" in restoring.note.words() and restoring.words.hasFocus())
    restoring.words.setPlainText(f"{first}\n{third}")
    assert restoring.do.isEnabled()
    restoring.restore()
    qtbot.waitUntil(lambda: register.holds_root() and not restoring.words.toPlainText())
    making.close()
    restoring.close()


def test_the_recovery_key_is_parted_where_it_is_shown(qtbot: QtBot, register: Store) -> None:
    key = new_recovery_key()
    card = KeyCard(key, lambda: ("Register", "Team"))
    qtbot.addWidget(card)
    in_front(qtbot, card)
    card.make_shares()
    dialog = next(one for one in card.window().findChildren(MakeSharesDialog))
    dialog.make()
    qtbot.waitUntil(lambda: dialog.cards is not None)
    assert dialog.cards is not None
    assert secret_of(" ".join(dialog.cards.shares[1:])) == secret_of(key)
    dialog.close()
