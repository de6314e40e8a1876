"""Laws of tidying: full collections never fall between two keys."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from gui import pauses
from gui.pauses import Tidying


@pytest.fixture
def tidying(qapp: QApplication) -> Iterator[Tidying]:
    before, turn = gc.get_threshold(), sys.getswitchinterval()
    made = Tidying(qapp)
    made.begin()
    yield made
    made.deleteLater()
    gc.unfreeze()
    gc.set_threshold(*before)
    sys.setswitchinterval(turn)


def test_full_collections_do_not_come_by_themselves(tidying: Tidying) -> None:
    done = gc.get_stats()[2]["collections"]
    kept = [[number] for number in range(700_000)]
    assert gc.get_stats()[2]["collections"] == done
    assert gc.get_count()[2] > 0
    assert len(kept) == 700_000


def test_they_wait_until_keys_have_rested(qtbot: QtBot, tidying: Tidying, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = [[number] for number in range(700_000)]
    line = QLineEdit()
    qtbot.addWidget(line)
    qtbot.keyClick(line, Qt.Key.Key_A)
    assert not tidying.look()
    monkeypatch.setattr(pauses, "RESTED", 0.0)
    assert tidying.look()
    assert gc.get_count()[2] == 0
    assert len(kept) == 700_000
