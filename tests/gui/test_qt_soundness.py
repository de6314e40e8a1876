"""The Qt binding itself: some versions lose a reference to ``None`` at each void call and die after thousands."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

CALLS = 20_000


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal: its count says nothing")
def test_void_calls_do_not_wear_out_none(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        label.setEnabled(True)
    lost = before - sys.getrefcount(None)
    assert lost < CALLS // 10, f"{lost} references to None were lost in {CALLS} calls: this Qt kills the program"
