"""Laws of tidying: only in the window's thread, and full collections never between two keys."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from threading import Thread

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from gui.frame import pauses
from gui.frame.pauses import OLD, YOUNG, Tidying


@pytest.fixture
def tidying(qapp: QApplication) -> Iterator[Tidying]:
    enabled, turn = gc.isenabled(), sys.getswitchinterval()
    made = Tidying(qapp)
    made.begin()
    gc.collect()
    yield made
    made.deleteLater()
    gc.unfreeze()
    sys.setswitchinterval(turn)
    if enabled:
        gc.enable()


def litter(count: int = 2 * YOUNG) -> list[list[int]]:
    """New objects for the collector to look through."""
    return [[number] for number in range(count)]


def test_no_thread_collects_by_itself(tidying: Tidying) -> None:
    before = [one["collections"] for one in gc.get_stats()]
    worker = Thread(target=lambda: litter(300_000))
    worker.start()
    worker.join()
    assert [one["collections"] for one in gc.get_stats()] == before


def test_new_objects_are_collected_quickly_and_old_ones_when_keys_have_rested(
    qtbot: QtBot, tidying: Tidying, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    with qtbot.waitExposed(line):
        line.show()
    tidying.watch(line.windowHandle())
    assert tidying.look() == ""
    for _ in range(OLD):
        kept = litter()
        assert tidying.look() == "quick"
        del kept
    tidying._last -= 2 * pauses.RESTED
    QTest.keyClick(line.windowHandle(), Qt.Key.Key_A)
    assert tidying.look() != "full"
    monkeypatch.setattr(pauses, "RESTED", 0.0)
    assert tidying.look() == "full"
