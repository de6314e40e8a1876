"""The Qt binding itself: some versions lose a reference to ``None`` at each void call and die after thousands."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

CALLS = 20_000
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal: its count says nothing")
def test_void_calls_do_not_wear_out_none(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        label.setEnabled(True)
    lost = before - sys.getrefcount(None)
    assert lost < CALLS // 10, f"{lost} references to None were lost in {CALLS} calls: this Qt kills the program"


@pytest.mark.parametrize("copied", ["put('a', sensitive=False)", "put_table('a', '<b>a</b>')"])
def test_a_program_that_copied_something_ends_in_peace(copied: str) -> None:
    """Qt destroys what lies on the clipboard after Python is gone; data made in Python brings the process down."""
    program = (
        "from PySide6.QtWidgets import QApplication\nfrom gui import clipboard\napp = QApplication([])\n"
        f"clipboard.{copied}\nclipboard.leave()\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=False)
    assert ended.returncode == 0, ended.stderr.decode()
